"""What administrators say of who publishes the site, in place of what the installation was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_10"
down_revision = "20261122_9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publisher_text",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("text", sa.String(300), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("publisher_text")
