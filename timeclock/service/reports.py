"""One month of one employment as it is put on paper: the one model behind page, PDF, CSV and JSON.

Everything in it is a stored result or a fact; nothing is worked out here but sums over days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.absence_lines import as_others_read
from timeclock.core.balances import running, sum_of
from timeclock.core.day import Break, DayResult, DayState, WorkSession
from timeclock.core.findings import Finding
from timeclock.core.holidays import Holiday
from timeclock.core.lines import Line, Reason
from timeclock.core.spans import ZERO, DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.service import access, as_closed
from timeclock.service.access import Action
from timeclock.service.bills import Holder
from timeclock.service.sight import NotFound, Sight
from timeclock.store import (
    accounts,
    audit,
    confirmations,
    contests,
    corrections,
    log,
    month_stories,
    people,
    plans,
    recalculation,
    results,
    rules,
    stamps,
)
from timeclock.store.confirmations import Confirmed
from timeclock.store.contests import Contest
from timeclock.store.corrections import Asked as Asking
from timeclock.store.db import Session
from timeclock.store.late_truths import Found
from timeclock.store.months import Version
from timeclock.store.people import Employed, Whose
from timeclock.store.results import SavedDay
from timeclock.store.rules import RulesRow
from timeclock.store.scope import Scope
from timeclock.store.stamps import Leaf, RulingRow, StampRow

ONE_DAY = timedelta(days=1)
# The first line of what the digest is made of, so that no other list of hashes can pass for it.
DIGEST_OF = "timeclock-stamps/v1"
DEDUCTIONS = frozenset({Reason.BREAK_DEDUCTED, Reason.BREAK_CONTESTED})
ABSENCES = frozenset(
    {
        Reason.ABSENT,
        Reason.ABSENT_REST,
        Reason.ABSENT_NO_TARGET,
        Reason.ABSENT_NO_CREDIT,
        Reason.ABSENT_PRESENT,
        Reason.GIVEN_BACK,
        Reason.STAYS_OFF,
    }
)


class Maker(StrEnum):
    """Who had a report made, where it was nobody with a login."""

    OPERATOR = "operator"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose month is asked for, what of it may be read, and by whom; `login_id` None where nobody signed in."""

    whose: Whose
    scope: Scope
    made_by: str
    login_id: int | None = None
    own_person_id: int | None = None


def asked_by(sight: Sight, employment_uid: UUID | None) -> Asked:
    """Return the wish of somebody signed in: her own month without a uid, else one of those she may read."""
    if employment_uid is None:
        return asked_by_owner(sight, None)
    actor = sight.actor
    scope, whose = access.scope(actor, Action.READ_TIMES), Whose(uid=employment_uid)
    return Asked(whose, scope, actor.display_name, actor.login_id, actor.person_id)


def asked_by_owner(sight: Sight, employment_uid: UUID | None) -> Asked:
    """Return the wish of somebody signed in for her own month, of her first employment or the one asked for."""
    actor = sight.actor
    access.demand(actor, Action.READ_OWN_TIMES, actor.person_id)
    scope, whose = access.scope(actor, Action.READ_OWN_TIMES), Whose(employment_uid, person_id=actor.person_id)
    return Asked(whose, scope, actor.display_name, actor.login_id, actor.person_id)


def asked_by_operator(staff_no: str) -> Asked:
    """Return the wish of whoever runs the city, on the command line; it is recorded."""
    return Asked(Whose(staff_no=staff_no), Scope.system("report"), Maker.OPERATOR)


def asked_by_house(employment_uid: UUID) -> Asked:
    """Return what the jobs ask for: a paper for the person herself, which shows it to nobody."""
    return Asked(Whose(uid=employment_uid), Scope.for_herself("report"), Maker.HOUSE)


@dataclass(frozen=True, slots=True)
class StampProven:
    """One stamp as stored, what became of it, and the leaf that commits it; `at` as far as it is known."""

    uid: UUID
    kind: StampKind
    at: datetime
    received_at: datetime
    origin: str
    source_name: str
    level: str
    quarantine: str | None
    ruling: RulingRow | None
    leaf: Leaf

    @property
    def counts(self) -> bool:
        return self.quarantine is None and (self.ruling is None or self.ruling.counts)


@dataclass(frozen=True, slots=True)
class WorkedSpan:
    """From a coming to a going, and where each was stamped; `end` is None where the going is missing."""

    kind: str
    begin: datetime
    end: datetime | None
    begin_origin: str
    end_origin: str | None


