"""Illnesses as spans of days: how long pay goes on, what follows, and whether the certificate is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import sick_pay
from timeclock.core.absences import Absence, Extent
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.sick_pay import ONE_DAY, SickPayFigures
from timeclock.core.spans import ZERO, DaySpan

# How far past an illness a working day is looked for.
FAR = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Illness:
    """Absences for illness that adjoin, as one: Monday to Friday and the next week from Saturday on are one.

    `during_work`: it began on a day that was worked in part. `certified_to`: up to which day a certificate covers it.
    `unexpected`: none is to come. `same_as`: the first day of an earlier absence for the same.
    """

    employment_id: int
    days: DaySpan
    during_work: bool
    certified_to: date | None
    unexpected: bool
    same_as: date | None

    @property
    def begins(self) -> date:
        """The first day that counts of the weeks of pay."""
        return sick_pay.begins(self.days.from_day, during_work=self.during_work)


@dataclass(frozen=True, slots=True)
class Claim:
    """The weeks of pay for an illness: since when, how many days are used, all its days, the last of them, and the pay.

    With those of the same illness before; `pay` is None where they took all of it.
    """

    claimed_from: date
    used: int
    of: tuple[date, ...]
    last: DaySpan
    pay: DaySpan | None


def illnesses(absences: Iterable[Absence]) -> tuple[Illness, ...]:
    """Return the illnesses by employment and first day; hours of a day for a visit are none."""
    ill = [each for each in absences if each.is_illness and each.extent is not Extent.HOURS]
    ill.sort(key=lambda each: (each.employment_id, each.days))
    found: list[list[Absence]] = []
    for each in ill:
        if found and _adjoin(found[-1], each):
            found[-1].append(each)
        else:
            found.append([each])
    return tuple(_illness(run) for run in found)


def _adjoin(run: Sequence[Absence], following: Absence) -> bool:
    reach = max(each.days.to_day for each in run)
    return run[0].employment_id == following.employment_id and following.days.from_day <= reach


def _illness(run: Sequence[Absence]) -> Illness:
    first = run[0]
    certified = [days.to_day for each in run for days in each.notes.certified]
    return Illness(
        first.employment_id,
        DaySpan(first.days.from_day, max(each.days.to_day for each in run)),
        first.extent is Extent.REST,
        max(certified, default=None),
        any(each.notes.unexpected for each in run),
        next((each.notes.same_as for each in run if each.notes.same_as is not None), None),
    )


def claims(ill: Sequence[Illness], figures: SickPayFigures, waits: Sequence[date | None]) -> tuple[Claim, ...]:
    """Return the claim to pay of each illness of an employment, in their order.

    What the same illness used before is used, until it has its weeks anew (EFZG §3 Abs. 1 Satz 2). `waits`: for each
    the first day of an employment that has to wait for pay.
    """
    found: list[Claim] = []
    for each, waits_from in zip(ill, waits, strict=True):
        before = next((claim for claim in reversed(found) if each.same_as in claim.of), None)
        if before is not None and not sick_pay.is_new_claim(before.last, each.begins, before.claimed_from, figures):
            claim = _claim(each, figures, waits_from, before)
        else:
            claim = _claim(each, figures, waits_from)
        found.append(claim)
    return tuple(found)


def _claim(ill: Illness, figures: SickPayFigures, waits_from: date | None, before: Claim | None = None) -> Claim:
    used = 0 if before is None else before.used
    pay = sick_pay.pay_days(ill.begins, figures, waits_from, used)
    if pay is not None:
        paid = DaySpan(pay.from_day, max(pay.from_day, min(pay.to_day, ill.days.to_day)))
        used += (paid.to_day - paid.from_day).days
    claimed_from = ill.begins if before is None else before.claimed_from
    earlier = () if before is None else before.of
    return Claim(claimed_from, used, (*earlier, *ill.days), ill.days, pay)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the illnesses that have begun, by employment, as far as they begin in these years."""
    file = known.file
    by_employment: dict[int, list[Illness]] = {}
    for each in illnesses(file.illnesses):
        by_employment.setdefault(each.employment_id, []).append(each)
    for ill in by_employment.values():
        for each, claim in zip(ill, _claims(known, ill), strict=True):
            if each.days.from_day in file.years and known.has_begun(each.days):
                yield _result(known, each, claim)


