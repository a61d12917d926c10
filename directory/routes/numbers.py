"""The emergency numbers: compared with their source by one person, changed by two."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

from directory.coordination import numbers
from directory.coordination.number_form import ALWAYS, LABELS, fill_number_form
from directory.listings.national_numbers import EmergencyNumber, in_force
from directory.listings.typed import Typed
from directory.web.auth import actor, national_only
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.pages import now

PAGE = "/administration/urgences"
NEW = "nouveau"

blueprint = Blueprint("numbers", __name__, url_prefix=PAGE)


@blueprint.get("")
@national_only
def all_numbers() -> Any:
    """The emergency numbers, the day each was last compared with its source, and the changes that wait."""
    return show(
        "administration/numbers.html", title="Numéros d’urgence", nav="urgences", me=actor().email,
        checks=numbers.find_checks(session(), now().date()), waiting=numbers.find_waiting(session()),
    )  # fmt: skip


@blueprint.post("/<number>")
@national_only
def confirm(number: str) -> Any:
    """Write down that a number was compared with its source today."""
    numbers.confirm_number(session(), number, by=actor(), at=now())
    session().commit()
    return done(PAGE, "verifie")


@blueprint.get("/<key>/corriger")
@national_only
def change(key: str) -> Any:
    """The form of a number, or of one to add."""
    return _form(key, fill_number_form(_find(key)))


@blueprint.post("/<key>/corriger")
@national_only
def propose(key: str) -> Any:
    """Propose a change, or a number to add."""
    number = _find(key)
    typed = numbers.propose_number(session(), number, request.form, by=actor(), at=now())
    if not typed.is_valid:
        return _form(key, typed, 422)
    session().commit()
    return done(PAGE, "numero-propose")


@blueprint.post("/<key>/avant")
@national_only
def propose_former(key: str) -> Any:
    """Propose what the number was before its last change."""
    numbers.propose_former(session(), key, by=actor(), at=now())
    session().commit()
    return done(PAGE, "numero-propose")


@blueprint.post("/changements/<int:row_id>/approuver")
@national_only
def approve(row_id: int) -> Any:
    """Put a change that somebody else proposed in force."""
    numbers.approve_number(session(), row_id, by=actor(), at=now())
    session().commit()
    return done(PAGE, "numero-approuve")


@blueprint.post("/changements/<int:row_id>/ecarter")
@national_only
def drop(row_id: int) -> Any:
    """Put a change that waits aside."""
    numbers.drop_number(session(), row_id, by=actor(), at=now())
    session().commit()
    return done(PAGE, "numero-ecarte")


def _find(key: str) -> EmergencyNumber | None:
    return None if key == NEW else in_force().find(key) or abort(404)


def _form(key: str, typed: Typed, status: int = 200) -> Any:
    title = "Ajouter un numéro" if key == NEW else f"Corriger le {key}"
    return show(
        "administration/number.html", status, title=title, nav="urgences", form=typed, key=key,
        labels=LABELS, may_retire=key not in ALWAYS and key != NEW,
    )  # fmt: skip
