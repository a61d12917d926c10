"""A confidential listing keeps no text that somebody wrote freely, but its name: the database refuses it.

What the confidential listings of data/listings.csv said is said by phrases (`data/phrases.toml`); what others
said is closed with the key of the installation in a note that two people may read. Histories and changes that
wait lose it too. `flask prepare` or `flask db upgrade` publishes these listings again; until then they are
not shown. Afterwards `flask data erase-traces` takes what was deleted out of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from directory.config import read_config
from directory.database.checks import add_check, drop_check
from directory.french.text import normalise
from directory.keys.sealed import NOTE, seal
from directory.listings.phrases import REVIEWED

revision = "20261130_10"
down_revision = "20261130_9"
branch_labels = None
depends_on = None

TEXTS = ("summary", "hours_text", "requirement", "capacity", "stay", "description", "fallback", "caveat")
CHECKS = {
    "listing_secret_texts": "disclosure <> 'confidential' OR (summary = '' AND description = ''"
    " AND requirement = '' AND capacity = '' AND stay = '' AND fallback = '' AND hours_text = ''"
    " AND caveat = '' AND hours IN ('', '24/7'))",
    "listing_open_phrases": "disclosure = 'confidential' OR phrases = ''",
}
#: On SQLite checks can be switched off by a connection, triggers cannot.
TRIGGERS = {
    f"{name}_{verb.lower()}": f"""BEFORE {verb} ON listing WHEN NOT ({rule})
    BEGIN SELECT RAISE(ABORT, 'a confidential listing says phrases alone'); END"""
    for verb in ("INSERT", "UPDATE")
    for name, rule in {
        "listing_refuses_secret_texts": "NEW.disclosure <> 'confidential' OR ("
        + " AND ".join(f"NEW.{name} = ''" for name in TEXTS)
        + " AND NEW.hours IN ('', '24/7'))",
        "listing_refuses_open_phrases": "NEW.disclosure = 'confidential' OR NEW.phrases = ''",
    }.items()
}
#: What the listings of data/listings.csv said (its first words, as `normalise` writes them), and the keys of
#: the phrases of data/phrases.toml that say the same.
SAME = {
    "summary": {
        "maison d enfants pour filles mineures et jeunes majeures": "maison-enfants-ase",
        "hebergement d urgence pour jeunes femmes victimes de violences": "urgence-jeunes-femmes",
        "maison de mise a l abri pour les femmes victimes de prostitution": "mise-a-l-abri-femmes",
        "reseau de lieux d accueil avec eloignement geographique": "reseau-eloignement",
        "dispositif national de protection et de mise a l abri": "dispositif-national",
        "hebergement securise pour mineurs et jeunes majeurs victimes de traite": "hebergement-securise",
    },
    "description": {
        "etablissement experimental ouvert en": "experimental regles-souples admission-longue"
        " localisation-secrete",
        "centre ouvert en novembre 2020 sa localisation": "localisation-secrete",
        "sa localisation n est pas diffusee": "localisation-secrete",
        "le reseau peut prendre la suite": "suite-d-un-sejour soutien-etat",
        "alc pilote ce dispositif": "plus-de-vingt-ans",
        "le lieu est tenu secret dans un cadre securise": "localisation-secrete securise-sans-internet"
        " appel-a-projets-justice",
    },
    "requirement": {
        "jeune confiee a l ase et adhesion": "confie-ase libre-adhesion",
        "demande d admission a koutcha": "demande-gestionnaire",
        "evaluation conjointe par le service orienteur": "evaluation-conjointe entretien-visio"
        " sans-procedure",
    },
    "capacity": {"10 places": "places-10", "6 places": "places-6", "22 structures": "plus-de-20-lieux"},
    "stay": {"6 mois a 1 an": "mois-6-an-1"},
    "caveat": {
        "source de 2021 admission des mineures": "source-ancienne mineurs-a-verifier",
        "source de 2022 public mineur non precise": "source-ancienne mineurs-non-precises",
        "source secondaire de 2023 acces des mineurs": "source-secondaire mineurs-a-verifier"
        " modalites-a-verifier",
    },
}


def upgrade() -> None:
    connection = op.get_bind()
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(200), nullable=False),
        sa.Column("text", sa.String(200), nullable=False, unique=True),
        sa.Column("proposed_by", sa.String(254), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(254), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("approved_by <> proposed_by", name="phrase_two_people"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "private_note",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(254), nullable=False),
        sa.Column("second", sa.String(254), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id"),
    )
    op.add_column("listing", sa.Column("phrases", sa.String(2000), nullable=False, server_default=""))
    _bring_under_the_rule(connection)
    for name, rule in CHECKS.items():
        add_check(connection, "listing", name, rule)
    if connection.dialect.name == "sqlite":
        for name, body in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    for name, rule in CHECKS.items():
        drop_check(connection, "listing", name, rule)
    _write_in_words(connection)
    op.drop_column("listing", "phrases")
    op.drop_table("private_note")
    op.drop_table("phrase")


def _bring_under_the_rule(connection: sa.Connection) -> None:
    listing = sa.table("listing", *map(sa.column, ("id", "number", "disclosure", "phrases", "hours", *TEXTS)))
    hidden = (
        connection.execute(sa.select(listing).where(listing.c.disclosure == "confidential")).mappings().all()
    )
    hidden = [row for row in hidden if any(row[name] for name in TEXTS) or row["hours"] not in ("", "24/7")]
    if not hidden:
        return
    keys = read_config().keys
    for row in hidden:
        said = {name: _find_keys(name, row[name]) for name in TEXTS}
        phrases = " ".join(f"{name}={key}" for name in TEXTS for key in said[name])
        freely = {name: row[name] for name in TEXTS if row[name] and not said[name]}
        if row["hours"] not in ("", "24/7"):
            freely["hours"] = row["hours"]
        emptied = dict.fromkeys(TEXTS, "") | {"phrases": phrases}
        emptied |= {"hours": "" if "hours" in freely else row["hours"]}
        connection.execute(listing.update().where(listing.c.id == row["id"]).values(emptied))
        if freely:
            _keep_note(connection, row["id"], seal(keys, orjson.dumps(freely).decode(), NOTE))
        told = {"number": row["number"]}
        for table in ("publication_departement", "publication"):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE number = :number"), told)
    # The index holds words of these texts: an empty one is written anew.
    connection.execute(sa.text("DELETE FROM search_token"))
    connection.execute(sa.text("UPDATE dataset_version SET number = number + 1"))
    _change_states(connection, "pending_change", ("changes",))
    _with_free_history(connection, lambda: _change_states(connection, "revision", ("before", "after")))
    connection.execute(sa.text("DELETE FROM import_job WHERE state IN ('columns', 'ready')"))


def _find_keys(name: str, text: str) -> Sequence[str]:
    """The keys of the phrases that say what a text said; none when nobody knows."""
    said = normalise(text)
    same = next((keys.split() for start, keys in SAME.get(name, {}).items() if said.startswith(start)), [])
    return REVIEWED.read(name, text) or same


def _keep_note(connection: sa.Connection, identifier: Any, sealed: str) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO private_note (listing_id, sealed, written_by, second, written_at)"
            " VALUES (:id, :sealed, '', '', :at)"
        ),
        {"id": identifier, "sealed": sealed, "at": datetime.now(UTC)},
    )


def _change_states(connection: sa.Connection, table: str, columns: tuple[str, ...]) -> None:
    """Take free texts out of what was or would be confidential, in columns of JSON."""
    rows = connection.execute(
        sa.text(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE listing_id IN"
            " (SELECT id FROM listing WHERE disclosure = 'confidential')"
        )
    ).all()
    kind = "TEXT" if connection.dialect.name == "sqlite" else "json"
    for identifier, *states in rows:
        changed = [_in_phrases(state, is_whole=table == "revision") for state in states]
        told = {name: state for name, state in zip(columns, changed, strict=True)}
        sets = ", ".join(f"{name} = CAST(:{name} AS {kind})" for name in columns)
        connection.execute(sa.text(f"UPDATE {table} SET {sets} WHERE id = :id"), {**told, "id": identifier})


def _in_phrases(stored: Any, *, is_whole: bool) -> str | None:
    """A state as JSON, its texts said by phrases where they are known, else empty."""
    state = orjson.loads(stored) if isinstance(stored, str) else stored
    if not state or (is_whole and state.get("disclosure") != "confidential"):
        return orjson.dumps(state).decode() if state is not None else None
    for name in TEXTS:
        if name in state:
            state[name] = REVIEWED.write(name, _find_keys(name, state[name] or ""))
    if state.get("hours", "") not in ("", "24/7"):
        state["hours"] = ""
    return orjson.dumps(state).decode()


def _with_free_history(connection: sa.Connection, change: Callable[[], None]) -> None:
    """Change the history while the trigger that refuses it is away."""
    if connection.dialect.name != "sqlite":
        connection.execute(sa.text("ALTER TABLE revision DISABLE TRIGGER revision_refuses_update"))
        change()
        connection.execute(sa.text("ALTER TABLE revision ENABLE TRIGGER revision_refuses_update"))
        return
    statement = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'revision_refuses_update'"
    refuses = connection.execute(sa.text(statement)).scalar_one()
    connection.execute(sa.text("DROP TRIGGER revision_refuses_update"))
    change()
    connection.exec_driver_sql(refuses)


def _write_in_words(connection: sa.Connection) -> None:
    """Give texts back the words of their phrases, those approved in the database too."""
    words = {phrase.key: phrase.text for phrase in REVIEWED} | {
        f"p{identifier}": said
        for identifier, said in connection.execute(sa.text("SELECT id, text FROM phrase")).all()
    }
    listing = sa.table("listing", *map(sa.column, ("id", "phrases", *TEXTS)))
    for row in connection.execute(sa.select(listing).where(listing.c.phrases != "")).mappings().all():
        said = [each.partition("=")[::2] for each in row["phrases"].split()]
        texts = {
            name: " ".join(words.get(key, "") for fact, key in said if fact == name).strip() for name in TEXTS
        }
        connection.execute(listing.update().where(listing.c.id == row["id"]).values(texts))
