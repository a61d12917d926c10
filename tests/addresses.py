"""Examples of every address of the site. A route that is not here fails the tests that go everywhere."""

from __future__ import annotations

from collections.abc import Mapping

#: An identifier that nothing has.
NOBODY = "00000000-0000-4000-8000-000000000000"

#: Route, as written in its door → addresses to visit. Listings are those of the seed.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "/": ("/",),
    "/departements/<code>": (
        "/departements/56",
        "/departements/2A",
        "/departements/974",
        "/departements/988",
        "/departements/75?pres=75111&groupe=heberger&categorie=crip&age=15&genre=fille&saisine=ecole",
        "/departements/13?q=amicale&ouvert=1&sans-rdv=1&mineurs=1&conseil=1&page=2",
        "/departements/59?age=999&genre=x&groupe=x&categorie=x&saisine=x&page=x&pres=00000",
        "/departements/2a",
        "/departements/morbian",
    ),
    "/recherche": (
        "/recherche",
        "/recherche?q=signalemnt",
        "/recherche?q=zzzqqq",
        "/recherche?portee=nationale&pour=56",
        "/recherche?q=uaped&pres=56260&groupe=soigner&age=12&page=2",
    ),
    "/fiches/<slug>": ("/fiches/crip-morbihan-56", "/fiches/uaped-vannes-56", "/fiches/crip-du-morbian"),
    "/ou": ("/ou?lieu=Vannes", "/ou?lieu=Saint-Denis", "/ou?lieu=zzzzqqq", "/ou", "/ou?lieu=29"),
    "/ou/propositions": ("/ou/propositions?lieu=van", "/ou/propositions?lieu=2", "/ou/propositions"),
    "/points.json": ("/points.json?departement=56", "/points.json?departement=75&q=uaped", "/points.json"),
    "/points.geojson": ("/points.geojson?departement=56&groupe=soigner", "/points.geojson?departement=zz"),
    "/points/<int:number>.json": ("/points/1.json", "/points/99999999999999999999.json"),
    "/carte/<code>.js": ("/carte/56.js", "/carte/2A.js", "/carte/zz.js"),
    "/contours/<code>.geojson": ("/contours/56.geojson", "/contours/zz.geojson"),
    "/fond/<int:z>/<int:x>/<int:y>.png": ("/fond/8/125/89.png",),
    "/rester-discret": ("/rester-discret",),
    "/mentions-legales": ("/mentions-legales",),
    "/donnees-personnelles": ("/donnees-personnelles",),
    "/accessibilite": ("/accessibilite",),
    "/robots.txt": ("/robots.txt",),
    "/favicon.ico": ("/favicon.ico",),
    "/static/<path:filename>": ("/static/style.css", "/static/relais.js", "/static/nothing.css"),
    "/couverture": ("/couverture", "/couverture?region=53&categorie=crip&mesure=10"),
    "/couverture.<any(csv,xlsx):extension>": ("/couverture.csv", "/couverture.xlsx"),
    "/homologue": ("/homologue", "/homologue?de=80&vers=69", "/homologue?de=zz&vers="),
    "/orientation": (
        "/orientation",
        "/orientation?dep=56&besoin=abri",
        "/orientation?dep=974&age=15&urgence=oui&qui=ecole&besoin=soin&etape=plan",
    ),
    "/departements/<code>/fiche.pdf": ("/departements/56/fiche.pdf",),
    "/api": ("/api",),
    "/api/v1/listings": (
        "/api/v1/listings",
        "/api/v1/listings?departement=56&q=uaped&age=15&genre=fille&saisine=ecole&ouvert=1&limit=5",
        "/api/v1/listings?pres=56260&rayon=20&format=columns&cursor=3&modified_after=2026-01-01",
        "/api/v1/listings?portee=nationale&format=geojson&groupe=heberger&categorie=crip",
    ),
    "/api/v1/listings.<any(json,geojson,csv,columns):extension>": (
        "/api/v1/listings.json?limit=2",
        "/api/v1/listings.geojson?limit=2",
        "/api/v1/listings.csv?limit=2",
        "/api/v1/listings.columns?limit=20",
    ),
    "/api/v1/listings/<key>": ("/api/v1/listings/2", "/api/v1/listings/crip-morbihan-56?format=geojson"),
    "/api/v1/changes": ("/api/v1/changes", "/api/v1/changes?since=3&limit=2"),
    "/api/v1/departements": ("/api/v1/departements",),
    "/api/v1/departements/<code>": ("/api/v1/departements/56", "/api/v1/departements/zz"),
    "/api/v1/communes": ("/api/v1/communes?q=vannes",),
    "/api/v1/categories": ("/api/v1/categories",),
    "/api/v1/coverage": ("/api/v1/coverage",),
    "/api/v1/openapi.json": ("/api/v1/openapi.json",),
    "/exports/listings.<any(json,geojson,csv,xlsx):extension>": (
        "/exports/listings.json",
        "/exports/listings.geojson?departement=75",
        "/exports/listings.csv?q=uaped",
        "/exports/listings.xlsx?departement=56",
    ),
    "/hsds/": ("/hsds/",),
    "/hsds/openapi.json": ("/hsds/openapi.json",),
    "/hsds/services": (
        "/hsds/services?full=true&search=uaped",
        "/hsds/services?minimal=true",
        "/hsds/services?format=ndjson",
    ),
    "/hsds/services/<uuid:id>": (f"/hsds/services/{NOBODY}",),
    "/hsds/organizations": ("/hsds/organizations?full_service=true", "/hsds/organizations?search=croix"),
    "/hsds/organizations/<uuid:id>": (f"/hsds/organizations/{NOBODY}",),
    "/hsds/service_at_locations": (
        "/hsds/service_at_locations?full=true",
        "/hsds/service_at_locations?postcode=56000&proximity=20000",
    ),
    "/hsds/service_at_locations/<uuid:id>": (f"/hsds/service_at_locations/{NOBODY}",),
    "/hsds/taxonomies": ("/hsds/taxonomies",),
    "/hsds/taxonomies/<uuid:id>": (f"/hsds/taxonomies/{NOBODY}",),
    "/hsds/taxonomy_terms": ("/hsds/taxonomy_terms?top_only=true",),
    "/hsds/taxonomy_terms/<uuid:id>": (f"/hsds/taxonomy_terms/{NOBODY}",),
    "/data-inclusion/v1/services": ("/data-inclusion/v1/services?departement=56",),
    "/data-inclusion/v1/structures": ("/data-inclusion/v1/structures",),
    "/data-inclusion/v1/thematiques": ("/data-inclusion/v1/thematiques",),
    "/changements.atom": ("/changements.atom",),
    "/departements/<code>/changements.atom": ("/departements/56/changements.atom",),
    "/sitemap.xml": ("/sitemap.xml",),
    "/opensearch.xml": ("/opensearch.xml",),
    "/.well-known/security.txt": ("/.well-known/security.txt",),
    "/embed/<slug>": ("/embed/personne",),
    "/embed/<slug>/<code>": (
        "/embed/apercu/56",
        "/embed/apercu/59?groupe=soigner&age=15&q=uaped&page=2",
        "/embed/apercu/region-53",
        "/embed/apercu/region-11?q=signalemnt",
        "/embed/apercu/france?groupe=heberger",
        "/embed/apercu/zz",
        "/embed/personne/56",
    ),
    "/embed/<slug>/<code>/<pair>": (
        "/embed/apercu/59/0b6e4f-f5f0e6?groupe=soigner",
        "/embed/apercu/france/0b6e4f-f5f0e6",
        "/embed/apercu/59/ffff00-ffffff",
    ),
    "/embed/v1/<any(page.css,page.js,map.js):name>": (
        "/embed/v1/page.css",
        "/embed/v1/page.js",
        "/embed/v1/map.js",
    ),
    "/embed/v1/couleurs/<pair>.css": (
        "/embed/v1/couleurs/0b6e4f-f5f0e6.css",
        "/embed/v1/couleurs/ffff00-ffffff.css",
    ),
    "/embed/v1/relais-embed.js": ("/embed/v1/relais-embed.js",),
    "/healthz": ("/healthz",),
    "/readyz": ("/readyz",),
}

