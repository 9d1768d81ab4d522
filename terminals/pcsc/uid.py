"""The number of a badge that tells nothing else: read by the reader's own command."""

from __future__ import annotations

from terminals.pcsc.backend import Card, Torn

GET_UID = bytes.fromhex("FFCA000000")
OK = bytes.fromhex("9000")
STATUS_BYTES = 2
NUMBER_BYTES = (4, 7, 8, 10)
SHORT = 4
RANDOM_FIRST = 0x08  # ISO 14443-3: a four-byte number beginning so is made up anew each time
DESFIRE_ATR = bytes.fromhex("3B8180018080")


class NoNumber(Exception):
    """The card answers, but not with a number."""


class RandomNumber(Exception):
    """The card shows another number each time: it cannot stand for a person."""


def answered(card: Card, command: bytes) -> bytes:
    """Return the whole answer; raise Torn where the card left in the middle."""
    answer = card.transmit(command)
    # A card torn away in the middle comes back as success with nothing in it.
    if len(answer) < STATUS_BYTES:
        raise Torn("SCardTransmit, empty answer", 0)
    return answer


def said_number(card: Card) -> bytes:
    """Return the number that the card tells to anybody, whether or not it stays the same."""
    answer = answered(card, GET_UID)
    number, status = answer[:-STATUS_BYTES], answer[-STATUS_BYTES:]
    if status != OK or len(number) not in NUMBER_BYTES:
        raise NoNumber(f"{len(number)} bytes, status {status.hex().upper()}")
    return number


def lasting(number: bytes, atr: bytes) -> str:
    """Return the number as upper-case hex; raise RandomNumber where the card makes it up each time."""
    # A DESFire has seven bytes; four from one is its random identity.
    if len(number) == SHORT and (number[0] == RANDOM_FIRST or atr == DESFIRE_ATR):
        raise RandomNumber("four bytes that change each time")
    return number.hex().upper()
