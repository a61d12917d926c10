"""An organisation is its name: what it never told (website, e-mail, phone) goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_12"
down_revision = "20261130_11"
branch_labels = None
depends_on = None

COLUMNS = {"website": 500, "email": 254, "phone": 20}


def upgrade() -> None:
    """Nothing ever wrote or read them."""
    for name in COLUMNS:
        op.drop_column("organization", name)


def downgrade() -> None:
    for name, most in COLUMNS.items():
        op.add_column("organization", sa.Column(name, sa.String(most), nullable=False, server_default=""))
