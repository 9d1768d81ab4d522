"""Statistics: what is counted, in what, by what, and why a row has no figures."""

from __future__ import annotations

from timeclock.core.disclosure import Hidden
from timeclock.core.statistics import By, Kind
from timeclock.i18n.marking import N_

STATISTIC = {
    Kind.SICK: N_("Sick days"),
    Kind.LEAVE: N_("Leave days"),
    Kind.OTHER: N_("Days of other absence"),
    Kind.DUE: N_("Days of work due"),
    Kind.LEFT: N_("Leave days left"),
    Kind.BALANCE: N_("Hours on accounts"),
    Kind.WORKED: N_("Hours worked"),
    Kind.OVERTIME: N_("Hours of overtime"),
    Kind.REACHED: N_("People who clocked themselves"),
}
STATISTIC_BY = {By.UNIT: N_("by unit"), By.MODEL: N_("by model"), By.MONTH: N_("by month")}
STATISTIC_TOLD = {
    Kind.SICK: N_("Days on which work was due and somebody was ill; a part of a day is half a day."),
    Kind.LEAVE: N_("Days on which work was due and somebody was on leave; a part of a day is half a day."),
    Kind.OTHER: N_(
        "Days on which work was due and somebody was away for other reasons; a part of a day is half a day."
    ),
    Kind.LEFT: N_(
        "Leave of the year that was not taken by the end of the last quarter, without what former years left."
    ),
    Kind.BALANCE: N_("Where the flextime accounts stood at the end of the last quarter, all added up."),
    Kind.DUE: N_("Days on which work was due by plan or roster, whoever was away on them."),
    Kind.WORKED: N_("What was worked by day results, with what absences are credited."),
    Kind.OVERTIME: N_("What closed months gave to the accounts of overtime, extra work and extra duty."),
    Kind.REACHED: N_("People who clocked at a terminal, in the browser or on the phone in the last of the quarters."),
}
HIDDEN_BECAUSE = {
    Hidden.TOO_FEW: N_("too few people"),
    Hidden.PROTECTS_OTHERS: N_("protects a small group counted with it"),
    Hidden.PEOPLE_CHANGED: N_("too few people came or went"),
    Hidden.NOT_COUNTED: N_("was not counted then yet"),
}
