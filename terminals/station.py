"""One badge after the other made ready: hold a card, hear the tone, take the next."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock

from terminals.answers import Tone
from terminals.desfire.faults import DesfireError
from terminals.desfire.maker import Made, Maker
from terminals.desfire.profile import Source
from terminals.pcsc.backend import Card
from terminals.pcsc.medium import BY_FILE, BY_UID, Medium
from terminals.pcsc.uid import DESFIRE_ATR, answered, said_number
from terminals.reader import Fault, Tap, Trouble
from terminals.wire import Level

# The headings that `timeclock import badges` knows; who gets the badge is filled in there.
HEADINGS = "Personalnummer;Ausweisnummer;Schreibweise;Kartennummer;Nummer in der Datei;Stufe"
WRITTEN = {Source.UID: "hex", Source.FILE: BY_FILE}
TONE, TWO_TONES = "\a", "\a\a"
TROUBLES = {
    Fault.AGAIN: "hold it again: it was away too soon, or lay there already",
    Fault.BOOKED: "the reader is back",
    Fault.RANDOM: "the card shows another number each time",
    Fault.NO_NUMBER: "the card tells no number",
    Fault.DOWN: "does not work",
    Fault.STUCK: "a card does not answer and blocks the reader",
}


class Station:
    """What is told of each card: a line for the list of badges, or why it was left as it is."""

    def __init__(
        self,
        maker: Maker,
        source: Source,
        *,
        many: int,
        listed: Callable[[str], None],
        told: Callable[[str], None],
        done: Event,
    ) -> None:
        self._maker, self._source, self._many = maker, source, many
        self._listed, self._told, self._done = listed, told, done
        self._ready: set[bytes] = set()
        self._lock = Lock()

    def __call__(self, card: Card, atr: bytes) -> Medium:
        """Make a card ready as soon as it is held; torn away, it raises Torn and is held again."""
        said = said_number(card)
        if atr != DESFIRE_ATR:
            return self._left(said, "no DESFire: it cannot prove itself")
        try:
            made = self._maker.make(lambda command: answered(card, command), said)
        except DesfireError as fault:
            return self._left(said, str(fault))
        self._is_ready(made)
        number = made.record if self._source is Source.FILE else made.uid
        return Medium(number.hex().upper(), BY_FILE if self._source is Source.FILE else BY_UID, Level.AUTHENTICATED)

    def happened(self, event: Tap | Trouble) -> Tone | None:
        """Tell what stood in the way, and return how the reader sounds; of a card that was read all is told already."""
        if isinstance(event, Trouble):
            self._told(f"{TWO_TONES}{event.reader}: {TROUBLES[event.fault]}")
            return None
        return Tone.GOOD if event.level is Level.AUTHENTICATED else Tone.BAD

    def _left(self, said: bytes, why: str) -> Medium:
        self._told(f"{TWO_TONES}left as it is: {why}")
        return Medium(said.hex().upper())

    def _is_ready(self, made: Made) -> None:
        """List each badge once, also where it was made ready on another day."""
        with self._lock:
            if made.uid not in self._ready and not self._done.is_set():
                self._ready.add(made.uid)
                self._listed(line_of(made, self._source))
                if len(self._ready) == self._many:
                    self._done.set()
            self._told(f"{TONE}{'ready' if made.changed else 'was ready already'}: {len(self._ready)} so far")


def line_of(made: Made, source: Source) -> str:
    """Return the line of a list of badges, to which only the personnel number is added."""
    uid, record = made.uid.hex().upper(), made.record.hex().upper()
    known = record if source is Source.FILE else uid
    return ";".join(("", known, WRITTEN[source], uid, record, Level.AUTHENTICATED))
