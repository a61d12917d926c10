"""How doors answer signed-in people: pages that no cache keeps, and a sentence said once."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from directory.editing import listings as editing
from directory.french.typography import NO_BREAK, long_date
from directory.models import Listing
from directory.places.departements import DEPARTEMENTS
from directory.web.auth import actor
from directory.web.database import session

PARIS = ZoneInfo("Europe/Paris")
#: What a page may say after an action, by the word in its address: nothing typed is ever repeated there.
NOTICES = {
    "invite": "Invitation envoyée, valable 72 heures.",
    "non-envoye": "Le courriel n’a pas pu partir. L’action est enregistrée.",
    "desactive": "Compte désactivé, ses sessions sont fermées.",
    "renomme": "Nom changé.",
    "droits": "Droits changés, ses sessions sont fermées.",
    "mot-de-passe": "Mot de passe changé, vos autres sessions sont fermées.",
    "session": "Session fermée.",
    "rythme": "Rythme des courriels enregistré.",
    "accorde": "Accès accordé pour un an.",
    "refuse": "Demande refusée.",
    "retire": "Accès retiré.",
    "demande": "Demande envoyée au coordinateur de votre département.",
    "verifie": "Numéro vérifié aujourd’hui.",
    "numero-propose": "Proposé : une autre personne de la coordination nationale doit l’approuver.",
    "numero-approuve": "Changement approuvé : toutes les pages disent désormais ce numéro.",
    "numero-ecarte": "Changement écarté : le numéro reste comme il était.",
    "confirmee": "Fiche confirmée.",
    "annulee": "Changement annulé.",
    "enregistree": "Fiche enregistrée.",
    "places": "Places de ce soir publiées, jusqu’à demain 8 h.",
    "import-annule": "Import annulé : chaque fiche a retrouvé son état d’avant.",
    "import-annule-en-partie": "Import annulé. Les fiches modifiées depuis gardent leurs modifications.",
    "ligne": "Ligne décidée, le fichier est relu.",
    "colonnes-oubliees": "Colonnes oubliées.",
    "import-oublie": "Fichier oublié, rien n’est enregistré.",
    "inchangee": "Rien n’a changé : la fiche reste comme elle était.",
    "deuxieme-regard": "Changement proposé. Une autre personne doit l’approuver avant qu’il paraisse.",
    "archivee": "Fiche archivée : elle n’est plus publiée, rien n’est perdu.",
    "retablie": "Fiche rétablie.",
    "approuvee": "Changement approuvé et publié.",
    "approuvee-retenue": "Changement approuvé. La fiche paraîtra dans quelques nuits, sous un autre numéro.",
    "renvoyee": "Changement renvoyé : rien n’est publié, la personne qui l’a proposé le verra.",
    "ecartee": "Changement écarté : la fiche reste comme elle était.",
    "protegee": "Fiche sous secret : son adresse, ses contacts et leur historique sont effacés. "
    "Elle n’est plus publiée : une autre personne la relira d’abord.",
    "a-effacer": "Fiche sous secret, qui n’est plus publiée. "
    "Base occupée : demandez à l’administration d’effacer les traces.",
    "phrase-proposee": "Phrase proposée : une autre personne de la coordination nationale doit l’approuver.",
    "phrase-approuvee": "Phrase approuvée : les fiches sous secret peuvent la choisir.",
    "phrase-retiree": "Phrase retirée, des fiches qui la disaient aussi.",
    "note-lue": "Vous êtes l’une des deux personnes qui lisent cette note.",
    "note-effacee": "Note effacée.",
    "brouillon-oublie": "Brouillon effacé.",
    "suggestion-appliquee": "Suggestion acceptée. Vérifiez la fiche avant de la confirmer.",
    "suggestion-ecartee": "Suggestion écartée, avec son motif.",
    "suggestion-traitee": "Suggestion traitée.",
    "suggestion-brouillon": "Brouillon créé d’après la suggestion : complétez-le, puis publiez-le.",
    "rien-de-coche": "Cochez au moins une fiche.",
    "lot-fait": "C’est fait. Ce qui demande deux personnes attend la deuxième.",
    "lot-annule": "Annulé : chaque fiche a retrouvé son état.",
    "lot-annule-en-partie": "Annulé, sauf les fiches modifiées depuis, qui gardent leurs modifications.",
    "formulaires-envoyes": "Formulaires en route. Les réponses arriveront dans Suggestions.",
    "rien-a-envoyer": "Aucun formulaire envoyé : cochez la boîte à laquelle écrire quand même.",
    "territoire-garde": "C’est noté : vous tenez cette fiche avec les autres départements.",
    "territoire-decline": "Ce département est retiré de la fiche.",
    "territoire-deja": "C’est déjà décidé.",
    "territoire-refuse": "La fiche ne peut pas se passer de ce département : corrigez-la d’abord.",
    "campagne": "Campagne enregistrée.",
    "confiees": "Fiches confiées.",
    "reprises": "Annulé : ces fiches ne sont plus confiées à personne.",
    "reprises-en-partie": "Annulé, sauf les fiches que la personne appelle déjà.",
    "rien-a-confier": "Aucune fiche confiée : cochez-en, que personne n’ait déjà.",
    "personne-a-choisir": "Choisissez à qui confier les fiches.",
    "deja-prise": "Une autre personne a cette fiche. Ce que vous aviez tapé est gardé.",
    "rendue": "Fiche rendue : une autre personne peut l’appeler.",
    "appel-annule": "Appel annulé : la fiche est comme avant, vous pouvez la reprendre.",
    "appel-deja-annule": "Cet appel est déjà annulé.",
    "suggestion-suivie": "Fiche enregistrée, suggestion acceptée.",
    "editeur": "Textes enregistrés.",
    "partenaire": "Partenaire enregistré.",
    "partenaire-arrete": "Intégration arrêtée : ses pages n’affichent plus la carte.",
    "partenaire-retabli": "Intégration rétablie.",
    "partenaire-ecrit": "Partenaire ajouté, et prévenu par courriel avec son code et ce qu’il doit coller.",
    "demande-effacee": "Demande effacée.",
    "deconnecte": "Vous êtes déconnecté.",
    "nouveau-mot-de-passe": "Mot de passe changé. Connectez-vous.",
}


def show(template: str, status: int = 200, **context: object) -> tuple[str, int]:
    """Render a page for one person."""
    notice = NOTICES.get(request.args.get("fait", ""), "")
    return render_template(template, **({"notice": notice} | context)), status


def done(path: str, notice: str, **more: object) -> Response:
    """Go to a page after an action, which says what was done; `more` is added to its address."""
    return redirect(f"{path}?{urlencode({'fait': notice} | more)}", 303)


def moment(instant: datetime) -> str:
    """Write an instant in the time of Paris: "le 22 novembre 2026 à 9 h 04"."""
    local = instant.astimezone(PARIS)
    return f"le {long_date(local.date())} à {local.hour}{NO_BREAK}h{NO_BREAK}{local.minute:02d}"


def install(app: Flask) -> None:
    """Give templates the filter `moment`."""
    app.jinja_env.filters["moment"] = moment


MOST = 2**31


def kept_listing(number: int) -> Listing:
    """Return the listing of a number, or answer 404; raise NotAllowed for one of other coordinators."""
    if number >= MOST:
        abort(404)
    return editing.find_listing(session(), number, by=actor()) or abort(404)


def asked_integer(name: str) -> int:
    """A whole number of the form, 0 when there is none that a database holds."""
    given = request.form.get(name, 0, type=int)
    return given if 0 <= given < MOST else 0


def asked_departement() -> str:
    """The departement in the address, "" for all those one keeps."""
    code = request.args.get("departement", "")
    return code if code in DEPARTEMENTS else ""


def said(outcome: str, saved: str) -> str:
    """The word of the notice that says what became of a change."""
    return {editing.SAVED: saved, editing.WAITING: "deuxieme-regard"}.get(outcome, "inchangee")
