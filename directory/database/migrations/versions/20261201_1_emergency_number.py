"""Emergency numbers that two people change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_1"
down_revision = "20261130_19"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(254), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(254), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("approved_by <> proposed_by", name="emergency_number_two_people"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Pages say the numbers of the file again: kept ones are made anew."""
    op.drop_table("emergency_number")
    op.execute("UPDATE dataset_version SET number = number + 1")
