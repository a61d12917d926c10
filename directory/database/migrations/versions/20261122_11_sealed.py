"""Secrets of the second factor are closed with SECRET_KEY: a database or a backup alone tells none.

Both ways need the key of the installation, in the environment, once there is a secret to close or to open. A
secret that no key opens comes back empty: its owner sets an application up again.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from directory.config import read_config
from directory.keys.sealed import Keys, seal, unseal

revision = "20261122_11"
down_revision = "20261122_10"
branch_labels = None
depends_on = None

_CLEAR, _SEALED = sa.String(64), sa.String(200)


def upgrade() -> None:
    op.add_column("account", sa.Column("sealed_secret", _SEALED, nullable=False, server_default=""))
    _carry("totp_secret", "sealed_secret", seal)
    op.drop_column("account", "totp_secret")


def downgrade() -> None:
    op.add_column("account", sa.Column("totp_secret", _CLEAR, nullable=False, server_default=""))
    _carry("sealed_secret", "totp_secret", unseal)
    op.drop_column("account", "sealed_secret")


def _carry(source: str, target: str, change: Callable[[Keys, str], str]) -> None:
    """Write what every account has in a column, changed, to another column."""
    columns = ("id", "totp_secret", "sealed_secret")
    account = sa.table("account", *(sa.column(name, sa.String) for name in columns))
    connection = op.get_bind()
    number = sa.cast(account.c.id, sa.String)  # as each engine writes it
    rows = connection.execute(sa.select(number, account.c[source]).where(account.c[source] != "")).all()
    keys = read_config().keys if rows else None
    for identifier, text in rows:
        assert keys is not None
        connection.execute(account.update().where(number == identifier).values({target: change(keys, text)}))
