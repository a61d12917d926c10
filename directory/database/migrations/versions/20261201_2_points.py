"""What a map says of a point stands beside it: a departement's map reads one run of rows, and no listing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_2"
down_revision = "20261201_1"
branch_labels = None
depends_on = None

_TABLE = "publication_departement"
_ADDED = {"slug": 120, "name": 200, "precision": 10}


def upgrade() -> None:
    """Copy the facts from the published views."""
    for name, length in _ADDED.items():
        op.add_column(_TABLE, sa.Column(name, sa.String(length), nullable=False, server_default=""))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    read = "json_extract(view, '$.{name}')" if is_sqlite else "CAST(view AS json) ->> '{name}'"
    facts = ", ".join(f'"{name}" = (SELECT {read.format(name=name)} {{found}})' for name in _ADDED)
    found = f"FROM publication WHERE publication.number = {_TABLE}.number"
    op.execute(f"UPDATE {_TABLE} SET {facts.format(found=found)}")


def downgrade() -> None:
    for name in reversed(_ADDED):
        op.drop_column(_TABLE, name)
