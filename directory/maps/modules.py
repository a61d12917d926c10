"""The map's browser modules (static/map/) joined as one script: a page loads one file, a reader opens many.

Each module is written as a native one, with `import { … } from "./other.js"` and `export const`, so that it
can be checked alone; joined in order inside one function, imports and the word `export` say nothing more.
Names declared at the top of joined modules must differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from directory.front import lean

FOLDER = Path(__file__).parent.parent / "static" / "map"
#: Modules in order: each after those it imports.
ENGINE = ("page", "shapes", "points", "markers", "cloud", "sheet", "towns", "engine")
GROUND = ("ground/decode", "ground/names", "ground/ground")

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w/]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const )", re.MULTILINE)


def join_modules(names: Sequence[str], last: str = "") -> str:
    """Return the script of these modules; `last` is JavaScript that runs after them and sees their names."""
    texts = []
    for name in names:
        text = (FOLDER / f"{name}.js").read_text("utf-8")
        texts.append(lean.lean_script(_EXPORT.sub("", _IMPORT.sub("", text))))
    return f'(() => {{\n"use strict";\n{"".join(texts)}{last}}})();\n'


def read_modules() -> bytes:
    """Return all that joined modules are made from, to know when they change."""
    modules = ((FOLDER / f"{name}.js").read_bytes() for name in (*ENGINE, *GROUND))
    return b"".join((*modules, Path(lean.__file__).read_bytes()))
