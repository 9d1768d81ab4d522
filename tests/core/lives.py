"""Anything that may happen to somebody in a week: generated files, with or without sense, for what must always hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from tests.core.builders import BERLIN, ONE_DAY, SHIFTS, absent, clocks, law_figures, nrw
from timeclock.core.absences import Absence
from timeclock.core.day import PersonFile
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.overtime import Order
from timeclock.core.plans import BreakDeduction, DayPlan, Gateway, ModelRules, Pattern, PlanInForce, ShiftWork
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import MINUTE, DaySpan, Span
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import day_span
from timeclock.service.model_catalogue import catalogue

DAYS = 5
MINUTES = DAYS * 24 * 60
MARGIN = timedelta(days=4)
# Around both clock changes, Easter, Christmas and New Year, a holiday on a Saturday, and where nothing is.
FIRSTS = [
    date(2026, 10, 23), date(2026, 3, 27), date(2026, 4, 2), date(2026, 12, 23), date(2026, 12, 30),
    date(2026, 10, 1), date(2026, 11, 16),
]  # fmt: skip
REGIMES = ["tvoed", "tvaoed", "azvo_nrw", "azvofeu_nrw", "minijob", "ehrenamt", ""]
BORN = [None, None, date(1970, 2, 28), date(2008, 10, 25), date(2010, 1, 1)]
LONG, SHORT, FREE = DayPlan("L", timedelta(hours=8)), DayPlan("K", timedelta(hours=4)), DayPlan("F", timedelta(0))
FRAMED = DayPlan("R", timedelta(hours=7, minutes=48), clocks("06:00-20:00"), clocks("09:00-15:00"), time(7))
LATE = DayPlan("S", timedelta(hours=7), begins=time(14))
# Rules that no model of the catalogue has.
BESIDES = [
    ((FRAMED,) * 5 + (FREE,) * 2, ModelRules(break_deduction=BreakDeduction.STEP, agreement="DV Gleitzeit §3")),
    ((LONG, SHORT, FREE), ModelRules(recognised=True, shift_work=ShiftWork.SHIFTS, holiday_time_off=True)),
    ((LONG,) * 7, ModelRules(standby_percent=25, gateway=Gateway("DV §2", timedelta(hours=24)), day_starts=None)),
    ((LONG,) * 7, ModelRules(standby_time=True, shortened_rest=True, balanced_days=True)),
]
PATTERNS = [*((each.new.days, each.new.rules) for each in catalogue().values()), *BESIDES]
PAIRS = [
    (StampKind.IN, StampKind.OUT), (StampKind.IN, StampKind.OUT), (StampKind.HOME_IN, StampKind.HOME_OUT),
    (StampKind.CALL_START, StampKind.CALL_END), (StampKind.AUTO, StampKind.AUTO),
]  # fmt: skip
BREAK = (StampKind.BREAK_START, StampKind.BREAK_END)
PROTECTED = {
    ProtectionKind.MATERNITY: Figures(due_on=date(2026, 12, 1), birth_on=date(2026, 10, 20), evenings=True),
    ProtectionKind.MISCARRIAGE: Figures(week=14),
    ProtectionKind.DISABLED: Figures(degree=50),
}
T = TypeVar("T")


class Life(PersonFile):
    """A generated file; where it fails a test it is shown by its facts, without all of the law."""

    __slots__ = ()

    def __repr__(self) -> str:
        left_out = {"person_id", "plans", "calendar", "law", "zone"}
        said = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in left_out}
        models = {of: (held.rules, held.regime) for (of, _), held in self.plans.items()}
        return f"Life({models}, {', '.join(f'{name}={value}' for name, value in said.items() if value)})"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """Show it so in what Hypothesis prints, too."""
        printer.text(repr(self))


@dataclass(frozen=True)
class Drawn:
    """A life as numbers: days and minutes from its first day on, employments by number."""

    first: date
    employments: tuple[tuple[tuple[tuple[DayPlan, ...], ModelRules], str, str, int, int], ...]
    shifts: Sequence[tuple[int, int, tuple[StampKind, StampKind], int, int]]
    strays: Sequence[tuple[int, StampKind, int]]
    origin: str
    as_of: int
    contested: Sequence[tuple[int, int]]
    born_on: date | None
    protected: Sequence[ProtectionKind]
    absences: Sequence[tuple[str, int, int]]
    orders: Sequence[tuple[tuple[int, int], int, int]]
    duties: Sequence[tuple[tuple[int, int], DutyKind, int, DayPlan | None]]
    special: Sequence[tuple[int, int]]

    def at(self, minute: float) -> datetime:
        return day_span(self.first, BERLIN).from_at + minute * MINUTE

    def day(self, no: int) -> date:
        return self.first + no * ONE_DAY

    def span(self, clocks: tuple[int, int]) -> Span:
        return Span(self.at(clocks[0]), self.at(sum(clocks)))

    def of(self, employment: int) -> int:
        return min(employment, len(self.employments))


def often(found: Sequence[T]) -> st.SearchStrategy[T]:
    return st.sampled_from(found)


def few(of: st.SearchStrategy[T], most: int) -> st.SearchStrategy[list[T]]:
    return st.lists(of, max_size=most)


EMPLOYMENT, DAY_NO = st.integers(1, 2), st.integers(0, DAYS - 1)
MINUTE_NO, CLOCK = st.integers(0, MINUTES), st.integers(0, 21)
SPAN = st.tuples(MINUTE_NO, st.integers(1, 30 * 60))
# An employment that ends during the days, on the given one, or goes on.
HELD = st.tuples(
    often(PATTERNS), often(REGIMES), often(["", "Nr. 1"]), st.integers(0, 20), often([DAYS + 9, DAYS + 9, 2])
)
SHIFT = st.tuples(MINUTE_NO, st.integers(1, 26 * 60), often(PAIRS), st.integers(0, 90), EMPLOYMENT)
STRAY = st.tuples(st.integers(0, MINUTES * 60), often(list(StampKind)), EMPLOYMENT)
CLOCKS = st.tuples(CLOCK, st.integers(1, 2)).map(lambda each: f"from {each[0]:02}:00 to {sum(each):02}:30")
PARTLY = st.one_of(often(["", "from 12:00"]), CLOCKS)
CODES = ["leave", "sick", "strike", "release", "flextime_day", "parental_leave", "unexcused"]
LENGTH = st.integers(0, 600)
AWAY = st.one_of(
    st.tuples(often(CODES), PARTLY).map(" ".join),
    CLOCKS.map(lambda it: f"nursing {it}"),
    CLOCKS.map(lambda it: f"antenatal_care {it}"),
    st.tuples(CLOCKS, st.integers(0, 1)).map(lambda it: f"medical_visit {it[0]} unavoidable={it[1]}"),
    st.tuples(CLOCKS, st.integers(1, 8)).map(lambda it: f"vocational_school {it[0]} lessons={it[1]} travel_min=30"),
    st.tuples(LENGTH, LENGTH).map(lambda it: f"trip site_min={it[0]} travel_min={it[1]}"),
)


def drawn(*, away: bool, planned: bool) -> st.SearchStrategy[Drawn]:
    """Return what a life is made of; `away`: absences may be in it, `planned`: duties, orders and special plans."""
    return st.builds(
        Drawn,
        often(FIRSTS),
        st.lists(HELD, min_size=1, max_size=2).map(tuple),
        few(SHIFT, 7),
        few(STRAY, 5),
        often(["terminal", "phone"]),
        st.integers(1, 8 * 24),
        few(st.tuples(EMPLOYMENT, DAY_NO), 2),
        often(BORN),
        st.lists(often(list(ProtectionKind)), max_size=3, unique=True),
        few(st.tuples(AWAY, DAY_NO, EMPLOYMENT), 4 if away else 0),
        few(st.tuples(SPAN, st.integers(-60, 240), EMPLOYMENT), 3 if planned else 0),
        few(st.tuples(SPAN, often(list(DutyKind)), EMPLOYMENT, often([None, LONG])), 3 if planned else 0),
        few(st.tuples(EMPLOYMENT, DAY_NO), 1 if planned else 0),
    )


def lives(*, away: bool = True, planned: bool = True) -> st.SearchStrategy[Life]:
    """One person's file."""
    return drawn(away=away, planned=planned).map(life_of)


