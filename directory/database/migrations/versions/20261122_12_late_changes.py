"""When those who may decide were last reminded of a change that waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_12"
down_revision = "20261122_11"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pending_change", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("pending_change", "reminded_at")
