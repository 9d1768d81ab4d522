"""Brings stamps from the spool to the server, for as long as it takes, always the same bytes.

An error never means "not stored": what has no final answer with a genuine receipt is sent again.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Condition, Thread
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from terminals import wire
from terminals.answers import Answer, NotAnAnswer, Refusal, Result, Status, read_answer
from terminals.clock import Clock
from terminals.link import NoAnswer
from terminals.spool import Counts, FinalAnswer, Kept, Outcome
from terminals.wire import Moment, Quality

log = logging.getLogger(__name__)

FIRST_SECONDS, LONGEST_SECONDS, SLOW_SECONDS = 1.0, 300.0, 60.0
SOON_SECONDS = 5.0
JITTER = 0.2
BETWEEN_TRIES_MS = 1_000
PRUNE_MS = 3_600_000
OUTCOMES = {
    Status.ACCEPTED: Outcome.ACKNOWLEDGED,
    Status.DUPLICATE: Outcome.ACKNOWLEDGED,
    Status.QUARANTINED: Outcome.ACKNOWLEDGED,
    Status.CONFLICT: Outcome.CONFLICT,
    Status.UNREADABLE: Outcome.UNREADABLE,
}


class Post(Protocol):
    """Sends one request; raises NoAnswer."""

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]: ...


class Waiting(Protocol):
    """What waits to be delivered: the spool."""

    @property
    def epoch(self) -> str: ...

    def unsent(self, limit: int, *, but: frozenset[int] = frozenset()) -> list[Kept]: ...

    def settle(self, answers: Sequence[FinalAnswer]) -> frozenset[int]: ...

    def counts(self) -> Counts: ...

    def prune(self, now: datetime, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the terminal is, and whose receipts it believes; without a receipt key (tests only) all."""

    source: str
    agent: str
    key: Ed25519PrivateKey
    receipt_key: Ed25519PublicKey | None


@dataclass(frozen=True, slots=True)
class Pause:
    """How long to wait before the next request, and whether a fresh tap may cut it short."""

    seconds: float
    wakeable: bool = True


def jitter() -> float:
    """Spread the terminals of a city, which all lose the server in the same second."""
    return 1 + JITTER * (secrets.randbelow(2001) / 1000 - 1)


