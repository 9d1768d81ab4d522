"""How a job goes through its periods: in order, past whom it cannot do, and again after a pause."""

from __future__ import annotations

import re
import time as time_module
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.city import NOW, City
from tests.jobs import counting
from timeclock import clock
from timeclock.core.walltime import instant
from timeclock.jobs import runs
from timeclock.jobs.job import PeriodJob, Step, Tools
from timeclock.jobs.periods import Nightly
from timeclock.store import job_runs, recalculation
from timeclock.store.db import Session
from timeclock.store.job_runs import Run, State
from timeclock.store.schema.evidence import audit

HALF_PAST_TWO = replace(counting.JOB, rhythm=Nightly(time(2, 30)))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], object]]:
    """Set the clock; it stands still until it is set again."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


def work_off(city: City, job: PeriodJob = counting.JOB) -> None:
    runs.work_off(city.database, job, Tools.of(city.settings))


def seen(city: City, job: PeriodJob = counting.JOB) -> list[Run]:
    """Return the periods on the list, oldest first."""
    with city.database.reading() as session:
        return list(reversed(job_runs.history(session, job.name, 100)))


def begun(city: City) -> list[str]:
    """Return the periods in the order in which they were begun."""
    with city.database.reading() as session:
        rows = select(audit.c.subject).where(audit.c.action == counting.BEGUN).order_by(audit.c.id)
        return list(session.execute(rows).scalars())


def failing(message: str, *, times: int = 1) -> Callable[[Session, Step], int]:
    """Return a beginning that fails so often, after it has written something."""
    left = iter(range(times))

    def begin(session: Session, step: Step) -> int:
        people = counting.begin(session, step)
        if next(left, None) is not None:
            raise RuntimeError(message)
        return people

    return begin


def stumbling_over(person: int, *, times: int) -> Callable[[Session, Step, int], None]:
    """Return work that fails for one person so often."""
    left = iter(range(times))

    def do(session: Session, step: Step, person_id: int) -> None:
        counting.do(session, step, person_id)
        if person_id == person and next(left, None) is not None:
            raise RuntimeError("Frau Aydin kann nicht")

    return do


def test_what_a_job_waited_for_is_known_when_it_goes_on(city: City) -> None:
    """Else a tap taken in meanwhile is in the result, and the result says it was known before."""
    known: list[datetime] = []
    job = replace(counting.JOB, do=lambda _session, step, _person: known.append(step.now))
    runs.note_due(city.database, job, Tools.of(city.settings), clock.now())
    runs.take_step(city.database, job, Tools.of(city.settings))
    with ThreadPoolExecutor() as pool:
        with city.database.transaction() as session:
            recalculation.claim(session, city.aydin.person_id)
            taken = pool.submit(runs.take_step, city.database, job, Tools.of(city.settings))
            time_module.sleep(0.5)
            tapped = clock.now()
        taken.result()

    assert known >= [tapped]


def test_a_job_that_never_ran_begins_with_the_latest_period(city: City, travel: Callable[[datetime], object]) -> None:
    work_off(city)

    assert [(run.period, run.state, run.done, run.total) for run in seen(city)] == [("2026-11-20", State.DONE, 3, 3)]


def test_nothing_is_done_twice_however_often_it_is_looked_at(city: City, travel: Callable[[datetime], object]) -> None:
    for _ in range(3):
        work_off(city)

    assert counting.effects(city.database) == counting.once_each([NOW.date()])


def test_five_missed_nights_are_caught_up_in_order(city: City, travel: Callable[[datetime], object]) -> None:
    work_off(city)
    travel(NOW + timedelta(days=5))
    work_off(city)

    assert begun(city) == [(NOW.date() + timedelta(days=day)).isoformat() for day in range(6)]
    assert {run.state for run in seen(city)} == {State.DONE}


def test_a_period_that_fails_is_told_without_names_and_tried_again_after_a_pause(
    city: City, travel: Callable[[datetime], object]
) -> None:
    job = replace(counting.JOB, begin=failing("Frau Aydin fehlt"))
    work_off(city, job)
    (failed,) = seen(city)
    travel(NOW + MINUTE - timedelta(seconds=1))
    work_off(city, job)
    (paused,) = seen(city)
    travel(NOW + MINUTE)
    work_off(city, job)

    assert (failed.state, failed.next_at, failed.attempts) == (State.FAILED, NOW + MINUTE, 1)
    assert failed.error is not None
    assert re.fullmatch(r"RuntimeError \(jobs/runs.py:\d+\)", failed.error)
    assert paused == failed
    assert [(run.state, run.attempts, run.error) for run in seen(city)] == [(State.DONE, 2, None)]
    assert counting.effects(city.database) == counting.once_each([NOW.date()])


def test_the_pause_grows_and_is_bounded() -> None:
    pauses = [runs.pause_after(attempts) for attempts in (1, 2, 3, 7, 8, 5000)]

    assert pauses == [MINUTE, 2 * MINUTE, 4 * MINUTE, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE]


def test_a_night_that_fails_as_a_whole_is_not_passed_over_and_holds_up_no_other_job(
    city: City, travel: Callable[[datetime], object]
) -> None:
    job = replace(counting.JOB, begin=failing("not yet", times=2))
    work_off(city, job)
    travel(NOW + timedelta(days=2))
    work_off(city, job)
    work_off(city, replace(counting.JOB, name="another"))

    assert [run.state for run in seen(city, job)] == [State.FAILED, State.DUE, State.DUE]
    assert [run.state for run in seen(city, replace(job, name="another"))] == [State.DONE]

    travel(NOW + timedelta(days=2, hours=2))
    work_off(city, job)

    assert [run.state for run in seen(city, job)] == [State.DONE] * 3


def test_who_cannot_be_done_is_tried_again_alone_and_holds_up_neither_others_nor_later_nights(
    city: City, travel: Callable[[datetime], object]
) -> None:
    job = replace(counting.JOB, do=stumbling_over(2, times=3))
    work_off(city, job)
    (first,) = seen(city)
    travel(NOW + timedelta(days=1))
    work_off(city, job)
    both = seen(city)
    travel(NOW + timedelta(days=1, hours=1))
    work_off(city, job)

    assert (first.state, first.done, first.total, first.left) == (State.INCOMPLETE, 2, 3, (2,))
    assert first.error is not None
    assert "Aydin" not in first.error
    assert [run.state for run in both] == [State.INCOMPLETE, State.INCOMPLETE]
    assert [(run.state, run.done, run.error) for run in seen(city)] == [(State.DONE, 3, None)] * 2
    nights = [NOW.date(), NOW.date() + timedelta(days=1)]
    assert counting.effects(city.database) == counting.once_each(nights)


def test_what_follows_another_job_waits_until_that_is_through(city: City, travel: Callable[[datetime], object]) -> None:
    first = replace(counting.JOB, name="first", begin=failing("not yet"))
    second = replace(counting.JOB, name="second", follows=first)
    work_off(city, second)
    work_off(city, first)
    work_off(city, second)
    waiting = seen(city, second)
    travel(NOW + MINUTE)
    work_off(city, first)
    work_off(city, second)

    assert [run.state for run in waiting] == [State.DUE]
    assert [run.state for run in seen(city, second)] == [State.DONE]


def test_a_process_held_up_while_both_become_due_begins_neither_before_its_time(
    city: City, travel: Callable[[datetime], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is put on the list, a minute later the second; a machine may stand still in between."""
    first = replace(counting.JOB, name="first", rhythm=Nightly(time(0, 6)))
    second = replace(counting.JOB, name="second", rhythm=Nightly(time(0, 6)), follows=first)
    work_off(city, first)
    work_off(city, second)
    late = NOW + timedelta(days=1)
    times = iter([NOW])
    monkeypatch.setattr(clock, "now", lambda: next(times, late))
    work_off(city, second)

    assert {run.period for run in seen(city, second)} == {"2026-11-20"}


