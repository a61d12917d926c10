"""Files as people send them: the same rows mean the same at the web import and on the command line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from click.testing import Result
from flask import Flask
from openpyxl import Workbook
from sqlmodel import Session, select

from directory import create_app
from directory.config import ROOT
from directory.exports import FORMATS
from directory.exports.data_inclusion import make_service, make_structure
from directory.exports.hsds import Hsds
from directory.exports.listings import LISTING_FORMATS
from directory.imports import jobs as import_jobs
from directory.imports import read_table
from directory.imports.columns import PAGE, match_columns
from directory.imports.reports import read_report
from directory.imports.template_rows import HEADER, make_rows
from directory.imports.terms import terms_of
from directory.listings.drafts import Draft
from directory.models import Listing
from directory.permissions import NATIONAL, Actor
from directory.publishing.views import find_views
from directory.storing.kept import find_kept_drafts
from directory.storing.states import read_draft
from tests.conftest import close
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.people import actor_of, make_account

SEED = ROOT / "data" / "listings.csv"
BASE = {
    "category": "open_environment", "name": "Équipe fictive", "departements": "56", "disclosure": "commune",
    "status": "draft", "source_url": "https://source.example/",
}  # fmt: skip
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


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def write(rows: list[dict[str, str]], *, delimiter: str = ";") -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def stored(session: Session) -> dict[str, Draft]:
    return {listing.ref: read_draft(session, listing) for listing in session.exec(select(Listing))}


@pytest.fixture(scope="module")
def sites(databases: Any, empty_database: str, make_config: Any) -> Iterator[tuple[Flask, Flask]]:
    made = [create_app(make_config(databases.make(empty_database))) for _ in range(2)]
    yield made[0], made[1]
    for app in made:
        close(app.extensions["engine"])


def national(session: Session) -> Actor:
    return actor_of(session, make_account(session, "nour", NATIONAL))


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


def sheet_of(book: Workbook, rows: list[list[Any]], title: str = "Fiches") -> None:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)


def bytes_of(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def typed_by_hand() -> bytes:
    """A first sheet of advice; then titles under two others, numbers, dates and merged départements."""
    book = Workbook()
    book.active.append(["Lisez-moi"])  # type: ignore[union-attr]
    titles = ["Catégorie", "Nom", "Départements", "Téléphone", "Source", "Date de la source"]
    sheet_of(
        book,
        [
            ["Structures du département, mise à jour 2026"],
            ["Qui", None, None, "Contact", None, None],
            titles,
            ["CRIP", "Cellule fictive", 56, 199001234, "https://source.example/", datetime(2026, 3, 12)],
            ["UAPED", "Unité fictive", None, 199005678, "https://source.example/", date(2026, 3, 12)],
        ],
    )
    book["Fiches"].merge_cells("A1:F1")
    book["Fiches"].merge_cells("C4:C5")
    return bytes_of(book)


_LINE = "Catégorie;Nom;Départements;Source\r\nCRIP;Cellule fictive;56;https://source.example/\r\n"
SHAPES = {
    "a UTF-8 mark": b"\xef\xbb\xbf" + _LINE.encode(),
    "Windows-1252": _LINE.encode("cp1252"),
    "sep=;": f"sep=;\r\n{_LINE}".encode(),
    "titles that hold commas": _LINE.replace("Nom;", "Nom;Filles, garçons;")
    .replace("Cellule fictive;", "Cellule fictive;filles;")
    .encode(),
    "rows above the titles": f"Liste de 2026\r\n\r\n{_LINE}".encode(),
    "a workbook typed by hand": typed_by_hand(),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_any_shape_is_read_at_both_doors(own_app: Flask, tmp_path: Path, shape: str) -> None:
    path = tmp_path / "fichier"
    path.write_bytes(SHAPES[shape])
    result = run(own_app, "data", "check", path)
    assert result.exit_code == 0, result.output
    assert " 0 problèmes" in result.output
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        job = import_jobs.start(session, SHAPES[shape], by=nour, at=AT)
        assert (job.state, job.counts["refused"]) == ("ready", 0)
        import_jobs.apply(session, job.id, by=nour, at=AT)
        found = {listing.name: draft for listing in session.exec(select(Listing))
                 if (draft := read_draft(session, listing))}  # fmt: skip
    assert found["Cellule fictive"].departements == ("56",)
    if "by hand" in shape:
        assert found["Unité fictive"].departements == ("56",)
        assert found["Unité fictive"].source_date == "2026-03-12"
        assert [phone.value for phone in found["Cellule fictive"].phones] == ["+33199001234"]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rien", b"{", b"[1]", b"\x00\x01", b"", b'{"services": [3]}', b"nom\r\n\xff\xfe\x00"],
)
@pytest.mark.parametrize("source", ["template", "hsds", "data-inclusion"])
def test_a_file_that_is_none_is_a_sentence_and_no_traceback(
    sites: tuple[Flask, Flask], tmp_path: Path, content: bytes, source: str
) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    for verb in ("check", "load"):
        result = run(sites[0], "data", verb, path, "--source", source)
        assert result.exit_code == 1
        assert result.output.startswith("Error: f\u202f: ")
        assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("change", ["a mark", "Windows-1252", "a workbook"])
def test_the_seed_in_another_form_is_loaded_and_says_it_is_unchanged(
    own_app: Flask, tmp_path: Path, change: str
) -> None:
    assert run(own_app, "data", "load", SEED).exit_code == 0
    rows = list(csv.reader(io.StringIO(SEED.read_text("utf-8"), newline="")))
    if change == "a mark":
        content = b"\xef\xbb\xbf" + SEED.read_bytes()
    elif change == "Windows-1252":
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(rows)
        content = text.getvalue().encode("cp1252", "replace")
    else:
        content = b"".join(FORMATS["xlsx"].write(rows[0], rows[1:]))
    path = tmp_path / "autre"
    path.write_bytes(content)
    result = run(own_app, "data", "load", path)
    assert "0 nouvelles" in result.output
    assert result.exit_code == 0, result.output
    if change != "Windows-1252":  # which has not every character of the seed
        assert "0 nouvelles, 0 modifiées" in result.output


def as_a_french_spreadsheet(cell: Any) -> Any:
    """What a French spreadsheet makes of a cell of a CSV file, and saves again."""
    text = "" if cell is None else str(cell)
    if text.startswith("+33") and text[1:].isdecimal():
        return text[1:]
    if text == "24/7":
        return "24-juil"
    if len(text) == 10 and text[4:5] == "-" and text[:4].isdecimal():
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    months = "janv févr mars avr mai juin juil août sept oct nov déc".split()
    if len(text) == 7 and text[4:5] == "-" and text[:4].isdecimal():
        return f"{months[int(text[5:]) - 1]}-{text[2:4]}"
    return text


def test_our_export_saved_by_a_french_spreadsheet_comes_back_unchanged(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        store(
            session,
            make_draft("a", hours="24/7", phones=(("+33199001234", "accueil", "public"),),
                       source_date="2025-11-05", source_seen="2026-11"),
            make_draft("b", place=in_commune(VANNES), source_date="2026-03", hours="Mo-Sa 09:00-17:00"),
            make_draft("c", departements=("988",), phones=(("+687281234", "", "public"),)),
        )  # fmt: skip
        rows = list(make_rows(draft for _, draft in find_kept_drafts(session, by=nour)))
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows([[as_a_french_spreadsheet(cell) for cell in row] for row in rows])
        job = import_jobs.start(session, text.getvalue().encode("cp1252", "replace"), by=nour, at=AT)
        told = [(one["problems"], one["differences"]) for one in read_report(job)]
        assert (job.counts["unchanged"], job.counts["refused"]) == (3, 0), told


OURS = ["csv", "xlsx", "data-inclusion", "hsds"]


def our_answer(session: Session, kind: str, url: str) -> bytes:
    """What the public reads of every listing, as one of our answers."""
    views = find_views(session, range(1, 10))
    if kind == "hsds":
        return orjson.dumps({"contents": [Hsds(url).full_service(view) for view in views]})
    if kind == "data-inclusion":
        services = [make_service(view, url) for view in views]
        return orjson.dumps({"services": services, "structures": [make_structure(views, url)]})
    return b"".join(LISTING_FORMATS[kind].write(views, url))


@pytest.mark.parametrize("kind", OURS)
def test_our_public_answers_sent_back_find_their_listings_and_change_nothing(
    own_app: Flask, tmp_path: Path, kind: str
) -> None:
    url = own_app.config["RELAIS"].public_url
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        store(
            session,
            make_draft(
                "a", category="uaped", disclosure="address", place=in_commune(VANNES, "1 rue Fictive"),
                hours="Mo-Fr 09:00-17:00", hours_text="Sur rendez-vous", requirement="Accord parental.",
                description="Ce qui s’y passe.", website="https://equipe.example/", response_delay="48h",
                phones=(("+33199001234", "accueil", "public"), ("+33199005678", "", "professionals")),
                who_may_refer=("ase", "justice"), source_kind="press", walk_in="no",
            ),
            make_draft("b", departements=("29", "56"), is_dedicated="no"),
            make_confidential("c", summary=""),
        )  # fmt: skip
        content = our_answer(session, kind, url)
        job = import_jobs.start(session, content, by=nour, at=AT, public_url=url)
        told = [(one["problems"], one["differences"]) for one in read_report(job)]
        assert (job.state, job.counts["unchanged"], job.counts["refused"]) == ("ready", 3, 0), told
        session.commit()
    path = tmp_path / "fichier"
    path.write_bytes(content)
    result = run(own_app, "data", "load", path)
    assert "0 nouvelles, 0 modifiées, 3 inchangées, 0 refusées" in result.output


def test_what_was_changed_in_our_public_file_is_all_that_changes(own_app: Flask) -> None:
    url = own_app.config["RELAIS"].public_url
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        store(session, make_draft("a", summary="Une équipe fictive."), make_draft("b"))
        content = our_answer(session, "csv", url).replace("Une équipe fictive".encode(), b"Deux personnes")
        job = import_jobs.start(session, content, by=nour, at=AT, public_url=url)
        assert (job.counts["changed"], job.counts["unchanged"], job.counts["new"]) == (1, 1, 0)
        [changed] = read_report(job, "changed")
        assert [after for _label, _before, after in changed["differences"]] == ["Deux personnes."]


def test_cells_of_our_workbooks_are_text() -> None:
    from openpyxl import load_workbook

    content = b"".join(FORMATS["xlsx"].write(("hours", "tel"), [("24/7", "0199001234")]))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.number_format for cell in sheet[2]] == ["@", "@"]


def test_a_second_crip_of_a_departement_is_a_question(own_app: Flask, tmp_path: Path) -> None:
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        store(session, make_draft("crip-56", category="crip", name="CRIP du Morbihan"))
        row = BASE | {"category": "crip", "name": "Cellule départementale de recueil"}
        job = import_jobs.start(session, write([row]).encode(), by=nour, at=AT)
        [entry] = read_report(job)
        [double] = entry["doubles"]
        assert double[0] == "CRIP du Morbihan"
        assert "est-ce la même ?" in double[2]
        session.commit()
    path = tmp_path / "crip.csv"
    path.write_text(write([row]), "utf-8")
    for verb in ("check", "load"):
        assert "CRIP du Morbihan, fiche n° 1" in plain(run(own_app, "data", verb, path).output)


def test_services_of_standards_are_listed_where_they_serve_and_under_their_category() -> None:
    zones = {"nom": "Point fictif", "zone_eligibilite": ["35238", "56"], "code_insee": VANNES}
    hsds = {
        "id": "h-1",
        "name": "Service fictif",
        "service_areas": [{"uri": "http://id.insee.fr/geo/commune/35238"}],
        "attributes": [{"taxonomy_term": {"code": "uaped", "name": "UAPED"}}],
    }
    table = read_table(orjson.dumps([zones, hsds]))
    first, second = (dict(zip(table.titles, row, strict=True)) for row in table.rows)
    assert first["departements"] == "35 56"
    assert (second["departements"], second["category"]) == ("35", "uaped")


HSDS = {"id": "h-1", "name": "Service fictif", "url": "https://service.example/",
        "service_areas": [{"uri": "http://id.insee.fr/geo/departement/56"}]}  # fmt: skip
POINT = {"id": "d-1", "nom": "Point fictif", "zone_eligibilite": ["56"], "lien_source": "https://p.example/"}
RUNS = {"id": "o-1", "name": "Association fictive"}


@pytest.mark.parametrize(
    ("content", "operator"),
    [
        (HSDS, ""), ([HSDS], ""), ({"contents": [HSDS]}, ""), ({"services": [HSDS]}, ""),
        (RUNS | {"services": [HSDS]}, "Association fictive"),
        ([RUNS | {"services": [HSDS]}], "Association fictive"),
        ({"organizations": [RUNS | {"services": [HSDS]}]}, "Association fictive"),
        ({"services": [HSDS | {"organization_id": "o-1"}], "organizations": [RUNS]}, "Association fictive"),
        (POINT, ""), ({"items": [POINT]}, ""),
        ({"structures": [{"id": "s", "nom": "Association fictive", "services": [POINT]}]},
         "Association fictive"),
    ],
)  # fmt: skip
def test_services_are_read_whatever_holds_them(content: object, operator: str) -> None:
    table = read_table(orjson.dumps(content))
    (row,) = (dict(zip(table.titles, cells, strict=True)) for cells in table.rows)
    assert row["name"] in {"Service fictif", "Point fictif"}
    assert (row["departements"], row["operator"]) == ("56", operator)


def test_a_territory_nobody_knows_is_said_and_the_row_is_kept(own_app: Flask) -> None:
    service = POINT | {"zone_eligibilite": ["200067932"], "code_insee": VANNES}
    with Session(own_app.extensions["engine"]) as session:
        job = import_jobs.start(
            session, orjson.dumps([service]), by=national(session), at=AT, category="outreach"
        )
        [entry] = read_report(job)
    assert (entry["outcome"], entry["problems"]) == ("new", [])
    assert "Territoire non reconnu : « 200067932 »" in plain(" ".join(entry["warnings"]))


def foreign(number: int, term: str) -> dict[str, Any]:
    return HSDS | {
        "id": f"h-{number}", "name": f"Service fictif {number}",
        "attributes": [{"taxonomy_term": {"code": "BH-1800", "name": term}}],
    }  # fmt: skip


def test_a_term_of_a_foreign_taxonomy_is_given_its_category_once_for_the_file(
    own_app: Flask, tmp_path: Path
) -> None:
    content = orjson.dumps([foreign(1, "Street work"), foreign(2, "Street work"), foreign(3, "Training")])
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        job = import_jobs.start(session, content, by=nour, at=AT)
        assert (job.state, terms_of(job)) == ("columns", {"Street work": 2, "Training": 1})
        chosen = {"Street work": "outreach", "Training": "professional_training"}
        import_jobs.choose_categories(session, job, chosen, by=nour)
        assert (job.state, job.counts["new"]) == ("ready", 3)
        again = import_jobs.start(session, content, by=nour, at=AT)
        assert (again.state, again.counts["new"]) == ("ready", 3)
        session.rollback()
    path = tmp_path / "fichier"
    path.write_bytes(content)
    asked = run(own_app, "data", "check", path, "--source", "hsds")
    assert "« Street work » (2 lignes)" in plain(asked.output)
    told = run(
        own_app, "data", "check", path, "--source", "hsds", "--terme", "Street work=Maraude",
        "--terme", "Training=professional_training",
    )  # fmt: skip
    assert (told.exit_code, "0 problèmes" in told.output) == (0, True), told.output


def test_the_address_of_our_pages_is_not_taken_for_a_site() -> None:
    assert match_columns(("number", "slug", "url", "name", "category_label"), {})[2] == PAGE
    assert match_columns(("name", "url"), {})[1] == "website"