def life_of(drawn: Drawn) -> Life:
    duties = tuple(Duty(drawn.of(no), kind, drawn.span(clocks), plan) for clocks, kind, no, plan in drawn.duties)
    return Life(
        person_id=7,
        days=DaySpan(drawn.first, drawn.day(DAYS)),
        stamps=_stamps(drawn),
        plans=_plans(drawn),
        calendar=nrw(),
        law=law_figures(),
        zone=BERLIN,
        as_of=drawn.at(drawn.as_of * 60),
        contested=frozenset((of, drawn.day(no)) for of, no in drawn.contested),
        born_on=drawn.born_on,
        protections=tuple(
            Protection(kind, drawn.day(1), figures=PROTECTED.get(kind, Figures())) for kind in drawn.protected
        ),
        absences=_absences(drawn),
        orders=tuple(
            Order(no, drawn.span(clocks), budget * MINUTE if budget > 0 else None)
            for clocks, budget, no in drawn.orders
        ),
        duties=duties,
        rostered=frozenset((each.employment_id, drawn.first.replace(day=1)) for each in duties if each.kind in SHIFTS),
        special_plans={(no, drawn.day(day)): SHORT for no, day in drawn.special},
    )


def _stamps(drawn: Drawn) -> tuple[Stamp, ...]:
    """Return shifts at any hour, overnight too, with a break or none, and some taps that fit nothing."""
    raw: list[tuple[float, StampKind, int]] = [(second / 60, kind, no) for second, kind, no in drawn.strays]
    for begin, length, (come, go), pause, no in drawn.shifts:
        raw += [(begin, come, no), (begin + length, go, no)]
        if pause:
            half = begin + length // 2
            raw += [(half, BREAK[0], no), (half + pause, BREAK[1], no)]
    found = [
        Stamp(UUID(int=uid), kind, drawn.at(minute), drawn.of(no), drawn.origin)
        for uid, (minute, kind, no) in enumerate(raw, start=1)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.uid)))


def _plans(drawn: Drawn) -> Mapping[tuple[int, date], PlanInForce]:
    found: dict[tuple[int, date], PlanInForce] = {}
    for no, ((days, rules), regime, exemption, turned, ends) in enumerate(drawn.employments, start=1):
        choices = (LONG, FRAMED, LATE) if rules.recognised else ()
        pattern = Pattern(days, drawn.day(-turned))
        for day in DaySpan(drawn.first - MARGIN, min(drawn.day(DAYS) + MARGIN, drawn.day(ends))):
            found[no, day] = PlanInForce(
                no, pattern.on(day), rules, exemption, regime, choices, weekly=timedelta(hours=39), pattern=days
            )
    return found


def _absences(drawn: Drawn) -> tuple[Absence, ...]:
    return tuple(absent(words, drawn.day(day), no) for words, day, no in drawn.absences)
