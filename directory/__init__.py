"""Relais: a resource directory and referral map by departement. `create_app` is the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from directory.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Return the application, configured from the environment unless a configuration is given.

    Raise `directory.config.InvalidConfig` when it may not run. Imports wait until here: the front of the
    site answers from finished pages before the application is even loaded.
    """
    from directory.app import build_app
    from directory.config import read_config

    return build_app(config or read_config())
