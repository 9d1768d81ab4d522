"""The night: everybody's day is worked out, forgotten stamps are found, and people are reminded of them once."""

from __future__ import annotations

import time as process
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.city import NOW, City, employed_again, stamped
from tests.databases import after
from tests.lived_in import TERMS, evaluated, sight
from timeclock import cli
from timeclock.core.corrections import Change
from timeclock.core.findings import Code
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import Tools
from timeclock.service import corrections, decisions, evaluation, reminders
from timeclock.service.corrections import Wanted
from timeclock.service.rulebook import Rulebook
from timeclock.store import job_runs, recalculation
from timeclock.store.db import Session
from timeclock.store.job_runs import State
from timeclock.store.notices import Reminder
from timeclock.store.schema.notices import notice
from timeclock.store.schema.results import day_result, finding

MONDAY = date(2026, 11, 16)
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)
A_DAY = timedelta(days=1)


def worked(city: City) -> City:
    """Everybody worked, and in this week Frau Aydin has not stamped yet."""
    with city.database.transaction() as session:
        for ago in range(21):
            day = THURSDAY - ago * A_DAY
            for who in (city.brandt, city.celik):
                if day.weekday() < 5:
                    stamped(session, who, day, "08:00 in 16:30 out", city.settings)
            if day.weekday() < 5 and day < MONDAY:
                stamped(session, city.aydin, day, "08:00 in 16:30 out", city.settings)
    return city


after_work = after(worked)


@pytest.fixture
def city(after_work: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city as its operators' commands find it."""
    monkeypatch.setenv("TIMECLOCK_VAR", str(after_work.settings.var))
    monkeypatch.setenv("TIMECLOCK_DATABASE_URL", after_work.settings.database_url)
    return after_work


@pytest.fixture
def travel(city: City) -> Iterator[Callable[[datetime], object]]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


def at(city: City, day: date, clock: str) -> datetime:
    return instant(day, time.fromisoformat(clock), city.settings.zone)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, ["jobs", *words], catch_exceptions=False)


def tick(city: City) -> None:
    """Do what the schedule does when it looks: every job with periods, one after the other."""
    for job in catalogue.periodic(city.settings).values():
        runs.work_off(city.database, job, Tools.of(city.settings))


def results(city: City) -> set[tuple[int, date]]:
    with city.database.reading() as session:
        rows = session.execute(select(day_result.c.employment_id, day_result.c.day))
        return {(row.employment_id, row.day) for row in rows}


def codes(city: City, day: date) -> set[tuple[int, str]]:
    with city.database.reading() as session:
        rows = session.execute(select(finding.c.person_id, finding.c.code).where(finding.c.day == day))
        return {(row.person_id, row.code) for row in rows}


def reminded(city: City, name: str = "aydin") -> list[tuple[date, Code]]:
    """Return what somebody sees on Today, oldest day first."""
    return [(each.day, each.code) for each in reversed(unread(city, name))]


def unread(city: City, name: str = "aydin") -> list[Reminder]:
    with city.database.transaction() as session:
        return list(reminders.unread(session, sight(session, city, name, NOW + A_DAY)).reminders)


def notices(city: City) -> int:
    with city.database.reading() as session:
        return len(session.execute(select(notice.c.id)).all())


def stamp(city: City, day: date, taps: str) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, day, taps, city.settings)


