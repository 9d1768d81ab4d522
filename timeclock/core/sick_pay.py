"""How long pay goes on for who is ill, what follows it, and when the certificate is due (EFZG §§3, 5; TVöD §22)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core.plans import WEEK_DAYS
from timeclock.core.spans import DaySpan

MONTHS = 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SickPayFigures:
    """EFZG §3: for how many weeks pay goes on, from which week of the employment on, and when an illness counts anew.

    Who is ill of the same again has a new claim after `free_months` without it, or `anew_months` after its first day.
    """

    weeks: int
    waiting_weeks: int
    free_months: int
    anew_months: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class TariffSickPay:
    """TVöD §22: under which terms nobody waits, and under which the employer adds to the sickness benefit.

    `supplement`: after more than so many years of employment, up to the end of which week of the illness.
    """

    unwaited: frozenset[str]
    regimes: frozenset[str]
    supplement: tuple[tuple[int, int], ...]
    citation: str


@dataclass(frozen=True, slots=True)
class CertificateFigures:
    """EFZG §5: for how many calendar days none is needed, and whether the employer fetches it (eAU)."""

    days: int
    electronic: bool
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class OfficialSickness:
    """LBG NRW §62: officials are paid as long as they are ill; for how many working days no certificate is needed."""

    regimes: frozenset[str]
    working_days: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class RestoredFigures:
    """TVöD §10 Abs. 4: by what time off from an account is no time off where its days are certified as ill."""

    rule: str
    citation: str


def begins(first: date, *, during_work: bool) -> date:
    """Return the day from which days of an illness count: the next one where it began at work (BGB §187 Abs. 1)."""
    return first + ONE_DAY if during_work else first


def pay_days(first: date, figures: SickPayFigures, waits_from: date | None = None, used: int = 0) -> DaySpan | None:
    """Return the days on which pay goes on: from 2 March six weeks, to 12 April.

    `waits_from`: the first day of an employment whose first weeks are without (EFZG §3 Abs. 3). `used`: what the same
    illness took of the days before; None where it took all of them.
    """
    if waits_from is not None:
        first = max(first, waits_from + timedelta(weeks=figures.waiting_weeks))
    left = figures.weeks * WEEK_DAYS - used
    return DaySpan(first, first + timedelta(days=left)) if left > 0 else None


def is_new_claim(first: DaySpan, again: date, claimed_from: date, figures: SickPayFigures) -> bool:
    """Say whether the same illness has its weeks anew: six months without it, or twelve since the claim began."""
    free = later(first.to_day, figures.free_months) <= again
    return free or later(claimed_from, figures.anew_months) <= again


def later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month: 31 August and six are 29 February 2028."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def certificate_due(ill: DaySpan, working_days: Iterable[date], figures: CertificateFigures) -> date | None:
    """Return the working day by which a certificate is there: ill from Friday to Tuesday it is Monday.

    `working_days` go on some weeks past the illness; none is due of three days, whichever they are.
    """
    if ill.to_day - ill.from_day <= timedelta(days=figures.days):
        return None
    earliest = ill.from_day + timedelta(days=figures.days)
    return min((day for day in working_days if day >= earliest), default=earliest)


def official_certificate_due(ill: DaySpan, working_days: Iterable[date], figures: OfficialSickness) -> date | None:
    """Return the working day by which an official's is there: after three, on the fourth that she is ill."""
    missed = sorted(day for day in working_days if day in ill)
    return missed[figures.working_days] if len(missed) > figures.working_days else None


def supplement_until(first: date, last: date, employed_from: date, figures: TariffSickPay) -> date | None:
    """Return the last day of the supplement to sickness benefit: the 13th or 39th week of the illness.

    What counts is the employment completed within the illness, whose last day so far is `last` (TVöD §22 Abs. 3).
    """
    weeks = [each for years, each in figures.supplement if later(employed_from, years * MONTHS) <= last]
    return first + timedelta(weeks=max(weeks)) - ONE_DAY if weeks else None
