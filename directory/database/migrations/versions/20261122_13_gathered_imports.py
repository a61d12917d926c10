"""Drafts and reports of files are kept by column: files read before and not applied are to be sent again."""

from __future__ import annotations

from alembic import op

revision = "20261122_13"
down_revision = "20261122_12"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM import_job WHERE state = 'ready'")


def downgrade() -> None:
    op.execute("DELETE FROM import_job WHERE state = 'ready'")
