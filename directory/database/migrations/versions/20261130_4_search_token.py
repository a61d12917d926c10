"""One search index for both databases: rows of bitmaps in an ordinary table.

It is empty until the listings are published again, which `flask db upgrade` does (`publishing.renewal`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_4"
down_revision = "20261130_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("publication_search")
    op.drop_table("search_word")
    op.create_table(
        "search_token",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("token", sa.String(300), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "token", "block"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("search_token")
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(60), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE publication_search USING fts5("
            "name, terms, scope, tokenize = 'ascii', detail = 'column')"
        )
        return
    op.execute(
        "CREATE TABLE publication_search (number integer PRIMARY KEY, name tsvector NOT NULL,"
        " terms tsvector NOT NULL, scope tsvector NOT NULL)"
    )
    for name in ("name", "terms", "scope"):
        op.execute(f"CREATE INDEX ix_publication_search_{name} ON publication_search USING gin ({name})")
