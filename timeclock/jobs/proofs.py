"""Everybody's proof of working time of a month, kept among her documents: made once, and again only if it changed."""

from __future__ import annotations

import json
from typing import Any

from reports import catalogue
from timeclock.jobs.job import Step
from timeclock.service import documents, evaluation, reports
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import City, MonthReport
from timeclock.store import people
from timeclock.store.db import Session
from timeclock.store.documents import Subject

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
    settings, first = step.tools.settings, step.days.from_day
    for employment_id, uid in people.employments_of(session, person_id, step.days):
        city = City(settings.city_name, settings.zone)
        month = reports.month(session, reports.asked_by_house(uid), first, city, step.now)
        if any(row.result is not None for row in month.days):
            _keep(session, step, Subject(DocumentKind.PROOF, person_id, employment_id, first), month)


def _keep(session: Session, step: Step, subject: Subject, month: MonthReport) -> None:
    """Keep the month on paper and for machines; by the latter we know the next time whether it is still the same."""
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
