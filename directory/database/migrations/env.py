"""Alembic environment: runs on the connection it is handed, or on DATABASE_URL."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import directory.models
from directory.config import read_config
from directory.database.engine import make_engine

assert directory.models  # importing it fills the metadata


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=False)
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    with make_engine(read_config().database_url).connect() as own:
        run(own)
