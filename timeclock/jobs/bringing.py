"""Files of stamps that were taken over on their page: brought in portion by portion, while others write."""

from __future__ import annotations

import time

import structlog

from timeclock import clock
from timeclock.jobs import runs
from timeclock.service import stamp_uploads, uploads
from timeclock.service.imports import ImportRules
from timeclock.settings import Settings
from timeclock.store.contents import ContentLost
from timeclock.store.db import Database

logger = structlog.get_logger()

# Portions of a thousand lines; after so many the job gives way until its next turn, which reads the file anew.
PORTIONS_PER_TURN = 20


def work_off(database: Database, settings: Settings) -> int:
    """Take in the next portions of the file that was taken over first; return how many."""
    with database.reading() as session:
        upload = stamp_uploads.next_under_way(session)
    if upload is None:
        return 0
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
            uploads.forget(session, upload.digest, settings.uploads)
    return min(len(portions), PORTIONS_PER_TURN)
