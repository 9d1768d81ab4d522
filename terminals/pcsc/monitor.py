"""All card readers of the device: finds them, gives each a watch, and never uses a virtual one outside tests."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

from terminals.pcsc.backend import Backend, Context, PcscError
from terminals.pcsc.medium import ReadMedium, by_number
from terminals.pcsc.signal import Told, silent
from terminals.pcsc.watch import FIRST_PAUSE, LONGEST_PAUSE, ReaderWatch, end
from terminals.reader import Events, Fault, Trouble

log = logging.getLogger(__name__)

ROUND_MS = 2_000  # pcsc-lite before 2.3 overlooks a reader that comes between two calls, so ask each round
BETWEEN_ROUNDS = 0.1
PATIENCE = 2.0
SERVICE = "pcscd"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the readers to use."""

    names: tuple[str, ...] = ()
    allow_virtual: bool = False

    def wants(self, name: str) -> bool:
        if self.names:
            return any(part in name for part in self.names)
        return "SAM" not in name  # the slot for a security module, not for badges

    def refuses(self, name: str) -> bool:
        return not self.allow_virtual and is_virtual(name)


def is_virtual(name: str) -> bool:
    """Say whether this reader listens on the network, where anyone could hold a badge."""
    return name.casefold().startswith("virtual pcd") or "vpcd" in name.casefold()


class PcscReader:
    """The card readers as one Reader. Its thread only finds readers; each watch reads in its own."""

    def __init__(
        self,
        backend: Backend,
        choice: Choice,
        mono_ms: Callable[[], int],
        read_medium: ReadMedium = by_number,
        signal: Told = silent,
    ) -> None:
        self._backend, self._choice, self._mono_ms = backend, choice, mono_ms
        self._read_medium, self._signal = read_medium, signal
        self._watches: dict[str, ReaderWatch] = {}
        self._refused: set[str] = set()
        self._stuck: set[str] = set()
        self._service_up: bool | None = None
        self._stop = Event()
        self._context: Context | None = None
        self._thread: Thread | None = None

    def start(self, events: Events) -> None:
        self._thread = Thread(target=self._run, args=(events,), name="readers", daemon=True)
        self._thread.start()

    def states(self) -> tuple[tuple[str, str], ...]:
        found = [(name, watch.state) for name, watch in sorted(self._watches.items())]
        found += [(name, "refused") for name in sorted(self._refused)]
        return tuple(found) or ((SERVICE, "ready" if self._service_up else "down"),)

    def stop(self) -> None:
        """End the search for readers first, so that no watch begins while the others end."""
        self._stop.set()
        if self._thread is not None:
            end(self._thread, lambda: self._context, PATIENCE)
        for watch in self._watches.values():
            watch.stop(PATIENCE)

    def _run(self, events: Events) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._serve_one_context(events)
            except PcscError as fault:
                if self._service_up is not False:
                    log.warning("card service down fault=%s", fault)
                    events(Trouble(SERVICE, Fault.DOWN))
                    pause = FIRST_PAUSE
                self._service_up = False
            except Exception:
                log.exception("finding readers failed")
            self._stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _serve_one_context(self, events: Events) -> None:
        context = self._context = self._backend.context()
        try:
            while not self._stop.is_set():
                self._welcome(context.readers(), events)
                self._service_up = True
                self._notice_stuck(events)
                context.wait_for_readers(ROUND_MS)
                self._stop.wait(BETWEEN_ROUNDS)
        finally:
            self._context = None
            context.release()

    def _welcome(self, names: list[str], events: Events) -> None:
        """Give each new reader a watch; it stays when the reader goes and takes it up again when it is back."""
        for name in names:
            if name in self._watches or name in self._refused or not self._choice.wants(name):
                continue
            if self._choice.refuses(name):
                log.error("virtual reader refused reader=%s: remove vsmartcard-vpcd from this device", name)
                self._refused.add(name)
                events(Trouble(name, Fault.DOWN))
                continue
            watch = ReaderWatch(self._backend, name, events, self._mono_ms, self._read_medium, self._signal)
            watch.start()
            # A copy, because states() walks the old one in another thread; begun, because stop() waits for its end.
            self._watches = self._watches | {name: watch}

    def _notice_stuck(self, events: Events) -> None:
        stuck = {name for name, watch in self._watches.items() if watch.state == "stuck"}
        for name in stuck - self._stuck:
            log.error("reader stuck reader=%s: a card does not answer; take it away or restart pcscd", name)
            events(Trouble(name, Fault.STUCK))
        self._stuck = stuck