@dataclass(frozen=True, slots=True)
class ReportDay:
    """One day; without a result (days to come, not yet evaluated, or not for the reader) `result` is None.

    `breaks` are all interruptions between the first begin and the last end, `interrupted` the sum of those whose end
    is known; `deducted` is what the statutory break took off besides. `balance` counts the complete days so far.
    """

    day: date
    holiday: Holiday | None
    result: DayResult | None
    spans: tuple[WorkedSpan, ...]
    breaks: tuple[Break, ...]
    interrupted: timedelta
    deducted: timedelta
    balance: timedelta | None
    contest: Contest | None

    @property
    def state(self) -> DayState | None:
        return None if self.result is None else self.result.state

    @property
    def present(self) -> timedelta | None:
        """Return how long was worked in fact, before anything is taken off; None while that is not known."""
        return None if self.result is None or self.result.worked is None else self.result.present

    @property
    def worked(self) -> timedelta | None:
        """Return what counts of it."""
        return None if self.result is None else self.result.worked

    @property
    def target(self) -> timedelta | None:
        return None if self.result is None else self.result.target

    @property
    def difference(self) -> timedelta | None:
        return None if self.result is None else self.result.difference

    @property
    def findings(self) -> tuple[Finding, ...]:
        return () if self.result is None else self.result.findings

    @property
    def away(self) -> tuple[Line, ...]:
        """Return the lines of absences, in the words for others."""
        lines = () if self.result is None else self.result.lines
        return tuple(line for line in lines if line.reason in ABSENCES)

    @property
    def is_quiet(self) -> bool:
        """Say whether there is nothing to tell: no work, none due, nothing odd."""
        return not self.spans and not self.target and not self.worked and not self.findings and not self.away


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the month: only complete days count; `open_days` are the past days left out.

    `posted` is what was written on the flextime account beside the differences of its days.
    """

    present: timedelta
    worked: timedelta
    target: timedelta
    difference: timedelta
    interrupted: timedelta
    deducted: timedelta
    open_days: int
    balance_from: timedelta
    posted: timedelta
    balance_to: timedelta


@dataclass(frozen=True, slots=True)
class HeadSeen:
    """The signed head of the log that the paper refers to."""

    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """What the paper can be checked by: the head, and one digest over the leaves of its stamps that are below it."""

    head: HeadSeen | None
    digest: str
    covered: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class RulesUsed:
    """One set of rules that results of the month name, with the engine's version, and the first day it was used."""

    hash: str
    engine: str
    first_day: date


@dataclass(frozen=True, slots=True)
class MonthReport:
    """Everything the two reports show; which of it is on which, the report decides.

    `requests` are all wishes for a correction about these days, whatever became of them; `confirmed` is what of the
    month somebody responsible confirmed. `hidden_days` were spent in a unit the reader has no right to see. `waiting`:
    stamps are stored that no result knows yet. `provisional`: the month is not over. `version`: the month is closed,
    and all is as it was then; `found` are the days of it that were found to be something else since.
    """

    holder: Holder
    city: str
    zone: ZoneInfo
    month: date
    days: tuple[ReportDay, ...]
    sums: Sums
    stamps: tuple[StampProven, ...]
    requests: tuple[Asking, ...]
    confirmed: tuple[Confirmed, ...]
    evidence: ReportEvidence
    rules: tuple[RulesUsed, ...]
    facts_until: datetime | None
    made_at: datetime
    made_by: str
    provisional: bool
    waiting: bool
    hidden_days: int
    version: Version | None
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class City:
    """What a report needs of the settings: the name on top, and the zone days begin in."""

    name: str
    zone: ZoneInfo


