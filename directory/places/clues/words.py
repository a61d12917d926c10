"""Ordinary French words that are also communes, or a letter away from one. Folded: lower case, no accent."""

from __future__ import annotations

#: On their own these say nothing of a place; after "commune de", or with a capital after "à", they do.
#: Frequent words of Lexique 3.83 (New and Pallier) that are a commune, or near a city, are among them.
ORDINARY_WORDS = frozenset(
    """
    abondance abondant accords accueil accueille action actuelles adrien adulte adultes age agneaux agnes aide
    aigre aiguilles aiguillon ailes aille ailleurs aime aimes aines ainsi air aire aires alban alerte alertes
    allais aller allier allongea allonger allongez allons alloue amelie amende ami amies amis amont an ancre
    andouille ange anges angle angoisse anne annee antiques apaise apelle appel appelle appui apres apt arc
    arche arches ardentes argenterie argentin argentine armes ars art artisan as ascension asile assier asso
    assure aster astres atelier attaques aubaine aube aucun audience auge aurai auras aurelien aurons autels
    autorise autre autres autruche auxiliaire aval avance avances avant avare avec avenue aveux avide avion
    avions aviron avis avise avoine avril axe ay azur baby bac bacon badge baffe bagne bagnole bagnoles bague
    baie baignait baigne baigneur bailleur bains bais bal balais balance baleine ballon ballons ballots banal
    banc bancaire bancs banquette bar barbares barbes barils baron baronne barre barreaux barres bars bas base
    basse basses bassin basta bataille bataillon bats baume baveux beau beaux belges belle belles benoit berce
    berge bergerie bernard berne besace beurre bey bibiche biches bidon bielle bien bijou bilan bilans bille
    billet bio blaise blanc blanche blancs blessure bleu blocs blond bo boche bois boissons boive bon bondi
    bonds bonhomme bonne bonnes bonnet bons bord borde bordes bords borne bosse bottes bouche bouchon boucle
    boue bouffent bouffer bouge bouges bougon bougres bouille bouillie bouillon boule bouleaux boulon boulot
    bouquet bourdon bourdonne bourg bourgeois bourgogne bourguignon bourguignons bourre bourreau bourreaux
    bourres bourse bourses bousiller bouteille boyaux branche branches bras brave bref bricoles bride brigands
    brique brise broche brosses brouette brouille brousse bru bruit brumes brune brunes brusque brutes bu bue
    buis buisson buissons bulle bulles bure bureau bureaux bus but by cabane cabanes cacha cachant cachemire
    caches cachot cadet cadre cadres cages cagnotte cahier cahots caille caisse cales calma calme calvaire
    camarade came camembert camille camp campagne campo canal canari canne cannelle canon cantine canton
    cantons cap capable caprices caps capture car carence cargos carillon carnet carottes carrosse cars carte
    cas case casernes casquette casse casses cause causes caution cavalerie cave caverne cavernes caves ce
    celle celles cellier cellule cent centre centres cercle cercles cercueil cerise cerisiers cesse chaine
    chaise chaises chalet chalon chambre chambres chameaux champ champagne champs chance chanceux change
    changes chansons chantes chanteuse chantons chapeau chapeaux chapelle chapelles chaperon chapitres chaque
    charbons charge charges charmant charme charmes charnier charre charrette charrier chars charte chassant
    chasse chasseur chat chaton chatons chatte chaud chaudron chaume chausse chaussure chauve chaux chavirer
    chef chemin cheminot chemins chene chenille chenilles cher chere chers cheville chevilles chez chiche
    chiffres choisies choix chouette choux christophe chute cible cibles ciel cierges cieux cigogne cimes
    cinquante cintre cite citerne civil clair claire clans clapier classe clavier claviers clef clefs clement
    cloche clos closes cloue coach coche codes coeur cogna coin coings col colle collectif colliers collines
    colombe colonies colonne colonnes combe combines combles comiques comme commises commun commune communes
    compagne compagnie compas complet compote comprenne comps comptes comte concours conde confesse confiance
    confiant confie conflits confort conseil consigne constat contact conte contes contour contours contrat
    contre convoi coordonne copines coq coquille coquilles corbeaux corbeilles corde cordon corne cornette
    corniche corps corse costumes cote cotes couche couches coudes coudre couilles coule couleuvre coupe
    couple couples coupures cour courant courbe courbes couronne couronnes courriel courrier cours courses
    court courte courtes cousines cout couteaux coutumes couture couverture crachant craignais craintes cran
    crans crasse creche creusait creusant creuse creusent creux crevant crique crise crisse croix crosse
    crosses crottes cru cruelle cruelles cuirs cultures cure cursus cuve cuves cygnes dague daigne dame dames
    danger dangers dates dattes dauphin debat defense degre delai delais demain demande demeure demi demie
    denis dentaire depart deplace dernier derniers des dessous dessus detresse deuil deux devant devines devis
    devise die dieux dignes digue dires dis dit divan divers dix docteur dol domaines don donjon donne dons
    dossiers double douilles douillet doute doux douzaines douze drain drogue droit droite droits dry ducon
    duel dunes durable durees eau eaux ecart ecarts echange echelle echelles eclair ecole ecoles ecot ecoute
    ecran ecrans ecrit ecrits ecu ecume edition education effet elan eleve elevee eleves elus emploi en
    enclave encourage enfance enfants engins ennemis ensemble entier entraide entraine entrains entre entree
    entrees envers environs epoux epreuve equilibre equipe equipes err errance erre escale escales espace
    espaces espere espoir est estampes estime etable etage etape etat etoile etoiles etrange etre etude etudes
    eu eulalie eus evalue examen exerce exil externe fa fabrique face facebook faces facile faim fait faits
    familial famille fatigues faucon faune fausse faute faux feins felix femme fer ferme fermiers fete feu
    feuilles feuillet feux fiche fiches fief fiers figure filet filiere fille filles fils fin finale fins fixe
    fixes flagrant flat fleche fleur fleurie fleurs flotte flux foi folie folies folles fond fondation fonds
    fontaine fontaines fontes force forces foret forge forger forgeron formation forme formes fort forte
    forteresse fortes fosse fosses fou fougueux fouiller fouilles fouillez fouillis foule four fourches
    fourmis fourneaux fourreau fours foyer fragile frais framboise franc france franchie franchir franchis
    franchise franchit francs frange frappes fratrie frere freres fresques frise frissons fugue fugues fuite
    gage gages gagna gagne gagnes gaillard gaillards galant galerie galet galoches gangster gap garantie garde
    gardes gardienne gare gares gars gas gaz gene general genes genre gens gent gente gentille gentilles
    germain geste gestes gilles giron givre glace gland global glorieux gomme gonds gonzesse gonzesses gorge
    gorilles gosse gout grace grain graisse grand grande grandes grands grange granges grappes gras grasses
    gratuit grave graves grillon griottes grives grosse grossier grottes grouille groupe grues guerard gueux
    guide guider guides guise habilite habit haches haie haies haillons haines haleine hall halle halles halte
    hameau hanches handicap hardes hargneux haut haute hautement hautes hauts heberge herbe hestia heure
    heureux hilaire hisse histoire hiver hoche homme hommes honneur honore honteux hopital horaires hors hotel
    houle houlette huit huitre humain ici identite ile image impact inclus initie instagram instance inter
    interet interne internet invite irai irais is issue issus itineraires ivry jalons jaquette jardin jarret
    jaune jean jeu jeune jeunes jeux job joie joint joue jour journee jours joyeuse joyeux juge juges juif
    juillet juin julien julienne juliette jumeaux jure jury juste justice kairos la lac lacs laine laissons
    lama lance lancement landes langue lanterne laps large larges las lassay laurent lauriers lave lecture
    leger lent lentilles leon leonard les lettre leur levee levier liberte libre lien liens lies lieu lieux
    ligne lignes lime limite limites limon linge lions lire lis lisse liste lit livre livres llo local locale
    locaux loge logement loges loi loin loire loisirs long longue longues lot lots louche louches loue louer
    louise loup loupe loupes lourde lourdeur lourds loyaux lucie lue luire lumiere lune lunes lupien lutte
    lutter luttes luxe luzerne lycee lys machinal machine madame mages magne mai maille maillet maillot main
    mains maintes maintien maire mairie mais maison maisons majeur mal male mamans manche mandat mandats
    mangeras manges maniaque manies manne manoeuvre manoir manque manques manteau manteaux maquette maquettes
    marais maraude marc marcel marchais marchande marche marches marge marges marie marin marine marines
    marins marions maris marmaille marmonne marnes marque marquent marques marrante marre mars marseillais
    marteaux martel martial martin martyre mas masse mat matin maton mature maure maurice mauve mauves maux
    maxime medard medecin medecins mediation megere melon membre menace menage mene mens mention menue menus
    mer mercredi merde mere meres merlan merles merveille messe mesure mesures meteo metier metiers meuble
    meule meures michel midi mien miens mieux milieu mille milliers mine mines mineur mineurs minot mire
    miroir mise misere mises missel mission mobile moche mode modes module moi moine moins mois moisson
    moissons molle molles moment mon monceau monceaux monde moniteur monnaie monnaies monsieur mont montage
    montagne monte monterait montes montrais monts montures moquette morale morceaux morne mornes morse mort
    morte mortiers morue morve morveux mot moteur motif mots motte mouchard mouche mouches mouettes mouiller
    moules moulin moulinet moult mourants mouron mousse mousson mouton mouvants mouvement moyen moyenne mulet
    mur mure murette murs mus muse musique nage naissance nation nattes nature naval navire necessite nee nef
    nette neuf neutre neuve neuvic ney nicolas nid nids noble noce noel noeud noir noire nom nombre nomme
    nommes nord normande nos note notre noue nouilles nous nouveaux nouvelles noyer nuit nuits nulle numero
    oasis objet obsession obtenir occasion oeuvre oeuvres offre oie olive olives olivier oliviers omet ondes
    ongles oppelia or orage oranger orangers oranges ordre ordres orgueil orient oriente origine origines
    ormes orne ors oser osier ou oubli oublions oui ours ouste outil outils ouvert ouvrage ouvres ouvriers
    paille paires pairs paix palais pale palme palmiers panier paniers pannes papiers papillon papillons
    paques par parais parc parce parcelle parcelles parcours parcoursup parcs pardonne pareil pareille parent
    parents parfait parie paries parle parles parois parole paroles parquet part partage partenaire parterre
    partiel parties partis parts parvis pas pascal passa passage passages passais passe passerelle passoire
    patience patient patin pattes paul pause pauvre pauvres pavillon pavillons pays peau peaux peche peigne
    peine peines peintre peintures pelouse pensee penses pension pentes perche pere peres perle perles
    permanence permet perron persan personne perte peste petit petite petites petits peur phare physique piano
    pied pierre pierres pieux pile pilote pin pinard pince pins pions pirate pis pisse piste place places
    placide plage plaine plaines plainte plaintes plaisais plaisait plaisance plaisir plaisirs plan planche
    planches planes planques plans plante plateaux plateforme plats plein pleine pleure pleurs plongeon
    plongeur plus poche pognes poil point pointe points poisse poisson poissons poles police policiers pomme
    pommes pommier pommiers pompiers pont ponte ponts porche porcherie porno port porta porte portes ports
    pose poses possession possessions possible poste poteau poteaux poubelles pouce poule pour pourries
    pouvoir pradelle prairie pratique pre precieux prefet premier premiere premieres premiers prends prennes
    pres present president presle presque presse prete preuve prevention priere priez prince priorite prise
    prises prison prive prix projet projette promettez promettre propose propre prosper protection proue
    prouvais provient province provinces prud pruniers psy public publier puis puits pur pure py quai quarante
    quart quartier quatre quel quelques quentin queue queues quint quinte quinze race racines racistes rade
    rai raids ramasse rame rance rang range rangers rappel rapport raquette rares rasse rayonne rebelle
    rebelles recette recherche recit recoit recours recueil redire reference referent refuge refus regain
    regard regle regles reine reines reins relais relance relevant relire remette remettez remettre remirent
    remis remise rempart remy rencontre rende rendu renfort repas reperage repere repond reponse repos
    republique reseau reserve residence ressac ressources reste restes retire retour reunion reve revel revers
    reves ri riche rien riez rions rire ris risque risques rivage rive riviere robe robert roc roche rocher
    roches rois roland romain romaine romaines roman romans rond ronde rondelles roquette rose roues rouge
    rougeole rouille roule roulee roulette rousses route routes routier routiers roux royal rue ruelles rues
    rupture rustiques sabine sable sables sabres sac sachant sache saches safran sage saignes saillant sain
    saine saines sains saint sainte saints sales salle salles salon salut sana sanction sang sans sante sas
    satan saules saurais sauternes sauvages sauve sauver savantes savoir sceau scene science seau seaux
    sebastien secours secret secteur seize sel selle selles selon semaine sens sentence sentier sentinelle
    sentis sept sera serais serez serge serie serpent serrais serre serres sers sert servais servant service
    servies servis seuil seul seule sexuelles si siege signale signe signes silence simon simple site situe
    six snapchat social sociale soigne soin soins soir soit soixante sol soleil solidarite somme sommeil
    sommet son sonnettes sorbier sort sortie sortir souche soucy soude souffert souffrance souille souiller
    souliers soupir souple source sources sourd sourdes sourds sourient souterraine soutien souvenir souvent
    souviens soyeux soyons spa specialise sport stable stage standard stations suisse suite suivi suivis sujet
    superbe sur sure surete surin surveillance survie sus suspect sy sylvain sylvie syndicat table tables
    tablier tache taches taillait taillant tailleur taillis talait talent talon talus tampon tant tantes
    tapant tard tarde tarte tartes tas tasse taule taureaux taverne tavernes taxi teigne tel telegram
    telephone telle temple temps tence tende tendon tendre tendu teneur tente tenu tenue terme termes terminer
    ternes terrain terrasse terre terres territoire tester tests tete texte theil thomas tiens tient tierce
    tiers tiktok til tilleul titre toi toit tom tombe ton tonnelle tonnerre tortures tot touche touches touffe
    tour tourne tournes tours tous tout toute toutes toxiques train traine trait traite traitement tram trame
    tranches trans trappe travail travers traverse treize tresse treve tri triage tribunal tricot trier trimer
    trois trompette trouble tu tuile tunnel type types uchaud union unite ur urgence us usage usure util utile
    uz va vacherie vaches vague vaillant vaine vaines vains val valentine valeur valide vals vampires vanne
    var vars vase vaste vau vaudeville vaudra veaux veille velo velu vendredi venge venimeux venin venir vent
    vente ventes ventouse venue ver verbe verger verges verite vernaux vernie verre verres verrou verrue vers
    vert verte verts vertu vertus vesle veste veuilles veuve veuves via vice victime victimes victoire victor
    vide vie vieil vieille vieilles vienne viens vieux vigne vignes villa village ville villes vin vincent
    vingt viole violence violences violes vira viril visage vise visite visites visqueux vite vitre vitreux
    vivant vives viviez vivre vocation voeux vogue voie voies voile voisin voisine voisines voisins voitures
    voix vol volontaire volonte volx votre voulions vrai vraie vrille vue vues whatsapp yeux yves zone
    """.split()
)
#: Several ordinary words that together are the name of a commune, or mean something else than a place.
ORDINARY_PHRASES = frozenset(
    phrase.strip()
    for phrase in """
    arc en ciel | beau site
    | bel air | belle vue | bon pasteur | bon repos | bon secours | bonne esperance | bonne
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
