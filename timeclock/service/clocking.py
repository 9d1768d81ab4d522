"""Taking stamps in: each is stored, then judged, and gets an answer of its own."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import clock
from timeclock.core import walltime
from timeclock.core.stamps import StampKind
from timeclock.ledger.keys import verifies
from timeclock.ledger.leaf import canonical
from timeclock.service import access, intake
from timeclock.service.access import Action, Actor
from timeclock.service.intake import Claimed, Unreadable
from timeclock.settings import Settings
from timeclock.store import audit, badges, people, recalculation, sources, stamps
from timeclock.store import intake as sums
from timeclock.store.badges import BadgeFound
from timeclock.store.db import Session
from timeclock.store.sources import Device, DeviceReport
from timeclock.store.stamps import Key, Original, Stored

Employments = Mapping[int, Sequence[tuple[int, date, date | None]]]


class Status(StrEnum):
    """What became of an entry (terminals/WIRE.md)."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """What a stamp's time is judged by."""

    zone: ZoneInfo
    future: timedelta
    past: timedelta

    @classmethod
    def of(cls, settings: Settings) -> IntakeRules:
        future = timedelta(seconds=settings.terminal_future_seconds)
        return cls(settings.zone, future, timedelta(days=settings.terminal_past_days))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One believed request: the terminal, its clocks when sending, its report, and the entries as parsed JSON."""

    device: Device
    boot_id: str
    mono_ms: int
    report: DeviceReport | None
    entries: Sequence[Any]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry; `stored` is None where it was unreadable, `claimed` for what was not judged anew."""

    status: Status
    code: str | None = None
    stored: Stored | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """One readable entry and where it stands in the delivery."""

    n: int
    original: Original
    claimed: Claimed


def take_in(session: Session, delivery: Delivery, rules: IntakeRules) -> list[Outcome]:
    """Store every entry of a delivery, judge it and ask for the results it changes; return one outcome each."""
    outcomes: dict[int, Outcome] = {}
    read: list[_Read] = []
    for n, entry in enumerate(delivery.entries):
        try:
            original = intake.original(entry)
            read.append(_Read(n, original, intake.claimed(original.payload)))
        except Unreadable as fault:
            outcomes[n] = Outcome(Status.UNREADABLE, fault.code)
    outcomes |= _store(session, delivery, read, rules)
    ordered = [outcomes[n] for n in range(len(delivery.entries))]
    _count(session, delivery, ordered, rules.zone)
    if delivery.report is not None:
        sources.report(session, delivery.device.source_id, delivery.report)
    return ordered


def _store(session: Session, delivery: Delivery, read: Sequence[_Read], rules: IntakeRules) -> dict[int, Outcome]:
    judged = _judge(session, delivery, read, rules)
    first: dict[Key, _Read] = {}
    for each in read:
        first.setdefault(_key(delivery, each), each)
    new = stamps.append(
        session, [(judged[each.n], each.original) for each in first.values()], delivery.received_at
    )
    old = stamps.known(session, (_key(delivery, each) for each in read), (each.claimed.uid for each in read))
    by_uid = {stored.uid: stored for stored in old.values()}
    outcomes: dict[int, Outcome] = {}
    for each in read:
        key = _key(delivery, each)
        if key in new and first[key] is each:
            outcomes[each.n] = _fresh(new[key], judged[each.n]["at"])
        else:
            stored = old.get(key) or by_uid[each.claimed.uid]
            outcomes[each.n] = _again(session, stored, each.original, delivery.received_at)
    _mark(session, outcomes.values(), rules.zone, delivery.received_at)
    _remember_epochs(session, delivery, read, new)
    return outcomes


def _fresh(stored: Stored, at: datetime | None) -> Outcome:
    if stored.quarantine is not None:
        return Outcome(Status.QUARANTINED, stored.quarantine, stored)
    return Outcome(Status.ACCEPTED, None, stored, at)


def _again(session: Session, stored: Stored, original: Original, now: datetime) -> Outcome:
    if stored.original == original:
        return Outcome(Status.DUPLICATE, None, stored)
    if stamps.add_conflict(session, stored.id, original, now):
        audit.add(session, "stamp.conflict", str(stored.uid), now, by=None, detail={"digest": original.digest})
    return Outcome(Status.CONFLICT, None, stored)


def _judge(
    session: Session, delivery: Delivery, read: Sequence[_Read], rules: IntakeRules
) -> dict[int, dict[str, Any]]:
    """Return the row of each entry: its time, its person, or why it waits for a decision."""
    held = badges.by_hash(session, (each.claimed.badge_hash for each in read))
    persons = {holding.person_id for badge in held.values() for holding in badge.holdings}
    employments = people.active_employments(session, persons)
    rows = {}
    for each in read:
        at, rule, fault = _time_of(each.claimed, delivery, rules)
        code = _distrust(each, delivery, rules) or fault
        person, employment = None, None
        if code is None and at is not None:
            day = walltime.local_day(at, rules.zone)
            person, employment, code = _person_of(held.get(each.claimed.badge_hash), at, day, employments)
        rows[each.n] = {
            **_fields(each.claimed, delivery),
            "at": at if fault is None and code not in DISTRUSTED else None,
            "at_rule": rule,
            "person_id": person,
            "employment_id": employment,
            "quarantine": code,
        }
    return rows


DISTRUSTED = frozenset({"wrong_source", "wrong_signature", "wrong_zone"})


def _distrust(each: _Read, delivery: Delivery, rules: IntakeRules) -> str | None:
    if each.claimed.source != delivery.device.uid:
        return "wrong_source"
    key = delivery.device.public_key or b""
    if not verifies(key, each.original.signature, intake.STAMP_PREFIX + each.original.payload):
        return "wrong_signature"
    return None if each.claimed.zone == rules.zone.key else "wrong_zone"


