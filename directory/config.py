"""Configuration, read once from the environment into a frozen value.

Every setting has a safe default for a desk; in production (`RELAIS_ENV=production`) a missing or default
secret, or a public address that is not https, stops the start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from directory.keys.sealed import Keys

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "a-secret-for-a-desk-only"
MINIMUM_SECRET = 32
Network = IPv4Network | IPv6Network
#: What TRUSTED_PROXY says of a production that holds its certificate itself.
NO_PROXY = "none"
MAIL_SCHEMES = ("", "smtp", "smtps", "smtp+plain", "file")


class InvalidConfig(ValueError):
    """The environment does not describe a service that may run. The message says what to set."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `tiles_url` is a template with {z}, {x}, {y}; None switches the background map off.

    `mail_url` is read by `directory.mail`; `reminders`: letters about listings to check may leave. A
    professional whose address ends in one of `professional_domains` is approved without waiting.
    `trusted_proxies` are the networks whose X-Forwarded-For is believed. `former_secret_keys`, the latest
    first, open what they closed until everybody has signed in again. `geocoder` is a key of
    `directory.places.geocoding.GEOCODERS`. Sessions end after `session_idle` or `session_most`, in seconds.
    Who gives `metrics_token` reads `/metrics`; without one nobody does.
    """

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
    mail_url: str = field(default="", repr=False)
    mail_from: str = "relais@localhost"
    reminders: bool = False
    professional_domains: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    geocoder: str = "communes"
    metrics_token: str = field(default="", repr=False)
    session_idle: int = 30 * 60
    session_most: int = 8 * 60 * 60
    former_secret_keys: tuple[str, ...] = field(default=(), repr=False)

    @property
    def keys(self) -> Keys:
        """The secret key, and those it took the place of."""
        return Keys(self.secret_key, self.former_secret_keys)

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
        public_url=_public_url(environ, instance),
        exit_url=environ.get("EXIT_URL", "https://meteofrance.com/"),
        tiles_url=environ.get("TILES_URL") or None,
        publisher=environ.get("PUBLISHER", ""),
        publisher_contact=environ.get("PUBLISHER_CONTACT", ""),
        publication_director=environ.get("PUBLICATION_DIRECTOR", ""),
        host_name=environ.get("HOSTING_PROVIDER", ""),
        page_cache=environ.get("PAGE_CACHE", "1") != "0",
        mail_url=environ.get("MAIL_URL", ""),
        mail_from=environ.get("MAIL_FROM", "relais@localhost"),
        reminders=environ.get("REMINDERS", "") == "on",
        professional_domains=_domains(environ.get("ALLOWED_PROFESSIONAL_DOMAINS", "")),
        trusted_proxies=_networks(environ.get("TRUSTED_PROXY", "")),
        geocoder=environ.get("GEOCODER", "communes"),
        metrics_token=environ.get("METRICS_TOKEN", ""),
        session_idle=60 * _minutes(environ, "SESSION_IDLE_MINUTES", 30),
        session_most=60 * _minutes(environ, "SESSION_MOST_MINUTES", 8 * 60),
        former_secret_keys=tuple(filter(None, environ.get("SECRET_KEY_FALLBACKS", "").split(","))),
    )
    _check(config)
    if config.is_production and not environ.get("TRUSTED_PROXY"):
        raise InvalidConfig(
            "TRUSTED_PROXY must be the address of the proxy that holds the certificate (127.0.0.1 when it is "
            f"on this machine), or {NO_PROXY} when there is none: without it all visitors count as one."
        )
    return config


def _public_url(environ: Mapping[str, str], instance: Path) -> str:
    """PUBLIC_URL, else the address that `scripts/serve` wrote down when it last served this instance."""
    given = environ.get("PUBLIC_URL", "")
    if not given:
        with suppress(OSError):
            given = (instance / "address").read_text("utf-8").strip()
    return (given or "http://127.0.0.1:5000").rstrip("/")


def _database_url(url: str, instance: Path) -> str:
    """Default to SQLite in the instance folder; name the driver of a bare PostgreSQL address."""
    if not url:
        return f"sqlite:///{instance / 'relais.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _domains(text: str) -> tuple[str, ...]:
    """Read a list of mail domains separated by spaces or commas."""
    return tuple(word.lower().removeprefix("@") for word in text.replace(",", " ").split())


def _networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks of proxies, separated by spaces or commas."""
    words = [word for word in text.replace(",", " ").split() if word != NO_PROXY]
    try:
        return tuple(ip_network(word) for word in words)
    except ValueError as error:
        raise InvalidConfig(
            f"TRUSTED_PROXY must hold addresses or networks (10.0.0.0/24): {error}."
        ) from None


def _minutes(environ: Mapping[str, str], name: str, most: int) -> int:
    """Read a duration in minutes; it may be shortened, not lengthened."""
    text = environ.get(name, str(most))
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise InvalidConfig(f"{name} must be a number of minutes from 1 to {most}.")
    return int(text)


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
    if config.metrics_token and len(config.metrics_token) < MINIMUM_SECRET:
        raise InvalidConfig(f"METRICS_TOKEN must have at least {MINIMUM_SECRET} random characters.")
    if urlsplit(config.mail_url).scheme not in MAIL_SCHEMES:
        raise InvalidConfig(f"MAIL_URL must start with one of {', '.join(MAIL_SCHEMES[1:])}.")
    if not config.is_production:
        return
    if config.secret_key == DEVELOPMENT_SECRET or len(config.secret_key) < MINIMUM_SECRET:
        raise InvalidConfig(f"SECRET_KEY must be set to at least {MINIMUM_SECRET} random characters.")
    if urlsplit(config.public_url).scheme != "https":
        raise InvalidConfig("PUBLIC_URL must be the https address of the service.")
    if not config.publisher or not config.publisher_contact:
        raise InvalidConfig("PUBLISHER and PUBLISHER_CONTACT must name who answers for the site.")