def test_what_becomes_due_while_one_looks_at_what_it_follows_waits_for_it(
    city: City, travel: Callable[[datetime], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = replace(counting.JOB, name="first")
    second = replace(counting.JOB, name="second", follows=first)
    work_off(city, first)
    work_off(city, second)
    gone_through, late = job_runs.gone_through, NOW + timedelta(days=1)

    def and_then_another_lists_both(session: Session, job: str) -> bool:
        through = gone_through(session, job)
        runs.note_due(city.database, second, Tools.of(city.settings), late)
        return through

    times = iter([NOW])
    monkeypatch.setattr(clock, "now", lambda: next(times, late))
    monkeypatch.setattr(job_runs, "gone_through", and_then_another_lists_both)
    work_off(city, second)

    assert [run.state for run in seen(city, second) if run.period != "2026-11-20"] in ([], [State.DUE])


def test_a_job_that_is_asked_to_stop_ends_with_the_step_it_is_at(
    city: City, travel: Callable[[datetime], object]
) -> None:
    asked = iter((False, False, True))
    runs.work_off(city.database, counting.JOB, Tools.of(city.settings), lambda: next(asked))

    assert [(run.state, run.done) for run in seen(city)] == [(State.RUNNING, 1)]


def test_a_period_is_run_again_by_name_whether_or_not_it_is_done(
    city: City, travel: Callable[[datetime], object]
) -> None:
    tools = Tools.of(city.settings)
    ran = [runs.run_now(city.database, counting.JOB, tools, "2026-11-18") for _ in range(2)]

    assert [(run.state, run.done, run.total) for run in ran] == [(State.DONE, 3, 3)] * 2
    assert counting.effects(city.database)["2026-11-18/1"] == 2
    assert [(run.period, run.state) for run in seen(city)] == [
        ("2026-11-18", State.DONE),
        ("2026-11-20", State.DUE),
    ]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_job_at_half_past_two_runs_once_in_the_nights_of_the_clock_change(
    sqlite_city: City, travel: Callable[[datetime], object], day: str, hours: int
) -> None:
    """Looked at every ten minutes from noon to noon: 02:30 comes twice in the one night, and not in the other."""
    zone = sqlite_city.settings.zone
    night = datetime.fromisoformat(day).date()
    noon = instant(night - timedelta(days=1), time(12), zone)
    ticks = [noon + 10 * MINUTE * no for no in range(hours * 6 + 1)]
    for at in ticks:
        travel(at)
        work_off(sqlite_city, HALF_PAST_TWO)

    assert ticks[-1] == instant(night, time(12), zone)
    assert begun(sqlite_city) == [(night - timedelta(days=1)).isoformat(), night.isoformat()]
    (_, run) = seen(sqlite_city)
    assert run.started_at == instant(night, time(2, 30), zone)
