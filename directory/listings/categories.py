"""The categories of resources: one entry holds everything the interface, the search and the
standards need, so that a new category is one entry here and nothing anywhere else.

Source of the measures: first national plan against the prostitution of minors, 15 November 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from directory.listings.codes import COMMUNE, CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class Group:
    """A family of categories, as a verb a professional would say. Colours reach 3:1 on both themes."""

    slug: str
    label: str
    shape: str
    colour: str
    dark_colour: str


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of resource.

    `path` is its word in public addresses; `order` ranks it in a list; `answers_elsewhere` says whether
    the resource of a neighbouring departement is of any use (a CRIP is not); `counts_in_plan` whether it
    is one of the options the plan promises in every departement; `is_generalist` that it is open to all
    by nature, so that none of its listings is expected to be dedicated; `default_disclosure` what a new
    listing of this kind publishes of its place, "confidential" being always so (`is_secret`);
    `data_inclusion` its themes in that standard; `is_free` that the law makes it a public service without a
    fee; `relay` who answers when it is closed (`relays.RELAYS`); `minors_only` that nobody of 18 or more is
    ever its concern.
    """

    slug: str
    path: str
    label: str
    plural: str
    description: str
    group: str
    order: int
    measure: int
    synonyms: tuple[str, ...]
    counts_in_plan: bool = False
    is_generalist: bool = False
    answers_elsewhere: bool = True
    default_disclosure: str = COMMUNE
    hsds_taxonomy: str = ""
    data_inclusion: tuple[str, ...] = ()
    is_free: bool = False
    minors_only: bool = False
    relay: str = "child"


GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        group.slug: group
        for group in (
            Group("alerter", "Alerter", "diamond", "#a6241c", "#ff9d8f"),
            Group("accompagner", "Accompagner", "circle", "#5b4b9a", "#b9abf2"),
            Group("heberger", "Héberger", "square", "#7a5200", "#e0b25c"),
            Group("soigner", "Soigner", "cross", "#17694a", "#6fcfa4"),
            Group("ecouter", "Écouter", "hexagon", "#1d4e79", "#8fbfe8"),
            Group("reperer", "Repérer", "triangle", "#8a3a6b", "#e79cc9"),
            Group("former", "Former", "pentagon", "#4a5560", "#b4bfca"),
        )
    }
)

#: Themes of data·inclusion 1.0 (package data-inclusion-schema 1.0.10) nearest to what these resources do.
_VIOLENCE = "famille--surmonter-conflits-separation-violence"
_SHELTER = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
_RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
_COURTS = "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire"
_TIES = "remobilisation--lien-social"

