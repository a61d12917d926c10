"""How a place name is compared: one spelling for everything people type."""

import re
import unicodedata

#: Letters that stand for two, or that no accent explains.
LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
#: The accents NFKD sets apart (Unicode blocks of combining diacritical marks).
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_SUR = re.compile(r"\bs/s\b|\bs/")
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
#: All but letters and digits separates words.
_SEPARATED = bytes(byte if byte in _KEPT else 32 for byte in range(256))
#: The abbreviations of postal addresses.
SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_SAINT = re.compile(r"\b(?:st|ste|sts|stes)(?= )")
_ARTICLE = re.compile(r"^(?:le|la|les|l|las|los) (?=.)")


def normalise(text: str) -> str:
    """Return `text` in lower-case ASCII words separated by one space.

    Accents, ligatures and punctuation go; the abbreviations of postal addresses are written out
    (`St`, `Ste` → saint, sainte; `s/` → sur; `s/s` → sous). Never raises; may return "".
    """
    bare = text.lower()
    if not bare.isascii():
        for ligature, letters in LIGATURES.items():
            bare = bare.replace(ligature, letters)
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", bare))
    if "s/" in bare:
        bare = _SUR.sub(lambda m: "sous " if m[0] == "s/s" else "sur ", bare)
    # Bytes, because this is asked of every text of every listing: a third of what a regular expression takes.
    words = b" ".join(bare.encode("ascii", "replace").translate(_SEPARATED).split()).decode()
    return _SAINT.sub(lambda m: SAINTS[m[0]], words) if "st" in words else words


def without_article(key: str) -> str:
    """Drop the leading article of a normalised name: `le havre` and `havre` are one place."""
    return _ARTICLE.sub("", key)
