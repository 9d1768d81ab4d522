"""How names stand in a list: as words in a German dictionary (DIN 5007-1)."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a base and a mark.
BASES = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def sought(name: str) -> str:
    """Return what a name is found by: its words as they are sorted, with a blank between them."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in place(name)).split())


def place(name: str) -> str:
    """Return what a name is sorted by: ä like a, ß like ss, capitals like small letters."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(BASES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
