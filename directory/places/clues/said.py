"""What people call places besides the names of communes: folded, lower case, no accent, words apart.

Written from common knowledge of the largest communes in November 2026, never complete: a second wall behind
reviewed phrases and the second person.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split("|"))


#: Neighbourhoods, squares and streets that a town is known by; written with a capital they say where.
NEIGHBOURHOODS = _names("""
    montmartre | batignolles | pigalle | belleville | menilmontant | barbes | goutte d or | bastille |
    marais | montparnasse | butte aux cailles | buttes chaumont | quartier latin | saint germain des
    pres | auteuil | passy | grands boulevards | chatelet | stalingrad | la chapelle | la villette |
    bercy | tolbiac | nation | oberkampf | canal saint martin | champs elysees | opera | republique |
    trocadero | invalides | vaugirard | alesia | gambetta | pere lachaise | clichy batignolles | la
    defense | part dieu | bellecour | croix rousse | guillotiere | perrache | confluence | gerland |
    monplaisir | vieux lyon | fourviere | duchere | minguettes | mas du taureau | villeurbanne gratte
    ciel | belle de mai | felix pyat | frais vallon | quartiers nord | prado | vieux port | canebiere |
    noailles | panier | castellane | busserine | la rose | estaque | sugiton | luminy | bonneveine |
    endoume | cours julien | cite radieuse | saint charles | mirail | bagatelle | empalot | izards |
    reynerie | bellefontaine | capitole | saint cyprien | minimes | jolimont | rangueil | purpan |
    compans caffarelli | arnaud bernard | saint michel | matabiau | hautepierre | petite france | neuhof
    | meinau | cronenbourg | esplanade | krutenau | elsau | port du rhin | neudorf | robertsau | lille
    sud | wazemmes | fives | moulins lille | vieux lille | vauban esquermes | triolo | pile | alma |
    epeule | trois ponts | pont de bois | euralille | faubourg de bethune | bourgogne tourcoing |
    villejean | gayeulles | cleunay | maurepas | blosne | beaulieu | dalle kennedy | colombier | kennedy
    | patton | sainte anne | thabor | brequigny | poterie | baud chardonnet | bellangerais | bellevue
    nantes | malakoff | breil barberie | dervallieres | nantes nord | ile de nantes | bouffay | hauts
    paves | doulon | chantenay | zola | talensac | commerce | bottiere | grand bellevue | bacalan |
    chartrons | aubiers | grand parc | saint michel bordeaux | victoire | bastide | cauderan | meriadeck
    | benauge | claveau | belcier | nansouty | capucins | mosson | paillade | antigone | ecusson |
    figuerolles | gambetta montpellier | petit bard | cevennes | port marianne | celleneuve |
    moulins nice | promenade des anglais | vieux nice | cimiez | las planas | pasteur nice | saint roch
    | villeneuve grenoble | arlequin | mistral | teisseire | capuche | berriat | saint bruno |
    echirolles villeneuve | abbaye grenoble | montreynaud | tarentaise | beaubrun | cotonne | montchovet
    | solaure | bellevue saint etienne | hauts de rouen | grammont | chatelets | sablons | saint sever |
    grand mare | caucriauville | mont gaillard | perret | grand large | guerin | pierre heuze | chemin
    vert | grace de dieu | haie vigne | pontanezen | recouvrance | keredern | kerourien | europe brest |
    bellevue brest | siam | saint marc | kervenanec | bois du chateau | kerihouais | menimur | kercado |
    conleau | tohannic | orgeval | croix rouge | wilson | europe reims | chatillons | fontaine d ouche |
    gresilles | toison d or | planoise | clairs soleils | palente | battant | haut du lievre | rives de
    meurthe | borny | sablon | drouot | coteaux | bourtzwiller | dornach | europe colmar | etouvie |
    pigeonnier | saint leu | val de murigny | argonne | la source | blossieres | saint jean de braye |
    sanitas | rives du cher | fontaines | rabelais | ronceray | sablons mans | glonnieres | roseraie |
    belle beille | monplaisir angers | verneau | beaubreuil | val de l aurence | bastide limoges | croix
    neyrat | saint jacques | fontaine du bac | montferrand | saint jean clermont | la gauthiere |
    pissevin | valdegour | mas de mingue | chemin bas | saint jean perpignan | moulin a vent | bas
    vernet | rocade perpignan | champs de mars | beaucaire toulon | pont du las | florane | mourillon |
    jas de bouffan | encagnane | mirabeau | sextius | monclar | rocade sud | barbiere | chateau double |
    salines | cannes ajaccio | empereur | jardins de l empereur | lupino | hauts du tampon | chaudron |
    moufia | camelias | vauban | sans souci | basse terre ville | ravine blanche | terre sainte |
    joinville | mangaria | riviere des galets | riviere des galets | coeur saignant | oceane | raizet |
    boissard | chanzy | petit bourg ville | dillon | terres sainville | volga | didier | redoute | cite
    mirza | village chinois | balata | kaweni | cavani | mgombani | tsoundzou | doujani
    """)
#: What a town or a stretch of country is called without its name.
NICKNAMES = _names("""
    cite corsaire | cite phoceenne | ville rose | ville lumiere | capitale des gaules | belle endormie |
    cite des ducs | cite des papes | cite ardente | cite du ponant | capitale alsacienne | capitale
    bretonne | capitale des flandres | capitale girondine | capitale europeenne | capitale des alpes |
    cite des sacres | cite plantagenet | cite du roi rene | cite stanislas | cite des ecrivains | cite
    imperiale | cite du lion | ville aux cent clochers | cite des etangs | baie des anges | cote d azur
    | cote d opale | cote d emeraude | cote de granit | cote vermeille | cote basque | cote d argent |
    pays basque | marches de bretagne | val de loire | vallons de vilaine | baie du mont | grande rade |
    presqu ile de crozon | petite camargue | riviera | petite venise | porte oceane | porte du soleil |
    ile aux fleurs | cite episcopale | ville d art et d histoire | cite medievale | cite balneaire |
    station balneaire | sous prefecture de la cote | grande couronne | petite couronne | quartiers nord
    | banlieue nord | banlieue sud | rive gauche | rive droite | ille et de la vilaine
    """)
#: Short for a town in messages and in mouths; never words of their own.
SHORT = _names("""
    rns | rbx | tlse | bdx | stbg | sxb | mtp | mtpl | mplr | clt fd | clermont fd | gre | lyn | nts |
    brst | qpr | vns | lrt | ltr | mrs | marss | nce | dkq | dunk | vda | tcg | rou | lh | cae | angs |
    orl | tls | prp | bcn | ajx | st e | sainte e | stmalo | st malo | lrsy | nrt | mlh | mlhs | cmr
    | nqt | svh
    """)
#: Who lives there says where.
INHABITANTS = _names("""
    rennais | rennaise | nantais | nantaise | lyonnais | lyonnaise | marseillais | marseillaise |
    lillois | lilloise | toulousain | toulousaine | bordelais | bordelaise | nicois | nicoise |
    strasbourgeois | strasbourgeoise | montpellierain | montpellieraine | brestois | brestoise |
    quimperois | quimperoise | vannetais | vannetaise | lorientais | lorientaise | malouin | malouine |
    vitreen | vitreenne | fougerais | fougeraise | redonnais | redonnaise | briochin | briochine |
    rouennais | rouennaise | havrais | havraise | caennais | caennaise | remois | remoise | dijonnais |
    dijonnaise | grenoblois | grenobloise | stephanois | stephanoise | clermontois | clermontoise |
    limougeaud | limougeaude | poitevin | poitevine | rochelais | rochelaise | tourangeau | tourangelle
    | orleanais | orleanaise | manceau | mancelle | angevin | angevine | nimois | nimoise | avignonnais
    | avignonnaise | toulonnais | toulonnaise | aixois | aixoise | cannois | perpignanais |
    perpignanaise | palois | paloise | bayonnais | bayonnaise | messin | messine | nanceien | nanceienne
    | mulhousien | mulhousienne | colmarien | colmarienne | amienois | amienoise | roubaisien |
    roubaisienne | tourquennois | calaisien | calaisienne | dunkerquois | dunkerquoise | valenciennois |
    valenciennoise | bisontin | bisontine | troyen | troyenne | annecien | annecienne | chamberien |
    chamberienne | ajaccien | ajaccienne | bastiais | bastiaise | dionysien | dionysienne | foyalais |
    foyalaise | pointois | pointoise | cayennais | cayennaise | mahorais de mamoudzou | cristolien |
    nazairien | yonnais | cholettais | lavallois | lavalloise | blesois | chartrain | drouais |
    beauvaisien | compiegnois | creillois | laonnois | saint quentinois | arrageois | lensois |
    douaisien | cambresien | maubeugeois
    """)
#: The same towns in other languages of France.
OTHER_LANGUAGES = _names("""
    roazhon | naoned | gwened | kemper | an oriant | sant brieg | sant malou | sant nazer | montroulez |
    lannuon | gwengamp | felger | gwitreg | kastell briant | konkerne | karaez | pondivi | landerne |
    baiona | miarritze | donibane lohizune | maule | tolosa | montpelhier | nimes | perpinya | bordeu |
    marselha | nica | tolon | aiacciu | bastia | corti | strossburi | milhusa | colmer | rijsel |
    duunkerke | roeselare | kales | burdeos
    """) - {"nimes", "bastia"}
