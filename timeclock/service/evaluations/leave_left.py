"""Leave that is left today, in days and in hours, until when it can be taken, and whether she was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from timeclock.core import tables
from timeclock.core.amounts import thousandths
from timeclock.core.leave_balance import Held
from timeclock.core.tables import Cells, Column, Of
from timeclock.service import leave
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated, people
from timeclock.store import leave as rows
from timeclock.store.db import Session
from timeclock.store.evaluated import Week
from timeclock.store.leave import Kept
from timeclock.store.people import Employed

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("former_years", Of.DAYS),
    Column("this_years", Of.DAYS),
    Column("planned", Of.DAYS),
    Column("owed", Of.MINUTES),
    Column("lapsing", Of.DAYS),
    Column("lapses_on", Of.DAY),
    Column("told_on", Of.DAY),
)
SUMS = ("former_years", "this_years", "planned", "owed", "lapsing")


def answer(session: Session, asked: Question) -> Answer:
    """Return everybody employed today who has leave left or planned."""
    employed = sorted(people.listed(session, asked.last, asked.scope), key=lambda each: each.place())
    weeks = evaluated.weeks(session, [each.employment_id for each in employed], asked.last)
    kept: dict[int, Kept] = {}
    found = []
    for each in employed:
        if each.person_id not in kept:
            kept[each.person_id] = rows.kept(session, each.person_id)
        held = _held(session, asked, each, kept[each.person_id])
        if any(one.left or one.planned for one in held):
            found.append(_row(each, held, asked.last, weeks.get(each.employment_id), kept[each.person_id]))
    named = frozenset(each.person_id for each in employed)
    return Answer(tables.summed(COLUMNS, found, SUMS), len(named), named)


def _held(session: Session, asked: Question, employed: Employed, kept: Kept) -> Sequence[Held]:
    """Return what she has of each kind and year, the next year's aside."""
    years = leave.years(kept, asked.last)
    files = rows.files(session, employed.person_id, years, asked.house.rulebook.around, asked.last)
    file = next((each for each in files if each.employment_id == employed.employment_id), None)
    if file is None:
        return ()
    return [each for each in leave.balance_of(file, kept).held if each.year <= asked.last.year]


def _row(employed: Employed, held: Sequence[Held], today: date, week: Week | None, kept: Kept) -> Cells:
    former = sum((each.left for each in held if each.year < today.year), Fraction(0))
    this = sum((each.left for each in held if each.year == today.year), Fraction(0))
    planned = sum((each.planned for each in held), Fraction(0))
    ends = [each.expiry.on for each in held if each.left and each.expiry.on is not None]
    lapses = min(ends, default=None)
    lapsing = sum((each.left for each in held if lapses is not None and each.expiry.on == lapses), Fraction(0))
    told = [each.on for each in kept.told(employed.employment_id) if each.year == today.year]
    return (
        f"{employed.family_name}, {employed.given_name}",
        employed.staff_no,
        employed.unit_name,
        thousandths(former),
        thousandths(this),
        thousandths(planned),
        None if week is None else week.minutes_of(former + this + planned),
        thousandths(lapsing) if lapses is not None else None,
        lapses,
        min(told, default=None),
    )
