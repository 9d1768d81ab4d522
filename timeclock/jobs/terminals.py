"""Looks after the terminals: each alarm is also a line of the log, once when it is raised and once when it is over."""

from __future__ import annotations

import structlog

from timeclock import clock
from timeclock.service import fleet, terminal_alarms
from timeclock.settings import Settings
from timeclock.store.db import Database

logger = structlog.get_logger()


def look(database: Database, settings: Settings) -> int:
    """Raise and take back alarms; return how many changed."""
    with database.transaction() as session:
        changes = terminal_alarms.look(session, fleet.limits_of(settings), clock.now())
    for each in changes:
        about = {"terminal": str(each.terminal), "name": each.name, "cause": each.alarm.cause}
        if each.alarm.ended_at is None:
            logger.warning("terminal alarm", **about, since=each.alarm.since.isoformat())
        else:
            logger.info("terminal alarm over", **about)
    return len(changes)