def month(session: Session, asked: Asked, first: date, city: City, now: datetime) -> MonthReport:
    """Return one month of the employment asked for; looks at other people's months are recorded.

    Raises `NotFound` where there is no such employment in that month, or none the reader may know of.
    """
    days = DaySpan.month(first.year, first.month)
    found = people.during(session, asked.whose, days, asked.scope)
    if found is None:
        raise NotFound("no such employment in this month, or not for you to see")
    employed, covered = found
    if asked.login_id is not None and employed.person_id != asked.own_person_id:
        audit.read_of_others(session, asked.login_id, "report", asked.scope.purpose, [employed.person_id], now)
    if asked.made_by == Maker.OPERATOR:
        subject = f"{employed.employment_uid}/{first:%Y-%m}"
        audit.add(session, "operator.report", subject, now, by=None, person_id=employed.person_id)
    employment_id = employed.employment_id
    saved = results.days(session, employment_id, days, asked.scope)
    before = accounts.balances(session, [employment_id], days.from_day)[employment_id]
    posted = accounts.moves(session, employment_id, days)
    story = month_stories.told(session, employment_id, first)
    if story is not None:
        known_now = ((each.result.state, each.result.difference) for each in saved)
        posted = as_closed.posted(posted, story, known_now)
        told = month_stories.tells(session, employment_id, max(covered), asked.scope)
        saved = as_closed.days(story, covered, told=told)
    seen = _of_days(stamps.shown(session, employed, _with_next_day(days, city.zone)), saved, days, covered, city.zone)
    if story is not None:
        # What came later is not in the figures; it is told beside them.
        seen = [row for row in seen if row.received_at <= story.saved.version.facts_until]
    leaves = stamps.leaves(session, (row.uid for row in seen))
    proven = tuple(_proven(row, leaves[row.uid]) for row in seen)
    head = next(iter(log.heads(session, 1)), None)
    planned = plans.of_person(session, employed.person_id, days)
    declared = contests.within(session, employment_id, days)
    confirmed = confirmations.of_months(session, [employment_id], first)
    today = walltime.local_day(now, city.zone)
    rows = _rows(days, saved, proven, planned, declared, before, posted)
    return MonthReport(
        holder=Holder(
            employed.employment_uid,
            employed.staff_no,
            employed.given_name,
            employed.family_name,
            employed.unit_name,
            employed.model_title,
        ),
        city=city.name,
        zone=city.zone,
        month=first,
        days=rows,
        sums=_sums(rows, before, posted, today),
        stamps=proven,
        requests=tuple(each for each in corrections.of_days(session, employment_id, days) if each.wish.day in covered),
        confirmed=tuple(
            each for each in confirmed.get(employment_id, ()) if covered.issuperset(each.confirmation.days)
        ),
        evidence=_evidence(None if head is None else HeadSeen(head.size, head.root, head.at), proven),
        rules=_rules(saved, rules.of_hashes(session, {each.rules_hash for each in saved})),
        facts_until=max((each.facts_until for each in saved), default=None),
        made_at=now,
        made_by=asked.made_by,
        provisional=today < days.to_day,
        waiting=recalculation.waits(session, employed.person_id),
        hidden_days=_hidden(days, covered, planned, employed),
        version=None if story is None else story.saved.version,
        found=() if story is None else tuple(each for each in story.found if each.day.day in covered),
    )


def _with_next_day(days: DaySpan, zone: ZoneInfo) -> Span:
    """Return the month with the day after it, on which a last night may end."""
    return Span(walltime.day_span(days.from_day, zone).from_at, walltime.day_span(days.to_day, zone).to_at)


def _of_days(
    rows: Iterable[StampRow], saved: Sequence[SavedDay], days: DaySpan, covered: frozenset[date], zone: ZoneInfo
) -> list[StampRow]:
    """Return the stamps of the days the reader may see; of the day after the month only what ends its last night."""
    ends = {session.out_stamp for each in saved for session in each.result.sessions}
    ends |= {session.in_stamp for each in saved for session in each.result.sessions}
    found = []
    for row in rows:
        on = walltime.local_day(_when(row), zone)
        if on in covered or (on not in days and row.uid in ends):
            found.append(row)
    return found


def _when(row: StampRow) -> datetime:
    return row.at or row.device_at or row.received_at


def _proven(row: StampRow, leaf: Leaf) -> StampProven:
    return StampProven(
        row.uid,
        row.kind,
        _when(row),
        row.received_at,
        row.origin,
        row.source_name,
        row.level,
        row.quarantine,
        row.ruling,
        leaf,
    )


def _rows(
    days: DaySpan,
    saved: Sequence[SavedDay],
    proven: Sequence[StampProven],
    planned: plans.PersonPlans,
    declared: Mapping[date, Contest],
    before: timedelta,
    posted: Sequence[timedelta],
) -> tuple[ReportDay, ...]:
    by_day = {each.result.day: each.result for each in saved}
    balances = running((by_day[day].difference if day in by_day else None for day in days), before, posted)
    origin = {stamp.uid: stamp.origin for stamp in proven}
    return tuple(
        _row(day, planned.calendar.on(day), by_day.get(day), origin, declared.get(day), balance)
        for day, balance in zip(days, balances, strict=True)
    )


