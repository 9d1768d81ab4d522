"""IT sees what each job did, without a name; people see what they forgot until they have read it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.city import NOW, stamped
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import Tools
from timeclock.store import job_runs
from timeclock.store.job_runs import State

TUESDAY = date(2026, 11, 17)
NOTICE = re.compile(r'name="notice" value="([^"]+)"')


@pytest.fixture
def reminded(small_town, pages):
    """The morning after a Tuesday evening on which Frau Aydin forgot to go."""
    with small_town.database.transaction() as session:
        stamped(session, small_town.aydin, TUESDAY, "08:00 in", small_town.settings)
    for job in catalogue.periodic(small_town.settings).values():
        if job.name != "monthly-proofs":
            runs.work_off(small_town.database, job, Tools.of(small_town.settings))
    return small_town


def test_today_reminds_of_what_was_forgotten_with_a_way_to_the_day(reminded, aydin):
    text = aydin.get("/me/today").text

    day = f"/me/day/2026-11-17?employment={reminded.aydin.employment_uid}"
    assert f'<a href="{day}">Für Dienstag, 17.11. fehlt ein Gehen. Bitte klären.</a>' in text
    assert "Für Montag, 16.11. gibt es keine Buchungen." in text
    assert "Donnerstag, 19.11." not in text


def test_in_english_too(reminded, aydin):
    aydin.post("/language", {"language": "en", "back": "/me/today"})

    assert "For Tuesday, 17 November a going is missing. Please have it settled." in aydin.get("/me/today").text


def test_one_reminder_is_read_or_all_of_them(reminded, aydin):
    before = NOTICE.findall(aydin.get("/me/today").text)
    one = aydin.post("/me/notices/read", {"notice": before[0]})
    after = NOTICE.findall(aydin.get("/me/today").text)
    every = aydin.post("/me/notices/read")

    assert (one.status_code, every.status_code) == (303, 303)
    assert after == before[1:]
    assert "Vergessen?" not in aydin.get("/me/today").text


def test_nobody_reads_another_ones_reminders(reminded, aydin, signed_in):
    mine = NOTICE.findall(aydin.get("/me/today").text)
    brandt = signed_in("brandt")
    brandt.post("/me/notices/read", {"notice": mine[0]})

    assert not set(mine) & set(NOTICE.findall(brandt.get("/me/today").text))
    assert NOTICE.findall(aydin.get("/me/today").text) == mine


@pytest.mark.parametrize("sent", [{"notice": "all"}, {"notice": ["", ""]}, {"person": "2"}])
def test_what_names_no_reminder_is_refused(reminded, aydin, sent):
    assert aydin.post("/me/notices/read", sent).status_code == 422


def test_the_page_of_jobs_tells_each_period_with_state_and_people_and_names_nobody(reminded, signed_in):
    text = signed_in("it").get("/admin/jobs").text

    assert "Nächtliche Auswertung" in text
    assert "Fr., 20. Nov." in text
    assert "3 von 3" in text
    assert "Nächster Lauf: 21.11.2026, 00:05" in text
    assert "Nächster Lauf: 03.12.2026, 04:30" in text
    assert "Dieser Lauf hat noch nicht stattgefunden." in text
    assert not any(name in text for name in ("Aydin", "Brandt", "Celik"))


def test_a_failure_is_shown_with_its_place_and_when_it_is_tried_again(reminded, signed_in):
    with reminded.database.transaction() as session:
        run = job_runs.hold(session, "nightly-evaluation", "2026-11-20")
        again = NOW + timedelta(minutes=8)
        error = "OSError (store/contents.py:38)"
        job_runs.save(session, replace(run, state=State.FAILED, error=error, next_at=again))
    text = signed_in("it").get("/admin/jobs").text

    assert "gescheitert, wird wiederholt" in text
    assert "OSError (store/contents.py:38)" in text
    assert "nächster Versuch 20.11.2026, 16:08" in text


def test_a_job_that_should_run_all_the_time_and_does_not_stands_still(reminded, signed_in):
    it = signed_in("it")
    never = it.get("/admin/jobs").text.count("steht still")
    with reminded.database.transaction() as session:
        job_runs.tell(session, "recalculate", NOW - timedelta(seconds=20), NOW - timedelta(seconds=20), None)
        job_runs.tell(session, "sequence", NOW - timedelta(minutes=9), NOW - timedelta(minutes=9), None)
        job_runs.tell(session, "forget", NOW, NOW, "OperationalError (store/logins.py:70)")
    text = it.get("/admin/jobs").text

    assert (never, text.count("steht still")) == (8, 6)
    assert "OperationalError (store/logins.py:70)" in text
