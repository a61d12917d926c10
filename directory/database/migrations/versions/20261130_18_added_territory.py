"""Departements that somebody who does not keep them added to a listing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_18"
down_revision = "20261130_17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "added_territory",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("departement", sa.String(3), nullable=False),
        sa.Column("added_by", sa.String(254), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "departement"),
    )


def downgrade() -> None:
    op.drop_table("added_territory")
