"""Listings kept back until they have another number, and fingerprints of addresses withdrawn for good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_14"
down_revision = "20261130_13"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_publication",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id"),
    )
    op.create_table(
        "gone_address",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint"),
    )


def downgrade() -> None:
    """What was kept back becomes a draft: two people publish it."""
    op.execute("UPDATE listing SET status = 'draft' WHERE id IN (SELECT listing_id FROM held_publication)")
    op.drop_table("gone_address")
    op.drop_table("held_publication")
