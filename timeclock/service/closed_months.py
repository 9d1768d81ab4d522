"""Closed months worked out once more as they were known when they were closed, and what is booked of them since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from timeclock.core import month_postings, walltime
from timeclock.core.accounts import FLEXTIME, PostingKind
from timeclock.core.balances import sum_of
from timeclock.core.day import DayResult, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.period_results import period_results
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service.differences import NOTHING, Difference, unlike_values
from timeclock.service.rulebook import Rulebook
from timeclock.store import (
    account_kinds,
    accounts,
    dayfiles,
    kept_months,
    late_truths,
    months,
    periods,
    results,
    snapshots,
)
from timeclock.store.db import Session
from timeclock.store.kept_months import Kept, Posted
from timeclock.store.results import SavedDay

FINDINGS = "finding"
# On which day which column was saved how, and is rebuilt how.
_Unlike: TypeAlias = tuple[date, str, object, object]
# A period was judged on the day of closing, or one of those before: that of the last look at one of its days.
DAYS_TRIED = 4


@dataclass(frozen=True, slots=True)
class Months:
    """What is on record of a person's closed months and accounts, with what her days are worth now."""

    kept: Sequence[Kept]
    posted: Sequence[Posted]
    names: Mapping[int | None, str]
    first: date


def compare(session: Session, person_id: int, found: Months, rulebook: Rulebook) -> Iterator[Difference]:
    """Yield what of a person's closed months, of what was posted of them and of her balances is not as it has to be."""
    for kept in found.kept:
        whose = found.names[kept.employment_id]
        for day, column, saved, rebuilt in _unlike_version(session, person_id, kept, found.first, rulebook):
            yield Difference(whose, day, f"month.{column}", saved, rebuilt)
    postings = {(each.employment_id, each.account, each.kind, each.origin): each.amount for each in found.posted}
    yield from _unlike_postings(found, postings)
    yield from _unlike_later(session, found)


def _unlike_version(session: Session, person_id: int, kept: Kept, first: date, rulebook: Rulebook) -> Iterator[_Unlike]:
    """Yield what of a version is not what was known up to its closing."""
    content = {"days": kept.days, "accounts": kept.accounts}
    yield from ((kept.month, *each) for each in unlike_values("hash", kept.hash, months.digest(content)))
    saved = {date.fromisoformat(each["day"]): each for each in kept.days}
    span = DaySpan(min(saved), max(saved) + ONE_DAY) if saved else DaySpan(kept.month, kept.month)
    files = dayfiles.load(session, person_id, span, rulebook.around, kept.facts_until, kept.facts_until)
    result = evaluate(files.person)
    mine = [each for each in result.days if each.employment_id == kept.employment_id and each.day in span]
    rebuilt = {each.day: _written(each, result, kept.facts_until) for each in mine}
    both = [(day, saved[day], rebuilt[day]) for day in sorted(saved.keys() & rebuilt.keys())]
    for day in sorted(saved.keys() ^ rebuilt.keys()):
        yield day, "day", saved.get(day, NOTHING), rebuilt.get(day, NOTHING)
    for day, was, is_now in both:
        yield from ((day, *each) for each in unlike_values("day", _but_findings(was), _but_findings(is_now)))
    left = Counter((day, each) for day, was, _ in both for each in _said(was))
    found = Counter((day, each) for day, _, is_now in both for each in _said(is_now))
    yield from ((day, FINDINGS, NOTHING, each) for day, each in (found - left).elements())
    if of_no_day := list((left - found).elements()):
        of_periods = _of_periods(session, person_id, kept, max(first, kept.month - periods.LONGEST), rulebook)
        yield from ((day, FINDINGS, each, NOTHING) for day, each in of_no_day if (day, each) not in of_periods)
    regimes = [files.person.plans[kept.employment_id, each.day].regime for each in mine]
    if regimes and _of_days_alone(kept) and _takes_days(session, kept, regimes[-1]):
        given = sum_of(mine).difference // MINUTE
        booked = next((each["amount"] for each in kept.accounts if each["kind"] == FLEXTIME), None)
        yield from ((kept.month, *each) for each in unlike_values(f"account.{FLEXTIME}", booked, given))


def _of_days_alone(kept: Kept) -> bool:
    """Say whether all that the days came to went into the flextime account, and nothing of them into another."""
    return {each["kind"] for each in kept.accounts} <= {FLEXTIME}


def _takes_days(session: Session, kept: Kept, regime: str) -> bool:
    """Say whether the flextime account takes what days come to; under a minijob's terms another does."""
    last = DaySpan.month(kept.month.year, kept.month.month).to_day - ONE_DAY
    held = frozenset(each.kind for each in accounts.held(session, kept.employment_id, last))
    fed = month_postings.fed(account_kinds.on(session, last), held, regime)
    return FLEXTIME in {kind.code for kind in fed}


def _written(day: DayResult, result: PersonResult, known: datetime) -> Mapping[str, Any]:
    """Return a day as a month keeps it, with what was found on the person that day."""
    found = tuple(each for each in result.findings if each.day == day.day)
    [written] = snapshots.written([SavedDay(replace(day, findings=(*day.findings, *found)), "", known)])
    return written


def _but_findings(day: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in day.items() if name != FINDINGS}


def _said(day: Mapping[str, Any]) -> Iterator[str]:
    return (json.dumps(each, sort_keys=True) for each in day[FINDINGS])


