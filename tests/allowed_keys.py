"""The keys of each answer for machines, written down once: what is not here may not be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

#: The keys of a listing, written twice on purpose: what is published is decided, never inherited (C28).
LISTING_KEYS = set(
    "number slug url name category category_label operator summary description is_national is_confidential"
    " is_dedicated departements seat_departement commune code_insee postcode address latitude longitude"
    " precision minimum_age maximum_age genders admits_minors accepts_suspicion supports_professionals"
    " who_may_refer requirement response_delay walk_in capacity stay fallback hours hours_text timezone"
    " phones emails has_restricted_contact website caveat source_url source_date source_kind source_seen"
    " source_role website_origin address_origin closures languages step_free warm_handover handover_how"
    " verified_on verified_how review_due_on modified_on".split()
)

#: Written twice on purpose: what is published is decided, never inherited (C28).
SERVICE_KEYS = set(
    "source structure_id id nom description lien_source date_maj type thematiques frais publics"
    " publics_precisions conditions_acces telephone courriel lien_mobilisation adresse code_postal code_insee"
    " commune latitude longitude zone_eligibilite modes_accueil modes_mobilisation mobilisable_par"
    " mobilisation_precisions horaires_accueil".split()
)

STRUCTURE_KEYS = set(
    "source id nom description lien_source date_maj telephone courriel site_web adresse code_postal"
    " code_insee commune latitude longitude horaires_accueil".split()
)

#: Where an object stands in an answer → its keys, all objects of that place together.
Keys = Mapping[str, set[str]]


def under(place: str, keys: Keys) -> Keys:
    """The same keys, deeper."""
    return {f"{place}.{inner}".strip("."): names for inner, names in keys.items()}


def only(*names: str) -> Keys:
    return {"": set(" ".join(names).split())}


CONTACT = only(
    "value label kind source_url source_date source_kind seen_on confirmed_on confirmed_by source_role"
)
#: A table tells in columns of their own what is known of contacts, and where a site and an address come from.
_OF_CONTACTS = {f"{name}_{key}" for name in ("phones", "emails") for key in CONTACT[""] - {"value"}}
_OF_ORIGINS = {
    f"{name}_{key}" for name in ("website", "address") for key in CONTACT[""] - {"value", "label", "kind"}
}
COLUMNS = LISTING_KEYS - {"website_origin", "address_origin"} | _OF_CONTACTS | _OF_ORIGINS
LISTING = {"": LISTING_KEYS} | under("phones", CONTACT) | under("emails", CONTACT)
FEATURE = (
    only("type id geometry properties")
    | under("geometry", only("type coordinates"))
    | under("properties", LISTING | {"": LISTING_KEYS - {"latitude", "longitude"}})
)
TAXONOMY = only("id name description uri version")
TERM = only("id code name description parent_id taxonomy language taxonomy_id taxonomy_detail") | under(
    "taxonomy_detail", TAXONOMY
)
ORGANIZATION = only("id name description")
MINIMAL_SERVICE = only("id name status last_modified")
PLAIN_SERVICE = (
    only(
        "id name status description url email application_process eligibility_description minimum_age"
        " maximum_age last_modified organization additional_urls"
    )
    | under("organization", ORGANIZATION)
    | under("additional_urls", only("id label service_id url"))
)
AREA = only("id name description uri service_id")
LOCATION = only(
    "id name description location_type latitude longitude external_identifier external_identifier_type"
    " addresses"
) | under(
    "addresses",
    only("id address_1 address_type city country location_id postal_code state_province"),
)
METADATA = only(
    "id resource_id resource_type last_action_date last_action_type field_name previous_value"
    " replacement_value updated_by"
)
SERVICE = (
    PLAIN_SERVICE
    | {
        "": PLAIN_SERVICE[""]
        | set("attributes phones contacts schedules service_areas service_at_locations metadata".split())
    }
    | under("metadata", METADATA)
    | under("attributes", only("id label link_entity link_id link_type taxonomy_term taxonomy_term_id value"))
    | under("attributes.taxonomy_term", TERM)
    | under("phones", only("id number type description service_id metadata"))
    | under("phones.metadata", METADATA)
    | under("contacts", only("id email department service_id metadata"))
    | under("contacts.metadata", METADATA)
    | under("schedules", only("id byday opens_at closes_at description freq notes service_id"))
    | under("service_areas", AREA)
    | under("service_at_locations", only("id location location_id service_id"))
    | under("service_at_locations.location", LOCATION)
)
SERVICES = under("services", SERVICE)
LINK = only("id location_id service_id")
FULL_AT = (
    only("id location location_id service service_areas service_id")
    | under("location", LOCATION)
    | under("service", PLAIN_SERVICE)
    | under("service_areas", AREA)
)
OEMBED = "provider_name provider_url cache_age"
#: Address → the keys around its records, where these stand, their own keys.
JSON: Mapping[str, tuple[str, str, Keys]] = {
    "/api/v1/listings?limit=1000": ("next listings", "listings", LISTING),
    "/api/v1/listings/1": ("", "", LISTING),
    "/api/v1/listings.geojson?limit=1000": ("type next features", "features", FEATURE),
    "/api/v1/listings.columns": ("", "", only("number slug name category latitude longitude next")),
    "/api/v1/departements": (
        "departements",
        "departements",
        only("code name region region_code timezone latitude longitude neighbours listings url"),
    ),
    "/api/v1/communes?q=vannes": (
        "communes is_certain",
        "communes",
        only("kind label detail departement code_insee postcode latitude longitude"),
    ),
    "/api/v1/categories": (
        "categories",
        "categories",
        only("slug path label description group group_label measure data_inclusion"),
    ),
    "/api/v1/coverage": (
        "coverage",
        "coverage",
        only("departement category state known own verified generalist last_verified has_confidential"),
    ),
    "/exports/listings.json": ("licence listings", "listings", LISTING),
    "/exports/listings.geojson": ("type features", "features", FEATURE),
    "/points.json?departement=56": ("", "", only("numbers names categories x y here approximate hidden")),
    "/points/1.json": ("", "", only("name what place where is_approximate href phone dial ask")),
    "/points.geojson?departement=56": (
        "type features",
        "features",
        only("type id geometry properties")
        | under("geometry", only("type coordinates"))
        | under("properties", only("name category precision")),
    ),
    "/hsds/": ("", "", only("version profile openapi_url")),
    "/data-inclusion/v1/services?size=1000": (
        "items page pages size total",
        "items",
        {"": SERVICE_KEYS},
    ),
    "/data-inclusion/v1/structures?size=1000": (
        "items page pages size total",
        "items",
        {"": STRUCTURE_KEYS},
    ),
    "/data-inclusion/v1/thematiques": ("thematiques", "thematiques", only("categorie libelle thematiques")),
    "/oembed?url=https://relais.example/departements/56": (
        "",
        "",
        only(
            "version type title url width height author_name author_url provider_name provider_url cache_age"
        ),
    ),
    "/oembed?url=https://relais.example/embed/arras/56": (
        "",
        "",
        only("version type title html width height", OEMBED),
    ),
}
HSDS: Mapping[str, Keys] = {
    "services?": PLAIN_SERVICE,
    "services?full=true&": SERVICE,
    "services?minimal=true&": MINIMAL_SERVICE,
    "organizations?": ORGANIZATION,
    "organizations?full_service=true&": ORGANIZATION | {"": ORGANIZATION[""] | {"services"}} | SERVICES,
    "service_at_locations?": LINK,
    "service_at_locations?full=true&": FULL_AT,
    "taxonomies?": TAXONOMY,
    "taxonomy_terms?": TERM,
}
PAGE = "total_items total_pages page_number size first_page last_page empty contents"
CHANNEL = "availableChannel"
PHONE_POINT = only("@type telephone contactType description subjectOf")
EMAIL_POINT = only("@type email contactType description subjectOf")
SUBJECT = only("@type url datePublished")
JSON_LD = (
    only(
        "@context @id @type name description provider areaServed url availableChannel hoursAvailable",
    )
    | under("provider", only("@type name contactPoint"))
    | under("provider.contactPoint", EMAIL_POINT)
    | under("hoursAvailable", only("@type dayOfWeek opens closes"))
    | under(CHANNEL, only("@type servicePhone serviceLocation"))
    | under(f"{CHANNEL}.servicePhone", PHONE_POINT)
    | under(f"{CHANNEL}.servicePhone.subjectOf", SUBJECT)
    | under("provider.contactPoint.subjectOf", SUBJECT)
    | under(f"{CHANNEL}.serviceLocation", only("@type address"))
    | under(
        f"{CHANNEL}.serviceLocation.address",
        only("@type addressLocality postalCode streetAddress addressCountry"),
    )
)
COVERAGE = (
    "code;département;région;mesure;catégorie;état;options connues;dont du département;dont vérifiées;"
    "portes généralistes;dernière vérification;option confidentielle;adresse"
)


def keys_of(value: Any) -> Keys:
    """The keys of every object of an answer, by where it stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)

    def visit(one: Any, place: str) -> None:
        if isinstance(one, dict):
            found[place] |= set(one)
            for name, inner in one.items():
                visit(inner, f"{place}.{name}".strip("."))
        elif isinstance(one, list):
            for inner in one:
                visit(inner, place)

    visit(value, "")
    return dict(found)
