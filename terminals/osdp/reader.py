"""The readers of one OSDP line as one Reader: line and readers may go and come, and each trouble is told once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread

from terminals.osdp.bus import Bus
from terminals.osdp.number import Garbled, NoNumber, number
from terminals.osdp.profile import Line
from terminals.osdp.serial import SerialLine
from terminals.pcsc.uid import RandomNumber, lasting
from terminals.reader import Events, Fault, Tap, Trouble

log = logging.getLogger(__name__)

LOOK = 0.25
LINE_AGAIN = 1.0
# The library asks a silent reader again only after five minutes; a new start of the line asks at once.
FIRST_PATIENCE, LONGEST_PATIENCE = 5.0, 60.0
SHAKE_HANDS = 2.0  # what a reader may take after a start until its secure channel stands


class OsdpReader:
    """Polls the line in a thread of its own; badges come in the thread of the library."""

    def __init__(self, line: Line, keys: Mapping[int, bytes], mono_ms: Callable[[], int]) -> None:
        self._line, self._keys, self._mono_ms = line, dict(keys), mono_ms
        self._serial = SerialLine(line.device, line.speed)
        self._states = dict.fromkeys(self._keys, "down")
        self._told: set[int] = set()
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, events: Events) -> None:
        self._thread = Thread(target=self._run, args=(events,), name="osdp", daemon=True)
        self._thread.start()

    def states(self) -> tuple[tuple[str, str], ...]:
        return tuple((name(address), state) for address, state in sorted(self._states.items()))

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, events: Events) -> None:
        patience = FIRST_PATIENCE
        while not self._stop.is_set():
            try:
                patience = self._serve(events, patience)
            except Exception:
                log.exception("line failed device=%s", self._line.device)
                self._follow(frozenset(), events)
                self._stop.wait(FIRST_PATIENCE)

    def _serve(self, events: Events, patience: float) -> float:
        """Serve from one start of the line to the next; return how long to bear a silent reader after that."""
        if not self._serial.open():
            self._follow(frozenset(), events, gone=True)
            self._stop.wait(LINE_AGAIN)
            return FIRST_PATIENCE
        bus = Bus(self._serial, self._keys, lambda address, bits, data: self._badge(address, bits, data, events))
        try:
            return self._watch(bus, events, patience)
        finally:
            bus.close()
            self._serial.close()

    def _watch(self, bus: Bus, events: Events, patience: float) -> float:
        silent = 0.0
        while not self._stop.wait(LOOK) and self._serial.is_open:
            heard = bus.secure()
            silent = 0.0 if len(heard) == len(self._keys) else silent + LOOK
            if silent == 0.0 or silent > SHAKE_HANDS:
                self._follow(heard, events)
            if silent > patience:
                return min(2 * patience, LONGEST_PATIENCE)
            if silent == 0.0:
                patience = FIRST_PATIENCE
        return FIRST_PATIENCE

    def _follow(self, heard: frozenset[int], events: Events, *, gone: bool = False) -> None:
        """Remember what works, and say once of each reader that it does not."""
        for address in self._keys:
            if address in heard:
                if self._states[address] != "ready":
                    log.info("reader ready reader=%s", name(address))
                self._states[address] = "ready"
                self._told.discard(address)
                continue
            self._states[address] = "gone" if gone else "down"
            if address not in self._told:
                self._told.add(address)
                log.warning("reader down reader=%s: not heard, or not in its secure channel", name(address))
                events(Trouble(name(address), Fault.DOWN))

    def _badge(self, address: int, bits: int, data: bytes, events: Events) -> None:
        """Hand over one badge; nothing of it may fail silently."""
        noticed_ms, reader = self._mono_ms(), name(address)
        try:
            found = lasting(number(bits, data, self._line.byte_order), b"")
        except Garbled as fault:
            log.info("badge not read reader=%s fault=%s", reader, fault)
            events(Trouble(reader, Fault.AGAIN))
        except (NoNumber, RandomNumber) as fault:
            log.info("badge refused reader=%s fault=%s", reader, type(fault).__name__)
            events(Trouble(reader, Fault.RANDOM if isinstance(fault, RandomNumber) else Fault.NO_NUMBER))
        else:
            events(Tap(reader, found, noticed_ms))


def name(address: int) -> str:
    return f"OSDP {address}"
