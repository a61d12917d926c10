"""What tells how complete the directory is, beside each published listing: dedicated, its number, how old."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_6"
down_revision = "20261130_5"
branch_labels = None
depends_on = None

_TABLE = "publication_departement"
_NUMBERS = f"""FROM phone JOIN listing ON listing.id = phone.listing_id
    WHERE listing.number = {_TABLE}.number AND phone.audience = 'public'"""
_DATE = "CASE WHEN confirmed_on > phone.source_date THEN confirmed_on ELSE phone.source_date END"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("is_dedicated", sa.String(10), nullable=False, server_default="unknown"))
    op.add_column(_TABLE, sa.Column("has_number", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(_TABLE, sa.Column("oldest_number", sa.String(10), nullable=False, server_default=""))
    op.execute(
        f"""UPDATE {_TABLE} SET
        is_dedicated = (SELECT listing.is_dedicated FROM listing WHERE listing.number = {_TABLE}.number),
        has_number = EXISTS (SELECT 1 {_NUMBERS}),
        oldest_number = COALESCE((SELECT MIN({_DATE}) {_NUMBERS} AND {_DATE} <> ''), '')"""
    )


def downgrade() -> None:
    for name in ("oldest_number", "has_number", "is_dedicated"):
        op.drop_column(_TABLE, name)
