"""A person's own and others' times, as pages and the API show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.balances import running
from timeclock.core.day import DayResult, DayState, WorkSession
from timeclock.core.holidays import Holiday
from timeclock.core.presence import Presence, presence
from timeclock.core.requests import WAITING
from timeclock.core.spans import ZERO, DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.service import access, as_closed, away, bills
from timeclock.service.access import Action
from timeclock.service.away import Away
from timeclock.service.bills import DayBill, Holder, StampSeen
from timeclock.service.sight import Sight, known
from timeclock.store import (
    absences,
    accounts,
    audit,
    confirmations,
    contests,
    corrections,
    month_stories,
    people,
    plans,
    recalculation,
    results,
    stamps,
)
from timeclock.store.accounts import Balance
from timeclock.store.confirmations import Confirmed
from timeclock.store.db import Session
from timeclock.store.late_truths import Found
from timeclock.store.month_stories import MonthStory
from timeclock.store.people import Employed, Whose
from timeclock.store.questions import ask
from timeclock.store.requests import Asked
from timeclock.store.results import DayFigures
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Today:
    """The start page: today's bill, what comes next, and where the balance stands.

    `next_kinds`: the acts that make sense now, the likely one first. `inside_since` is None while outside.
    `balance_before` counts complete days before today; `month_difference` those of this month.
    `waiting` is true while stamps are stored but not yet evaluated. `answered` are own requests whose decision was not
    read yet; `stranded` those that wait although the employment does not hold on their day any more.
    `sessions` are those of yesterday and today.
    """

    bill: DayBill
    now: datetime
    next_kinds: tuple[StampKind, ...]
    inside_since: datetime | None
    on_break_since: datetime | None
    present_so_far: timedelta
    balance_before: timedelta
    balance_with_today: timedelta | None
    month_difference: timedelta
    open_days: tuple[date, ...]
    waiting: bool
    answered: tuple[Asked, ...]
    stranded: tuple[Asked, ...]
    sessions: tuple[WorkSession, ...]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One day in the month's grid; figures are None for days to come. `away` is as known now."""

    day: date
    holiday: Holiday | None
    state: DayState | None
    first_in: datetime | None
    last_out: datetime | None
    worked: timedelta | None
    target: timedelta
    difference: timedelta | None
    balance: timedelta | None
    finding_codes: tuple[str, ...]
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month with its rows and sums; `balance_from`/`balance_to` are the balances before and after.

    `posted` is what was written on the flextime account beside the differences of its days.
    `covered` are the days on which she was employed and that the actor may see. Of a closed month all is as it was
    closed; `story` has its version, and what was found of it since.
    """

    holder: Holder
    month: date
    covered: frozenset[date]
    rows: tuple[MonthRow, ...]
    worked: timedelta
    target: timedelta
    difference: timedelta
    balance_from: timedelta
    posted: timedelta
    balance_to: timedelta
    open_days: int
    facts_until: datetime | None
    confirmed: tuple[Confirmed, ...]
    story: MonthStory | None

    @property
    def found(self) -> tuple[Found, ...]:
        """Return what was found since of the days the actor may see."""
        return () if self.story is None else tuple(each for each in self.story.found if each.day.day in self.covered)


@dataclass(frozen=True, slots=True)
class DaysView:
    """Some days of an employment, one row each; `balance_from` is the balance before the first."""

    holder: Holder
    days: DaySpan
    rows: tuple[MonthRow, ...]
    balance_from: timedelta


@dataclass(frozen=True, slots=True)
class StampsView:
    """An employment's stamps of some days, in order."""

    holder: Holder
    days: DaySpan
    stamps: tuple[StampSeen, ...]