def _time_of(claimed: Claimed, delivery: Delivery, rules: IntakeRules) -> tuple[datetime | None, str, str | None]:
    """Return the instant, the rule it follows from, and why it cannot be believed."""
    if claimed.clock_quality == "good":
        at, rule = claimed.device_at, "device"
    elif claimed.boot_id == delivery.boot_id and claimed.mono_ms <= delivery.mono_ms:
        at, rule = delivery.received_at - timedelta(milliseconds=delivery.mono_ms - claimed.mono_ms), "elapsed"
    else:
        return None, "unset", "no_time"
    if at > delivery.received_at + rules.future:
        return at, rule, "future_time"
    return at, rule, "past_time" if at < delivery.received_at - rules.past else None


def _person_of(
    badge: BadgeFound | None, at: datetime, day: date, employments: Employments
) -> tuple[int | None, int | None, str | None]:
    """Return person and employment, or why the badge leads to none."""
    if badge is None:
        return None, None, "unknown_badge"
    person_id = badge.holder_at(at)
    if badge.state != "active":
        return person_id, None, "blocked_badge"
    if person_id is None:
        return None, None, "badge_not_held"
    return _employment_of(person_id, day, employments)


def _employment_of(
    person_id: int, day: date, employments: Employments
) -> tuple[int, int | None, str | None]:
    active = [
        employment_id
        for employment_id, valid_from, valid_to in employments.get(person_id, ())
        if valid_from <= day and (valid_to is None or day < valid_to)
    ]
    match active:
        case [employment_id]:
            return person_id, employment_id, None
        case []:
            return person_id, None, "no_employment"
        case _:
            return person_id, None, "several_employments"


def _fields(claimed: Claimed, delivery: Delivery) -> dict[str, Any]:
    return {
        "uid": claimed.uid,
        "source_id": delivery.device.source_id,
        "epoch": claimed.epoch,
        "seq": claimed.seq,
        "kind": claimed.kind.value,
        "device_at": claimed.device_at,
        "received_at": delivery.received_at,
        "offset_ms": claimed.offset_ms,
        "clock_quality": claimed.clock_quality,
        "boot_id": claimed.boot_id,
        "mono_ms": claimed.mono_ms,
        "zone_rules": claimed.zone_rules,
        "level": claimed.level,
        "badge_hash": claimed.badge_hash,
    }


def _key(delivery: Delivery, each: _Read) -> Key:
    return delivery.device.source_id, each.claimed.epoch, each.claimed.seq


def _mark(session: Session, outcomes: Iterable[Outcome], zone: ZoneInfo, now: datetime) -> None:
    days = [
        (outcome.stored.person_id, walltime.local_day(outcome.at, zone))
        for outcome in outcomes
        if outcome.stored is not None and outcome.stored.person_id is not None and outcome.at is not None
    ]
    recalculation.mark(session, days, "stamp", now)


def _remember_epochs(session: Session, delivery: Delivery, read: Sequence[_Read], new: Mapping[Key, Stored]) -> None:
    last: dict[str, _Read] = {}
    for each in read:
        if _key(delivery, each) in new and each.claimed.seq >= (last.get(each.claimed.epoch, each)).claimed.seq:
            last[each.claimed.epoch] = each
    for epoch, each in last.items():
        digest = hashlib.sha256(each.original.payload).digest()
        sources.saw_seq(session, delivery.device.source_id, epoch, each.claimed.seq, digest)


def _count(session: Session, delivery: Delivery, outcomes: Sequence[Outcome], zone: ZoneInfo) -> None:
    day = walltime.local_day(delivery.received_at, zone)
    counted = Counter(outcome.status.value for outcome in outcomes)
    sums.count(session, delivery.device.source_id, day, len(delivery.entries), counted)


def stamp_in_browser(
    session: Session, actor: Actor, kind: StampKind, request_uid: UUID, zone: ZoneInfo, now: datetime
) -> None:
    """Store a stamp somebody gave in the browser; the same `request_uid` again is the same click and stores nothing.

    Raises `NotAllowed` for a login without a person.
    """
    today = walltime.local_day(now, zone)
    access.demand(session, actor, Action.STAMP, actor.person_id, today)
    person_id = actor.person_id or 0
    employments = people.active_employments(session, {person_id})
    _, employment_id, code = _employment_of(person_id, today, employments)
    with session.begin_nested() as point:
        source_id, epoch, seq = sources.next_seq(session, "web", now)
        row = {
            "uid": request_uid,
            "source_id": source_id,
            "epoch": epoch,
            "seq": seq,
            "kind": kind.value,
            "at": now,
            "at_rule": "server",
            "device_at": None,
            "received_at": now,
            "offset_ms": None,
            "clock_quality": "good",
            "boot_id": None,
            "mono_ms": None,
            "zone_rules": clock.zone_rules(),
            "level": "authenticated",
            "badge_hash": None,
            "person_id": person_id,
            "employment_id": employment_id,
            "quarantine": code,
        }
        payload = canonical({"v": 1, "login": actor.login_id, **{name: row[name] for name in CLICKED}})
        stored = stamps.append(session, [(row, Original(payload, b""))], now)
        if not stored:
            # The same click twice: give the number back, so that the web's sequence has no gap.
            point.rollback()
            return
    sums.count(session, source_id, today, 1, {Status.QUARANTINED if code else Status.ACCEPTED: 1})
    if code is None:
        recalculation.mark(session, [(person_id, today)], "stamp", now)


# What the ledger keeps as the original of a click.
CLICKED = ("uid", "source_id", "epoch", "seq", "kind", "at", "person_id")
