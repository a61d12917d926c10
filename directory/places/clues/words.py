"""Ordinary French words that are also communes, or a letter away from one. Folded: lower case, no accent."""

from __future__ import annotations

#: On their own these say nothing of a place; after "commune de", or with a capital after "à", they do.
ORDINARY_WORDS = frozenset(
    """
    accords accueil action adrien adulte adultes age agnes aide aime aines ainsi air alban alerte
    alertes aller alloue amelie ami amis amont an ancre ange anges anne annee apaise apelle appel
    appelle appui apres apt arc arche arches armes ars art artisan as ascension asile assier asso assure
    aster atelier aube aucun audience aurelien autre autres auxiliaire aval avance avances avant avec
    avenue avis avril axe ay bac baie bailleur bains bal balance banal banc bancs bar baron barre barres
    bars bas base basse basses bassin bataille beau beaux belle belles benoit berge bernard besace bidon
    bien bijou bilan bilans billet blaise blanc blanche blancs bleu bo bois bon bonne bonnes bons bord
    borde bordes bords borne bosse bouche bouchon boucle boule bourg bourse branche branches bras bref
    brique broche bruit brune bulle bulles bureau bus but by cabane cachot cadet cadre cadres cahier
    caille caisse calme camille camp campagne canal cantine canton cantons cap capable caps capture car
    carence carnet carte cas case casse casses cause causes caution cave ce celle celles cellule cent
    centre centres cercle cesse chaine chaise chaises chambre chambres champ champs chance chanceux
    change changes chapeau chapelle chaque charge charges charme charmes charte chasse chat chaud
    chausse chef chemin chemins chene cher chere chez chiffres choisies choix christophe chute cible
    cibles ciel cite civil clair claire classe clavier claviers clef clefs clement clos coach codes
    coeur coin col colle collectif colombe colonne combe comme commun commune communes compagnie complet
    comps comptes comte conde confiance confie conseil constat contact conte contes contour contours
    contrat contre convoi coordonne coq coquille corde corne cornette corps cote cotes couche couches
    coupe couple couples cour courant courbe couronne courriel cours courses court courte courtes cout
    couverture cran creche creuse crise croix cru cruelle cure cursus dame dames danger dates debat
    defense degre delai delais demande demeure demi denis dentaire depart deplace dernier des dessous
    dessus detresse deux devant devis dignes dires dis dit divers dix docteur dol don donne dons
    dossiers double doute douze drain drogue droit droite droits duel durable durees eau eaux ecart
    ecarts echange echelle echelles eclair ecole ecoles ecot ecoute ecran ecrans ecrit ecrits education
    effet elan elus emploi en enclave encourage enfance enfants ennemis ensemble entier entraide
    entraine entrains entre entree entrees envers epoux epreuve equipe equipes err errance erre espace
    espaces espere espoir est estime etable etage etape etat etrange etre etude etudes eu eulalie evalue
    examen exerce exil externe fa fabrique face facebook facile faim fait faits familial famille fausse
    faute faux felix femme fer ferme fete feu fiche fiches figure filiere fille filles fils fin finale
    fins fixe fixes flagrant flat fleche fleur flux foi fond fondation fonds fontaine fontaines fontes
    force forces foret formation forme forte fosse fosses fou four foyer fragile frais franc france
    fratrie frere freres fugue fugues fuite gage galerie galet gap garantie garde gare gars gas gaz gene
    general genes genre gens gent germain geste gestes gilles glace global gorge gout grace grain grand
    grande grandes grands gras gratuit grave graves groupe guerard guide habilite habit haie hall halle
    halte hameau handicap haut haute hautes hauts heberge herbe hestia heure heureux hilaire histoire
    hiver homme hommes honneur honore hopital horaires hors hotel huit huitre humain ici identite ile
    image impact inclus initie instagram instance inter interet interne internet invite is issue
    itineraires ivry jardin jean jeu jeune jeunes jeux job joie joint joue jour journee jours juge juges
    juillet juin julien juliette jury juste justice kairos la lac laine lance langue laps large las
    lassay laurent lave lecture leger lent leon leonard les lettre leur levee liberte libre lien liens
    lies lieu lieux ligne lignes limite limites lire lis liste lit livre livres llo local locale locaux
    loge logement loi loin loire loisirs long longue longues lot lots louise loup loupe loupes lucie lue
    luire lumiere lune lupien lutte lycee machine madame mai maille main mains maintien maire mairie
    mais maison maisons majeur mal male manche mandat mandats manne manque manques manteau maraude marc
    marcel marche marches marge marges marie marin marine marque marques mars martial martin masse mat
    matin mature maurice maux maxime medard medecin medecins mediation megere membre menace menage mene
    menus mer mercredi mere meres mesure mesures meteo metier metiers meuble michel midi mien mieux
    milieu mille mine mines mineur mineurs mise misere mission mobile mode modes moi moins mois moment
    mon monde monnaie monnaies monsieur mont montage montagne monts morale mort morte mot moteur motif
    mots motte mouche moulin mouvement moyen mur mure murs muse musique nage naissance nation nature
    necessite nee nef nette neuf neutre neuve neuvic nicolas nid nids noble noel noeud noir noire nom
    nombre nommes nord nos note notre nous nuit nuits numero oasis objet obtenir occasion oeuvre oeuvres
    offre oie olivier omet oppelia or ordre ordres orient oriente origine orne oser ou oubli oui ours
    outil outils ouvert ouvrage paires paix palais pale panier paques par parc parce parcours parcoursup
    pareil parent parents parfait parle parole paroles parquet part partage partenaire partiel parties
    parts pas pascal passage passages passe passerelle patience patient paul pause pauvre pays peau
    peche peine peines pensee pension perche pere peres perle permanence permet persan personne perte
    petit petite petites petits peur phare physique pied pierre pierres pile pilote pin pince pins piste
    place places placide plage plaine plaines plainte plan planche planches planes plans plante
    plateforme plein pleine plus poche poil point pointe points poles police pomme pommes pont ponts
    porche port porte portes ports pose possible poste poteau pouce pour pouvoir prairie pratique pre
    precieux prefet premier premiere prends pres present president presle presque presse prete preuve
    prevention priere priorite prise prises prison prive prix projet propose propre prosper protection
    proue prud psy public publier puis puits pur pure py quai quart quatre quel quelques quentin quint
    quinze race racines rade ramasse rame rang range rappel rapport rares rasse rebelle recette
    recherche recit recoit recours recueil reference referent refuge refus regain regard regle regles
    reine relais relance remise rempart remy rencontre rendu renfort repas reperage repere repond
    reponse repos republique reseau reserve residence ressources reste restes retour reunion reve revel
    reves ri riche rien rire ris risque risques rivage rive riviere robe roche rocher roches rois roland
    romain rond ronde rose rouge rougeole roulee route routes royal rue rues rupture sabine sable sables
    sac sachant sage sain saine sains salle salles salon salut sanction sang sans sante sas sauve sauver
    savoir scene science seau sebastien secours secret secteur seize sel selle selles selon semaine sens
    sentier sentinelle sept sera serie serre sert servant service seuil seul seule si siege signale
    signe signes silence simon simple site situe six snapchat social sociale soigne soin soins soir soit
    sol soleil solidarite sommeil sommet son sorbier sort sortie sortir souche soucy souffrance souple
    source sources soutien souvenir souvent spa specialise sport stable stage suite suivi suivis sujet
    superbe sur sure surete surveillance suspect sy sylvain sylvie table tables tache talus tampon tant
    tard tas taxi tel telegram telephone temple temps tence tendre tenu tenue terme termes terrain terre
    terres territoire tete theil thomas tiens tient tierce tiers tiktok til tilleul titre toi toit tom
    tombe ton tot touche touches touffe tour tourne tours tous tout toute toutes toxiques train traine
    trait traite traitement tram trame travail travers traverse treize treve tri triage tribunal trois
    trouble tu tuile tunnel type types uchaud union unite ur urgence us usage usure util utile uz va
    vague vaine val valentine valeur valide vals var vars vase vaste vau veille velo vendredi venir vent
    ventes verbe verger verite vernaux verre vers vert verte verts vertus vesle veuve via vice victime
    victimes victoire victor vide vie vieille vieilles vienne vieux vigne vignes villa village ville
    villes vin vincent vingt viole violence violences violes visage vise visite visites vite vitre
    vivant vivre vocation voie voies voile voix vol volontaire volonte volx votre vrai vraie vue vues
    whatsapp yeux yves zone
    """.split()
)
#: Several ordinary words that together are the name of a commune, or mean something else than a place.
ORDINARY_PHRASES = frozenset(
    phrase.strip()
    for phrase in """
    beau site | bel air | belle vue | bon pasteur | bon repos | bon secours | bonne esperance | bonne
    nouvelle | champ libre | deux fontaines | grand large | haut de page | hauts de france | hors les
    murs | la porte | mont blanc | petite enfance | plein air | point du jour | quatre saisons | saint
    esprit | saint jean baptiste | saint sylvestre | saint valentin | saint vincent de paul | sainte
    famille | temps libre | tout va bien | trois fontaines | val vert | vieux port
    """.split("|")
)
#: Never a clue: they say nothing that the public does not know.
ALWAYS_ALLOWED = (
    "France", "Europe", "Union européenne", "France métropolitaine", "Outre-mer", "Guadeloupe", "Martinique",
    "Guyane",
    "La Réunion", "Réunion", "Mayotte", "Saint-Pierre-et-Miquelon", "Saint-Barthélemy", "Saint-Martin",
    "Wallis-et-Futuna", "Polynésie française", "Nouvelle-Calédonie", "France Victimes", "France Travail",
)  # fmt: skip
#: After these, a word is a place rather than a thing.
TOWARDS = frozenset(
    (
        "a",
        "vers",
        "sis",
        "sise",
        "situe",
        "situee",
        "base",
        "basee",
        "implante",
        "implantee",
        "habite",
        "entre",
    )
)
#: "commune de", "mairie de"…: what follows is a place however ordinary the word.
INSTITUTIONS = frozenset(
    """
    aeroport agglomeration antenne arrondissement banlieue bourg canton centre-ville ch chr chru chu
    college commissariat commune direction eglise gare gendarmerie hopital hotel-de-ville
    intercommunalite judiciaire lycee mairie metropole parquet pays peripherie port prefecture procureur
    quartier region secteur tribunal village ville
    """.split()
)
