"""Light and sound of a reader by its own commands, once the stamp is on disk; a reader that cannot just stays quiet.

Which commands a reader knows is told by its name. None of them reaches the badge.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from terminals.answers import Tone
from terminals.pcsc.backend import Card, PcscError

log = logging.getLogger(__name__)


class Reachable(Protocol):
    """One connection to pcscd, as far as a reader is told something by it."""

    def connect(self, reader: str) -> Card: ...

    def control(self, reader: str, command: bytes) -> bytes:
        """Send a command to the reader itself, whether or not a card lies there."""
        ...


Told = Callable[[Reachable, str, Tone | None], None]


def silent(_context: Reachable, _reader: str, _tone: Tone | None) -> None:
    """Tell the reader nothing."""


@dataclass(frozen=True, slots=True)
class Family:
    """Readers whose names have a part in common: their commands, and whether these go the way of a card's."""

    name: str
    commands: Mapping[Tone, tuple[bytes, ...]]
    like_a_card: bool


def _pn532(lights: int, length: int, times: int) -> bytes:
    """Return FF 00 40: which lights blink, how long they are on (100 ms), how often, with the buzzer while they are."""
    return bytes([0xFF, 0x00, 0x40, lights, 4, length, 1, times, 1])


def _escape(command: int, value: int) -> bytes:
    """Return E0 00 00: 28 is the buzzer for so many 10 ms, 29 are the lights, bit 0 red and bit 1 green."""
    return bytes([0xE0, 0x00, 0x00, command, 1, value])


GREEN, AMBER, RED = 0xA8, 0xFC, 0x54  # blinks, begins lit, and ends dark
FAMILIES = (
    Family(
        "ACR122",
        {Tone.GOOD: (_pn532(GREEN, 1, 1),), Tone.UNSURE: (_pn532(AMBER, 1, 2),), Tone.BAD: (_pn532(RED, 3, 2),)},
        like_a_card=True,
    ),
    Family(
        "ACR1252",
        {
            Tone.GOOD: (_escape(0x29, 2), _escape(0x28, 10)),
            Tone.UNSURE: (_escape(0x29, 3), _escape(0x28, 20)),
            Tone.BAD: (_escape(0x29, 1), _escape(0x28, 60)),
        },
        like_a_card=False,
    ),
)


def by_name(context: Reachable, reader: str, tone: Tone | None) -> None:
    """Let a reader of a known family show what became of the badge; whatever it answers, the stamp stays what it is."""
    family = next((each for each in FAMILIES if each.name in reader), None)
    if family is None or tone is None:
        return
    try:
        for command in family.commands[tone]:
            _send(context, reader, command, like_a_card=family.like_a_card)
    except PcscError as fault:
        log.debug("reader not told reader=%s fault=%s", reader, fault)


def _send(context: Reachable, reader: str, command: bytes, *, like_a_card: bool) -> None:
    if not like_a_card:
        context.control(reader, command)
        return
    card = context.connect(reader)
    try:
        card.transmit(command)
    finally:
        card.leave(reset=False)
