"""The application, put together from top to bottom."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SessionInterface
from jinja2 import StrictUndefined

from directory.cli import register_commands
from directory.config import Config, InvalidConfig
from directory.database.engine import make_engine
from directory.mail.sending import make_mailer
from directory.places.geocoding import GEOCODERS
from directory.publishing.declared import check_facts
from directory.routes import (
    access,
    accounts,
    administration,
    api,
    approvals,
    bulk,
    campaign,
    coordination,
    counterpart,
    coverage,
    data_inclusion,
    editing,
    embed,
    feeds,
    health,
    hsds,
    imports,
    integrate,
    letters,
    maps,
    numbers,
    oembed,
    orientation,
    own_account,
    pages,
    papers,
    partners,
    pictures,
    places,
    points,
    public,
    publisher,
    reminders,
    resuming,
    secrecy,
    sheets,
    structure_form,
    suggestions,
    territory,
    use,
    validator,
)
from directory.search.declared import check_filters
from directory.web import auth, context, desk, errors, figures, headers, kept_parts, machine, national_numbers
from directory.web.canonical import WholeNumber
from directory.web.database import close_session
from directory.web.publisher import publisher_of


class NoFlaskSession(SessionInterface):
    """Sessions are rows of the database (`directory.accounts.sessions`): Flask has no cookie to prepare."""

    def open_session(self, *_: object) -> None:
        """Open nothing."""


def build_app(config: Config) -> Flask:
    """Return the Flask application of a configuration; raise `InvalidConfig` for an unknown geocoder.

    Raise `Undeclared` for a fact or a filter that lacks one of the entries its recipe names.
    """
    check_facts()
    check_filters()
    if config.geocoder not in GEOCODERS:
        raise InvalidConfig(f"GEOCODER must be one of {', '.join(GEOCODERS)}.")
    app = Flask("directory", instance_path=str(config.instance_path))
    app.config.update(
        RELAIS=config,
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=0,
    )
    app.session_interface = NoFlaskSession()
    app.url_map.converters["int"] = WholeNumber
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["engine"] = make_engine(config.database_url)
    app.extensions["mail"] = make_mailer(config.mail_url, config.mail_from, publisher_of(app))
    app.teardown_appcontext(close_session)
    national_numbers.install(app)
    figures.install(app)
    headers.install(app)
    machine.install(app)
    errors.install(app)
    context.install(app)
    kept_parts.install(app)
    auth.install(app)
    desk.install(app)
    for module in (
        public,
        places,
        points,
        maps,
        pages,
        coverage,
        counterpart,
        orientation,
        papers,
        sheets,
        health,
    ):
        app.register_blueprint(module.blueprint)
    for module in (api, hsds, data_inclusion, feeds):
        app.register_blueprint(module.blueprint)
    for module in (embed, pictures, integrate, oembed, partners):
        app.register_blueprint(module.blueprint)
    for module in (
        accounts,
        resuming,
        own_account,
        access,
        administration,
        numbers,
        coordination,
        campaign,
        bulk,
        approvals,
        editing,
        imports,
    ):
        app.register_blueprint(module.blueprint)
    for module in (
        suggestions,
        reminders,
        structure_form,
        publisher,
        letters,
        secrecy,
        territory,
        use,
        validator,
    ):
        app.register_blueprint(module.blueprint)
    register_commands(app)
    return app
