"""What a device typed, as the number of a badge: the bytes a card reader would have read, or those of a code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from terminals.pcsc.uid import NUMBER_BYTES, RANDOM_FIRST, SHORT, NoNumber, RandomNumber
from terminals.wedge.profile import WedgeProfile, Writing

BY_UID, BY_PRINT, BY_CODE = "uid", "number", "qr"
SEPARATORS = re.compile(r"[ :.\-]")
HEX = re.compile(r"(?:0X)?((?:[0-9A-F]{2})+)")
DIGITS = re.compile(r"[0-9]{1,25}")
LONGEST_PRINTED = 20
# ISO 14443-3: a short number beginning so is only the first part of a longer one.
CASCADE_TAG = 0x88
CODE = re.compile(r"TC1([0-9A-F]{32})")
REVERSED = frozenset({Writing.HEX_REVERSED, Writing.DECIMAL_REVERSED})


@dataclass(frozen=True, slots=True)
class Number:
    """A number as upper-case hex, and of what scheme it is."""

    number: str
    scheme: str


def read(text: str, profile: WedgeProfile) -> Number:
    """Return the number in what was typed; raise NoNumber or RandomNumber where it stands for no badge."""
    written = _unframed(text, profile)
    if profile.number is Writing.QR:
        return Number(_found(CODE, written), BY_CODE)
    if profile.number is Writing.PRINTED:
        return Number(_printed(written), BY_PRINT)
    return Number(_uid(written, profile).hex().upper(), BY_UID)


def _unframed(text: str, profile: WedgeProfile) -> str:
    prefix, suffix = profile.prefix.upper(), profile.suffix.upper()
    if not (text.startswith(prefix) and text.endswith(suffix) and len(text) > len(prefix) + len(suffix)):
        raise NoNumber("without its prefix or suffix")
    return text[len(prefix) : len(text) - len(suffix)]


def _found(form: re.Pattern[str], written: str) -> str:
    found = form.fullmatch(written)
    if found is None:
        # What was typed is told to nobody, not even to the log.
        raise NoNumber(f"{len(written)} characters that are no such number")
    return found[found.re.groups]


def _printed(written: str) -> str:
    """Return a printed number as one, which is how the server compares it: 00450481 is 450481."""
    value = int(_found(DIGITS, SEPARATORS.sub("", written)))
    if not value or len(str(value)) > LONGEST_PRINTED:
        raise NoNumber("no number that is printed on a badge")
    return str(value).encode().hex().upper()


def _uid(written: str, profile: WedgeProfile) -> bytes:
    sizes = (profile.number_bytes,) if profile.number_bytes else NUMBER_BYTES
    bare = SEPARATORS.sub("", written)
    by_digits = profile.number in {Writing.DECIMAL, Writing.DECIMAL_REVERSED}
    number = _decimal(bare, sizes) if by_digits else bytes.fromhex(_found(HEX, bare))
    if len(number) not in sizes or not any(number):
        raise NoNumber(f"{len(number)} bytes")
    if profile.number in REVERSED:
        number = number[::-1]
    if len(number) == SHORT and number[0] == RANDOM_FIRST:
        raise RandomNumber("four bytes that change each time")
    if len(number) == SHORT and number[0] == CASCADE_TAG:
        raise NoNumber("the first part of a longer number")
    return number


def _decimal(bare: str, sizes: tuple[int, ...]) -> bytes:
    """Return the bytes of a decimal number: of the shortest kind of number it fits into."""
    value = int(_found(DIGITS, bare))
    size = next((each for each in sizes if value < 256**each), None)
    if size is None:
        raise NoNumber("more than the bytes of a badge number")
    return value.to_bytes(size)
