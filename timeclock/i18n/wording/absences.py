"""What absences are called for those who do not read the reason, and what is known of an illness."""

from __future__ import annotations

from timeclock.core.absences import AbsenceClass
from timeclock.i18n.marking import N_

# Illness reads like whatever else nobody could plan.
ABSENCE_CLASS = {
    AbsenceClass.LEAVE: N_("on leave"),
    AbsenceClass.TIME_OFF: N_("time off in lieu"),
    AbsenceClass.SICKNESS: N_("absent, unplanned"),
    AbsenceClass.UNPLANNED: N_("absent, unplanned"),
    AbsenceClass.DUTY: N_("on duty elsewhere"),
    AbsenceClass.TRAINING: N_("in training"),
    AbsenceClass.RELEASE: N_("released"),
    AbsenceClass.STAGED: N_("present without credit"),
    AbsenceClass.UNEXCUSED: N_("unexcused"),
}
