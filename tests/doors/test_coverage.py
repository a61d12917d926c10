"""/couverture, its files and /homologue, as a browser or a spreadsheet receives them."""

from __future__ import annotations

import csv
import gzip
import io
import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlmodel import Session

from directory.coverage.picture import OTHERS
from directory.listings.categories import CATEGORIES
from directory.places.departements import DEPARTEMENTS, REGIONS
from tests.fictional import make_confidential, make_draft, store

HTML = "{http://www.w3.org/1999/xhtml}"
PAGES = [
    "/couverture",
    "/couverture?region=53",
    "/couverture?region=975&mesure=10",
    "/couverture?categorie=uaped&categorie=crip",
    "/couverture?mesure=zz&region=zz&categorie=zz",
    "/homologue",
    "/homologue?de=80",
    "/homologue?de=80&vers=69",
    "/homologue?de=56&vers=988",
    "/homologue?de=zz&vers=69",
    "/homologue?de=69&vers=69",
]
INDISCREET = re.compile("prostitution|proxénétisme|traite|viol|victime|secret", re.IGNORECASE)
nasty = st.one_of(
    st.sampled_from(["{{7*7}}", "<b>", "'\"", "\x00", "zz", "53", "69", "2A", "9" * 40, "-1", "uaped"]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30),
)


