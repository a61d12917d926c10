"""What a card says at a glance: chips, reason, contact and certainty, from one `PublicView`.

Pure functions: a view, an instant and a place in, French words out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache

from directory.french import typography
from directory.listings import contact_words, hours, phones, usual_week
from directory.listings.categories import CATEGORIES, GROUPS, Category, Group
from directory.listings.codes import DELAY_WORDS, LANGUAGE_WORDS, REFERRER_WORDS
from directory.listings.contacts import Contact
from directory.listings.heads import Head, head_of
from directory.listings.opening import closure_of, next_closure, state_of
from directory.listings.public_view import PublicView
from directory.listings.sources import own_source
from directory.listings.standing import place_reasons
from directory.listings.tonight import say_places

GOOD, CAUTION, NEUTRAL = "good", "caution", "neutral"


#: A requirement that opens with these words asks for no measure, decision or paper.
_WITHOUT_CONDITION = ("libre", "accès libre", "adhésion libre", "anonym", "sans ", "volontariat")


@dataclass(frozen=True, slots=True)
class Chip:
    """A short fact; `tone` is good (favourable now), caution (a condition, an unknown) or neutral.

    `lasting` replaces on paper and in copies a text that is only true for now.
    """

    text: str
    tone: str
    lasting: str = ""


@dataclass(frozen=True, slots=True)
class PhoneLink:
    """A phone number as it is read, the address that dials it, whose it is and what the call costs."""

    display: str
    href: str
    label: str
    cost: str = ""


# Without slots, so that what is asked for is worked out once and the rest never.
@dataclass(frozen=True)
class Card:
    """One listing as a list shows it at an instant.

    `distance_km` is None where no distance exists or makes sense; `age` is that of whoever the list is for.
    """

    view: PublicView
    at: datetime
    reason: str = ""
    distance_km: float | None = None
    age: int | None = None

    @property
    def category(self) -> Category:
        """What kind of resource it is."""
        return CATEGORIES[self.view.category]

    @property
    def group(self) -> Group:
        """The mission its kind belongs to."""
        return GROUPS[self.category.group]

    @cached_property
    def opening(self) -> Chip | None:
        """Whether it answers now and until when; None without known hours."""
        view = self.view
        if not view.hours:
            return None
        minute = int(self.at.timestamp()) // 60
        lasting = usual_hours(view.hours, view.hours_text)
        return _opening(view.local_hours, lasting, view.timezone, minute, by_phone=bool(view.phones))

    @cached_property
    def state(self) -> hours.HoursState:
        """Whether it answers now, closures included, and when that changes."""
        return state_of(self.view, self.at)

    @cached_property
    def dated(self) -> tuple[Chip, ...]:
        """What is true for some days or for tonight: places left, a closure announced or in course."""
        places, closure = say_places(self.view, self.at), next_closure(self.view, self.at)
        if closure is None and not self.view.phones:  # else the head says the one it is in
            closure = closure_of(self.view, self.at)
        chips = [Chip(_capital(places), GOOD if self.view.places_tonight else CAUTION)] if places else []
        return (*chips, Chip(_capital(closure.words), CAUTION)) if closure else tuple(chips)

    @cached_property
    def head(self) -> Head:
        """Whether and how it can be called now, and what to ask for."""
        return head_of(self.view, self.at)

    @cached_property
    def lasting_head(self) -> Head:
        """The same for what will be read at another hour."""
        return head_of(self.view, self.at, any_hour=True)

    @property
    def is_open(self) -> bool | None:
        """Whether it answers now; None when nobody knows."""
        return self.state.is_open

    @cached_property
    def why_here(self) -> tuple[str, ...]:
        """Why it has its place in the list, the heaviest reason first; `reason` says where it is."""
        return place_reasons(self.view, self.age)

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        """The conditions, the most useful first, at most six."""
        return (*self.dated, *_make_chips(self.view, self.opening))[:6]

    @property
    def conditions(self) -> tuple[Chip, ...]:
        """The chips of a card whose head already says when it answers."""
        return tuple(chip for chip in self.chips if chip is not self.opening or not self.view.phones)

    @cached_property
    def phones(self) -> tuple[PhoneLink, ...]:
        """The numbers, the first to call first."""
        return tuple(phone_link(contact) for contact in self.view.phones)

    @property
    def phone(self) -> PhoneLink | None:
        """The number to call first, if there is one."""
        return self.phones[0] if self.phones else None

    @property
    def certainty(self) -> str:
        """Who checked and when, or that nobody has."""
        return certainty(self.view)

    @property
    def is_verified(self) -> bool:
        """Whether somebody checked it, however long ago."""
        return bool(self.view.verified_on)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has checked it again for 12 months."""
        return is_stale(self.view, self.at.date())

    @property
    def what(self) -> str:
        """What it is, by whom and why it is in this list: "UAPED · Hôpital · Vannes"."""
        operator = self.view.operator if self.view.operator != self.view.name else ""
        return " · ".join(part for part in (self.category.label, operator, self.reason) if part)

    @property
    def sure(self) -> str:
        """How sure we are, marked when it was checked within 12 months."""
        if self.is_stale:
            return f"{self.certainty} (il y a plus de 12 mois)"
        return f"✓ {self.certainty}" if self.is_verified else self.certainty

    @property
    def has_point(self) -> bool:
        """Whether the map shows this listing."""
        return self.view.latitude is not None

    @property
    def says(self) -> tuple[object, ...] | None:
        """What its text depends on: two cards with the same value have the same text. None: unknown."""
        known = self.view.fingerprint
        opening = self.opening.text if self.opening else ""
        month = (self.at.year, self.at.month)
        if known is None:
            return None
        return (self.view.number, known, self.reason, opening, self.is_stale, month, self.age, self.dated)


