"""Configuration, read once from the environment into a frozen value.

Every setting has a safe default for a desk; in production (`RELAIS_ENV=production`) a missing or default
secret, or a public address that is not https, stops the start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "a-secret-for-a-desk-only"
MINIMUM_SECRET = 32


class InvalidConfig(ValueError):
    """The environment does not describe a service that may run. The message says what to set."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `tiles_url` is a template with {z}, {x}, {y}; None switches the background map off."""

    environment: str = "development"
    secret_key: str = field(default=DEVELOPMENT_SECRET, repr=False)
    database_url: str = field(default="", repr=False)
    instance_path: Path = ROOT / "instance"
    data_path: Path = ROOT / "data"
    public_url: str = "http://127.0.0.1:5000"
    exit_url: str = "https://meteofrance.com/"
    tiles_url: str | None = None
    publisher: str = ""
    publisher_contact: str = ""
    publication_director: str = ""
    host_name: str = ""
    page_cache: bool = True

    @property
    def is_production(self) -> bool:
        """Whether this is a service the public reaches."""
        return self.environment == "production"


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings from environment variables; raise `InvalidConfig` when they may not run."""
    instance = Path(environ.get("RELAIS_INSTANCE", ROOT / "instance")).resolve()
    config = Config(
        environment=environ.get("RELAIS_ENV", "development"),
        secret_key=environ.get("SECRET_KEY", DEVELOPMENT_SECRET),
        database_url=_database_url(environ.get("DATABASE_URL", ""), instance),
        instance_path=instance,
        public_url=environ.get("PUBLIC_URL", "http://127.0.0.1:5000").rstrip("/"),
        exit_url=environ.get("EXIT_URL", "https://meteofrance.com/"),
        tiles_url=environ.get("TILES_URL") or None,
        publisher=environ.get("PUBLISHER", ""),
        publisher_contact=environ.get("PUBLISHER_CONTACT", ""),
        publication_director=environ.get("PUBLICATION_DIRECTOR", ""),
        host_name=environ.get("HOSTING_PROVIDER", ""),
        page_cache=environ.get("PAGE_CACHE", "1") != "0",
    )
    _check(config)
    return config


def _database_url(url: str, instance: Path) -> str:
    """Default to SQLite in the instance folder; name the driver of a bare PostgreSQL address."""
    if not url:
        return f"sqlite:///{instance / 'relais.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _check(config: Config) -> None:
    """Refuse what must not run: unknown environment, unsafe addresses, a weak secret in production."""
    if config.environment not in {"development", "production", "test"}:
        raise InvalidConfig("RELAIS_ENV must be development, test or production.")
    if urlsplit(config.exit_url).scheme != "https":
        raise InvalidConfig("EXIT_URL must be an https address.")
    if config.tiles_url and not (
        config.tiles_url.startswith("https://") and all(f"{{{k}}}" in config.tiles_url for k in "zxy")
    ):
        raise InvalidConfig("TILES_URL must be an https address with {z}, {x} and {y}.")
    if not config.is_production:
        return
    if config.secret_key == DEVELOPMENT_SECRET or len(config.secret_key) < MINIMUM_SECRET:
        raise InvalidConfig(f"SECRET_KEY must be set to at least {MINIMUM_SECRET} random characters.")
    if urlsplit(config.public_url).scheme != "https":
        raise InvalidConfig("PUBLIC_URL must be the https address of the service.")
    if not config.publisher or not config.publisher_contact:
        raise InvalidConfig("PUBLISHER and PUBLISHER_CONTACT must name who answers for the site.")
