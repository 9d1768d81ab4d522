"""The bill of a day: what was stamped, what came of it, and all that explains it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.absence_lines import as_others_read
from timeclock.core.absences import Sees
from timeclock.core.day import DayResult
from timeclock.core.holidays import Holiday
from timeclock.core.lines import Reason
from timeclock.core.periods import PERSONAL, PeriodResult
from timeclock.core.plans import DayPlan
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import access
from timeclock.service.access import Actor
from timeclock.service.sight import Sight
from timeclock.store import (
    accounts,
    audit,
    contests,
    corrections,
    month_stories,
    people,
    periods,
    plans,
    results,
    stamps,
)
from timeclock.store.accounts import Balance
from timeclock.store.corrections import Asked
from timeclock.store.db import Session
from timeclock.store.late_truths import Found
from timeclock.store.month_stories import MonthStory
from timeclock.store.months import Version
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.results import SavedDay
from timeclock.store.scope import Scope
from timeclock.store.stamps import RulingRow, StampRow


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose times these are."""

    employment_uid: UUID
    staff_no: str
    given_name: str
    family_name: str
    unit_name: str
    model_title: str


@dataclass(frozen=True, slots=True)
class StampSeen:
    """One stamp as shown on a day: what, when, from where, and what became of it."""

    uid: UUID
    kind: StampKind
    at: datetime
    origin: str
    source_name: str
    level: str
    quarantine: str | None
    ruling: RulingRow | None
    received_at: datetime

    @property
    def counts(self) -> bool:
        return self.quarantine is None and (self.ruling is None or self.ruling.counts)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day as its month was closed, and what was found of it since; `result` is None where it had none then."""

    version: Version
    result: DayResult | None
    found: tuple[Found, ...]

    @property
    def difference(self) -> timedelta | None:
        """Return what the day was worth then, None where it was open."""
        return None if self.result is None else self.result.difference


@dataclass(frozen=True, slots=True)
class DayBill:
    """One day with everything that explains it. `result` is None for days to come or without evaluation.

    `balance_before` is that of the complete days before it. `closed` is the day as its month was closed, if it was.

    `periods` are those the day lies in, where they were asked for.
    """

    holder: Holder
    day: date
    plan: DayPlan | None
    holiday: Holiday | None
    result: DayResult | None
    stamps: tuple[StampSeen, ...]
    rules_hash: str | None
    facts_until: datetime | None
    contested: bool
    may_contest: bool
    requests: tuple[Asked, ...]
    balance_before: timedelta
    periods: tuple[PeriodResult, ...] = ()
    closed: ClosedDay | None = None

    @property
    def balance_after(self) -> timedelta | None:
        """The balance with this day, None while it is open or has no result."""
        difference = None if self.result is None else self.result.difference
        return None if difference is None else self.balance_before + difference


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a bill is made of, as it came from the store."""

    saved: SavedDay | None
    planned: plans.PersonPlans
    stamps: tuple[StampRow, ...]
    contested: bool
    requests: tuple[Asked, ...]
    balance: Balance
    story: MonthStory | None = None


def bill_of(session: Session, sight: Sight, employed: Employed, on: date, scope: Scope) -> DayBill:
    """Return the bill of a day of an employment found before; the caller records the look where it is at another's."""
    one, first = DaySpan.one(on), on.replace(day=1)
    saved, held = results.covered_days(employed.employment_id, one, scope), plans.held(employed.person_id, one)
    shown = stamps.visible(employed, walltime.day_span(on, sight.zone))
    contest, asked = contests.about(employed.employment_id, on), corrections.about(employed.employment_id, one)
    balance, story = accounts.balance(employed.employment_id, on), month_stories.of_month(employed.employment_id, first)
    answers = ask(session, saved, held, shown, contest, asked, balance, story)
    contested, days = answers.to(contest) is not None, answers.to(saved)
    loaded = Loaded(
        days[0] if days else None,
        answers.to(held).on(one),
        answers.to(shown),
        contested,
        answers.to(asked),
        answers.to(balance),
        answers.to(story),
    )
    return made_of(sight, employed, on, loaded)


# Whoever runs the city: she has the whole database at hand, and each of her looks is recorded.
OPERATOR = Actor(0, "operator", "operator", None, "de", frozenset())


def explained(session: Session, staff_no: str, on: date, zone: ZoneInfo, now: datetime) -> DayBill | None:
    """Return anybody's day for the operator's command line, by staff number; the look is recorded."""
    everybody = Scope.system("explain")
    employed = people.by_staff_no(session, staff_no, on, everybody)
    if employed is None:
        return None
    audit.add(
        session, "operator.explain", f"{employed.employment_uid}/{on}", now, by=None, person_id=employed.person_id
    )
    bill = bill_of(session, Sight(OPERATOR, now, zone), employed, on, everybody)
    # Whoever runs the city need not know what protects one person alone.
    held = (each for each in periods.holding(session, employed.person_id, on) if each.kind not in PERSONAL)
    return replace(bill, periods=tuple(held))


def made_of(sight: Sight, employed: Employed, on: date, loaded: Loaded) -> DayBill:
    in_force = loaded.planned.by_day.get((employed.employment_id, on))
    saved = loaded.saved
    own = employed.person_id == sight.actor.person_id
    deducted = saved is not None and any(line.reason is Reason.BREAK_DEDUCTED for line in saved.result.lines)
    return DayBill(
        holder=holder(employed),
        day=on,
        plan=None if in_force is None else in_force.plan,
        holiday=loaded.planned.calendar.on(on),
        result=None if saved is None else seen_by(sight, employed, saved.result),
        stamps=tuple(stamp_seen(row) for row in loaded.stamps),
        rules_hash=None if saved is None else saved.rules_hash,
        facts_until=None if saved is None else saved.facts_until,
        contested=loaded.contested,
        may_contest=own and deducted and not loaded.contested,
        requests=loaded.requests,
        balance_before=loaded.balance.before,
        closed=None if loaded.story is None else _closed(sight, employed, on, loaded.story),
    )


def _closed(sight: Sight, employed: Employed, on: date, story: MonthStory) -> ClosedDay:
    saved = story.day(on)
    return ClosedDay(
        story.saved.version,
        None if saved is None else seen_by(sight, employed, saved.result),
        tuple(each for each in story.found if each.day.day == on),
    )


def seen_by(sight: Sight, employed: Employed, result: DayResult) -> DayResult:
    """Return a day as the actor may read it: why somebody was away, or only what class of absence it was."""
    sees = Sees.REASON if sight.actor is OPERATOR else access.sees(sight.actor, employed.person_id, employed.unit_id)
    return replace(result, lines=tuple(as_others_read(result.lines, sees)))


def holder(employed: Employed) -> Holder:
    return Holder(
        employed.employment_uid,
        employed.staff_no,
        employed.given_name,
        employed.family_name,
        employed.unit_name,
        employed.model_title,
    )


def stamp_seen(row: StampRow) -> StampSeen:
    at = row.at or row.device_at or row.received_at
    ruling = row.ruling
    return StampSeen(
        row.uid, row.kind, at, row.origin, row.source_name, row.level, row.quarantine, ruling, row.received_at
    )