def _of_periods(
    session: Session, person_id: int, kept: Kept, first: date, rulebook: Rulebook
) -> frozenset[tuple[date, str]]:
    """Return what was found of periods, judged by the days as they were known at the closing."""
    known, around = kept.facts_until, rulebook.around
    closed_on = walltime.local_day(known, around.zone)
    month = DaySpan.month(kept.month.year, kept.month.month)
    tried = [
        periods.load(session, person_id, month, around, closed_on - no * ONE_DAY, known) for no in range(DAYS_TRIED)
    ]
    begins = max(first, tried[0].years.from_day - periods.FURTHER_BACK)
    files = dayfiles.load(session, person_id, DaySpan(begins, closed_on + ONE_DAY), around, known, known)
    made = results.to_save(evaluate(files.person), rulebook.sets_for(files)[0], known)
    judged = (each for file in tried for each in period_results(periods.with_days(file, made)))
    found = (each for period in judged for each in period.findings)
    return frozenset((each.day, json.dumps(snapshots.of_finding(each), sort_keys=True)) for each in found)


def _unlike_postings(found: Months, postings: Mapping[tuple[int, str, PostingKind, str], int]) -> Iterator[Difference]:
    """Yield what a closed month gave an account otherwise than is posted, and what is posted of no month."""
    for kept in found.kept:
        last = DaySpan.month(kept.month.year, kept.month.month).to_day - ONE_DAY
        for each in kept.accounts:
            due = {kept.origin: each["amount"]}
            if not kept.in_force:
                due[f"{kept.origin}{accounts.TAKEN_BACK}"] = -each["amount"]
            for origin, amount in due.items():
                booked = postings.get((kept.employment_id, each["kind"], PostingKind.MONTH, origin))
                if booked != amount:
                    name = f"posting.{each['kind']} {origin}"
                    yield Difference(
                        found.names[kept.employment_id], last, name, NOTHING if booked is None else booked, amount
                    )
    closed = {(kept.employment_id, kept.origin) for kept in found.kept}
    for posted in found.posted:
        origin = posted.origin.removesuffix(accounts.TAKEN_BACK)
        if posted.kind is PostingKind.MONTH and (posted.employment_id, origin) not in closed:
            name = f"posting.{posted.account} {posted.origin}"
            yield Difference(found.names[posted.employment_id], posted.day, name, posted.amount, NOTHING)


def _unlike_later(session: Session, found: Months) -> Iterator[Difference]:
    """Yield what was found of a closed month later and is not posted, or is posted and was not found."""
    for kept in found.kept:
        mine = [each for each in found.posted if _is_later(each, kept)]
        if not _of_days_alone(kept) or {each.account for each in mine} - {FLEXTIME}:
            continue
        truths = late_truths.of_month(session, kept.employment_id, kept.month)
        amount = sum(each.day.amount for each in truths if each.version == kept.version)
        back = sum(each.amount for each in mine if each.origin.endswith(accounts.TAKEN_BACK))
        booked = sum(each.amount for each in mine) - back
        for name, saved, due in (("later", booked, amount), ("taken back", back, 0 if kept.in_force else -amount)):
            if saved != due:
                column = f"posting.{FLEXTIME} {kept.origin} {name}"
                yield Difference(found.names[kept.employment_id], kept.month, column, saved, due)


def _is_later(posted: Posted, kept: Kept) -> bool:
    """Say whether a posting is one of what was found of a version, or takes such a one back."""
    same = posted.employment_id == kept.employment_id and posted.kind is PostingKind.DELTA
    return same and posted.origin.startswith(f"{kept.origin}/")


def unlike_figures(session: Session, person_id: int, found: Months) -> Iterator[Difference]:
    """Yield each day of a closed month of which another figure is booked than it is worth now, and each wrong balance.

    As long as something of hers waits, neither need be so.
    """
    worth = kept_months.worth(session, person_id)
    in_force = {(kept.employment_id, kept.month) for kept in found.kept if kept.in_force}
    booked = {
        (employment_id, day): figure
        for employment_id, first in sorted(in_force)
        for day, figure in _known(session, employment_id, first).items()
    }
    days = {key for key in worth if (key[0], key[1].replace(day=1)) in in_force}
    for key in sorted(booked.keys() | days):
        difference = worth[key].difference if key in worth else None
        figure = (difference or ZERO) // MINUTE
        if booked.get(key, 0) != figure:
            yield Difference(found.names[key[0]], key[1], "month_delta.figure", booked.get(key, 0), figure)
    yield from _unlike_balances(session, found, worth)


def _known(session: Session, employment_id: int, first: date) -> Mapping[date, int]:
    known = late_truths.known(session, employment_id, first)
    return {} if known is None else known.differences


def _unlike_balances(
    session: Session, found: Months, worth: Mapping[tuple[int, date], kept_months.Known]
) -> Iterator[Difference]:
    """Yield the balances that are not what was posted and the days that no posting holds."""
    last = max((day for _, day in worth), default=found.first)
    end = DaySpan.month(last.year, last.month).to_day
    standing = accounts.balances(session, {employment_id for employment_id, _ in worth}, end)
    for employment_id, balance in sorted(standing.items()):
        due = sum(
            each.amount
            for each in found.posted
            if (each.employment_id, each.account) == (employment_id, FLEXTIME) and each.day < end
        )
        of_days = (each.difference for (whose, _), each in worth.items() if whose == employment_id and not each.held)
        due += sum(each // MINUTE for each in of_days if each is not None)
        if balance // MINUTE != due:
            yield Difference(found.names[employment_id], end, "balance", balance // MINUTE, due)
