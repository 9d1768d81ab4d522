"""Lets the list for an evacuation lie ready: a file that prints when neither server nor network is there any more."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from reports import evacuation as paper
from timeclock import clock
from timeclock.service import evacuation
from timeclock.settings import Settings
from timeclock.store.db import Database

FILE = "evacuation.pdf"
# Names: for whoever the directory's group is, and nobody else on the machine.
MODE = 0o640


def write(database: Database, settings: Settings) -> bool:
    """Write who is in a building in place of the list before, where the last one is old enough; return whether it did.

    There is never more than one: what is a few minutes old is gone.
    """
    if not settings.evacuation_directory:
        return False
    now, file = clock.now(), settings.var / settings.evacuation_directory / FILE
    if _is_fresh(file, now, timedelta(minutes=settings.evacuation_minutes)):
        return False
    with database.reading() as session:
        found = evacuation.of_everybody(session, settings.zone, now)
    put(file, paper.write(found, settings.city_name, settings.languages[0]), now)
    return True


def put(file: Path, content: bytes, now: datetime) -> None:
    """Put a list in the place of the one before, at once: whoever prints gets the one or the other."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.touch(MODE)
    fresh.write_bytes(content)
    # By our own clock: whether it is old follows from when it says it is.
    os.utime(fresh, (now.timestamp(), now.timestamp()))
    fresh.replace(file)


def _is_fresh(file: Path, now: datetime, minutes: timedelta) -> bool:
    """Say whether a list is new enough; of one from after now nobody knows how old it is."""
    return file.is_file() and 0 <= now.timestamp() - file.stat().st_mtime < minutes.total_seconds()
