"""Days of leave or time off on which somebody is ill: which absence counts (BUrlG §9, TVöD §10 Abs. 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timeclock.core.absence_lines import line_of
from timeclock.core.absences import Absence, AbsenceClass
from timeclock.core.dated import Dated, Since
from timeclock.core.day import PersonFile
from timeclock.core.figures import LawFigures
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import PlanInForce
from timeclock.core.sick_pay import RestoredFigures
from timeclock.core.spans import ZERO


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A day of leave or time off on which somebody is ill, and by what law the one absence gives way to the other."""

    ill: Absence
    off: Absence
    comes_back: bool
    law: RestoredFigures
    since: Since

    @property
    def gives_way(self) -> Absence:
        return self.off if self.comes_back else self.ill

    def left(self, absent: Sequence[Absence]) -> tuple[Absence, ...]:
        """Return the absences of the day that count."""
        return tuple(each for each in absent if each is not self.gives_way)

    def told(self, target: timedelta) -> tuple[Line, ...]:
        """Return the line that says what became of the day off; none where no work was due anyway."""
        if not target:
            return ()
        reason = Reason.GIVEN_BACK if self.comes_back else Reason.STAYS_OFF
        line = line_of(self.gives_way, Part.WORKED, reason, ZERO)
        return (replace(line, rule=self.law.rule, citation=self.law.citation, since=self.since),)


def overlaid(file: PersonFile, plan: PlanInForce, day: date, absent: Sequence[Absence]) -> Overlaid | None:
    """Return what becomes of a day off on which somebody is ill; None where the day is not both."""
    ill = next((each for each in absent if each.is_whole and each.is_illness), None)
    off = next((each for each in absent if each.is_whole and each.reason.of_class in _LAWS), None)
    if ill is None or off is None:
        return None
    law = _law(file.law, off)
    comes_back = off.comes_back(certified=ill.is_certified(day), on_account=plan.rules.account is not None)
    return Overlaid(ill, off, comes_back, law.on(day), law.since(day))


def _law(law: LawFigures, off: Absence) -> Dated[RestoredFigures]:
    return law.sick_on_leave if off.reason.of_class is AbsenceClass.LEAVE else law.sick_on_time_off


_LAWS = frozenset({AbsenceClass.LEAVE, AbsenceClass.TIME_OFF})
