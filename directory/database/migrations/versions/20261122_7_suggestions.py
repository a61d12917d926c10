"""Suggestions from people without an account, and reminders to check listings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_7"
down_revision = "20261122_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("listing_id", sa.Uuid()),
        sa.Column("departement", sa.String(3), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("from_structure", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(254), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.CheckConstraint("decision IN ('', 'accepted', 'refused')", name="suggestion_decision"),
    )
    op.create_index("ix_suggestion_listing_id", "suggestion", ["listing_id"])
    op.create_index("ix_suggestion_departement", "suggestion", ["departement"])
    op.create_table(
        "reminder",
        sa.Column("listing_id", sa.Uuid(), primary_key=True),
        sa.Column("id", sa.Uuid(), nullable=False, unique=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
    )


def downgrade() -> None:
    for table in ("reminder", "suggestion"):
        op.drop_table(table)
