"""Everybody's leave each night: what changed about it, the notices that are due, and certificates for who has left."""

from __future__ import annotations

from datetime import date, timedelta

import structlog

from reports import leave as letters
from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.i18n import translator
from timeclock.jobs.job import Step
from timeclock.service import documents, leave, leave_notices, leave_view
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.rulebook import Rulebook
from timeclock.store import leave_waiting, people
from timeclock.store.db import Database, Session

logger = structlog.get_logger()

PEOPLE_PER_TURN = 200
# Who has left is looked at for so long: papers about it come late.
LEFT_WITHIN = timedelta(days=31)
ONE_DAY = timedelta(days=1)


def work_off(database: Database, rulebook: Rulebook) -> int:
    """Work out the leave of who waits, person by person; who cannot be is left for the next night."""
    done, failed = 0, set[int]()
    for _ in range(PEOPLE_PER_TURN):
        with database.transaction() as session:
            person_id = leave_waiting.next_person(session, but=failed)
            if person_id is None:
                break
            try:
                with session.begin_nested():
                    leave.refresh_now(session, person_id, rulebook, clock.now())
                done += 1
            except Exception:
                logger.exception("leave not worked out", person=person_id)
                failed.add(person_id)
    return done


def begin(session: Session, step: Step) -> int:
    """Return how many people's leave is looked at."""
    return len(people.everybody_employed(session, _looked_at(step)))


def next_person(session: Session, step: Step, after: int) -> int | None:
    """Return the first person after an id whose leave is looked at."""
    return people.next_employed(session, _looked_at(step), after)


def look(session: Session, step: Step, person_id: int) -> None:
    """Work out one person's leave, tell her what is due, and certify it where she has left."""
    leave.refresh_now(session, person_id, step.tools.rulebook, step.now)
    today = step.days.from_day
    year = DaySpan(date(today.year, 1, 1), date(today.year + 1, 1, 1))
    for employment_id, days in people.employed_days(session, person_id, _looked_at(step)):
        within = DaySpan(max(days.from_day, year.from_day), max(year.from_day, min(days.to_day, year.to_day)))
        if today in within:
            _tell(session, step, employment_id, within)
        elif days.to_day <= today:
            _certify(session, step, employment_id, days.to_day - ONE_DAY)


def _looked_at(step: Step) -> DaySpan:
    return DaySpan(step.days.from_day - LEFT_WITHIN, step.days.to_day)


def _tell(session: Session, step: Step, employment_id: int, days: DaySpan) -> None:
    settings, today = step.tools.settings, step.days.from_day
    employed = people.of_employment(session, employment_id, today)
    if employed is None:
        return
    made = leave_notices.notice_due(session, employed, days, step.tools.rulebook, settings.leave_reminder_month, today)
    if made is not None:
        say = translator(settings.languages[0])
        paper = letters.notice(made.view, made.kind, settings.city_name, say, step.now)
        leave_notices.keep(session, settings.documents, made, paper, step.now)
    leave_notices.deliver_kept(session, employed, today, step.now)


def _certify(session: Session, step: Step, employment_id: int, last: date) -> None:
    """Make the certificate of who has left once."""
    settings = step.tools.settings
    employed = people.of_employment(session, employment_id, last)
    view = None if employed is None else leave_view.of_employment(session, employed, step.tools.rulebook, last)
    if employed is None or view is None:
        return
    about = leave_notices.subject(employed, DocumentKind.LEAVE_CERTIFICATE, last.year)
    if documents.kept(session, settings.documents, about, Media.PDF) is None:
        paper = letters.certificate(view, last, settings.city_name, translator(settings.languages[0]), step.now)
        documents.put(session, settings.documents, about, Media.PDF, paper, step.now)
