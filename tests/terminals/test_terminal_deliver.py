"""Every stamp arrives once, whatever the server, the network and the clocks do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terminals.answers import Result
from terminals.clock import Clock
from terminals.deliver import Deliverer, Identity, Pause
from terminals.keys import public_key
from terminals.link import Link
from terminals.spool import Spool
from terminals.wire import Quality
from tests.terminals.parts import KEY, NOON, SOURCE, Hands, a_spool, put
from tests.terminals.sim.pcscd import until
from tests.terminals.sim.server import BREAK_OFF, Asked, Reply, SmallServer, says, wire_time

BAD_PAGE = (200, b"<html>please sign in</html>")


@dataclass
class Bench:
    """A spool, a server and the deliverer between them."""

    spool: Spool
    server: SmallServer
    hands: Hands
    deliverer: Deliverer = field(init=False)
    heard: list[tuple[str, Result]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.now = lambda: self.hands.at
        self.clock = self.hands.clock()
        self.deliverer = Deliverer(
            self.spool,
            self.clock,
            Link(self.server.url),
            Identity(SOURCE, "0.1.0", KEY, public_key(self.server.receipt_public)),
            report_seconds=60,
            reader_states=lambda: (("Replay", "ready"),),
            heard=lambda uid, result: self.heard.append((uid, result)),
            jitter=lambda: 1.0,
        )

    def put(self, count: int) -> None:
        for _ in range(count):
            put(self.spool)

    def push_until_settled(self, most: int = 50) -> list[Pause]:
        """Push, letting the pauses pass on the clock, until nothing waits."""
        pauses: list[Pause] = []
        while self.spool.counts().unsent and len(pauses) < most:
            pauses.append(self.deliverer.push())
            self.hands.pass_ms(round(pauses[-1].seconds * 1000))
        return pauses

    @property
    def sizes(self) -> list[int]:
        return [len(asked.stamps) for asked in self.server.asked]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    spool = a_spool(tmp_path)
    with SmallServer(KEY.public_key().public_bytes_raw()) as server:
        yield Bench(spool, server, Hands())
    spool.close()


def test_stamps_are_delivered_in_batches_and_each_is_answered(bench: Bench) -> None:
    bench.put(450)

    bench.push_until_settled()

    assert bench.sizes == [200, 200, 50]
    assert len(bench.server.kept) == len(bench.heard) == 450
    assert bench.deliverer.online


def test_without_stamps_the_state_is_reported(bench: Bench) -> None:
    pause = bench.deliverer.push()

    state = bench.server.asked[0].said["state"]
    assert (state["captured"], state["unsent"], state["oldest_unsent_at"]) == (0, 0, None)
    assert state["readers"] == [{"name": "Replay", "state": "ready"}]
    assert pause == Pause(60)


def test_what_was_delivered_is_soon_reported_as_delivered(bench: Bench) -> None:
    bench.put(1)

    assert bench.deliverer.push().seconds == 5
    bench.deliverer.push()
    assert [asked.said["state"]["unsent"] for asked in bench.server.asked] == [1, 0]


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_bytes(bench: Bench) -> None:
    bench.put(3)

    def store_but_break_off(asked: Asked) -> Reply | None:
        bench.server.take(asked)
        return BREAK_OFF

    bench.server.script.append(store_but_break_off)
    bench.push_until_settled()

    first, second = bench.server.asked
    assert first.payloads == second.payloads
    assert [result.status for _, result in bench.heard] == ["duplicate"] * 3
    assert len(bench.server.kept) == 3


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_is_asked_again_ever_later_up_to_five_minutes(bench: Bench, status: int) -> None:
    bench.put(1)
    bench.server.script.extend([says(status)] * 11)

    seconds = [pause.seconds for pause in bench.push_until_settled()]

    assert seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 5]


def test_a_server_busy_with_others_is_asked_again_soon(bench: Bench) -> None:
    bench.put(1)
    bench.server.script.extend([says(429, "busy")] * 7)

    seconds = [pause.seconds for pause in bench.push_until_settled()]

    assert seconds == [1, 2, 4, 8, 16, 16, 16, 5]
    assert bench.deliverer.online is True


def test_a_request_that_took_half_the_time_it_has_goes_in_halves_and_a_quick_one_doubled(bench: Bench) -> None:
    bench.put(750)
    taking = iter([5_000, 3_000, 6_000, 10_000, 2_500, 0, 0, 0])

    def takes(asked: Asked) -> Reply | None:
        took = next(taking, 0)
        bench.hands.pass_ms(took)
        return BREAK_OFF if took == 10_000 else None

    bench.server.always = takes
    bench.push_until_settled()

    assert bench.sizes == [200, 100, 100, 50, 50, 100, 200]


def test_a_server_that_is_not_there_makes_no_request_smaller(bench: Bench) -> None:
    bench.put(200)
    bench.server.script.extend([lambda asked: BREAK_OFF] * 5)

    bench.push_until_settled()

    assert set(bench.sizes) == {200}


def test_no_request_is_cut_to_nothing(bench: Bench) -> None:
    bench.put(120)

    def never_answers(asked: Asked) -> Reply:
        bench.hands.pass_ms(10_000)
        return BREAK_OFF

    bench.server.script.extend([never_answers] * 4)
    bench.push_until_settled()

    assert bench.sizes[:5] == [120, 60, 50, 50, 50]


def test_a_page_of_a_proxy_delivers_nothing(bench: Bench) -> None:
    bench.put(1)
    bench.server.script.append(lambda asked: BAD_PAGE)

    assert bench.deliverer.push() == Pause(1)
    assert bench.spool.counts().unsent == 1
    assert bench.deliverer.online is False


def test_400_is_tried_one_at_a_time_and_the_bad_one_does_not_hold_up_the_others(bench: Bench) -> None:
    bench.put(4)

    def dislikes_the_second(asked: Asked) -> Reply | None:
        bad = any(stamp["seq"] == 2 for stamp in asked.stamps)
        return says(400, "unreadable_body")(asked) if bad else None

    bench.server.always = dislikes_the_second
    for _ in range(6):
        bench.hands.pass_ms(round(bench.deliverer.push().seconds * 1000))

    assert bench.sizes[:5] == [4, 1, 1, 1, 1]
    assert sorted(seq for _, seq in bench.server.kept) == [1, 3, 4]
    assert [kept.seq for kept in bench.spool.unsent(9)] == [2]
    bench.server.always = None
    bench.hands.pass_ms(300_000)
    bench.push_until_settled()
    assert bench.spool.counts().unsent == 0


def test_413_halves_the_batch_until_it_fits(bench: Bench) -> None:
    bench.put(100)
    bench.server.always = lambda asked: says(413, "body_too_large")(asked) if len(asked.stamps) > 30 else None

    pauses = bench.push_until_settled()

    assert bench.sizes[:3] == [100, 50, 25]
    assert bench.spool.counts().unsent == 0
    assert all(pause.seconds in {0, 5} for pause in pauses)


def test_409_is_repeated_with_another_nonce(bench: Bench) -> None:
    bench.put(1)
    bench.server.script.append(says(409, "replayed_request"))

    assert bench.deliverer.push() == Pause(0)
    bench.deliverer.push()

    first, second = (asked.headers["Timeclock-Nonce"] for asked in bench.server.asked)
    assert first != second
    assert len(bench.server.kept) == 1


def test_wrong_time_takes_the_server_s_time_as_offset(bench: Bench) -> None:
    bench.put(1)
    ahead = NOON + timedelta(hours=1)
    bench.server.script.append(says(401, "wrong_time", server_time=wire_time(ahead)))
    bench.server.now = lambda: ahead

    assert bench.deliverer.push() == Pause(0)
    bench.deliverer.push()

    assert bench.server.asked[1].headers["Timeclock-Time"] == wire_time(ahead)
    moment = bench.clock.read()
    assert (moment.offset_ms, moment.quality) == (3_600_000, Quality.UNSURE)
    assert len(bench.server.kept) == 1


def test_a_server_that_keeps_asking_for_repetition_is_not_hammered(bench: Bench) -> None:
    bench.put(1)
    bench.server.script.extend([says(409, "replayed_request"), says(401, "wrong_time")] * 4)

    pauses = [bench.deliverer.push().seconds for _ in range(8)]

    assert pauses == [0, 1, 0, 2, 0, 4, 0, 8]


@pytest.mark.parametrize("code", ["unknown_device", "revoked_device", "wrong_signature"])
def test_a_device_that_is_not_welcome_keeps_everything_and_asks_slowly(bench: Bench, code: str) -> None:
    bench.put(2)
    bench.server.script.append(says(401, code))

    assert bench.deliverer.push() == Pause(60)
    assert [bench.deliverer.refused, bench.spool.counts().unsent] == [code, 2]
    bench.push_until_settled()
    assert bench.deliverer.refused is None
    assert len(bench.server.kept) == 2


def test_415_is_a_fault_of_ours_and_keeps_everything(bench: Bench) -> None:
    bench.put(1)
    bench.server.script.append(says(415, "wrong_media_type"))

    assert bench.deliverer.push() == Pause(60)
    assert bench.spool.counts().unsent == 1


def changed(bench: Bench, n: int, **change: object) -> None:
    """Let the next answer be as usual but for one result."""

    def script(asked: Asked) -> Reply:
        status, body = bench.server.take(asked)
        body["results"][n].update(change)
        return status, body

    bench.server.script.append(script)


def test_a_receipt_of_somebody_else_is_not_believed(bench: Bench) -> None:
    bench.put(3)
    other = SmallServer()
    other.receipt_key = Ed25519PrivateKey.generate()
    changed(bench, 1, receipt=other.receipt())

    assert bench.deliverer.push() == Pause(1)

    assert [kept.seq for kept in bench.spool.unsent(9)] == [2]
    bench.push_until_settled()
    assert bench.spool.counts().unsent == 0


def test_the_receipt_of_another_stamp_is_not_believed(bench: Bench) -> None:
    bench.put(2)
    first = bench.server.receipt()
    changed(bench, 0, receipt=first)
    bench.server.receipts.clear()
    bench.deliverer.push()
    bench.put(1)
    changed(bench, 0, receipt=first)
    bench.deliverer.push()

    assert [kept.seq for kept in bench.spool.unsent(9)] == [3]


def test_the_answer_to_another_stamp_is_not_believed(bench: Bench) -> None:
    bench.put(1)
    changed(bench, 0, uid="019a9f00-0000-7000-8000-00000000ffff")

    bench.deliverer.push()

    assert bench.spool.counts().unsent == 1


def test_a_conflict_is_answered_with_the_stamp_that_is_stored_and_is_final(bench: Bench) -> None:
    bench.put(1)
    changed(bench, 0, uid="019a9f00-0000-7000-8000-00000000ffff", status="conflict")

    bench.deliverer.push()

    assert bench.spool.counts().unsent == 0


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"status": "accepted"}, "acknowledged"),
        ({"status": "duplicate"}, "acknowledged"),
        ({"status": "quarantined", "code": "unknown_badge"}, "acknowledged"),
        ({"status": "conflict"}, "conflict"),
        ({"status": "unreadable", "code": "wrong_field", "uid": None, "receipt": None}, "unreadable"),
    ],
)
def test_each_answer_is_final_and_kept(bench: Bench, change: dict[str, object], state: str) -> None:
    bench.put(1)
    changed(bench, 0, **change)
    bench.deliverer.push()
    bench.deliverer.push()

    kept = bench.spool._db.execute("SELECT state, code, receipt IS NOT NULL FROM stamp").fetchone()
    assert kept == (state, change.get("code"), state != "unreadable")
    assert bench.sizes == [1, 0]
    assert bench.server.asked[1].said["state"]["unreadable"] == (state == "unreadable")


def test_old_stamps_go_only_by_a_clock_that_is_sure(bench: Bench) -> None:
    bench.put(2)
    bench.push_until_settled()
    bench.hands.at += timedelta(days=400)  # a step, so the clock is not sure
    bench.server.now = lambda: NOON
    bench.hands.pass_ms(4_000_000)
    bench.deliverer.push()

    assert bench.spool._db.execute("SELECT count(*) FROM stamp").fetchone() == (2,)


def test_a_tap_is_delivered_at_once_and_a_dead_server_is_asked_once_a_second_at_most(tmp_path: Path) -> None:
    """The one test with real time: the loop itself."""
    spool = a_spool(tmp_path)
    heard = Event()
    with SmallServer() as server:
        deliverer = Deliverer(
            spool,
            Clock(trust_host=True),
            Link(server.url),
            Identity(SOURCE, "0.1.0", KEY, public_key(server.receipt_public)),
            report_seconds=60,
            reader_states=lambda: (),
            heard=lambda uid, result: heard.set(),
        )
        deliverer.start()
        until(lambda: len(server.asked) == 1, "no state was reported")
        put(spool)
        deliverer.wake()
        assert heard.wait(1)
        assert json.loads(server.asked[1].payloads[0])["seq"] == 1
        server.always = says(503)
        before = len(server.asked)
        for _ in range(25):
            put(spool)
            deliverer.wake()
            Event().wait(0.06)
        tries = len(server.asked) - before
        deliverer.stop()
    spool.close()

    assert 2 <= tries <= 3
