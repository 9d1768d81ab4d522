"""Leave worked out: what law and tariff give is recorded as differences, and each day of leave finds who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from timeclock.core import leave as leave_rules
from timeclock.core import walltime
from timeclock.core.leave_balance import Balance, balance
from timeclock.core.leave_basis import basis, changed
from timeclock.core.leave_file import LeaveFile, leave_year
from timeclock.core.leave_situation import Told
from timeclock.core.leave_year import NONE, Granted, LeaveKind
from timeclock.core.spans import DaySpan
from timeclock.service.rulebook import Rulebook
from timeclock.store import leave, leave_waiting
from timeclock.store.db import Session
from timeclock.store.leave import Entered, Kept

# Shift work of the year before counts with that of a year, and leave is planned into the next one.
BEFORE, AHEAD = 1, 2


def refresh_now(session: Session, person_id: int, rulebook: Rulebook, now: datetime) -> int:
    """Work out a person's leave; return how many differences were recorded. The person is held.

    What is known already is recorded no second time, so it may be run as often as anybody likes.
    """
    waiting = leave_waiting.claim(session, person_id)
    kept, today = leave.kept(session, person_id), walltime.local_day(now, rulebook.around.zone)
    files = leave.files(session, person_id, years(kept, today), rulebook.around, today)
    new = [difference for file in files for difference in differences(file, kept)]
    leave.enter(session, new, now)
    if new:
        kept = leave.kept(session, person_id)
    for file in files:
        leave.save_uses(session, file.employment_id, balance_of(file, kept).uses)
    leave_waiting.done(session, waiting)
    return len(new)


def balance_of(file: LeaveFile, kept: Kept, told: Sequence[Told] = ()) -> Balance:
    """Return what became of an employment's leave; `told`: had she been told that too."""
    whose = file.employment_id
    return balance(file, kept.had(whose), [*kept.told(whose), *told], kept.grounds.get(whose, ()))


def years(kept: Kept, today: date) -> DaySpan:
    """Return the whole years that somebody's leave on record and to come follows from."""
    first = min(today.year, kept.first_year or today.year) - BEFORE
    return DaySpan(date(first, 1, 1), date(today.year + AHEAD, 1, 1))


def differences(file: LeaveFile, kept: Kept) -> Iterator[Entered]:
    """Yield what law and tariff give otherwise than is on record: of this year, the next, and all that were given."""
    given = [each for each in kept.entered.get(file.employment_id, ()) if each.is_given]
    for year in sorted({file.today.year, file.today.year + 1, *(each.year for each in given)}):
        yield from _of_year(file, year, [each for each in given if each.year == year])


def _of_year(file: LeaveFile, year: int, given: list[Entered]) -> Iterator[Entered]:
    held = leave_year(file, year)
    found = {} if held is None else {each.kind: each for each in leave_rules.granted(held, file.law.leave)}
    for kind in LeaveKind:
        before = [each for each in given if each.kind is kind]
        due = found.get(kind, Granted(kind, ()))
        days = leave.thousandths(due.days) - sum((each.days for each in before), NONE)
        if days:
            yield _difference(file, due, year, days, before, basis(held))


def _difference(
    file: LeaveFile, due: Granted, year: int, days: Fraction, before: list[Entered], now: Mapping[str, str]
) -> Entered:
    citation = due.lines[0].citation if due.lines else before[-1].citation
    cause, reason = ("changed", changed(before[-1].basis or {}, now).value) if before else ("granted", "")
    lines = leave.as_kept(due)
    return Entered(file.employment_id, due.kind, year, days, cause, reason, citation, lines, now)