def _row(
    day: date,
    holiday: Holiday | None,
    result: DayResult | None,
    origin: Mapping[UUID, str],
    contest: Contest | None,
    balance: timedelta,
) -> ReportDay:
    if result is None:
        return ReportDay(day, holiday, None, (), (), ZERO, ZERO, None, None)
    breaks = _breaks(result.sessions)
    return ReportDay(
        day=day,
        holiday=holiday,
        # A report is handed on, so it never says why somebody was away.
        result=replace(result, lines=tuple(as_others_read(result.lines))),
        spans=tuple(
            WorkedSpan(
                session.kind,
                session.from_at,
                session.to_at,
                origin.get(session.in_stamp, ""),
                None if session.out_stamp is None else origin.get(session.out_stamp, ""),
            )
            for session in result.sessions
        ),
        breaks=breaks,
        interrupted=sum((pause.to_at - pause.from_at for pause in breaks if pause.to_at is not None), ZERO),
        deducted=-sum((line.amount for line in result.lines if line.reason in DEDUCTIONS), ZERO),
        balance=balance,
        contest=contest,
    )


def _breaks(sessions: Sequence[WorkSession]) -> tuple[Break, ...]:
    """Return every interruption between the day's first begin and last end: stamped breaks, and the time between."""
    found = [pause for session in sessions for pause in session.breaks]
    for before, after in pairwise(sessions):
        if before.to_at is not None and before.to_at < after.from_at:
            found.append(Break(before.to_at, after.from_at))
    return tuple(sorted(found, key=lambda pause: pause.from_at))


def _sums(rows: Sequence[ReportDay], before: timedelta, posted: Sequence[timedelta], today: date) -> Sums:
    complete = [row for row in rows if row.worked is not None]
    counted = sum_of(row.result for row in complete if row.result is not None)
    return Sums(
        present=sum((row.present or ZERO for row in complete), ZERO),
        worked=counted.worked,
        target=counted.target,
        difference=counted.difference,
        interrupted=sum((row.interrupted for row in complete), ZERO),
        deducted=sum((row.deducted for row in complete), ZERO),
        open_days=sum(1 for row in rows if row.state is DayState.OPEN and row.day < today),
        balance_from=before,
        posted=sum(posted, ZERO),
        balance_to=before + counted.difference + sum(posted, ZERO),
    )


def _evidence(head: HeadSeen | None, proven: Sequence[StampProven]) -> ReportEvidence:
    covered = [stamp.leaf for stamp in proven if head is not None and is_below(stamp.leaf, head.size)]
    return ReportEvidence(head, digest(covered), len(covered), len(proven) - len(covered))


def is_below(leaf: Leaf, size: int) -> bool:
    """Say whether a head over `size` leaves covers this one."""
    return leaf.no is not None and leaf.no < size


def digest(leaves: Iterable[Leaf]) -> str:
    """Return the SHA-256 over a title line and the leaf hashes in hexadecimal, a line each, in the order of the log."""
    ordered = sorted((leaf.no or 0, leaf.hash.hex()) for leaf in leaves)
    text = "".join(f"{line}\n" for line in (DIGEST_OF, *(hash_ for _, hash_ in ordered)))
    return hashlib.sha256(text.encode()).hexdigest()


def _rules(saved: Sequence[SavedDay], bodies: Iterable[RulesRow]) -> tuple[RulesUsed, ...]:
    engines = {row.hash: str(row.body.get("engine", "")) for row in bodies}
    first: dict[str, date] = {}
    for each in saved:
        first.setdefault(each.rules_hash, each.result.day)
    return tuple(RulesUsed(hash_, engines.get(hash_, ""), day) for hash_, day in first.items())


def _hidden(days: DaySpan, covered: frozenset[date], planned: plans.PersonPlans, employed: Employed) -> int:
    """Return how many days of the employment the reader may not see."""
    return sum(1 for day in days if (employed.employment_id, day) in planned.by_day and day not in covered)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What the log says today of a paper that names a head over `size` records.

    `root` is None where the log is shorter than that. `stamps` are those the head covers, as they were committed.
    """

    root: bytes | None
    digest: str
    stamps: tuple[StampProven, ...]


def recheck(session: Session, month: MonthReport, size: int) -> Rechecked:
    """Return root and digest that a paper over these stamps and `size` records has to show."""
    covered = tuple(stamp for stamp in month.stamps if is_below(stamp.leaf, size))
    known = 0 < size <= log.size(session)
    return Rechecked(log.root_of(session, size) if known else None, digest(stamp.leaf for stamp in covered), covered)
