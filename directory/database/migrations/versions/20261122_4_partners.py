"""Partners, the exact origins of their pages, and requests to become one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_4"
down_revision = "20261122_3"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("slug", sa.String(40), nullable=False, unique=True),
        _text("name", 120),
        _text("territory", 10),
        _text("categories", 500),
        _text("colours", 13),
        _text("status", 10),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'archived')", name="partner_status"),
    )
    op.create_table(
        "partner_origin",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        _text("origin", 200),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("partner_id", "origin"),
    )
    op.create_table(
        "partner_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("name", 120),
        _text("email", 254),
        _text("origins", 500),
        _text("territory", 10),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("partner_request", "partner_origin", "partner"):
        op.drop_table(table)
