"""The name of a place inside a sentence, as one says it."""

import pytest

from directory.french.names import of

SAID = {
    "Vannes": "de Vannes",
    "Amiens": "d’Amiens",
    "Épinal": "d’Épinal",
    "Évry-Courcouronnes": "d’Évry-Courcouronnes",
    "Yvetot": "d’Yvetot",
    "Œuilly": "d’Œuilly",
    "Oyonnax": "d’Oyonnax",
    "Hyères": "d’Hyères",
    "Hénin-Beaumont": "d’Hénin-Beaumont",
    "Haguenau": "de Haguenau",
    "Hœnheim": "de Hœnheim",
    "Le Mans": "du Mans",
    "Le Puy-en-Velay": "du Puy-en-Velay",
    "Les Abymes": "des Abymes",
    "La Rochelle": "de La Rochelle",
    "L’Haÿ-les-Roses": "de L’Haÿ-les-Roses",
    "Lens": "de Lens",
    "Lestrem": "de Lestrem",
}


@pytest.mark.parametrize("name", SAID)
def test_a_commune_is_joined_as_one_says_it(name: str) -> None:
    assert of(name) == SAID[name]
