"""A run asked for by hand takes effect once more and no oftener, however many processes look."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import time_machine

from tests.city import NOW, City
from tests.jobs import counting
from tests.lived_in import sight
from timeclock.jobs import orders, runs
from timeclock.jobs.job import Tools
from timeclock.jobs.orders import NotOrdered
from timeclock.store import job_runs
from timeclock.store.job_runs import Run, State

PERIOD = NOW.date().isoformat()
LOOKING = 3


def asked(city: City, period: str = PERIOD) -> None:
    with city.database.transaction() as session:
        orders.order(session, sight(session, city, "it"), counting.JOB, period)


def put(city: City, state: State) -> None:
    with city.database.transaction() as session:
        run = job_runs.hold(session, counting.NAME, PERIOD)
        assert run is not None
        job_runs.save(session, replace(run, state=state, next_at=NOW.replace(hour=23)))


def seen(city: City) -> Run:
    with city.database.reading() as session:
        return job_runs.history(session, counting.NAME, 1)[0]


def work_off(city: City) -> None:
    tools = Tools.of(city.settings)
    with ThreadPoolExecutor(LOOKING) as pool:
        list(pool.map(lambda _: runs.work_off(city.database, counting.JOB, tools), range(LOOKING)))


def test_what_is_asked_for_is_done_once_beside_the_schedule(city: City) -> None:
    once = counting.once_each([NOW.date()])
    with time_machine.travel(NOW, tick=False):
        asked(city)
        work_off(city)
        assert counting.effects(city.database) == once
        asked(city)
        asked(city)
        work_off(city)
    assert counting.effects(city.database) == Counter(once) + Counter(once)
    assert (seen(city).state, seen(city).asked_at) == (State.DONE, NOW)


def test_what_waits_for_its_next_attempt_is_tried_at_once_and_what_is_under_way_is_left_alone(city: City) -> None:
    with time_machine.travel(NOW, tick=False):
        asked(city)
        work_off(city)
        put(city, State.FAILED)
        work_off(city)
        assert seen(city).state is State.FAILED
        asked(city)
        work_off(city)
        assert seen(city).state is State.DONE
        for state in (State.RUNNING, State.AGAIN):
            put(city, state)
            with pytest.raises(NotOrdered):
                asked(city)


@pytest.mark.postgres
def test_nobody_waits_for_a_process_that_is_at_it(postgres_city: City) -> None:
    with time_machine.travel(NOW, tick=False):
        asked(postgres_city)
        with postgres_city.database.transaction() as session:
            assert job_runs.hold(session, counting.NAME, PERIOD) is not None
            with pytest.raises(NotOrdered):
                asked(postgres_city)
