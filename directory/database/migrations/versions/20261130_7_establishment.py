"""FINESS numbers of listings, refused to confidential ones by the key that refuses them a place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_7"
down_revision = "20261130_6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "establishment",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure", sa.String(12), nullable=False),
        sa.Column("finess", sa.String(9), nullable=False),
        sa.CheckConstraint("disclosure <> 'confidential'", name="establishment_never_confidential"),
        sa.CheckConstraint("length(finess) = 9", name="establishment_finess"),
        sa.ForeignKeyConstraint(
            ["listing_id", "disclosure"],
            ["listing.id", "listing.disclosure"],
            name="fk_establishment_listing",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id"),
    )
    op.create_index(op.f("ix_establishment_finess"), "establishment", ["finess"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_establishment_finess"), table_name="establishment")
    op.drop_table("establishment")
