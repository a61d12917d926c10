"""Administration of partners: who may show the map in which pages, and who asks to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from directory.coordination.use import FOR_GOOD, PARTNER_LINK
from directory.keys import signed
from directory.listings.categories import CATEGORIES
from directory.listings.typed import Typed
from directory.mail import letters
from directory.models import Partner
from directory.partners import partners
from directory.partners.colours import DEFAULT, read_pair
from directory.partners.form import facts_of, read_partner
from directory.partners.integration import Integration, component_of, make_snippets
from directory.partners.partners import Refused
from directory.partners.queries import find_origins, find_partner, list_partners, list_requests
from directory.places.territories import TERRITORIES
from directory.web import auth
from directory.web.auth import admin_only
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.errors import Missing
from directory.web.letters import link, send
from directory.web.pages import now, settings

blueprint = Blueprint("partners", __name__, url_prefix="/administration/partenaires")

PARTNERS = "/administration/partenaires"


@blueprint.get("")
@admin_only
def every() -> Any:
    """Every partner, and the requests that wait."""
    return _page(Typed())


@blueprint.post("")
@admin_only
def add() -> Any:
    """Add a partner."""
    return _save("")


@blueprint.post("/<slug>")
@admin_only
def change(slug: str) -> Any:
    """Replace what is said of a partner."""
    _known(slug)
    return _save(slug)


@blueprint.post("/<slug>/archiver")
@admin_only
def archive(slug: str) -> Any:
    """Stop a partner."""
    partners.archive_partner(session(), _known(slug).slug, at=now(), by=auth.actor())
    session().commit()
    return done(PARTNERS, "partenaire-arrete")


@blueprint.post("/<slug>/retablir")
@admin_only
def restore(slug: str) -> Any:
    """Let a partner show the map again."""
    partners.restore_partner(session(), _known(slug).slug, at=now(), by=auth.actor())
    session().commit()
    return done(PARTNERS, "partenaire-retabli")


@blueprint.post("/demandes/<uuid:request_id>/accepter")
@admin_only
def accept(request_id: UUID) -> Any:
    """Make a partner of a request and write to who asked, with the snippet; a refusal is said beside it."""
    local = not settings().is_production
    slug = request.form.get("slug", "").strip()[:40]
    try:
        made = partners.accept(session(), request_id, slug, at=now(), by=auth.actor(), allow_local=local)
    except Refused as refused:
        session().rollback()
        return _page(Typed(), status=422, refused=(request_id, slug, str(refused)))
    if made is None:
        return done(PARTNERS, "demande-effacee")
    partner, address = made
    session().commit()
    choice = Integration(territory=TERRITORIES[partner.territory], partner=partner.slug)
    snippet = component_of(make_snippets(choice, settings().public_url))
    letter = letters.partner(partner.slug, snippet, settings().public_url, link(_figures_of(partner)))
    if send(address, letter):
        return done(PARTNERS, "partenaire-ecrit")
    return _page(Typed(), handed=(address, letter.body))


@blueprint.post("/demandes/<uuid:request_id>/effacer")
@admin_only
def forget(request_id: UUID) -> Any:
    """Forget a request once it is answered."""
    partners.answer(session(), request_id, by=auth.actor())
    session().commit()
    return done(PARTNERS, "demande-effacee")


def _known(slug: str) -> Partner:
    found = find_partner(session(), slug)
    if found is None:
        raise Missing("Aucun partenaire ne porte ce nom.", [("Partenaires", PARTNERS)])
    return found


def _save(slug: str) -> Any:
    """Add a partner, or change the one of `slug`; a refusal is said beside its field."""
    local = not settings().is_production
    typed = read_partner(request.form, request.form.getlist("categories"), allow_local=local)
    if typed.is_valid:
        common: dict[str, Any] = {"at": now(), "by": auth.actor(), "allow_local": local}
        try:
            if slug:
                partners.change_partner(session(), slug, facts_of(typed), **common)
            else:
                partners.add_partner(session(), typed["slug"], facts_of(typed), **common)
            session().commit()
            return done(PARTNERS, "partenaire")
        except Refused as refused:
            session().rollback()
            typed.problems[refused.field] = str(refused)
    return _page(typed, slug, 422)


def _page(typed: Typed, slug: str = "", status: int = 200, **told: object) -> Any:
    """The page; `typed` is the form of the partner of `slug`, or of a new one."""
    rows = [
        (partner, typed if slug == partner.slug else _typed_of(partner), _figures_of(partner))
        for partner in list_partners(session())
    ]
    return show(
        "administration/partners.html",
        status,
        title="Partenaires",
        nav="partenaires",
        form=Typed() if slug else typed,
        rows=rows,
        wrong=slug,
        requests=[(each, partners.propose_slug(session(), each.name)) for each in list_requests(session())],
        **({"refused": None, "handed": None} | told),
        territories=TERRITORIES.values(),
        places=TERRITORIES,
        categories=CATEGORIES.values(),
    )


def _figures_of(partner: Partner) -> str:
    """The address at which a partner reads the figures of its own frames."""
    return f"/frequentation/{signed.sign(settings().keys, PARTNER_LINK, partner.slug, FOR_GOOD)}"


def _typed_of(partner: Partner) -> Typed:
    """A stored partner as its form shows it."""
    colours = read_pair(partner.colours) or DEFAULT
    return Typed(
        values={
            "slug": partner.slug,
            "name": partner.name,
            "origins": "\n".join(find_origins(session(), partner.id)),
            "territory": partner.territory,
            "couleur": f"#{colours.accent}",
            "fond": f"#{colours.ground}",
        },
        choices={"categories": tuple(partner.categories.split())},
    )
