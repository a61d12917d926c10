"""Every page, fetched by the inspecting client; and what a visitor finds on the main ones."""

from __future__ import annotations

import pytest
from flask import Flask

from directory.listings.local_lines import LOCAL_LINES
from directory.listings.national_numbers import OF_FILE
from directory.places.departements import DEPARTEMENTS
from directory.web.pages import COPY
from tests.addresses import DESK, EXAMPLES, PUBLIC
from tests.page_client import PageClient, plain

MORBIHAN_CRIP = "02 97 54 57 73"
EXPECTED = (200, 301, 303, 400, 404, 422)


@pytest.fixture(scope="module")
def client(seeded_app: Flask) -> PageClient:
    return PageClient(seeded_app)


def test_every_route_has_its_examples(seeded_app: Flask) -> None:
    read = {rule.rule for rule in seeded_app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert read == {*EXAMPLES, *DESK}


@pytest.mark.parametrize("address", PUBLIC)
def test_every_page_is_valid_and_carries_the_ladder_the_exit_and_the_headers(
    client: PageClient, address: str
) -> None:
    whole = client.get(address, *EXPECTED)
    fragment = client.get(address, *EXPECTED, fragment=True)
    assert fragment.status == whole.status


@pytest.mark.parametrize("addresses", DESK.values(), ids=DESK)
def test_every_page_of_those_who_sign_in_is_as_careful(
    client: PageClient, addresses: tuple[str, ...]
) -> None:
    for address in addresses:
        client.get(address, *EXPECTED, 403, 410, cookies=True)


@pytest.mark.parametrize("code", DEPARTEMENTS)
def test_the_page_of_every_departement_is_whole(client: PageClient, code: str) -> None:
    page = client.get(f"/departements/{code}")
    assert DEPARTEMENTS[code].name in page.all("h1")[0].text  # type: ignore[operator]
    assert page.cards()
    elements = [each for each in page.root.iter() if isinstance(each.tag, str)]
    assert len(elements) <= 350  # few enough for a slow phone
    rungs = page.all("div", class_="rung")
    if code not in LOCAL_LINES:
        assert f"CRIP {code}" in plain("".join(rungs[2].itertext()))


def test_a_page_written_for_a_copy_changes_no_page_that_is_served(seeded_app: Flask) -> None:
    asked = "/departements/34"
    with seeded_app.test_client() as visitor:
        visitor.get(asked, environ_overrides={COPY: True})
        assert 'name="genre"' not in visitor.get(asked).text  # conditions come when asked for
        assert 'name="genre"' in visitor.get(f"{asked}?filtres=1").text


def test_the_home_page_asks_where_and_links_every_departement(client: PageClient) -> None:
    page = client.get("/")
    links = set(page.links())
    assert {f"/departements/{code}" for code in DEPARTEMENTS} <= links
    assert [box.get("name") for box in page.all("input", type="search") + page.all("input", id="lieu")]
    assert "fiches" in page.text


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Vannes", "/departements/56?pres=56260"),
        ("vannes", "/departements/56?pres=56260"),
        ("56", "/departements/56"),
        ("Morbihan", "/departements/56"),
        ("2a", "/departements/2A"),
        ("1", "/departements/01"),
        ("93200", "/departements/93?pres="),
        ("Paris 11", "/departements/75?pres=75111"),
        ("La Réunion", "/departements/974"),
    ],
)
def test_a_place_typed_leads_to_its_departement(client: PageClient, typed: str, address: str) -> None:
    answer = client.get(f"/ou?lieu={typed}", 303).answer
    assert answer.headers["Location"].startswith(address)
    client.get(answer.headers["Location"])


def test_from_vannes_one_reads_whom_to_call(client: PageClient) -> None:
    page = client.get(client.get("/ou?lieu=Vannes", 303).answer.headers["Location"])
    assert MORBIHAN_CRIP in page.text
    assert "UAPED de Vannes" in page.text
    assert "tel:+33297545773" in page.links()
    assert page.text.index(MORBIHAN_CRIP) < page.text.index("UAPED de Vannes")


def test_a_need_chosen_before_the_place_is_kept(client: PageClient) -> None:
    asked = client.get("/recherche?groupe=heberger&mineurs=1").all("form", action="/ou")[0]
    carried = {
        (box.get("name"), box.get("value")) for box in asked.iter("input") if box.get("type") == "hidden"
    }
    assert carried == {("groupe", "heberger"), ("mineurs", "1")}
    answer = client.get("/ou?groupe=heberger&mineurs=1&lieu=Vannes", 303).answer
    assert answer.headers["Location"] == "/departements/56?pres=56260&groupe=heberger&mineurs=1"
    doubt = client.get("/ou?groupe=heberger&lieu=Saint-Denis")
    assert "/departements/93?pres=93066&groupe=heberger" in doubt.links()
    assert doubt.all("input", type="hidden", name="groupe")
    assert not client.get("/recherche?q=fugue").all("form", action="/ou")