def today(session: Session, sight: Sight, employment_uid: UUID | None = None) -> Today:
    """Return the actor's own start page, of her first employment or the one asked for."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    on, scope = sight.today, access.scope(sight.actor, Action.READ_OWN_TIMES)
    employed = known(people.find(session, employment_uid, sight.actor.person_id, on, scope))
    night_and_day = DaySpan(on - ONE_DAY, on + ONE_DAY)
    both, held = results.own_days(employed.employment_id, night_and_day), plans.held(employed.person_id, night_and_day)
    balance, open_days = accounts.balance(employed.employment_id, on), results.open_days(employed.employment_id, on)
    shown = stamps.visible(employed, walltime.day_span(on, sight.zone))
    contest = contests.about(employed.employment_id, on)
    waiting, to_look_at = recalculation.lagging(employed.person_id), corrections.to_look_at(employed.person_id)
    answers = ask(session, both, held, balance, open_days, shown, contest, waiting, to_look_at)
    saved_by_day = {each.result.day: each for each in answers.to(both)}
    saved, night = saved_by_day.get(on), saved_by_day.get(on - ONE_DAY)
    planned = answers.to(held).on(night_and_day)
    result = None if saved is None else saved.result
    present = _presence(result, None if night is None else night.result, planned, sight.now)
    inside, on_break = (present.inside_since, present.on_break_since) if present else (None, None)
    contested = answers.to(contest) is not None
    loaded = bills.Loaded(saved, planned, answers.to(shown), contested, requests=(), balance=answers.to(balance))
    return Today(
        bill=bills.made_of(sight, employed, on, loaded),
        now=sight.now,
        next_kinds=_next_kinds(inside, on_break),
        inside_since=inside,
        on_break_since=on_break,
        present_so_far=present.so_far if present else ZERO,
        balance_before=answers.to(balance).before,
        balance_with_today=_with_today(answers.to(balance), result),
        month_difference=answers.to(balance).in_month,
        open_days=answers.to(open_days),
        waiting=answers.to(waiting),
        answered=tuple(each for each in answers.to(to_look_at) if each.state not in WAITING),
        stranded=tuple(each for each in answers.to(to_look_at) if each.state in WAITING),
        sessions=tuple(session for each in answers.to(both) for session in each.result.sessions),
    )


ONE_DAY = timedelta(days=1)


def _presence(
    today: DayResult | None, yesterday: DayResult | None, planned: plans.PersonPlans, now: datetime
) -> Presence | None:
    """Return today's presence, or yesterday's while its session still runs: in since 22:00 is in at 1:00 too."""
    if yesterday is not None and not (today is not None and today.sessions):
        night = presence(yesterday, now)
        plan = planned.by_day.get((yesterday.employment_id, yesterday.day))
        if night.inside_since and plan and now - night.inside_since <= plan.rules.longest_session:
            return night
    return None if today is None else presence(today, now)


def _with_today(balance: Balance, result: DayResult | None) -> timedelta | None:
    if result is None or result.difference is None:
        return None
    return balance.before + result.difference


def _next_kinds(inside: datetime | None, on_break: datetime | None) -> tuple[StampKind, ...]:
    if inside is None:
        return (StampKind.IN,)
    if on_break is not None:
        return StampKind.BREAK_END, StampKind.OUT
    return StampKind.OUT, StampKind.BREAK_START


def day(session: Session, sight: Sight, employment_uid: UUID | None, on: date, *, own: bool = False) -> DayBill:
    """Return one day with all that explains it, one's own or, where allowed, somebody else's; that look is recorded.

    With `own` it is found only where it is one of the actor's own employments.
    """
    scope = _scope(sight, None if own else employment_uid)
    employed = known(people.find(session, employment_uid, sight.actor.person_id, on, scope))
    if employed.person_id != sight.actor.person_id:
        audit.read_of_others(session, sight.actor.login_id, "day", scope.purpose, [employed.person_id], sight.now)
    return bills.bill_of(session, sight, employed, on, scope)


def own_employments(session: Session, sight: Sight, within: DaySpan) -> tuple[Holder, ...]:
    """Return the actor's own employments of these days, each as of its last."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    scope, own = access.scope(sight.actor, Action.READ_OWN_TIMES), sight.actor.person_id or 0
    found = []
    for _, uid in people.employments_of(session, own, within):
        held = people.during(session, Whose(uid), within, scope)
        if held is not None:
            found.append(bills.holder(held[0]))
    return tuple(found)


def employments(session: Session, sight: Sight) -> tuple[Holder, ...]:
    """Return the actor's own employments of today."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    own = people.listed(session, sight.today, access.scope(sight.actor, Action.READ_OWN_TIMES))
    return tuple(bills.holder(each) for each in own)


def days(session: Session, sight: Sight, employment_uid: UUID | None, asked: DaySpan, page: DaySpan) -> DaysView:
    """Return one page of the days asked for, one's own, a row each.

    Without a uid it is her first employment of these days, or of today. One asked for by its uid is found although it
    has ended, so that a program comes to the end of the pages.
    """
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.READ_OWN_TIMES)
    found = people.during(session, Whose(employment_uid, person_id=sight.actor.person_id), asked, scope)
    if found is not None:
        employed = found[0]
    elif employment_uid is not None:
        employed = known(people.whenever(session, employment_uid, scope))
    else:
        employed = known(people.find(session, None, sight.actor.person_id, sight.today, scope))
    figures = {each.day: each for each in results.figures(session, employed.employment_id, page, scope)}
    before = accounts.balances(session, [employed.employment_id], page.from_day)[employed.employment_id]
    planned = plans.of_person(session, employed.person_id, page)
    codes = results.codes(session, employed.person_id, employed.employment_id, page, scope)
    posted = accounts.moves(session, employed.employment_id, page)
    balances = running((figures[on].difference if on in figures else None for on in page), before, posted)
    rows = (
        _row(on, figures.get(on), planned, employed, balance, codes.get(on, ()), sight.today)
        for on, balance in zip(page, balances, strict=True)
    )
    return DaysView(bills.holder(employed), page, tuple(rows), before)


def stamps_of(session: Session, sight: Sight, employment_uid: UUID | None, asked: DaySpan, page: DaySpan) -> StampsView:
    """Return one's own stamps of one page of the days asked for; the employment is found as by `days`."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.READ_OWN_TIMES)
    found = people.during(session, Whose(employment_uid, person_id=sight.actor.person_id), asked, scope)
    if found is not None:
        employed = found[0]
    elif employment_uid is not None:
        employed = known(people.whenever(session, employment_uid, scope))
    else:
        employed = known(people.find(session, None, sight.actor.person_id, sight.today, scope))
    begin = walltime.day_span(page.from_day, sight.zone).from_at
    when = Span(begin, walltime.day_span(page.to_day - ONE_DAY, sight.zone).to_at)
    return StampsView(
        bills.holder(employed), page, tuple(bills.stamp_seen(row) for row in stamps.shown(session, employed, when))
    )