def test_in_the_morning_there_are_results_and_findings_of_everybody(
    city: City, travel: Callable[[datetime], object]
) -> None:
    travel(at(city, FRIDAY, "00:05"))
    tick(city)

    ids = [who.employment_id for who in (city.aydin, city.brandt, city.celik)]
    assert {(employment_id, day) for employment_id in ids for day in (THURSDAY, FRIDAY)} <= results(city)
    assert (city.aydin.person_id, Code.NO_STAMPS) in codes(city, THURSDAY)
    with city.database.reading() as session:
        assert recalculation.waiting(session) == (0, None)
        (night,) = job_runs.history(session, "nightly-evaluation", 10)
    assert (night.period, night.state, night.done, night.total) == ("2026-11-20", State.DONE, 3, 3)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_the_night_is_the_citys_whatever_zone_the_process_has(
    city: City, travel: Callable[[datetime], object], monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    process.tzset()
    for clock in ("00:04", "00:05"):
        travel(at(city, FRIDAY, clock))
        tick(city)
    monkeypatch.undo()
    process.tzset()

    with city.database.reading() as session:
        nights = job_runs.history(session, "nightly-evaluation", 10)
    assert [night.period for night in nights] == ["2026-11-20", "2026-11-19"]


def test_who_cannot_be_evaluated_is_left_and_the_night_goes_on(
    city: City, travel: Callable[[datetime], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = evaluation.refresh_now

    def fail_for_brandt(session: Session, person_id: int, rulebook: Rulebook, now: datetime) -> None:
        real(session, person_id, rulebook, now)
        if person_id == city.brandt.person_id:
            raise RuntimeError("planted")

    monkeypatch.setattr(evaluation, "refresh_now", fail_for_brandt)
    ran = run("nightly-evaluation")

    assert ran.exit_code == 1
    assert "2026-11-20 incomplete 2/3" in ran.output
    assert (city.celik.employment_id, THURSDAY) in results(city)
    assert (city.brandt.employment_id, THURSDAY) not in results(city)

    monkeypatch.setattr(evaluation, "refresh_now", real)
    assert "2026-11-20 done 3/3" in run("nightly-evaluation").output
    assert (city.brandt.employment_id, THURSDAY) in results(city)


def test_one_is_reminded_in_the_morning_of_what_is_missing_and_of_nothing_else(
    city: City, travel: Callable[[datetime], object]
) -> None:
    stamp(city, MONDAY, "16:30 out")
    stamp(city, MONDAY + A_DAY, "08:00 in 12:00 break_start 16:30 out")
    stamp(city, MONDAY + 2 * A_DAY, "08:00 in 16:30 out")
    # She came late and forgot to go: at midnight she might still be in.
    stamp(city, THURSDAY, "10:00 in")
    travel(at(city, FRIDAY, "00:05"))
    tick(city)
    at_midnight = codes(city, THURSDAY)
    travel(at(city, FRIDAY, "06:00"))
    tick(city)

    assert (city.aydin.person_id, Code.STILL_IN) in at_midnight
    assert reminded(city) == [
        (MONDAY, Code.MISSING_IN),
        (MONDAY + A_DAY, Code.BREAK_NOT_ENDED),
        (THURSDAY, Code.MISSING_OUT),
    ]
    assert reminded(city, "brandt") == []


def test_a_day_without_stamps_is_told_but_neither_today_nor_a_free_day_nor_one_long_past(
    city: City, travel: Callable[[datetime], object]
) -> None:
    travel(at(city, FRIDAY, "06:00"))
    tick(city)

    assert reminded(city) == [(MONDAY + day * A_DAY, Code.NO_STAMPS) for day in range(4)]


def test_nobody_is_reminded_twice_of_the_same(city: City, travel: Callable[[datetime], object]) -> None:
    stamp(city, THURSDAY, "08:00 in")
    travel(at(city, FRIDAY, "06:00"))
    tick(city)
    before = notices(city)
    travel(at(city, FRIDAY + A_DAY, "06:00"))
    tick(city)
    assert run("stamp-reminder", "--period", "2026-11-20").exit_code == 0

    # Friday itself, on which she did not stamp either, has come to it.
    assert notices(city) == before + 3
    assert reminded(city).count((THURSDAY, Code.MISSING_OUT)) == 1


def test_each_employment_is_reminded_of_by_itself(city: City, travel: Callable[[datetime], object]) -> None:
    """Both evenings she forgot to go; a correction is asked for the one of them alone."""
    with city.database.transaction() as session:
        second = employed_again(session, city.aydin, city.archive)
        stamped(session, second, THURSDAY, "10:00 in", city.settings)
    stamp(city, THURSDAY, "08:00 in")
    travel(at(city, FRIDAY, "06:00"))
    tick(city)
    named = thursdays(city)
    uid = second.employment_uid
    wanted = Wanted(UUID(int=1), THURSDAY, Change.NEW, None, StampKind.OUT, time(20), None, "vergessen", uid)
    with city.database.transaction() as session:
        corrections.ask(session, sight(session, city, "aydin"), wanted, TERMS)

    assert sorted(named, key=str) == sorted([city.aydin.employment_uid, uid], key=str)
    assert thursdays(city) == [city.aydin.employment_uid]


def thursdays(city: City) -> list[UUID | None]:
    """Return the employments of which Frau Aydin is told that on Thursday a going is missing."""
    with city.database.reading() as session:
        found = reminders.unread(session, sight(session, city, "aydin")).reminders
    return [each.employment_uid for each in found if (each.day, each.code) == (THURSDAY, Code.MISSING_OUT)]


def test_a_reminder_is_gone_once_the_day_is_settled(city: City, travel: Callable[[datetime], object]) -> None:
    stamp(city, THURSDAY, "08:00 in")
    travel(at(city, FRIDAY, "06:00"))
    tick(city)
    stamp(city, THURSDAY, "16:30 out")
    evaluated(city, NOW)

    assert (THURSDAY, Code.MISSING_OUT) not in reminded(city)
    assert (MONDAY, Code.NO_STAMPS) in reminded(city)


def test_a_day_that_waits_for_a_correction_is_reminded_of_only_once_that_is_refused(
    city: City, travel: Callable[[datetime], object]
) -> None:
    stamp(city, THURSDAY, "08:00 in")
    travel(at(city, FRIDAY, "06:00"))
    tick(city)
    wanted = Wanted(UUID(int=1), THURSDAY, Change.NEW, None, StampKind.OUT, time(16, 30), None, "vergessen")
    with city.database.transaction() as session:
        corrections.ask(session, sight(session, city, "aydin"), wanted, TERMS)
    asked = reminded(city)
    with city.database.transaction() as session:
        reminders.read(session, sight(session, city, "aydin"), None)
    with city.database.transaction() as session:
        decisions.refuse(session, sight(session, city, "brandt"), wanted.uid, 1, "nein")

    assert THURSDAY not in {day for day, _ in asked}
    assert (THURSDAY, Code.MISSING_OUT) in reminded(city)


def test_a_reminder_is_gone_once_it_is_read_and_does_not_come_back(
    city: City, travel: Callable[[datetime], object]
) -> None:
    travel(at(city, FRIDAY, "06:00"))
    tick(city)
    newest = unread(city)[0]
    with city.database.transaction() as session:
        reminders.read(session, sight(session, city, "brandt"), newest.uid)
        reminders.read(session, sight(session, city, "aydin"), UUID(int=4711))
    assert reminded(city)[-1] == (THURSDAY, Code.NO_STAMPS)

    with city.database.transaction() as session:
        reminders.read(session, sight(session, city, "aydin"), newest.uid)
    one_read = reminded(city)
    with city.database.transaction() as session:
        reminders.read(session, sight(session, city, "aydin"), None)
    travel(at(city, FRIDAY + A_DAY, "06:00"))
    tick(city)

    assert one_read == [(MONDAY + day * A_DAY, Code.NO_STAMPS) for day in range(3)]
    assert reminded(city) == [(FRIDAY, Code.NO_STAMPS)]


def test_after_five_days_of_silence_every_night_and_morning_is_caught_up(
    city: City, travel: Callable[[datetime], object]
) -> None:
    travel(at(city, MONDAY - 3 * A_DAY, "07:00"))
    tick(city)
    travel(at(city, MONDAY + 2 * A_DAY, "07:00"))
    tick(city)

    with city.database.reading() as session:
        nights = job_runs.history(session, "nightly-evaluation", 10)
        mornings = job_runs.history(session, "stamp-reminder", 10)
    expected = [(MONDAY + day * A_DAY).isoformat() for day in range(2, -4, -1)]
    assert [night.period for night in nights] == expected
    assert [morning.period for morning in mornings] == expected
    assert {run.state for run in (*nights, *mornings)} == {State.DONE}
    started = [night.started_at for night in reversed(nights)]
    assert started == sorted(each for each in started if each is not None)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-11-21", "2026-11-21 lies ahead: it can be run from 2026-11-21 on"),
        ("gestern", "'gestern' is no day; write it like 2026-11-26"),
        ("20261119", "'20261119' is written another way: 2026-11-19"),
    ],
)
def test_a_period_that_is_none_is_refused(
    city: City, travel: Callable[[datetime], object], period: str, said: str
) -> None:
    ran = run("nightly-evaluation", "--period", period)

    assert ran.exit_code == 2
    assert said in " ".join(ran.output.replace("│", " ").split())


def test_jobs_and_their_last_periods_are_listed_by_command(city: City, travel: Callable[[datetime], object]) -> None:
    tick(city)
    listed, history = run("list").output, run("history").output

    names = {job.name for job in catalogue.CONTINUOUS} | catalogue.periodic(city.settings).keys()
    assert {name for name in names if name in listed} == names
    assert "21.11.2026, 06:00" in listed
    assert "nightly-evaluation   2026-11-20 done 3/3 2026-11-20T15:00:00+00:00\n" in history
    assert "forget               never ran\n" in history
