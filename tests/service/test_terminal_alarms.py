"""An alarm about a terminal is raised once, lasts as long as the trouble, and comes again with the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
import time_machine
from sqlalchemy import func, select

from tests.city import NOW, City
from tests.terminal import Terminal, enrolled, told
from timeclock.core.fleet import Cause
from timeclock.jobs import terminals as job
from timeclock.jobs import work
from timeclock.service import devices, enrolment, fleet, terminal_alarms
from timeclock.store import device_alarms as rows
from timeclock.store import sources
from timeclock.store.schema.stamps import device_alarm, device_enrolment

MINUTE = timedelta(minutes=1)
TABLES = (device_alarm, device_enrolment)
READER_DOWN = ({"name": "Leser", "state": "down"},)


@pytest.fixture
def wall(city: City) -> Terminal:
    return enrolled(city, NOW)


def look(city: City, now: datetime) -> list[tuple[str, bool]]:
    """Look at the terminals; return each alarm that changed, and whether it lasts now."""
    with city.database.transaction() as session:
        changes = terminal_alarms.look(session, fleet.limits_of(city.settings), now)
    return [(each.alarm.cause, each.alarm.ended_at is None) for each in changes]


def alarms(city: City, terminal: Terminal) -> list[tuple[str, datetime, datetime, datetime | None]]:
    """Return the alarms of a terminal, the oldest first: cause, since, raised and ended."""
    with city.database.reading() as session:
        device = sources.device(session, terminal.uid)
        assert device is not None
        found = rows.alarms_of(session, device.source_id, 100)
    return [(each.cause, each.since, each.raised_at, each.ended_at) for each in reversed(found)]


def test_a_terminal_is_missed_after_a_quarter_of_an_hour_once_and_until_it_speaks(city: City, wall: Terminal) -> None:
    """Looked at every minute of two hours in which it was heard at 0, 40 and 41 minutes and from 100 on."""
    heard = {0, 40, 41, *range(100, 121)}
    changed = []
    for minute in range(121):
        now = NOW + minute * MINUTE
        if minute in heard:
            told(city, wall, now)
        changed += [(minute, *change) for change in look(city, now)]

    assert changed == [(15, "silent", True), (40, "silent", False), (56, "silent", True), (100, "silent", False)]
    at = [NOW + minute * MINUTE for minute in (0, 15, 40, 41, 56, 100)]
    assert alarms(city, wall) == [("silent", at[0], at[1], at[2]), ("silent", at[3], at[4], at[5])]


@pytest.mark.parametrize(
    ("cause", "ill"),
    [
        (Cause.READER, {"readers": READER_DOWN}),
        (Cause.CLOCK, {"drift_ms": -60_001}),
        (Cause.UNSENT, {"captured": 1, "unsent": 1, "oldest_unsent_at": NOW - 61 * MINUTE}),
        (Cause.SUMS, {"captured": 1}),
    ],
)
def test_what_a_terminal_reports_of_itself_is_an_alarm_until_it_reports_otherwise(
    city: City, wall: Terminal, cause: Cause, ill: dict[str, Any]
) -> None:
    for minute, said in enumerate([{}, ill, ill, {}, {}, ill]):
        told(city, wall, NOW + (minute - 1) * MINUTE, **said)
        look(city, NOW + minute * MINUTE)

    found = alarms(city, wall)
    assert [(each[0], each[2], each[3]) for each in found] == [
        (cause, NOW + MINUTE, NOW + 3 * MINUTE),
        (cause, NOW + 5 * MINUTE, None),
    ]


def test_each_cause_of_each_terminal_has_an_alarm_of_its_own(city: City, wall: Terminal) -> None:
    other = enrolled(city, NOW, "Archiv", seed=2)
    for terminal in (wall, other):
        told(city, terminal, NOW, readers=READER_DOWN, drift_ms=90_000)

    assert sorted(look(city, NOW)) == [("clock", True), ("clock", True), ("reader", True), ("reader", True)]
    told(city, wall, NOW + MINUTE, drift_ms=90_000)
    assert look(city, NOW + MINUTE) == [("reader", False)]
    assert [each[0] for each in alarms(city, other) if each[3] is None] == ["reader", "clock"]


def test_nothing_is_expected_of_a_terminal_whose_key_was_revoked(city: City, wall: Terminal) -> None:
    assert look(city, NOW + 20 * MINUTE) == [("silent", True)]
    with city.database.transaction() as session:
        devices.revoke(session, wall.uid, NOW + 21 * MINUTE)

    assert look(city, NOW + 22 * MINUTE) == [("silent", False)]
    assert look(city, NOW + 60 * MINUTE) == []


def test_of_two_processes_that_look_at_once_one_raises_the_alarm(city: City, wall: Terminal) -> None:
    """Neither has seen the alarm of the other when it decides."""
    with city.database.transaction() as session:
        device = sources.device(session, wall.uid)
        assert device is not None
        trouble = (device.source_id, Cause.SILENT, NOW)
        first = rows.raise_alarms(session, [trouble], NOW + 15 * MINUTE)
        second = rows.raise_alarms(session, [trouble], NOW + 15 * MINUTE)
        ended = rows.end_alarms(session, [first[0].id], NOW + 20 * MINUTE)

        assert (len(first), second) == (1, [])
        assert [each.id for each in ended] == [first[0].id]
        assert rows.end_alarms(session, [first[0].id], NOW + 21 * MINUTE) == []


def test_alarms_that_are_over_and_codes_that_ran_out_go_after_their_time_and_what_lasts_stays(city: City) -> None:
    """One alarm ended in time, one lasts; of two codes one was given 300 days later."""
    kept, day = timedelta(days=city.settings.terminal_kept_days), timedelta(days=1)
    wall = enrolled(city, NOW)
    with city.database.transaction() as session:
        device = sources.device(session, wall.uid)
        assert device is not None
        first, _ = rows.raise_alarms(session, [(device.source_id, cause, NOW) for cause in ("silent", "clock")], NOW)
        rows.end_alarms(session, [first.id], NOW)
        enrolment.add(session, "Foyer", None, NOW)
        enrolment.add(session, "Archiv", None, NOW + 300 * day)

    def left() -> tuple[int, int]:
        with city.database.reading() as session:
            numbers = [session.execute(select(func.count()).select_from(each)).scalar_one() for each in TABLES]
        return numbers[0], numbers[1]

    found = []
    # A code that has run out may still be agreed on for a day.
    for now in (NOW + kept, NOW + kept + MINUTE, NOW + kept + enrolment.CODE_LIVES + day + MINUTE):
        with time_machine.travel(now, tick=False):
            work.forget(city.database, city.settings)
        found.append(left())
    assert found == [(2, 2), (1, 2), (1, 1)]
    with city.database.reading() as session:
        assert [each.cause for each in rows.open_alarms(session)] == ["clock"]


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


def test_the_job_writes_a_warning_when_an_alarm_begins_and_a_line_when_it_is_over(
    sqlite_city: City, lines: list[Any]
) -> None:
    wall = enrolled(sqlite_city, NOW)
    for minute, speaks in ((14, False), (15, False), (16, False), (17, True), (18, False)):
        with time_machine.travel(NOW + minute * MINUTE, tick=False):
            if speaks:
                told(sqlite_city, wall, NOW + minute * MINUTE)
            job.look(sqlite_city.database, sqlite_city.settings)

    assert [(each["log_level"], each["event"]) for each in lines] == [
        ("warning", "terminal alarm"),
        ("info", "terminal alarm over"),
    ]
    assert {each["terminal"] for each in lines} == {str(wall.uid)}
    assert {each["cause"] for each in lines} == {"silent"}
