"""That a listing is dedicated to these minors may be unknown, as its other yes-or-no facts.

What nobody had said was stored as yes; it stays so here, and a coordinator or a new reading of the file says.
No table is made again: SQLite would empty those that point at this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_3"
down_revision = "20261130_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE listing ADD COLUMN dedicated VARCHAR(10) NOT NULL DEFAULT 'unknown'"
        " CONSTRAINT listing_is_dedicated CHECK (dedicated IN ('yes', 'no', 'unknown'))"
    )
    op.execute("UPDATE listing SET dedicated = CASE WHEN is_dedicated THEN 'yes' ELSE 'no' END")
    _replace()


def downgrade() -> None:
    op.add_column("listing", sa.Column("dedicated", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE listing SET dedicated = (is_dedicated <> 'no')")
    _replace()


def _replace() -> None:
    op.drop_column("listing", "is_dedicated")
    op.execute("ALTER TABLE listing RENAME COLUMN dedicated TO is_dedicated")
