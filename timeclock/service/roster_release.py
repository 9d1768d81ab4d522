"""Publishing what was planned: nothing that blocks, nothing on short notice unagreed, and everybody is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from timeclock.core.duties import Duty
from timeclock.core.rosters import begun_on, short_of_notice
from timeclock.service import rosters
from timeclock.service.roster_desk import Desk, NotPlanned, On, Refusal, RosterRules
from timeclock.service.roster_law import Judged
from timeclock.service.sight import Sight
from timeclock.store import audit, roster_notices, roster_plans
from timeclock.store import rosters as rows
from timeclock.store.db import Session
from timeclock.store.roster_notices import AboutRoster, ChangedDay
from timeclock.store.roster_plans import Rostered, ShiftRow


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing changes for one person; `short` are the days of it that fall short of the notice."""

    who: Rostered
    days: tuple[ChangedDay, ...]
    short: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """With what somebody publishes: what she saw, who of those on short notice agreed, and why for the others."""

    seen: str
    agreed: frozenset[UUID] = frozenset()
    reason: str = ""


def changes(desk: Desk, sight: Sight, rules: RosterRules) -> tuple[Change, ...]:
    """Return whose days would be other than published, in the order of the desk; days that are over are not told."""
    if desk.standing.plan is None:
        return ()
    before, after = _written(desk, desk.standing.published), _written(desk, desk.standing.planned)
    return tuple(
        _change(who, days, sight, rules)
        for who in desk.people
        if (days := _days_of(who, before, after, since=sight.today))
    )


def days_changed(
    desk: Desk, who: Rostered, before: Sequence[ShiftRow], after: Sequence[ShiftRow], since: date
) -> tuple[ChangedDay, ...]:
    """Return which of somebody's days are other in one roster than in another, from a day on."""
    return _days_of(who, _written(desk, before), _written(desk, after), since)


# How a day is written, and the duties it stands for: a key may mean other clocks than it did.
Written = Mapping[On, tuple[str, tuple[Duty, ...]]]
FREE = "", ()


def _written(desk: Desk, rows: Sequence[ShiftRow]) -> Written:
    begun = begun_on(desk.named(rows), desk.zone)
    return {on: (text, tuple(each.duty for each in begun[on])) for on, text in desk.texts(rows).items()}


def _days_of(who: Rostered, before: Written, after: Written, since: date) -> tuple[ChangedDay, ...]:
    hers = sorted(on for on in before.keys() | after.keys() if on[0] == who.employment_id and on[1] >= since)
    both = ((on[1], before.get(on, FREE), after.get(on, FREE)) for on in hers)
    return tuple(ChangedDay(day, was[0], now[0]) for day, was, now in both if was != now)


def _change(who: Rostered, days: tuple[ChangedDay, ...], sight: Sight, rules: RosterRules) -> Change:
    short = (each.day for each in days if short_of_notice(each.day, sight.today, rules.notice))
    return Change(who, days, tuple(short))


def publish(session: Session, sight: Sight, desk: Desk, judged: Judged, rules: RosterRules, release: Release) -> int:
    """Let the roster count and tell everybody whose days it changes; return how many days are worked out again.

    Raises `NotPlanned` where something blocks it. Who is told on short notice agreed, or the reason is on record.
    """
    plan, changed = desk.standing.plan, changes(desk, sight, rules)
    if plan is None:
        raise NotPlanned(Refusal.NOTHING_PLANNED)
    hindered = _hindered(desk, judged, release)
    if hindered is not None:
        raise NotPlanned(hindered)
    reason = release.reason.strip()
    if not reason and any(each.short and each.who.employment_uid not in release.agreed for each in changed):
        raise NotPlanned(Refusal.SHORT_NOTICE)
    if not roster_plans.advance(session, plan) or not _still_counts(session, plan.based_on):
        raise NotPlanned(Refusal.CHANGED)
    by = sight.actor.login_id
    grounds = dict.fromkeys(each.ground for each in judged.objected if each.ground is not None)
    days = rosters.publish(
        session, plan.roster_id, desk.zone, sight.now, by=by, despite="; ".join(grounds) if grounds else None
    )
    roster_plans.settle(session, plan.roster_id)
    told = [(each.who.person_id, _told(each, sight, release)) for each in changed]
    roster_notices.tell(session, plan.uid, told, sight.now)
    late = [about for _, about in told if about.short]
    if late:
        audit.add(session, "roster.short_notice", str(plan.uid), sight.now, by=by, detail=_on_record(late, reason))
    return days


def _still_counts(session: Session, roster_id: int | None) -> bool:
    """Say whether the roster that a plan takes the place of is the one that counts; from now on nobody replaces it."""
    return roster_id is None or rows.hold(session, roster_id)


def _hindered(desk: Desk, judged: Judged, release: Release) -> Refusal | None:
    if release.seen != desk.standing.seen:
        return Refusal.CHANGED
    if desk.standing.is_outdated:
        return Refusal.OUTDATED
    if judged.overlaps:
        return Refusal.OVERLAPS
    return Refusal.BLOCKED if any(each.blocks for each in judged.objected) else None


def _told(change: Change, sight: Sight, release: Release) -> AboutRoster:
    agreed = bool(change.short) and change.who.employment_uid in release.agreed
    reason = release.reason.strip() if change.short and not agreed else ""
    return AboutRoster(change.who.employment_uid, change.days, change.short, agreed, reason, sight.actor.display_name)


def _on_record(late: list[AboutRoster], reason: str) -> dict[str, object]:
    return {
        "reason": reason,
        "days": {str(each.employment_uid): [day.isoformat() for day in each.short] for each in late},
        "agreed": [str(each.employment_uid) for each in late if each.agreed],
    }
