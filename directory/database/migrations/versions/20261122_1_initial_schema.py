"""Initial schema.

Three rules stand here and not in the program, so that no door can forget them: a confidential listing owns
no place (composite key, checks and, on SQLite, triggers that hold even where these are switched off); a
revision is never changed or deleted; the dataset version is one row. The text index is FTS5 on SQLite and
a GIN index on PostgreSQL, over the same words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_1"
down_revision = None
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE TRIGGER place_refuses_confidential_insert AFTER INSERT ON place
    WHEN NEW.disclosure = 'confidential'
        OR NOT EXISTS (SELECT 1 FROM listing WHERE id = NEW.listing_id AND disclosure = NEW.disclosure)
    BEGIN SELECT RAISE(ABORT, 'a place must match the disclosure of its listing'); END""",
    """CREATE TRIGGER place_refuses_confidential_update BEFORE UPDATE ON place
    WHEN NEW.disclosure = 'confidential'
        OR NOT EXISTS (SELECT 1 FROM listing WHERE id = NEW.listing_id AND disclosure = NEW.disclosure)
    BEGIN SELECT RAISE(ABORT, 'a place must match the disclosure of its listing'); END""",
    # INSERT OR REPLACE deletes the former listing without any update; without foreign keys nothing else
    # sees it.
    """CREATE TRIGGER listing_refuses_confidential_over_place AFTER INSERT ON listing
    WHEN EXISTS (SELECT 1 FROM place WHERE listing_id = NEW.id AND disclosure <> NEW.disclosure)
    BEGIN SELECT RAISE(ABORT, 'a listing that owns a place keeps its disclosure'); END""",
    """CREATE TRIGGER listing_refuses_confidential_with_place BEFORE UPDATE ON listing
    WHEN (NEW.disclosure <> OLD.disclosure OR NEW.id <> OLD.id)
        AND EXISTS (SELECT 1 FROM place WHERE listing_id IN (OLD.id, NEW.id))
    BEGIN SELECT RAISE(ABORT, 'a listing that owns a place keeps its disclosure'); END""",
    """CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON revision
    BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END""",
    """CREATE TRIGGER revision_refuses_replacement BEFORE INSERT ON revision
    WHEN EXISTS (SELECT 1 FROM revision WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END""",
    """CREATE TRIGGER revision_refuses_delete BEFORE DELETE ON revision
    BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END""",
    """CREATE VIRTUAL TABLE publication_search USING fts5(
        name, terms, scope, tokenize = 'ascii', detail = 'column')""",
)

POSTGRESQL = (
    """CREATE FUNCTION revision_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'revisions are append-only'; END $$""",
    """CREATE TRIGGER revision_refuses_change BEFORE UPDATE OR DELETE ON revision
    FOR EACH ROW EXECUTE FUNCTION revision_is_append_only()""",
    """CREATE TRIGGER revision_refuses_truncate BEFORE TRUNCATE ON revision
    FOR EACH STATEMENT EXECUTE FUNCTION revision_is_append_only()""",
    """CREATE TABLE publication_search (
        number integer PRIMARY KEY, name tsvector NOT NULL,
        terms tsvector NOT NULL, scope tsvector NOT NULL)""",
    """CREATE INDEX ix_publication_search_name ON publication_search USING gin (name)""",
    """CREATE INDEX ix_publication_search_terms ON publication_search USING gin (terms)""",
    """CREATE INDEX ix_publication_search_scope ON publication_search USING gin (scope)""",
)


