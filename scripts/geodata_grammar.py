"""The French words around a departement: « dans le Morbihan », « de l’Ain », « à Paris ».

The article comes from Insee's TNCC code (type de nom en clair): 0 none, 1 none before a vowel, 2 le, 3 la,
4 les, 5 l’. Whether one says « en » or « dans » is usage, written here.
"""

# Feminine and vowel names with which « en » is the usual preposition.
EN = "07 09 12 16 17 19 21 24 2A 2B 31 33 38 43 44 48 52 53 57 70 73 74 76 85 87 91 93 971 972 973"
LOCATIVES = {
    "75": "à Paris",
    "974": "à La Réunion",
    "975": "à Saint-Pierre-et-Miquelon",
    "976": "à Mayotte",
    "977": "à Saint-Barthélemy",
    "978": "à Saint-Martin",
    "986": "à Wallis-et-Futuna",
}
GENITIVES = {
    "986": "de Wallis-et-Futuna",
    "987": "de la Polynésie française",
    "988": "de la Nouvelle-Calédonie",
}
IN = {0: "en ", 1: "en ", 2: "dans le ", 3: "dans la ", 4: "dans les ", 5: "dans l’"}
OF = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’"}


def locative(code: str, name: str, tncc: int) -> str:
    """Return where: « dans le Morbihan », « en Gironde », « à Paris »."""
    return LOCATIVES.get(code) or ("en " if code in EN.split() else IN[tncc]) + name


def genitive(code: str, name: str, tncc: int) -> str:
    """Return of what: « du Morbihan », « de l’Ain », « des Landes »."""
    return GENITIVES.get(code) or OF[tncc] + name
