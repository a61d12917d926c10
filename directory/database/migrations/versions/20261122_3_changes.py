"""The feed of changes: for each listing ever published, the last thing that happened to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_3"
down_revision = "20261122_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication_change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.CheckConstraint("verb IN ('published', 'changed', 'withdrawn')", name="publication_change_verb"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("version", name="uq_publication_change_version"),
    )
    op.execute(
        "INSERT INTO publication_change (number, version, verb)"
        " SELECT number, ROW_NUMBER() OVER (ORDER BY number), 'published' FROM publication"
    )


def downgrade() -> None:
    op.drop_table("publication_change")
