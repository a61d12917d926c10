"""The phrases that confidential listings may be made of: reviewed with the program, or approved since."""

from __future__ import annotations

from sqlmodel import Session, col, select

from directory.listings.phrases import REVIEWED, Phrase, Phrases
from directory.models import ProposedPhrase


def known_phrases(session: Session) -> Phrases:
    """Return those of the file, then those that two people approved, the oldest first: p1, p2…"""
    statement = (
        select(ProposedPhrase).where(ProposedPhrase.approved_by != "").order_by(col(ProposedPhrase.id))
    )
    approved = [Phrase(f"p{row.id}", tuple(row.facts.split()), row.text) for row in session.exec(statement)]
    return Phrases([*REVIEWED, *approved]) if approved else REVIEWED
