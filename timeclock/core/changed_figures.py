"""What of an agreement is tried in place of what holds: core time, frame, breaks, night premium, account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from timeclock.core.accounts import CutOff, Limits
from timeclock.core.dated import Dated
from timeclock.core.figures import LawFigures
from timeclock.core.plans import BreakDeduction, ClockSpan, DayPlan, ModelRules, PlanInForce
from timeclock.core.premiums import PremiumFigures, PremiumKind, PremiumRule
from timeclock.core.spans import ZERO

MIDNIGHT = time(0)
Plans = Mapping[tuple[int, date], PlanInForce]


@dataclass(frozen=True, slots=True)
class Changed:
    """The figures that would be other ones; None leaves what holds. Amounts of the flextime account are minutes.

    `no_core_time`: there would be none. `night_from`: when the tariff's night premium would begin in the evening.
    `keep`: what would be kept at the cut-offs of the account.
    """

    core_time: ClockSpan | None = None
    no_core_time: bool = False
    frame: ClockSpan | None = None
    breaks: BreakDeduction | None = None
    night_from: time | None = None
    keep: int | None = None
    most_credit: int | None = None
    most_debit: int | None = None

    def plans(self, held: Plans) -> Plans:
        """Return what would hold on each day; days that share a plan, and plans that share rules, still do."""
        if not self.no_core_time and (self.core_time, self.frame, self.breaks) == (None, None, None):
            return held
        distinct = {id(each): each for each in held.values()}
        rules = {id(each.rules): self._rules(each.rules) for each in distinct.values()}
        made = {no: self._in_force(each, rules[id(each.rules)]) for no, each in distinct.items()}
        return {key: made[id(each)] for key, each in held.items()}

    def law(self, held: LawFigures) -> LawFigures:
        """Return the law with the night premium at its new clock."""
        if self.night_from is None:
            return held
        return replace(held, premiums=tuple(_night(each, self.night_from) for each in held.premiums))

    def cut_off(self, held: CutOff) -> CutOff:
        return held if self.keep is None else replace(held, keep=self.keep)

    def limits(self, held: Limits) -> Limits:
        """Return how far the account may go; what warns of a limit is not asked here."""
        credit = held.most_credit if self.most_credit is None else self.most_credit
        debit = held.most_debit if self.most_debit is None else self.most_debit
        return Limits(credit, debit)

    def _rules(self, held: ModelRules) -> ModelRules:
        return held if self.breaks is None else replace(held, break_deduction=self.breaks)

    def _in_force(self, held: PlanInForce, rules: ModelRules) -> PlanInForce:
        return replace(
            held,
            plan=None if held.plan is None else self._day(held.plan),
            rules=rules,
            choices=tuple(map(self._day, held.choices)),
            pattern=tuple(map(self._day, held.pattern)),
        )

    def _day(self, held: DayPlan) -> DayPlan:
        """Return a day plan with frame and core time as tried; a day off has no core time, nor a frame it had not."""
        is_work = held.target > ZERO
        frame = self.frame if self.frame is not None and (is_work or held.frame is not None) else held.frame
        core_time = self.core_time if self.core_time is not None and is_work else held.core_time
        return replace(held, frame=frame, core_time=None if self.no_core_time else core_time)


def _night(held: Dated[PremiumFigures], begins: time) -> Dated[PremiumFigures]:
    return replace(held, entries=tuple((day, _premiums(each, begins)) for day, each in held.entries))


def _premiums(held: PremiumFigures, begins: time) -> PremiumFigures:
    return replace(held, rules=tuple(_rule(each, begins) for each in held.rules))


def _rule(held: PremiumRule, begins: time) -> PremiumRule:
    """Return the night's rule with another clock in the evening: 21:00–24:00 becomes 20:00–24:00."""
    if held.kind is not PremiumKind.NIGHT:
        return held
    when = (replace(times, clocks=tuple(_evening(each, begins) for each in times.clocks)) for times in held.when)
    return replace(held, when=tuple(when))


def _evening(held: ClockSpan, begins: time) -> ClockSpan:
    return ClockSpan(begins, MIDNIGHT) if held.to_clock == MIDNIGHT else held


NOTHING_CHANGED = Changed()
