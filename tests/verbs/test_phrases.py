"""A confidential listing says phrases that somebody reviewed, and nothing anybody typed but its name."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, select

from directory.database import migrate
from directory.database.engine import make_engine
from directory.editing import private_notes
from directory.editing.phrases import approve_phrase, propose_phrase, read_phrase, withdraw_phrase
from directory.editing.purge import make_confidential as hide_listing
from directory.imports.doubles import Known
from directory.imports.preparing import REFUSED, prepare
from directory.keys.sealed import NOTE, unseal
from directory.listings.drafts import check
from directory.listings.fields import PHRASED
from directory.listings.phrases import REVIEWED
from directory.models import Listing, PrivateNote, Publication, Revision
from directory.permissions import NotAllowed
from directory.publishing.publication import project
from directory.publishing.stored import read_draft
from directory.publishing.views import find_view
from directory.storing.listing import Refused
from directory.storing.many import put_many
from tests.conftest import Databases
from tests.fictional import AT, make_confidential, make_draft, store
from tests.people import KEYS, actor_of, make_account
from tests.raw_statements import SETTINGS, names, run

#: One phrase of each fact, and words that no list would hold.
SAID = {name: REVIEWED.offered(name)[0].text for name in PHRASED}
TYPED = "La maison aux volets verts, après la zibeline."
YES = {"by": "essai", "at": AT}


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[Engine]:
    made = make_engine(databases.make())
    migrate.upgrade(made)
    with Session(made) as session:
        store(session, make_confidential("hidden"), make_draft("bare"))
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as opened:
        yield opened
        opened.invalidate()


ATTEMPTS = {
    **{
        f"write a {name}": f"UPDATE listing SET {name} = 'zibeline' WHERE id = '{{hidden}}'"
        for name in PHRASED
    },
    "write exact hours": "UPDATE listing SET hours = 'Tu 09:15-11:45' WHERE id = '{hidden}'",
    "write them everywhere": "UPDATE listing SET summary = 'zibeline'",
    "hide one that says something": "UPDATE listing SET disclosure = 'confidential' WHERE id = '{bare}'",
    "give phrases to another": "UPDATE listing SET phrases = 'summary=zibeline' WHERE id = '{bare}'",
    "from another's text": """UPDATE listing SET caveat = (SELECT summary FROM listing WHERE id = '{bare}')
        WHERE id = '{hidden}'""",
}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_database_refuses_words_of_a_confidential_listing(
    engine: Engine, connection: Connection, attempt: str, setting: tuple[str, ...]
) -> None:
    with pytest.raises(IntegrityError):
        run(connection, ATTEMPTS[attempt].format(**names(engine)), setting)
    said = connection.execute(
        text(f"SELECT {', '.join(PHRASED)} FROM listing WHERE disclosure = 'confidential'")
    )
    assert set(said.one()) == {""}


def test_every_fact_that_phrases_say_is_in_the_rule_of_the_database() -> None:
    rules = {rule.name: str(rule.sqltext) for rule in SQLModel.metadata.tables["listing"].constraints  # type: ignore[attr-defined]
             if rule.name == "listing_secret_texts"}  # fmt: skip
    assert [name for name in PHRASED if f"{name} = ''" not in rules["listing_secret_texts"]] == []


@pytest.mark.parametrize("name", PHRASED)
def test_a_text_is_a_phrase_its_key_or_nothing(session: Session, name: str) -> None:
    phrase = REVIEWED.offered(name)[0]
    for written in (phrase.text, phrase.key, phrase.text.upper().replace("’", "'")):
        assert check(make_confidential("une", **{name: written})) == []
    (problem,) = check(make_confidential("une", **{name: f"{phrase.text} {TYPED}"}))
    assert problem.field == name
    assert phrase.text in problem.message
    assert "zibeline" not in problem.message
    assert check(make_draft("ouverte", **{name: TYPED})) == []


def test_exact_hours_of_a_confidential_listing_are_refused(session: Session) -> None:
    assert check(make_confidential("une", hours="24/7")) == []
    (problem,) = check(make_confidential("une", hours="Tu 09:15-11:45"))
    assert "24/7" in problem.message


def test_the_public_reads_the_phrases_and_the_columns_stay_empty(session: Session) -> None:
    store(session, make_confidential("une", **SAID))
    listing = session.exec(select(Listing)).one()
    assert {name: getattr(listing, name) for name in PHRASED} == dict.fromkeys(PHRASED, "")
    view = find_view(session, listing.slug)
    assert {name: getattr(view, name) for name in PHRASED} == SAID
    assert {name: getattr(read_draft(session, listing), name) for name in PHRASED} == SAID
    assert store(session, make_confidential("une", **SAID)) == {"new": 0, "changed": 0, "unchanged": 1}


def test_what_nobody_reviewed_says_nothing_even_when_it_is_in_the_column(session: Session) -> None:
    store(session, make_confidential("une"))
    session.connection().execute(text("UPDATE listing SET phrases = 'summary=zibeline fallback=relais-119'"))
    session.expire_all()
    listing = session.exec(select(Listing)).one()
    (view,) = project(session, [listing])
    assert (view.summary, view.fallback) == ("", "Le 119 prend le relais.")


def test_a_file_names_phrases_by_key_or_words_and_nothing_else_is_kept(session: Session) -> None:
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56", at=AT))
    cells = {
        "name": "Abri fictif", "category": "Hébergement sous secret", "departements": "56",
        "source_url": "https://source.example/",
    }  # fmt: skip
    rows = [
        cells | {"ref": "clef", "requirement": "confie-ase libre-adhesion"},
        cells
        | {
            "ref": "mots",
            "requirement": "Être confié à l’aide sociale à l’enfance. Libre adhésion du jeune.",
        },
        cells | {"ref": "libre", "requirement": TYPED},
    ]
    by_key, by_words, typed = prepare([2, 3, 4], rows, {}, Known(), by=kim, category="")
    assert by_key.draft
    assert by_words.draft
    assert by_key.draft.requirement == by_words.draft.requirement == rows[1]["requirement"]
    assert (typed.outcome, typed.draft) == (REFUSED, None)
    told = " ".join(problem.message for problem in typed.problems)
    assert "Libre adhésion du jeune." in told
    assert "zibeline" not in told


def test_a_phrase_serves_once_two_national_people_have_read_it(session: Session) -> None:
    nour, omar = (
        actor_of(session, make_account(session, name, "national", at=AT)) for name in ("nour", "omar")
    )
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56", at=AT))
    said = "Les animaux de compagnie sont reçus."
    typed = read_phrase({"text": said}, ["description"])
    with pytest.raises(NotAllowed):
        propose_phrase(session, typed, by=kim, at=AT)
    propose_phrase(session, typed, by=nour, at=AT)
    session.commit()
    with pytest.raises(Refused):
        put_many(session, [make_confidential("une", description=said)], **YES)
    session.rollback()
    with pytest.raises(NotAllowed):
        approve_phrase(session, 1, by=nour, at=AT, tells_nothing=True)
    assert "dit où" in approve_phrase(session, 1, by=omar, at=AT, tells_nothing=False)
    assert approve_phrase(session, 1, by=omar, at=AT, tells_nothing=True) == ""
    session.commit()
    put_many(
        session, [make_confidential("une", description=f"p1 {REVIEWED.offered('description')[0].key}")], **YES
    )
    session.commit()
    listing = session.exec(select(Listing)).one()
    view = find_view(session, listing.slug)
    assert view is not None
    assert view.description == f"{said} {REVIEWED.offered('description')[0].text}"
    withdraw_phrase(session, 1, by=nour, at=AT)
    session.commit()
    view = find_view(session, listing.slug)
    assert view is not None
    assert view.description == REVIEWED.offered("description")[0].text


def test_one_person_cannot_be_both_even_in_the_database(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.connection().execute(
            text(
                "INSERT INTO phrase (facts, text, proposed_by, proposed_at, approved_by)"
                " VALUES ('description', 'zibeline', 'nour', '2026-11-24 00:00:00', 'nour')"
            )
        )


def test_a_phrase_that_says_where_or_is_known_is_not_proposed(session: Session) -> None:
    nour = actor_of(session, make_account(session, "nour", "national", at=AT))
    telling = read_phrase({"text": "À deux pas de la gare de Vannes."}, ["description"])
    assert "dit où" in telling.problems["text"]
    assert telling["text"] == ""
    known = read_phrase({"text": "Libre adhésion du jeune"}, ["requirement"])
    propose_phrase(session, known, by=nour, at=AT)
    assert "existe déjà" in known.problems["text"]


def test_two_people_at_most_read_what_a_listing_said_before(session: Session) -> None:
    kim, lou, zoe = (
        actor_of(session, make_account(session, name, "coordinator", "56", at=AT))
        for name in ("kim", "lou", "zoe")
    )
    store(session, make_draft("une", summary=TYPED, description="Au 12 rue des Tilleuls, à Vannes."))
    listing = session.exec(select(Listing)).one()
    hide_listing(session, listing, by=kim.email, at=AT, keys=KEYS)
    session.commit()
    told = {"by": kim, "keys": KEYS}
    note = private_notes.find_note(session, listing, **told)
    assert note is not None
    assert note.texts == {"En une phrase": TYPED}
    sealed = session.exec(select(PrivateNote)).one().sealed
    assert "zibeline" not in sealed
    first_look = private_notes.find_note(session, listing, by=lou, keys=KEYS)
    assert first_look is not None
    assert first_look.texts is None
    private_notes.become_reader(session, listing, by=lou, at=AT)
    second_look = private_notes.find_note(session, listing, by=lou, keys=KEYS)
    assert second_look is not None
    assert second_look.texts == {"En une phrase": TYPED}
    assert private_notes.find_note(session, listing, by=zoe, keys=KEYS) is None
    for refused in (private_notes.become_reader, private_notes.erase_note):
        with pytest.raises(NotAllowed):
            refused(
                session, listing, by=zoe, **({"at": AT} if refused is private_notes.become_reader else {})
            )
    private_notes.erase_note(session, listing, by=lou)
    assert session.exec(select(PrivateNote)).all() == []


def test_listings_of_before_say_phrases_or_leave_a_note_and_go_back_in_words(databases: Databases) -> None:
    engine = make_engine(databases.make())
    migrate.upgrade(engine)
    known = "Jeune confiée à l’ASE et adhésion de la jeune"
    with Session(engine) as session:
        store(
            session, make_confidential("une", requirement="confie-ase"), make_confidential("vide", summary="")
        )
    migrate.downgrade(engine, "20261130_9")
    with engine.begin() as connection:
        (said,) = connection.execute(text("SELECT requirement FROM listing WHERE ref = 'une'")).one()
        assert said == "Être confié à l’aide sociale à l’enfance."
        connection.execute(
            text(
                "UPDATE listing SET summary = :typed, requirement = :known, hours = 'Tu 09:15-11:45'"
                " WHERE ref = 'une'"
            ),
            {"typed": TYPED, "known": known},
        )
    migrate.upgrade(engine)
    with Session(engine) as session:
        listing = session.exec(select(Listing).where(Listing.ref == "une")).one()
        assert listing.phrases == "requirement=confie-ase requirement=libre-adhesion"
        assert (listing.summary, listing.requirement, listing.hours) == ("", "", "")
        note = session.exec(select(PrivateNote)).one()
        assert orjson.loads(unseal(KEYS, note.sealed, NOTE)) == {"summary": TYPED, "hours": "Tu 09:15-11:45"}
        assert session.get(Publication, listing.number) is None
        assert session.exec(select(Publication)).one().slug
        states = [revision.after for revision in session.exec(select(Revision)) if revision.after]
        assert not any("zibeline" in str(state) for state in states)
    engine.dispose()
