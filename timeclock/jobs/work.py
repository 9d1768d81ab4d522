"""What the jobs do, one function each.

Continuous jobs open their own transactions and may be run at any time by anybody. What a job with periods does for its
period or for one person happens in the transaction of its step.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.jobs.job import Step
from timeclock.ledger import checkpoint, keys
from timeclock.ledger.checkpoint import Head
from timeclock.ledger.keys import SigningKey
from timeclock.service import account_notices, enrolment, escalation, evaluation, log, reminders, uploads
from timeclock.service.kinds.kind import Terms
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import device_alarms, idempotency, logins, people, phone_codes, places, recalculation
from timeclock.store import log as log_rows
from timeclock.store.db import Database, Session

logger = structlog.get_logger()

# A person's work is one transaction; after so many the job gives way until its next turn.
PEOPLE_PER_TURN = 200
FORGET_AFTER = timedelta(days=1)


def recalculate(database: Database, rulebook: Rulebook) -> int:
    """Work off the queue person by person; return how many people were done.

    Who cannot be evaluated keeps her marks, goes to the end of the queue and holds up nobody else.
    """
    done, failed = 0, set[int]()
    for _ in range(PEOPLE_PER_TURN):
        with database.transaction() as session:
            person_id = recalculation.next_person(session, but=failed)
            if person_id is None:
                break
            try:
                with session.begin_nested():
                    evaluation.refresh_now(session, person_id, rulebook, clock.now())
                done += 1
            except Exception:
                logger.exception("evaluation failed", person=person_id)
                recalculation.put_off(session, person_id, clock.now())
                failed.add(person_id)
    return done


def sequence(database: Database) -> int:
    """Give waiting records their place in the log; return how many."""
    with database.transaction() as session:
        return log.sequence(session)


def sequence_all(database: Database) -> None:
    """Give every waiting record its place: what an import commits at once is more than a turn of the job takes."""
    while sequence(database):
        pass


def sign_head(database: Database, settings: Settings, key: SigningKey) -> bool:
    """Sign the log's head if it has grown; return whether it had.

    The last head is kept in a file beside the key, out of the database's reach: a log that does not continue it is
    never signed, and `LogRewritten` is raised; one that was signed before while the file is missing is not either,
    and `HeadMissing` is raised.
    """
    kept = keys.head_file(settings.log_key_file)
    with database.transaction() as session:
        if kept.is_file():
            head = checkpoint.read(kept.read_text("utf-8"), settings.log_origin, key.public)
            log.demand_continued(session, head)
        else:
            log.demand_unsigned(session, kept)
        return _sign_and_keep(session, settings, key)


def _sign_and_keep(session: Session, settings: Settings, key: SigningKey) -> bool:
    # The file first: its leaves are in the database already, so a crash before the commit leaves a file that fits.
    grown = log.sign_head(session, settings.log_origin, key, clock.now())
    if newest := log_rows.heads(session, 1):
        kept = keys.head_file(settings.log_key_file)
        fresh = kept.with_suffix(".head.new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(newest[0].note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(kept)
    return grown


def resume_log(
    database: Database, settings: Settings, key: SigningKey, witnessed: Sequence[str], reason: str
) -> tuple[Head, ...]:
    """Go on with a restored log: record and return the heads it does not continue, and sign what it is now.

    Heads known are those of the witnesses and the one kept beside the key, if it is still there.
    """
    kept = keys.head_file(settings.log_key_file)
    notes = [*witnessed, *([kept.read_text("utf-8")] if kept.is_file() else [])]
    known = [checkpoint.read(note, settings.log_origin, key.public) for note in notes]
    with database.transaction() as session:
        lost = log.resume(session, known, reason, clock.now())
    while sequence(database):
        pass
    with database.transaction() as session:
        _sign_and_keep(session, settings, key)
    return lost


def forget(database: Database, settings: Settings) -> None:
    """Drop browser sessions, sign-in attempts and programs' idempotency keys that are over, and codes never used.

    A code is kept as long as a terminal may still bring a stamp by it. Of terminals the alarms that are over and the
    codes they were enrolled by go too, after a time of their own, and so do files that nobody took over, and where
    somebody stamped after the days agreed upon.
    """
    now, delivered = clock.now(), timedelta(days=settings.terminal_past_days)
    kept = timedelta(days=settings.terminal_kept_days)
    with database.transaction() as session:
        logins.forget_sessions(session, now - FORGET_AFTER)
        idempotency.forget(session, now)
        phone_codes.forget(session, now - delivered - FORGET_AFTER)
        places.forget(session, now)
        device_alarms.forget(session, now - kept)
        enrolment.forget(session, now - kept)
        given_up = uploads.expire(session, now - timedelta(days=settings.uploads_days), now)
    with database.reading() as session:
        uploads.forget(session, given_up, settings.uploads)


def days_waiting(session: Session, _now: datetime) -> int:
    """Return how many days wait to be worked out."""
    return recalculation.waiting(session)[0]


def records_waiting(session: Session, now: datetime) -> int:
    """Return how many records wait for their place in the log."""
    return log_rows.counts(session, now)[1]


def leaves_unsigned(session: Session, _now: datetime) -> int:
    """Return how many leaves no head covers yet."""
    heads = log_rows.heads(session, 1)
    return log_rows.size(session) - (heads[0].size if heads else 0)


def turn_day(session: Session, step: Step) -> int:
    """Ask for the results of yesterday, today and every day not settled, of everybody; return how many people."""
    return evaluation.mark_day_turn(session, step.days.from_day, step.tools.rulebook, step.now)


def next_employed(session: Session, step: Step, after: int) -> int | None:
    """Return the next of the people whose day has turned."""
    return people.next_employed(session, evaluation.turning_days(step.days.from_day), after)


def evaluate(session: Session, step: Step, person_id: int) -> None:
    """Work out what waits for one person, and tell her of accounts that crossed a mark by it."""
    evaluation.refresh_now(session, person_id, step.tools.rulebook, step.now)
    account_notices.look(session, person_id, step.days.from_day, step.now)


def look_again(session: Session, step: Step) -> int:
    """Ask for the open days before this morning once more; return how many people may have to be reminded."""
    return reminders.look_again(session, reminded(step), step.now)


def next_concerned(session: Session, step: Step, after: int) -> int | None:
    """Return the next of the people who may have to be reminded."""
    return reminders.next_person(session, reminded(step), after)


def remind(session: Session, step: Step, person_id: int) -> None:
    """Remind one person of the stamps she forgot."""
    reminders.remind(session, person_id, reminded(step), step.tools.rulebook, step.now)


def count_overdue(session: Session, step: Step) -> int:
    """Return how many requests nobody decided in time."""
    return escalation.overdue(session, step.now)


def next_overdue(session: Session, step: Step, after: int) -> int | None:
    """Return the next request that nobody decided in time."""
    return escalation.next_overdue(session, step.now, after)


def hand_up(session: Session, step: Step, request_id: int) -> None:
    """Hand one request up."""
    escalation.hand_up(session, request_id, Terms.of(step.tools.settings), step.now)


def reminded(step: Step) -> DaySpan:
    """Return the days a morning's reminder is about."""
    return reminders.days_before(step.days.from_day, step.tools.settings.remind_days)
