"""Backlogs of many terminals take turns, and nobody at a door waits for them or for what they change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
import time_machine
from sqlalchemy import event

from tests.city import NOW, City, badge
from tests.door import Door, payload_of
from tests.terminal import a_key, enrolled
from timeclock.service import clocking, evaluation
from timeclock.service.clocking import Examined
from timeclock.service.devices import DeviceRefused
from timeclock.store import recalculation
from timeclock.store.sources import Device
from timeclock.web.app import create_app
from timeclock.web.terminal_api import turnstile as turnstile_module
from timeclock.web.terminal_api import views
from timeclock.web.terminal_api.turnstile import LARGE_BYTES, Turnstile

LARGE = LARGE_BYTES + 1
A_DAY = timedelta(days=1)
LATER = NOW + timedelta(minutes=5)  # than what the town has already been through


@pytest.fixture
def door(small_town: City) -> Iterator[Door]:
    with time_machine.travel(LATER, tick=False):
        terminal = enrolled(small_town, LATER)
        with small_town.database.transaction() as session:
            known = badge(session, small_town.aydin, "04A1B2C3D4E5F6", small_town.settings, NOW - 100 * A_DAY)
        app = create_app(small_town.settings, small_town.database)
        yield Door(small_town, app.test_client(), terminal, known, LATER)


def test_one_backlog_is_under_way_a_few_wait_the_others_come_again_and_a_tap_passes() -> None:
    turnstile, entered, leave = Turnstile(waiting=1), [], Event()
    first_is_in = Event()

    def pass_(name: str) -> None:
        with turnstile.passing(LARGE):
            entered.append(name)
            first_is_in.set()
            leave.wait(10)

    first, second = Thread(target=pass_, args=("first",)), Thread(target=pass_, args=("second",))
    first.start()
    assert first_is_in.wait(10)
    second.start()
    while turnstile._room._value:
        leave.wait(0.001)
    with pytest.raises(DeviceRefused) as refused, turnstile.passing(LARGE):
        pass
    with turnstile.passing(LARGE_BYTES):
        assert entered == ["first"]
    leave.set()
    first.join(10)
    second.join(10)

    assert (refused.value.status, refused.value.code) == (429, "busy")
    assert entered == ["first", "second"]
    with turnstile.passing(LARGE):  # both have left
        pass


def test_a_backlog_whose_turn_does_not_come_is_refused_before_its_terminal_gives_up() -> None:
    turnstile = Turnstile(waiting=1, longest=0.01)

    with turnstile.passing(LARGE), pytest.raises(DeviceRefused), turnstile.passing(LARGE):
        pass
    with turnstile.passing(LARGE):
        pass


class Time:
    """A clock that goes on only where somebody works or waits."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_backlog_rests_before_its_turn_while_people_tap_and_goes_at_once_where_nobody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time, entered = Time(), []
    monkeypatch.setattr(turnstile_module, "time", time)
    turnstile = Turnstile(longest=3, rest=2)

    def pass_(works: float, size: int = LARGE) -> None:
        with turnstile.passing(size):
            entered.append(time.now)
            time.sleep(works)

    pass_(0.5)
    pass_(0.5)  # nobody taps: at once
    pass_(0, LARGE_BYTES)
    pass_(0.5)  # the one before ended before the tap
    pass_(1.9)
    pass_(9)  # no longer than it may wait
    pass_(1)  # the tap is long ago

    assert entered == [100, 100.5, 101, 101, 102.5, 107.4, 116.4]


def test_a_backlog_refused_stored_nothing_and_a_tap_is_taken_meanwhile(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "BACKLOGS", Turnstile(waiting=0))
    backlog = [door.good() for _ in range(12)]

    with views.BACKLOGS.passing(LARGE):
        refused = door.send(door.terminal.body(backlog, LATER))
        tap = door.deliver(door.good())

    assert (refused.status_code, refused.json["code"]) == (429, "busy")
    assert [each["status"] for each in tap] == ["accepted"]
    assert door.stored() == 1
    assert {each["status"] for each in door.deliver(*backlog)} == {"accepted"}


def test_a_tap_does_not_wait_until_the_backlog_of_the_same_person_is_worked_out(door: Door) -> None:
    evenings = [door.terminal.stamp(NOW - days * A_DAY, door.badge) for days in range(6, 1, -1)]
    door.deliver(*evenings)

    (tap,) = door.deliver(door.good())

    assert tap["display"]["en"] == ["Recorded 16:05"]
    assert waiting(door) == len(evenings) + 1
    with door.city.database.transaction() as session:
        evaluation.refresh_now(session, door.city.aydin.person_id, door.city.rulebook(), LATER)
    (tap,) = door.deliver(door.good())
    assert len(tap["display"]["en"]) > 1
    assert waiting(door) == 0


def waiting(door: Door) -> int:
    with door.city.database.reading() as session:
        return recalculation.waiting(session)[0]


def test_whoever_writes_does_not_wait_while_a_backlog_is_examined(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    backlog, examine, taps = [door.good() for _ in range(12)], clocking.examine, []

    def examined_while_somebody_taps(device: Device, entries: Sequence[Any]) -> Examined:
        if len(entries) == len(backlog):
            taps.extend(door.deliver(door.good()))
        return examine(device, entries)

    monkeypatch.setattr(clocking, "examine", examined_while_somebody_taps)

    answers = door.deliver(*backlog)

    assert [each["status"] for each in taps] == ["accepted"]
    assert {each["status"] for each in answers} == {"accepted"}


def test_what_was_examined_by_a_key_that_was_replaced_meanwhile_is_examined_anew(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    backlog, examine = [door.good() for _ in range(12)], clocking.examine

    def by_another_key(device: Device, entries: Sequence[Any]) -> Examined:
        monkeypatch.setattr(clocking, "examine", examine)
        return examine(replace(device, public_key=a_key(9).public), entries)

    monkeypatch.setattr(clocking, "examine", by_another_key)

    assert {each["status"] for each in door.deliver(*backlog)} == {"accepted"}


def test_statements_of_a_backlog_in_conflict_do_not_grow_with_it(door: Door) -> None:
    made: list[str] = []
    event.listen(door.city.database.engine, "before_cursor_execute", lambda *given: made.append(given[2]))
    asked: list[int] = []
    for many in (10, 40):
        first = [door.good() for _ in range(many)]
        door.deliver(*first)
        others = [door.odd(uid=json.loads(payload_of(each))["uid"]) for each in first]
        made.clear()
        assert {each["status"] for each in door.deliver(*others)} == {"conflict"}
        asked.append(len(made))

    assert asked[1] <= asked[0]
