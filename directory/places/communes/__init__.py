"""Where is the visitor? Communes, arrondissements, former names and postcodes, without any network.

The gazetteer is loaded at the first question. It answers places, never listings.
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