def phone_link(contact: Contact) -> PhoneLink:
    """Return the readable and the dialling form of a stored number; an ordinary price goes unsaid."""
    cost = phones.cost(contact.value)
    label = " · ".join(part for part in (contact.label, cost) if part)
    return PhoneLink(phones.display(contact.value), phones.href(contact.value), label, cost)


@lru_cache(maxsize=1024)
def _opening(opened: str, lasting: str, timezone: str, minute: int, *, by_phone: bool) -> Chip:
    """Whether a place answers, a number of minutes after 1970: many keep the same hours."""
    at = datetime.fromtimestamp(minute * 60, UTC)
    state = hours.state(opened, timezone, at)
    words = hours.describe(state, at, timezone, by_phone=by_phone)
    return Chip(words, GOOD if state.is_open else CAUTION, lasting)


def _make_chips(view: PublicView, opening: Chip | None) -> list[Chip]:
    chips: list[Chip] = []
    if opening:
        chips.append(opening)
    elif view.hours_text:
        chips.append(Chip(f"Horaires : {view.hours_text}", CAUTION))
    if view.response_delay:
        chips.append(
            Chip(DELAY_WORDS[view.response_delay], GOOD if view.response_delay == "now" else NEUTRAL)
        )
    chips.append(_audience(view))
    if view.is_dedicated == "no":
        chips.append(Chip("Généraliste", NEUTRAL))
    if view.accepts_suspicion == "yes":
        chips.append(Chip("Simple suspicion acceptée", GOOD))
    if view.requirement:
        asks_little = view.requirement.lower().startswith(_WITHOUT_CONDITION)
        chips.append(Chip(view.requirement, NEUTRAL if asks_little else CAUTION))
    elif view.who_may_refer:
        chips.append(Chip(_referrers(view), GOOD if "anyone" in view.who_may_refer else NEUTRAL))
    if view.supports_professionals == "yes":
        chips.append(Chip("Conseille les professionnels", NEUTRAL))
    if view.warm_handover == "yes":
        chips.append(Chip("Mise en relation directe", GOOD))
    if view.walk_in == "yes":
        chips.append(Chip("Sans rendez-vous", GOOD))
    if view.fallback:
        chips.append(Chip(view.fallback, NEUTRAL))
    if view.languages:
        spoken = [LANGUAGE_WORDS[code] for code in view.languages]
        chips.append(Chip(_capital(typography.join_words(spoken)), NEUTRAL))
    if view.step_free == "yes":
        chips.append(Chip("Accès sans marche", NEUTRAL))
    return chips


def usual_hours(opened: str, text: str) -> str:
    """The hours of any week in words, or as the source writes them: "Lundi à vendredi 9 h – 17 h".

    `opened` is in the syntax of OpenStreetMap, `text` in French; either may be empty.
    """
    words = usual_week.in_words(opened) or text or "Horaires à demander"
    return _capital(words)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _audience(view: PublicView) -> Chip:
    """Ages, gender and whether minors are taken, in one chip."""
    if view.admits_minors == "no":
        return Chip("Adultes seulement", CAUTION)
    words = []
    if view.minimum_age is not None and view.maximum_age is not None:
        words.append(f"{view.minimum_age}–{view.maximum_age} ans")
    elif view.minimum_age is not None:
        words.append(f"dès {view.minimum_age} ans")
    elif view.maximum_age is not None:
        words.append(f"jusqu’à {view.maximum_age} ans")
    if view.genders in {"girls", "boys"}:
        words.append("filles" if view.genders == "girls" else "garçons")
    if words:
        text = ", ".join(words)
        return Chip(text[0].upper() + text[1:], NEUTRAL)
    if view.admits_minors == "yes":
        return Chip("Mineurs", NEUTRAL)
    return Chip("Accueil des mineurs : à vérifier", CAUTION)


def _referrers(view: PublicView) -> str:
    """ "Ouvert à toute personne", or "Orienté par …"."""
    if "anyone" in view.who_may_refer:
        return "Ouvert à toute personne"
    return "Saisi par " + typography.join_words([REFERRER_WORDS[slug] for slug in view.who_may_refer])


def certainty(view: PublicView) -> str:
    """Say who checked and when, or that nobody has, and where the facts come from."""
    if view.verified_on:
        day = typography.long_date(date.fromisoformat(view.verified_on))
        by = f", {view.verified_by}" if view.verified_by else ""
        how = f" {view.verified_how}" if view.verified_how else ""
        return f"Vérifié le {day}{how}{by}"
    return f"À vérifier · source : {source_words(view)}"


def source_words(view: PublicView) -> str:
    """Name the kind of source of a listing and its date."""
    return contact_words.source_words(own_source(view))


def is_stale(view: PublicView, today: date) -> bool:
    """Whether a verified listing has not been checked again for 12 months."""
    if not view.verified_on:
        return False
    verified = date.fromisoformat(view.verified_on)
    return (today - verified).days > 365
