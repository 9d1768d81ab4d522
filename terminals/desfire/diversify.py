"""A key of its own for each card, derived from a master key (AN10922): who opens one card has not opened the others."""

from __future__ import annotations

from enum import StrEnum

from terminals.desfire.cipher import BLOCK, AesKey, chained_mac

AES_128 = b"\x01"
FRAME = 2 * BLOCK
LONGEST = FRAME - len(AES_128)


class Way(StrEnum):
    """How cards were given their keys; the second is widespread although no paper has it."""

    AN10922 = "an10922"  # filled up to 32 bytes
    CMAC16 = "cmac16"  # filled up to the next 16 bytes, as a plain CMAC is
    NONE = "none"  # every card has the master key itself


def diversified(master: AesKey, way: Way, about: bytes) -> AesKey:
    """Return the key of the card that `about` (number, application, system) describes."""
    match way:
        case Way.AN10922:
            return AesKey(chained_mac(master, AES_128 + about, bytes(BLOCK), FRAME))
        case Way.CMAC16:
            return AesKey(chained_mac(master, AES_128 + about, bytes(BLOCK)))
        case Way.NONE:
            return master
