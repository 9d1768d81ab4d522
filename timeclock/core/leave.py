"""How much leave a calendar year gives an employment, kind by kind."""

from __future__ import annotations

from timeclock.core.annual_leave import annual
from timeclock.core.chosen_days import regeneration
from timeclock.core.disability_leave import disability
from timeclock.core.leave_figures import LeaveLaw
from timeclock.core.leave_year import Granted, LeaveYear
from timeclock.core.shift_leave import shift_leave


def granted(year: LeaveYear, law: LeaveLaw) -> tuple[Granted, ...]:
    """Return what a year gives by law and tariff; what was chosen in place of pay is declared instead."""
    found = (annual(year, law), disability(year, law), shift_leave(year, law), regeneration(year, law))
    return tuple(each for each in found if each.lines)
