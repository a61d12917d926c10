"""Calling services: campaigns, turns, calls and notes; forms being typed are kept by form too.

A turn has the listing for key, so that the database gives it to one person; a note cannot be that of a
confidential listing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_8"
down_revision = "20261130_7"
branch_labels = None
depends_on = None

OUTCOMES = "'confirmed', 'corrected', 'no_answer', 'call_back', 'wrong_number', 'closed', 'refused'"


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(254), nullable=False),
        sa.CheckConstraint("goal > 0", name="campaign_goal"),
        sa.CheckConstraint("ends_on >= starts_on", name="campaign_days"),
    )
    op.create_table(
        "call_turn",
        sa.Column("listing_id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.String(254), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_call_turn_account_id", "call_turn", ["account_id"])
    op.create_table(
        "listing_call",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("call_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name="listing_call_outcome"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_listing_call_listing_id", "listing_call", ["listing_id"])
    op.create_table(
        "call_note",
        sa.Column("listing_id", sa.Uuid(), primary_key=True),
        sa.Column("disclosure", sa.String(12), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("disclosure <> 'confidential'", name="call_note_never_confidential"),
        sa.ForeignKeyConstraint(
            ["listing_id", "disclosure"],
            ["listing.id", "listing.disclosure"],
            name="fk_call_note_listing",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
    )
    _replace_form_saves("'listing'", "account_id", "number", "form")


def downgrade() -> None:
    op.execute("DELETE FROM form_save WHERE form <> 'listing'")
    _replace_form_saves("", "account_id", "number")
    for table in ("call_note", "listing_call", "call_turn", "campaign"):
        op.drop_table(table)


def _replace_form_saves(form: str, *key: str) -> None:
    """Give the forms being typed another key; `form`: the value of that column, "" for a table without it."""
    op.rename_table("form_save", "former_form_save")
    op.create_table(
        "form_save",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *([sa.Column("form", sa.String(10), nullable=False)] if form else []),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_form_save_{len(key)}"),
    )
    values = f"account_id, number, {form + ', ' if form else ''}typed, saved_at"
    columns = f"account_id, number, {'form, ' if form else ''}typed, saved_at"
    op.execute(f"INSERT INTO form_save ({columns}) SELECT {values} FROM former_form_save")
    op.drop_table("former_form_save")
