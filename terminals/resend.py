"""Sending once more what was acknowledged, after the server was restored from a backup that lacks it.

Nothing in the spool changes: an answer there is final, and its receipt proves what the server had promised. The server
knows each stamp by its bytes and stores none twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from terminals.answers import Result, Status
from terminals.deliver import Pause
from terminals.spool import Counts, FinalAnswer, Kept, Spool

TRIES = 5
LONGEST_SECONDS = 5.0


class SentAgain:
    """What a deliverer sees in place of the spool: the acknowledged stamps, each until it is answered once more."""

    def __init__(self, spool: Spool, since: datetime | None) -> None:
        self._spool = spool
        self._waiting = {kept.seq: kept for kept in spool.acknowledged(since)}
        self.answers = Counter[Status]()

    @property
    def epoch(self) -> str:
        return self._spool.epoch

    @property
    def left(self) -> int:
        return len(self._waiting)

    def unsent(
        self, limit: int, *, but: frozenset[int] = frozenset(), above: int = 0, upto: int | None = None
    ) -> list[Kept]:
        bounds = range(above + 1, (upto or max(self._waiting, default=0)) + 1)
        return [kept for seq, kept in self._waiting.items() if seq in bounds and seq not in but][:limit]

    def settle(self, answers: Sequence[FinalAnswer]) -> frozenset[int]:
        for answer in answers:
            del self._waiting[answer.seq]
        return frozenset()

    def counts(self) -> Counts:
        return self._spool.counts()

    def prune(self, _now: datetime) -> int:
        return 0

    def heard(self, _uid: str, result: Result) -> None:
        self.answers[result.status] += 1


def send_all(again: SentAgain, push: Callable[[], Pause], rest: Callable[[float], None] = time.sleep) -> None:
    """Push until everything is answered; give up when several tries in a row brought nothing."""
    tries = 0
    while again.left and tries < TRIES:
        before = again.left
        pause = push()
        tries = 0 if again.left < before else tries + 1
        if again.left:
            rest(min(pause.seconds, LONGEST_SECONDS))


def told(again: SentAgain) -> Iterable[str]:
    """Yield what became of them, for whoever runs the command."""
    answers = again.answers
    stored = answers[Status.ACCEPTED] + answers[Status.QUARANTINED]
    yield f"{stored} stamps were missing on the server and are stored now, {answers[Status.DUPLICATE]} it had"
    if conflicts := answers[Status.CONFLICT]:
        yield f"{conflicts} are in conflict with other bytes on the server; both are kept, look at the page of health"
    if unreadable := answers[Status.UNREADABLE]:
        yield f"{unreadable} could not be read by the server; the bytes stay here, tell the makers"
    if again.left:
        yield f"{again.left} were not answered; run the command again, nothing is stored twice"
