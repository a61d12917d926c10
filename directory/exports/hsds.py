"""Listings in the words of the Human Services Data Specification 3.1 (docs.openreferral.org).

A listing is a service, its operator an organization, its place a location. A confidential listing has no
location: its territory is a service area, and an attribute says why nothing more is known. Identifiers are
UUIDs made from the address of the site and the number of the listing: they last as long as both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from directory.exports import hsds_contacts
from directory.exports.hsds_terms import KINDS, PUBLICATION, Entity, find_term, has_place, make_id, way_of
from directory.french.typography import join_words
from directory.listings import usual_week
from directory.listings.codes import DELAY_WORDS, REFERRER_WORDS
from directory.listings.public_view import PublicView
from directory.places.departements import DEPARTEMENTS

VERSION = "3.1"
PROFILE = "https://docs.openreferral.org/en/3.1/"
_ADMITS = {
    "yes": "Accueille les mineurs",
    "no": "Adultes seulement",
    "unknown": "Accueil des mineurs à vérifier",
}
_GENDERS = {"girls": "filles", "boys": "garçons", "all": "tous genres"}


@dataclass(frozen=True, slots=True)
class Hsds:
    """Makes entities for the site at `public_url`. Only keys that have a value are written."""

    public_url: str

    def id_of(self, kind: str, name: object) -> str:
        """Return the identifier of an entity: the same for the same site, kind and name, for ever."""
        return make_id(self.public_url, kind, name)

    def service_id(self, number: int) -> str:
        """Return the identifier of the service of a listing."""
        return self.id_of("service", number)

    def organization_id(self, operator: str) -> str:
        """Return the identifier of an operator."""
        return self.id_of("organization", operator)

    def minimal_service(self, view: PublicView) -> Entity:
        """The least the schema accepts, to see what changed."""
        return {
            "id": self.service_id(view.number),
            "name": view.name,
            "status": "active",
            "last_modified": _instant(view),
        }

    def basic_service(self, view: PublicView) -> Entity:
        """A service with what it has one of."""
        return _without_blanks(
            self.minimal_service(view)
            | {
                "description": "\n\n".join(text for text in (view.summary, view.description) if text),
                "url": view.website,
                "additional_urls": [self._page(view)],
                "email": next((email.value for email in view.emails), ""),
                "application_process": _application(view),
                "eligibility_description": _eligibility(view),
                "minimum_age": view.minimum_age,
                "maximum_age": view.maximum_age,
                "assured_date": view.verified_on,
                "alert": view.caveat,
                "organization": self.basic_organization(view.operator) if view.operator else None,
            }
        )

    def full_service(self, view: PublicView) -> Entity:
        """A service with everything known of it."""
        id = self.service_id(view.number)
        places = [self.basic_place(view)] if has_place(view) else []
        return self.basic_service(view) | _without_blanks(
            {
                "metadata": hsds_contacts.sources(view, id, self.id_of),
                "phones": list(hsds_contacts.phones(view, self.id_of)),
                "contacts": list(hsds_contacts.contacts(view, self.id_of)),
                "schedules": list(self._schedules(view)),
                "service_areas": list(self._areas(view)),
                "service_at_locations": [place | {"location": self.location(view)} for place in places],
                "attributes": [
                    self._attribute(id, KINDS, view.category),
                    self._attribute(id, PUBLICATION, way_of(view)),
                ],
            }
        )

    def basic_organization(self, operator: str) -> Entity:
        """An operator; nothing is known of it but its name."""
        id = self.organization_id(operator)
        return {"id": id, "name": operator, "description": "Porte des ressources de l’annuaire."}

    def full_organization(self, operator: str, views: Sequence[PublicView], *, full: bool) -> Entity:
        """An operator and its services, named or, with `full`, told whole."""
        tell = self.full_service if full else self.minimal_service
        return self.basic_organization(operator) | {"services": [tell(view) for view in views]}

    def basic_place(self, view: PublicView) -> Entity:
        """The meeting of a service and its place; the listing has one."""
        return {
            "id": self.id_of("service_at_location", view.number),
            "service_id": self.service_id(view.number),
            "location_id": self.id_of("location", view.number),
        }

    def full_place(self, view: PublicView) -> Entity:
        """The same with the service, its place and its territory."""
        return self.basic_place(view) | {
            "service_areas": list(self._areas(view)),
            "location": self.location(view),
            "service": self.basic_service(view),
        }

    def location(self, view: PublicView) -> Entity:
        """Where a listing sits; raise ValueError for a confidential one, which has no place."""
        if not has_place(view):
            raise ValueError("this listing has no public place")
        id = self.id_of("location", view.number)
        address = {
            "id": self.id_of("address", view.number),
            "location_id": id,
            "address_1": view.address,
            "city": view.commune,
            "state_province": view.seat_departement,
            "postal_code": view.postcode,
            "country": "FR",
            "address_type": "physical",
        }
        exact = view.precision == "address"
        return {
            "id": id,
            "location_type": "physical",
            "name": view.commune,
            "description": "Position de l’adresse." if exact else "Position du centre de la commune.",
            "latitude": view.latitude,
            "longitude": view.longitude,
            "external_identifier": view.code_insee,
            "external_identifier_type": "Code Insee de la commune",
        } | _without_blanks(
            {
                "addresses": [address] if view.address else [],
                "metadata": hsds_contacts.sources_of_place(view, id, self.id_of),
            }
        )

    def _attribute(self, service: str, taxonomy: str, code: str) -> Entity:
        """Link a service to a term."""
        term = find_term(self.public_url, taxonomy, code)
        return {
            "id": self.id_of("attribute", f"{service}/{taxonomy}"),
            "link_id": service,
            "link_entity": "service",
            "link_type": taxonomy,
            "taxonomy_term_id": term["id"],
            "taxonomy_term": term,
            "value": term["description"],
            "label": term["name"],
        }

    def _page(self, view: PublicView) -> Entity:
        return {
            "id": self.id_of("page", view.number),
            "label": "Fiche de l’annuaire",
            "url": f"{self.public_url}/fiches/{view.slug}",
            "service_id": self.service_id(view.number),
        }

    def _schedules(self, view: PublicView) -> Iterator[Entity]:
        """The usual week as recurrence rules; hours that are not weekly, or not certain, in words."""
        words = " ; ".join(text for text in (view.hours, view.hours_text) if text)
        if not words:
            return
        common = {
            "service_id": self.service_id(view.number),
            "description": words,
            "notes": f"Heures locales, {view.timezone}.",
        }
        weekly = usual_week.schema_org(view.hours) if view.hours else []
        for rank, entry in enumerate(weekly or [{}]):
            id = {"id": self.id_of("schedule", f"{view.number}/{rank}")}
            yield id | common | (_rule(entry) if entry else {})

    def _areas(self, view: PublicView) -> Iterator[Entity]:
        """The departements served, or the country."""
        served = [(code, DEPARTEMENTS[code].name) for code in view.departements if code in DEPARTEMENTS]
        for code, name in [("FR", "France")] if view.is_national else served:
            address = "pays/99100" if view.is_national else f"departement/{code}"
            yield {
                "id": self.id_of("service_area", f"{view.number}/{code}"),
                "service_id": self.service_id(view.number),
                "name": name,
                "description": "Pays" if view.is_national else f"Département {code}",
                "uri": f"http://id.insee.fr/geo/{address}",
            }


def _instant(view: PublicView) -> str:
    """The last time anything was changed or verified; only the day is known."""
    return f"{max(view.modified_on, view.verified_on)}T00:00:00.000Z"


def _application(view: PublicView) -> str:
    parts = [view.requirement, DELAY_WORDS.get(view.response_delay, "")]
    if view.who_may_refer:
        parts.append(
            "Peuvent orienter : " + join_words([REFERRER_WORDS[word] for word in view.who_may_refer])
        )
    parts.append({"yes": "Sans rendez-vous", "no": "Sur rendez-vous"}.get(view.walk_in, ""))
    return _sentences(parts)


def _eligibility(view: PublicView) -> str:
    suspicion = {"yes": "Une simple suspicion suffit", "no": "La situation doit être avérée"}
    genders = f"Reçoit : {_GENDERS[view.genders]}" if view.genders in _GENDERS else ""
    return _sentences([_ADMITS[view.admits_minors], genders, suspicion.get(view.accepts_suspicion, "")])


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _rule(entry: dict[str, Any]) -> Entity:
    """A weekly rule (RFC 5545) from a schema.org entry."""
    days = ",".join(day[:2].upper() for day in entry["dayOfWeek"])
    return {"freq": "WEEKLY", "byday": days, "opens_at": entry["opens"], "closes_at": entry["closes"]}


def _without_blanks(entity: Entity) -> Entity:
    return {name: value for name, value in entity.items() if value not in ("", None, [])}