def month(session: Session, sight: Sight, employment_uid: UUID | None, first: date, *, own: bool = False) -> MonthView:
    """Return a month day by day; days the actor may not see (another unit's) are left out of rows and sums.

    Who moved or left within the month is shown as she was on her last day in it. With `own` it is found only where it
    is one of the actor's own employments.
    """
    days, scope = DaySpan.month(first.year, first.month), _scope(sight, None if own else employment_uid)
    whose = Whose(employment_uid, person_id=sight.actor.person_id)
    employed, covered = known(people.during(session, whose, days, scope))
    if employed.person_id != sight.actor.person_id:
        audit.read_of_others(session, sight.actor.login_id, "month", scope.purpose, [employed.person_id], sight.now)
    figures = {each.day: each for each in results.figures(session, employed.employment_id, days, scope)}
    story = month_stories.told(session, employed.employment_id, first)
    before = accounts.balances(session, [employed.employment_id], days.from_day)[employed.employment_id]
    planned = plans.of_person(session, employed.person_id, days)
    codes = results.codes(session, employed.person_id, employed.employment_id, days, scope)
    posted = accounts.moves(session, employed.employment_id, days)
    if story is not None:
        posted = as_closed.posted(posted, story, [(each.state, each.difference) for each in figures.values()])
        told = month_stories.tells(session, employed.employment_id, max(covered), scope)
        closed = as_closed.days(story, figures.keys(), told=told)
        figures, codes = as_closed.figures(closed), as_closed.codes(closed)
    gone = away.of_one(sight, employed, absences.away(session, [employed.employment_id], days), days)
    balances = running((figures[on].difference if on in figures else None for on in days), before, posted)
    confirmed = confirmations.of_months(session, [employed.employment_id], first)
    complete = [each for each in figures.values() if each.difference is not None]
    return MonthView(
        holder=bills.holder(employed),
        month=first,
        covered=covered,
        rows=tuple(
            replace(
                _row(on, figures.get(on), planned, employed, balance, codes.get(on, ()), sight.today),
                away=gone.get(on) if on in covered else None,
            )
            for on, balance in zip(days, balances, strict=True)
        ),
        worked=sum((each.worked or ZERO for each in complete), ZERO),
        target=sum((each.target for each in complete), ZERO),
        difference=sum((each.difference or ZERO for each in complete), ZERO),
        balance_from=before,
        posted=sum(posted, ZERO),
        balance_to=balances[-1],
        open_days=sum(1 for each in figures.values() if each.state is DayState.OPEN and each.day < sight.today),
        facts_until=max((each.facts_until for each in figures.values()), default=None),
        confirmed=_within(confirmed.get(employed.employment_id, ()), covered),
        story=story,
    )


def _within(confirmed: Iterable[Confirmed], seen: frozenset[date]) -> tuple[Confirmed, ...]:
    """Return the confirmations of days one may see: another unit's half of a month is not for everybody."""
    return tuple(each for each in confirmed if seen.issuperset(each.confirmation.days))


def _row(
    on: date,
    figures: DayFigures | None,
    planned: plans.PersonPlans,
    employed: Employed,
    balance: timedelta,
    codes: tuple[str, ...],
    today: date,
) -> MonthRow:
    holiday = planned.calendar.on(on)
    if figures is None:
        plan = planned.by_day.get((employed.employment_id, on))
        target = ZERO if plan is None or plan.plan is None or holiday is not None else plan.plan.target
        return MonthRow(on, holiday, None, None, None, None, target, None, None, codes)
    return MonthRow(
        on,
        holiday,
        figures.state,
        figures.first_in,
        figures.last_out,
        figures.worked,
        figures.target,
        figures.difference,
        balance if on <= today else None,
        codes,
    )


def _scope(sight: Sight, employment_uid: UUID | None) -> Scope:
    """Return the scope of a look: one's own times without a uid, else whatever one may read."""
    if employment_uid is not None:
        return access.scope(sight.actor, Action.READ_TIMES)
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    return access.scope(sight.actor, Action.READ_OWN_TIMES)
