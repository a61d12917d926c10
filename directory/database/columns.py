"""Many alike rows as JSON takes them best: by column, what all of them share said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def gather(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Return rows, each with a value for every name, as `spread` reads them."""
    kept = list(rows)
    columns = dict(zip(names, zip(*kept, strict=True), strict=True)) if kept else {}
    shared = {name: values[0] for name, values in columns.items() if values.count(values[0]) == len(kept)}
    own = {name: values for name, values in columns.items() if name not in shared}
    return {"shared": shared, "own": own, "count": len(kept)}


def spread(gathered: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return, as mappings, the rows `gather` was given, as JSON gives them back."""
    shared, own = gathered["shared"], gathered["own"]
    if not own:
        return [dict(shared) for _ in range(gathered["count"])]
    return [shared | dict(zip(own, row, strict=True)) for row in zip(*own.values(), strict=True)]
