"""What people without an account type about listings: closed choices, one exact value, a short text.

A refused value is never shown again: it may be the very thing that must not be written anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from directory.french.typography import join_words
from directory.listings import hours, hours_in_french, phones
from directory.listings.categories import CATEGORIES, disclosure_of, is_secret
from directory.listings.codes import PHONE_KINDS
from directory.listings.contacts import MOST_LABEL, Contact
from directory.listings.drafts import Draft, check
from directory.listings.public_view import PublicView
from directory.listings.sources import UNREADABLE
from directory.listings.typed import Typed
from directory.listings.web_addresses import read_web_address
from directory.places.clues import find_clues
from directory.places.clues.positions import describe
from directory.suggestions.personal_data import find_personal_data

MOST = 500
#: What may be wrong in a listing, and the field of the exact value that corrects it ("" when none does).
KINDS: Mapping[str, tuple[str, str]] = {
    "phone": ("Le téléphone", "phones"),
    "email": ("L’adresse électronique", "emails"),
    "website": ("Le site internet", "website"),
    "hours": ("Les horaires", "hours"),
    "place": ("L’adresse ou la commune", ""),
    "admission": ("Qui est accueilli, ou comment", ""),
    "closed": ("La ressource n’existe plus", ""),
    "other": ("Autre chose", ""),
}
#: Of a confidential listing nothing that could be a place or a contact is asked.
CONFIDENTIAL_KINDS = ("admission", "closed", "other")
#: What is kept of a resource to add.
FACTS = ("category", "name", "phone", "source", "phone_kind", "phone_label")
#: These say enough without a text.
_OF_PHONE = ("phone_kind", "phone_label")
_COMPLETE = frozenset(("phone", "email", "website", "hours", "closed"))


@dataclass
class SuggestionForm(Typed):
    """A form as typed, the facts read from it, and why it was not taken as a whole."""

    facts: dict[str, str] = field(default_factory=dict)
    refusal: str = ""


def kinds_for(view: PublicView) -> list[tuple[str, str]]:
    """What may be reported about a listing: (word, French label)."""
    allowed = CONFIDENTIAL_KINDS if view.is_confidential else tuple(KINDS)
    return [(word, KINDS[word][0]) for word in allowed]


def read_correction(source: Mapping[str, str], view: PublicView) -> SuggestionForm:
    """Read what somebody says is wrong in a listing."""
    form = SuggestionForm()
    form.text(source, "text", "", MOST)
    form.values["kind"] = source.get("kind", "")[:20]
    kind = form["kind"]
    if kind not in dict(kinds_for(view)):
        form.problems["kind"] = "Choisissez ce qui n’est pas exact."
    elif kind not in _COMPLETE and not form["text"]:
        form.problems["text"] = "Dites en quelques mots ce qui n’est pas exact."
    if not view.is_confidential:
        form.text(source, "value", "", MOST)
        _read_value(form, kind, source.get("hours_understood", ""), view.departements)
        _read_what_answers(form, source)
        _read_where(form, source)
        if kind == "phone" and "value" in form.facts:
            form.facts |= {name: form[name] for name in _OF_PHONE}
    for name in ("text", "phone_label"):
        _screen(form, name, view.departements if view.is_confidential else None)
    return form


def read_note(form: Typed, source: Mapping[str, str]) -> None:
    """Read the few words that go with a whole form; what speaks of somebody is refused and forgotten."""
    form.text(source, "text", "", MOST)
    _screen(form, "text", None)


def read_proposal(source: Mapping[str, str], ref: str, month: str) -> tuple[SuggestionForm, Draft | None]:
    """Read a resource to add, and the draft it would make (`month`: when its source was given)."""
    form = SuggestionForm()
    form.text(source, "name", "Indiquez le nom de la ressource.", 200)
    form.text(source, "phone", "", 60)
    _read_what_answers(form, source)
    form.text(source, "source", "Indiquez son site, ou une page publique qui en parle.", 1000)
    form.text(source, "text", "", MOST)
    form.departement(source)
    form.values["category"] = source.get("category", "")[:40]
    if form["category"] not in CATEGORIES:
        form.problems["category"] = "Choisissez ce que c’est."
        return form, None
    hides = is_secret(form["category"])
    served = (form["departement"],) if hides else None
    draft = draft_of({name: form[name] for name in FACTS}, form["departement"], ref, month)
    shown_at = {"source_url": "source"}
    for problem in check(draft):
        form.problems.setdefault(shown_at.get(problem.field, problem.field), problem.message)
    for name in ("name", "text", "phone_label"):
        _screen(form, name, served)
    for name in form.problems.keys() & ({"phone", "phone_label", "source"} if hides else set()):
        form.values[name] = ""
    form.facts = {name: form[name] for name in FACTS}
    return form, draft


def draft_of(facts: Mapping[str, str], departement: str, ref: str, month: str) -> Draft:
    """The draft of a resource proposed: nothing is known of it but what was given."""
    return Draft(
        ref=ref, category=facts["category"], name=facts["name"], departements=(departement,),
        disclosure=disclosure_of(facts["category"]), source_url=facts["source"], source_seen=month,
        phones=(phone_of(facts["phone"], facts, (departement,)),) if facts["phone"] else (),
    )  # fmt: skip


def phone_of(value: str, facts: Mapping[str, str], served: Collection[str] = ()) -> Contact:
    """The contact of a number that was suggested, with what answers there and what to ask for if it was said.

    What cannot be read as a number stays as it is, and is refused by the check of the draft.
    """
    with suppress(phones.InvalidPhone):
        value = phones.parse(value, served)
    return Contact(value, facts.get("phone_label", ""), kind=facts.get("phone_kind", ""))


def _read_what_answers(form: SuggestionForm, source: Mapping[str, str]) -> None:
    """What answers at a number, when it is known, and what to ask for there."""
    form.values["phone_kind"] = source.get("phone_kind", "")[:12]
    if form["phone_kind"] not in PHONE_KINDS:
        form.values["phone_kind"] = ""
    form.text(source, "phone_label", "", MOST_LABEL)


def _read_value(form: SuggestionForm, kind: str, confirmed: str, served: Collection[str]) -> None:
    """Read the exact value that corrects a fact, in its stored form; hours are to be confirmed."""
    value = form["value"]
    if not value or "value" in form.problems:
        return
    try:
        read = phones.parse(value, served) if kind == "phone" else _READERS[kind](value)
    except KeyError:
        form.problems["value"] = "Dites cela dans les précisions."
    except (phones.InvalidPhone, hours.InvalidHours) as refused:
        form.problems["value"] = str(refused)
    else:
        if read and kind == "hours" and (question := hours_in_french.read_back(value, confirmed)[1]):
            form.problems["value"], form.values["hours_understood"] = question, read
        elif read:
            form.facts["value"] = read
        else:
            form.problems["value"] = "Cette adresse est incomplète."


def _read_where(form: SuggestionForm, source: Mapping[str, str]) -> None:
    """The page where the exact value was read, when it was on one."""
    form.text(source, "source", "", 1000)
    if form["source"] and not (address := _website(form["source"])):
        form.problems["source"] = UNREADABLE
    elif form["source"] and "value" in form.facts:
        form.facts["source"] = address


def _website(value: str) -> str:
    address = value if "://" in value else f"https://{value}"
    parts = read_web_address(address)
    return address if parts and "." in parts.netloc and " " not in value else ""


def _email(value: str) -> str:
    typed = Typed()
    typed.email({"email": value})
    return typed["email"] if typed.is_valid else ""


_READERS = {"email": _email, "website": _website, "hours": hours_in_french.parse}


def _screen(form: Typed, name: str, served: Collection[str] | None) -> None:
    """Refuse a text that speaks of somebody, or that says where a secret place is, and forget it."""
    text = form[name]
    kinds = list(find_personal_data(text))
    advice = "Récrivez-le sans parler de personne."
    if served is not None:
        clues = find_clues(text, served)
        kinds += [describe(text, clues)] if clues else []
        advice = "Récrivez-le sans dire où ni qui." if clues else advice
    if kinds:
        told = f"Ce texte semble contenir {join_words(kinds)}. Rien n’a été gardé. {advice}"
        # A text of several lines is given back by a browser, a line is not.
        form.problems[name] = told + (" La page précédente l’a encore." if name == "text" else "")
    if kinds or (served is not None and name in form.problems):
        form.values[name] = ""
