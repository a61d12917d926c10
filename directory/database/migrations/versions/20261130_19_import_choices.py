"""A file that waits is kept as it was read, with what is decided of it; remembered columns have a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_19"
down_revision = "20261130_18"
branch_labels = None
depends_on = None

#: Columns remembered before they had a name.
FORMER = "Mes colonnes"


def upgrade() -> None:
    with op.batch_alter_table("import_job") as table:
        table.add_column(sa.Column("source", sa.LargeBinary(), nullable=False, server_default=""))
        table.add_column(sa.Column("choices", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("import_columns") as table:
        table.add_column(sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
    op.execute("UPDATE import_job SET source = content, content = '' WHERE state = 'columns'")
    rows = sa.table(
        "import_columns", sa.column("account_id"), sa.column("columns", sa.JSON), sa.column("names", sa.JSON)
    )
    connection = op.get_bind()
    for account_id, columns in connection.execute(sa.select(rows.c.account_id, rows.c.columns)).all():
        names = {FORMER: sorted(columns)} if columns else {}
        connection.execute(rows.update().where(rows.c.account_id == account_id).values(names=names))


def downgrade() -> None:
    """Files that wait without their columns go back to where they were kept."""
    op.execute("UPDATE import_job SET content = source WHERE state = 'columns'")
    with op.batch_alter_table("import_columns") as table:
        table.drop_column("names")
    with op.batch_alter_table("import_job") as table:
        table.drop_column("choices")
        table.drop_column("source")
