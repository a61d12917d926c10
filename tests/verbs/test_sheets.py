"""The printed sheet of a departement, read back as a reader, a screen reader or a printer would."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from msgspec import structs
from pypdf import PdfReader
from sqlmodel import Session

from directory.copies import sheet as sheets
from directory.copies.sheet_queries import find_sheet_content
from directory.listings.national_numbers import OF_FILE
from directory.places.departements import DEPARTEMENTS
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store, verify

URL = "https://relais.example/departements/56"
MORBIHAN = DEPARTEMENTS["56"]


def make(session: Session, code: str = "56", at: datetime = AT) -> PdfReader:
    place = DEPARTEMENTS[code]
    body = sheets.make_sheet(
        find_sheet_content(session, place, at), at, f"https://relais.example/departements/{code}"
    )
    return PdfReader(io.BytesIO(body))


def words(reader: PdfReader) -> str:
    """The text of all pages, with plain spaces."""
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_the_emergency_numbers_come_before_any_listing(seeded_session: Session) -> None:
    text = words(make(seeded_session))
    assert "Qui appeler pour un mineur en danger" in text
    at = [
        text.index(number.number.replace("\u202f", " ").replace("\u00a0", " ")) for number in OF_FILE.ladder
    ]
    assert text.index("17 ou 112") < text.index("119 Enfance en danger") < text.index("CRIP 56")
    assert max(at) < text.index("Soigner") < text.index("Partout en France")


def test_the_crip_is_given_with_its_number_its_hours_and_who_answers_at_night(session: Session) -> None:
    store(
        session,
        make_draft(
            "crip", category="crip", name="CRIP fictive", phones=(("+33199001256", "", "public"),),
            hours="Mo-Fr 09:00-17:00; PH off",
        ),
    )  # fmt: skip
    text = words(make(session))
    assert "01 99 00 12 56 CRIP 56 lundi à vendredi 9 h – 17 h, sauf jours fériés, sinon 119" in text
    assert "Ouvert maintenant" not in text
    assert "Joignable" not in text


def test_without_a_known_crip_the_119_takes_its_place(session: Session) -> None:
    text = words(make(session))
    assert "119 CRIP 56, par le 119 le 119 lui transmet" in text


def test_a_sheet_says_when_it_was_made_and_until_when_it_holds(session: Session) -> None:
    assert "Établie le 24 novembre 2026, valable jusqu’au 24 décembre 2026." in words(make(session))


def test_a_review_due_sooner_shortens_the_validity(session: Session) -> None:
    store(session, make_draft("a"))
    content = find_sheet_content(session, MORBIHAN, AT)
    due = replace(content.local[0], view=structs.replace(content.local[0].view, review_due_on="2026-12-03"))
    assert sheets.valid_until(replace(content, local=(due,)), date(2026, 11, 24)) == date(2026, 12, 3)
    past = replace(due, view=structs.replace(due.view, review_due_on="2026-10-01"))
    assert sheets.valid_until(replace(content, local=(past,)), date(2026, 11, 24)) == date(2026, 12, 24)


def test_a_verified_listing_says_by_whom_and_an_unverified_one_that_it_is_to_be_checked(
    session: Session,
) -> None:
    store(session, make_draft("a"), make_draft("b"))
    verify(session, ["a"], date(2026, 11, 2))
    text = words(make(session))
    assert "Vérifié le 2 novembre 2026 par téléphone, Coordination fictive" in text
    assert "À vérifier · source : page officielle, octobre 2026" in text


def test_a_confidential_listing_has_no_place(session: Session) -> None:
    store(
        session,
        make_confidential("secret", name="Hébergement fictif"),
        make_draft("open", place=in_commune(VANNES)),
    )
    text = words(make(session))
    assert "Accessible depuis le Morbihan, lieu jamais publié" in text
    before_map, _, names = text.partition("Lorient")  # the map names the main communes, the largest first
    assert before_map.count("Vannes") == 1
    assert "Hébergement fictif" not in names


def test_services_for_adults_only_are_left_out(session: Session) -> None:
    store(session, make_draft("adults", name="Service pour adultes fictif", admits_minors="no"))
    assert "Service pour adultes fictif" not in words(make(session))


def test_text_that_looks_like_a_program_is_printed_as_it_is(session: Session) -> None:
    store(session, make_draft("a", name="#panic() *x* $1$ \\ @y <z> [w] \"' fictif"))
    assert '#panic() *x* $1$ \\ @y <z> [w] "’ fictif'.replace("’", "'") in words(make(session)).replace(
        "’", "'"
    )


def test_a_long_departement_keeps_two_pages_the_needed_first_and_counts_the_rest(session: Session) -> None:
    general = [make_draft(f"g{n}", category="outreach", is_dedicated="no") for n in range(60)]
    store(
        session,
        *general,
        make_draft("dedicated", category="emergency_reception", name="Accueil dédié fictif"),
    )
    reader = make(session)
    text = words(reader)
    assert len(reader.pages) == 2
    assert "Accueil dédié fictif" in text
    shown = text.count("Équipe fictive g")
    assert shown > 10
    assert f"Et {60 - shown} autres ressources sur la page : relais.example/departements/56" in text


@pytest.mark.parametrize("code", ["01", "2A", "59", "69", "75", "93", "971", "976", "978"])
def test_every_departement_fits_two_pages(seeded_session: Session, code: str) -> None:
    reader = make(seeded_session, code)
    assert 1 <= len(reader.pages) <= 2
    assert all(page.mediabox.width == pytest.approx(595.28, abs=0.1) for page in reader.pages)


def test_the_document_is_tagged_in_french_with_a_neutral_title(seeded_session: Session) -> None:
    reader = make(seeded_session)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Morbihan (56)"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def test_numbers_and_addresses_are_links(seeded_session: Session) -> None:
    links = {
        note.get_object()["/A"]["/URI"]
        for page in make(seeded_session).pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object()
    }
    assert {"tel:119", "tel:17", URL} <= links


def test_the_same_day_gives_the_same_bytes(seeded_session: Session) -> None:
    def body(at: datetime) -> bytes:
        return sheets.make_sheet(find_sheet_content(seeded_session, MORBIHAN, at), at, URL)

    morning, night = datetime(2026, 11, 24, 6, tzinfo=UTC), datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert body(morning) == body(night)


def test_the_map_of_the_departement_fills_the_last_page(seeded_session: Session) -> None:
    reader = make(seeded_session, "08")
    assert len(reader.pages) == 2
    assert "Vouziers" in reader.pages[-1].extract_text()
