"""When each daily job last ended well, on every machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_3"
down_revision = "20261201_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("machine", sa.String(80), nullable=False),
        sa.Column("job", sa.String(20), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("machine", "job"),
    )


def downgrade() -> None:
    op.drop_table("job_run")
