"""What callers found at a number, in one word, with the day: nothing about anybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_13"
down_revision = "20261130_12"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "caller_signal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_professional", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('reached', 'no_answer', 'full', 'wrong_number')", name="caller_signal_kind"
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_caller_signal_listing_id", "caller_signal", ["listing_id"])


def downgrade() -> None:
    op.drop_index("ix_caller_signal_listing_id", table_name="caller_signal")
    op.drop_table("caller_signal")
