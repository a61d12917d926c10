"""The rules that no door may let through, and what each door is sent to try them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import asdict

from directory.listings.contacts import Contact
from tests.fictional import VANNES, in_commune

Facts = Mapping[str, str]
#: Said of a place or a contact, and to be found nowhere once refused.
STREET, NUMBER = "12 rue des Tilleuls", "01 99 00 66 66"
#: What may be proposed to a second person, and nothing more.
OTHER_STREET, OTHER_NUMBER = "34 rue des Lilas", "01 99 00 55 55"
SECRET = {"category": "confidential_housing", "name": "Refuge inventé", "disclosure": "confidential"}
HOME = {"category": "emergency_reception", "name": "Foyer inventé", "disclosure": "commune"}
NEW = {"departements": "56", "source_url": "https://source.example/refuge"}


@dataclass(frozen=True)
class Rule:
    """Facts somebody alone tries to bring in, about a listing that exists or a new one (`about` "").

    `kept`: what must still be true of the listing, and whether nothing of `TRACES` may be left anywhere.
    """

    facts: Facts
    about: str = ""
    leaves_no_trace: bool = True
    kept: Mapping[str, object] | None = None
    ref: str = ""

    @property
    def is_about_secrecy(self) -> bool:
        """Whether the verb that stores refuses it itself; who may act is checked by the doors."""
        return self.facts.get("category") in {"confidential_housing", "crip"} or (
            self.about == "discrete" and ("disclosure" in self.facts)
        )


RULES = {
    "the category is always secret": Rule(SECRET | NEW | {"disclosure": "commune", "commune": "Vannes"}),
    "a confidential listing has no place": Rule(SECRET | NEW | {"commune": "Vannes", "address": STREET}),
    "a confidential listing has no phone": Rule(SECRET | NEW | {"phone": NUMBER}),
    "its name tells no place": Rule(SECRET | NEW | {"name": f"Refuge, {STREET}"}),
    "its texts tell no place": Rule(SECRET | NEW | {"summary": f"Au {STREET}"}),
    "its texts are phrases alone": Rule(SECRET | NEW | {"summary": "La maison aux tilleuls"}),
    "its site tells no place": Rule(SECRET | NEW | {"website": "https://rue-des-tilleuls-vannes.example/"}),
    "its source tells no place": Rule(SECRET | NEW | {"source_url": "https://tilleuls-vannes.example/"}),
    "secrecy is lifted by two": Rule(
        {"category": "emergency_reception", "disclosure": "commune", "commune": "Vannes"},
        "discrete",
        kept={"disclosure": "confidential", "category": "confidential_housing"},
    ),
    "the category is left by two": Rule(
        {"category": "crip"}, "discrete", kept={"category": "confidential_housing"}
    ),
    "a confidential text is changed by two": Rule(
        {"name": "Autre refuge inventé"}, "discrete", kept={"name": "Équipe fictive discrete"}
    ),
    "housing is published by two": Rule(HOME | NEW | {"status": "published"}, kept={"status": "draft"}),
    "the phone of housing is changed by two": Rule({"phone": OTHER_NUMBER}, "foyer", False),
    "a number in a text of housing too": Rule({"description": f"Appelez le {OTHER_NUMBER}."}, "foyer", False),
    "a place in a text of housing too": Rule({"fallback": f"Au {OTHER_STREET}"}, "foyer", False),
    "the site of housing too": Rule({"website": "https://lilas.example/"}, "foyer", False),
    "the address of housing too": Rule(
        {"disclosure": "address", "commune": "Vannes", "address": OTHER_STREET}, "foyer", False
    ),
    "nobody reaches beyond their rights": Rule(
        NEW | HOME | {
            "departements": "29", "is_national": "oui", "verified_on": "2026-11-01", "verified_by": "moi",
            "number": "1", "version": "99", "role": "admin", "id": "0",
        },
        kept={"is_national": False, "verified_on": None, "verified_by": ""},
    ),
}  # fmt: skip
_FORM = {"phone": "phone_value", "email": "email_value"}


def state_with(stored: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """A state of the history that says these facts, as somebody who writes the database might make it."""
    state = dict(stored) | {name: value for name, value in facts.items() if name in stored}
    state["departements"] = facts.get("departements", " ".join(stored["departements"])).split()
    state["is_national"] = bool(facts.get("is_national"))
    if "phone" in facts:
        state["phones"] = [list(Contact(facts["phone"], kind="direct"))]
    if "commune" in facts:
        state["place"] = asdict(in_commune(VANNES, facts.get("address", "")))
    return state


def fields(rule: Rule) -> dict[str, str]:
    """The facts as the fields of the form."""
    return {_FORM.get(name, name): value for name, value in rule.facts.items()} | (
        {"code_insee": VANNES} if "commune" in rule.facts else {}
    )


def cells(rule: Rule) -> dict[str, str]:
    """The facts as the columns of a file."""
    return {"ref": rule.ref, **rule.facts}


def said(rule: Rule) -> dict[str, str]:
    """The facts as a stranger may send them, with every key of ours besides."""
    kind = next((k for k in ("phone", "website") if k in rule.facts), "other")
    value = rule.facts.get(kind, "")
    words = " ".join(rule.facts.values())
    return dict(rule.facts) | {
        "kind": kind, "value": value, "text": words[:400], "departement": "56",
        "source": rule.facts.get("source_url", NEW["source_url"]),
    }  # fmt: skip
