"""What a card is read as: proven where it is a badge of ours that can prove it, else only the number it tells."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from terminals.desfire.badge import ProvenBadge, ProvenBadges
from terminals.desfire.faults import DesfireError
from terminals.desfire.profile import Source
from terminals.pcsc.backend import Card
from terminals.pcsc.uid import DESFIRE_ATR, answered, lasting, said_number
from terminals.wire import Level

log = logging.getLogger(__name__)

BY_UID, BY_FILE = "uid", "desfire"


@dataclass(frozen=True, slots=True)
class Medium:
    """A badge as it was read: its number as upper-case hex, of what scheme, and how sure that it is this badge."""

    number: str
    scheme: str = BY_UID
    level: Level = Level.IDENTIFIED


ReadMedium = Callable[[Card, bytes], Medium]


def by_number(card: Card, atr: bytes) -> Medium:
    """Read what the card tells to anybody; raise Torn where it left in the middle."""
    return Medium(lasting(said_number(card), atr))


class ProvenFirst:
    """Asks a DESFire for its proof first; one that has none is still stamped, as what it is."""

    def __init__(self, badges: ProvenBadges, today: Callable[[], date]) -> None:
        self._badges, self._today = badges, today

    def __call__(self, card: Card, atr: bytes) -> Medium:
        said = said_number(card)
        if atr != DESFIRE_ATR:
            return Medium(lasting(said, atr))
        try:
            badge = self._badges.read(lambda command: answered(card, command), said)
        except DesfireError as fault:
            log.warning("badge not proven fault=%s: %s", type(fault).__name__, fault)
            return Medium(lasting(said, atr))
        scheme = BY_FILE if self._badges.source is Source.FILE else BY_UID
        return Medium(badge.number.hex().upper(), scheme, self._level(badge))

    def _level(self, badge: ProvenBadge) -> Level:
        """Return how sure it is; a key of an earlier version proves nothing any more after its last day."""
        if badge.until is None or self._today() <= badge.until:
            return Level.AUTHENTICATED
        log.warning("badge has keys that counted until %s: make it ready again", badge.until)
        return Level.IDENTIFIED