def test_in_doubt_the_places_are_offered_and_nothing_typed_is_lost(client: PageClient) -> None:
    page = client.get("/ou?lieu=Saint-Denis")
    assert page.all("input", id="lieu")[0].get("value") == "Saint-Denis"
    offered = [link for link in page.links() if "pres=" in link]
    assert {"/departements/93?pres=93066", "/departements/974?pres=97411"} <= set(offered)
    unknown = client.get("/ou?lieu=zzzzqqqxx")
    assert "zzzzqqqxx" in unknown.text
    assert unknown.all("input", id="lieu")[0].get("value") == "zzzzqqqxx"


def test_a_resource_typed_instead_of_a_place_is_searched_from_there(client: PageClient) -> None:
    page = client.get("/ou?lieu=uaped+vannes")
    assert "/recherche?q=uaped%20vannes" in page.links()


def test_a_listing_says_its_source_and_that_nobody_has_called_yet(client: PageClient) -> None:
    page = client.get("/fiches/crip-morbihan-56")
    assert MORBIHAN_CRIP in page.text
    assert "À vérifier" in page.text
    assert any(link.get("rel") == "noopener noreferrer" for link in page.all("a"))
    assert "prostitution" not in (page.all("title")[0].text or "").lower()


def test_a_listing_without_contact_says_whom_to_ask_and_numbers_in_its_words_are_called(
    client: PageClient,
) -> None:
    page = client.get("/fiches/mecs-solfa-places-urgence-seuil-adapte-59")
    assert "la CRIP 59 ou le 119 peuvent savoir comment le joindre" in page.text
    crip = client.get("/fiches/prevenir-alerter-protection-enfance-nievre-58")
    assert "le 119 transmet à la CRIP" in crip.text
    assert "tel:0386618800" in crip.links()


def test_every_listing_of_the_seed_has_a_whole_page(seeded_app: Flask, client: PageClient) -> None:
    page = client.get("/recherche")
    last = int(page.text.split("Page 1 sur ")[1].split()[0])
    slugs = {
        link
        for number in range(1, last + 1)
        for link in client.get(f"/recherche?page={number}").links()
        if link.startswith("/fiches/")
    }
    assert len(slugs) > 250
    for slug in slugs:
        client.get(slug)


def test_the_ladder_opens_every_page_before_its_content(client: PageClient) -> None:
    for address in ("/", "/departements/56", "/fiches/crip-morbihan-56", "/rester-discret"):
        html = client.get(address).answer.text
        assert html.index('class="ladder"') < html.index("<main")
        assert html.index("quick-exit") < html.index("<main")
        assert all(f'href="{number.href}"' in html for number in OF_FILE.ladder)


def test_unknown_filters_are_said_and_left_out(client: PageClient) -> None:
    text = client.get("/departements/56?age=abc&groupe=danser&genre=x&saisine=y&page=0&pres=99999").text
    for said in ("Âge « abc »", "Besoin « danser »", "Genre « x »", "Qui oriente « y »", "Page « 0 »",
                 "Lieu « 99999 »"):  # fmt: skip
        assert said in text
    everything = client.get("/departements/56")
    assert client.get("/departements/56?age=abc").cards() == everything.cards()


def test_what_was_asked_stays_in_the_form(client: PageClient) -> None:
    page = client.get("/departements/56?age=15&genre=fille&saisine=ecole&groupe=soigner&q=uaped&ouvert=1")
    assert page.all("input", name="age")[0].get("value") == "15"
    assert page.all("input", name="q")[0].get("value") == "uaped"
    chosen = [option.get("value") for option in page.all("option") if option.get("selected") is not None]
    assert chosen == ["fille", "ecole"]
    ticked = {
        box.get("value") for box in page.all("input", type="checkbox") if box.get("checked") is not None
    }
    assert {"soigner", "1"} <= ticked


def test_health_says_nothing_of_versions(seeded_app: Flask) -> None:
    client = seeded_app.test_client()
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


def test_robots_are_kept_from_searches(client: PageClient) -> None:
    assert "Disallow: /recherche" in client.get("/robots.txt").answer.text
