"""Each phone and e-mail says what answers there, what to ask for, and where and when it was read.

Those already stored have the source of their listing; a number whose label speaks of a switchboard or of the
front desk is a switchboard's, an address that begins like a general mailbox is one, the others are direct.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_1"
down_revision = "20261122_13"
branch_labels = None
depends_on = None

_KINDS = {"phone": "'direct', 'on_call', 'switchboard'", "email": "'direct', 'mailbox'"}
_GENERAL = ("accueil", "bonjour", "contact", "courrier", "info", "secretariat", "standard")
_GUESS = {
    "phone": "CASE WHEN lower(label) LIKE '%standard%' OR lower(label) LIKE '%accueil%'"
    " THEN 'switchboard' ELSE 'direct' END",
    "email": "CASE WHEN "
    + " OR ".join(f"lower(value) LIKE '{word}%'" for word in _GENERAL)
    + " THEN 'mailbox' ELSE 'direct' END",
}
_COLUMNS = {
    "kind": 12, "source_url": 1000, "source_date": 10, "source_kind": 20, "seen_on": 10, "confirmed_on": 10,
    "confirmed_by": 200,
}  # fmt: skip
#: By column, that of the listing it is filled with.
_FROM = {
    "source_url": "source_url", "source_date": "source_date", "source_kind": "source_kind",
    "seen_on": "source_seen",
}  # fmt: skip


def upgrade() -> None:
    for table, kinds in _KINDS.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "label", type_=sa.String(200), existing_type=sa.String(80), existing_nullable=False
            )
            for name, most in _COLUMNS.items():
                default = "direct" if name == "kind" else ""
                batch.add_column(sa.Column(name, sa.String(most), nullable=False, server_default=default))
            batch.create_check_constraint(f"{table}_kind", f"kind IN ({kinds})")
        own = ", ".join(
            f"{name} = (SELECT listing.{theirs} FROM listing WHERE listing.id = {table}.listing_id)"
            for name, theirs in _FROM.items()
        )
        op.execute(f"UPDATE {table} SET kind = {_GUESS[table]}, {own}")


def downgrade() -> None:
    for table in _KINDS:
        op.execute(f"UPDATE {table} SET label = substr(label, 1, 80)")
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"{table}_kind", type_="check")
            for name in _COLUMNS:
                batch.drop_column(name)
            batch.alter_column(
                "label", type_=sa.String(80), existing_type=sa.String(200), existing_nullable=False
            )
