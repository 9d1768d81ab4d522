"""What decides how long leave of a year can be taken, read off a file: notices, grounds, illness, and bans on work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from timeclock.core.leave_expiry import Expiry, Unused, expiry
from timeclock.core.leave_file import LeaveFile, leave_year, sick_days, works_on_leave
from timeclock.core.leave_months import last_day
from timeclock.core.leave_year import LeaveKind
from timeclock.core.periods import MONTHS
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY


@dataclass(frozen=True, slots=True)
class Told:
    """An individual notice that is proven: for which leave year, and on which day she had it."""

    year: int
    on: date


@dataclass(frozen=True, slots=True)
class Ground:
    """Why leave of a year could not be taken in it, and whether that lasted until 31 March."""

    year: int
    prevented: bool = False


def lapses(file: LeaveFile, kind: LeaveKind, year: int, told: Sequence[Told], grounds: Sequence[Ground] = ()) -> Expiry:
    """Return until when leave of a year can be taken.

    Leave that nobody spoke of adds to that of the next year in which somebody did, and lapses as that does (BAG 9 AZR
    423/16). After a ban on employment or parental leave she has to be told anew (LAG Hamm 13 SLa 222/24).
    """
    counts_as = min((each.year for each in told if each.year >= year), default=year)
    returned_on = _returned_on(file, year)
    told_since = any(returned_on is None or each.on >= returned_on for each in told if each.year >= year)
    ground = [each for each in grounds if each.year == counts_as]
    sick = sick_days(file)
    year_end, carried_end = last_day(counts_as, MONTHS), _carried_until(file, counts_as)
    unused = Unused(
        kind,
        counts_as,
        _regime(file, year),
        informed=told_since,
        ground=bool(ground) or year_end in sick,
        prevented=any(each.prevented for each in ground) or carried_end in sick,
        ill=all(day in sick for day in DaySpan(year_end, carried_end + ONE_DAY)),
        worked=not _ill_from_the_beginning(file, counts_as, sick),
        returned_on=returned_on if told_since else None,
    )
    return expiry(unused, file.law.leave)


def _carried_until(file: LeaveFile, year: int) -> date:
    return last_day(year + 1, file.law.leave.expiry.on(date(year, 1, 1)).carried_months)


def _regime(file: LeaveFile, year: int) -> str:
    held = leave_year(file, year)
    return "" if held is None else held.regime


def _ill_from_the_beginning(file: LeaveFile, year: int, sick: frozenset[date]) -> bool:
    """Say whether somebody was ill on every day of a year that she was employed, so no notice could have helped."""
    held = leave_year(file, year)
    return held is not None and all(day in sick for day in held.employed)


def _returned_on(file: LeaveFile, year: int) -> date | None:
    """Return the first day after a ban on employment or parental leave that leave of a year could not get past."""
    figures = file.law.leave.expiry.on(date(year, 1, 1))
    open_days = DaySpan(date(year, 1, 1), _carried_until(file, year) + ONE_DAY)
    days = {
        day
        for each in file.absences
        if each.is_whole and each.reason.code in figures.return_reasons
        for day in each.days
        if not works_on_leave(file, day)
    }
    began = [day for day in days if day in open_days]
    back = max(began, default=None)
    while back in days:
        back += ONE_DAY
    return back
