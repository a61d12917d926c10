"""A département's own workbook, as somebody keeps it: rows above the titles, merged cells, French words."""

from __future__ import annotations

import io

from openpyxl import Workbook

#: Its own titles: only some are words of the template.
TITLES = (
    "Structure", "Type", "Départements couverts", "Tél.", "Mail", "Commune", "Ouverture", "MAJ", "Remarques",
)  # fmt: skip
#: What each is, as somebody says it once on the page.
COLUMNS = ("name", "category", "departements", "phone", "email", "commune", "hours", "source_date", "")
_NAMES = (
    "Alouette Bouvreuil Chardonneret Draine Effraie Fauvette Grive Hulotte Ibis Jaseur Kinkajou Loriot"
    " Mésange Niverolle Ortolan Pinson Quetzal Rossignol Sittelle Tarin Urubu Verdier Wapiti Xérus Yapock"
    " Zorille Bruant Cincle Durbec Fuligule Gobemouche Huppe Linotte Martinet"
).split()
_HOURS = (
    "lundi au vendredi 9h-17h",
    "du lundi au jeudi de 9 h à 12 h 30",
    "24h/24",
    "mardi et jeudi 14h-18h",
)
_DATES = ("12/03/2026", "mars 2026", "2025", "3 novembre 2026")
_PLACES = ("Morbihan", "56 - Morbihan", "56", "morbihan")
_KINDS = ("Association spécialisée", "maraude", "Accompagnement en milieu ouvert", "Accueil de jour")


def messy_file() -> bytes:
    """A workbook of 38 rows: 34 sound ones, one whose hours say nothing, one whose telephone is wrong, one
    written twice, and one that is the listing `equipe` already there."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Répertoire fictif des partenaires du Morbihan"])
    sheet.append(["Mis à jour par le service, ne pas diffuser"])
    sheet.append([])
    sheet.append(list(TITLES))
    sheet.merge_cells("A1:I1")
    for at in range(34):
        four = at % 4
        sheet.append(
            [
                f"{_NAMES[at]} (fictif)", _KINDS[four], _PLACES[four], f"01 99 00 {at:02d} 11",
                f"equipe{at}@structure.example", "Vannes" if at % 2 else "Lorient (56)", _HOURS[four],
                _DATES[four], "vu en réunion",
            ]
        )  # fmt: skip
    other = ["Accueil de jour", "Morbihan"]
    sheet.append(
        ["Équipe aux horaires flous", *other, "01 99 00 70 11", "", "Vannes", "selon les jours", "2026"]
    )
    sheet.append(["Équipe au numéro faux", *other, "01 99 00 7", "", "Vannes", "", "2026"])
    sheet.append(["Draine (fictif)", *other, "01 99 00 71 11", "", "Vannes", "", "2026"])
    sheet.append(
        [
            "Équipe fictive equipe",
            "Accompagnement en milieu ouvert",
            "Morbihan",
            "01 99 00 72 11",
            "",
            "Vannes",
        ]
    )
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
