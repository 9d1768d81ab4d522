"""Brings stamps from the spool to the server, for as long as it takes, always the same bytes.

Two threads: one sends what was stamped just now in a request of its own, so that who stands at the door does not wait
for a backlog; the other sends all that is older, and reports. An error never means "not stored": what has no final
answer with a genuine receipt is sent again.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Thread

from terminals import wire
from terminals.answers import Answer, Refusal, Result
from terminals.clock import Clock
from terminals.exchange import Exchange, Identity, Post, Waiting
from terminals.spool import Kept
from terminals.wire import Moment, Quality

__all__ = ["Deliverer", "Identity", "Pause", "Post", "Waiting", "jitter"]

log = logging.getLogger(__name__)

FIRST_SECONDS, LONGEST_SECONDS, SLOW_SECONDS = 1.0, 300.0, 60.0
SOON_SECONDS, BUSY_SECONDS = 5.0, 16.0
JITTER = 0.2
BETWEEN_TRIES_MS = 1_000
PRUNE_MS = 3_600_000
BREATH_SECONDS = 0.01
MOST_FRESH = 3  # the server works out and shows what became of no more at once
FRESH_TRIES = 2
# A request is given up after ten seconds: what took half of it goes in halves, before the next one takes all of it.
SLOW_MS, QUICK_MS = 5_000, 2_500
FEWEST = 50  # fewer would not be quicker: what a request takes besides its stamps outweighs them


@dataclass(frozen=True, slots=True)
class Pause:
    """How long to wait before the next request."""

    seconds: float


def jitter() -> float:
    """Spread the terminals of a city, which all lose the server in the same second."""
    return 1 + JITTER * (secrets.randbelow(2001) / 1000 - 1)


class Deliverer:
    """The two loops; each has one request under way at a time."""

    def __init__(
        self,
        spool: Waiting,
        clock: Clock,
        link: Post,
        me: Identity,
        *,
        report_seconds: float,
        reader_states: Callable[[], tuple[tuple[str, str], ...]],
        heard: Callable[[str, Result], None],
        jitter: Callable[[], float] = jitter,
    ) -> None:
        self._spool, self._clock = spool, clock
        self._exchange = Exchange(spool, clock, link, me, reader_states=reader_states, heard=heard)
        self._report_seconds, self._jitter = report_seconds, jitter
        self.online: bool | None = None
        self.refused: str | None = None  # why the server does not take anything from this terminal
        self._limit = wire.MOST_STAMPS
        self._singly = False
        self._put_off: frozenset[int] = frozenset()  # refused one by one; tried again after a while
        self._put_off_until = 0
        self._fails = 0
        self._repeated = False  # the last request was repeated at once: never twice in a row
        self._last_try = 0
        self._last_prune: int | None = None
        # What is younger is fresh and sent on its own; without the threads nothing is.
        self._old: int | None = None
        self._misses = 0
        self._condition = Condition()
        self._due = 0
        self._woken = self._stopped = False
        self._threads = (
            Thread(target=self._run, name="deliver", daemon=True),
            Thread(target=self._run_fresh, name="deliver-fresh", daemon=True),
        )

    def start(self) -> None:
        self._old = self._spool.counts().captured
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there is a fresh stamp."""
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def stop(self) -> None:
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        for thread in self._threads:
            thread.join(2)

    def _run(self) -> None:
        while not self._stopped:
            try:
                pause = self.push()
            except Exception:
                log.exception("delivery failed")
                pause = self._later()
            self._rest(pause)

    def _run_fresh(self) -> None:
        while self._is_woken():
            try:
                self.overtake()
            except Exception:
                log.exception("delivery of a fresh stamp failed")
                self._missed()

    def _rest(self, pause: Pause) -> None:
        """Wait until the next request is due; that may become sooner meanwhile."""
        with self._condition:
            self._due = self._clock.mono_ms() + round(pause.seconds * 1000)
            while not self._stopped and not self._is_my_turn(self._due):
                pass

    def _is_woken(self) -> bool:
        """Wait for a fresh stamp; return False where it is time to stop."""
        with self._condition:
            while not self._stopped and not self._woken:
                self._condition.wait()
            while not self._stopped and not self._is_my_turn(0):
                pass
            self._woken = False
            return not self._stopped

    def _is_my_turn(self, due: int) -> bool:
        """Wait a while; return True when it is time. A server that does not answer is asked once a second at most."""
        now = self._clock.mono_ms()
        left = max(due, self._last_try + BETWEEN_TRIES_MS if self.online is False else 0) - now
        if left > 0:
            self._condition.wait(left / 1000)
            return False
        self._last_try = now
        return True

    def overtake(self) -> None:
        """Send what was stamped just now before all that waits; what fails twice waits with the others."""
        found = False
        while fresh := [] if self.refused else self._spool.unsent(MOST_FRESH, above=self._old or 0):
            if not self._is_delivered(fresh):
                self._missed()
                return
            found, self._misses, self._old = True, 0, fresh[-1].seq
        if self.refused:
            self._old = self._spool.counts().captured
        elif not found:
            with self._condition:
                self._make_due(0)  # woken for what waits

    def _is_delivered(self, fresh: Sequence[Kept]) -> bool:
        moment = self._clock.read()
        answer = self._exchange.send(fresh, moment)
        if isinstance(answer, Refusal) and self._asks_again(answer, moment):
            moment = self._clock.read()
            answer = self._exchange.send(fresh, moment)
        if not isinstance(answer, Answer):
            return False
        self._clock.hear(answer.server_time, moment)
        self._online(True)
        self._report_soon()
        return self._exchange.settle(fresh, answer)

    def _missed(self) -> None:
        """Try a fresh stamp once more; then it is as old as the others, and they are tried by and by."""
        self._online(False)
        self._misses += 1
        with self._condition:
            if self._misses < FRESH_TRIES:
                self._woken = True
            else:
                self._misses, self._old = 0, self._spool.counts().captured
            if not self._fails:
                self._fails = 1
                self._make_due(FIRST_SECONDS * self._jitter())

    def _report_soon(self) -> None:
        """The server is there: what waits is sent at once, else the state is reported soon."""
        with self._condition:
            self._make_due(0 if self._fails else SOON_SECONDS)
            self._fails = 0

    def _make_due(self, seconds: float) -> None:
        self._due = min(self._due, self._clock.mono_ms() + round(seconds * 1000))
        self._condition.notify_all()

    def push(self) -> Pause:
        """Send one request with what waits, or only the state, and do what the answer asks for."""
        moment = self._clock.read()
        self._last_try = moment.mono_ms
        if moment.mono_ms >= self._put_off_until:
            self._put_off = frozenset()
        waiting = self._waiting(1 if self._singly else self._limit)
        answer = self._exchange.send(waiting, moment)
        self._fit(len(waiting), self._clock.mono_ms() - moment.mono_ms, answer)
        match answer:
            case None:
                return self._later()
            case Refusal():
                return self._refusal(answer, waiting, moment)
            case Answer():
                return self._taken(answer, waiting, moment)

    def _fit(self, sent: int, took_ms: int, answer: Answer | Refusal | None) -> None:
        """Send fewer at once where a request took long, answered or not, and more again where it was quick."""
        if took_ms >= SLOW_MS and sent > FEWEST:
            self._limit = max(FEWEST, sent // 2)
        elif isinstance(answer, Answer) and took_ms <= QUICK_MS:
            self._limit = min(wire.MOST_STAMPS, 2 * self._limit)

    def _waiting(self, limit: int) -> list[Kept]:
        return self._spool.unsent(limit, but=self._put_off, upto=self._old)

    def _taken(self, answer: Answer, waiting: Sequence[Kept], moment: Moment) -> Pause:
        self._clock.hear(answer.server_time, moment)
        self._online(True)
        self.refused, self._repeated = None, False
        if not self._exchange.settle(waiting, answer):
            return self._later()
        self._fails = 0
        self._prune()
        if self._waiting(1):
            return Pause(0)
        # All is delivered but what was put off; new stamps may go together again.
        self._singly = bool(self._put_off)
        # The state in this request counted its own stamps as unsent: say soon that they no longer are.
        return Pause(min(self._report_seconds, SOON_SECONDS) if waiting else self._report_seconds)

    def _refusal(self, refusal: Refusal, waiting: Sequence[Kept], moment: Moment) -> Pause:
        log.warning("request refused status=%d code=%s stamps=%d", refusal.status, refusal.code, len(waiting))
        if self._asks_again(refusal, moment):
            return self._repeat()
        match refusal.status:
            case 413 if len(waiting) > 1:
                self._limit = len(waiting) // 2
                return Pause(0)
            case 400 | 413 if len(waiting) == 1:
                self._put_off |= {waiting[0].seq}
                self._put_off_until = moment.mono_ms + round(LONGEST_SECONDS * 1000)
                return self._later()
            case 400:
                self._singly = True
                return self._later()
            case 429:
                return self._later(online=True)
            case status if status >= 500:
                return self._later()
        # Unknown or revoked device, or a fault of ours: nothing gets better by asking often.
        self.refused = refusal.code or str(refusal.status)
        self._repeated = False
        self._online(False)
        self._fails += 1
        return Pause(SLOW_SECONDS * self._jitter())

    def _asks_again(self, refusal: Refusal, moment: Moment) -> bool:
        """Say whether the server only asks for the same with another nonce, or by its own time, which is learnt."""
        if refusal.status == 401 and refusal.code == "wrong_time" and refusal.server_time is not None:
            self._clock.hear(refusal.server_time, moment)
            return True
        return refusal.status == 409

    def _repeat(self) -> Pause:
        if self._repeated:
            return self._later()
        self._repeated = True
        return Pause(0)

    def _later(self, *, online: bool = False) -> Pause:
        """Back off: 1 s, doubling to 5 min, or to 16 s where a server that is there takes in the backlogs of others."""
        self._repeated = False
        self._online(online)
        longest = BUSY_SECONDS if online else LONGEST_SECONDS
        seconds = min(longest, FIRST_SECONDS * 2 ** min(self._fails, 30)) * self._jitter()
        self._fails += 1
        return Pause(seconds)

    def _online(self, online: bool) -> None:
        if online is not self.online:
            log.info("server %s", "reached" if online else "lost")
        self.online = online

    def _prune(self) -> None:
        """Now and then let go of what is long acknowledged, in steps; never by a clock that is not sure."""
        moment = self._clock.read()
        if moment.quality is not Quality.GOOD:
            return
        if self._last_prune is None or moment.mono_ms - self._last_prune >= PRUNE_MS:
            self._last_prune = moment.mono_ms
            gone = 0
            while not self._stopped and (step := self._spool.prune(moment.at)):
                gone += step
                with self._condition:
                    self._condition.wait(BREATH_SECONDS)  # whoever taps now goes first
            log.info("spool pruned stamps=%d", gone)