_ALL = (
    Category(
        slug="crip",
        path="crip",
        label="CRIP",
        plural="CRIP",
        description="Cellule de recueil des informations préoccupantes du Département.",
        group="alerter",
        relay="reporting",
        minors_only=True,
        order=10,
        measure=6,
        synonyms=(
            "IP",
            "information préoccupante",
            "signalement",
            "signaler",
            "enfance en danger",
            "ADRET",
            "ALED",
            "CDIP",
            "CCIP",
            "CRIPS",
            "MEDO",
            "BIPS",
            "CDPE",
            "CDRTIP",
        ),
        answers_elsewhere=False,
        default_disclosure="address",
        hsds_taxonomy="child-protection-reporting",
        data_inclusion=(_VIOLENCE,),
        is_free=True,
    ),
    Category(
        slug="referent_magistrate",
        path="magistrat-referent",
        label="Magistrat référent, parquet",
        plural="Magistrats référents et parquets",
        description="Magistrat référent du tribunal ou permanence du parquet des mineurs.",
        group="alerter",
        relay="reporting",
        order=20,
        measure=12,
        synonyms=("procureur", "parquet", "tribunal", "juge", "signalement", "ordonnance de placement"),
        answers_elsewhere=False,
        hsds_taxonomy="judicial-referent",
        data_inclusion=(_COURTS,),
        is_free=True,
    ),
    Category(
        slug="runaway_referent",
        path="fugue",
        label="Fugue, retour de fugue",
        plural="Référents fugue",
        description="Aide à la déclaration, à la recherche et au retour d’un mineur en fugue.",
        group="alerter",
        relay="runaway",
        minors_only=True,
        order=30,
        measure=8,
        synonyms=("fugue", "fugueuse", "fugueur", "disparition", "disparu", "retour de fugue"),
        answers_elsewhere=False,
        hsds_taxonomy="runaway-support",
        data_inclusion=(_VIOLENCE,),
    ),
    Category(
        slug="open_environment",
        path="milieu-ouvert",
        label="Accompagnement en milieu ouvert",
        plural="Accompagnements en milieu ouvert",
        description="Une équipe va vers le mineur et l’accompagne là où il vit.",
        group="accompagner",
        order=40,
        measure=10,
        synonyms=(
            "équipe mobile",
            "dispositif départemental",
            "suivi éducatif",
            "AEMO",
            "prostitution",
            "michetonnage",
            "escorting",
            "exploitation sexuelle",
            "lover boy",
            "loverboy",
        ),
        counts_in_plan=True,
        hsds_taxonomy="case-management",
        data_inclusion=(_VIOLENCE, _TIES),
    ),
    Category(
        slug="day_reception",
        path="accueil-de-jour",
        label="Accueil de jour",
        plural="Accueils de jour",
        description="Un lieu où venir dans la journée : se poser, parler, être accompagné.",
        group="accompagner",
        order=50,
        measure=10,
        synonyms=("accueil à la journée", "permanence", "lieu d’écoute", "prostitution", "michetonnage"),
        counts_in_plan=True,
        hsds_taxonomy="drop-in-centre",
        data_inclusion=(_TIES, _VIOLENCE),
    ),
    Category(
        slug="specialised_association",
        path="association-specialisee",
        label="Association spécialisée",
        plural="Associations spécialisées",
        description="Association qui connaît la prostitution et la traite, conseille et accompagne.",
        group="accompagner",
        order=60,
        measure=1,
        synonyms=(
            "prostitution",
            "michetonnage",
            "escorting",
            "lover boy",
            "loverboy",
            "traite",
            "proxénétisme",
            "exploitation sexuelle",
            "aide aux victimes",
        ),
        hsds_taxonomy="specialised-support",
        data_inclusion=(_VIOLENCE, _RIGHTS),
    ),
    Category(
        slug="adolescent_house",
        path="maison-des-adolescents",
        label="Maison des adolescents",
        plural="Maisons des adolescents",
        description="Accueil de tous les adolescents et de leur famille ; un lieu généraliste, non dédié.",
        group="accompagner",
        order=65,
        measure=1,
        synonyms=("MDA", "maison des ados", "mal-être", "santé mentale", "psychologue", "adolescence"),
        is_generalist=True,
        default_disclosure="address",
        hsds_taxonomy="youth-health-centre",
        data_inclusion=("sante--sante-mentale", _TIES),
    ),
    Category(
        slug="emergency_reception",
        path="accueil-urgence",
        label="Accueil d’urgence",
        plural="Accueils d’urgence",
        description="Mise à l’abri immédiate d’un mineur.",
        group="heberger",
        minors_only=True,
        order=70,
        measure=10,
        synonyms=("mise à l’abri", "urgence", "foyer", "placement", "hébergement", "nuit"),
        counts_in_plan=True,
        hsds_taxonomy="emergency-shelter",
        data_inclusion=(_SHELTER,),
    ),
    Category(
        slug="adapted_threshold_housing",
        path="hebergement-seuil-adapte",
        label="Hébergement à seuil adapté",
        plural="Hébergements à seuil adapté",
        description="Hébergement aux règles souples, pour un mineur qui ne tient pas en foyer.",
        group="heberger",
        order=80,
        measure=10,
        synonyms=("bas seuil", "seuil adapté", "foyer", "appartement", "hébergement"),
        counts_in_plan=True,
        hsds_taxonomy="low-threshold-housing",
        data_inclusion=(_SHELTER,),
    ),
    Category(
        slug="confidential_housing",
        path="hebergement-confidentiel",
        label="Hébergement sous secret",
        plural="Hébergements sous secret",
        description="Hébergement dont le lieu n’est jamais publié ni enregistré.",
        group="heberger",
        order=90,
        measure=10,
        synonyms=("mise à l’abri", "lieu secret", "protection", "hébergement", "éloignement"),
        counts_in_plan=True,
        default_disclosure=CONFIDENTIAL,
        hsds_taxonomy="confidential-housing",
        data_inclusion=(_SHELTER,),
    ),
    Category(
        slug="break_away_housing",
        path="hebergement-rupture",
        label="Hébergement de rupture",
        plural="Hébergements de rupture",
        description="Séjour à distance, pour rompre avec le réseau ou l’entourage.",
        group="heberger",
        order=100,
        measure=10,
        synonyms=("séjour de rupture", "éloignement", "lieu de vie", "hébergement"),
        counts_in_plan=True,
        hsds_taxonomy="break-away-housing",
        data_inclusion=(_SHELTER,),
    ),
    Category(
        slug="uaped",
        path="uaped",
        label="UAPED",
        plural="UAPED",
        description="Unité d’accueil pédiatrique enfants en danger : soins, audition, preuves.",
        group="soigner",
        relay="care",
        minors_only=True,
        order=35,
        measure=11,
        synonyms=(
            "parcours de soins",
            "hôpital",
            "médecin légiste",
            "UMJ",
            "CASED",
            "audition",
            "Mélanie",
            "pédiatrie",
            "soins",
            "unité d’accueil pédiatrique enfants en danger",
        ),
        hsds_taxonomy="paediatric-care",
        data_inclusion=("sante--acces-aux-soins", _COURTS),
    ),
    Category(
        slug="listening_line",
        path="ligne-ecoute",
        label="Ligne d’écoute",
        plural="Lignes d’écoute",
        description="Une personne formée répond, écoute et oriente.",
        group="ecouter",
        order=110,
        measure=1,
        synonyms=("écoute", "numéro vert", "téléphone", "tchat", "appel", "plateforme"),
        hsds_taxonomy="helpline",
        data_inclusion=(_VIOLENCE,),
    ),
    Category(
        slug="outreach",
        path="maraude",
        label="Maraude, prévention spécialisée",
        plural="Maraudes et prévention spécialisée",
        description="Des éducateurs vont à la rencontre des jeunes, dans la rue.",
        group="reperer",
        order=120,
        measure=6,
        synonyms=(
            "maraude",
            "éducateur de rue",
            "aller-vers",
            "prévention spécialisée",
            "club de prévention",
        ),
        hsds_taxonomy="street-outreach",
        data_inclusion=(_TIES,),
    ),
    Category(
        slug="digital_outreach",
        path="maraude-numerique",
        label="Maraude numérique",
        plural="Maraudes numériques",
        description="Des professionnels vont vers les jeunes sur les réseaux et les sites d’annonces.",
        group="reperer",
        relay="digital",
        order=130,
        measure=7,
        synonyms=("maraude numérique", "réseaux sociaux", "annonces en ligne", "internet", "aller-vers"),
        hsds_taxonomy="digital-outreach",
        data_inclusion=(_TIES,),
    ),
    Category(
        slug="school_social_service",
        path="service-social-scolaire",
        label="Service social scolaire",
        plural="Services sociaux scolaires",
        description="Service social en faveur des élèves de la direction académique.",
        group="reperer",
        minors_only=True,
        order=140,
        measure=6,
        synonyms=("école", "collège", "lycée", "assistante sociale", "éducation nationale", "DSDEN"),
        answers_elsewhere=False,
        hsds_taxonomy="school-social-work",
        data_inclusion=("famille--soutien-a-la-parentalite-et-a-leducation",),
        is_free=True,
    ),
    Category(
        slug="professional_training",
        path="formation",
        label="Formation croisée",
        plural="Formations croisées",
        description="Formations et appuis pour les professionnels qui rencontrent ces mineurs.",
        group="former",
        order=150,
        measure=5,
        synonyms=("formation", "sensibilisation", "webinaire", "guide", "analyse de pratiques"),
        answers_elsewhere=False,
        hsds_taxonomy="professional-training",
        data_inclusion=("se-former--trouver-sa-formation",),
    ),
)

