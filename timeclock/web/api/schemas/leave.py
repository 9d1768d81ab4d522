"""Leave, as programs are told."""

from __future__ import annotations

from marshmallow import Schema, fields

from timeclock.core.leave_year import LeaveKind
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown


class LeaveLine(Schema):
    """One signed line of a year's leave."""

    reason = shown.words("Why it is there, as a code; new ones may come.", "year")
    milli_days = shown.milli_days("The lines add up to what law and tariff give.")
    rule = shown.words("The rule of the rulebook it follows from.", "TVOED-26-1")
    citation = shown.words("Law or tariff, as people cite it.", "TVöD §26 Abs. 1")
    text = shown.words("The line in words.", "Urlaub eines Jahres bei 5 Arbeitstagen in der Woche: 30 Tage")


class LeaveOfYear(Schema):
    """Leave of one kind and year, in thousandths of a day."""

    kind = shown.code("What it is for; new ones may come.", LeaveKind)
    title = shown.words("The same in words.", "Erholungsurlaub")
    year = fields.Integer(required=True, metadata=described("The leave year.", 2026))
    milli_days = shown.milli_days("How much there is.")
    taken_milli_days = shown.milli_days("What of it is used up on days before today.")
    planned_milli_days = shown.milli_days("What of it is planned from today on.")
    left_milli_days = shown.milli_days("What of it is neither.")
    until = shown.day("The last day on which it can be taken; null where it does not lapse.", optional=True)
    begun_by_then = fields.Boolean(
        required=True, metadata=described("True where it is enough that the leave begins by then.")
    )
    text = shown.words("Until when, and why, in words.", "bis 31.12.2026, mit dem Urlaubsjahr")
    citation = shown.words("What the last day follows from.", "BUrlG §7 Abs. 3 Satz 1")
    lines = shown.many(LeaveLine, "Where the days come from by law and tariff; what was entered besides has no lines.")


class Leave(Schema):
    """What leave there is, and until when it can be taken."""

    employment = shown.uid("Which employment it is.")
    day = shown.day("The civil day of today in the city.")
    entitlements = shown.many(LeaveOfYear, "Oldest first; what has lapsed before this year is left out.")
