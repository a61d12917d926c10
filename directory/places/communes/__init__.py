"""From what somebody types to a commune: names, arrondissements, former names, postcodes. No network.

The gazetteer is loaded the first time it is needed. Listings never come in here.
"""

from directory.french.text import normalise, without_article
from directory.places.communes.gazetteer import Commune
from directory.places.communes.lookup import (
    commune_or_postcode,
    communes_of_postcode,
    find_commune,
    find_commune_by_name,
    find_commune_name,
    main_communes,
)
from directory.places.communes.match import Found, Match
from directory.places.communes.search import find

__all__ = [
    "Commune",
    "Found",
    "Match",
    "commune_or_postcode",
    "communes_of_postcode",
    "find",
    "find_commune",
    "find_commune_by_name",
    "find_commune_name",
    "main_communes",
    "normalise",
    "without_article",
]
