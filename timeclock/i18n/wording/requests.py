"""Requests for corrections, and how far a day is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.day import DayState
from timeclock.core.spans import Span
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
    "offered": N_("waits for the colleague"),
    "submitted": N_("waits for a decision"),
    "counting": N_("counts, not decided yet"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "objected": N_("objection, waits for a decision"),
    "declined": N_("declined by the colleague"),
}

DAY_STATE = {
    DayState.OPEN: N_("open"),
    DayState.COMPLETE: N_("complete"),
    DayState.FROZEN: N_("closed"),
}

JUST_TAKEN_OVER = N_("no other duty, it is just taken over")

# Where a call was answered, by whether that was from the place of stay.
CALL_ANSWERED = {False: N_("there, with the way"), True: N_("by telephone or computer from where you were")}

# What a line of a request says in words of the house, and not of a person.
WORDS = frozenset({*ABSENCE_CLASS.values(), *RULED_BY_OFFICE.values(), *CALL_ANSWERED.values(), JUST_TAKEN_OVER})


def line_value(value: object, say: Translator, zone: ZoneInfo) -> str:
    """Return what a line of a request says as people write it: a day, an instant, a span or length of it, or words."""
    match value:
        case Span():
            return _spell_with_day(value, say, zone)
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


def _spell_with_day(span: Span, say: Translator, zone: ZoneInfo) -> str:
    spelled = formats.spell(span, zone, say.locale)
    day = formats.short_day(walltime.local_day(span.from_at, zone), say.locale)
    return f"{day}, {spelled}" if span.length < walltime.ONE_DAY else spelled