def upgrade() -> None:
    op.create_table(
        "dataset_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("website", sa.String(500), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_revision_listing_id"), "revision", ["listing_id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(120), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("description", sa.String(4000), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("disclosure", sa.String(12), nullable=False),
        sa.Column("is_national", sa.Boolean(), nullable=False),
        sa.Column("is_dedicated", sa.Boolean(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("genders", sa.String(10), nullable=False),
        sa.Column("admits_minors", sa.String(10), nullable=False),
        sa.Column("accepts_suspicion", sa.String(10), nullable=False),
        sa.Column("supports_professionals", sa.String(10), nullable=False),
        sa.Column("who_may_refer", sa.String(100), nullable=False),
        sa.Column("requirement", sa.String(200), nullable=False),
        sa.Column("response_delay", sa.String(10), nullable=False),
        sa.Column("walk_in", sa.String(10), nullable=False),
        sa.Column("capacity", sa.String(200), nullable=False),
        sa.Column("stay", sa.String(200), nullable=False),
        sa.Column("fallback", sa.String(300), nullable=False),
        sa.Column("hours", sa.String(255), nullable=False),
        sa.Column("hours_text", sa.String(300), nullable=False),
        sa.Column("website", sa.String(500), nullable=False),
        sa.Column("caveat", sa.String(300), nullable=False),
        sa.Column("source_url", sa.String(1000), nullable=False),
        sa.Column("source_date", sa.String(10), nullable=False),
        sa.Column("source_kind", sa.String(20), nullable=False),
        sa.Column("source_seen", sa.String(10), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.String(200), nullable=False),
        sa.Column("verified_how", sa.String(60), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("modified_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("accepts_suspicion IN ('yes', 'no', 'unknown')", name="listing_accepts_suspicion"),
        sa.CheckConstraint("admits_minors IN ('yes', 'no', 'unknown')", name="listing_admits_minors"),
        sa.CheckConstraint("disclosure IN ('address', 'commune', 'confidential')", name="listing_disclosure"),
        sa.CheckConstraint("genders IN ('all', 'girls', 'boys', 'unknown')", name="listing_genders"),
        sa.CheckConstraint("response_delay IN ('', 'now', '48h', 'on_file')", name="listing_response_delay"),
        sa.CheckConstraint("status IN ('draft', 'published', 'archived')", name="listing_status"),
        sa.CheckConstraint(
            "supports_professionals IN ('yes', 'no', 'unknown')", name="listing_supports_professionals"
        ),
        sa.CheckConstraint("walk_in IN ('yes', 'no', 'unknown')", name="listing_walk_in"),
        sa.CheckConstraint("maximum_age BETWEEN 0 AND 99", name="listing_maximum_age"),
        sa.CheckConstraint("minimum_age BETWEEN 0 AND 99", name="listing_minimum_age"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "disclosure", name="uq_listing_id_disclosure"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("ref"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index(op.f("ix_listing_category"), "listing", ["category"], unique=False)
    op.create_table(
        "publication_departement",
        sa.Column("departement", sa.String(3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_seat", sa.Boolean(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("admits_minors", sa.String(10), nullable=False),
        sa.Column("supports_professionals", sa.String(10), nullable=False),
        sa.Column("walk_in", sa.String(10), nullable=False),
        sa.Column("genders", sa.String(10), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("who_may_refer", sa.String(100), nullable=False),
        sa.Column("hours", sa.String(255), nullable=False),
        sa.Column("timezone", sa.String(40), nullable=False),
        sa.Column("verified_on", sa.String(10), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "NOT is_confidential OR (latitude IS NULL AND longitude IS NULL AND NOT is_seat)",
            name="publication_confidential_has_no_point",
        ),
        sa.ForeignKeyConstraint(["number"], ["publication.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("departement", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_publication_number", "publication_departement", ["number"], unique=False)
    op.create_index(
        "ix_publication_point", "publication_departement", ["category", "latitude", "longitude"], unique=False
    )
    op.create_table(
        "email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("audience", sa.String(15), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'professionals')", name="email_audience"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_email_listing_id"), "email", ["listing_id"], unique=False)
    op.create_table(
        "listing_departement",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("departement", sa.String(3), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "departement"),
    )
    op.create_index(
        op.f("ix_listing_departement_departement"), "listing_departement", ["departement"], unique=False
    )
    op.create_table(
        "phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("audience", sa.String(15), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'professionals')", name="phone_audience"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_phone_listing_id"), "phone", ["listing_id"], unique=False)
    op.create_table(
        "place",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure", sa.String(12), nullable=False),
        sa.Column("departement", sa.String(3), nullable=False),
        sa.Column("code_insee", sa.String(5), nullable=False),
        sa.Column("postcode", sa.String(5), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("precision", sa.String(10), nullable=False),
        sa.CheckConstraint("disclosure <> 'confidential'", name="place_never_confidential"),
        sa.CheckConstraint(
            "disclosure = 'address' OR (address = '' AND precision = 'commune')",
            name="place_commune_has_no_street",
        ),
        sa.CheckConstraint("disclosure IN ('address', 'commune')", name="place_disclosure"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="place_latitude"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="place_longitude"),
        sa.ForeignKeyConstraint(
            ["listing_id", "disclosure"], ["listing.id", "listing.disclosure"], name="fk_place_listing"
        ),
        sa.PrimaryKeyConstraint("listing_id"),
    )
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(60), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word"),
    )
    op.execute("INSERT INTO dataset_version (id, number) VALUES (1, 0)")
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("publication_search")
    op.drop_table("search_word")
    op.drop_table("place")
    op.drop_index(op.f("ix_phone_listing_id"), table_name="phone")
    op.drop_table("phone")
    op.drop_index(op.f("ix_listing_departement_departement"), table_name="listing_departement")
    op.drop_table("listing_departement")
    op.drop_index(op.f("ix_email_listing_id"), table_name="email")
    op.drop_table("email")
    op.drop_index("ix_publication_point", table_name="publication_departement")
    op.drop_index("ix_publication_number", table_name="publication_departement")
    op.drop_table("publication_departement")
    op.drop_index(op.f("ix_listing_category"), table_name="listing")
    op.drop_table("listing")
    op.drop_index(op.f("ix_revision_listing_id"), table_name="revision")
    op.drop_table("revision")
    op.drop_table("publication")
    op.drop_table("organization")
    op.drop_table("dataset_version")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION revision_is_append_only")
