"""A month without network: every stamp is kept, found again and brought to the server, and no tap waits for that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from terminals.answers import Result
from terminals.clock import Clock, wall_now
from terminals.exchange import Exchange, Identity
from terminals.spool import STEP, Fill, FinalAnswer, Outcome, Spool, SpoolFull
from terminals.wire import digest
from tests.terminals.parts import KEY, NOON, SOURCE, a_spool, put

BATCH = 200


def unsent(spool: Spool) -> Iterator[int]:
    """Yield what the deliverer finds, batch by batch."""
    last = 0
    while batch := spool.unsent(BATCH, above=last):
        yield from (kept.seq for kept in batch)
        last = batch[-1].seq


def acknowledge(spool: Spool, seqs: range, days_ago: int) -> None:
    at = wall_now() - timedelta(days=days_ago)
    for first in range(seqs.start, seqs.stop, BATCH):
        spool.settle(
            [
                FinalAnswer(seq, Outcome.ACKNOWLEDGED, None, "{}", f"record {seq}", at)
                for seq in range(first, min(first + BATCH, seqs.stop))
            ]
        )


def test_a_month_without_network_is_all_there_and_leaves_by_steps(tmp_path: Path, counts: Mapping[str, int]) -> None:
    spooled = counts["spooled"]
    spool = a_spool(tmp_path, cap=2 * spooled)
    for minute in range(spooled):
        last = put(spool, NOON + timedelta(minutes=minute))
    spool.close()
    spool = a_spool(tmp_path, cap=2 * spooled)

    assert list(unsent(spool)) == list(range(1, spooled + 1))
    before = spool.counts()
    assert (before.captured, before.unsent, before.oldest_unsent_at) == (spooled, spooled, "2026-11-20T12:00:00.000Z")
    assert json.loads(put(spool).stamp.payload)["prev"] == digest(last.stamp.payload)

    old = spooled // 2
    acknowledge(spool, range(1, old + 1), days_ago=36)
    acknowledge(spool, range(old + 1, spooled + 1), days_ago=34)
    steps = []
    while gone := spool.prune(wall_now()):
        steps.append(gone)
        put(spool)  # between any two steps
    assert sum(steps) == old
    assert max(steps) <= STEP
    assert len(spool.acknowledged(None)) == spooled - old
    assert spool.counts().unsent == 1 + len(steps)
    spool.close()


def test_what_is_asked_while_people_tap_scans_and_sorts_nothing(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    put(spool)
    asked: list[str] = []
    spool._db.set_trace_callback(asked.append)
    put(spool)
    spool.unsent(BATCH, but=frozenset({1}), above=1, upto=9)
    spool.counts()
    acknowledge(spool, range(1, 2), days_ago=36)
    spool.prune(wall_now())
    spool._db.set_trace_callback(None)

    asked = [statement for statement in asked if statement.split()[0] in {"SELECT", "UPDATE", "DELETE"}]
    plans = {statement: [row[3] for row in spool._db.execute(f"EXPLAIN QUERY PLAN {statement}")] for statement in asked}
    assert len(plans) == 4
    for statement, plan in plans.items():
        assert not [step for step in plan if step.startswith(("SCAN", "USE TEMP"))], statement
    spool.close()


def test_a_spool_of_an_earlier_agent_gets_its_index(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    put(spool)
    spool._db.execute("DROP INDEX stamp_answered")
    spool.close()
    spool = a_spool(tmp_path)

    found = spool._db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'stamp_answered'").fetchone()
    assert (found, spool.counts().captured) == ((1,), 1)
    spool.close()


def test_a_spool_that_fills_up_says_so_at_half_at_nine_tenths_and_in_the_report(tmp_path: Path) -> None:
    spool, reported = a_spool(tmp_path, cap=20), []

    class Listening:
        def post(self, body: bytes, _headers: dict[str, str]) -> tuple[int, bytes]:
            reported.append(json.loads(body)["state"]["readers"][1:])
            return 503, b""

    def nothing(_uid: str, _result: Result) -> None: ...

    clock = Clock(trust_host=True)
    exchange = Exchange(
        spool,
        clock,
        Listening(),
        Identity(SOURCE, "0.1.0", KEY, None),
        reader_states=lambda: (("Replay", "ready"),),
        heard=nothing,
    )
    seen = []
    for _ in range(20):
        put(spool)
        seen.append(spool.counts().fill)
        exchange.send([], clock.read())

    assert seen == [Fill.ROOM] * 9 + [Fill.HALF] * 8 + [Fill.NEARLY] * 2 + [Fill.FULL]
    assert [bool(each) for each in reported] == [False] * 9 + [True] * 11
    assert reported[9] == [{"name": "spool", "state": "half_full"}]
    with pytest.raises(SpoolFull, match="cap"):
        put(spool)
    spool.close()
