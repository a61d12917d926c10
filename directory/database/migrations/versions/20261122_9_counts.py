"""Indexes that hold all a departement's page counts, so that counting does not open the rows."""

from __future__ import annotations

from alembic import op

revision = "20261122_9"
down_revision = "20261122_8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_publication_count",
        "publication_departement",
        ["departement", "category", "is_seat", "is_confidential", "verified_on"],
    )
    op.create_index("ix_publication_hours", "publication_departement", ["departement", "timezone", "hours"])


def downgrade() -> None:
    op.drop_index("ix_publication_hours", table_name="publication_departement")
    op.drop_index("ix_publication_count", table_name="publication_departement")
