"""Figures in Prometheus's text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).

Written here rather than by a library: three kinds of figures, a few lines each, and the front, which must
answer before anything is loaded, counts without importing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from directory.watching.counts import BOUNDS, Totals

MIMETYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Values of the present moment, by the name under which a process counts them.
PRESENT: Mapping[str, tuple[str, str]] = {
    "kept_pages": ("relais_kept_pages", "Pages finies en mémoire, tous processus de la machine."),
    "kept_bytes": ("relais_kept_bytes", "Octets de ces pages."),
    "letters_failed": ("relais_letters_failed", "Courriels non partis, processus vivants de la machine."),
    "letters_waiting": ("relais_letters_waiting", "Courriels qui attendent de partir."),
}


def write(totals: Totals, *, version: int | None, jobs: Mapping[str, float | None]) -> str:
    """Return the figures as text. `version`: of the data, None when the database does not answer.

    `jobs`: for each daily job, the POSIX time in seconds when it last ended well, None for never.
    """
    lines: list[str] = []
    is_up = int(version is not None)
    lines += _metric("relais_up", "gauge", "1 quand la base de données répond.", [("", is_up)])
    if version is not None:
        lines += _metric("relais_dataset_version", "gauge", "Version des données.", [("", version)])
    lines += _metric(
        "relais_requests_total", "counter", "Réponses, par route et code ; « kept » : page déjà finie.",
        ((f'{{route="{_escape(route)}",status="{status}"}}', count)
         for (route, status), count in sorted(totals.answers.items())),
    )  # fmt: skip
    lines += _durations(totals)
    for name, (metric, words) in PRESENT.items():
        lines += _metric(metric, "gauge", words, [("", totals.present[name])])
    lines += _metric(
        "relais_job_last_success_timestamp_seconds", "gauge",
        "Fin du dernier passage réussi de chaque tâche du jour sur cette machine ; 0 : jamais.",
        ((f'{{job="{job}"}}', at or 0) for job, at in jobs.items()),
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _metric(name: str, kind: str, words: str, samples: Iterable[tuple[str, float]]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    yield from (f"{name}{labels} {value:.0f}" for labels, value in samples)


def _durations(totals: Totals) -> Iterator[str]:
    name = "relais_request_seconds"
    yield f"# HELP {name} Temps avant le premier octet d’une réponse, par route."
    yield f"# TYPE {name} histogram"
    for route, counts in sorted(totals.durations.items()):
        label, running = f'route="{_escape(route)}"', 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
            running += count
            yield f'{name}_bucket{{{label},le="{bound}"}} {running}'
        yield f"{name}_sum{{{label}}} {totals.seconds[route]:.6f}"
        yield f"{name}_count{{{label}}} {running}"


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
