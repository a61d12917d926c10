"""Who reaches which route: the table, and how it is asked."""

from __future__ import annotations

from typing import Any

SIGNED_IN, READERS, WRITERS = "signed in", "may read restricted contacts", "writers"
KEEPERS, NATIONAL, ADMIN = "keep the listing", "national", "admin"
#: Every route that is not for everybody. One more route is one more line, or fails.
GUARDED = {
    "GET /compte": SIGNED_IN,
    "GET /compte/presence": SIGNED_IN,
    "POST /compte/acces": SIGNED_IN,
    "POST /compte/codes": SIGNED_IN,
    "POST /compte/mot-de-passe": SIGNED_IN,
    "POST /compte/second-facteur/changer": SIGNED_IN,
    "POST /compte/sessions/<uuid:session_id>/fermer": SIGNED_IN,
    "GET /fiches/<slug>/contact": SIGNED_IN,
    "POST /fiches/<slug>/contact": READERS,
    "GET /coordination/acces": WRITERS,
    "POST /coordination/acces/<uuid:request_id>": WRITERS,
    "POST /coordination/acces/comptes/<uuid:account_id>/retirer": WRITERS,
    "GET /coordination/consultations": WRITERS,
    "GET /coordination/frequentation": WRITERS,
    "GET /coordination/frequentation.csv": WRITERS,
    "GET /coordination/suggestions": WRITERS,
    "POST /coordination/suggestions/<uuid:suggestion_id>": WRITERS,
    "GET /coordination": WRITERS,
    "GET /coordination/problemes": WRITERS,
    "GET /coordination/campagne": WRITERS,
    "GET /coordination/campagne/avancement.csv": WRITERS,
    "POST /coordination/campagne/nationale": NATIONAL,
    "POST /coordination/campagne/suivante": WRITERS,
    "POST /coordination/campagne/confier": WRITERS,
    "POST /coordination/campagne/appels/<int:call_id>/annuler": WRITERS,
    "GET /coordination/campagne/fiches/<int:number>": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>/brouillon": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>/prendre": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>/rendre": KEEPERS,
    "GET /coordination/changements/<uuid:pending_id>": WRITERS,
    "POST /coordination/changements/<uuid:pending_id>": WRITERS,
    "GET /coordination/communes": WRITERS,
    "GET /coordination/fiches": WRITERS,
    "POST /coordination/lot": WRITERS,
    "POST /coordination/lot/faire": WRITERS,
    "POST /coordination/lot/annuler": WRITERS,
    "GET /coordination/fiches/nouvelle": WRITERS,
    "POST /coordination/fiches/nouvelle": WRITERS,
    "GET /coordination/fiches/<int:number>": KEEPERS,
    "POST /coordination/fiches/<int:number>": KEEPERS,
    "GET /coordination/fiches/<int:number>/historique": KEEPERS,
    "GET /coordination/fiches/<int:number>/note": KEEPERS,
    "POST /coordination/fiches/<int:number>/note": KEEPERS,
    "GET /coordination/phrases": WRITERS,
    "POST /coordination/phrases": NATIONAL,
    "POST /coordination/phrases/<int:phrase_id>/approuver": NATIONAL,
    "POST /coordination/phrases/<int:phrase_id>/retirer": NATIONAL,
    "POST /coordination/fiches/<int:number>/annuler": KEEPERS,
    "POST /coordination/fiches/<int:number>/archiver": KEEPERS,
    "POST /coordination/fiches/<int:number>/places": KEEPERS,
    "POST /coordination/fiches/<int:number>/confirmer": KEEPERS,
    "POST /coordination/fiches/<int:number>/protection": KEEPERS,
    "POST /coordination/fiches/<int:number>/retablir": KEEPERS,
    "POST /coordination/fiches/<int:number>/revenir": KEEPERS,
    "POST /coordination/brouillons/<int:number>": KEEPERS,
    "POST /coordination/brouillons/<int:number>/oublier": KEEPERS,
    "GET /coordination/import": WRITERS,
    "POST /coordination/import": WRITERS,
    "GET /coordination/import/modele.<any(csv,xlsx):extension>": WRITERS,
    "GET /coordination/export.<any(csv,xlsx):extension>": WRITERS,
    "GET /coordination/import/<uuid:job_id>": WRITERS,
    "GET /coordination/import/<uuid:job_id>/avancement": WRITERS,
    "POST /coordination/import/<uuid:job_id>/annuler": WRITERS,
    "POST /coordination/import/<uuid:job_id>/appliquer": WRITERS,
    "POST /coordination/import/<uuid:job_id>/categories": WRITERS,
    "POST /coordination/import/<uuid:job_id>/colonnes": WRITERS,
    "POST /coordination/import/<uuid:job_id>/oublier": WRITERS,
    "GET /administration/journal": NATIONAL,
    "GET /administration/journal.csv": NATIONAL,
    "GET /administration/urgences": NATIONAL,
    "POST /administration/urgences/<number>": NATIONAL,
    "GET /administration/departements": NATIONAL,
    "GET /administration/editeur": ADMIN,
    "GET /administration/courriels": ADMIN,
    "POST /administration/editeur": ADMIN,
    "GET /administration/comptes": ADMIN,
    "POST /administration/comptes": ADMIN,
    "POST /administration/comptes/<uuid:account_id>/desactiver": ADMIN,
    "POST /administration/comptes/<uuid:account_id>/droits": ADMIN,
    "POST /administration/comptes/<uuid:account_id>/inviter": ADMIN,
    "GET /administration/partenaires": ADMIN,
    "POST /administration/partenaires": ADMIN,
    "POST /administration/partenaires/<slug>": ADMIN,
    "POST /administration/partenaires/<slug>/archiver": ADMIN,
    "POST /administration/partenaires/<slug>/retablir": ADMIN,
    "POST /administration/partenaires/demandes/<uuid:request_id>/effacer": ADMIN,
}
#: Unsafe routes for people without an account. They need our token, unless they are a public form.
OPEN_FORMS = {
    "POST /connexion",
    "POST /connexion/code",
    "POST /connexion/reprise",
    "POST /deconnexion",
    "POST /mot-de-passe-oublie",
    "POST /mot-de-passe/<token>",
    "POST /invitation/<token>",
    "POST /demander-un-acces",
    "POST /confirmer/<token>",
    "POST /compte/second-facteur",
}
PUBLIC_FORMS = {
    "POST /proposer",
    "POST /fiches/<slug>/erreur",
    "POST /fiches/<slug>/appel",
    "POST /verifier/<token>",
    "POST /integrer/demande",
}
#: Files with more than the public reads: that somebody took them away is written down, and nothing else.
TAKEN_AWAY = {
    "GET /coordination/export.<any(csv,xlsx):extension>",
    "GET /administration/journal.csv",
}
#: When somebody was last here is written down whatever they do.
NOTED = {"seen_at", "last_used_at"}
#: Roots of the pages of people with an account: nothing under them is for everybody.
INSIDE = ("/compte", "/coordination", "/administration")
#: The second step of signing in checks for itself: it is for people half-way.
HALF_WAY = {"GET /compte/second-facteur", "POST /compte/second-facteur"}
CAST = {
    "anonymous": set[str](),
    "disabled": set[str](),
    "half-way": set[str](),
    "pending": {SIGNED_IN},
    "professional": {SIGNED_IN, READERS},
    "coordinator": {SIGNED_IN, READERS, WRITERS, KEEPERS},
    "elsewhere": {SIGNED_IN, READERS, WRITERS},
    "national": {SIGNED_IN, READERS, WRITERS, KEEPERS, NATIONAL},
    "admin": {SIGNED_IN, READERS, WRITERS, KEEPERS, NATIONAL, ADMIN},
}
VALUES: dict[str, Any] = {
    "code": "56", "slug": "equipe-fictive-reservee-56", "token": "x" * 43, "number": "119",
    "filename": "style.css", "path": "x",
}  # fmt: skip
