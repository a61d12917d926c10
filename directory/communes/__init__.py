"""Where is the visitor? Communes, arrondissements, former names and postcodes, without any network.

The gazetteer is loaded at the first question.
"""

from directory.communes.gazetteer import Commune
from directory.communes.lookup import (
    commune_or_postcode,
    find_commune,
    find_commune_by_name,
    find_commune_name,
    main_communes,
)
from directory.communes.match import Found, Match
from directory.communes.search import find
from directory.communes.text import normalise, without_article

__all__ = [
    "Commune",
    "Found",
    "Match",
    "commune_or_postcode",
    "find",
    "find_commune",
    "find_commune_by_name",
    "find_commune_name",
    "main_communes",
    "normalise",
    "without_article",
]
