"""A change that waits may be sent back to who proposed it, for a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_5"
down_revision = "20261130_4"
branch_labels = None
depends_on = None

COLUMNS = {"returned_for": 20, "returned_by": 254}


def upgrade() -> None:
    for name, most in COLUMNS.items():
        op.add_column("pending_change", sa.Column(name, sa.String(most), nullable=False, server_default=""))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("pending_change", name)
