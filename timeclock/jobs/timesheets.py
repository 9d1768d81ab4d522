"""Everybody's timesheet of a month once that is closed: made once for each version, kept among her documents, and told.

What is kept there goes to the city's employee portal with her other documents.
"""

from __future__ import annotations

from datetime import date, timedelta

from reports import catalogue
from timeclock.core.due import AboutDue, Due
from timeclock.jobs.job import Step
from timeclock.service import documents, reports
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import City
from timeclock.store import closed_papers, told_due
from timeclock.store.db import Session
from timeclock.store.documents import Subject

# Of months further back nobody expects a paper; those are closed already where Timeclock comes to a city.
MADE_FOR = timedelta(days=400)
KIND = DocumentKind.TIMESHEET


def begin(session: Session, step: Step) -> int:
    """Return how many people have a closed month without a timesheet."""
    return closed_papers.owners(session, KIND, Media.PDF, _since(step))


def next_person(session: Session, step: Step, after: int) -> int | None:
    """Return the first person after an id who has one."""
    return closed_papers.next_owner(session, KIND, Media.PDF, _since(step), after)


def make(session: Session, step: Step, person_id: int) -> None:
    """Make the timesheets one person has not got yet, and tell her of each."""
    settings, language = step.tools.settings, step.tools.settings.languages[0]
    city = City(settings.city_name, settings.zone)
    for each in closed_papers.of_person(session, KIND, Media.PDF, _since(step), person_id):
        asked = reports.asked_by_house(each.employment_uid)
        month = reports.month(session, asked, each.month, city, step.now)
        paper = catalogue.write(catalogue.REPORTS[KIND], month, Media.PDF, language)
        subject = Subject(KIND, person_id, each.employment_id, each.month)
        documents.put(session, settings.documents, subject, Media.PDF, paper, step.now)
        name = f"{Due.TIMESHEET}:{each.employment_uid}:{each.month:%Y-%m}/{each.version}"
        told_due.tell(session, person_id, name, AboutDue(Due.TIMESHEET, each.month), step.now)


def _since(step: Step) -> date:
    return (step.days.from_day - MADE_FOR).replace(day=1)
