"""Revisions may lose what betrays a listing that has become confidential, and nothing else.

An update of a revision is refused unless all of this holds: its listing is confidential now; who, when, what
and which listing stay; a state in which it was confidential stays; any other is exactly the former one
without the keys below. Nothing can be added, replaced or taken away one by one, no revision can be deleted.

SQLite before 3.41 holds the JSON functions of a trigger unsafe unless the connection trusts the schema: there
a connection of the program can update no revision at all, until `directory.editing.purge` says it trusts it.
"""

from __future__ import annotations

from alembic import op

revision = "20261122_6"
down_revision = "20261122_5"
branch_labels = None
depends_on = None

#: Places, contacts and every text somebody typed, where a place may have been said.
ERASABLE = (
    "ref", "name", "operator", "summary", "description", "requirement", "capacity", "stay", "fallback",
    "hours_text", "website", "caveat", "source_url", "place", "phones", "emails",
)  # fmt: skip
PATHS = ", ".join(f"'$.{name}'" for name in ERASABLE)
KEYS = "ARRAY[" + ", ".join(f"'{name}'" for name in ERASABLE) + "]"

SQLITE = f"""CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
    WHEN NEW.id IS NOT OLD.id OR NEW.listing_id IS NOT OLD.listing_id OR NEW.at IS NOT OLD.at
        OR NEW.by IS NOT OLD.by OR NEW.verb IS NOT OLD.verb
        OR NEW.before IS NOT CASE json_extract(OLD.before, '$.disclosure')
            WHEN 'confidential' THEN OLD.before ELSE json_remove(OLD.before, {PATHS}) END
        OR NEW.after IS NOT CASE json_extract(OLD.after, '$.disclosure')
            WHEN 'confidential' THEN OLD.after ELSE json_remove(OLD.after, {PATHS}) END
        OR NOT EXISTS (SELECT 1 FROM listing WHERE id = OLD.listing_id AND disclosure = 'confidential')
    BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END"""
SQLITE_BEFORE = """CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
    BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END"""

POSTGRESQL = f"""CREATE FUNCTION revision_only_forgets_places() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (to_jsonb(NEW) - 'before' - 'after' IS DISTINCT FROM to_jsonb(OLD) - 'before' - 'after'
        OR NEW.before::jsonb IS DISTINCT FROM CASE OLD.before->>'disclosure'
            WHEN 'confidential' THEN OLD.before::jsonb ELSE OLD.before::jsonb - {KEYS} END
        OR NEW.after::jsonb IS DISTINCT FROM CASE OLD.after->>'disclosure'
            WHEN 'confidential' THEN OLD.after::jsonb ELSE OLD.after::jsonb - {KEYS} END
        OR NOT EXISTS (SELECT 1 FROM listing WHERE id = OLD.listing_id AND disclosure = 'confidential'))
    THEN RAISE EXCEPTION 'revisions are append-only'; END IF;
    RETURN NEW; END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_refuses_update")
        op.execute(SQLITE)
        return
    op.execute(POSTGRESQL)
    op.execute("DROP TRIGGER revision_refuses_change ON revision")
    op.execute("""CREATE TRIGGER revision_refuses_delete BEFORE DELETE ON revision
        FOR EACH ROW EXECUTE FUNCTION revision_is_append_only()""")
    op.execute("""CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
        FOR EACH ROW EXECUTE FUNCTION revision_only_forgets_places()""")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_refuses_update")
        op.execute(SQLITE_BEFORE)
        return
    op.execute("DROP TRIGGER revision_refuses_update ON revision")
    op.execute("DROP TRIGGER revision_refuses_delete ON revision")
    op.execute("DROP FUNCTION revision_only_forgets_places")
    op.execute("""CREATE TRIGGER revision_refuses_change BEFORE UPDATE OR DELETE ON revision
        FOR EACH ROW EXECUTE FUNCTION revision_is_append_only()""")
