"""What a structure was typing behind its link; how often each person wants letters, when the last left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_16"
down_revision = "20261130_15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reminder") as table:
        table.add_column(sa.Column("typed", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("rhythm", sa.String(9), nullable=False, server_default="daily"))
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_column("told_at")
        table.drop_column("rhythm")
    with op.batch_alter_table("reminder") as table:
        table.drop_column("typed")
