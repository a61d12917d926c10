"""Texts that say where something is, badly typed, and texts that do not. Always the same for a seed."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from random import Random

from directory.config import ROOT
from directory.places.clues.words import ORDINARY_WORDS
from directory.places.communes.gazetteer import gazetteer
from directory.places.departements import DEPARTEMENTS
from tests.canaries import FREE_TEXTS

SERVED = ("56",)
_WAYS = (
    "rue", "r.", "avenue", "av.", "av", "boulevard", "bd", "Bd.", "bld", "place", "pl.", "impasse", "imp.",
    "allée",
    "all.", "chemin", "chem.", "quai", "route", "rte", "square", "cours", "passage", "ruelle", "esplanade",
    "villa",
    "cité", "résidence", "rond-point",
)  # fmt: skip
_STREETS = (
    "Victor Hugo", "de la République", "Jean Jaurès", "du Général de Gaulle", "des Tilleuls", "de la Gare",
    "du 8 mai 1945", "Gambetta", "des Frères Lumière", "de l’Église", "Marie Curie", "du Moulin", "Pasteur",
    "de Verdun", "Aristide Briand", "des Acacias", "du Maréchal Foch", "Salengro", "de la Fontaine",
)  # fmt: skip
_INTO = (
    "à {}", "au foyer de {}", "située à {}", "sur la commune de {}", "ville de {}", "mairie de {}", "vers {}",
    "Maison d’accueil de {}", "{}", "Le centre se trouve à {}.", "rendez-vous à {} le matin", "antenne de {}",
    "proche de {}", "entre {} et la mer", "tribunal de {}", "notre équipe, basée à {}, accueille",
)  # fmt: skip
_LANDMARKS = (
    "la gare", "la mairie", "l’église", "la poste", "l’hôpital", "la piscine", "la plage", "l’école",
    "la préfecture",
    "le marché", "le stade", "la pharmacie", "le commissariat", "l’arrêt de bus", "la cathédrale", "le lac",
)  # fmt: skip
_NEAR = (
    "près de {}", "à côté de {}", "en face de {}", "derrière {}", "à deux pas de {}", "non loin de {}",
    "juste après {}", "à 5 min de {}", "à proximité de {}", "au bout de {}", "à 200 m de {}",
    "tout près de {}",
)  # fmt: skip
_STOPS = (
    "métro {}", "station {}", "arrêt {}", "tram A, arrêt {}", "gare de {}", "RER B {}", "bus 42, arrêt {}",
    "arrêt de bus « {} »", "station de métro {}", "gare SNCF", "ligne 4, station {}", "à la gare routière",
    "descendre à la station {}", "tramway ligne 2", "TER jusqu’à {}",
)  # fmt: skip
_STOP_NAMES = (
    "Jean Jaurès",
    "République",
    "Mairie",
    "Bellecour",
    "Hôpital Nord",
    "Place des Fêtes",
    "Capitole",
)
_LOCALITIES = (
    "lieu-dit Kerfictif", "lieudit Le Bois Joli", "au lieu dit la Grande Lande", "hameau des Fictifs",
    "Z.A. des Peupliers", "ZI Nord", "zone artisanale du Fictif", "parc d’activités de la Lande",
    "quartier des Lilas",
    "3e arrondissement", "quartier Saint-Fictif", "bât. B, 2e étage", "résidence les Lilas, appt 12",
    "RN 165",
    "sortie 12 de la rocade", "route D 34",
)  # fmt: skip
_POINTS = (
    "{lat:.5f}, {lon:.5f}", "{lat:.4f};{lon:.4f}", "lat {lat:.3f} lon {lon:.3f}",
    "GPS : {lat:.4f} / {lon:.4f}",
    "{d}°{m}'{s}\"N 2°{m}'{s}\"O", "{d}° {m}′ {s}″ N", "N {d}° {m}.{s}", "{d} deg {m} min nord",
    "https://www.openstreetmap.org/#map=17/{lat:.5f}/{lon:.5f}", "https://goo.gl/maps/AbCdEf123",
    "https://maps.app.goo.gl/XyZ12345", "google.com/maps/@{lat:.4f},{lon:.4f},17z", "geo:{lat:.4f},{lon:.4f}",
    "///{w}.{w}.{w}", "what3words : {w}.{w}.{w}", "{w}.{w}.{w}", "8CVW{p}+{p2}", "plus code {p}{p}+{p2}",
    "https://www.waze.com/ul?ll={lat:.4f}", "Lambert 93 : X 267{m}, Y 6745{m}",
)  # fmt: skip


def place_fragments(number: int, seed: int = 11) -> Iterator[tuple[str, str]]:
    """Yield (kind, fragment): each says a place outside the Morbihan, or anywhere in it but its name."""
    chance = Random(seed)
    towns = _towns()
    weights = [people**0.5 for _, people, _ in towns]

    def town() -> str:
        return chance.choices(towns, weights)[0][0]

    makers: tuple[tuple[str, Callable[[], str]], ...] = (
        ("street", lambda: _street(chance)),
        ("postcode", lambda: _postcode(chance, *chance.choices(towns, weights)[0])),
        ("commune", lambda: chance.choice(_INTO).format(_written(chance, town()))),
        ("misspelt", lambda: _misspelt(chance, town())),
        ("point", lambda: _point(chance)),
        ("stop", lambda: chance.choice(_STOPS).format(chance.choice(_STOP_NAMES))),
        ("near", lambda: _joined(chance.choice(_NEAR), chance.choice(_LANDMARKS))),
        ("locality", lambda: chance.choice(_LOCALITIES)),
        ("phone", lambda: _phone(chance)),
        ("box", lambda: chance.choice(("BP {}", "B.P. {}", "CS {}0{}", "boîte postale {}",
        "{}00{} CEDEX")).format(
            chance.randint(10, 99), chance.randint(10, 99))),
    )  # fmt: skip
    for index in range(number):
        kind, make = makers[index % len(makers)]
        yield kind, _noisy(chance, make(), kind)


def clean_texts(seed: int = 5) -> list[str]:
    """Real sentences without any proper name, then made ones, of which none says a place."""
    with (ROOT / "data" / "listings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    written = {
        part
        for row in rows
        for name in FREE_TEXTS
        for part in re.split(r"(?<=[.!?])\s", row.get(name, ""))
        if part
    }
    named = re.compile(
        r"(?<!^)(?<![«.] )\b[A-ZÀÂÉÈÊÎÔÛŒ]\w*[a-zà-ÿœ]|\d{2}\W\d{2}\W\d{2}|arrondissement|gare|bus\b|métro"
    )
    real = sorted(part for part in written if not named.search(part))
    made = [" ".join(parts) for parts in product(_WHO, _DOES, _WHOM, _HOW)]
    return real + Random(seed).sample(made, 1500)


_WHO = (
    "L’équipe", "Une éducatrice", "Le service", "L’association", "Un binôme de professionnels", "La maison",
    "Le foyer",
    "Une psychologue", "L’accueil de jour", "Cette unité", "Le dispositif", "La permanence", "Un juriste",
)  # fmt: skip
_DOES = (
    "accompagne", "héberge", "écoute", "oriente", "reçoit", "soutient", "accueille en urgence",
    "met à l’abri",
    "suit au long cours", "rencontre dans la rue", "aide à sortir de la prostitution",
    "propose un séjour de rupture à",
    "informe de leurs droits", "rappelle sous 48 heures", "prend en charge", "peut loger 6 mois à 1 an",
)  # fmt: skip
_WHOM = (
    "des mineures victimes", "des jeunes de 12 à 21 ans", "les filles et les garçons",
    "près de 300 jeunes par an",
    "les familles et leurs proches", "des jeunes en fugue", "11 000 mineurs", "deux adolescentes au plus",
    "les jeunes confiées à l’aide sociale à l’enfance", "toute personne concernée", "une vingtaine d’enfants",
)  # fmt: skip
_HOW = (
    "sur place ou par téléphone.", "sans condition, avec ou sans papiers.",
    "du lundi au vendredi, de 9 h à 17 h.",
    "dans un cadre sécurisé et tenu secret.", "face aux violences, à côté de leur famille.", "10 places.",
    "avec l’accord du juge des enfants.", "au cours de l’année, à partir de 15 ans.",
    "en lien avec le parquet.",
    "24 h/24 et 7 j/7.", "(arrêté du 12 mars 2024).", "hors de leur milieu, loin des réseaux.",
    "à titre gratuit.",
    "devant les enquêteurs.", "pour reprendre un parcours scolaire.", "en milieu ouvert.",
    "par voie postale.",
    "avec une nuit d’essai.", "sans passage par la police.", "au plus près de leurs besoins.",
    "en sens inverse.",
    "derrière chaque demande, un enfant.", "entre deux placements.", "au bord de la rupture.",
    "place par place.",
)  # fmt: skip


def _towns() -> list[tuple[str, int, str]]:
    """Communes outside the Morbihan whose name is no ordinary word: name, inhabitants, a postcode."""
    known = gazetteer()
    allowed = {place.name for place in DEPARTEMENTS.values()}
    return [
        (known.names[row], known.populations[row], known.postcodes(row)[0])
        for row in range(len(known.keys))
        if known.kind(row) == "commune" and known.departement(row) != "56" and known.postcodes(row)
        and known.keys[row] not in ORDINARY_WORDS and len(known.keys[row]) > 3
        and known.names[row] not in allowed
    ]  # fmt: skip


def _written(chance: Random, name: str) -> str:
    """A name as people write it: without accents, in capitals, abbreviated, with spaces for hyphens."""
    style = chance.randrange(6)
    if style == 1:
        name = _bare(name)
    elif style == 2:
        name = name.upper()
    elif style == 3:
        name = name.lower()
    elif style == 4:
        name = re.sub(r"\bSaint(e?)-", r"St\1 ", name)
    elif style == 5:
        name = name.replace("-", " ").replace(" sur ", " s/ ")
    return name


def _misspelt(chance: Random, name: str) -> str:
    """A name of five letters or more with one letter too many, too few, wrong or out of place,
    and its way in."""
    into = chance.choice([way for way in _INTO if way != "{}" and "foyer" not in way and "Maison" not in way])
    if len(name) < 6:
        return into.format(name)
    place = chance.randrange(1, len(name) - 1)
    letter = chance.choice("aeilnorst")
    name = chance.choice((
        name[:place] + name[place + 1 :], name[:place] + letter + name[place:],
        name[:place] + letter + name[place + 1 :], name[:place] + name[place] + name[place:],
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    ))  # fmt: skip
    return into.format(name)


def _street(chance: Random) -> str:
    number = chance.choice(("12", "3 bis", "47,", "n° 8", "125 ter", "2B", "16-18", ""))
    way, street = chance.choice(_WAYS), chance.choice(_STREETS)
    if not number and way in {
        "place",
        "cours",
        "villa",
        "cité",
        "résidence",
        "passage",
        "route",
        "chemin",
        "quai",
        "r.",
    }:
        number = "9"
    return f"{number} {way} {street}".strip()


def _postcode(chance: Random, name: str, _people: int, postcode: str) -> str:
    spaced = f"{postcode[:2]} {postcode[2:]}"
    return chance.choice((postcode, f"{postcode} {name}", f"{spaced} {name}", f"F-{postcode}",
    f"({postcode})",
                          f"{name} {postcode}", f"{postcode} CEDEX 9", f"CP {postcode}"))  # fmt: skip


def _point(chance: Random) -> str:
    words = ("cheval", "montre", "lampe", "fusil", "crayon", "tuile")
    return chance.choice(_POINTS).format(
        lat=chance.uniform(42, 51), lon=chance.uniform(0.2, 8), d=chance.randint(42, 50),
        m=chance.randint(10, 59),
        s=chance.randint(10, 59), w=chance.choice(words), p="FGHJ", p2=chance.choice(("XQ", "8R", "2CV")),
    )  # fmt: skip


def _phone(chance: Random) -> str:
    digits = "".join(chance.choice("0123456789") for _ in range(6))
    pairs = ["99", "00", *(digits[index : index + 2] for index in (0, 2))]
    separator = chance.choice((" ", ".", "-", "", "\u00a0"))
    start = chance.choice(("0{}", "+33 {}", "0033{}", "+33 (0){}")).format(chance.randint(1, 5))
    return chance.choice(("{}", "tél. {}", "appeler le {}", "fixe : {}")).format(
        separator.join([start, *pairs])
    )


def _joined(near: str, landmark: str) -> str:
    text = near.format(landmark)
    return text.replace("de le ", "du ").replace("de les ", "des ")


def _noisy(chance: Random, text: str, kind: str) -> str:
    """Put a fragment in a sentence, and change how it was typed."""
    style = chance.randrange(8)
    if style == 0:
        text = _bare(text)
    elif style == 1 and kind not in {"misspelt", "stop"} and "http" not in text:
        text = text.upper()
    elif style == 2 and kind not in {"misspelt", "stop", "street", "point"}:
        text = text.lower()
    elif style == 3:
        text = text.replace("’", "'").replace(" ", "\u00a0")
    around = (
        "{}",
        "Le foyer : {}",
        "{}, sur rendez-vous",
        "(voir {})",
        "Accueil discret ; {} ; sonner deux fois.",
    )
    return chance.choice(around).format(text)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
