"""Files as people send them: the same rows mean the same at the web import and on the command line."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlmodel import Session, select

from directory.imports import jobs as import_jobs
from directory.imports.reports import read_report
from directory.listings.drafts import Draft
from directory.models import Listing
from directory.publishing.stored import read_draft
from tests.fictional import AT, VANNES
from tests.files import BASE, national, plain, run, write

PHONES = ("+33199001234", "+33199005678")
#: By reference: what a row says besides `BASE`, and the facts it makes.
READ: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "hours-in-french": (
        {"hours": "du lundi au vendredi 9h-12h 14h-17h"}, {"hours": "Mo-Fr 09:00-12:00,14:00-17:00"}
    ),
    "hours-as-a-date": ({"hours": "24-juil"}, {"hours": "24/7"}),
    "hours-as-a-whole-date": ({"hours": "24/07/2026"}, {"hours": "24/7"}),
    "hours-with-a-comment": (
        {"hours": 'Mo-Fr 09:00-17:00 "sur rendez-vous"'},
        {"hours": "Mo-Fr 09:00-17:00", "hours_text": "sur rendez-vous"},
    ),
    "hours-with-seconds": ({"hours": "Mo-Fr 09:00:00-17:00:00"}, {"hours": "Mo-Fr 09:00-17:00"}),
    "phone-without-plus": ({"phone": "33199001234"}, {"phones": PHONES[:1]}),
    "phone-without-zero": ({"phone": "199001234"}, {"phones": PHONES[:1]}),
    "two-phones-slash": ({"phone": "01 99 00 12 34 / 01 99 00 56 78"}, {"phones": PHONES}),
    "two-phones-comma": ({"phone": "01 99 00 12 34, 01 99 00 56 78"}, {"phones": PHONES}),
    "two-phones-or": ({"phone": "01 99 00 12 34 ou 01 99 00 56 78"}, {"phones": PHONES}),
    "phone-with-words": ({"phone": "Tél : 01 99 00 12 34 poste 12"}, {"phones": PHONES[:1]}),
    "six-digits-975": (
        {"departements": "975", "phone": "41 12 34"}, {"departements": ("975",), "phones": ("+508411234",)}
    ),
    "six-digits-988": ({"departements": "988", "phone": "28 12 34"}, {"phones": ("+687281234",)}),
    "six-digits-987": ({"departements": "987", "phone": "44 12 34"}, {"phones": ("+689441234",)}),
    "date-french": ({"source_date": "12/03/2026"}, {"source_date": "2026-03-12"}),
    "date-words": ({"source_date": "mars 2026"}, {"source_date": "2026-03"}),
    "date-year": ({"source_date": "2026"}, {"source_date": "2026"}),
    "date-spreadsheet": ({"source_seen": "nov-26"}, {"source_seen": "2026-11"}),
    "departement-name": ({"departements": "Morbihan"}, {"departements": ("56",)}),
    "departement-code-name": ({"departements": "56 - Morbihan"}, {"departements": ("56",)}),
    "departements-slashes": ({"departements": "56/29/35"}, {"departements": ("29", "35", "56")}),
    "departement-69d": ({"departements": "69D"}, {"departements": ("69",)}),
    "departement-69m": ({"departements": "69M"}, {"departements": ("69",)}),
    "departements-named": (
        {"departements": "Ille-et-Vilaine et Morbihan"}, {"departements": ("35", "56")}
    ),
    "category-part": ({"category": "Maraude"}, {"category": "outreach"}),
    "category-synonym": ({"category": "MDA"}, {"category": "adolescent_house"}),
    "category-curly": ({"category": "accueil d’urgence"}, {"category": "emergency_reception"}),
    "ternary-yes": ({"admits_minors": "x", "walk_in": "vrai"}, {"admits_minors": "yes", "walk_in": "yes"}),
    "ternary-unknown": ({"admits_minors": "?"}, {"admits_minors": "unknown"}),
    "ternary-no": ({"walk_in": "non"}, {"walk_in": "no"}),
    "dedicated-empty": ({"dedicated": ""}, {"is_dedicated": "unknown"}),
    "commune-with-postcode": ({"commune": "56000 Vannes"}, {"code_insee": VANNES}),
    "commune-with-departement": ({"commune": "Vannes (56)"}, {"code_insee": VANNES}),
    "commune-in-the-address": (
        {"address": "3 rue Fictive, 56000 Vannes", "disclosure": "adresse"},
        {"code_insee": VANNES, "address": "3 rue Fictive", "postcode": "56000"},
    ),
    "postcode-alone": ({"postcode": "56000"}, {"code_insee": VANNES}),
    "cedex": (
        {"commune": "Vannes Cedex", "postcode": "56019", "address": "3 rue Fictive", "disclosure": "adresse"},
        {"code_insee": VANNES, "postcode": "56019"},
    ),
    "code-and-name-disagree": ({"commune": "Lorient", "code_insee": VANNES}, {"code_insee": VANNES}),
    "postcode-disagrees": ({"commune": "Vannes", "postcode": "56100"}, {"code_insee": VANNES}),
}  # fmt: skip
#: Words that a row's warnings must have.
WARNED = {
    "hours-in-french": "Horaires compris : lundi à vendredi 9 h – 12 h, 14 h – 17 h.",
    "hours-with-a-comment": "gardé dans les précisions",
    "category-part": "« Maraude » lue comme « Maraude, prévention spécialisée »",
    "code-and-name-disagree": "Le code Insee 56260 est celui de Vannes, et non de « Lorient »",
    "postcode-disagrees": "Le code postal 56100, qui est celui de Lorient",
}
#: By reference: what a refused row says, the field its refusal is told at, and words of it.
REFUSED: dict[str, tuple[dict[str, str], str, tuple[str, ...]]] = {
    "unknown-category": (
        {"category": "Acceuil de jour"}, "category",
        ("« Acceuil de jour »", "Le plus proche : « Accueil de jour »", "Valeurs admises"),
    ),
    "unknown-ternary": ({"walk_in": "peut-être"}, "walk_in", ("« peut-être »", "oui, non, inconnu")),
    "unknown-departement": (
        {"departements": "Morbian"}, "departements", ("« MORBIAN »", "« 56 » (Morbihan)")
    ),
    "doubtful-departement": ({"departements": "56 - Finistère"}, "departements", ("56 - FINISTÈRE",)),
    "hours-without-days": ({"hours": "9h-17h"}, "hours", ("Quels jours", "« 9h-17h »")),
    "bad-date": ({"source_date": "bientôt"}, "source_date", ("« bientôt »", "12/03/2024")),
    "bad-phones": ({"phone": "01 99 00 12 34 et l’autre"}, "phone", ("« | »", "l’autre")),
    "address-without-commune": (
        {"address": "3 rue Fictive", "commune": "Nullepart", "disclosure": "adresse"}, "commune",
        ("Commune introuvable : « Nullepart »", "l’adresse serait perdue"),
    ),
    "secret": (
        {"disclosure": "sous secret", "walk_in": "12 rue des Tilleuls, Vannes"}, "walk_in", ("« … »",)
    ),
    "a-place-in-the-wrong-cell": ({"genders": "12 rue des Tilleuls"}, "genders", ("« … »",)),
}  # fmt: skip
ROWS = [
    BASE | {"ref": ref, "name": f"Équipe {ref}"} | said
    for ref, (said, *_) in {**READ, **REFUSED}.items()
]  # fmt: skip


class Door(NamedTuple):
    """What a door made of `ROWS`: drafts, and what it says of each, by reference."""

    drafts: dict[str, Draft]
    said: dict[str, str]


def stored(session: Session) -> dict[str, Draft]:
    return {listing.ref: read_draft(session, listing) for listing in session.exec(select(Listing))}


@pytest.fixture(scope="module")
def doors(sites: tuple[Flask, Flask], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Door]:
    """The same file, sent to a site and loaded into another by the command line."""
    content = write(ROWS).encode()
    by_web, by_command = sites
    with Session(by_web.extensions["engine"]) as session:
        nour = national(session)
        job = import_jobs.start(session, content, by=nour, at=AT)
        report = read_report(job)
        import_jobs.apply(session, job.id, by=nour, at=AT)
        session.commit()
        refs = {line: row["ref"] for line, row in enumerate(ROWS, start=2)}
        told = {
            refs[one["line"]]: " ".join([*(f"{f} : {m}" for f, m in one["problems"]), *one["warnings"]])
            for one in report
        }
        web = Door(stored(session), told)
    path = tmp_path_factory.mktemp("files") / "f.csv"
    path.write_bytes(content)
    result = run(by_command, "data", "load", path)
    said = {
        row["ref"]: " ".join(line for line in result.output.splitlines() if f"({row['ref']})" in line)
        for row in ROWS
    }
    with Session(by_command.extensions["engine"]) as session:
        return {"web": web, "command line": Door(stored(session), said)}


@pytest.mark.parametrize("door", ["web", "command line"])
@pytest.mark.parametrize("ref", READ)
def test_a_row_is_read_as_it_is_meant(doors: dict[str, Door], door: str, ref: str) -> None:
    assert ref in doors[door].drafts, doors[door].said[ref]
    draft = doors[door].drafts[ref]
    place = draft.place
    for name, value in READ[ref][1].items():
        if name == "phones":
            assert tuple(phone.value for phone in draft.phones) == value
        else:
            owner = place if name in {"code_insee", "address", "postcode"} else draft
            found = getattr(owner, name)
            assert found == value, doors[door].said[ref]
    if ref in WARNED:
        assert WARNED[ref] in plain(doors[door].said[ref])


@pytest.mark.parametrize("door", ["web", "command line"])
@pytest.mark.parametrize("ref", REFUSED)
def test_a_refusal_names_the_value_and_the_nearest_unless_it_may_betray_a_place(
    doors: dict[str, Door], door: str, ref: str
) -> None:
    _cells, field, words = REFUSED[ref]
    assert ref not in doors[door].drafts
    said = plain(doors[door].said[ref])
    assert f"{field} : " in said
    for word in words:
        assert word in said
    assert "Tilleuls" not in said


@pytest.mark.parametrize("door", ["web", "command line"])
def test_words_that_go_with_a_number_stay_with_it(doors: dict[str, Door], door: str) -> None:
    [phone] = doors[door].drafts["phone-with-words"].phones
    assert phone.label == "poste 12"
