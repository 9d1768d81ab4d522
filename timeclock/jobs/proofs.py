"""Everybody's proof of working time of a month, kept among her documents: made once, and again only if it changed.

`monthly-proofs` makes them when the month is over, `proof-renewal` looks each night at what was worked out since.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from reports import catalogue
from timeclock.core.spans import DaySpan
from timeclock.jobs.job import Step
from timeclock.service import documents, evaluation, reports
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import City, MonthReport
from timeclock.store import documents as document_rows
from timeclock.store import people, results
from timeclock.store.db import Session
from timeclock.store.documents import Subject

RENEWED_FOR = timedelta(days=400)
PROOF = catalogue.REPORTS[DocumentKind.PROOF]
# What differs from one making to the next though the month is the same: when it was made, and the head it refers to.
OF_THE_MAKING = ("made_at", "made_by", "evidence")
OF_THE_LOG = ("leaf_no", "in_digest")


def begin(session: Session, step: Step) -> int:
    """Return how many people were employed in the month."""
    return len(people.everybody_employed(session, step.days))


def next_person(session: Session, step: Step, after: int) -> int | None:
    """Return the first person after an id who was employed in the month."""
    return people.next_employed(session, step.days, after)


def make(session: Session, step: Step, person_id: int) -> None:
    """Make one person's proofs, one for each employment; what still waits to be evaluated is worked out before."""
    evaluation.refresh_now(session, person_id, step.tools.rulebook, step.now)
    for employment_id, uid in people.employments_of(session, person_id, step.days):
        subject = Subject(DocumentKind.PROOF, person_id, employment_id, step.days.from_day)
        _keep(session, step, subject, _month(session, step, uid, step.days.from_day))


def begin_renewal(session: Session, step: Step) -> int:
    """Return how many people have a proof of the last months."""
    return document_rows.owners(session, DocumentKind.PROOF, _renewed_since(step))


def next_owner(session: Session, step: Step, after: int) -> int | None:
    """Return the first person after an id who has a proof of the last months."""
    return document_rows.next_owner(session, DocumentKind.PROOF, _renewed_since(step), after)


def renew(session: Session, step: Step, person_id: int) -> None:
    """Make those of one person's proofs again whose days were worked out after them and say something else now."""
    evaluation.refresh_now(session, person_id, step.tools.rulebook, step.now)
    last = document_rows.last_made(session, DocumentKind.PROOF, Media.JSON, person_id, _renewed_since(step))
    for made in last:
        days = DaySpan.month(made.month.year, made.month.month)
        if results.worked_out_after(session, made.employment_id, days, made.at):
            subject = Subject(DocumentKind.PROOF, person_id, made.employment_id, made.month)
            _keep(session, step, subject, _month(session, step, made.employment_uid, made.month))


def _renewed_since(step: Step) -> date:
    return (step.days.from_day - RENEWED_FOR).replace(day=1)


def _month(session: Session, step: Step, employment_uid: UUID, first: date) -> MonthReport:
    settings = step.tools.settings
    asked = reports.asked_by_house(employment_uid)
    return reports.month(session, asked, first, City(settings.city_name, settings.zone), step.now)


def _keep(session: Session, step: Step, subject: Subject, month: MonthReport) -> None:
    """Keep the month on paper and for machines; by the latter we know the next time whether it is still the same.

    A month nobody has evaluated, because Timeclock came later, gets no paper.
    """
    if all(row.result is None for row in month.days):
        return
    folder, language = step.tools.settings.documents, step.tools.settings.languages[0]
    data = catalogue.write(PROOF, month, Media.JSON, language)
    kept = documents.kept(session, folder, subject, Media.JSON)
    if kept is not None and said_in(kept) == said_in(data):
        return
    paper = catalogue.write(PROOF, month, Media.PDF, language)
    for media, content in ((Media.PDF, paper), (Media.JSON, data)):
        documents.put(session, folder, subject, media, content, step.now)


def said_in(data: bytes) -> dict[str, Any]:
    """Return what a proof says of the month, without what only tells how and when it was made."""
    said: dict[str, Any] = json.loads(data)
    stamps = [{key: each[key] for key in each.keys() - OF_THE_LOG} for each in said["stamps"]]
    return {key: said[key] for key in said.keys() - OF_THE_MAKING} | {"stamps": stamps}
