"""The number of a badge out of what a reader sends: whole bytes, or the bits of a Wiegand line with their parity."""

from __future__ import annotations

from terminals.osdp.profile import ByteOrder

NUMBER_BYTES = (4, 7, 8, 10)
WITH_PARITY = {26: 3, 34: 4}  # bits on the line, and bytes of the number among them


class Garbled(Exception):
    """The parity is wrong: a bit was lost between card and reader."""


class NoNumber(Exception):
    """The reader sends something that is no number of a badge."""


def number(bits: int, data: bytes, order: ByteOrder) -> bytes:
    """Return the number, most significant byte first; raise Garbled or NoNumber.

    Wiegand (SIA AC-01): even parity over the first half of the bits, odd parity over the second.
    """
    if 8 * len(data) < bits:
        raise NoNumber(f"{bits} bits in {len(data)} bytes")
    if bits in WITH_PARITY:
        found = _without_parity(bits, data)
    elif bits % 8 == 0 and bits // 8 in NUMBER_BYTES:
        found = data[: bits // 8]
    else:
        raise NoNumber(f"{bits} bits")
    return found if order is ByteOrder.AS_SENT else found[::-1]


def _without_parity(bits: int, data: bytes) -> bytes:
    line = int.from_bytes(data, "big") >> (8 * len(data) - bits)
    half = bits // 2
    first, second = line >> half, line & ((1 << half) - 1)
    if first.bit_count() % 2 != 0 or second.bit_count() % 2 != 1:
        raise Garbled(f"parity of {bits} bits")
    return (line >> 1 & ((1 << bits - 2) - 1)).to_bytes(WITH_PARITY[bits], "big")
