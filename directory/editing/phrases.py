"""Phrases for confidential listings, proposed by one national coordinator and approved by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from directory.accounts import events
from directory.editing.listings import Stale
from directory.editing.second_person import require_second
from directory.french.typography import NO_BREAK
from directory.listings.fields import PHRASED
from directory.listings.typed import Typed
from directory.models import Listing, ProposedPhrase
from directory.permissions import Actor, require
from directory.places.clues import find_clues
from directory.places.clues.positions import describe
from directory.publishing.phrases import known_phrases
from directory.publishing.publication import hold, publish

MOST = 200
TELLS = "Cette phrase dit où se trouve une ressource"
KNOWN = "Cette phrase existe déjà, ou attend d’être approuvée."
UNANSWERED = "Dites si cette phrase dit où se trouve la ressource."


def read_phrase(source: Mapping[str, str], facts: Sequence[str]) -> Typed:
    """Read a phrase somebody proposes and the facts it may fill; one that says where is not sent back."""
    typed = Typed()
    typed.text(source, "text", "Écrivez la phrase.", MOST)
    typed.choices["facts"] = tuple(name for name in PHRASED if name in facts)
    if not typed.choices["facts"]:
        typed.problems["facts"] = "Choisissez au moins un fait que la phrase peut remplir."
    if clues := find_clues(typed["text"], ()):
        typed.problems["text"] = f"{TELLS}{NO_BREAK}: {describe(typed['text'], clues)}. Retirez ces mots."
        typed.values["text"] = ""
    return typed


def propose_phrase(session: Session, typed: Typed, *, by: Actor, at: datetime) -> None:
    """Keep a phrase for somebody else to approve, or say on the form that it is known."""
    require(by.is_national)
    hold(session)
    text, facts = typed["text"], typed.choices["facts"]
    phrases = known_phrases(session)
    waiting = session.exec(select(ProposedPhrase).where(ProposedPhrase.text == text)).first()
    if waiting or any(phrases.read(fact, text) for fact in facts):
        typed.problems["text"] = KNOWN
        return
    session.add(ProposedPhrase(facts=" ".join(facts), text=text, proposed_by=by.email, proposed_at=at))


def approve_phrase(session: Session, phrase_id: int, *, by: Actor, at: datetime, tells_nothing: bool) -> str:
    """Offer a phrase somebody else proposed; return the sentence of a question left unanswered, or "".

    Raise NotAllowed to who proposed it, `Stale` when it waits no more.
    """
    phrase = _find(session, phrase_id)
    require_second(phrase, by=by)
    if not tells_nothing:
        return UNANSWERED
    phrase.approved_by, phrase.approved_at = by.email, at
    events.record(session, None, "approve_phrase", at=at, by=by.email, detail=f"p{phrase.id}")
    return ""


def withdraw_phrase(session: Session, phrase_id: int, *, by: Actor, at: datetime) -> None:
    """Take a phrase away, proposed or approved: the listings that say it are published without it."""
    require(by.is_national)
    phrase = _find(session, phrase_id)
    events.record(session, None, "withdraw_phrase", at=at, by=by.email, detail=f"p{phrase.id}")
    session.delete(phrase)
    session.flush()
    said = select(Listing).where(col(Listing.phrases).contains(f"=p{phrase_id}"))
    publish(session, session.exec(said).all())


def find_phrases(session: Session, *, by: Actor) -> Sequence[ProposedPhrase]:
    """Return the phrases proposed here, those that wait first."""
    require(by.writes)
    statement = select(ProposedPhrase).order_by(
        col(ProposedPhrase.approved_by) != "", col(ProposedPhrase.id).desc()
    )
    return session.exec(statement).all()


def _find(session: Session, phrase_id: int) -> ProposedPhrase:
    hold(session)
    phrase = session.get(ProposedPhrase, phrase_id, populate_existing=True)
    if phrase is None:
        raise Stale
    return phrase
