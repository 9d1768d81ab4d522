"""Of what kind work is."""

from __future__ import annotations

from enum import StrEnum

from timeclock.core.spans import Span


class SessionKind(StrEnum):
    """Where the work was done; of calls: away from the place of stay, or at it.

    counted: time off that counts as work. lessons, preparation: what the roster says the work is.
    """

    WORK = "work"
    ERRAND = "errand"
    MOBILE_WORK = "mobile_work"
    CALL_OUT = "call_out"
    REMOTE_CALL = "remote_call"
    STANDBY_ON_SITE = "standby_on_site"
    COUNTED = "counted"
    LESSONS = "lessons"
    PREPARATION = "preparation"


# In which hours an employment's work is of which kind, as its roster says.
KindsOfWork = tuple[tuple[SessionKind, tuple[Span, ...]], ...]
