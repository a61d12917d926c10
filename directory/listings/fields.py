"""Every fact of a listing, once: what it is called, how it is typed and kept, where it may be read.

Form, import, template, exports, differences, history, purge and checks read this table. To add a fact, see
"Add a fact" in CONTRIBUTING.md: its entry here says the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from directory.listings.categories import CATEGORIES
from directory.listings.codes import (
    DELAY_WORDS,
    DISCLOSURE_WORDS,
    GENDER_WORDS,
    LANGUAGE_WORDS,
    REFERRER_WORDS,
    ROLE_WORDS,
    SOURCE_KINDS,
    STATUS_WORDS,
    TERNARY_WORDS,
)


class Kind(Enum):
    """How the value of a fact is kept in a draft."""

    LINE = "text on one line"
    TEXT = "text of several lines"
    WEB_ADDRESS = "address of a web page"
    PARTIAL_DATE = "ISO date, its day or its month possibly unknown"
    HOURS = "opening hours, in the syntax of OpenStreetMap"
    AGE = "whole number of years, or None"
    YES_NO = "true or false"
    CODE = "one coded word"
    CODES = "tuple of coded words"
    CLOSURES = "tuple of dated closures, each kept as one word (see dated_closures)"
    DEPARTEMENTS = "tuple of codes of departements"
    CONTACTS = "tuple of contacts"
    PLACE = "a place, or None"


#: What is typed on a line, or on several, and kept as it was typed.
TYPED = frozenset((Kind.LINE, Kind.TEXT, Kind.WEB_ADDRESS, Kind.PARTIAL_DATE))


@dataclass(frozen=True, slots=True)
class Field:
    """One fact. `name` is that of its column and of the fields of `Draft` and `PublicView`.

    - `limit`: most characters, 0 where the kind says it.
    - `words`: code → French words of a coded fact; an empty word says nothing.
    - `column`: its title in files when it is not its label, "" when it has several columns; `also`: other
      titles people give it. `column_name`: the name of the column when it is not its own.
    - `tells_place`: somebody writes it freely, and may betray with it where a confidential listing is.
    - `is_phrased`: of a confidential listing, it is made of reviewed phrases alone (`phrases`).
    - `is_forgotten`: a purge takes it out of the history.
    - `is_about_stay`: page and form show it, one after the other, under what happens there.
    - `published`: what it says, in French, for who reads our data; "" for a fact of no export.
    - `help`: what the form says under its label; `is_asked`: the form asks it.
    """

    name: str
    label: str
    kind: Kind
    limit: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    column: str | None = None
    column_name: str = ""
    also: tuple[str, ...] = ()
    tells_place: bool = False
    is_phrased: bool = False
    is_forgotten: bool = False
    is_about_stay: bool = False
    published: str = ""
    help: str = ""
    is_asked: bool = True

    @property
    def title(self) -> str:
        """The title of its column in files, "" when it has none of its own."""
        return self.label if self.column is None else self.column


def _code(name: str, label: str, words: Mapping[str, str], published: str, **more: object) -> Field:
    return Field(name, label, Kind.CODE, words=words, published=published, **more)  # type: ignore[arg-type]


def _free(name: str, label: str, limit: int, published: str, kind: Kind = Kind.LINE, **more: object) -> Field:
    """A text somebody writes freely: a purge forgets it, and under secrecy phrases take its place."""
    facts: dict[str, object] = {"tells_place": True, "is_phrased": True, "is_forgotten": True, **more}
    return Field(name, label, kind, limit, published=published, **facts)  # type: ignore[arg-type]


def _origin(fact: str, owner: str) -> tuple[Field, ...]:
    """Where a fact was learnt when it is not where its listing was, and who confirmed it when (`sources`)."""
    return (
        Field(f"{fact}_source_url", f"Source {owner}", Kind.WEB_ADDRESS, 1000, is_forgotten=True),
        _code(f"{fact}_source_kind", f"Nature de la source {owner}", {"": "", **SOURCE_KINDS}, ""),
        Field(f"{fact}_source_date", f"Date de la source {owner}", Kind.PARTIAL_DATE, 10),
        Field(f"{fact}_seen_on", f"Date de lecture de la source {owner}", Kind.PARTIAL_DATE, 10),
        _code(f"{fact}_source_role", f"Fonction de la source {owner}", {"": "", **ROLE_WORDS}, ""),
        Field(f"{fact}_confirmed_on", f"Date de confirmation {owner}", Kind.PARTIAL_DATE, 10, is_asked=False),
        Field(f"{fact}_confirmed_by", f"Service de la confirmation {owner}", Kind.LINE, 200, is_asked=False),
    )


_LABELS = {slug: category.label for slug, category in CATEGORIES.items()}

_ALL = (
    Field("ref", "Référence", Kind.LINE, 120, also=("identifiant", "id"), is_forgotten=True, is_asked=False),
    _code("category", "Catégorie", _LABELS, "Catégorie.", also=("type", "type de structure", "dispositif")),
    _free("name", "Nom", 200, "Nom de la ressource.", is_phrased=False,
          also=("structure", "intitulé", "dénomination", "nom de la structure", "nom du service")),
    _free("operator", "Porté par", 200, "Organisme qui porte la ressource.", is_phrased=False,
          also=("organisme", "gestionnaire", "association", "opérateur")),
    _code("status", "État", STATUS_WORDS, "", also=("statut",)),
    _code("is_dedicated", "Dédiée à ce public", TERNARY_WORDS,
          "Dédiée à ce public ; « no » : service généraliste.", column_name="dedicated"),
    _free("summary", "En une phrase", 300, "Résumé.", Kind.TEXT, also=("résumé", "accroche")),
    _code("response_delay", "Délai de réponse", {"": "", **DELAY_WORDS}, "Délai de réponse."),
    _code("walk_in", "Sans rendez-vous", TERNARY_WORDS, "Reçoit sans rendez-vous."),
    Field("hours", "Horaires", Kind.HOURS, 255, column="Horaires (OSM)", also=("horaires", "horaires osm"),
          published="Horaires, syntaxe opening_hours d’OpenStreetMap."),
    _free("hours_text", "Précisions sur les horaires", 300, "Horaires, mots de la source."),
    Field("closures", "Fermetures", Kind.CLOSURES, also=("fermeture", "congés", "dates de fermeture"),
          published="Fermetures datées : premier et dernier jour, motif (ISO 8601)."),
    _code("admits_minors", "Accueille des mineurs", TERNARY_WORDS, "Accueille des mineurs."),
    Field("minimum_age", "Âge minimal", Kind.AGE, published="Âge minimal, en années."),
    Field("maximum_age", "Âge maximal", Kind.AGE, published="Âge maximal, en années."),
    _code("genders", "Filles, garçons", GENDER_WORDS, "Genres accueillis."),
    _code("accepts_suspicion", "Simple suspicion acceptée", TERNARY_WORDS, "Une simple suspicion suffit."),
    _code("supports_professionals", "Conseille les professionnels", TERNARY_WORDS,
          "Conseille les professionnels."),
    Field("who_may_refer", "Qui peut orienter", Kind.CODES, words=REFERRER_WORDS,
          published="Qui peut orienter."),
    _free("requirement", "Condition", 200, "Ce qu’il faut pour être admis.",
          help="Adhésion libre, accord parental, mesure ASE, décision d’un juge…"),
    _code("warm_handover", "Mise en relation directe", TERNARY_WORDS,
          "Prend le relais au téléphone, qui appelle restant en ligne.", also=("mise en relation",),
          help="Prend le relais au téléphone, qui appelle restant en ligne avec le mineur."),
    _free("handover_how", "Comment la faire", 200, "Comment se fait la mise en relation directe.",
          column="Comment faire la mise en relation", also=("protocole", "protocole de mise en relation"),
          help="En une ligne : qui demander, à quelles heures, ce qu’il faut dire."),
    Field("is_national", "Toute la France", Kind.YES_NO, published="Service national."),
    Field("departements", "Départements servis", Kind.DEPARTEMENTS,
          also=("département", "dpt", "dept", "dep"),
          published="Codes des départements où la ressource intervient."),
    _code("disclosure", "Lieu", DISCLOSURE_WORDS, "", column="Lieu publié",
          also=("lieu", "publication du lieu")),
    Field("place", "Adresse", Kind.PLACE, column="", is_forgotten=True),
    *_origin("address", "de l’adresse"),
    Field("languages", "Langues parlées", Kind.CODES, words=LANGUAGE_WORDS, also=("langues", "langue"),
          published="Langues parlées sur place, le français mis à part (ISO 639)."),
    _code("step_free", "Accès sans marche", TERNARY_WORDS, "Accès sans marche.",
          also=("accessible", "accessibilité", "pmr", "plain-pied")),
    _free("capacity", "Capacité", 200, "Capacité.", is_about_stay=True),
    _free("stay", "Durée du séjour", 200, "Durée de séjour.", is_about_stay=True),
    _free("description", "Ce qui s’y passe", 4000, "Description.", Kind.TEXT,
          also=("présentation", "missions"), help="Déroulement, règles de vie."),
    _free("fallback", "Si c’est complet", 300, "Relais quand c’est complet ou fermé.", is_about_stay=True),
    Field("phones", "Téléphones", Kind.CONTACTS, column="", is_forgotten=True,
          published="Téléphones publics (E.164 ou numéro court), le meilleur d’abord, avec leur source."),
    Field("emails", "Courriels", Kind.CONTACTS, column="", is_forgotten=True,
          published="Adresses électroniques publiques, chacune avec sa source."),
    Field("website", "Site internet", Kind.WEB_ADDRESS, 500, also=("site", "site web", "url"),
          is_forgotten=True, published="Site internet."),
    *_origin("website", "du site"),
    _free("caveat", "Réserve", 300, "Réserve sur ces informations."),
    Field("source_url", "Source", Kind.WEB_ADDRESS, 1000, also=("lien source", "adresse de la source"),
          is_forgotten=True, published="Page d’où viennent ces informations."),
    Field("source_date", "Date de la source", Kind.PARTIAL_DATE, 10,
          published="Date de la source, parfois incomplète (2023, 2023-04).",
          help="12/03/2026, mars 2026 ou 2026."),
    _code("source_kind", "Nature de la source", {"": "", **SOURCE_KINDS}, "Nature de la source."),
    Field("source_seen", "Source lue en", Kind.PARTIAL_DATE, 10, published="Mois où la source a été lue.",
          help="Le jour ou le mois, comme novembre 2026."),
    _code("source_role", "Auprès de qui", {"": "", **ROLE_WORDS}, "Qui l’a dit, sans page.",
          help="Sans page : la fonction de qui l’a dit, jamais son nom."),
)  # fmt: skip

#: Every fact by its name, in the order a professional asks.
FIELDS: Mapping[str, Field] = MappingProxyType({each.name: each for each in _ALL})


def names_of(*kinds: Kind) -> tuple[str, ...]:
    """The names of the facts of some kinds, in order."""
    return tuple(each.name for each in _ALL if each.kind in kinds)


#: The texts that somebody types in the form, and the facts that are one coded word.
TYPED_NAMES = tuple(name for name in names_of(*TYPED) if FIELDS[name].is_asked)
CODED: Mapping[str, Mapping[str, str]] = {each.name: each.words for each in _ALL if each.kind is Kind.CODE}
LIMITS: Mapping[str, int] = {each.name: each.limit for each in _ALL if each.limit}
#: The facts of several words, which a listing keeps in one column, separated by spaces.
SEVERAL_WORDS = names_of(Kind.CODES, Kind.CLOSURES)
#: What a confidential listing might be betrayed by, and those of them that only phrases say there.
FREE_TEXTS = tuple(each.name for each in _ALL if each.tells_place)
PHRASED = tuple(each.name for each in _ALL if each.is_phrased)
FORGOTTEN = tuple(each.name for each in _ALL if each.is_forgotten)
ABOUT_STAY = tuple(each for each in _ALL if each.is_about_stay)
