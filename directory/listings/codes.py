"""The coded words of a listing and of its history: each once, with what it reads like in French.

What is stored is the code, in English; a new code is one entry here and, where the database checks it, one
migration.
"""

from __future__ import annotations

#: What the public may know of where a listing is; nothing at all of a confidential one.
ADDRESS, COMMUNE, CONFIDENTIAL = "address", "commune", "confidential"
DISCLOSURE_WORDS = {
    ADDRESS: "adresse publiée",
    COMMUNE: "commune seule publiée",
    CONFIDENTIAL: "sous secret",
}

STATUS_WORDS = {"draft": "brouillon", "published": "publiée", "archived": "archivée"}

#: A fact that may be unknown; an unknown one says nothing.
TERNARY_WORDS = {"yes": "oui", "no": "non", "unknown": ""}
#: Dedicated services before those nobody knows of, generalist ones last.
DEDICATED_FIRST = {"yes": 0, "unknown": 1, "no": 2}

GENDER_WORDS = {"all": "filles et garçons", "girls": "filles", "boys": "garçons", "unknown": ""}

#: Who may read a phone or an e-mail.
AUDIENCE_WORDS = {"public": "", "professionals": "réservé aux professionnels"}

SOURCE_KINDS = {
    "official": "page officielle",
    "operator": "site de la structure",
    "press": "page publique ou presse",
    "secondary": "document tiers",
    "phone": "appris par téléphone",
    "visit": "appris lors d’une visite",
    "letter": "appris par courrier",
    "email": "appris par courriel",
    "report": "signalé par un visiteur du site",
}
#: Of these there is no page to read: somebody said it, on a day.
HEARD = ("phone", "visit", "letter", "email", "report")
#: Said by somebody of whom nothing is kept, not even what they do.
NOBODY = "report"
#: Who said it, or answered: what they do, never a name.
ROLE_WORDS = {
    "accueil": "auprès de l’accueil",
    "secretariat": "auprès du secrétariat",
    "equipe": "auprès de l’équipe",
    "direction": "auprès de la direction",
    "partenaire": "auprès d’un service partenaire",
}

#: What answers at a number, and at an e-mail address.
PHONE_KINDS = {"direct": "ligne directe", "on_call": "astreinte", "switchboard": "standard"}
EMAIL_KINDS = {"direct": "adresse du service", "mailbox": "boîte générale"}
CONTACT_KINDS = {**EMAIL_KINDS, **PHONE_KINDS}

REFERRER_WORDS = {
    "anyone": "toute personne",
    "minor": "le mineur lui-même",
    "family": "la famille",
    "professionals": "les professionnels",
    "school": "l’école",
    "health": "les soignants",
    "ase": "l’aide sociale à l’enfance (ASE)",
    "justice": "la justice",
    "police": "la police et la gendarmerie",
}

#: Why a service is closed for some days; nothing when nobody said.
CLOSURE_WORDS = {
    "leave": "congés",
    "works": "travaux",
    "training": "formation de l’équipe",
    "staff": "équipe incomplète",
}

#: Languages spoken on the spot, by ISO 639 code, and what helps with all others.
LANGUAGE_WORDS = {
    "fsl": "langue des signes",
    "interpreter": "avec un interprète",
    "en": "anglais",
    "ar": "arabe",
    "bg": "bulgare",
    "es": "espagnol",
    "pt": "portugais",
    "ro": "roumain",
    "ru": "russe",
    "sq": "albanais",
    "uk": "ukrainien",
}

DELAY_WORDS = {
    "now": "Réponse immédiate",
    "48h": "Réponse sous 48 h",
    "on_file": "Admission sur dossier",
}

#: What a revision records: « Fiche créée », as the history and the journal say it.
REVISION_WORDS = {
    "create": "créée",
    "edit": "modifiée",
    "confirm": "confirmée",
    "check": "vérifiée",
    "archive": "archivée",
    "restore": "rétablie",
    "import": "importée",
    "refresh": "mise à jour d’après un registre",
    "undo": "remise comme avant l’import",
    "approve": "modifiée à deux",
    "protect": "mise sous secret",
    "renumber": "publiée sous un autre numéro",
}
