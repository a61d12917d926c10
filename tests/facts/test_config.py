"""The settings: safe on a desk, strict in production."""

from __future__ import annotations

from pathlib import Path

import pytest

from directory.config import DEVELOPMENT_SECRET, InvalidConfig, read_config

PRODUCTION = {
    "RELAIS_ENV": "production",
    "SECRET_KEY": "k" * 40,
    "PUBLIC_URL": "https://relais.example",
    "PUBLISHER": "Département fictif",
    "PUBLISHER_CONTACT": "contact@relais.example",
    "RELAIS_INSTANCE": "/nowhere",
    "TRUSTED_PROXY": "127.0.0.1",
}


def test_a_desk_needs_no_setting() -> None:
    config = read_config({})
    assert not config.is_production
    assert config.database_url.startswith("sqlite:///")


def test_a_whole_production_environment_may_run() -> None:
    config = read_config(PRODUCTION)
    assert config.is_production
    assert config.instance_path == Path("/nowhere")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", DEVELOPMENT_SECRET),
        ("SECRET_KEY", "k" * 31),
        ("PUBLIC_URL", None),
        ("PUBLIC_URL", "http://relais.example"),
        ("PUBLIC_URL", "relais.example"),
        ("PUBLISHER", None),
        ("PUBLISHER_CONTACT", None),
        ("RELAIS_ENV", "prod"),
        ("TRUSTED_PROXY", None),
        ("TRUSTED_PROXY", ""),
        ("TRUSTED_PROXY", "nginx"),
        ("TRUSTED_PROXY", "10.0.0.1/24"),
        ("METRICS_TOKEN", "m" * 31),
        ("EXIT_URL", "http://ailleurs.example"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("TILES_URL", "http://tuiles.example/{z}/{x}/{y}.png"),
        ("TILES_URL", "https://tuiles.example/{z}/{x}.png"),
    ],
)
def test_production_refuses_what_may_not_run_and_names_the_setting(name: str, value: str | None) -> None:
    environment = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environment[name] = value
    with pytest.raises(InvalidConfig, match=name):
        read_config(environment)


def test_a_secret_is_never_written_out() -> None:
    config = read_config(
        PRODUCTION | {"DATABASE_URL": "postgresql://relais:mot-de-passe@base.example/relais"}
    )
    assert "k" * 40 not in repr(config)
    assert "mot-de-passe" not in repr(config)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_bare_postgresql_address_gets_its_driver(scheme: str) -> None:
    config = read_config({"DATABASE_URL": f"{scheme}://relais@base.example/relais"})
    assert config.database_url == "postgresql+psycopg://relais@base.example/relais"
