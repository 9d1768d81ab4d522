"""Each period takes effect exactly once, with one process or four, and after one was killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.city import City
from tests.house.tree import ROOT
from tests.jobs import counting
from timeclock import clock
from timeclock.store import job_runs
from timeclock.store.job_runs import State

NIGHTS = 20


@contextmanager
def worker(city: City, stop_at: str = "") -> Iterator[subprocess.Popen[str]]:
    """Start a process that runs the job; it waits for a line before it begins."""
    command = [sys.executable, "-m", "tests.jobs.counting", str(city.settings.var), city.settings.database_url, stop_at]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        hear(process, "ready")
        yield process
        process.kill()


def hear(process: subprocess.Popen[str], word: str) -> None:
    """Wait until the process says this word, whatever it logs before."""
    assert process.stdout is not None
    assert f"{word}\n" in iter(process.stdout.readline, "")


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def states(city: City) -> dict[str, State]:
    with city.database.reading() as session:
        return {run.period: run.state for run in job_runs.history(session, counting.NAME, NIGHTS + 1)}


@pytest.mark.parametrize("processes", [1, 4])
def test_twenty_periods_take_effect_once_each_with_one_process_and_with_four(city: City, processes: int) -> None:
    nights = counting.missed(city.database, city.settings.zone, NIGHTS)
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(city)) for _ in range(processes)]
        for each in workers:
            go(each)
        ended = [each.wait(60) for each in workers]

    assert ended == [0] * processes
    assert counting.effects(city.database) == counting.once_each(nights)
    assert {states(city)[night.isoformat()] for night in nights} == {State.DONE}


def test_what_a_killed_process_was_at_is_finished_by_the_next_and_done_once(city: City) -> None:
    nights = counting.missed(city.database, city.settings.zone, 3)
    with worker(city, stop_at=f"{nights[1]}/2") as killed:
        go(killed)
        hear(killed, "stopped")
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait(10)
    assert states(city)[nights[1].isoformat()] is State.RUNNING
    with worker(city) as another:
        go(another)
        assert another.wait(60) == 0

    assert counting.effects(city.database) == counting.once_each(nights)
    assert states(city)[nights[1].isoformat()] is State.DONE


@pytest.mark.postgres
def test_a_period_one_process_is_at_is_left_to_it_and_holds_up_no_other_job(postgres_city: City) -> None:
    city, (night,) = postgres_city, counting.missed(postgres_city.database, postgres_city.settings.zone, 1)
    with worker(city, stop_at=f"{night}/1") as busy:
        go(busy)
        hear(busy, "stopped")
        with city.database.transaction() as session:
            assert job_runs.hold(session, counting.NAME, night.isoformat()) is None
            job_runs.note(session, "another", [("2026-11-20", clock.now())])
            assert job_runs.hold_oldest(session, "another", clock.now()) is not None
