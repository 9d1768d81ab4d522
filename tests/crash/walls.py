"""Many terminals in one process, each with its own spool, clock, agent and delivery; only the readers are missing.

Now and then somebody holds a badge nobody knows, and now and then a stamp is damaged before it is signed: what cannot
be read stays on the device and counts.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from threading import Thread

from terminals.agent import Agent
from terminals.answers import Answer
from terminals.clock import Clock
from terminals.deliver import Deliverer, Identity
from terminals.exchange import Exchange
from terminals.link import Link
from terminals.reader import Tap
from terminals.screen import Screen
from terminals.spool import FinalAnswer, Kept, Outcome, Spool
from terminals.wire import Badge as BadgeSaid
from terminals.wire import Device, Kind, Place, SignedStamp, sign_stamp, stamp_payload, uuid7

UNKNOWN_SHARE = 0.02
MOST_AT_ONCE, FRESH_SHARE = 11, 0.5  # people in a group, and how often the last of them do not wait for the others
PATIENT_SHARE = 0.8  # of those who find the terminal offline: they come once it is online again
HURRY = 0.02  # of the seconds a terminal would wait before it asks again
MUCH = 100_000


class Wall(Thread):
    """One terminal: people come in groups, and what they leave is delivered before the next."""

    def __init__(
        self,
        me: Identity,
        spool: Path,
        url: str,
        site_key: bytes,
        badges: Sequence[str],
        stamps: int,
        chance: Random,
        *,
        damaged: float,
        exchange: type[Exchange],
    ) -> None:
        super().__init__(name=f"wall {me.source}", daemon=True)
        self.source, self.spool_file, self.damaged, self.failed = me.source, spool, 0, ""
        self._me, self._badges, self._left, self._chance, self._damaged_share = me, badges, stamps, chance, damaged
        self._clock = Clock(trust_host=True)
        self._spool = Spool(spool, cap=MUCH)
        self._device = Device(me.source, "Europe/Berlin", "2026.3", me.agent)
        self._agent = Agent(
            self._device,
            me.key,
            site_key,
            spool=self._spool,
            screen=Screen(self._clock.mono_ms),
            clock=self._clock,
        )
        line, told = Link(url), self._agent.answered
        self._deliverer = Deliverer(
            self._spool,
            self._clock,
            line,
            me,
            report_seconds=1,
            reader_states=readers,
            heard=told,
            jitter=lambda: HURRY,
        )
        self._deliverer._exchange = exchange(self._spool, self._clock, line, me, reader_states=readers, heard=told)

    def run(self) -> None:
        try:
            while self._left or self._spool.counts().unsent:
                if self._deliverer.online is not False or self._chance.random() > PATIENT_SHARE:
                    self._tap(min(self._left, self._chance.randint(1, MOST_AT_ONCE)))
                if self._chance.random() < FRESH_SHARE:
                    self._deliverer.overtake()
                pause = self._deliverer.push()
                time.sleep(pause.seconds if self._deliverer.online is False else 0)
            self.report()
        except Exception as fault:  # noqa: BLE001 - told by whoever waits for this thread
            self.failed = repr(fault)

    def report(self) -> None:
        """Say until it is heard that nothing waits any more."""
        while not self._deliverer.push().seconds or self._deliverer.online is False:
            time.sleep(HURRY)

    def close(self) -> None:
        self._spool.close()

    def _tap(self, people: int) -> None:
        for _ in range(people):
            self._left -= 1
            dice = self._chance.random()
            if dice < self._damaged_share:
                self._damage()
                continue
            number = "04FFFFFFFFFFFF" if dice > 1 - UNKNOWN_SHARE else self._chance.choice(self._badges)
            self._agent.happened(Tap("Wall", number, self._clock.mono_ms()))

    def _damage(self) -> None:
        """Store a stamp that says of the kind what no contract knows."""
        moment = self._clock.read()
        uid = uuid7(moment.at, self._chance.randbytes(10))

        def make(place: Place) -> SignedStamp:
            badge = BadgeSaid("ab" * 32)
            sound = stamp_payload(self._device, place, moment, uid=uid, kind=Kind.AUTO, badge=badge, reader="Wall")
            return sign_stamp(self._me.key, sound.replace(b'"kind":"auto"', b'"kind":"what"'))

        self._spool.put(make, moment.at)
        self.damaged += 1


def readers() -> tuple[tuple[str, str], ...]:
    return (("Wall", "ready"),)


class Believing(Exchange):
    """Takes one answer for the whole batch: what was sent is delivered, whatever became of the single stamps."""

    def settle(self, waiting: Sequence[Kept], answer: Answer) -> bool:
        at = self._clock.read().at
        self._spool.settle([FinalAnswer(kept.seq, Outcome.ACKNOWLEDGED, None, None, None, at) for kept in waiting])
        return True
