"""Passwords: what is accepted and how they are kept."""

from __future__ import annotations

import pytest

from directory.accounts.passwords import find_problem, hash_password, needs_rehash, verify_password

ABOUT = ("Alice Fictive", "alice@essai.example", "Association fictive")


@pytest.mark.parametrize(
    "password",
    [
        "cheval agrafe correct pile",
        "8241973650918273",
        "qmK83!xvPz01_aB",
        "éléphant violet dansant",
        "trop de pluie sur la baie",
        "x9" * 8 + "entre deux ponts",
        "un très long texte " * 10,
    ],
)
def test_length_is_enough_whatever_the_characters(password: str) -> None:
    assert find_problem(password, ABOUT) == ""


@pytest.mark.parametrize("password", ["", "court", "quatorze signes"[:14], "P@ssw0rd!2026"])
def test_fewer_than_fifteen_characters_are_refused(password: str) -> None:
    assert "15 caractères" in find_problem(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "motdepassemotdepasse",
        "M0td3p@sse-M0tdepasse!",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345678",
        "abcdefghijklmnopqrstuvwxyz",
        "azertyuiopqsdfghjklm",
        "Relais2026Relais2026",
        "AliceFictive56-2026",
        "alice@essai.example",
        "Association fictive 12",
        "protection de l’enfance",
        "jetaimejetaimejetaime",
    ],
)
def test_common_words_and_what_concerns_the_person_are_refused(password: str) -> None:
    assert "facile à deviner" in find_problem(password, ABOUT)


def test_an_endless_password_is_refused_before_it_costs_anything() -> None:
    assert "200 caractères au plus" in find_problem("a b c d " * 1000, ABOUT)


def test_a_password_is_kept_as_an_argon2id_hash_that_only_it_opens() -> None:
    kept = hash_password("cheval agrafe correct pile")
    assert kept.startswith("$argon2id$")
    assert not needs_rehash(kept)
    assert verify_password(kept, "cheval agrafe correct pile")
    assert not verify_password(kept, "cheval agrafe correct pilf")


@pytest.mark.parametrize("kept", ["", "not a hash"])
def test_no_password_opens_an_account_without_one(kept: str) -> None:
    assert not verify_password(kept, "")
    assert not verify_password(kept, "personne n’a ce mot de passe")


def test_spaces_and_accents_count() -> None:
    kept = hash_password(" éléphant violet dansant ")
    assert not verify_password(kept, "éléphant violet dansant")
