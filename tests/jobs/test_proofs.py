"""The monthly proofs: everybody's once, again only where the month changed, and on with the rest after a halt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.city import NOW, City, stamped
from tests.lived_in import sight, signed
from timeclock import cli
from timeclock.core.walltime import instant
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import PeriodJob, Tools
from timeclock.service import documents
from timeclock.service.documents import DocumentKind, Media
from timeclock.store import job_runs, recalculation
from timeclock.store.documents import Subject
from timeclock.store.job_runs import Run, State
from timeclock.store.schema.documents import document

OCTOBER = date(2026, 10, 1)
FIFTH = date(2026, 10, 5)
PDF, JSON = Media.PDF.value, Media.JSON.value


@pytest.fixture
def city(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city as its operators' commands find it, with a few days of October."""
    monkeypatch.setenv("TIMECLOCK_VAR", str(city.settings.var))
    monkeypatch.setenv("TIMECLOCK_DATABASE_URL", city.settings.database_url)
    monkeypatch.setenv("TIMECLOCK_CITY_NAME", city.settings.city_name)
    with city.database.transaction() as session:
        for day in range(4):
            for who in (city.aydin, city.brandt, city.celik):
                stamped(session, who, FIFTH + timedelta(days=day), "08:00 in 16:30 out", city.settings)
    return city


@pytest.fixture
def travel(city: City) -> Iterator[Callable[[datetime], object]]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


def at(city: City, day: date, clock: str) -> datetime:
    return instant(day, time.fromisoformat(clock), city.settings.zone)


def job(city: City) -> PeriodJob:
    return catalogue.periodic(city.settings)["monthly-proofs"]


def tick(city: City) -> None:
    for each in catalogue.periodic(city.settings).values():
        runs.work_off(city.database, each, Tools.of(city.settings))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, ["jobs", "monthly-proofs", *words], catch_exceptions=False)


def kept(city: City) -> Counter[tuple[int, date, str]]:
    """Return how many versions there are of each person's month, by format."""
    with city.database.reading() as session:
        proofs = document.c.kind == DocumentKind.PROOF
        rows = session.execute(select(document.c.person_id, document.c.month, document.c.media).where(proofs))
        return Counter((row.person_id, row.month, row.media) for row in rows)


def once_each(city: City, month: date = OCTOBER) -> Counter[tuple[int, date, str]]:
    people = (city.aydin, city.brandt, city.celik)
    return Counter((who.person_id, month, media) for who in people for media in (PDF, JSON))


def last(city: City) -> Run:
    with city.database.reading() as session:
        return job_runs.history(session, "monthly-proofs", 1)[0]


def test_on_the_third_at_half_past_four_everybody_has_her_proof_of_the_month_before(
    city: City, travel: Callable[[datetime], object]
) -> None:
    travel(at(city, date(2026, 10, 20), "12:00"))
    tick(city)
    travel(at(city, date(2026, 11, 3), "04:29"))
    tick(city)
    before = kept(city)
    travel(at(city, date(2026, 11, 3), "04:30"))
    tick(city)

    assert (OCTOBER in {month for _, month, _ in before}, kept(city)) == (False, before + once_each(city))
    assert (last(city).period, last(city).state, last(city).done, last(city).total) == ("2026-10", State.DONE, 3, 3)
    with city.database.transaction() as session:
        looks = sight(session, city, "aydin")
        wanted = (DocumentKind.PROOF, PDF)
        papers = [each for each in documents.listed(session, looks) if (each.subject.kind, each.media) == wanted]
        paper = documents.fetch(session, city.settings.documents, looks, papers[0].uid)
    assert paper.content.startswith(b"%PDF-")


def test_made_again_from_unchanged_facts_there_is_no_new_document(
    city: City, travel: Callable[[datetime], object]
) -> None:
    tick(city)
    first = run("--period", "2026-10")
    travel(NOW + timedelta(days=3))
    # The log goes on, and the open days are looked at again: neither changes October.
    signed(city, NOW)
    tick(city)
    again = run("--period", "2026-10")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "2026-10 done 3/3" in again.output
    assert kept(city) == once_each(city)


def test_a_later_stamp_gives_a_new_version_for_her_alone_and_the_old_one_stays(
    city: City, travel: Callable[[datetime], object]
) -> None:
    run("--period", "2026-10")
    with city.database.transaction() as session:
        stamped(session, city.aydin, FIFTH, "17:00 in 18:00 out", city.settings)
    # Nobody has worked the day out yet: the job does so before it puts it on paper.
    travel(NOW + timedelta(days=1))
    run("--period", "2026-10")

    twice = Counter((city.aydin.person_id, OCTOBER, media) for media in (PDF, JSON))
    assert kept(city) == once_each(city) + twice


