"""A form is sent while what was typed in it is still being kept: the two never wait for each other."""

from __future__ import annotations

import threading

from sqlmodel import Session, select

from directory.coordination import call_turns
from directory.database.engine import make_engine
from directory.editing import form_saves
from directory.models import FormSave, Listing
from directory.permissions import Actor
from directory.publishing.publication import hold
from tests.fictional import AT, make_draft, store

TYPED = [("capacity", "douze places")]


def test_a_call_is_sent_while_its_form_is_kept_and_neither_is_lost(session: Session, kim: Actor) -> None:
    store(session, make_draft("une"))
    listing = session.exec(select(Listing)).one()
    call_turns.take(session, listing, kim, AT)
    form_saves.keep(session, listing.number, TYPED, by=kim, at=AT, form=form_saves.CALL)
    session.commit()
    number, address = listing.number, session.get_bind().engine.url.render_as_string(hide_password=False)
    engine, kept, failures = make_engine(address), threading.Event(), list[Exception]()

    def keep_what_is_typed() -> None:
        with Session(engine) as typing:
            try:
                form_saves.keep(typing, number, TYPED, by=kim, at=AT, form=form_saves.CALL)
                typing.flush()
                kept.set()
                call_turns.keep_open(typing, typing.exec(select(Listing)).one(), kim, AT)
                typing.commit()
            except Exception as failure:
                failures.append(failure)

    hold(session)
    call_turns.release(session, listing, kim)
    thread = threading.Thread(target=keep_what_is_typed)
    thread.start()
    kept.wait(1)  # only who does not wait for the one who writes gets as far
    form_saves.forget(session, number, by=kim, form=form_saves.CALL)
    session.commit()
    thread.join(10)
    engine.dispose()
    assert failures == []
    session.expire_all()
    assert session.exec(select(FormSave)).one().typed == [list(pair) for pair in TYPED]
