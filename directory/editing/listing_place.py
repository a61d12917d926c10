"""The place in the form of a listing: a commune of the gazetteer, an address, a point computed or by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from directory.listings.categories import disclosure_of
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import MOST_ADDRESS, DraftPlace
from directory.places import communes
from directory.places.communes import Commune, Match, normalise
from directory.places.distances import geodesic_km
from directory.places.geocoding import ADDRESS, COMMUNE, Point, by_commune

BY_HAND, COMPUTED = "by_hand", "computed"
#: A point by hand farther from its commune is a slip of the hand: the largest commune is 30 km across.
FARTHEST_KM = 30
#: The fields of a place, its point aside.
PARTS = ("commune", "code_insee", "postcode", "address")
#: The fields of a place or a contact, none of which a confidential listing has.
_LOST = ("commune", "code_insee", "postcode", "address", "phone_value", "email_value")
FORCED = (
    "Cette catégorie est toujours sous secret : le lieu et les contacts que vous aviez écrits sont retirés. "
    "Relisez, puis enregistrez."
)


def hidden_parts(disclosure: str) -> tuple[str, ...]:
    """The fields of a place that are not even kept while they are typed: a street that is not published."""
    street = ("postcode", "address", "latitude", "longitude")
    if disclosure == CONFIDENTIAL:
        return ("commune", "code_insee", *street)
    return () if disclosure == ADDRESS else street


class PlaceForm(Protocol):
    """What a place needs of a form: communes to choose from, besides values and problems."""

    values: dict[str, str]
    problems: dict[str, str]
    matches: Sequence[Match]

    def __getitem__(self, name: str) -> str: ...

    def text(self, source: Mapping[str, str], name: str, missing: str, most: int) -> None:
        """Read one line."""


def keep_secret(form: PlaceForm, source: Mapping[str, Sequence[str]], *, is_new: bool) -> None:
    """Set the disclosure that a secret category imposes; refuse a place or a contact typed with it."""
    chosen = form["disclosure"]
    form.values["disclosure"] = disclosure_of(form["category"], chosen)
    # Of a listing that exists, the page that asks for a confirmation says what disappears.
    is_lost = any(value.strip() for name in _LOST for value in source.get(name, ()))
    if is_new and form["disclosure"] != chosen and is_lost:
        form.problems["disclosure"] = FORCED


def label_of(commune: Commune) -> str:
    """How a commune is written in the form: "Vannes (56)"."""
    return f"{commune.name} ({commune.departement})"


def place_values(place: DraftPlace | None) -> dict[str, str]:
    """The values of the fields of a place."""
    if place is None:
        return {"position": COMPUTED}
    commune = communes.find_commune(place.code_insee)
    return {
        "commune": label_of(commune) if commune else "",
        "code_insee": place.code_insee,
        "postcode": place.postcode,
        "address": place.address,
        "position": BY_HAND if place.precision == ADDRESS else COMPUTED,
        "latitude": f"{place.latitude:.6f}",
        "longitude": f"{place.longitude:.6f}",
    }


def read_place(
    form: PlaceForm, single: Mapping[str, str], geocode: Callable[[str, Commune], Point | None]
) -> DraftPlace | None:
    """Read the place of a listing that is not confidential; None without a commune, or one that is certain.

    Problems and the communes to choose from are written on the form.
    """
    for name, most in (("commune", 80), ("code_insee", 5), ("postcode", 5), ("address", MOST_ADDRESS)):
        form.text(single, name, "", most)
    form.values["position"] = BY_HAND if single.get("position") == BY_HAND else COMPUTED
    commune = _read_commune(form)
    is_address = form["disclosure"] == ADDRESS
    if commune is None:
        return None
    point = by_commune("", commune)
    if is_address and form["position"] == BY_HAND:
        point = _read_point(form, single, commune)
    elif is_address and form["address"]:
        point = geocode(form["address"], commune)
    if point is None:
        return None
    form.values |= {"latitude": f"{point.latitude:.6f}", "longitude": f"{point.longitude:.6f}"}
    return DraftPlace(
        departement=commune.departement,
        code_insee=commune.code_insee,
        postcode=form["postcode"] if is_address else "",
        address=form["address"] if is_address else "",
        latitude=point.latitude,
        longitude=point.longitude,
        precision=point.precision if is_address else COMMUNE,
    )


def _read_commune(form: PlaceForm) -> Commune | None:
    """The commune meant by what is typed and by the one chosen in the list, when it is certain."""
    typed, code = form["commune"], form["code_insee"]
    form.values["code_insee"] = ""
    if not typed:
        return None
    chosen = communes.find_commune(code) if code else None
    found = communes.find(typed)
    if chosen is not None:
        is_written = normalise(chosen.name) in normalise(typed)
        if is_written or chosen.code_insee in {match.code_insee for match in found.matches}:
            return _settle(form, chosen)
    matches = tuple(match for match in found.matches if match.code_insee)
    if found.is_certain and matches and (only := communes.find_commune(matches[0].code_insee or "")):
        return _settle(form, only)
    form.matches = matches
    form.problems["commune"] = (
        "Plusieurs communes correspondent : choisissez la bonne." if matches else "Commune inconnue."
    )
    return None


def _settle(form: PlaceForm, commune: Commune) -> Commune:
    form.values |= {"commune": label_of(commune), "code_insee": commune.code_insee}
    return commune


def _read_point(form: PlaceForm, single: Mapping[str, str], commune: Commune) -> Point | None:
    """A point placed by hand, near its commune."""
    for name in ("latitude", "longitude"):
        form.values[name] = single.get(name, "").strip().replace(",", ".")[:20]
    try:
        latitude, longitude = float(form["latitude"]), float(form["longitude"])
    except ValueError:
        form.problems["latitude"] = "Position illisible : deux nombres attendus, comme 47.658 et -2.760."
        return None
    centre = by_commune("", commune)
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    if not is_on_earth or (centre and not _apart_km(latitude, longitude, centre) <= FARTHEST_KM):
        form.problems["latitude"] = f"Ce point est à plus de {FARTHEST_KM} km de {commune.name}."
        return None
    return Point(round(latitude, 6), round(longitude, 6), ADDRESS)


def _apart_km(latitude: float, longitude: float, point: Point) -> float:
    return geodesic_km((latitude, longitude), (point.latitude, point.longitude))
