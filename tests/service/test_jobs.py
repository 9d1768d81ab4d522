"""The jobs as they run: in processes beside each other, and as commands."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests.city import NOW, City, stamped
from tests.lived_in import signed
from timeclock import cli
from timeclock.cli import jobs
from timeclock.jobs import catalogue, schedule, work
from timeclock.service import evaluation
from timeclock.service.rulebook import Rulebook
from timeclock.store import log, recalculation
from timeclock.store.db import Session
from timeclock.store.schema.results import day_result
from timeclock.store.schema.results import recalculation as queue

WORKER = """
import sys
from pathlib import Path
from timeclock import settings
from timeclock.jobs import work
from timeclock.service.rulebook import Rulebook
from timeclock.store import db

city = settings.load(environment={"TIMECLOCK_VAR": sys.argv[1], "TIMECLOCK_DATABASE_URL": sys.argv[2]})
database = db.connect(city.database_url)
rulebook = Rulebook.of(city)
print("ready", flush=True)
sys.stdin.readline()
print(sum(work.recalculate(database, rulebook) for _ in range(3)))
"""
DAYS = [date(2026, 11, day) for day in (2, 3, 4, 5, 9, 10, 11, 12, 16, 17)]


@pytest.fixture
def installed(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city as its operators' commands find it."""
    monkeypatch.setenv("TIMECLOCK_VAR", str(city.settings.var))
    monkeypatch.setenv("TIMECLOCK_DATABASE_URL", city.settings.database_url)
    return city


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, list(words), catch_exceptions=False)


def stamp_everybody(city: City) -> None:
    with city.database.transaction() as session:
        for day in DAYS:
            for who in (city.aydin, city.brandt, city.celik):
                stamped(session, who, day, "08:00 in 16:30 out", city.settings)


def waiting(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(queue)).scalar_one()


def worked(session: Session) -> list[tuple[int, date]]:
    c = day_result.c
    rows = session.execute(select(c.employment_id, c.day).where(c.worked_min == 480).order_by(c.employment_id, c.day))
    return [(row.employment_id, row.day) for row in rows]


@pytest.mark.postgres
def test_two_workers_empty_the_queue_and_nothing_is_done_twice_or_left_out(postgres_city: City) -> None:
    """They start at the same moment on rules nobody has seen before."""
    city = postgres_city
    stamp_everybody(city)
    command = [sys.executable, "-c", WORKER, str(city.settings.var), city.settings.database_url]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    done = [int(worker.communicate("go\n", timeout=60)[0]) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0]
    assert waiting(city) == 0
    assert sum(done) >= 3
    with city.database.reading() as session:
        ids = sorted(who.employment_id for who in (city.aydin, city.brandt, city.celik))
        assert worked(session) == [(employment_id, day) for employment_id in ids for day in DAYS]


def test_the_queue_is_worked_off_by_command(installed: City) -> None:
    stamp_everybody(installed)

    ran = run("jobs", "recalculate")

    assert (ran.exit_code, ran.output) == (0, "3 people evaluated\n")
    assert waiting(installed) == 0


def test_who_cannot_be_evaluated_keeps_her_marks_and_holds_up_nobody(
    installed: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp_everybody(installed)
    real = evaluation.refresh_now

    def fail_for_aydin(session: Session, person_id: int, *rest: object) -> None:
        real(session, person_id, *rest)  # type: ignore[arg-type]
        if person_id == installed.aydin.person_id:
            raise RuntimeError("planted")

    monkeypatch.setattr(evaluation, "refresh_now", fail_for_aydin)

    assert run("jobs", "recalculate").output.endswith("2 people evaluated\n")
    with installed.database.reading() as session:
        assert recalculation.waiting(session)[0] == len(DAYS)
        assert recalculation.waits(session, installed.aydin.person_id)
        assert {employment_id for employment_id, _ in worked(session)} == {
            installed.brandt.employment_id,
            installed.celik.employment_id,
        }


def test_a_turn_ends_after_so_many_people(installed: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PEOPLE_PER_TURN", 2)
    stamp_everybody(installed)

    assert [work.recalculate(installed.database, installed.rulebook()) for _ in range(3)] == [2, 1, 0]


def test_sequencing_and_signing_by_command(installed: City) -> None:
    first, again = run("jobs", "sequence"), run("jobs", "sequence")
    head, same = run("jobs", "sign-head"), run("jobs", "sign-head")

    assert first.output.endswith("records included\n")
    assert again.output == "0 records included\n"
    assert (head.output, same.output) == ("signed\n", "the log has not grown\n")
    with installed.database.reading() as session:
        assert log.heads(session)[0].size == log.size(session)


def test_the_schedule_names_every_job(city: City) -> None:
    signed(city, NOW)
    plan = schedule.scheduler(city.settings, city.database)

    names = {job.name for job in catalogue.CONTINUOUS} | catalogue.periodic(city.settings).keys()
    assert {job.id for job in plan.plan.get_jobs()} == names
    assert names <= set(jobs.jobs.commands)


SAID = {
    "de": ("Elif Aydin · 10001 · Bürgerdienste", "Dienstag", "Istzeit"),
    "en": ("Elif Aydin · 10001 · Bürgerdienste", "Tuesday", "Worked"),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_day_is_explained_with_sums_and_citations_in_both_languages(installed: City, language: str) -> None:
    with installed.database.transaction() as session:
        stamped(session, installed.aydin, date(2026, 11, 17), "08:00 in 17:00 out", installed.settings)
        evaluation.refresh_now(session, installed.aydin.person_id, installed.rulebook(), NOW)

    ran = run("explain", "10001", "2026-11-17", "--language", language)

    assert ran.exit_code == 0
    for words in SAID[language]:
        assert words in ran.output
    for figure in ("8:30", "7:48", "+0:42", "−0:30", "ArbZG"):
        assert figure in ran.output


def test_a_day_without_result_is_explained_as_one(installed: City) -> None:
    ran = run("explain", "10001", "2026-11-17", "--language", "en")

    assert "There is no result for this day yet." in ran.output


def test_a_staff_number_nobody_has_is_told(installed: City) -> None:
    ran = run("explain", "99999", "2026-11-17")

    assert ran.exit_code == 1
    assert "99999: nobody with this staff number is employed on 2026-11-17" in ran.output


def test_a_terminal_is_enrolled_and_revoked_by_command(installed: City) -> None:
    uid = run("terminals", "enrol", "Rathaus", "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg").output.strip()

    assert run("terminals", "revoke", uid).exit_code == 0
    assert run("terminals", "revoke", "01a1f7bf-3dff-7000-8000-000000000001").exit_code == 1


@pytest.mark.parametrize("key", ["", "kurz", "***", "A" * 44])
def test_a_terminal_with_a_key_that_is_none_is_refused(installed: City, key: str) -> None:
    ran = run("terminals", "enrol", "Rathaus", key)

    assert ran.exit_code == 1
    assert "PUBLIC_KEY is the line" in ran.output


def test_an_installation_is_made_once_and_keeps_what_it_has(installed: City) -> None:
    before = installed.settings.log_key_file.read_bytes()

    ran = run("init")

    assert ran.exit_code == 0
    assert ran.output.count(": exists\n") == 5
    assert ": made" not in ran.output
    assert installed.settings.log_key_file.read_bytes() == before
    assert run("db", "check").output == "the schema is what the code expects\n"


def test_rules_of_the_installed_law_are_read_the_same_by_every_process(city: City) -> None:
    assert Rulebook.of(city.settings).law_hash == city.rulebook().law_hash
