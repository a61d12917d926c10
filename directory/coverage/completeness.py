"""How complete the directory is, departement by departement: who can be called, what is dedicated, how old.

Confidential listings enter no number: a departement is only said to be served by a dedicated option.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session

from directory.coverage.picture import OTHERS, PLAN
from directory.places.departements import DEPARTEMENTS, REGIONS
from directory.publishing.publication import NATIONAL
from directory.publishing.tables import BY_DEPARTEMENT

#: What is known of a kind of service: nothing, that it exists, its number.
NOTHING, KNOWN, NUMBER = range(3)
WORDS = ("non renseigné", "sans numéro", "avec un numéro")
#: The services every departement has, whose numbers are looked for first.
SERVICES = ("crip", "uaped", "school_social_service")


@dataclass(frozen=True, slots=True)
class Completeness:
    """One departement. `listings` answer for it and take minors, national and confidential ones aside.

    `services` follows `SERVICES` with words of `WORDS`; `oldest_number` is ISO text of any precision, empty
    when no number has a date.
    """

    code: str
    services: tuple[int, ...] = (NOTHING,) * len(SERVICES)
    has_dedicated: bool = False
    listings: int = 0
    callable: int = 0
    verified: int = 0
    oldest_number: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Some departements together: how many have each service with a number, and a dedicated option."""

    label: str
    region: str
    departements: int
    services: tuple[int, ...]
    dedicated: int
    listings: int
    callable: int
    verified: int
    oldest_number: str


def measure(session: Session) -> Mapping[str, Completeness]:
    """Return what is known of each departement and territory, in one grouped query."""
    counted = ~BY_DEPARTEMENT.c.is_confidential
    plan = BY_DEPARTEMENT.c.category.in_([category.slug for category in PLAN])
    statement = (
        select(
            BY_DEPARTEMENT.c.departement,
            *(_best(BY_DEPARTEMENT.c.category == slug) for slug in SERVICES),
            func.max(
                case(
                    (
                        and_(
                            plan,
                            or_(BY_DEPARTEMENT.c.is_dedicated == "yes", BY_DEPARTEMENT.c.is_confidential),
                        ),
                        1,
                    ),
                    else_=0,
                )
            ),
            _count(counted),
            _count(counted, BY_DEPARTEMENT.c.has_number),
            _count(counted, BY_DEPARTEMENT.c.verified_on != ""),
            func.coalesce(
                func.min(case((BY_DEPARTEMENT.c.oldest_number != "", BY_DEPARTEMENT.c.oldest_number))), ""
            ),
        )
        .where(BY_DEPARTEMENT.c.admits_minors != "no", BY_DEPARTEMENT.c.departement != NATIONAL)
        .group_by(BY_DEPARTEMENT.c.departement)
    )
    found = {code: Completeness(code) for code in DEPARTEMENTS}
    for code, *facts in session.connection().execute(statement):
        services, (dedicated, *counts) = tuple(facts[: len(SERVICES)]), facts[len(SERVICES) :]
        found[code] = Completeness(code, services, bool(dedicated), *counts)
    return found


def sum_up(measured: Mapping[str, Completeness]) -> tuple[Sum, ...]:
    """One line for each region, by name, then one for the 101 departements of France."""
    by_region = defaultdict(list)
    for one in measured.values():
        if one.code not in OTHERS:
            by_region[DEPARTEMENTS[one.code].region_code].append(one)
    lines = [_sum(REGIONS[region], region, some) for region, some in by_region.items()]
    every = [one for some in by_region.values() for one in some]
    return (*sorted(lines, key=lambda line: line.label), _sum("France", "", every))


REPORT_HEADER = (
    "code", "nom", "CRIP", "UAPED", "service social scolaire", "option dédiée", "fiches", "joignables",
    "vérifiées", "plus ancien numéro",
)  # fmt: skip


def report(measured: Mapping[str, Completeness]) -> Iterator[tuple[str | int, ...]]:
    """Yield a row for each departement, then one for each region and for France, under `REPORT_HEADER`."""
    for one in measured.values():
        yield (
            one.code, DEPARTEMENTS[one.code].name, *(WORDS[known] for known in one.services),
            "oui" if one.has_dedicated else "non", one.listings, one.callable, one.verified,
            one.oldest_number,
        )  # fmt: skip
    for line in sum_up(measured):
        services = (f"{number} sur {line.departements}" for number in line.services)
        yield (
            "", line.label, *services, f"{line.dedicated} sur {line.departements}", line.listings,
            line.callable, line.verified, line.oldest_number,
        )  # fmt: skip


def _sum(label: str, region: str, some: Iterable[Completeness]) -> Sum:
    kept = list(some)
    return Sum(
        label=label,
        region=region,
        departements=len(kept),
        services=tuple(sum(one.services[index] == NUMBER for one in kept) for index in range(len(SERVICES))),
        dedicated=sum(one.has_dedicated for one in kept),
        listings=sum(one.listings for one in kept),
        callable=sum(one.callable for one in kept),
        verified=sum(one.verified for one in kept),
        oldest_number=min((one.oldest_number for one in kept if one.oldest_number), default=""),
    )


def _best(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((and_(wanted, BY_DEPARTEMENT.c.has_number), NUMBER), (wanted, KNOWN), else_=NOTHING))


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((and_(*conditions), 1), else_=0))
