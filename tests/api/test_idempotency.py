"""The same stamp sent again is stored once and answered alike: at once, side by side, after a crash, a day later."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.api.conftest import Api, Program, settled
from tests.city import NOW, City
from tests.lived_in import signed, trusted
from timeclock.jobs import work
from timeclock.service import evaluation, verification
from timeclock.store import idempotency as rows
from timeclock.store import sources
from timeclock.store.schema.access import idempotency
from timeclock.store.schema.stamps import source, stamp

KEY = "7f2c1a9e-5b0d-4c61-9a58-2f6f6a0c9d11"
AT_ONCE = 8


@pytest.fixture
def api(city: City) -> Iterator[Api]:
    """An API of the test's own, once on each database."""
    with time_machine.travel(NOW, tick=False):
        yield settled(city)


@pytest.fixture
def aydin(api: Api) -> Program:
    return api.program("aydin")


def stored(api: Api) -> int:
    """Return how many stamps came through programs."""
    with api.city.database.reading() as session:
        here = select(func.count()).select_from(stamp).join(source, source.c.id == stamp.c.source_id)
        return session.execute(here.where(source.c.kind == "api")).scalar_one()


def test_the_same_request_again_gets_the_same_answer_to_the_byte(api: Api, aydin: Program) -> None:
    first = aydin.stamp(KEY)
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        again = aydin.stamp(KEY, Accept_Language="en")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    assert stored(api) == 1


def test_a_new_key_is_a_new_stamp(api: Api, aydin: Program) -> None:
    uids = {aydin.stamp(f"{KEY}-{n}").json["uid"] for n in range(3)}

    assert len(uids) == stored(api) == 3


def test_the_same_key_with_another_request_is_refused_and_nothing_is_stored(api: Api, aydin: Program) -> None:
    aydin.stamp(KEY, "in")
    answer = aydin.stamp(KEY, "out")

    assert answer.status_code == 422
    assert answer.json["type"] == "urn:timeclock:problem:key_reused"
    assert stored(api) == 1


def test_a_key_is_one_persons_alone(api: Api, aydin: Program) -> None:
    hers, his = aydin.stamp(KEY), api.program("brandt").stamp(KEY)

    assert (hers.status_code, his.status_code) == (201, 201)
    assert hers.json["uid"] != his.json["uid"]


def test_a_key_outlives_the_token_it_came_with(api: Api, aydin: Program) -> None:
    assert api.program("aydin").stamp(KEY).data == aydin.stamp(KEY).data


def test_sent_side_by_side_it_is_stored_once_and_answered_alike(api: Api, aydin: Program) -> None:
    def send(_: int) -> tuple[int, bytes]:
        answer = Program(api.app.test_client(), aydin.token).stamp(KEY)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(send, range(AT_ONCE)))

    assert {status for status, _ in answers} == {201}
    assert len(answers) == 1
    assert stored(api) == 1


def test_side_by_side_with_another_request_one_of_them_wins(api: Api, aydin: Program) -> None:
    def send(kind: str) -> tuple[str, int]:
        return kind, Program(api.app.test_client(), aydin.token).stamp(KEY, kind).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(send, ["in", "out"] * (AT_ONCE // 2)))

    assert sorted(status for _, status in answers) == [201, 422]
    assert stored(api) == 1


def test_what_breaks_before_the_commit_leaves_neither_stamp_nor_key(
    api: Api, aydin: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as broken:
        broken.setattr(rows, "keep", break_down)
        failed = aydin.stamp(KEY)
    assert (failed.status_code, failed.json["type"]) == (500, "urn:timeclock:problem:fault")
    assert stored(api) == 0

    assert aydin.stamp(KEY).status_code == 201
    assert stored(api) == 1


def test_what_breaks_after_the_commit_is_answered_from_what_was_kept(
    api: Api, aydin: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies once stamp and answer are stored; the program has heard nothing and asks again."""

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(evaluation, "refresh_now", die)
        with pytest.raises(SystemExit):
            aydin.stamp(KEY)
    assert stored(api) == 1

    answer = aydin.stamp(KEY)
    assert (answer.status_code, answer.json["kind"], answer.json["status"]) == (201, "in", "accepted")
    assert stored(api) == 1


def test_after_a_day_a_key_is_forgotten_and_not_before(api: Api, aydin: Program) -> None:
    def kept() -> int:
        with api.city.database.reading() as session:
            return session.execute(select(func.count()).select_from(idempotency)).scalar_one()

    aydin.stamp(KEY)
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        work.forget(api.city.database, api.city.settings)
        assert kept() == 1
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        work.forget(api.city.database, api.city.settings)
    assert kept() == 0


def test_a_key_whose_day_is_over_is_new_though_no_job_has_dropped_it(api: Api, aydin: Program) -> None:
    first = aydin.stamp(KEY)
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        again = aydin.stamp(KEY)

    assert first.json["uid"] != again.json["uid"]
    assert stored(api) == 2


def test_the_programs_own_sequence_has_no_gap_and_the_log_holds(api: Api, aydin: Program) -> None:
    for n in range(3):
        aydin.stamp(f"{KEY}-{n}")
        aydin.stamp(f"{KEY}-{n}")

    with api.city.database.transaction() as session:
        assert sources.next_seq(session, "api", NOW)[2] == 4
        session.rollback()
    signed(api.city, NOW)
    with api.city.database.snapshot() as session:
        assert verification.verify(session, trusted(api.city), NOW).discrepancies == ()