#: The same for the pages of those who sign in, where a form may need a cookie.
DESK: Mapping[str, tuple[str, ...]] = {
    "/connexion": ("/connexion",),
    "/connexion/code": ("/connexion/code",),
    "/mot-de-passe-oublie": ("/mot-de-passe-oublie",),
    "/courriel-envoye": ("/courriel-envoye",),
    "/mot-de-passe/<token>": ("/mot-de-passe/inconnu",),
    "/invitation/<token>": ("/invitation/inconnue",),
    "/confirmer/<token>": ("/confirmer/inconnu",),
    "/demander-un-acces": ("/demander-un-acces",),
    "/compte": ("/compte",),
    "/compte/second-facteur": ("/compte/second-facteur",),
    "/fiches/<slug>/contact": ("/fiches/crip-morbihan-56/contact",),
    "/coordination/acces": ("/coordination/acces",),
    "/coordination/consultations": ("/coordination/consultations",),
    "/administration/comptes": ("/administration/comptes",),
    "/administration/journal": ("/administration/journal",),
    "/administration/journal.csv": ("/administration/journal.csv",),
    "/administration/urgences": ("/administration/urgences",),
}

#: Every public example, then every example at all, in the order of the tables.
PUBLIC = tuple(address for addresses in EXAMPLES.values() for address in addresses)
EVERY = PUBLIC + tuple(address for addresses in DESK.values() for address in addresses)
