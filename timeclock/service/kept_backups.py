"""What is known of the backups of the nights: whether the last good one is young enough, and how the last ones went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from timeclock.settings import Settings
from timeclock.store import backups
from timeclock.store.backups import Tried
from timeclock.store.db import Session

# A day, and two hours for making the next one.
GOOD_FOR = timedelta(hours=26)
SHOWN = 5


class Standing(StrEnum):
    """How it stands with backups: good, too old or none at all, or nobody said where they go."""

    GOOD = "good"
    OLD = "old"
    NONE = "none"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Kept:
    """The last good backup, how it stands, and the last ones of all."""

    standing: Standing
    good: Tried | None
    last: Sequence[Tried]


def seen(session: Session, settings: Settings, now: datetime) -> Kept:
    """Return what is known of the backups."""
    good = backups.last_good(session)
    return Kept(_standing(good, settings, now), good, backups.newest(session, SHOWN))


def _standing(good: Tried | None, settings: Settings, now: datetime) -> Standing:
    if not settings.backup_directory:
        return Standing.NOWHERE
    if good is None:
        return Standing.NONE
    return Standing.OLD if now - good.at > GOOD_FOR else Standing.GOOD
