"""How lists of other systems write the number of a badge, and the bytes a reader here sees of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """What a badge is known by: the number its chip answers with, the one printed on it, or the one in its file."""

    UID = "uid"
    NUMBER = "number"
    DESFIRE = "desfire"


class Writing(StrEnum):
    """How a list writes the number; our readers show it as plain hex, the first byte first."""

    HEX = "hex"
    HEX_REVERSED = "hex_reversed"
    DECIMAL = "decimal"
    DECIMAL_REVERSED = "decimal_reversed"
    PRINTED = "printed"
    DESFIRE = "desfire"


class NumberFault(StrEnum):
    """Why a number cannot stand for a badge."""

    UNREADABLE = "unreadable_badge"
    RANDOM = "random_badge"
    SHORTENED = "shortened_badge"


class NoBadge(ValueError):
    """What stands there is the number of no badge."""

    def __init__(self, why: NumberFault) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class BadgeNumber:
    """A number as it is hashed: never shown, never stored."""

    scheme: Scheme
    number: bytes


SEPARATORS = re.compile(r"[\s:.\-]")
HEX = re.compile(r"(?:0x)?((?:[0-9a-f]{2})+)", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]+")
# ISO 14443-3 and ISO 15693.
SIZES = (4, 7, 8, 10)
SHORT = 4
# ISO 14443-3: a short number beginning so is made up anew each time; one beginning so is the first part of a longer.
RANDOM_FIRST, CASCADE_TAG = 0x08, 0x88
REVERSED = frozenset({Writing.HEX_REVERSED, Writing.DECIMAL_REVERSED})
LONGEST_PRINTED = 20
LONGEST_FILE = 255


def read(text: str, writing: Writing) -> BadgeNumber:
    """Return the number of a badge as a list writes it; raise `NoBadge` where it is none."""
    written = SEPARATORS.sub("", text)
    if writing is Writing.PRINTED:
        return _printed(written)
    if writing is Writing.DESFIRE:
        return _filed(written)
    number = _hex(written) if writing in {Writing.HEX, Writing.HEX_REVERSED} else _decimal(written)
    if writing in REVERSED:
        number = number[::-1]
    if len(number) == SHORT and number[0] in {RANDOM_FIRST, CASCADE_TAG}:
        raise NoBadge(NumberFault.RANDOM if number[0] == RANDOM_FIRST else NumberFault.SHORTENED)
    return BadgeNumber(Scheme.UID, number)


def _printed(written: str) -> BadgeNumber:
    """Return a printed number as one, which is how it is compared: 00450481 is 450481."""
    if not DIGITS.fullmatch(written) or len(written) > LONGEST_PRINTED or not int(written):
        raise NoBadge(NumberFault.UNREADABLE)
    return BadgeNumber(Scheme.NUMBER, str(int(written)).encode())


def _filed(written: str) -> BadgeNumber:
    """Return the number in the file of a badge that proves itself, as the terminals that made it ready list it."""
    number = _bytes(written)
    # Nothing but zeros, or nothing but ones, is a file that nobody wrote.
    if not len(number) <= LONGEST_FILE or not set(number) - {0x00} or not set(number) - {0xFF}:
        raise NoBadge(NumberFault.UNREADABLE)
    return BadgeNumber(Scheme.DESFIRE, number)


def _bytes(written: str) -> bytes:
    found = HEX.fullmatch(written)
    return b"" if found is None else bytes.fromhex(found[1])


def _hex(written: str) -> bytes:
    number = _bytes(written)
    if len(number) not in SIZES or not any(number):
        raise NoBadge(NumberFault.UNREADABLE)
    return number


def _decimal(written: str) -> bytes:
    """Return the bytes of a decimal number: of the shortest kind of number it fits into."""
    value = int(written) if DIGITS.fullmatch(written) else 0
    size = next((each for each in SIZES if value < 256**each), None)
    if not value or size is None:
        raise NoBadge(NumberFault.UNREADABLE)
    return value.to_bytes(size)
