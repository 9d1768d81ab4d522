"""What tariff and ordinance ask of an agreement on the shape of working time, told of each model that rests on one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from timeclock.core.day import PersonFile
from timeclock.core.figures import AgreementFigures, LongTermFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.plans import ClockSpan, LongTerm, PlanInForce, TimeAccount
from timeclock.core.spans import MINUTE
from timeclock.core.walltime import ONE_DAY


def findings(file: PersonFile, plan: PlanInForce, day: date) -> Iterator[Finding]:
    """Yield what an agreement may not say: on the day a model begins, then on the first of each month until mended."""
    rules = plan.rules
    if rules.account is None and rules.long_term is None and not rules.without_overtime_in_the_week:
        return
    before = file.plans.get((plan.employment_id, day - ONE_DAY))
    if day.day != 1 and before is not None and before.rules == rules:
        return
    figures, long_term = file.law.agreements.if_on(day), file.law.long_term.if_on(day)
    if figures is not None and plan.regime in figures.regimes:
        yield from _of_the_tariff(plan, day, figures)
    if rules.long_term is not None and long_term is not None and plan.regime in long_term.regimes:
        yield from _of_the_ordinance(rules.long_term, day, long_term)


def _of_the_tariff(plan: PlanInForce, day: date, figures: AgreementFigures) -> Iterator[Finding]:
    rules = plan.rules
    if rules.corridor is not None and rules.corridor > figures.corridor:
        yield _warning(Code.TVOED_6_6, day, figures.corridor_citation, rules.corridor, figures.corridor)
    if rules.daily_frame:
        yield from _frame(plan, day, figures)
    if rules.without_overtime_in_the_week and rules.account is None:
        yield Finding(Code.TVOED_10_1, Severity.WARNING, day, figures.needed_citation)
    if rules.account is not None:
        yield from _account(rules.account, day, figures)


def _frame(plan: PlanInForce, day: date, figures: AgreementFigures) -> Iterator[Finding]:
    """Yield the first frame of a round that is longer than a daily frame may be, or reaches out of its hours."""
    for frame in (each.frame for each in plan.pattern if each.frame is not None):
        if _length(frame) > figures.longest_frame or not _lies_within(frame, figures.frame_within):
            within = figures.frame_within
            told = {"from": f"{within.from_clock:%H:%M}", "to": f"{within.to_clock:%H:%M}"}
            length, longest = _length(frame) // MINUTE, figures.longest_frame // MINUTE
            yield Finding(Code.TVOED_6_7, Severity.WARNING, day, figures.frame_citation, length, longest, told)
            return


def _account(account: TimeAccount, day: date, figures: AgreementFigures) -> Iterator[Finding]:
    """Yield an account that may owe too much, and one that may hold what is no multiple of its step."""
    if account.most_debit > figures.most_debit:
        yield _warning(Code.TVOED_10_5, day, figures.account_citation, account.most_debit, figures.most_debit)
    elif account.most_credit % figures.credit_step:
        most = account.most_credit // figures.credit_step * figures.credit_step
        yield _warning(Code.TVOED_10_5, day, figures.account_citation, account.most_credit, most)


def _of_the_ordinance(long_term: LongTerm, day: date, figures: LongTermFigures) -> Iterator[Finding]:
    if long_term.more > figures.most_more:
        yield _warning(Code.AZVO_14A, day, figures.citation, long_term.more, figures.most_more)


def _warning(code: Code, day: date, citation: str, agreed: timedelta, allowed: timedelta) -> Finding:
    return Finding(code, Severity.WARNING, day, citation, agreed // MINUTE, allowed // MINUTE)


def _length(frame: ClockSpan) -> timedelta:
    return _until(frame) - _since_midnight(frame.from_clock.hour, frame.from_clock.minute)


def _lies_within(frame: ClockSpan, hours: ClockSpan) -> bool:
    return frame.from_clock >= hours.from_clock and _until(frame) <= _until(hours)


def _until(frame: ClockSpan) -> timedelta:
    """Return when a span of clocks ends, midnight being the day's end."""
    return _since_midnight(frame.to_clock.hour, frame.to_clock.minute) or ONE_DAY


def _since_midnight(hour: int, minute: int) -> timedelta:
    return timedelta(hours=hour, minutes=minute)