class Deliverer:
    """The push loop: one thread, one request at a time."""

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
        self._spool, self._clock, self._link, self._me = spool, clock, link, me
        self._report_seconds, self._reader_states, self._heard, self._jitter = (
            report_seconds,
            reader_states,
            heard,
            jitter,
        )
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
        self._condition = Condition()
        self._woken = self._stopped = False
        self._thread = Thread(target=self._run, name="deliver", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that there is a fresh stamp."""
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def stop(self) -> None:
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        self._thread.join(2)

    def _run(self) -> None:
        while not self._stopped:
            with self._condition:
                self._woken = False
            try:
                pause = self.push()
            except Exception:
                log.exception("delivery failed")
                pause = self._later()
            self._rest(pause)

    def _rest(self, pause: Pause) -> None:
        """Wait; a fresh tap is delivered at once, but a server that does not answer is asked once a second at most."""
        end = self._clock.mono_ms() + round(pause.seconds * 1000)
        soonest = self._last_try + (BETWEEN_TRIES_MS if self._fails else 0)
        with self._condition:
            while not self._stopped:
                until = soonest if self._woken and pause.wakeable else end
                left = min(until, end) - self._clock.mono_ms()
                if left <= 0:
                    return
                self._condition.wait(left / 1000)

    def push(self) -> Pause:
        """Send one request with what waits, or only the state, and do what the answer asks for."""
        moment = self._clock.read()
        self._last_try = moment.mono_ms
        if moment.mono_ms >= self._put_off_until:
            self._put_off = frozenset()
        waiting = self._spool.unsent(1 if self._singly else self._limit, but=self._put_off)
        body = wire.request_body(moment, self._state(), [kept.stamp for kept in waiting])
        if len(body) > wire.MOST_BYTES and len(waiting) > 1:
            self._limit = len(waiting) // 2
            return Pause(0)
        headers = wire.request_headers(
            self._me.key,
            self._me.source,
            body,
            self._clock.server_at(moment),
            secrets.token_bytes(wire.NONCE_BYTES),
        )
        try:
            status, raw = self._link.post(body, headers)
            answer = read_answer(status, raw, len(waiting))
        except (NoAnswer, NotAnAnswer) as fault:
            log.warning("no answer stamps=%d fault=%s", len(waiting), fault)
            return self._later()
        if isinstance(answer, Refusal):
            return self._refusal(answer, waiting, moment)
        return self._taken(answer, waiting, moment)

    def _taken(self, answer: Answer, waiting: Sequence[Kept], moment: Moment) -> Pause:
        self._clock.hear(answer.server_time, moment)
        self._online(True)
        self.refused, self._repeated = None, False
        if not self._settle(waiting, answer):
            return self._later()
        self._fails = 0
        self._limit = min(wire.MOST_STAMPS, 2 * self._limit)
        self._prune()
        if self._spool.unsent(1, but=self._put_off):
            return Pause(0)
        # All is delivered but what was put off; new stamps may go together again.
        self._singly = bool(self._put_off)
        # The state in this request counted its own stamps as unsent: say soon that they no longer are.
        return Pause(min(self._report_seconds, SOON_SECONDS) if waiting else self._report_seconds)

    def _settle(self, waiting: Sequence[Kept], answer: Answer) -> bool:
        """Keep the final answers; False where one cannot be believed, then its stamp stays unsent."""
        at = self._clock.read().at
        believed: list[tuple[FinalAnswer, str, Result]] = []
        for kept, result in zip(waiting, answer.results, strict=True):
            uid = str(json.loads(kept.stamp.payload)["uid"])
            if result.status is Status.UNREADABLE or self._is_genuine(uid, result):
                believed.append((_final(kept.seq, result, at), uid, result))
            else:
                log.error("answer not believed seq=%d uid=%s status=%s", kept.seq, uid, result.status)
        refused = self._spool.settle([final for final, _, _ in believed])
        for final, uid, result in believed:
            if final.seq in refused:
                log.error("receipt of another stamp seq=%d uid=%s", final.seq, uid)
                continue
            log.info("stamp answered seq=%d uid=%s status=%s code=%s", final.seq, uid, result.status, result.code)
            self._heard(uid, result)
        return len(believed) == len(waiting) and not refused

    def _is_genuine(self, uid: str, result: Result) -> bool:
        if result.uid != uid or result.receipt is None:
            return False
        return self._me.receipt_key is None or wire.receipt_holds(self._me.receipt_key, result.receipt)

    def _refusal(self, refusal: Refusal, waiting: Sequence[Kept], moment: Moment) -> Pause:
        log.warning("request refused status=%d code=%s stamps=%d", refusal.status, refusal.code, len(waiting))
        match refusal.status:
            case 401 if refusal.code == "wrong_time" and refusal.server_time is not None:
                self._clock.hear(refusal.server_time, moment)
                return self._repeat()
            case 409:
                return self._repeat()
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
            case status if status == 429 or status >= 500:
                return self._later()
        # Unknown or revoked device, or a fault of ours: nothing gets better by asking often.
        self.refused = refusal.code or str(refusal.status)
        self._repeated = False
        self._online(False)
        self._fails += 1
        return Pause(SLOW_SECONDS * self._jitter(), wakeable=False)

    def _repeat(self) -> Pause:
        if self._repeated:
            return self._later()
        self._repeated = True
        return Pause(0)

    def _later(self) -> Pause:
        """Back off: 1 s, doubling to 5 min."""
        self._repeated = False
        self._online(False)
        seconds = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(self._fails, 30)) * self._jitter()
        self._fails += 1
        return Pause(seconds)

    def _online(self, online: bool) -> None:
        if online is not self.online:
            log.info("server %s", "reached" if online else "lost")
        self.online = online

    def _state(self) -> wire.State:
        counts = self._spool.counts()
        return wire.State(
            self._spool.epoch,
            counts.captured,
            counts.unsent,
            counts.unreadable,
            counts.oldest_unsent_at,
            self._reader_states(),
            self._me.agent,
        )

    def _prune(self) -> None:
        """Now and then let go of what is long acknowledged; never by a clock that is not sure."""
        moment = self._clock.read()
        if moment.quality is not Quality.GOOD:
            return
        if self._last_prune is None or moment.mono_ms - self._last_prune >= PRUNE_MS:
            self._last_prune = moment.mono_ms
            log.info("spool pruned stamps=%d", self._spool.prune(moment.at))


def _final(seq: int, result: Result, at: datetime) -> FinalAnswer:
    outcome, receipt = OUTCOMES[result.status], result.receipt
    return FinalAnswer(
        seq,
        outcome,
        result.code,
        json.dumps(receipt) if receipt else None,
        receipt["record"] if receipt and outcome is Outcome.ACKNOWLEDGED else None,
        at,
    )
