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

# What is noted of an illness, by the name of its kind.
ILLNESS_NOTE = {
    "asked": N_("certificate asked for"),
    "received": N_("certificate for {first} to {last}"),
    "unexpected": N_("no certificate expected"),
    "same_illness": N_("the same illness as from {first} on"),
}
NOTE_KIND = {
    "asked": N_("The certificate was asked for (eAU)"),
    "received": N_("A certificate has come, by eAU or on paper"),
    "unexpected": N_("None is to be expected"),
    "same_illness": N_("It is the same illness as one before"),
}
# What some reasons need besides days.
ABSENCE_FIGURE = {
    "lessons": N_("Lessons"),
    "site_min": N_("Minutes at the place"),
    "travel_min": N_("Minutes on the way"),
    "unavoidable": N_("Could not be outside working time (1 for yes)"),
}
