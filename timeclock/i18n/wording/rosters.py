"""Rosters: what duties are called, and weekdays in short."""

from __future__ import annotations

from timeclock.core.duties import DutyKind
from timeclock.i18n.marking import N_

DUTY = {
    DutyKind.WORK: N_("Shift"),
    DutyKind.STANDBY_ON_SITE: N_("Standby on site"),
    DutyKind.ON_CALL: N_("On call"),
    DutyKind.LESSONS: N_("Lessons"),
    DutyKind.PREPARATION: N_("Preparation"),
}
# Monday is 0.
# Of the eight numbers that say how many people a unit needs.
STAFFED_DAY = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
    N_("Holiday"),
)
WEEKDAY = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
