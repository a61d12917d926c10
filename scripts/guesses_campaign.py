"""A thousand wrong passwords and codes on one account, from everywhere: its owner still comes in at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from directory.accounts import sign_in, throttling
from directory.accounts.sign_in import Credentials
from directory.database import migrate
from directory.database.engine import make_engine
from tests.people import KEYS, PASSWORD, code_of, make_account

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def run(folder: Path, guesses: int) -> tuple[str, str, bool]:
    """Guess so many times, every other time with a code, then let the owner in."""
    engine = make_engine(f"sqlite:///{folder / 'relais.sqlite'}")
    migrate.upgrade(engine)
    with Session(engine) as session:
        kim = make_account(session, "kim", "coordinator", "56")

        def try_in(password: str, code: str, network: str, at: datetime) -> bool:
            subject = throttling.network_subject(KEYS.present, network, at)
            done = sign_in.sign_in(session, Credentials(kim.email, password, code, subject, KEYS), at)
            session.commit()
            return done.account is not None and done.is_full

        entered = 0
        for turn in range(guesses):
            network = f"198.51.{turn // 250 % 250}.{turn % 250}"
            code = "000000" if turn % 2 else ""
            entered += try_in("faux", code, network, AT + timedelta(seconds=turn))
        at = AT + timedelta(seconds=guesses)
        owner = try_in(PASSWORD, code_of(kim, at), "192.0.2.9", at)
    engine.dispose()
    came = "au premier essai" if owner else "jamais"
    told = f"{entered} entrées sur {guesses} essais faux, sa titulaire entre {came}"
    return "mots de passe essayés", told, owner and not entered