def tree(app: Flask, address: str) -> Element:
    """Fetch a page that must be strictly valid HTML."""
    answer = app.test_client().get(address)
    assert answer.status_code in {200, 422}
    parser = html5lib.HTMLParser(strict=True)
    found: Element = parser.parse(answer.get_data(as_text=True))
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def cells(row: Element) -> list[str]:
    """What the cells of a row say, aloud for those that show a sign and a figure."""
    links = [next(cell.iter(f"{HTML}a"), cell) for cell in row]
    return [link.get("aria-label") or words(link) for link in links]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_valid_has_one_heading_a_neutral_title_and_unique_ids(
    seeded_app: Flask, address: str
) -> None:
    found = tree(seeded_app, address)
    assert found.get("lang") == "fr"
    assert len(list(found.iter(f"{HTML}h1"))) == 1
    title = next(found.iter(f"{HTML}title"))
    assert not INDISCREET.search(words(title))
    ids = [each.get("id") for each in found.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_no_cookie_no_inline_style_nor_script(seeded_app: Flask, address: str) -> None:
    answer = seeded_app.test_client().get(address)
    assert "Set-Cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    body = answer.get_data(as_text=True)
    assert not re.search(r"\sstyle=|<style|<script>|\son\w+=", body)


def test_the_matrix_of_a_region_has_its_departements_and_each_cell_leads_to_its_listings(
    seeded_app: Flask,
) -> None:
    found = tree(seeded_app, "/couverture?region=53")
    matrix = next(each for each in found.iter(f"{HTML}div") if each.get("class") == "matrix")
    rows = list(matrix.iter(f"{HTML}tr"))
    assert len(rows) == 1 + 1 + 4 + 1
    headings = [each for each in rows[0] if each.tag == f"{HTML}th"]
    assert len(headings) == 2 + len(CATEGORIES)
    assert {each.get("scope") for each in headings} == {"col"}
    morbihan = next(row for row in rows if words(row).startswith("56 Morbihan"))
    assert morbihan[0].get("scope") == "row"
    links = [link.get("href") for cell in morbihan[2:] for link in cell.iter(f"{HTML}a")]
    assert len(links) == len(CATEGORIES)
    assert "/departements/56?categorie=uaped" in links
    assert re.fullmatch(
        r"(vérifiée|à vérifier|couvert|non renseigné)( \d+)?( ?\+? ?oui)?", cells(morbihan)[3]
    )


@pytest.mark.parametrize("category", ["crip", "uaped", "hebergement-confidentiel"])
def test_a_cell_leads_to_a_page_that_exists(seeded_app: Flask, category: str) -> None:
    assert seeded_app.test_client().get(f"/departements/2A?categorie={category}").status_code == 200


def test_the_map_says_in_words_what_the_table_says(seeded_app: Flask) -> None:
    body = seeded_app.test_client().get("/couverture?mesure=12").get_data(as_text=True)
    titles = dict(
        re.findall(r'<a href="/departements/(\w+)" class="\w+"><title>[^<]*\u00a0: ([^<]+)</title>', body)
    )
    overall = dict(re.findall(r"<b>(\w+)</b> [^<]+</a></th>\s*<td class=\"overall \w+\">([^<]+)</td>", body))
    assert len(titles) == 101
    for code, said in titles.items():
        assert overall[code].split()[0] in said


@pytest.mark.parametrize("address", PAGES[:5])
def test_the_page_stays_light_enough_for_a_slow_telephone(seeded_app: Flask, address: str) -> None:
    body = seeded_app.test_client().get(address).data
    assert len(gzip.compress(body, 6)) <= 60_000
    assert len(list(tree(seeded_app, address).iter())) <= 1500


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_has_all_its_departements_within_what_a_telephone_draws(
    seeded_app: Flask, region: str
) -> None:
    found = tree(seeded_app, f"/couverture?region={region}")
    links = {link.get("href") for link in found.iter(f"{HTML}a")}
    assert {f"/departements/{d.code}" for d in DEPARTEMENTS.values() if d.region_code == region} <= links
    assert len(list(found.iter())) <= 1500


def test_the_country_leads_to_each_of_its_regions_and_says_what_each_can_reach(seeded_app: Flask) -> None:
    found = tree(seeded_app, "/couverture")
    table = next(each for each in found.iter(f"{HTML}table") if "Plus ancien numéro" in words(each))
    lines = {cells(line)[0]: cells(line) for line in table.iter(f"{HTML}tr")}
    assert {*REGIONS.values()} - set(lines) <= {DEPARTEMENTS[code].region for code in OTHERS}
    assert re.fullmatch(r"\d+ sur 4", lines["Bretagne"][1])
    assert re.fullmatch(r"\d+ sur 101", lines["France"][1])
    links = {link.get("href") for link in table.iter(f"{HTML}a")}
    assert "/couverture?region=53" in links


def test_a_bad_filter_is_said_and_the_picture_still_comes(seeded_app: Flask) -> None:
    body = seeded_app.test_client().get("/couverture?region=zz").get_data(as_text=True)
    assert "zz" in body
    assert "inconnue, filtre ignoré" in body
    assert "Morbihan" in body
    assert seeded_app.test_client().get("/couverture?region=" + "z" * 101).status_code == 400


def test_the_files_say_what_the_page_says_and_are_the_same_twice(seeded_app: Flask) -> None:
    client = seeded_app.test_client()
    answers = {name: client.get(f"/couverture.{name}?region=53") for name in ("csv", "xlsx")}
    for name, answer in answers.items():
        assert answer.headers["Content-Disposition"] == f"attachment; filename=couverture.{name}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert client.get(f"/couverture.{name}?region=53").data == answer.data
    text = answers["csv"].data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    sheet = load_workbook(io.BytesIO(answers["xlsx"].data)).active
    assert sheet is not None
    book = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert lines == book
    assert len(lines) == 1 + (1 + 4) * len(CATEGORIES)
    assert client.get("/couverture.pdf").status_code == 404


def test_what_is_said_is_what_was_stored(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(
            session, make_draft("one"), make_confidential("a"), make_confidential("b"), make_confidential("c")
        )
    matrix = tree(own_app, "/couverture?region=53&mesure=10")
    row = next(each for each in matrix.iter(f"{HTML}tr") if words(each).startswith("56 Morbihan"))
    assert cells(row) == [
        "56 Morbihan", "à vérifier", "à vérifier 1", "non renseigné", "non renseigné", "non renseigné",
        "couvert oui", "non renseigné",
    ]  # fmt: skip


def test_two_departements_side_by_side_with_who_to_call(seeded_app: Flask) -> None:
    body = seeded_app.test_client().get("/homologue?de=69&vers=56").get_data(as_text=True)
    assert "Qui prévenir dans le Morbihan" in body
    assert re.search(r'class="call" href="tel:[^"]+" aria-label="Appeler la CRIP', body)
    assert "UAPED" in body
    assert 'href="/homologue?de=56&amp;vers=69"' in body


def test_what_changes_at_the_admission_is_told_in_a_table(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_draft("here", departements=("80",), minimum_age=12),
            make_draft("there", departements=("69",), walk_in="yes"),
            make_draft("same", category="uaped", departements=("80",)),
            make_draft("also", category="uaped", departements=("69",)),
        )
    found = tree(own_app, "/homologue?de=80&vers=69")
    table = next(each for each in found.iter(f"{HTML}table"))
    assert words(table[0]) == "Ce qui change à l’admission"
    assert [[words(cell) for cell in row] for row in table.iter(f"{HTML}tr")] == [
        ["", "Somme", "Rhône"],
        ["Venir sans rendez-vous", "non renseigné", "oui"],
        ["Âges", "à partir de 12 ans", "non renseigné"],
    ]
    assert "Rien ne diffère dans ce qui est renseigné" in words(found)


def test_without_a_known_crip_the_119_is_who_to_call(own_app: Flask) -> None:
    body = own_app.test_client().get("/homologue?de=80&vers=69").get_data(as_text=True)
    assert "le 119, qui transmet à la CRIP" in body
    assert "Aucune ressource n’est renseignée dans la Somme" in body


def test_the_form_stands_alone_and_keeps_what_was_chosen(seeded_app: Flask) -> None:
    answer = seeded_app.test_client().get("/homologue?de=80")
    assert answer.status_code == 200
    body = answer.get_data(as_text=True)
    assert '<option value="80" selected>' in body
    assert "Qui prévenir" not in body


@pytest.mark.parametrize(
    ("query", "field"), [("de=zz&vers=69", "de"), ("de=69&vers=99", "vers"), ("de=69&vers=69", "vers")]
)
def test_a_bad_code_is_said_beside_its_field(seeded_app: Flask, query: str, field: str) -> None:
    answer = seeded_app.test_client().get(f"/homologue?{query}")
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert f'aria-invalid="true" aria-describedby="{field}-error"' in body
    assert f'id="{field}-error"' in body


@given(
    st.sampled_from(["/couverture", "/couverture.csv", "/homologue"]),
    st.dictionaries(st.sampled_from(["de", "vers", "region", "mesure", "categorie", "x"]), nasty, max_size=4),
)
def test_no_address_breaks_a_page(seeded_app: Flask, path: str, query: dict[str, str]) -> None:
    answer = seeded_app.test_client().get(path, query_string=query)
    assert answer.status_code in {200, 400, 422}
    if "{{7*7}}" in query.values() and path != "/couverture.csv":
        assert "« 49" not in answer.get_data(as_text=True)
