"""Requests for corrections, and how far a day is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.day import DayState
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording.absences import ABSENCE_CLASS
from timeclock.i18n.wording.fixes import RULED_BY_OFFICE

CHANGE = {
    "new": N_("Add a stamp"),
    "change": N_("Change a stamp"),
    "delete": N_("Take a stamp out"),
}

REQUEST_STATE = {
    "submitted": N_("waits for a decision"),
    "counting": N_("counts, not decided yet"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "objected": N_("objection, waits for a decision"),
}

DAY_STATE = {
    DayState.OPEN: N_("open"),
    DayState.COMPLETE: N_("complete"),
    DayState.FROZEN: N_("closed"),
}

# What a line of a request says in words of the house, and not of a person.
WORDS = frozenset({*ABSENCE_CLASS.values(), *RULED_BY_OFFICE.values()})


def line_value(value: object, say: Translator, zone: ZoneInfo) -> str:
    """Return what a line of a request says as people write it: a day, an instant, a length of time, or words."""
    match value:
        case datetime():
            return formats.moment(value, zone, say.locale)
        case date():
            return formats.short_day(value, say.locale)
        case timedelta():
            return formats.duration(value)
        case Mapping():
            return str(value[f"name_{say.locale}"])
        case _:
            return say.text(str(value)) if value in WORDS else str(value)
