"""How many times a day each kind of page was read, by departement, category and partner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_15"
down_revision = "20261130_14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_use",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("departement", sa.String(3), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("partner", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "departement", "category", "partner"),
    )


def downgrade() -> None:
    op.drop_table("daily_use")
