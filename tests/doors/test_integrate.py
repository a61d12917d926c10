"""/integrer, its snippets, requests, oEmbed, still pictures; partners in administration."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlmodel import Session

from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.partners.queries import find_origins, find_partner, list_requests
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.page_client import PageClient
from tests.people import account, browse, letters, make_account

SITE = "https://relais.example"


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A small site with one partner."""
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_draft("seen", name="Équipe <visible> & sûre", place=in_commune(VANNES)),
            make_confidential("hidden", name="Hébergement fictif"),
        )
        facts = PartnerFacts("Ville fictive", ("https://arras.example",), "56")
        now = datetime.now(UTC)
        partners.add_partner(session, "arras", facts, at=now, by=None, allow_local=False)
        session.commit()
    return own_app


def snippets(client: PageClient, query: str, *statuses: int) -> list[str]:
    """The texts to copy, in order: component, frame, address, declaration, link, picture."""
    page = client.get(f"/integrer{query}", *statuses)
    return ["".join(code.itertext()) for code in page.all("code")]


def test_the_snippets_say_what_was_chosen(site: Flask) -> None:
    client = PageClient(site)
    query = "?territoire=56&partenaire=arras&hauteur=500&couleur=%230b6e4f&fond=%23f5f0e6"
    query += "&categorie=crip&categorie=uaped"
    component, frame, pasted, declared, link, picture = snippets(client, query)
    assert f'<script src="{SITE}/embed/v1/relais-embed.js" async></script>' in component
    assert (
        '<relais-carte partenaire="arras" departement="56" couleurs="0b6e4f-f5f0e6" categories="crip uaped" '
        'hauteur="500">' in component
    )
    address = f"{SITE}/embed/arras/56/0b6e4f-f5f0e6?categorie=crip&categorie=uaped"
    assert re.findall(r'src="([^"]+)"', unescape(frame)) == [address]
    assert 'height="500"' in frame
    assert pasted == address
    assert f"'{SITE}/*', '{SITE}/oembed'" in declared
    plain = "?territoire=56&partenaire=arras"
    assert snippets(client, plain)[2] == f"{SITE}/departements/56?partenaire=arras"
    assert f'<a href="{SITE}/departements/56">' in link
    assert f'src="{SITE}/images/56.png?categorie=crip&amp;categorie=uaped"' in picture
    client.get(address.removeprefix(SITE))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?couleur=%23ffff00", "Contraste de 1,0"),
        ("?fond=%23333333", "fond plus clair"),
        ("?couleur=bleu", "hexadécimaux"),
        ("?territoire=zz", "Territoire « zz » inconnu"),
        ("?hauteur=3", "de 400 à 2000"),
        ("?categorie=danser", "Catégorie « danser »"),
        ("?partenaire=personne", "Aucun partenaire « personne »"),
        ("?partenaire=%3Cscript%3E", "demandez un code"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_kept(site: Flask, query: str, said: str) -> None:
    client = PageClient(site)
    page = client.get(f"/integrer{query}", 422)
    assert said in page.text
    fragment = client.get(f"/integrer{query}", 422, fragment=True)
    assert said in "".join(fragment.root.itertext()).replace("\u202f", " ").replace("\u00a0", " ")  # type: ignore[union-attr]
    client.get(f"/integrer?territoire={'x' * 200}", 400)


def test_the_preview_shows_the_choice_on_our_own_page_alone(site: Flask) -> None:
    page = PageClient(site).get("/integrer?territoire=region-53&couleur=%230b6e4f")
    (frame,) = page.all("iframe")
    assert frame.get("src") == "/embed/apercu/region-53/0b6e4f-fbfaf7"
    assert "frame-src 'self'; " in page.answer.headers["Content-Security-Policy"]


def test_a_request_waits_for_administration_and_many_have_to_slow_down(site: Flask) -> None:
    http = site.test_client()
    good = {"name": "Association fictive", "email": "web@essai.example", "territory": "56",
            "origins": "https://a.example https://b.example"}  # fmt: skip
    for wrong in ({"name": ""}, {"email": "x"}, {"origins": "http://a.example"}, {"territory": "zz"}):
        answer = http.post("/integrer/demande", data=good | wrong)
        assert answer.status_code == 422
        assert 'class="wrong"' in answer.text
        assert "Set-Cookie" not in answer.headers
    answers = [http.post("/integrer/demande", data=good) for _ in range(7)]
    assert [answer.status_code for answer in answers[:5]] == [303] * 5
    assert answers[-1].status_code == 429
    foreign = http.post("/integrer/demande", data=good, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    with Session(site.extensions["engine"]) as session:
        assert {request.origins for request in list_requests(session)} == {
            "https://a.example\nhttps://b.example"
        }


def test_administration_adds_changes_stops_and_answers(site: Flask) -> None:
    with Session(site.extensions["engine"], expire_on_commit=False) as session:
        account = make_account(session, "admin", "admin")
    admin = browse(site, account)
    page = "/administration/partenaires"
    facts: dict[str, Any] = {
        "slug": "cd56", "name": "Département fictif", "origins": "https://cd56.example", "territory": "56",
        "couleur": "#1d4e79", "fond": "#fbfaf7", "categories": ["crip"],
    }  # fmt: skip
    for wrong, said in (
        ({"slug": "arras"}, "déjà pris"), ({"origins": "https://*.example"}, "n’est pas une origine"),
        ({"couleur": "#ffff00"}, "Contraste de"), ({"territory": "zz"}, "Choisissez un territoire"),
    ):  # fmt: skip
        refused = admin.post(page, facts | wrong)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert admin.post(page, facts).status_code == 303
    assert "Département fictif" in admin.get(page).text
    assert admin.post(f"{page}/cd56", facts | {"origins": "https://www.cd56.example"}).status_code == 303
    with Session(site.extensions["engine"]) as session:
        found = find_partner(session, "cd56")
        assert found is not None
        assert find_origins(session, found.id) == ("https://www.cd56.example",)
        assert (found.categories, found.colours) == ("crip", "")
    http = site.test_client()
    assert admin.post(f"{page}/cd56/archiver").status_code == 303
    assert http.get("/embed/cd56/56").status_code == 410
    assert admin.post(f"{page}/cd56/retablir").status_code == 303
    assert http.get("/embed/cd56/56").status_code == 200
    assert admin.post(f"{page}/personne", facts).status_code == 404
    asked = {"name": "Association fictive", "email": "web@essai.example", "territory": "56",
             "origins": "https://a.example"}  # fmt: skip
    http.post("/integrer/demande", data=asked)
    (address,) = re.findall(r'action="([^"]+/effacer)"', admin.get(page).text)
    assert admin.post(address).status_code == 303
    assert "web@essai.example" not in admin.get(page).text


def embed_of(site: Flask, query: str) -> dict[str, Any]:
    answer = site.test_client().get(f"/oembed?{query}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_a_request_is_accepted_in_one_click_with_its_letter_and_snippet(mailed: Flask) -> None:
    ada = browse(mailed, account(mailed, "ada", "admin"))
    asked = {"name": "Conseil départemental du Nord", "email": "web@essai.example", "territory": "59",
             "origins": "https://www.nord.example"}  # fmt: skip
    for _ in range(2):
        assert browse(mailed).post("/integrer/demande", asked).status_code == 303
    page = ada.get("/administration/partenaires").text
    assert 'value="conseil-departemental-nord"' in page
    first, second = re.findall(r'action="([^"]+/accepter)"', page)
    assert ada.post(first, {"slug": "Pas Bon !"}).status_code == 422
    assert ada.post(first, {"slug": "cd59"}).status_code == 303
    (to, body) = letters(mailed)[-1]
    assert to == "web@essai.example"
    assert '<relais-carte partenaire="cd59" departement="59">' in body
    assert "https://relais.example/integrer" in body
    figures = re.search(r"https://relais\.example(/frequentation/\S+)", body)
    assert figures
    assert browse(mailed).get(figures[1]).status_code == 200
    assert mailed.test_client().get("/embed/cd59/59").status_code == 200
    taken = ada.post(second, {"slug": "cd59"})
    assert taken.status_code == 422
    assert "déjà pris" in taken.text
    assert len(letters(mailed)) == 1
    assert ada.post(first, {"slug": "cd59"}).status_code == 303


def test_the_address_of_a_departement_pasted_by_anybody_is_a_picture_with_its_link(site: Flask) -> None:
    found = embed_of(site, f"url={SITE}/departements/56&maxwidth=320&format=json")
    assert (found["type"], found["version"]) == ("photo", "1.0")
    assert (found["url"], found["width"], found["height"]) == (f"{SITE}/images/56.png", 320, 450)
    assert embed_of(site, f"url={SITE}/departements/56?partenaire=personne")["type"] == "photo"
    assert embed_of(site, f"url={SITE}/embed/apercu/56")["type"] == "photo"


@pytest.mark.parametrize(
    ("pasted", "framed"),
    [
        ("/departements/56%3Fpartenaire=arras", "/embed/arras/56"),
        ("/embed/arras/region-53%3Fcategorie=crip", "/embed/arras/region-53?categorie=crip"),
        ("/embed/arras/56/0b6e4f-f5f0e6", "/embed/arras/56/0b6e4f-f5f0e6"),
    ],
)
def test_the_address_of_a_partner_pasted_is_its_frame(site: Flask, pasted: str, framed: str) -> None:
    found = embed_of(site, f"url={SITE}{pasted}&maxwidth=500&maxheight=400")
    assert (found["type"], found["width"], found["height"]) == ("rich", 500, 400)
    assert re.findall(r'<iframe src="([^"]+)"', unescape(found["html"])) == [SITE + framed]


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [("", 400, "url"), (f"url={SITE}/", 404, "url"), ("url=https://evil.example/departements/56", 404, "url"),
     (f"url={SITE}/departements/zz", 404, "url"), ("url=x&format=xml", 501, "format"),
     (f"url={SITE}/departements/56&maxwidth=abc", 400, "maxwidth"),
     ("url=http://relais.example/departements/56", 404, "url"),
     (f"url={SITE}/departements/56%22%3E%3Cscript%3E", 404, "url"), (f"url={'x' * 600}", 400, "url"),
     ("url=http://[relais.example", 404, "url")],
)  # fmt: skip
def test_other_addresses_are_refused_by_name(site: Flask, query: str, status: int, named: str) -> None:
    answer = site.test_client().get(f"/oembed?{query}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.data)["parameter"] == named


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/departements/56", "photo"), ("/departements/56?partenaire=arras", "rich"),
     ("/embed/arras/region-53?categorie=crip&categorie=uaped", "rich"), ("/embed/apercu/56", "photo")],
)  # fmt: skip
def test_pages_that_may_be_pasted_say_where_their_oembed_is(site: Flask, address: str, kind: str) -> None:
    (link,) = PageClient(site).get(address).all("link", type="application/json+oembed")
    found = json.loads(site.test_client().get((link.get("href") or "").removeprefix(SITE)).data)
    assert found["type"] == kind
    if "embed/arras" in address:
        assert f'src="{SITE}{address}"' in unescape(found["html"])


def test_a_picture_draws_the_map_the_list_and_the_emergency_numbers(site: Flask) -> None:
    answer = site.test_client().get("/images/56.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    root = ElementTree.fromstring(answer.text)
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Équipe <visible> & sûre" in words
    assert "Hébergement fictif" in words
    assert words.index("17 ou 112") < words.index("119") < words.index("CRIP 56, par le 119")
    assert f"À jour sur la page\u00a0: {SITE}/departements/56" in words
    assert "Morbihan (56)" in (root[0].text or "")


def test_a_confidential_listing_is_no_point_of_a_picture(site: Flask) -> None:
    svg = site.test_client().get("/images/56.svg").text
    map_part = svg[svg.index("<svg", 5) : svg.index("</svg>")]
    assert map_part.count("scale(0.8)") == 1


def test_the_name_of_a_town_at_the_edge_of_a_picture_is_drawn_whole(site: Flask) -> None:
    root = ElementTree.fromstring(site.test_client().get("/images/80.svg").text)
    words = root.iter("{http://www.w3.org/2000/svg}text")
    (town,) = [text for text in words if text.text == "Mers-les-Bains"]
    assert float(town.get("x", "0")) > 45  # its middle: fourteen letters of 13 px are about 90 wide


def test_a_picture_draws_the_communes_and_the_heads_of_cards(seeded_app: Flask) -> None:
    """The whole ground, as on the living map; what one calls is boxed, a switchboard tinted."""
    svg = seeded_app.test_client().get("/images/59.svg").text
    assert svg.count('stroke="#d3cec2" stroke-width="0.6"') == 1
    assert 'fill="#e8eff6"' in svg
    assert "Demandez l’UAPED" in svg
    assert len(svg) < 150_000


@pytest.mark.parametrize("code", ["56", "region-53", "france", "975", "2A"])
def test_every_kind_of_territory_has_its_picture(site: Flask, code: str) -> None:
    http = site.test_client()
    ElementTree.fromstring(http.get(f"/images/{code}.svg").text)
    png = http.get(f"/images/{code}.png")
    assert png.data.startswith(b"\x89PNG")
    size = [int.from_bytes(png.data[at : at + 4], "big") for at in (16, 20)]
    assert size == [1280, 1800]
