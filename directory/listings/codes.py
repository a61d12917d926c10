"""The coded words of a listing, and what they read like in French."""

from __future__ import annotations

SOURCE_KINDS = {
    "official": "page officielle",
    "operator": "site de la structure",
    "press": "page publique ou presse",
    "secondary": "document tiers",
}


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


DELAY_WORDS = {
    "now": "Réponse immédiate",
    "48h": "Réponse sous 48 h",
    "on_file": "Admission sur dossier",
}


TERNARY = ("yes", "no", "unknown")


DISCLOSURES = ("address", "commune", "confidential")


STATUSES = ("draft", "published", "archived")
