"""One request with stamps and its answer: signed, sent, and believed only where a genuine receipt says so."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from terminals import wire
from terminals.answers import Answer, NotAnAnswer, Refusal, Result, Status, read_answer
from terminals.clock import Clock
from terminals.link import NoAnswer
from terminals.spool import Counts, Fill, FinalAnswer, Kept, Outcome
from terminals.wire import Moment

log = logging.getLogger(__name__)

BODY_TOO_LARGE = 413
SPOOL = "spool"  # goes by this name among the readers, where the report has room for parts in trouble
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

    def unsent(
        self, limit: int, *, but: frozenset[int] = frozenset(), above: int = 0, upto: int | None = None
    ) -> list[Kept]: ...

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


class Exchange:
    """Sends stamps and writes down what became of them; safe to use from several threads."""

    def __init__(
        self,
        spool: Waiting,
        clock: Clock,
        link: Post,
        me: Identity,
        *,
        reader_states: Callable[[], tuple[tuple[str, str], ...]],
        heard: Callable[[str, Result], None],
    ) -> None:
        self._spool, self._clock, self._link, self._me = spool, clock, link, me
        self._reader_states, self._heard = reader_states, heard

    def send(self, waiting: Sequence[Kept], moment: Moment) -> Answer | Refusal | None:
        """Send these stamps, or only the state; None where nobody answered, which does not say that none are stored."""
        body = wire.request_body(moment, self._state(), [kept.stamp for kept in waiting])
        if len(body) > wire.MOST_BYTES and len(waiting) > 1:
            return Refusal(BODY_TOO_LARGE, "body_too_large", None)
        headers = wire.request_headers(
            self._me.key,
            self._me.source,
            body,
            self._clock.server_at(moment),
            secrets.token_bytes(wire.NONCE_BYTES),
        )
        try:
            return read_answer(*self._link.post(body, headers), len(waiting))
        except (NoAnswer, NotAnAnswer) as fault:
            log.warning("no answer stamps=%d fault=%s", len(waiting), fault)
            return None

    def settle(self, waiting: Sequence[Kept], answer: Answer) -> bool:
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
        # A conflict names the stamp that is stored in the place of this one.
        if (result.uid != uid and result.status is not Status.CONFLICT) or result.receipt is None:
            return False
        return self._me.receipt_key is None or wire.receipt_holds(self._me.receipt_key, result.receipt)

    def _state(self) -> wire.State:
        counts = self._spool.counts()
        full = () if counts.fill is Fill.ROOM else ((SPOOL, counts.fill.value),)
        return wire.State(
            self._spool.epoch,
            counts.captured,
            counts.unsent,
            counts.unreadable,
            counts.oldest_unsent_at,
            (*self._reader_states(), *full),
            self._me.agent,
        )


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