def test_the_morning_after_a_correction_there_is_a_new_version_for_her_alone(
    city: City, travel: Callable[[datetime], object]
) -> None:
    tick(city)
    travel(at(city, date(2026, 11, 21), "04:31"))
    tick(city)
    unchanged = kept(city)
    with city.database.transaction() as session:
        stamped(session, city.aydin, FIFTH, "17:00 in 18:00 out", city.settings)
    travel(at(city, date(2026, 11, 22), "04:31"))
    tick(city)
    renewed = kept(city)
    travel(at(city, date(2026, 11, 23), "04:31"))
    tick(city)

    assert unchanged == once_each(city)
    assert renewed == once_each(city) + Counter((city.aydin.person_id, OCTOBER, media) for media in (PDF, JSON))
    assert kept(city) == renewed


def test_a_day_worked_out_anew_to_the_same_end_makes_no_new_version(
    city: City, travel: Callable[[datetime], object]
) -> None:
    tick(city)
    travel(at(city, date(2026, 11, 21), "12:00"))
    with city.database.transaction() as session:
        recalculation.mark(session, [(city.aydin.person_id, FIFTH)], "rules", NOW)
    assert CliRunner().invoke(cli.main, ["jobs", "recalculate"]).exit_code == 0
    ran = CliRunner().invoke(cli.main, ["jobs", "proof-renewal", "--period", "2026-11-21"])

    assert "2026-11-21 done 3/3" in ran.output
    assert kept(city) == once_each(city)


def test_a_proof_of_long_ago_is_left_to_the_command(city: City, travel: Callable[[datetime], object]) -> None:
    tick(city)
    with city.database.transaction() as session:
        stamped(session, city.aydin, FIFTH, "17:00 in 18:00 out", city.settings)
    travel(at(city, date(2027, 12, 6), "12:00"))
    ran = CliRunner().invoke(cli.main, ["jobs", "proof-renewal", "--period", "2027-12-06"])

    assert "2027-12-06 done 0/0" in ran.output
    assert kept(city) == once_each(city)


def test_ended_halfway_it_goes_on_with_those_not_done(city: City, travel: Callable[[datetime], object]) -> None:
    asked = iter((False, False, True))
    runs.work_off(city.database, replace(job(city), follows=None), Tools.of(city.settings), lambda: next(asked))
    halfway, made = last(city), kept(city)
    tick(city)

    assert (halfway.state, halfway.done, halfway.total) == (State.RUNNING, 1, 3)
    assert sum(made.values()) == 2
    assert kept(city) == once_each(city)
    assert last(city).state is State.DONE


def test_one_whose_proof_cannot_be_made_costs_nobody_else_hers_and_gets_it_later(
    city: City, travel: Callable[[datetime], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = documents.put

    def fail_for_brandt(session: object, folder: object, subject: Subject, *rest: object) -> object:
        if subject.person_id == city.brandt.person_id:
            raise OSError("the disk is full")
        return real(session, folder, subject, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as planted:
        planted.setattr(documents, "put", fail_for_brandt)
        tick(city)
        without = kept(city)
    incomplete = last(city)
    travel(NOW + timedelta(minutes=1))
    tick(city)

    assert (incomplete.state, incomplete.done, incomplete.total) == (State.INCOMPLETE, 2, 3)
    assert {person for person, _, _ in without} == {city.aydin.person_id, city.celik.person_id}
    assert kept(city) == once_each(city)
    assert (last(city).state, last(city).done, last(city).error) == (State.DONE, 3, None)


def test_who_was_not_employed_or_evaluated_in_the_month_gets_no_paper(
    city: City, travel: Callable[[datetime], object]
) -> None:
    assert "2025-12 done 0/0" in run("--period", "2025-12").output
    assert "2026-02 done 3/3" in run("--period", "2026-02").output
    assert kept(city) == Counter()


def test_the_running_month_cannot_be_proven_yet(city: City, travel: Callable[[datetime], object]) -> None:
    ran = run("--period", "2026-11")

    assert ran.exit_code == 2
    assert "2026-11 lies ahead: it can be run from 2026-12-01 on" in " ".join(ran.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("on_day", "due", "month"),
    [(3, "2026-11-03T03:30", "2026-10"), (1, "2026-11-01T03:30", "2026-10"), (31, "2026-03-31T02:30", "2026-02")],
)
def test_the_day_of_the_month_is_a_setting_and_a_day_that_is_missing_is_the_last(
    sqlite_city: City, on_day: int, due: str, month: str
) -> None:
    found = catalogue.periodic(replace(sqlite_city.settings, proofs_on_day=on_day))["monthly-proofs"].rhythm

    assert f"{found.due_at(month, sqlite_city.settings.zone):%Y-%m-%dT%H:%M}" == due
    thirty = catalogue.periodic(replace(sqlite_city.settings, proofs_on_day=31))["monthly-proofs"].rhythm
    assert f"{thirty.due_at('2026-10', sqlite_city.settings.zone):%d}" == "30"
