"""What makes a password one that nobody guesses: its length, and that it is no known one (NIST SP 800-63B-4, 3.1.1.2).

No rule about digits or capitals, and no end: both make people choose worse ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum
from itertools import pairwise

LEAST_ALONE = 15
LEAST_BESIDE_ANOTHER_FACTOR = 8
# So much has to be left where one's own name, or the city's, is taken out.
LEAST_BESIDE_OWN_WORDS = 8
SHORTEST_WORD = 4
# People go along the keyboard; so many keys in a row, on average, are no choice of one's own.
KEYS_IN_A_ROW = 4
ROWS = (
    "1234567890" * 2,
    "0123456789" * 2,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
)


class PasswordFault(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    KNOWN = "known"
    REPEATED = "repeated"
    ALONG_THE_KEYS = "along_the_keys"
    OWN_WORDS = "own_words"
    THE_SAME = "the_same"


def normal(password: str) -> str:
    """Return a password as it is kept and compared: an ü is an ü, whatever keyboard sent it (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def words_of(*names: str) -> frozenset[str]:
    """Return the words in names that are long enough to be somebody's first idea."""
    parts = (part for name in names for part in "".join(_spaced(normal(name).casefold())).split())
    return frozenset(part for part in parts if len(part) >= SHORTEST_WORD)


def _spaced(name: str) -> Iterable[str]:
    return (each if each.isalnum() else " " for each in name)


def fault(password: str, least: int, known: Collection[str], own: Iterable[str]) -> PasswordFault | None:
    """Return why a new password is not taken, None where it is good.

    `known` are the passwords everybody tries first, `own` the words that whoever knows the person or the city tries.
    """
    folded = normal(password).casefold()
    if len(normal(password)) < least:
        return PasswordFault.TOO_SHORT
    if folded in known or _letters_within(folded) in known:
        return PasswordFault.KNOWN
    if _repeats(folded):
        return PasswordFault.REPEATED
    if _runs(folded) * KEYS_IN_A_ROW <= len(folded):
        return PasswordFault.ALONG_THE_KEYS
    rest = _without(folded, own)
    if rest != folded and sum(each.isalnum() for each in rest) < LEAST_BESIDE_OWN_WORDS:
        return PasswordFault.OWN_WORDS
    return None


def _letters_within(folded: str) -> str:
    """Return a password without what people hang on at both ends to make it long enough."""
    inside = [at for at, each in enumerate(folded) if each.isalpha()]
    return folded[inside[0] : inside[-1] + 1] if inside else folded


def _repeats(folded: str) -> bool:
    """Say whether a password is one piece over and over."""
    return any(folded[length:] == folded[:-length] for length in range(1, len(folded) // 2 + 1))


def _runs(folded: str) -> int:
    """Return into how many pieces a password falls whose letters lie side by side."""
    beside = {pair for row in ROWS for way in (row, row[::-1]) for pair in pairwise(way)}
    return 1 + sum(pair not in beside for pair in pairwise(folded))


def _without(folded: str, own: Iterable[str]) -> str:
    for word in sorted(own, key=len, reverse=True):
        folded = folded.replace(word, "")
    return folded
