"""Leave in words: its kinds, the lines of its bill, why it changed, and until when it can be taken."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from timeclock.core.leave_basis import LeaveCause
from timeclock.core.leave_expiry import Expiry, ExpiryReason
from timeclock.core.leave_notices import NoticeKind
from timeclock.core.leave_year import LeaveKind, LeaveReason
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

LEAVE_KIND = {
    LeaveKind.ANNUAL: N_("Annual leave"),
    LeaveKind.DISABILITY: N_("Additional leave for a severe disability"),
    LeaveKind.SHIFT: N_("Additional leave for shift work"),
    LeaveKind.EXCHANGE: N_("Exchange days"),
    LeaveKind.REGENERATION: N_("Regeneration days"),
    LeaveKind.CONVERSION: N_("Conversion days"),
}

# Braces name the figures that core puts on such a line.
LEAVE_LINE = {
    LeaveReason.YEAR: N_("A year's leave"),
    LeaveReason.PART: N_("The employment has {months} full months in the year"),
    LeaveReason.REDUCED: N_("{months} full calendar months without work and pay, a twelfth each"),
    LeaveReason.RETIRED: N_("Retirement in the first half of the year: half of it"),
    LeaveReason.ROUNDED: N_("Rounded"),
    LeaveReason.LEAST: N_("The statute gives {least_days} days in any case"),
    LeaveReason.STATUS: N_("The status holds for {months} full months of the year"),
    LeaveReason.SHIFTS: N_("For {months} months of shift work"),
    LeaveReason.REGENERATION: N_("Social and educational service"),
    LeaveReason.DECLARED: N_("Chosen in place of pay"),
}
WORKED_DAYS = N_("A year's leave at {days_per_week} working days a week: {year_days} days")

LEAVE_ENTERED = {
    "opening": N_("Brought from the system before: {reason}"),
    "corrected": N_("Corrected: {reason}"),
    "declared": N_("Chosen in place of pay on {reason}"),
}

LEAVE_CAUSE = {
    LeaveCause.TERMS: N_("Changed because the terms did"),
    LeaveCause.EMPLOYMENT: N_("Changed because the employment's days did"),
    LeaveCause.ABSENCE: N_("Changed because of months without work and pay"),
    LeaveCause.DISABILITY: N_("Changed because of a severe disability"),
    LeaveCause.SHIFTS: N_("Changed because of months of shift work"),
    LeaveCause.LAW: N_("Changed because the law or the tariff did"),
}

EXPIRY = {
    ExpiryReason.CHOSEN: N_("until {day}, with the year they are for"),
    ExpiryReason.OFFICIAL: N_("until {day}, fifteen months after the leave year"),
    ExpiryReason.RETURNED: N_("until {day}, the year after the return"),
    ExpiryReason.ILL: N_("until {day}, fifteen months after the leave year, because of a long illness"),
    ExpiryReason.ILL_UNINFORMED: N_("does not lapse: no notice of it was given before the illness"),
    ExpiryReason.UNINFORMED: N_("does not lapse as long as no notice of it is given"),
    ExpiryReason.YEAR: N_("until {day}, with its year"),
    ExpiryReason.PREVENTED: N_("to be begun by {day}, because illness or the service prevented it before"),
    ExpiryReason.CARRIED: N_("to be begun by {day}, because it was carried over"),
}

NOTICE = {NoticeKind.YEARLY: N_("Notice of leave"), NoticeKind.REMINDER: N_("Reminder of leave")}
WAY = {"documents": N_("among the documents"), "paper": N_("on paper")}


def leave_line(line: Mapping[str, Any], say: Translator) -> str:
    """Return why a line is on a bill of leave, as it is kept."""
    figures, reason = line["figures"], LeaveReason(line["reason"])
    sentence = WORKED_DAYS if "days_per_week" in figures else LEAVE_LINE[reason]
    shown = {name: _shown(name, value, say.locale) for name, value in figures.items()}
    return say.text(sentence, **shown)


def _shown(name: str, value: object, locale: str) -> str:
    """Return a figure as people read it; days come as decimals."""
    return formats.leave_days(Fraction(str(value)), locale) if name.endswith("_days") else str(value)


def expiry_sentence(expiry: Expiry, say: Translator) -> str:
    """Return until when leave can be taken, and why."""
    day = "" if expiry.on is None else formats.plain_day(expiry.on, say.locale)
    return say.text(EXPIRY[expiry.reason], day=day)
