"""Minijobs: the month's minutes at the minimum wage, how soon work is recorded, and what an account may take in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import periods
from timeclock.core.figures import MinijobFigures, WageFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.stamps import Stamp
from timeclock.core.walltime import ONE_DAY, local_day

CENTS, WHOLE = 100, 100
ONE_HOUR = timedelta(hours=1)
# What a device or another system kept at the time was recorded then, however late it came to us.
RECORDED_ELSEWHERE = frozenset({"terminal", "import"})


@dataclass(frozen=True, slots=True)
class Limit:
    """What a minijob may earn in a month, and how long that is at the minimum wage."""

    euros: int
    longest: timedelta


def limit(wage: WageFigures) -> Limit:
    """Return the limit of a month: at 13.90 Euro an hour 603 Euro and 43:22."""
    earned = wage.hour_cents * (wage.month // MINUTE)
    euros = -(-earned // (CENTS * (ONE_HOUR // MINUTE)))
    return Limit(euros, euros * CENTS * (ONE_HOUR // MINUTE) // wage.hour_cents * MINUTE)


def record_until(day: date, figures: MinijobFigures) -> date:
    """Return the last day on which the work of a day is recorded in time: of 26 February 2028 on 4 March."""
    return day + figures.within_days * ONE_DAY


def within_share(contract: timedelta, credited: timedelta, figures: MinijobFigures) -> bool:
    """Say whether an account takes in no more of a month than it may: of 40:00 it is 20:00."""
    return WHOLE * credited <= figures.account_share * contract


def recorded_late(day: date, stamps: Iterable[Stamp], figures: MinijobFigures, zone: ZoneInfo) -> Iterator[Finding]:
    """Yield that work of a day was recorded too late, by the last of its stamps."""
    recorded = [
        local_day(stamp.recorded_at, zone)
        for stamp in stamps
        if stamp.recorded_at is not None and stamp.origin not in RECORDED_ELSEWHERE
    ]
    last = max(recorded, default=day)
    if last > record_until(day, figures):
        told = {"days": str((last - day).days), "most_days": str(figures.within_days)}
        yield Finding(Code.MILOG_17_1, Severity.VIOLATION, day, figures.within_citation, figures=told)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the months in which somebody worked in a minijob."""
    file = known.file
    for month in periods.months(1, file.years):
        figures, wage = file.law.minijobs.if_on(month.from_day), file.law.minimum_wage.if_on(month.from_day)
        if figures is None or wage is None or not known.under(figures.regimes):
            continue
        if known.has_begun(month):
            worked, contract = _worked(known, month, figures), _contract(known, month, figures)
            if worked:
                yield _month(month, min(month.to_day, file.today) - ONE_DAY, (worked, contract), figures, wage)


def _month(
    month: DaySpan, last: date, lengths: tuple[timedelta, timedelta], figures: MinijobFigures, wage: WageFigures
) -> PeriodResult:
    worked, contract = lengths
    most, credited = limit(wage), max(worked - contract, ZERO)
    findings = []
    if worked > most.longest:
        longest = most.longest // MINUTE
        told: dict[str, int | str] = {"euros": str(most.euros)}
        findings.append(
            Finding(Code.SGBIV_8_1A, Severity.WARNING, last, wage.citation, worked // MINUTE, longest, told)
        )
    if not within_share(contract, credited, figures):
        most_credited = figures.account_share * contract / WHOLE // MINUTE
        citation = figures.account_citation
        findings.append(Finding(Code.MILOG_2_2_3, Severity.WARNING, last, citation, credited // MINUTE, most_credited))
    said: dict[str, int | str] = {
        "worked_min": worked // MINUTE,
        "limit_min": most.longest // MINUTE,
        "euros": str(most.euros),
        "contract_min": contract // MINUTE,
        "above_min": credited // MINUTE,
    }
    return PeriodResult(PeriodKind.MINIJOB, month, said, not findings, tuple(findings))


def _worked(known: KnownDays, month: DaySpan, figures: MinijobFigures) -> timedelta:
    """Return what was worked in the month, over all minijobs: they are one as to the limit (SGB IV §8 Abs. 2)."""
    days = (known.file.credited.get(key) for key in _held(known, month, figures))
    return sum((day.worked for day in days if day is not None and day.worked is not None), ZERO)


def _contract(known: KnownDays, month: DaySpan, figures: MinijobFigures) -> timedelta:
    return _contract_of(known, _held(known, month, figures))


def _contract_of(known: KnownDays, keys: Iterable[tuple[int, date]]) -> timedelta:
    """Return the hours of these days by contract: a seventh of the week for each day of employment."""
    weekly = (known.file.plans[key].weekly for key in keys)
    return sum((length for length in weekly if length is not None), ZERO) / WEEK_DAYS


def beyond_share(known: KnownDays, employment_id: int, month: DaySpan, credited: timedelta) -> timedelta:
    """Return what of a minijob's month an account does not take, so that it is paid: of 25:00 of 40:00 it is 5:00."""
    figures = known.file.law.minijobs.if_on(month.from_day)
    if figures is None or not known.under(figures.regimes):
        return ZERO
    keys = [key for key in _held(known, month, figures) if key[0] == employment_id]
    contract = _contract_of(known, keys)
    if not keys or within_share(contract, credited, figures):
        return ZERO
    return credited - figures.account_share * contract / WHOLE // MINUTE * MINUTE


def _held(known: KnownDays, month: DaySpan, figures: MinijobFigures) -> list[tuple[int, date]]:
    """Return the (employment, day) of a month that are a minijob's."""
    plans = known.file.plans
    employments = sorted({employment for employment, _ in known.file.credited})
    keys = ((employment, on) for employment in employments for on in month)
    return [key for key in keys if key in plans and plans[key].regime in figures.regimes]
