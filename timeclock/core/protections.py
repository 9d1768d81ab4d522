"""What protects one person beyond what protects everybody: facts that HR enters, each for a span of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

LEAST_DEGREE, HIGHEST_DEGREE = 20, 100
# A pregnancy has no more weeks than this.
LAST_WEEK = 45


class ProtectionKind(StrEnum):
    """Which fact it is; a minor is known by her birth date and needs none.

    maternity: pregnant or breastfeeding (MuSchG). miscarriage: from the day it happened (MuSchG §3 Abs. 5).
    disabled: the degree of disability (SGB IX). extra_work_exempt: no work over eight hours (SGB IX §207).
    opt_out: consents to longer weeks (ArbZG §7 Abs. 7, AZVOFeu §5). night_worker: ArbZG §2 Abs. 5. s18: ArbZG §18.
    released: released in full for an office of trust (LPVG NRW §42, SGB IX §179).
    parental_part_time: works part-time on parental leave (BEEG §15); `birth_on` is the child's.
    """

    MATERNITY = "maternity"
    MISCARRIAGE = "miscarriage"
    DISABLED = "disabled"
    EXTRA_WORK_EXEMPT = "extra_work_exempt"
    OPT_OUT = "opt_out"
    NIGHT_WORKER = "night_worker"
    S18 = "s18"
    RELEASED = "released"
    PARENTAL_PART_TIME = "parental_part_time"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a protection says besides its days; what does not belong to its kind stays as it is here.

    `due_on`, `birth_on`: the day of birth expected, and the real one. `longer`: twelve weeks after the birth in place
    of eight (MuSchG §3 Abs. 2). `before_birth`, `evenings`, `sundays`: she declared that she wants to work then (§§3,
    28, 6). `week`: in which week of the pregnancy the miscarriage was. `degree`: of disability.
    """

    due_on: date | None = None
    birth_on: date | None = None
    longer: bool = False
    before_birth: bool = False
    evenings: bool = False
    sundays: bool = False
    week: int = 0
    degree: int = 0

    @property
    def said(self) -> Mapping[str, object]:
        """Return what differs from saying nothing."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(NOTHING, name)}


NOTHING = Figures()
FIGURES_OF: Mapping[ProtectionKind, frozenset[str]] = {
    ProtectionKind.MATERNITY: frozenset({"due_on", "birth_on", "longer", "before_birth", "evenings", "sundays"}),
    ProtectionKind.MISCARRIAGE: frozenset({"week"}),
    ProtectionKind.DISABLED: frozenset({"degree"}),
    ProtectionKind.PARENTAL_PART_TIME: frozenset({"birth_on"}),
}


@dataclass(frozen=True, slots=True)
class Protection:
    """One fact with the days it holds: from (included) to (excluded), None while nobody knows its end."""

    kind: ProtectionKind
    from_day: date
    to_day: date | None = None
    figures: Figures = field(default=NOTHING)

    def __post_init__(self) -> None:
        if self.to_day is not None and self.to_day <= self.from_day:
            raise ValueError(f"a protection ends after it begins, got {self.from_day} to {self.to_day}")
        if strange := self.figures.said.keys() - FIGURES_OF.get(self.kind, frozenset()):
            raise ValueError(f"a protection of the kind {self.kind} knows no {', '.join(sorted(strange))}")
        if self.kind is ProtectionKind.DISABLED and not LEAST_DEGREE <= self.figures.degree <= HIGHEST_DEGREE:
            raise ValueError(f"a degree of disability lies from 20 to 100, got {self.figures.degree}")
        if self.kind is ProtectionKind.MISCARRIAGE and not 1 <= self.figures.week <= LAST_WEEK:
            raise ValueError(f"a miscarriage is in a week of the pregnancy, got {self.figures.week}")

    def __contains__(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


def in_force(protections: Iterable[Protection], kind: ProtectionKind, day: date) -> Protection | None:
    """Return the protection of a kind that holds on a day, if any does; of one kind none overlap."""
    return next((each for each in protections if each.kind is kind and day in each), None)
