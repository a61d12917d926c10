"""Dated closures, languages, access without a step; places left tonight, never of a confidential listing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from directory.models.instants import Instant

revision = "20261130_9"
down_revision = "20261130_8"
branch_labels = None
depends_on = None

_TONIGHT = (
    "places_tonight IS NULL OR (places_tonight BETWEEN 0 AND 99 AND places_said_at IS NOT NULL"
    " AND disclosure <> 'confidential')"
)


def upgrade() -> None:
    """Nobody told yet."""
    op.add_column("listing", sa.Column("closures", sa.String(200), nullable=False, server_default=""))
    op.add_column("listing", sa.Column("languages", sa.String(100), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE listing ADD COLUMN step_free VARCHAR(10) NOT NULL DEFAULT 'unknown'"
        " CONSTRAINT listing_step_free CHECK (step_free IN ('yes', 'no', 'unknown'))"
    )
    op.add_column("listing", sa.Column("places_said_at", Instant(), nullable=True))
    op.execute(
        "ALTER TABLE listing ADD COLUMN places_tonight INTEGER"
        f" CONSTRAINT listing_places_tonight CHECK ({_TONIGHT})"
    )


def downgrade() -> None:
    for name in ("places_tonight", "places_said_at", "step_free", "languages", "closures"):
        op.drop_column("listing", name)
