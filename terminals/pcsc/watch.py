"""One reader, one thread, one context: notice each card and read it at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread

from terminals.pcsc.backend import Backend, Busy, Context, Look, NoCard, PcscError, ReaderGone, Torn
from terminals.pcsc.medium import Medium, ReadMedium, by_number
from terminals.pcsc.signal import Told, silent
from terminals.pcsc.steps import agree, step
from terminals.pcsc.uid import NoNumber, RandomNumber
from terminals.reader import Events, Fault, Tap, Trouble
from terminals.wire import Level

log = logging.getLogger(__name__)

WAIT_MS = 5_000
RETRIES = 3
BUSY_PAUSE = 0.05
AGAIN_MS = (100, 200, 400, 800, 1_600)  # between tries of a badge that lies there and could not be read
UNTIL_AGREED = (0.0, 0.0, 0.001, 0.002, 0.005, 0.01, 0.02)  # between looks that do not agree
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
STUCK_MS = 3_000
RESTING_MS = 2_000  # how long after its return a reader may take to find the badge that lies on it
LONG_AWAY_MS = 10_000


@dataclass(frozen=True, slots=True)
class Resting:
    """A badge that was booked and lay there when the reader was lost, and what to say when it is found again."""

    number: str
    until_ms: int
    fault: Fault


def end(thread: Thread, context: Callable[[], Context | None], patience: float) -> None:
    """Wake a thread out of its waiting until it ends; a call to wake it just before it waits is lost."""
    for _ in range(max(1, round(patience / 0.1))):
        if (waiting := context()) is not None:
            waiting.cancel()
        thread.join(0.1)
        if not thread.is_alive():
            return


@dataclass(frozen=True, slots=True)
class Unread:
    """A badge that lies there and could not be read: since when, how often it was tried again, and when next."""

    noticed_ms: int
    tries: int
    next_ms: int


class ReaderWatch:
    """Every card held is booked once or reported; pcscd and the reader may come and go."""

    def __init__(
        self,
        backend: Backend,
        name: str,
        events: Events,
        mono_ms: Callable[[], int],
        read_medium: ReadMedium = by_number,
        signal: Told = silent,
    ) -> None:
        self.name = name
        self._read_medium, self._signal = read_medium, signal
        self._backend, self._events, self._mono_ms = backend, events, mono_ms
        self._stop = Event()
        self._context: Context | None = None
        self._state = "down"
        self._pause = FIRST_PAUSE
        self._told_down = False
        self._was: Look | None = None
        self._booked: str | None = None  # number of the card that lies there, once it is booked
        self._lost_ms: int | None = None
        self._resting: Resting | None = None
        self._unread: Unread | None = None
        self._reading_since: int | None = None
        self._thread = Thread(target=self._run, name=f"reader {name}", daemon=True)

    @property
    def state(self) -> str:
        since = self._reading_since
        return "stuck" if since is not None and self._mono_ms() - since > STUCK_MS else self._state

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Ask the thread to end; one that hangs in a card that never answers is left to the end of the process."""
        self._stop.set()
        end(self._thread, lambda: self._context, patience)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self.serve())

    def serve(self) -> float:
        """Serve until asked to stop or until a new context is needed; return how long to wait for that."""
        try:
            self._serve_one_context()
        except PcscError as fault:
            self._pause = FIRST_PAUSE if self._state == "ready" else min(2 * self._pause, LONGEST_PAUSE)
            self._down(fault)
        except Exception as fault:
            log.exception("reader failed reader=%s", self.name)
            self._pause = LONGEST_PAUSE
            self._down(fault)
        return self._pause

    def _serve_one_context(self) -> None:
        context = self._context = self._backend.context()
        try:
            first = context.look(self.name)
            now = self._usable(self._certain(context, None, first))
            if self._state != "ready":
                log.info("reader ready reader=%s", self.name)
            self._state, self._told_down = "ready", False
            self._ask_again(step(first, now).missed)
            self._take_up(context, now)
            while not self._stop.is_set():
                was = self._was = now
                now = context.wait(self.name, was.raw, self._patience_ms())
                now = self._usable(self._certain(context, was, now))
                if now.counter == was.counter and now.present == was.present:
                    now = Look(now.raw, was.atr)  # a wait that ends without change tells no answer to reset
                    self._try_again(context, now)
                else:
                    self._follow(context, was, now)
        finally:
            self._context = None
            context.release()

    def _usable(self, look: Look) -> Look:
        if not look.usable:
            raise ReaderGone("SCardGetStatusChange", 0)
        return look

    def _certain(self, context: Context, was: Look | None, now: Look) -> Look:
        """Look until a look goes with the one before and with the next: in between one may be half of each."""
        if was is not None and now.raw == was.raw:
            return now
        with suppress(PcscError):  # said by the next call; what is known by now is not lost
            for pause in UNTIL_AGREED:
                again = context.look(self.name)
                if again == now and (was is None or agree(was, now)):
                    break
                now = again
                self._stop.wait(pause)
        return now

    def _take_up(self, context: Context, now: Look) -> None:
        """Begin with a card that may lie there already: counters mean nothing across contexts."""
        first, self._was = self._was is None, now
        self._unread = None
        self._remember_resting()
        if now.present and first:
            # Forgotten on the reader or held while we started: only the person knows.
            self._trouble(Fault.AGAIN)
        elif now.present:
            self._read(context, now)

    def _remember_resting(self) -> None:
        """A reader that comes back finds a badge that lies there as if it had just come: it is not a new tap."""
        now_ms = self._mono_ms()
        away_ms = 0 if self._lost_ms is None else now_ms - self._lost_ms
        self._lost_ms = None
        number = self._booked or (self._resting.number if self._resting else None)
        self._booked = None
        if number is not None:
            fault = Fault.AGAIN if away_ms > LONG_AWAY_MS else Fault.BOOKED
            self._resting = Resting(number, now_ms + RESTING_MS, fault)

    def _patience_ms(self) -> int:
        return WAIT_MS if self._unread is None else max(1, self._unread.next_ms - self._mono_ms())

    def _try_again(self, context: Context, now: Look) -> None:
        """Read a badge that still lies there once more, as soon as it is due."""
        if self._unread is not None and self._mono_ms() >= self._unread.next_ms:
            self._read(context, now)

    def _follow(self, context: Context, was: Look, now: Look) -> None:
        happened = step(was, now)
        if self._unread is not None:
            self._unread = None
            self._trouble(Fault.AGAIN)
        if happened.tap or not now.present:
            self._booked = None
        self._ask_again(happened.missed)
        if happened.tap:
            self._read(context, now)

    def _ask_again(self, missed: int) -> None:
        for _ in range(missed):
            self._trouble(Fault.AGAIN)

    def _read(self, context: Context, now: Look) -> None:
        """Read the card and hand it over, unless it is the booked one that was resting there."""
        unread, self._unread = self._unread, None
        self._reading_since = self._mono_ms()
        noticed_ms = self._reading_since if unread is None else unread.noticed_ms
        try:
            medium = self._medium(context, now)
        except (Torn, NoCard, Busy) as fault:
            log.info("badge not read reader=%s fault=%s", self.name, fault)
            self._put_off(noticed_ms, 0 if unread is None else unread.tries + 1)
            return
        except (NoNumber, RandomNumber) as fault:
            log.info("badge refused reader=%s fault=%s", self.name, type(fault).__name__)
            self._trouble(Fault.RANDOM if isinstance(fault, RandomNumber) else Fault.NO_NUMBER)
            return
        finally:
            self._reading_since = None
        meanwhile = step(now, self._certain(context, now, context.look(self.name)))
        if meanwhile.tap or meanwhile.missed:
            # Another card came while we read: whose number this is cannot be told.
            self._trouble(Fault.AGAIN)
            return
        resting, self._resting = self._resting, None
        if resting is not None and resting.number == medium.number and noticed_ms <= resting.until_ms:
            self._trouble(resting.fault)
        else:
            told = self._events(Tap(self.name, medium.number, noticed_ms, medium.scheme, medium.level))
            self._signal(context, self.name, told)
        self._booked = medium.number

    def _put_off(self, noticed_ms: int, tries: int) -> None:
        """Try again later what lies there; the person is asked once it has gone, or when it was tried often enough."""
        if tries < len(AGAIN_MS):
            self._unread = Unread(noticed_ms, tries, self._mono_ms() + AGAIN_MS[tries])
        else:
            self._trouble(Fault.AGAIN)

    def _medium(self, context: Context, now: Look) -> Medium:
        """Read with a few silent retries while the same card lies there."""
        for _ in range(RETRIES):
            try:
                return self._medium_once(context, now)
            except Busy:
                self._stop.wait(BUSY_PAUSE)
            except Torn:
                if context.look(self.name).counter != now.counter:
                    raise
        return self._medium_once(context, now)

    def _medium_once(self, context: Context, now: Look) -> Medium:
        card = context.connect(self.name)
        level: Level | None = None
        try:
            medium = self._read_medium(card, now.atr)
            level = medium.level
            return medium
        finally:
            # What a badge was opened for ends with us, also where something failed on the way.
            card.leave(reset=level is not Level.IDENTIFIED)

    def _down(self, fault: Exception) -> None:
        """Say once that the reader does not work, and remember since when."""
        self._state = "gone" if isinstance(fault, ReaderGone) else "down"
        if self._lost_ms is None:
            self._lost_ms = self._mono_ms()
        if not self._told_down:
            self._told_down = True
            log.warning("reader down reader=%s fault=%s", self.name, fault)
            self._trouble(Fault.DOWN)

    def _trouble(self, fault: Fault) -> None:
        self._events(Trouble(self.name, fault))
