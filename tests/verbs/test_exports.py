"""Files a spreadsheet opens: nothing in them runs, phones survive, same cells same bytes (S14)."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from directory.exports import FORMATS
from directory.exports.cells import Cell, neutralise

HEADER = ("nom", "valeur")
FORMULAS = [
    '=HYPERLINK("https://mal.example";"x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", " =1+1",
    "＝1+1", "＋1", "－1", "＠A1", "\u200b=1+1", "\ufeff=1", "\x00=1", "+33=1", "-", "+", "=", "\u00a0=1",
]  # fmt: skip
cells = st.one_of(st.text(max_size=30), st.integers(-(10**9), 10**9), st.none())


def written(extension: str, rows: list[tuple[Cell, ...]]) -> bytes:
    return b"".join(FORMATS[extension].write(HEADER, rows))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_looks_like_a_formula_starts_with_an_apostrophe(formula: str) -> None:
    for value in (read_csv(written("csv", [(formula, 1)]))[1][0], neutralise(formula)):
        assert isinstance(value, str)
        assert value.startswith("'")


line = st.lists(
    st.one_of(st.sampled_from([*FORMULAS, "+33199001234 | 119", "", ";", '"']), cells), min_size=1
)


@given(line)
def test_a_line_is_written_as_the_usual_writer_writes_its_neutralised_cells(row: list[Cell]) -> None:
    usual = io.StringIO(newline="")
    csv.writer(usual, delimiter=";", lineterminator="\r\n").writerow([neutralise(cell) for cell in row])
    written_here = b"".join(FORMATS["csv"].write(HEADER, [row])).partition(b"\r\n")[2]
    assert written_here == usual.getvalue().encode()


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_workbook_holds_text_and_no_formula(formula: str) -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx", [(formula, 1)]))).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")


@pytest.mark.parametrize(
    "phone",
    [
        "+33199001234",
        "+33 1 99 00 12 34",
        "+33\u202f1\u202f99\u202f00\u202f12\u202f34",
        "01 99 00 12 34",
        "119",
    ],
)
def test_phones_survive(phone: str) -> None:
    assert neutralise(phone) == phone
    assert read_csv(written("csv", [(phone, 1)]))[1][0] == phone
    sheet = load_workbook(io.BytesIO(written("xlsx", [(phone, 1)]))).active
    assert sheet is not None
    assert sheet["A2"].value == phone


def test_negative_numbers_stay_numbers() -> None:
    assert neutralise(-2.75) == -2.75
    assert read_csv(written("csv", [("longitude", -2.75)]))[1] == ["longitude", "-2.75"]


@given(cells)
def test_no_text_starts_like_a_formula_once_neutralised(cell: Cell) -> None:
    value = neutralise(cell)
    if isinstance(value, str) and not value.startswith("+"):
        assert not value.lstrip().startswith(("=", "-", "@", "＝", "＋", "－", "＠"))
    assert neutralise(value) == value


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_any_cells_make_a_file_that_reads_back(rows: list[tuple[Cell, ...]]) -> None:
    assert len(read_csv(written("csv", rows))) == len(rows) + 1


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=4))
def test_any_cells_make_a_workbook_that_opens_and_the_same_one_twice(rows: list[tuple[Cell, ...]]) -> None:
    content = written("xlsx", rows)
    assert content == written("xlsx", rows)
    assert load_workbook(io.BytesIO(content)).active is not None


def test_a_file_holds_no_date_of_the_moment_it_was_made() -> None:
    from datetime import UTC, datetime

    book = load_workbook(io.BytesIO(written("xlsx", [("a", 1)])))
    assert book.properties.modified == datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_large_file_is_sent_from_its_first_rows_on(extension: str) -> None:
    read: list[int] = []
    pieces = FORMATS[extension].write(HEADER, ((f"ligne {n}", read.append(n)) for n in range(5000)))
    first = next(pieces)
    assert first
    assert len(read) < 100
    assert len(list(pieces)) > 5


def test_a_large_file_is_whole() -> None:
    rows: list[tuple[Cell, ...]] = [(f"ligne {n}", n) for n in range(5000)]
    assert len(read_csv(written("csv", rows))) == 5001
    sheet = load_workbook(io.BytesIO(written("xlsx", rows)), read_only=True).active
    assert sheet is not None
    assert list(sheet.values)[1:] == rows


def test_a_workbook_shows_its_titles_and_keeps_texts_as_texts() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx", [("24/7", -2.75)]))).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["A2"].number_format == "@"
    assert (sheet["B2"].value, sheet["B2"].data_type) == (-2.75, "n")


@pytest.mark.parametrize(
    "cell", ["+33199001234 | +33199005678", "+33199001234 | 119", "119 | +33199001234", "+33 1 99 00 12 34"]
)
def test_several_phones_in_a_cell_survive(cell: str) -> None:
    assert neutralise(cell) == cell


@pytest.mark.parametrize("cell", ["+33199001234 | =1+1", "+33199001234|x!A1", "+1 | +2", "+33199001234 |119"])
def test_what_only_begins_like_a_phone_is_a_formula(cell: str) -> None:
    assert neutralise(cell) == f"'{cell}"
