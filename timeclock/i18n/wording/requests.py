"""Requests for corrections, and how far a day is."""

from __future__ import annotations

from timeclock.core.day import DayState
from timeclock.i18n.marking import N_

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
