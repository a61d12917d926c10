"""The national campaign: a name, a number of listings to verify, from one day to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session, col, select

from directory.french.dates import read_date
from directory.listings.typed import Typed
from directory.listings.verification import FRESH_WITHIN
from directory.models import Campaign
from directory.permissions import Actor, require

LONGEST = timedelta(days=366)
MOST_GOAL = 100_000


def find_campaign(session: Session, today: date) -> Campaign | None:
    """Return the campaign of a day, else the next one, else None."""
    statement = select(Campaign).where(col(Campaign.ends_on) >= today).order_by(col(Campaign.starts_on))
    return session.exec(statement.limit(1)).one_or_none()


def first_day(campaign: Campaign | None, today: date) -> date:
    """The day from which progress is counted: that of the campaign, or half a year ago without one."""
    return campaign.starts_on if campaign and campaign.starts_on <= today else today - FRESH_WITHIN


def read_campaign(source: Mapping[str, str], today: date) -> Typed:
    """Read the form of a campaign; its days may be written as one writes them."""
    typed = Typed()
    typed.text(source, "name", "Donnez un nom à la campagne.", 80)
    typed.text(source, "goal", "Indiquez combien de fiches vérifier.", 20)
    if "goal" not in typed.problems and not (
        typed["goal"].isdecimal() and 0 < int(typed["goal"]) <= MOST_GOAL
    ):
        typed.problems["goal"] = "Nombre de fiches attendu, de 1 à 100 000."
    for name, rank in (("starts_on", "premier"), ("ends_on", "dernier")):
        typed.text(source, name, f"Indiquez le {rank} jour.", 20)
        typed.values[name] = read_date(typed[name])
        if name not in typed.problems and _day(typed[name]) is None:
            typed.problems[name] = "Jour attendu, comme 31/12/2026."
    first, last = _day(typed["starts_on"]), _day(typed["ends_on"])
    if first and last and not (first <= last <= first + LONGEST and last >= today):
        typed.problems["ends_on"] = (
            "Le dernier jour vient après le premier, d’un an au plus, et n’est pas passé."
        )
    return typed


def save_campaign(session: Session, typed: Typed, *, by: Actor, today: date) -> Campaign:
    """Keep the campaign of a form without problems, in place of the present one; national accounts only."""
    require(by.is_national)
    campaign = find_campaign(session, today) or Campaign(
        name="", goal=1, starts_on=today, ends_on=today, created_by=by.email
    )
    campaign.name, campaign.goal = typed["name"], int(typed["goal"])
    campaign.starts_on = date.fromisoformat(typed["starts_on"])
    campaign.ends_on = date.fromisoformat(typed["ends_on"])
    session.add(campaign)
    return campaign


def typed_of(campaign: Campaign | None) -> Typed:
    """The form of a campaign, blank without one."""
    if campaign is None:
        return Typed()
    return Typed(
        values={
            "name": campaign.name,
            "goal": str(campaign.goal),
            "starts_on": campaign.starts_on.isoformat(),
            "ends_on": campaign.ends_on.isoformat(),
        }
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
