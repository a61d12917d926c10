"""What betrays somebody in a text, and what only speaks of a structure."""

from __future__ import annotations

import pytest

from directory.suggestions.personal_data import find_personal_data


@pytest.mark.parametrize(
    "text",
    [
        "Appelez-moi au 06 39 98 00 00.",
        "mon numéro : 0639980000",
        "+33 6 39 98 00 00",
        "Écrire à prenom.nom@essai.example",
        "prenom arobase essai.example",
        "Née le 3 mai",
        "03/05/2011",
        "3 mai 2011",
        "J’ai 15 ans",
        "Elle a 14 ans et dort dehors",
        "une jeune âgée de 15 ans",
        "Je m’appelle Fictive",
        "il s'appelle Untel",
        "une élève nommée Fictive",
        "née en 2011",
        "ma fille va mal",
        "notre élève ne vient plus",
        "Mme Fictive est partie",
        "demandez le docteur Fictif",
        "2 11 05 56 123 456 78",
    ],
)
def test_a_text_about_somebody_is_seen(text: str) -> None:
    assert find_personal_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le service accueille de 13 à 21 ans.",
        "Ouvert aux mineurs de moins de 15 ans, sans rendez-vous.",
        "L’accueil se fait désormais du lundi au vendredi, 9 h à 17 h.",
        "Les jeunes âgés de 16 à 18 ans sont reçus seuls.",
        "Le centre a fermé en juin 2026.",
        "La permanence a 3 éducateurs et 12 places.",
        "Il faut une orientation par l’ASE ou un magistrat.",
        "Numéro 119 puis touche 2.",
        "La page a été mise à jour le 12/06/2026.",
        "Agrément du 12 juin 2024.",
        "La source ne le qualifie pas d’UAPED et la nomme l’antenne.",
    ],
)
def test_a_text_about_a_structure_is_let_through(text: str) -> None:
    assert find_personal_data(text) == ()


def test_what_was_found_is_never_repeated() -> None:
    assert "0639980000" not in " ".join(find_personal_data("mon numéro est le 0639980000"))
