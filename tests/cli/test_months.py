"""`timeclock month`: close what is ready, name what is missing of the others, open again, hand over, show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from click.testing import CliRunner, Result

from tests.city import NOW, City, evaluated, stamped
from timeclock.cli import main
from timeclock.core.spans import DaySpan
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import Tools
from timeclock.service import account_kinds
from timeclock.store import confirmations, months
from timeclock.store.scope import Scope

NOVEMBER, MONTH, DAY = date(2026, 11, 1), DaySpan.month(2026, 11), date(2026, 11, 18)
DECEMBER = datetime(2026, 12, 15, 9, tzinfo=UTC)


@pytest.fixture
def december(sqlite_city: City) -> Iterator[City]:
    """November is over, and confirmed of Frau Aydin; Herr Celik forgot a going."""
    city = sqlite_city
    with time_machine.travel(DECEMBER, tick=False), city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        stamped(session, city.aydin, DAY, "08:00 in 12:00 out 12:30 in 16:00 out", city.settings)
        stamped(session, city.celik, DAY, "08:00 in", city.settings)
        for who in (city.aydin, city.brandt, city.celik):
            evaluated(session, who, MONTH, city, DECEMBER)
        uid, everybody = city.aydin.employment_uid, Scope.system("test")
        [(_, seen)] = confirmations.responsible_for(session, MONTH, everybody, city.settings.zone, uid)
        by = city.logins["brandt"]
        confirmations.confirm(session, city.aydin.employment_id, NOVEMBER, seen, by, None, DECEMBER)
    with time_machine.travel(DECEMBER, tick=False):
        yield city


def run(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["month", *words, "--database", city.settings.database_url])


def test_what_is_ready_is_closed_and_of_the_others_it_is_said_what_is_missing(december: City) -> None:
    done = run(december, "close", "2026-11")
    again = run(december, "close", "2026-11", "--staff-no", "10003", "--reason", "ist ausgeschieden")
    shown = run(december, "show", "10001", "2026-11", "--language", "en")

    assert done.exit_code == 1, done.output
    assert done.output.splitlines() == [
        "10001: closed",
        "10002: not confirmed yet",
        "10003: open days, not confirmed yet",
    ]
    assert (again.exit_code, again.output) == (0, "10003: closed\n")
    assert "Closed on 15 Dec 2026, 10:00 by the house itself, version 1. Difference −156:18 · " in shown.output


def test_a_month_is_opened_again_until_payroll_has_it(december: City) -> None:
    run(december, "close", "2026-11")
    opened = run(december, "reopen", "10001", "2026-11", "--reason", "der Plan war falsch")
    run(december, "close", "2026-11")
    handed = run(december, "hand-over", "2026-11", "--to", "LOGA 2026-11")
    refused = run(december, "reopen", "10001", "2026-11", "--reason", "noch einmal")
    shown = run(december, "show", "10001", "2026-11").output

    assert opened.output == "10001: open again\n"
    assert handed.output == "1 months are with payroll as LOGA 2026-11\n"
    assert (refused.exit_code, "Payroll has this month." in refused.output) == (1, True)
    assert "Wieder geöffnet am 15.12.2026, 10:00: der Plan war falsch" in shown
    assert "bei der Entgeltabrechnung: LOGA 2026-11" in shown


def test_nobodys_month_is_named_as_such(december: City) -> None:
    assert "99999: nobody has this staff number" in run(december, "close", "2026-11", "--staff-no", "99999").output
    assert run(december, "show", "99999", "2026-11").exit_code == 1
    assert "nicht abgeschlossen" in run(december, "show", "10001", "2026-11").output


def test_the_job_closes_what_is_ready_once(december: City) -> None:
    job = catalogue.periodic(december.settings)["month-end"]
    done = [runs.run_now(december.database, job, Tools.of(december.settings), "2026-11").done for _ in range(2)]

    with december.database.reading() as session:
        ids = [each.employment_id for each in (december.aydin, december.brandt, december.celik)]
        closed = months.in_force(session, ids, NOVEMBER)
    assert {each: version.version for each, version in closed.items()} == {december.aydin.employment_id: 1}
    assert done == [3, 3]
