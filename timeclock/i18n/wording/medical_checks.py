"""Examinations of night workers: what is known of one, how somebody stands with the next, why she is a night worker."""

from __future__ import annotations

from timeclock.core.accounts import Light
from timeclock.core.medical_checks import NightWork, Outcome
from timeclock.i18n.marking import N_

CHECK_OUTCOME = {Outcome.OFFERED: N_("offered"), Outcome.DONE: N_("took place")}
CHECK_LIGHT = {
    Light.GREEN: N_("not due yet"),
    Light.YELLOW: N_("due soon"),
    Light.RED: N_("due now"),
}
NIGHT_WORK = {
    NightWork.ENTERED: N_("entered by human resources"),
    NightWork.BY_SHIFTS: N_("by shifts round the clock"),
    NightWork.BY_NIGHTS: N_("by 48 nights in the year"),
    NightWork.NOT_YET: N_("no night worker so far"),
}
