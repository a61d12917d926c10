"""What a place looks like in French, gazetteer apart: streets, postcodes, points, stations, landmarks.

Patterns read folded text: lower case, no accent, straight apostrophes, one kind of space and of dash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = (
    r"(?<![\d.,])(?!(?:19|20)\d\d\b)(?:n ?° ?|no ?|num(?:ero)? )?\d{1,4}(?: ?(?:bis|ter|quater|"
    r"[a-d])\b)?(?: ?[-/&] ?\d{1,4})?"
)
#: Words that follow a common noun, where a street would have its name.
_NOT_A_NAME = (
    r"(?!(?:aupres|hors|mineure?s?|jeunes?|enfants?|services?|mouvement|equipes?|personnes?|filles?|"
    r"garcons?|et|ou|ni|en|au|aux|avec|pour|par|sur|sous|dans|sans|chez|vers|est|sont|ont|peut|doit|qui|"
    r"que|dont|des?"
    r" (?:nuit|jour)|afin|ainsi|mais|puis|comme|lors|entre|pendant|depuis|jusqu|selon|via|possible|"
    r"disponible|"
    r"reserve|urgence|accueil|hebergement|an|mois|jours?|semaines?|heures?|h|a|y|se|ne|il|elle|on|nous|"
    r"vous)\b)"
)
_LINK = r"(?:de la |de l'|de l |des |du |de |d'|d |la |le |les |l')?"
_NAME = rf"{_NOT_A_NAME}{_LINK}{_NOT_A_NAME}(?=[a-z0-9])[a-z0-9'-]+"
#: Never anything but a way when a name follows.
_WAYS = (
    r"avenue|boulevard|impasse|allee|ruelle|venelle|faubourg|esplanade|rond[ -]point|chaussee|sentier|"
    r"lotissement|"
    r"(?:boul|bld|bvd|blvd|bd|ave|av|imp|all|che?m|rte|fbg|fg|sq)\b\.?|(?:lot|res|pl)\."
)
_ORDINAL = (
    r"(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz|douz|treiz|quatorz|quinz|seiz|dix-sept|dix-huit|"
    r"dix-neuv|vingt)ieme"
)
#: Also everyday nouns: a number before them, or the name of somebody after them, makes them ways.
_NOUNS = (
    r"rue|ru|r|place|pl|quai|route|chemin|ch|cours|crs|square|passage|pass|promenade|prom|traverse|trav|"
    r"montee|mte|"
    r"cote|voie|villa|cite|residence|res|pont|porte|parvis|hameau|ham|mail|sente|galerie|clos|carrefour|"
    r"carref|"
    r"bis rue|tour|digue|port|levee|lot|parc|rpt|za|zi|zac|cour|domaine|ilot|immeuble|bat|batiment|plateau"
)
_STREET_NAMES = (
    r"(?:la |le |les |l')?(?:mairie|eglise|republique|gare|marche|liberation|victoire|liberte|paix|"
    r"poste|fontaine|"
    r"chateau|moulin|ecole|ecoles|stade|hotel de ville|victor hugo|gambetta|carnot|pasteur|foch|leclerc|"
    r"jaures|"
    r"verdun|clemenceau|general|marechal|gal|mal|president|pdt|docteur|dr|professeur|pr|abbe|saint|"
    r"sainte|st|ste|"
    r"jean|jules|charles|georges|pierre|paul|louis|emile|henri|maurice|leon|albert|alsace|bretagne|"
    r"resistance|"
    r"cathedrale|halles|tilleuls|acacias|lilas|platanes|lavoir|bois|plage|canal|lac|vignes?|"
    r"champs?|"
    r"cimetiere|nationale?|principale?|centrale?|haute?|basse?|11 novembre|8 mai|19 mars|4 septembre|"
    r"14 juillet)\b"
)
#: After « ligne », numbers that one calls rather than rides.
_HELPLINES = r"(?:11[2459]|116 ?\d{3}|39 19)\b"
_LANDMARK = (
    r"(?:gares?|mairie|eglise|basilique|cathedrale|chapelle|abbaye|mosquee|synagogue|temple|ecole|"
    r"college|lycee|"
    r"hopital|clinique|chu|chr|stade|piscine|gymnase|parc|jardin|pont|place|marche|halles?|supermarche|"
    r"hyper|"
    r"carrefour|leclerc|auchan|lidl|intermarche|super u|boulangerie|pharmacie|poste|bureau de poste|"
    r"commissariat|"
    r"gendarmerie|tribunal|prefecture|sous-prefecture|palais de justice|mer|plage|port|lac|etang|"
    r"riviere|fleuve|"
    r"canal|foret|bois|montagne|aeroport|centre[ -]ville|centre commercial|centre hospitalier|cinema|"
    r"theatre|musee|"
    r"chateau|cimetiere|rond[ -]point|autoroute|sortie|peage|periph\w*|rocade|zone \w+|universite|fac|"
    r"faculte|"
    r"campus|caserne|prison|bibliotheque|mediatheque|hotel|bar|cafe|restaurant|mac ?do\w*|tabac|metro|"
    r"tram\w*|"
    r"bus|arret|station\w*|rer|rue|avenue|boulevard|quai|square|hippodrome|zoo|phare|barrage|moulin|usine|"
    r"dechetterie|fontaine|tour|porte|frontiere|bourg|village|salle des fetes|parking|monument|calvaire|"
    r"lavoir)"
)
_NEAR = (
    r"(?:au pres|pres|tout pres|a cote|juste a cote|en face|face|vis[ -]a[ -]vis|"
    r"a proximite(?: immediate)?|proche|"
    r"non loin|pas loin|a deux pas|a quelques pas|a l'angle|au coin|a l'arriere|derriere|devant|"
    r"juste apres|apres|"
    r"juste avant|au[ -]dessus|en dessous|au bout|au fond|au bord|en bordure|au pied|le long|au croisement|"
    r"au nord|au sud|a l'est|a l'ouest|"
    r"(?:a )?(?:\d+|une?|deux|trois|cinq|dix|quinze|vingt)(?: petites?)? ?(?:min(?:utes?|s)?\b\.?|mn|"
    r"metres?|m|km|"
    r"kilometres?|pas|"
    r"arrets?|stations?|rues?)(?: (?:a pied|en voiture|en bus|en tram|en metro|en velo|de marche))?)"
)
_TO = r"(?: ?(?:de la|de l'|des|du|de|d'|a la|a l'|au|aux|a|la|le|les|l'))? ?"
#: Every repetition has a bound: a long line takes a time that its length alone decides.
_PHONE = (
    r"(?:(?:\+|\b00) ?33[ .\-]{0,3}(?:\(0\))?[ .\-]{0,3}|(?<!\d)\(?0\)?[ .\-]?)[1-5]"
    r"(?:[ .\-/_]{0,4}\d){8}(?!\d)"
)
#: Numbers written out, as people dictate a telephone or a postcode.
_TENS = (
    r"zero|un|deux|trois|quatre(?:[ -]vingts?)?|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|"
    r"seize|vingts?|trente|quarante|cinquante|soixante|cents?"
)
_MAPS = (
    r"google\.[a-z.]{2,6}/maps|maps\.google|maps\.app\.goo\.gl|goo\.gl/maps|maps\.apple\.com|g\.page|"
    r"openstreetmap\.(?:org|fr)|\bosm\.(?:org|fr)|waze\.com|bing\.com/maps|mappy\.com|viamichelin|"
    r"geoportail|"
    r"umap\.|citymapper|wego\.here|plus\.codes|what3words|\bw3w\b|///|\bgeo:|yandex\.[a-z]+/maps|"
    r"pagesjaunes|"
    r"geohash|google ?maps|plan d'acces|street ?view|komoot|strava\.com"
)
_UNIT = (
    r"(?! ?(?:€|euros?|eur\b|mineure?s?|jeunes?|enfants?|personnes?|victimes?|professionnels?|"
    r"habitants?|appels?|"
    r"heures?|fois|signalements?|places?|nuit\w*|km\b|m2|adolescente?s?|situations?|francs?|"
    r"exemplaires?|%))"
)
_TLD = (
    r"(?:fr|com|org|net|eu|info|asso|gouv|io|re|gp|mq|nc|pf|yt|paris|bzh|alsace|html?|php|pdf|aspx|"
    r"docx?|jpg|png)"
)

#: These may follow a letter; the others begin where a word does, which spares most of the search.
_ANYWHERE = ("coordinates", "phone")

PATTERNS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern if kind in _ANYWHERE else rf"(?<![a-z0-9])(?:{pattern})")
    for kind, pattern in {
        "map_link": rf"(?:{_MAPS})[^\s]*|"
        rf"@-?\d{{1,2}}\.\d{{2,}},-?\d{{1,3}}\.\d{{2,}}"
        rf"|(?<![\w.@/-])(?!www\.)[a-z]{{3,}}\.[a-z]{{3,}}\.(?!{_TLD}\b)[a-z]{{3,}}(?![\w.@])",
        "coordinates": r"[-+]?\b\d{1,2}[.,]\d{2,} ?[,;/|\s] ?[-+]?\d{1,3}[.,]\d{2,}"
        r"|[-+]?\b\d{1,3}[.,]\d{4,}\b"
        r"|\b\d{1,3} ?(?:°|deg\w*) ?\d{1,2}(?:[.,]\d+)?(?: ?['m]\w* ?\d{0,2}(?:[.,]\d+)? ?(?:\"|''|"
        r"s)?)?(?: ?[nsewo]\b)?"
        r"|\b[ns] ?\d{1,2} \d{2} \d{2} ?[ewo] ?\d|\b\d{1,3}(?:[.,]\d+)? ?° ?[nsewo]\b|\b[nsewo] ?\d{1,2} ?°"
        r"|\b(?:lat(?:itude)?|lon(?:g|gitude)?|lng|gps)\b ?[:=]? ?(?:est |de )?-?\d+|\bcoordonnees? gps\b"
        r"|\b(?:lambert|utm|wgs ?84|mgrs)\b|\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b",
        "phone": rf"{_PHONE}|\bindicatif \d|(?:\b0[1-5]|\bzero (?:un|deux|trois|quatre|cinq)) "
        rf"(?:{_TENS}|\d\d)[ -](?:{_TENS}|\d\d)"
        r"|\b0[1-5]\d\d suivi",
        "link": r"\b(?:bit\.ly|tinyurl\.com|frama\.link|urlr\.me|is\.gd|t\.co|goo\.gl|lc\.cx|cutt\.ly|"
        r"shorturl\.at|rb\.gy|ow\.ly|imgur\.com|ibb\.co|postimg\.cc|photos\.app)/\S*|\bdata:[a-z]+/|"
        r"(?<![&\w])#[a-z]{5,}",
        "identifier": r"(?<![\d.,])\d{9}(?![\d.,])|(?<![\d.,])\d{3} \d{3} \d{3}(?! ?\d)"
        r"(?! ?(?:€|euros?|d'euros))|\biris ?(?:n ?° ?)?\d|\bcarreau (?:de )?\d|\bcommune n ?° ?\d|"
        r"\bmaidenhead\b|\b[a-r]{2}\d{2}[a-x]{2}\b|"
        r"\b\d{3} ?\d{3} ?\d{3} ?\d{5}\b|\bw\d{9}\b|\b(?:finess|siret|siren|rna|nic|uai)\b"
        r"[^\d\n]{0,12}[\da-z]{0,20}\d[\d ]{4,20}|\bparcelle(?: cadastrale)? (?:n ?° ?)?[a-z0-9]|"
        r"\bsection cadastrale\b",
        "postal_box": r"\bboite postale\b|\bcedex\b(?: ?\d{1,2}\b)?|\b(?:b\.? ?p\.?|boite postale|c\.? ?s\.?|"
        r"tsa) ?(?:n ?° ?)?\d{1,6}\b",
        "postcode": rf"(?<![\d.,/-])(?:f-?)?(?:\d{{5}}|2[ab] ?\d{{3}})(?![\d])(?![.,]\d){_UNIT}"
        rf"|(?<![\d.,])(?:[0-8]\d|9[0-578]) \d{{3}}(?! ?\d){_UNIT}(?= ?[,:-]? ?[a-z]|\b ?$)"
        r"|\bcode (?:postal|insee)\b|\bc\.? ?p\.? ?:? ?\d\d|"
        rf"\b(?:{_TENS})(?:[ -](?:{_TENS})){{0,3}}[ -]mille[ -]"
        rf"(?:{_TENS})(?:[ -](?:{_TENS})){{0,3}}(?! [a-z])",
        "street": rf"(?<!l')(?<!une )(?<!est )(?<!etre )(?:{_WAYS})(?![a-z]) ?{_NAME}"
        rf"|{_NUMBER},? ?(?:{_WAYS}|(?<!a )(?:{_NOUNS})\.?)(?![a-z]) ?{_NAME}"
        rf"|\b(?:{_NOUNS})\.? {_LINK}{_STREET_NAMES}"
        rf"|(?<!de )(?<!dans la )(?<!a la )\brue {_NAME}|\br\. ?(?!\d){_NAME}|\b\d{{1,4}} ?(?:bis|ter|"
        rf"quater)\b"
        r"|\b(?:zone (?:industrielle|artisanale|commerciale|d'activites?)|parc d'activites?|"
        r"zae|zac|z\.? ?[ai]\.?)(?![a-z]) ?(?:de |du |des |d'|la )?[a-z]\w+"
        r"|\b(?:batiment|bat\.?|bloc|escalier|esc\.|entree|hall|appt?\.?|"
        r"appartement) (?:n ?° ?)?(?:[a-h]|\d{1,3})\b"
        r"|\b\d{1,2} ?(?:er|e|eme) (?:etage|gauche|droite)\b|\bsonnette\b|\bcode (?:du )?portail\b"
        r"|\bn ?° ?\d{1,4} de la rue\b|\b(?:tour|hlm|barre|bloc) \d{1,2}\b|\bhlm (?:de |des |du |les |"
        r"la )?[a-z]"
        r"|\b(?:digicode|interphone|code (?:de la )?porte)\b"
        r"|\b(?:rn|rd) ?\d{1,4}\b|\b(?:autoroute|nationale|departementale|route) (?:a|n|d)? ?\d{1,4}\b|"
        r"\bsortie (?:n ?° ?)?\d",
        "locality": r"\blieu[ -]?dit\b(?:[ :]+[\w'-]+)*|\b(?:hameau|ham\.|l\.?d\.) ?(?:de |du |des |"
        r"d')?[a-z][\w'-]+"
        r"|\b(?:quartier|arrondissement)s? (?:de |du |des |d'|"
        r"dit )(?:la |le |les |l')?"
        r"(?=[a-z])(?!(?:residence|domicile|origine|naissance|provenance|la structure|votre|son|leur|"
        r"l'enfant|celle)\b)"
        r"[\w'-]+|\b\d{1,2} ?(?:e|er|eme|ieme) (?:arr\w*|ardt)\b"
        rf"|\b(?:dans|vers|sur) le {_ORDINAL}\b(?! [a-z])|\b{_ORDINAL} arr\w*|"
        rf"(?<![a-z])(?!vie)[ivx]{{2,6}}e(?![a-z])(?! siecle)"
        r"|\b(?!centre-|bidon)[a-z]{3,}-ville\b(?!-)",
        "transport": r"\bm° ?[a-z]|\bterminus\b|\b(?:prendre|prenez) (?:le |la )?(?:bus |"
        r"ligne )?[a-z]?\d{1,3}\b|(?<!se )(?<!s')\bgare\b(?! a\b| aux\b)(?: (?:de |du |d'|la |sncf)?[\w'-]+)?"
        r"|\b(?:metro|rer|tram|tramway|ter|tgv|trolley\w*|funiculaire|telecabine)\b"
        r"(?: (?:de la |de |du |d'|ligne )?[\w'-]+)?"
        r"|\bstation (?!d'ecoute)(?:de |du |d')?(?:[\w'-]+)|\barret (?:de bus|de tram\w*|de car|bus|"
        r"tram|[:\"«])[^.\n]{0,30}"
        rf"|\barret (?:{_STREET_NAMES}|(?:hopital|lycee|college|centre|port|pont)\b)"
        rf"|\bligne (?:n ?° ?)?(?!{_HELPLINES})(?:\d{{1,3}}|[a-h])\b(?! ?(?:h|/|'))|"
        r"\b(?:l|t|m)\d{1,2}\b(?= |,|\.|$)|"
        r"\b(?:bus|car|navette) (?:ligne )?(?:n ?° ?)?(?:[a-z]?\d{1,3}[a-z]?|[a-h])\b"
        r"|\b(?:arrets?|lignes?|terminus) (?:de |du )?(?:bus|cars?)\b|\ben (?:bus|car)\b|\bporte de [a-z]+",
        "landmark": rf"\b(?:dans les|aux) locaux d|\b(?:meme|cet) immeuble\b|\ba (?:droite|gauche) d|"
        rf"\bconfluent\b|"
        r"\bimpasse\b(?! (?:educative|judiciaire|relationnelle))|\bcalanques? de|\bparking d|"
        r"\bface a une? |\ba cote d'une? |"
        r"\ba mi-chemin\b|\ba l'adresse\b|\bl'adresse (?:figure|est)\b|\bsous-prefecture\b|"
        rf"\b{_NEAR}{_TO}(?:(?:grand|grande|ancien|ancienne|vieux|vieille|petit|petite|"
        rf"nouvel|nouveau|nouvelle|"
        rf"meme) )?{_LANDMARK}\b",
    }.items()
}
#: A web address that shows a point on a map.
MAP_ADDRESS = re.compile(_MAPS, re.IGNORECASE)
#: What a capital letter makes a place: the name that follows is written with one.
BEFORE_A_NAME = re.compile(
    rf"\b(?:{_NEAR}{_TO}|arret (?:de |du )?|station (?:de )?|(?:{_NOUNS}|{_WAYS}) {_LINK}|"
    rf"quartier (?:de |du |des )?|"
    r"(?:ville|commune|canton|village|bourg) (?:de |du |des |d')(?:la |le |les |l')?|secteur (?:de |du |"
    r"des )?|domaine (?:de |du |des )?|chateau (?:de |du |des )?|ferme (?:de |du |"
    r"des )?|"
    r"foret (?:de |du |des )?|ile (?:de |du |des )?|presqu'ile (?:de |du )?|vallee (?:de |du |"
    r"des )?)(?=[a-z])"
)
