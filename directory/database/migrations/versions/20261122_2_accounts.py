"""Accounts, their sessions and links, access of professionals, and what is recorded of them.

Records of access and events are written once: triggers refuse to change them. Deleting them is left to
`flask retention run`, since personal data may not be kept for ever.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261122_2"
down_revision = "20261122_1"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("access_record", "account_event")
TABLES = (
    "number_check", "account_event", "access_record", "access_request", "throttle", "recovery_code",
    "account_link", "account_session", "account_departement", "account",
)  # fmt: skip


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def _of_account() -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    return (
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
    )


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        _text("name", 120),
        _text("structure", 200),
        _text("role", 12),
        _text("status", 10),
        _text("password_hash", 200),
        _text("totp_secret", 64),
        sa.Column("totp_enabled", sa.Boolean(), nullable=False),
        sa.Column("totp_counter", sa.Integer(), nullable=False),
        sa.Column("access_until", sa.Date(), nullable=True),
        _instant("created_at"),
        _instant("last_used_at"),
        sa.CheckConstraint(
            "role IN ('admin', 'national', 'coordinator', 'professional')", name="account_role"
        ),
        sa.CheckConstraint("status IN ('invited', 'active', 'disabled')", name="account_status"),
    )
    op.create_table(
        "account_departement",
        *_of_account(),
        _text("departement", 3),
        sa.PrimaryKeyConstraint("account_id", "departement"),
    )
    op.create_index("ix_account_departement_departement", "account_departement", ["departement"])
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        *_of_account(),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        _text("label", 80),
        _instant("created_at"),
        _instant("seen_at"),
    )
    op.create_table(
        "account_link",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        *_of_account(),
        _text("purpose", 12),
        _instant("expires_at"),
        sa.CheckConstraint("purpose IN ('invitation', 'reset', 'confirmation')", name="account_link_purpose"),
    )
    op.create_table("recovery_code", sa.Column("digest", sa.String(64), primary_key=True), *_of_account())
    op.create_table(
        "throttle",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        _instant("last_at"),
    )
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_of_account(),
        _text("departement", 3),
        _text("structure", 200),
        _text("reason", 500),
        _instant("asked_at"),
        _instant("confirmed_at", nullable=True),
        _instant("decided_at", nullable=True),
        _text("decided_by", 254),
        _text("decision", 10),
        sa.CheckConstraint("decision IN ('', 'approved', 'refused')", name="access_request_decision"),
    )
    op.create_index("ix_access_request_departement", "access_request", ["departement"])
    op.create_table(
        "access_record",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_of_account(),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        _instant("at"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_access_record_listing_id", "access_record", ["listing_id"])
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        _instant("at"),
        _text("by", 254),
        _text("verb", 30),
        _text("account", 254),
        _text("detail", 300),
    )
    op.create_index("ix_account_event_account", "account_event", ["account"])
    op.create_table(
        "number_check",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        _text("checked_by", 254),
    )
    for table in ("account_session", "account_link", "recovery_code", "access_request", "access_record"):
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a record is written once'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION record_is_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a record is written once'; END $$"
    )
    for table in WRITTEN_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION record_is_written_once()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION record_is_written_once")
