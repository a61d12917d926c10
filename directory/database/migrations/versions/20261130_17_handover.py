"""Whether a listing takes a minor over on the telephone, and how in one line; under secrecy by phrases.

The rules that keep free texts out of confidential listings (migration 20261130_10), and the keys that a purge
takes out of their histories (migration 20261130_11), are written again with the new text.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from directory.database.checks import add_check, drop_check

revision = "20261130_17"
down_revision = "20261130_16"
branch_labels = None
depends_on = None

NAME = "listing_secret_texts"
BEFORE = (
    "disclosure <> 'confidential' OR (summary = '' AND description = ''"
    " AND requirement = '' AND capacity = '' AND stay = '' AND fallback = '' AND hours_text = ''"
    " AND caveat = '' AND hours IN ('', '24/7'))"
)
AFTER = BEFORE.replace(" AND hours IN", " AND handover_how = '' AND hours IN")
TEXTS = ("summary", "hours_text", "requirement", "capacity", "stay", "description", "fallback", "caveat")
ERASABLE = (
    "ref", "name", "operator", "summary", "description", "requirement", "capacity", "stay", "fallback",
    "hours_text", "website", "caveat", "source_url", "place", "phones", "emails", "website_source_url",
    "address_source_url",
)  # fmt: skip


def upgrade() -> None:
    """Nobody told yet."""
    op.execute(
        "ALTER TABLE listing ADD COLUMN warm_handover VARCHAR(10) NOT NULL DEFAULT 'unknown'"
        " CONSTRAINT listing_warm_handover CHECK (warm_handover IN ('yes', 'no', 'unknown'))"
    )
    op.add_column("listing", sa.Column("handover_how", sa.String(200), nullable=False, server_default=""))
    _change_rule(BEFORE, AFTER, (*TEXTS, "handover_how"))
    _write_trigger((*ERASABLE, "handover_how"))


def downgrade() -> None:
    _write_trigger(ERASABLE)
    _change_rule(AFTER, BEFORE, TEXTS)
    op.drop_column("listing", "handover_how")
    op.drop_column("listing", "warm_handover")


def _change_rule(former: str, rule: str, texts: Sequence[str]) -> None:
    """Say what a confidential listing may not hold, in the table and, on SQLite, in its triggers."""
    connection = op.get_bind()
    drop_check(connection, "listing", NAME, former)
    add_check(connection, "listing", NAME, rule)
    if connection.dialect.name != "sqlite":
        return
    empty = " AND ".join(f"NEW.{name} = ''" for name in texts)
    for verb in ("INSERT", "UPDATE"):
        name = f"listing_refuses_secret_texts_{verb.lower()}"
        op.execute(f"DROP TRIGGER {name}")
        op.execute(f"""CREATE TRIGGER {name} BEFORE {verb} ON listing
            WHEN NOT (NEW.disclosure <> 'confidential' OR ({empty} AND NEW.hours IN ('', '24/7')))
            BEGIN SELECT RAISE(ABORT, 'a confidential listing says phrases alone'); END""")


def _write_trigger(erasable: Sequence[str]) -> None:
    """Let revisions lose these keys and nothing else, as migration 20261122_6 says it."""
    if op.get_bind().dialect.name == "sqlite":
        paths = ", ".join(f"'$.{name}'" for name in erasable)
        op.execute("DROP TRIGGER revision_refuses_update")
        op.execute(f"""CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
            WHEN NEW.id IS NOT OLD.id OR NEW.listing_id IS NOT OLD.listing_id OR NEW.at IS NOT OLD.at
                OR NEW.by IS NOT OLD.by OR NEW.verb IS NOT OLD.verb
                OR NEW.before IS NOT CASE json_extract(OLD.before, '$.disclosure')
                    WHEN 'confidential' THEN OLD.before ELSE json_remove(OLD.before, {paths}) END
                OR NEW.after IS NOT CASE json_extract(OLD.after, '$.disclosure')
                    WHEN 'confidential' THEN OLD.after ELSE json_remove(OLD.after, {paths}) END
                OR NOT EXISTS (SELECT 1 FROM listing
                    WHERE id = OLD.listing_id AND disclosure = 'confidential')
            BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END""")
        return
    keys = "ARRAY[" + ", ".join(f"'{name}'" for name in erasable) + "]"
    op.execute(f"""CREATE OR REPLACE FUNCTION revision_only_forgets_places() RETURNS trigger
        LANGUAGE plpgsql AS $$ BEGIN
        IF (to_jsonb(NEW) - 'before' - 'after' IS DISTINCT FROM to_jsonb(OLD) - 'before' - 'after'
            OR NEW.before::jsonb IS DISTINCT FROM CASE OLD.before->>'disclosure'
                WHEN 'confidential' THEN OLD.before::jsonb ELSE OLD.before::jsonb - {keys} END
            OR NEW.after::jsonb IS DISTINCT FROM CASE OLD.after->>'disclosure'
                WHEN 'confidential' THEN OLD.after::jsonb ELSE OLD.after::jsonb - {keys} END
            OR NOT EXISTS (SELECT 1 FROM listing WHERE id = OLD.listing_id AND disclosure = 'confidential'))
        THEN RAISE EXCEPTION 'revisions are append-only'; END IF;
        RETURN NEW; END $$""")
