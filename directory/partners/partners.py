"""Partners: who may show the map in which pages. Every change ends the pages kept by caches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from directory.accounts import events
from directory.french.text import normalise
from directory.listings.categories import CATEGORIES
from directory.models import Partner, PartnerOrigin, PartnerRequest
from directory.partners.colours import read_pair
from directory.partners.queries import count_requests, find_partner, find_stored_origins
from directory.permissions import Actor, require
from directory.places.territories import TERRITORIES
from directory.publishing.publication import raise_version

#: The preview on our own pages, and the addresses of what embeds load: nobody may take these words.
PREVIEW = "apercu"
_RESERVED = (PREVIEW, "v1")
MOST_ORIGINS = 20
MOST_REQUESTS = 200

#: Words that say nothing of a partner.
_SMALL = frozenset("le la les l de du des d et en a au aux".split())
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"https://(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9](:[1-9][0-9]{{0,4}})?")
_LOCAL = re.compile(r"http://(?:127\.0\.0\.1|localhost):[1-9][0-9]{0,4}")


class Refused(ValueError):
    """A fact of a partner is wrong. `field` names it, the message is French."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What is said of a partner; see `models.Partner`."""

    name: str
    origins: tuple[str, ...]
    territory: str
    categories: tuple[str, ...] = ()
    colours: str = ""


def read_origin(text: str, *, allow_local: bool) -> str:
    """Return an origin as browsers write it; raise `Refused` unless it is an exact https one.

    No path, no user, no wildcard: "https://www.exemple.fr", with a port when it is not 443. A page of this
    machine ("http://127.0.0.1:8000") only counts where `allow_local` says so.
    """
    origin = text.strip().lower().removesuffix("/")
    if allow_local and _LOCAL.fullmatch(origin):
        return origin
    found = _ORIGIN.fullmatch(origin)
    if found is None or len(origin) > 200 or int((found[1] or ":443")[1:]) > 65535:
        raise Refused(
            "origins",
            f"« {text.strip()[:60]} » n’est pas une origine : https://, le nom du site, rien après "
            "(https://www.exemple.fr).",
        )
    return origin.removesuffix(":443")


def add_partner(
    session: Session, slug: str, facts: PartnerFacts, *, at: datetime, by: Actor | None, allow_local: bool
) -> Partner:
    """Add a partner; raise `Refused` for a wrong fact or a slug that is taken, even by an archived one."""
    _require(by)
    if not _SLUG.fullmatch(slug) or slug in _RESERVED:
        raise Refused("slug", "Un identifiant court : lettres sans accent, chiffres et tirets (arras, cd62).")
    if find_partner(session, slug) is not None:
        raise Refused("slug", f"« {slug} » est déjà pris.")
    partner = Partner(slug=slug, name="", territory="", created_at=at)
    _write(session, partner, facts, allow_local=allow_local)
    return _record(session, partner, "add_partner", at=at, by=by)


def change_partner(
    session: Session, slug: str, facts: PartnerFacts, *, at: datetime, by: Actor | None, allow_local: bool
) -> Partner:
    """Replace what is said of a partner; raise `Refused` for a wrong fact or an unknown partner."""
    _require(by)
    partner = _known(session, slug)
    _write(session, partner, facts, allow_local=allow_local)
    return _record(session, partner, "change_partner", at=at, by=by)


def archive_partner(session: Session, slug: str, *, at: datetime, by: Actor | None) -> Partner:
    """Stop a partner: its pages frame nothing any more as soon as caches ask again."""
    _require(by)
    partner = _known(session, slug)
    partner.status = "archived"
    return _record(session, partner, "archive_partner", at=at, by=by)


def restore_partner(session: Session, slug: str, *, at: datetime, by: Actor | None) -> Partner:
    """Let an archived partner show the map again."""
    _require(by)
    partner = _known(session, slug)
    partner.status = "active"
    return _record(session, partner, "restore_partner", at=at, by=by)


def ask(session: Session, request: PartnerRequest) -> bool:
    """Keep a request until administration answers; False when too many already wait."""
    if count_requests(session) >= MOST_REQUESTS:
        return False
    session.add(request)
    return True


def answer(session: Session, request_id: UUID, *, by: Actor) -> None:
    """Forget a request that was answered, granted or not: what it said of a person goes with it."""
    _require(by)
    request = session.get(PartnerRequest, request_id)
    if request is not None:
        session.delete(request)


def propose_slug(session: Session, name: str) -> str:
    """Return a free code for a partner, made of the first words of its name."""
    words = normalise(name).split()
    slug = "-".join(word for word in words if word not in _SMALL)[:30].strip("-") or "partenaire"
    taken = [slug, *(f"{slug}-{number}" for number in range(2, 1000))]
    return next(each for each in taken if each not in _RESERVED and find_partner(session, each) is None)


def accept(
    session: Session, request_id: UUID, slug: str, *, at: datetime, by: Actor, allow_local: bool
) -> tuple[Partner, str] | None:
    """Make a partner of a request and forget the request; return it and the address to write to.

    None when the request is answered already. Raise `Refused` as `add_partner` does.
    """
    _require(by)
    asked = session.get(PartnerRequest, request_id)
    if asked is None:
        return None
    facts = PartnerFacts(asked.name, tuple(asked.origins.split()), asked.territory)
    partner = add_partner(session, slug, facts, at=at, by=by, allow_local=allow_local)
    session.delete(asked)
    return partner, asked.email


def _require(by: Actor | None) -> None:
    """Partners are the business of administration; None is the command line."""
    require(by is None or by.is_admin)


def _known(session: Session, slug: str) -> Partner:
    partner = find_partner(session, slug)
    if partner is None:
        raise Refused("slug", f"Aucun partenaire « {slug[:40]} ».")
    return partner


def _write(session: Session, partner: Partner, facts: PartnerFacts, *, allow_local: bool) -> None:
    """Check facts and store them with the origins they name."""
    if not facts.name or len(facts.name) > 120:
        raise Refused("name", "Indiquez le nom du partenaire, 120 caractères au plus.")
    if facts.territory not in TERRITORIES:
        raise Refused("territory", f"Territoire « {facts.territory[:20]} » : 59, region-53 ou france.")
    unknown = [slug for slug in facts.categories if slug not in CATEGORIES]
    if unknown:
        raise Refused("categories", f"Catégorie « {unknown[0][:40]} » : inconnue.")
    if facts.colours and read_pair(facts.colours) is None:
        raise Refused("colours", "Couleurs illisibles l’une sur l’autre, ou mal écrites (1d4e79-fbfaf7).")
    origins = _read_origins(facts.origins, allow_local=allow_local)
    partner.name, partner.territory = facts.name, facts.territory
    partner.categories, partner.colours = " ".join(facts.categories), facts.colours
    session.add(partner)
    session.flush()
    for former in find_stored_origins(session, partner.id):
        session.delete(former)
    session.flush()
    session.add_all(PartnerOrigin(partner_id=partner.id, origin=origin) for origin in origins)


def _read_origins(texts: Sequence[str], *, allow_local: bool) -> list[str]:
    origins = list(dict.fromkeys(read_origin(text, allow_local=allow_local) for text in texts))
    if not 1 <= len(origins) <= MOST_ORIGINS:
        raise Refused("origins", f"Indiquez de 1 à {MOST_ORIGINS} origines.")
    return origins


def _record(session: Session, partner: Partner, verb: str, *, at: datetime, by: Actor | None) -> Partner:
    session.add(partner)
    raise_version(session)
    who = by.email if by else "ligne de commande"
    events.record(session, None, verb, at=at, by=who, detail=partner.slug)
    return partner
