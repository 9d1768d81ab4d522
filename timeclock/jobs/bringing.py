"""Files of stamps sent through their page: judged and brought in portion by portion, while others write."""

from __future__ import annotations

import time

import structlog

from timeclock import clock
from timeclock.jobs import runs
from timeclock.service import imports, stamp_looks, stamp_uploads, uploads
from timeclock.service.imports import ImportRules
from timeclock.settings import Settings
from timeclock.store.contents import ContentLost
from timeclock.store.db import Database
from timeclock.store.imports import BatchRow

logger = structlog.get_logger()

# Portions of a thousand lines; after so many the job gives way until its next turn, which reads the file anew.
PORTIONS_PER_TURN = 20


def work_off(database: Database, settings: Settings) -> int:
    """Take in the next portions of the file that was taken over first, or judge one; return how many."""
    with database.reading() as session:
        upload = stamp_uploads.next_under_way(session)
    if upload is None:
        return judge_next(database, settings)
    rules = ImportRules.of(settings)
    try:
        with database.transaction() as session:
            taking = stamp_uploads.begin(session, upload, settings.uploads, rules, clock.now())
    except ContentLost:
        logger.exception("a file that was taken over is gone", upload=str(upload.uid))
        with database.transaction() as session:
            stamp_uploads.give_back(session, upload)
        return 0
    portions, began = taking.portions, time.monotonic()
    for portion in portions[:PORTIONS_PER_TURN]:
        with database.transaction() as session:
            stamp_uploads.go_on(session, taking, portion, rules, clock.now())
        began = runs.give_way(database, began)
    if len(portions) <= PORTIONS_PER_TURN:
        with database.transaction() as session:
            stamp_uploads.end(session, taking, clock.now())
        with database.reading() as session:
            uploads.forget(session, upload.contents, settings.uploads)
    return min(len(portions), PORTIONS_PER_TURN)


def judge_next(database: Database, settings: Settings) -> int:
    """Judge the large file that was sent first, so that nobody waits for it at a look; return how many portions.

    Nothing is read from the database for longer than a portion takes: with SQLite others could not write meanwhile.
    """
    with database.reading() as session:
        upload = stamp_uploads.next_to_judge(session)
    if upload is None:
        return 0
    rules, now, name = ImportRules.of(settings), clock.now(), None
    said, rows, done = set[str](), list[BatchRow](), 0
    try:
        lines = stamp_looks.read(upload, settings.uploads, settings.zone, now)
    except ContentLost:
        logger.exception("a file that was sent is gone", upload=str(upload.uid))
    else:
        with database.reading() as session:
            unsure = imports.direction_unsure(session, lines, rules)
        for portion in imports.chunks(lines):
            with database.reading() as session:
                rows += imports.foresee(session, portion, rules, unsure, said, now)
            done += 1
        name = stamp_looks.keep(settings.uploads, lines, rows)
    with database.transaction() as session:
        stamp_uploads.judged(session, upload, name, now)
    return done
