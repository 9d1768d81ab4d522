"""The figures of leave, as values; `timeclock.law.leave` reads them from dated files."""

from __future__ import annotations

from dataclasses import dataclass

from timeclock.core.dated import Dated


@dataclass(frozen=True, slots=True)
class StatutoryLeave:
    """BUrlG §§3 to 5: how many weeks a year has, after how many months of waiting.

    Who leaves within the `first_half` months of a year has but twelfths (§5 Abs. 1 Buchst. c).
    """

    weeks: int
    waiting_months: int
    first_half: int
    rule: str
    citation: str
    part_rule: str
    part_citation: str


@dataclass(frozen=True, slots=True)
class TariffLeave:
    """TVöD §26: under which terms, and the days of a year where work lies on `of_week` days a week."""

    regimes: frozenset[str]
    days: int
    of_week: int
    rule: str
    citation: str
    part_rule: str
    part_citation: str


@dataclass(frozen=True, slots=True)
class OfficialLeave:
    """FrUrlV NRW §§18 and 19: an official's days of a year, and for how many months after it they can be taken.

    Who retires has half of them within the `first_half` months of a year, and all of them later; who leaves at the age
    of `retires_at` or later retires.
    """

    regimes: frozenset[str]
    days: int
    of_week: int
    retires_at: int
    first_half: int
    months_after: int
    rule: str
    citation: str
    part_rule: str
    part_citation: str
    expiry_citation: str


@dataclass(frozen=True, slots=True)
class MinorLeave:
    """JArbSchG §19 Abs. 2: days of a year by the age on 1 January, where work lies on `of_week` days a week.

    `steps`: under which age how many, the youngest first.
    """

    steps: tuple[tuple[int, int], ...]
    of_week: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class DisabledLeave:
    """SGB IX §208: the additional days from a degree of disability on, where work lies on `of_week` days a week."""

    days: int
    of_week: int
    least_degree: int
    rule: str
    citation: str
    part_rule: str
    part_citation: str


@dataclass(frozen=True, slots=True)
class ShiftLeave:
    """TVöD §27: for how many months of shift work in a row there is a day more, and how many of a year at most."""

    regimes: frozenset[str]
    round_the_clock_months: int
    shift_months: int
    most: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class LeaveReduction:
    """BEEG §17, TVöD §26 Abs. 2 Buchst. c: for which absences a full calendar month takes a twelfth of the year."""

    reasons: frozenset[str]
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class LeaveExpiry:
    """BUrlG §7 Abs. 3 and what courts made of it: how many months after its year leave can still be taken.

    `carried_months`: where there was a ground to carry it over. `ill_months`: who was ill all along, for `ill_reasons`.
    `return_years`: after a ban on employment or parental leave, the `return_reasons`, how many years after the one of
    the return.
    """

    carried_months: int
    ill_months: int
    ill_reasons: frozenset[str]
    return_years: int
    return_reasons: frozenset[str]
    year_citation: str
    carried_citation: str
    informed_citation: str
    ill_citation: str
    return_citation: str


@dataclass(frozen=True, slots=True)
class PreventedLeave:
    """TVöD §26 Abs. 2 Buchst. a: how many months after its year leave has to begin that could not be taken before."""

    months: int
    citation: str


@dataclass(frozen=True, slots=True)
class ExchangeDays:
    """TVöD §29a: how many days of a year the yearly bonus buys, declared until a day of the year before."""

    most: int
    until_month: int
    until_day: int
    months_after: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class SocialDays:
    """TVöD-V Anlage D.12: days of a year for regeneration, and how many more for pay, declared the year before."""

    regeneration: int
    of_week: int
    conversion: int
    until_month: int
    until_day: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class TwoWeeks:
    """BUrlG §7 Abs. 2: how many days in a row one part of the leave is to have, looked at from a month on."""

    days: int
    from_month: int
    citation: str


@dataclass(frozen=True, slots=True)
class LeaveLaw:
    """Everything of law that leave asks, each dated."""

    statutory: Dated[StatutoryLeave]
    tariff: Dated[TariffLeave]
    officials: Dated[OfficialLeave]
    minors: Dated[MinorLeave]
    disabled: Dated[DisabledLeave]
    shifts: Dated[ShiftLeave]
    reduction: Dated[LeaveReduction]
    expiry: Dated[LeaveExpiry]
    prevented: Dated[PreventedLeave]
    exchange: Dated[ExchangeDays]
    social: Dated[SocialDays]
    two_weeks: Dated[TwoWeeks]
