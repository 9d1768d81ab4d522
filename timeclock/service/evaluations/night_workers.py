"""Who works at night in a year, who is a night worker by it, and whose examination is due (ArbZG §2 Abs. 5, §6)."""

from __future__ import annotations

from timeclock.core import medical_checks as rules
from timeclock.core import tables
from timeclock.core.medical_checks import NightWork
from timeclock.core.periods import PeriodKind
from timeclock.core.protections import ProtectionKind
from timeclock.core.tables import Cell, Cells, Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated, medical_checks, people
from timeclock.store.db import Session
from timeclock.store.evaluated import PeriodFound
from timeclock.store.medical_checks import NewCheck

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("nights", Of.COUNT),
    Column("night_work", Of.WORD),
    Column("outcome", Of.WORD),
    Column("checked_on", Of.DAY),
    Column("due_on", Of.DAY),
    Column("check_light", Of.WORD),
)


def answer(session: Session, asked: Question) -> Answer:
    """Return everybody with a night in the year or entered as a night worker, under her first employment."""
    day = min(asked.last, asked.sight.today)
    employed = sorted(people.listed(session, day, asked.scope), key=lambda each: each.place())
    years = {each.person_id: each for each in evaluated.periods(session, asked.days, (PeriodKind.NIGHT_WORKER,))}
    held = evaluated.protected(session, ProtectionKind.NIGHT_WORKER, day, asked.scope)
    entered = {each.person_id for each, *_ in held}
    checks = medical_checks.last_of(session, {each.person_id for each in employed})
    rows: list[Cells] = []
    named: set[int] = set()
    for each in employed:
        who = each.person_id
        if who not in named and (who in years or who in entered):
            named.add(who)
            nights, why = _night_work(years.get(who), entered=who in entered)
            name = f"{each.family_name}, {each.given_name}"
            standing = _standing(checks.get(who), why, asked)
            rows.append((name, each.staff_no, each.unit_name, nights, why.value, *standing))
    return Answer(tables.summed(COLUMNS, rows, {"nights"}), len(named), frozenset(named))


def _night_work(year: PeriodFound | None, *, entered: bool) -> tuple[int, NightWork]:
    if year is None:
        return 0, NightWork.ENTERED
    nights, least = (int(year.figures[name]) for name in ("night_days", "least"))
    return nights, rules.night_work(nights, least, is_one=year.figures["night_worker"] == "yes", entered=entered)


def _standing(check: NewCheck | None, why: NightWork, asked: Question) -> tuple[Cell, ...]:
    """Return her last examination and how she stands with the next; who is no night worker yet waits for none."""
    waits = why is not NightWork.NOT_YET
    light = rules.light(None if check is None else check.due_on, asked.sight.today).value if waits else None
    return (None, None, None, light) if check is None else (check.outcome.value, check.day, check.due_on, light)
