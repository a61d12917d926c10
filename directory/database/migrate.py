"""Bring a database to the schema of this program, or back. Works on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from directory.database.engine import make_file

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

# Alembic takes 12 MB of a worker: it is imported by the functions that migrate.
_SCRIPTS = Path(__file__).parent / "migrations"


def _alembic() -> AlembicConfig:
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply every missing migration up to `revision`, in one transaction each; make a missing SQLite file."""
    from alembic import command

    make_file(engine)
    config = _alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Undo migrations down to `revision` ("base" for all)."""
    from alembic import command

    config = _alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration of this program."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    newest = ScriptDirectory.from_config(_alembic()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def is_known(revision: str) -> bool:
    """Whether this program has the migration of that name."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_alembic()).walk_revisions()
    return revision in {script.revision for script in scripts}
