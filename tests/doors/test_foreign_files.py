"""Files of any shape, of other tools and other standards, at both doors."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlmodel import Session, select

from directory.config import ROOT
from directory.exports import FORMATS
from directory.imports import jobs as import_jobs
from directory.imports.columns import PAGE, match_columns
from directory.imports.reports import read_report
from directory.imports.template_rows import HEADER, make_rows
from directory.models import Listing
from directory.publishing.stored import read_draft
from directory.storing.kept import find_kept_drafts
from tests.fictional import AT, VANNES, in_commune, make_draft, store
from tests.files import BASE, national, plain, run, write

SEED = ROOT / "data" / "listings.csv"


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


def test_the_address_of_our_pages_is_not_taken_for_a_site() -> None:
    assert match_columns(("number", "slug", "url", "name", "category_label"), {})[2] == PAGE
    assert match_columns(("name", "url"), {})[1] == "website"
