"""Who looks at times, on which day, and what is not there for her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.service.access import Actor

Found = TypeVar("Found")


class NotFound(LookupError):
    """There is no such employment, or none this actor may know of."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What every look at times needs: who looks, on which day, and in which zone days begin."""

    actor: Actor
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return walltime.local_day(self.now, self.zone)


def known(found: Found | None) -> Found:
    if found is None:
        raise NotFound("no such employment on these days, or not for you to see")
    return found
