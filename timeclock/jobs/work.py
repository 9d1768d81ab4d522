"""What the jobs do, one function each; they open their own transactions and may be run at any time by anybody."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta

import structlog

from timeclock import clock
from timeclock.core import walltime
from timeclock.ledger import checkpoint, keys
from timeclock.ledger.checkpoint import Head
from timeclock.ledger.keys import SigningKey
from timeclock.service import evaluation, log
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import idempotency, logins, recalculation
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


def turn_day(database: Database, settings: Settings) -> int:
    """After midnight: ask for yesterday's and today's results of everybody; return how many people."""
    now = clock.now()
    with database.transaction() as session:
        people = evaluation.mark_day_turn(session, walltime.local_day(now, settings.zone), now)
    logger.info("day turned", people=people)
    return people


def forget(database: Database) -> None:
    """Drop browser sessions, sign-in attempts and programs' idempotency keys that are over."""
    with database.transaction() as session:
        logins.forget_sessions(session, clock.now() - FORGET_AFTER)
        idempotency.forget(session, clock.now())
