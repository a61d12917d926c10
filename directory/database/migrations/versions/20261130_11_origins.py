"""Who said what no page says, by role; the source of a site and of an address, and their check.

The histories of a listing that becomes confidential may lose the last two with the rest: the trigger of
migration 20261122_6 is written again with them. No table is made again: SQLite would empty those that point
at this one.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "20261130_11"
down_revision = "20261130_10"
branch_labels = None
depends_on = None

ROLES = ("listing", "phone", "email")
LENGTHS = {
    "source_url": 1000, "source_date": 10, "source_kind": 20, "seen_on": 10, "confirmed_on": 10,
    "confirmed_by": 200, "source_role": 20,
}  # fmt: skip
ORIGINS = [(f"{fact}_{name}", length) for fact in ("website", "address") for name, length in LENGTHS.items()]

#: What states of before may lose.
ERASABLE = (
    "ref", "name", "operator", "summary", "description", "requirement", "capacity", "stay", "fallback",
    "hours_text", "website", "caveat", "source_url", "place", "phones", "emails",
)  # fmt: skip
WITH_ORIGINS = (*ERASABLE, "website_source_url", "address_source_url")


def upgrade() -> None:
    for table in ROLES:
        op.add_column(table, sa.Column("source_role", sa.String(20), nullable=False, server_default=""))
    for name, length in ORIGINS:
        rule = ""
        if name == "address_source_url":
            rule = (
                " CONSTRAINT listing_secret_origins CHECK (disclosure <> 'confidential'"
                " OR (website_source_url = '' AND address_source_url = ''))"
            )
        op.execute(f"ALTER TABLE listing ADD COLUMN {name} VARCHAR({length}) NOT NULL DEFAULT ''{rule}")
    _write_trigger(WITH_ORIGINS)


def downgrade() -> None:
    _write_trigger(ERASABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("listing_secret_origins", "listing")
    for name, _length in reversed(ORIGINS):
        op.drop_column("listing", name)
    for table in ROLES:
        op.drop_column(table, "source_role")


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
