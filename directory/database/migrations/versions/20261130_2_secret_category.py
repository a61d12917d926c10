"""A listing of the category « Hébergement sous secret » is confidential: the database refuses anything else.

Listings that were not are brought under the rule first, as making a listing confidential does
(`directory.editing.purge`): place, contacts, what waits and what was typed leave every table and every state
of the history. Nobody has read their texts again, so these go too, and each becomes a draft: two people
publish it. Its address in the site and its reference may have said where it is: both are made anew.
Afterwards `flask data erase-traces` takes what was deleted out of the files.
"""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from directory.database.checks import add_check, drop_check

revision = "20261130_2"
down_revision = "20261130_1"
branch_labels = None
depends_on = None

NAME = "listing_secret_category"
RULE = "category <> 'confidential_housing' OR disclosure = 'confidential'"
#: Of a listing, what may say where it is, but its name: without one nobody would know which it was.
TEXTS = (
    "summary", "description", "requirement", "capacity", "stay", "fallback", "hours_text", "website",
    "caveat",
)  # fmt: skip
#: What states of before lose: migration 20261122_6 allows this and nothing else.
FORGOTTEN = ("ref", "name", "operator", *TEXTS, "source_url", "place", "phones", "emails")
#: Tables whose rows about a listing say nothing of its place.
KEPT = ("listing_departement", "revision", "access_record")
#: On SQLite checks can be switched off by a connection, triggers cannot.
TRIGGERS = {
    f"listing_refuses_secret_category_{verb.lower()}": f"""BEFORE {verb} ON listing
    WHEN NEW.category = 'confidential_housing' AND NEW.disclosure IS NOT 'confidential'
    BEGIN SELECT RAISE(ABORT, 'this category is confidential'); END"""
    for verb in ("INSERT", "UPDATE")
}


def upgrade() -> None:
    connection = op.get_bind()
    _bring_under_the_rule(connection)
    add_check(connection, "listing", NAME, RULE)
    if connection.dialect.name == "sqlite":
        for name, body in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    drop_check(connection, "listing", NAME, RULE)


def _bring_under_the_rule(connection: sa.Connection) -> None:
    found = connection.execute(sa.text(f"SELECT id, number FROM listing WHERE NOT ({RULE})")).all()
    if not found:
        return
    tables = sa.inspect(connection)
    names = tables.get_table_names()
    owned = [name for name in names if "listing_id" in {c["name"] for c in tables.get_columns(name)}]
    for identifier, number in found:
        for name in set(owned) - set(KEPT):
            connection.execute(sa.text(f"DELETE FROM {name} WHERE listing_id = :id"), {"id": identifier})
        connection.execute(sa.text("DELETE FROM form_save WHERE number = :number"), {"number": number})
        _withdraw(connection, number, "publication_search" in names)
        blank = ", ".join(f"{text} = ''" for text in TEXTS)
        connection.execute(
            sa.text(
                f"UPDATE listing SET disclosure = 'confidential', status = 'draft', version = version + 1,"
                f" ref = :ref, slug = :slug, {blank} WHERE id = :id"
            ),
            {"id": identifier, "ref": f"confidentiel-{number}", "slug": f"hebergement-confidentiel-{number}"},
        )
        _keep_history(connection, identifier, number)
    connection.execute(sa.text("DELETE FROM import_job WHERE state IN ('columns', 'ready')"))
    connection.execute(sa.text("UPDATE dataset_version SET number = number + 1"))


def _withdraw(connection: sa.Connection, number: int, has_index: bool) -> None:
    """Take a listing out of the public tables, its words out of the index, and tell those who copy them."""
    told = {"number": number}
    was_shown = connection.execute(sa.text("SELECT 1 FROM publication WHERE number = :number"), told).scalar()
    if not was_shown:
        return
    if has_index:
        is_sqlite = connection.dialect.name == "sqlite"
        key, terms = ("rowid", "terms") if is_sqlite else ("number", "tsvector_to_array(terms)")
        statement = f"SELECT {terms} FROM publication_search WHERE {key} = :number"
        said = connection.execute(sa.text(statement), told).scalar()
        words = [{"word": word} for word in (said.split() if isinstance(said, str) else said or ())]
        if words:
            connection.execute(sa.text("UPDATE search_word SET uses = uses - 1 WHERE word = :word"), words)
            connection.execute(sa.text("DELETE FROM search_word WHERE uses < 1"))
        connection.execute(sa.text(f"DELETE FROM publication_search WHERE {key} = :number"), told)
    for table in ("publication_departement", "publication", "publication_change"):
        connection.execute(sa.text(f"DELETE FROM {table} WHERE number = :number"), told)
    connection.execute(
        sa.text(
            "INSERT INTO publication_change (number, version, verb)"
            " SELECT :number, coalesce(max(version), 0) + 1, 'withdrawn' FROM publication_change"
        ),
        told,
    )


def _keep_history(connection: sa.Connection, identifier: Any, number: int) -> None:
    """Add what the listing now is to its history, and take what it was out of the states of before."""
    last = connection.execute(
        sa.text("SELECT after FROM revision WHERE listing_id = :id ORDER BY id DESC LIMIT 1"),
        {"id": identifier},
    ).scalar()
    if last is None:
        return
    before = orjson.loads(last) if isinstance(last, str) else last
    hidden = {
        "category": "confidential_housing",
        "disclosure": "confidential",
        "status": "draft",
        "ref": f"confidentiel-{number}",
    }
    emptied: dict[str, Any] = {**dict.fromkeys(TEXTS, ""), "place": None, "phones": [], "emails": []}
    connection.execute(
        sa.text(
            "INSERT INTO revision (listing_id, at, by, verb, before, after)"
            " VALUES (:id, CURRENT_TIMESTAMP, 'mise à jour du programme', 'protect', :before, :after)"
        ),
        {
            "id": identifier,
            "before": orjson.dumps(before).decode(),
            "after": orjson.dumps(before | hidden | emptied).decode(),
        },
    )
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        forgotten = ", ".join(f"'$.{name}'" for name in FORGOTTEN)
        lost, said = f"json_remove({{0}}, {forgotten})", "json_extract({0}, '$.disclosure')"
        connection.execute(sa.text("PRAGMA trusted_schema = ON"))  # see migration 20261122_6
    else:
        forgotten = ", ".join(f"'{name}'" for name in FORGOTTEN)
        lost = f"CAST(CAST({{0}} AS jsonb) - ARRAY[{forgotten}] AS json)"
        said = "{0}->>'disclosure'"
    changes = ", ".join(
        f"{name} = CASE {said.format(name)} WHEN 'confidential' THEN {name} ELSE {lost.format(name)} END"
        for name in ("before", "after")
    )
    connection.execute(sa.text(f"UPDATE revision SET {changes} WHERE listing_id = :id"), {"id": identifier})
    if is_sqlite:
        connection.execute(sa.text("PRAGMA trusted_schema = OFF"))
