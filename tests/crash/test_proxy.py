"""What the line does to a request, and what its witness says of it afterwards."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, MutableSequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException, IncompleteRead
from random import Random
from typing import Any

import pytest

from tests.crash.kills import KillLog
from tests.crash.proxy import Ack, Fate, Odds, Proxy
from tests.terminals.sim.server import SmallServer
from timeclock.ledger.keys import b64url

UID = "019a9f00-0000-7000-8000-000000000042"
BODY = json.dumps(
    {"stamps": [{"payload": b64url(json.dumps({"uid": UID, "epoch": "e", "seq": 1}).encode()), "sig": ""}]}
).encode()
ALL = Odds(
    dict.fromkeys((Fate.TWICE, Fate.LOST, Fate.LATE), 1),
    dict.fromkeys((Fate.SWALLOWED, Fate.CUT, Fate.SLOW, Fate.RESET, Fate.HALF_OPEN), 1),
)
HEADERS = dict.fromkeys(("Timeclock-Device", "Timeclock-Time", "Timeclock-Nonce", "Timeclock-Signature"), "x")


class Fated(Random):
    """Chance that chooses what the test wants, as long as it may be chosen."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    def shuffle(self, deck: MutableSequence[Any]) -> None:
        deck.sort(key=lambda fate: (fate is self._fate, fate is Fate.PASSED))  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as running:
        yield running


def send(proxy: Proxy) -> int | None:
    """Send a request as a terminal does; return the status of a whole answer."""
    with closing(HTTPConnection("127.0.0.1", proxy.server_port, timeout=1)) as connection:
        try:
            connection.request("POST", "/terminal/v1/stamps", BODY, HEADERS | {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException, IncompleteRead):
            return None
        return answer.status


@pytest.mark.parametrize(
    ("fate", "status", "ack", "unknown", "asked"),
    [
        (Fate.PASSED, 200, Ack.FIRM, 0, 1),
        (Fate.SLOW, 200, Ack.FIRM, 0, 1),
        (Fate.TWICE, 200, Ack.FIRM, 0, 2),
        (Fate.SWALLOWED, None, Ack.NONE, 1, 1),
        (Fate.CUT, None, Ack.NONE, 1, 1),
        (Fate.RESET, None, Ack.NONE, 1, 1),
        (Fate.HALF_OPEN, None, Ack.NONE, 1, 1),
        (Fate.LATE, None, Ack.NONE, 1, 1),
        (Fate.LOST, None, Ack.NONE, 0, 0),
    ],
)
def test_the_witness_knows_what_came_back(
    server: SmallServer, fate: Fate, status: int | None, ack: Ack, unknown: int, asked: int
) -> None:
    with Proxy(server.port, KillLog(), Fated(fate), ALL) as proxy:
        seen = send(proxy)
        proxy.wait_for_late()

    assert (seen, len(server.asked)) == (status, asked)
    assert dict(proxy.witness.classes()) == {ack: 1}
    assert (proxy.witness.unknown, proxy.witness.unknown_committed) == (unknown, unknown)
    assert proxy.witness.fates == {fate: 1}


def test_an_answer_while_something_dies_is_racing(server: SmallServer) -> None:
    kills = KillLog()
    with Proxy(server.port, kills, Fated(Fate.PASSED)) as proxy, kills.dying("something"):
        assert send(proxy) == 200

    assert dict(proxy.witness.classes()) == {Ack.RACING: 1}


def test_an_answer_is_racing_although_what_died_was_dead_before_it_came(server: SmallServer) -> None:
    kills, asked = KillLog(), threading.Event()

    def dies_meanwhile(_asked: object) -> None:
        with kills.dying("something"):
            asked.set()

    server.always = dies_meanwhile
    with Proxy(server.port, kills, Fated(Fate.PASSED)) as proxy:
        assert send(proxy) == 200

    assert asked.is_set()
    assert dict(proxy.witness.classes()) == {Ack.RACING: 1}


def test_a_later_firm_answer_counts_and_a_later_failure_takes_nothing_back(server: SmallServer) -> None:
    with Proxy(server.port, KillLog(), Fated(Fate.SWALLOWED)) as proxy:
        send(proxy)
        proxy.calm = True
        send(proxy)
        server.stop()
        assert send(proxy) is None

    assert proxy.witness.firm() == [UID]
    assert proxy.witness.statuses == {"accepted": 1, "duplicate": 1}
    assert [len(receipts) for receipts in proxy.witness.receipts.values()] == [1]


def test_a_server_that_is_not_there_leaves_nothing_unknown() -> None:
    with SmallServer() as server:
        port = server.port
    with Proxy(port, KillLog(), Fated(Fate.PASSED)) as proxy:
        assert send(proxy) is None

    assert (proxy.witness.unknown, dict(proxy.witness.classes())) == (0, {Ack.NONE: 1})
