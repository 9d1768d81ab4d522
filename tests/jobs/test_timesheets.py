"""The timesheet of a closed month is among her documents the night after, once, and she is told."""

from __future__ import annotations

from datetime import date, time, timedelta

import time_machine
from sqlalchemy import select

from tests.city import City, instant
from tests.lived_in import sight
from tests.service.test_months import AFTER, close, confirmed, november_lived
from timeclock.core.due import AboutDue
from timeclock.i18n import translator, wording
from timeclock.jobs import catalogue, history, runs
from timeclock.jobs.job import Tools
from timeclock.service import documents, months
from timeclock.store import told
from timeclock.store.job_runs import State
from timeclock.store.schema.documents import document
from timeclock.store.told_due import ToldDue

NOVEMBER = date(2026, 11, 1)
DAY = timedelta(days=1)


def night(city: City, day: date) -> int:
    """Run the job of a night twice; return how many people the first run was for."""
    job, tools = catalogue.periodic(city.settings)["timesheets"], Tools.of(city.settings)
    with time_machine.travel(instant(day, time(8), city.settings.zone), tick=False):
        first, again = (runs.run_now(city.database, job, tools, day.isoformat()) for _ in range(2))
    assert (first.state, again.state, again.done) == (State.DONE, State.DONE, 0)
    return first.done


def papers(city: City) -> list[tuple[int, date]]:
    with city.database.reading() as session:
        made = select(document.c.person_id, document.c.month).where(document.c.kind == "timesheet")
        return [tuple(row) for row in session.execute(made.order_by(document.c.id))]


def said(city: City) -> list[str]:
    with city.database.reading() as session:
        notices = [each.what for each in told.of_person(session, city.aydin.person_id, 20)]
    about: list[AboutDue] = [each.about for each in notices if isinstance(each, ToldDue)]
    return [wording.due_sentence(each, translator("de")) for each in about]


def test_a_closed_month_is_on_paper_once_and_again_when_it_was_closed_anew(city: City) -> None:
    december = november_lived(city)
    hers = (december.aydin.person_id, NOVEMBER)
    assert night(december, AFTER.date() - DAY) == 0
    with december.database.transaction() as session:
        confirmed(session, december, december.aydin)
        close(session, december, december.aydin)
        job = catalogue.periodic(december.settings)["timesheets"]
        foreseen = history.foreseen(session, job, Tools.of(december.settings), AFTER.date().isoformat(), AFTER)
    assert foreseen.counts == {"people": 1}
    assert night(december, AFTER.date()) == 1
    assert (papers(december), said(december)) == (
        [hers],
        ["Ihr Zeitnachweis für November 2026 liegt bei Ihren Dokumenten."],
    )
    with december.database.transaction() as session:
        looking = sight(session, december, "hr", AFTER)
        months.reopen(session, looking, NOVEMBER, december.aydin.employment_uid, "Nachtrag")
    assert night(december, AFTER.date() + DAY) == 0
    with december.database.transaction() as session:
        close(session, december, december.aydin, "Nachtrag", AFTER + 2 * DAY)
    assert night(december, AFTER.date() + 3 * DAY) == 1

    assert papers(december) == [hers, hers]
    assert len(said(december)) == 2
    with december.database.reading() as session:
        [first, _] = documents.listed(session, sight(session, december, "aydin", AFTER))
        content = documents.fetch(
            session, december.settings.documents, sight(session, december, "aydin", AFTER), first.uid
        ).content
    assert content.startswith(b"%PDF")