def _claims(known: KnownDays, ill: Sequence[Illness]) -> tuple[Claim | None, ...]:
    """Return the claim of each illness; officials are paid as long as they are ill, and have none."""
    figures = known.file.law.sick_pay.on(ill[0].days.from_day)
    found = claims(ill, figures, [_waits_from(known, each) for each in ill])
    return tuple(None if _is_official(known, each) else claim for each, claim in zip(ill, found, strict=True))


def _waits_from(known: KnownDays, ill: Illness) -> date | None:
    tariff = known.file.law.tariff_sick_pay.if_on(ill.days.from_day)
    if tariff is not None and _regime(known, ill) in tariff.unwaited:
        return None
    return known.file.employed_from.get(ill.employment_id)


def _is_official(known: KnownDays, ill: Illness) -> bool:
    figures = known.file.law.official_sickness.if_on(ill.days.from_day)
    return figures is not None and _regime(known, ill) in figures.regimes


def _is_fetched(known: KnownDays, ill: Illness) -> bool:
    """Say whether the employer fetches the certificate from the health insurer (eAU)."""
    return known.file.law.certificates.on(ill.days.from_day).electronic and not _is_official(known, ill)


def _regime(known: KnownDays, ill: Illness) -> str:
    held = known.file.plans.get((ill.employment_id, ill.days.from_day))
    return "" if held is None else held.regime


def _result(known: KnownDays, ill: Illness, claim: Claim | None) -> PeriodResult:
    due = certificate_due(known, ill)
    told: dict[str, int | str] = dict(_pay(known, ill, claim))
    if due is None:
        return PeriodResult(PeriodKind.ILLNESS, ill.days, told, ok=True)
    missing = due < known.file.today
    told["due_day"] = due.isoformat()
    told["certificate"] = "electronic" if _is_fetched(known, ill) else "paper"
    on = _missing(known, ill, due) if missing else ()
    return PeriodResult(PeriodKind.ILLNESS, ill.days, told, ok=not missing, findings=on)


def _missing(known: KnownDays, ill: Illness, due: date) -> tuple[Finding, ...]:
    law, first = known.file.law, ill.days.from_day
    figures = law.official_sickness.on(first) if _is_official(known, ill) else law.certificates.on(first)
    told = {"first_day": first.isoformat(), "due_day": due.isoformat()}
    return (Finding(Code.EFZG_5_1, Severity.WARNING, due, figures.citation, figures=told),)


def _pay(known: KnownDays, ill: Illness, claim: Claim | None) -> Iterator[tuple[str, str]]:
    """Yield from when until when pay goes on, and the last day of the supplement after it."""
    if claim is None:
        return
    if claim.pay is not None:
        yield "pay_from_day", claim.pay.from_day.isoformat()
        yield "pay_to_day", (claim.pay.to_day - ONE_DAY).isoformat()
    else:
        yield "paid", "no"
    law = known.file.law.tariff_sick_pay.if_on(ill.days.from_day)
    employed_from = known.file.employed_from.get(ill.employment_id)
    if law is not None and employed_from is not None and _regime(known, ill) in law.regimes:
        until = sick_pay.supplement_until(claim.claimed_from, ill.days.to_day - ONE_DAY, employed_from, law)
        if until is not None:
            yield "supplement_to_day", until.isoformat()


def certificate_due(known: KnownDays, ill: Illness) -> date | None:
    """Return by when a certificate has to come that is not there: the first one, or one that follows it."""
    if ill.unexpected or (ill.certified_to is not None and ill.certified_to >= ill.days.to_day):
        return None
    days = [day for day in DaySpan(ill.days.from_day, ill.days.to_day + FAR) if _works(known, ill.employment_id, day)]
    if ill.certified_to is not None:
        following = ill.certified_to
        return next((day for day in days if day >= following), following)
    law, first = known.file.law, ill.days.from_day
    if _is_official(known, ill):
        return sick_pay.official_certificate_due(ill.days, days, law.official_sickness.on(first))
    return sick_pay.certificate_due(ill.days, days, law.certificates.on(first))


def _works(known: KnownDays, employment_id: int, day: date) -> bool:
    held = known.file.plans.get((employment_id, day))
    works = held is not None and held.plan is not None and held.plan.target > ZERO
    return works and known.file.calendar.on(day) is None