#: Every category by slug, in the order of a list.
CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {category.slug: category for category in sorted(_ALL, key=lambda category: category.order)}
)

#: Every category by its word in public addresses.
BY_PATH: Mapping[str, Category] = MappingProxyType({category.path: category for category in _ALL})

#: The categories that are of no use to anybody of 18 or more, in a list as in a plan.
MINORS_ONLY = frozenset(category.slug for category in _ALL if category.minors_only)

#: The categories that help a professional learn, and no minor now: after all others in a list.
TRAINING: tuple[str, ...] = tuple(slug for slug, category in CATEGORIES.items() if category.group == "former")

#: Position of each category in `CATEGORIES`: the compact code that map data carries.
POSITIONS: Mapping[str, int] = MappingProxyType({slug: index for index, slug in enumerate(CATEGORIES)})


def categories_of(group: str) -> tuple[Category, ...]:
    """Return the categories of a group slug, in list order; an unknown group has none."""
    return tuple(category for category in CATEGORIES.values() if category.group == group)


def group_of(category: str) -> Group:
    """Return the group of a category slug; raise KeyError for an unknown slug."""
    return GROUPS[CATEGORIES[category].group]


def is_secret(category: str) -> bool:
    """Whether every listing of a category slug is confidential; `models.listing` holds it too."""
    known = CATEGORIES.get(category)
    return known is not None and known.default_disclosure == CONFIDENTIAL


def disclosure_of(category: str, wanted: str = "") -> str:
    """What a listing publishes of its place: what is wanted, else what its category does by default.

    Of a secret category it is always "confidential".
    """
    known = CATEGORIES.get(category)
    default = known.default_disclosure if known else COMMUNE
    return default if default == CONFIDENTIAL else wanted or default
