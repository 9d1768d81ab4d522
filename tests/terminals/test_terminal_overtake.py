"""Who stands at the door does not wait for a backlog: a fresh stamp goes by itself, whatever is under way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

import pytest

from terminals import deliver
from terminals.clock import Clock
from terminals.deliver import Deliverer
from terminals.exchange import Identity
from terminals.keys import public_key
from terminals.link import NoAnswer
from terminals.spool import Kept, Spool
from terminals.wire import PATH
from tests.terminals.parts import KEY, SOURCE, a_spool, put
from tests.terminals.sim.pcscd import until
from tests.terminals.sim.server import Asked, SmallServer

BACKLOG = 450


@dataclass
class Door:
    """A terminal with a backlog, and a server whose batches are answered only when `gate` is opened."""

    spool: Spool
    server: SmallServer = field(default_factory=SmallServer)
    gate: Event = field(default_factory=Event)
    heard: dict[str, int] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    loses: Callable[[Asked], bool] = lambda asked: False

    def __post_init__(self) -> None:
        self._one_at_a_time = Lock()
        me = Identity(SOURCE, "0.1.0", KEY, public_key(self.server.receipt_public))
        self.deliverer = Deliverer(
            self.spool,
            Clock(trust_host=True),
            self,
            me,
            report_seconds=60,
            reader_states=lambda: (),
            heard=lambda uid, _result: self.heard.update({uid: self.heard.get(uid, 0) + 1}),
            jitter=lambda: 5.0,
        )

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        asked = Asked(PATH, headers, body)
        self.sizes.append(len(asked.stamps))
        if len(asked.stamps) > 3:
            self.gate.wait(10)
        if self.loses(asked):
            raise NoAnswer("lost")
        with self._one_at_a_time:
            status, said = self.server.take(asked)
        return status, json.dumps(said).encode()

    def tap(self) -> str:
        kept = put(self.spool)
        self.deliverer.wake()
        return str(json.loads(kept.stamp.payload)["uid"])


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(deliver, "BETWEEN_TRIES_MS", 50)
    spool = a_spool(tmp_path)
    for _ in range(BACKLOG):
        put(spool)
    door = Door(spool)
    yield door
    door.gate.set()
    door.deliverer.stop()
    spool.close()


def test_a_fresh_stamp_overtakes_a_backlog_that_is_under_way(door: Door) -> None:
    door.deliverer.start()
    until(lambda: door.sizes == [200], "the backlog was not begun")

    taps = [door.tap() for _ in range(5)]

    until(lambda: set(door.heard) == set(taps), "the fresh stamps had to wait")
    assert max(door.sizes[1:]) <= 3
    door.gate.set()
    until(lambda: not door.spool.counts().unsent, "the backlog was not delivered")
    assert set(door.heard.values()) == {1}  # nothing was sent by both
    assert len(door.server.kept) == BACKLOG + 5


def test_a_fresh_stamp_whose_answer_got_lost_is_sent_again_before_the_backlog(door: Door) -> None:
    lost: list[int] = []

    def the_first(asked: Asked) -> bool:
        if len(asked.stamps) == 1 and not lost:
            lost.append(asked.stamps[0]["seq"])
            return True
        return False

    door.loses = the_first
    door.deliverer.start()
    until(lambda: door.sizes == [200], "the backlog was not begun")

    uid = door.tap()

    until(lambda: uid in door.heard, "it was not sent again")
    assert lost == [BACKLOG + 1]
    assert set(door.heard) == {uid}


def test_what_fails_when_fresh_waits_with_the_others_and_is_lost_by_nobody(door: Door) -> None:
    door.gate.set()
    door.loses = lambda asked: bool(asked.stamps)
    door.deliverer.start()
    door.tap()
    until(lambda: door.deliverer._old == BACKLOG + 1, "the fresh stamp was not handed over")
    assert door.spool.counts().unsent == BACKLOG + 1

    door.loses = lambda asked: False
    door.tap()  # the server is found again by whoever taps next, and the backlog follows at once

    until(lambda: not door.spool.counts().unsent, "not everything was delivered")
    assert len(door.server.kept) == BACKLOG + 2
    assert set(door.heard.values()) == {1}


def test_a_terminal_that_is_not_welcome_does_not_ask_more_often_because_people_tap(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    door = Door(spool)
    door.deliverer.refused, door.deliverer._old = "revoked_device", 0
    put(spool)

    door.deliverer.overtake()

    assert door.sizes == []
    assert [kept.seq for kept in waiting(door)] == [1]
    spool.close()


def waiting(door: Door) -> list[Kept]:
    """Return what the backlog's thread would send."""
    return door.deliverer._waiting(9)
