"""Taking stamps in: each is stored, then judged, and gets an answer of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.phone_codes import SCHEME as BY_CODE
from timeclock.core.phone_codes import Code, CodeFault, fault_of
from timeclock.ledger.keys import verifies
from timeclock.service import forks as doubts
from timeclock.service import intake, phone_codes
from timeclock.service.forks import Heard, Link
from timeclock.service.intake import Claimed, Unreadable
from timeclock.settings import Settings
from timeclock.store import audit, badges, changes, forks, recalculation, sources, stamps
from timeclock.store import intake as sums
from timeclock.store import phone_codes as code_rows
from timeclock.store.audit import Act
from timeclock.store.badges import BadgeFound
from timeclock.store.db import Session
from timeclock.store.questions import ask
from timeclock.store.sources import Device, DeviceReport, EpochEnd, FormerKey
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
    """What became of one entry; `stored` is None where it was unreadable.

    `at` is the instant of a stamp just accepted; `tapped_at` that of any entry as far as it is known, believed or not.
    """

    status: Status
    code: str | None = None
    stored: Stored | None = None
    at: datetime | None = None
    tapped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """One readable entry and where it stands in the delivery."""

    n: int
    original: Original
    claimed: Claimed


@dataclass(frozen=True, slots=True)
class Examined:
    """The entries of a delivery as far as their bytes alone tell: what is a stamp, and whose key signed it.

    `odd` are the entries that `key` did not sign.
    """

    key: bytes
    unreadable: Mapping[int, Outcome]
    read: Sequence[_Read]
    odd: Sequence[_Read]


@dataclass(frozen=True, slots=True)
class _Holders:
    """Whom the badges and codes of a delivery may lead to."""

    badges: Mapping[str, BadgeFound]
    codes: Mapping[str, Code]
    employments: Employments


def examine(device: Device, entries: Iterable[Any]) -> Examined:
    """Read the entries of a terminal and check its signatures: most of the work, and no matter of the database."""
    key, unreadable, read = device.public_key or b"", dict[int, Outcome](), list[_Read]()
    for n, entry in enumerate(entries):
        try:
            original = intake.original(entry)
            read.append(_Read(n, original, intake.claimed(original.payload)))
        except Unreadable as fault:
            unreadable[n] = Outcome(Status.UNREADABLE, fault.code)
    return Examined(key, unreadable, read, [each for each in read if not _signed_by(key, each)])


def take_in(
    session: Session, delivery: Delivery, rules: IntakeRules, examined: Examined | None = None
) -> list[Outcome]:
    """Store every entry of a delivery, judge it and ask for the results it changes; return one outcome each.

    The entries may have been examined before; by another key than the terminal has now that counts for nothing.
    """
    now = delivery.received_at
    if examined is None or examined.key != delivery.device.public_key:
        examined = examine(delivery.device, delivery.entries)
    outcomes, read = dict(examined.unreadable), examined.read
    hashes = {each.claimed.badge_hash for each in read}
    known, employed = badges.by_hash(hashes), badges.employments(hashes)
    passed = forks.course(delivery.device.source_id)
    answers = ask(session, known, employed, passed)
    shown = phone_codes.shown(session, {each.claimed.badge_hash for each in read if each.claimed.scheme == BY_CODE})
    held, employments, course = answers.to(known), answers.to(employed), answers.to(passed)
    holders = _Holders(held, shown.codes, {**employments, **shown.employments})
    unsigned = _unsigned(session, delivery, rules, examined.odd)
    judged = {each.n: _judge(each, delivery, rules, unsigned.get(each.n), holders) for each in read}
    _use_codes(session, read, judged)
    tapped = {each.n: _time_of(each.claimed, delivery, rules)[0] for each in read}
    new: dict[int, Stored] = {}
    old: dict[Key, Stored] = {}
    ahead = read
    while ahead:
        # One entry per key at a time: the first may prove to be known under its uid, and then the next is the first.
        first = {_key(delivery, each): each for each in reversed(ahead)}
        tried = [each for each in ahead if first[_key(delivery, each)] is each]
        added = stamps.append(session, [(judged[each.n], each.original) for each in tried], now)
        new |= {first[key].n: stored for key, stored in added.items()}
        rest = [each for each in ahead if each.n not in new]
        old |= stamps.known(session, (_key(delivery, each) for each in rest), (each.claimed.uid for each in rest))
        uids = {stored.uid for stored in old.values()}
        ahead = [each for each in rest if _key(delivery, each) not in old and each.claimed.uid not in uids]
    by_uid = {stored.uid: stored for stored in old.values()}
    for each in read:
        if each.n in new:
            outcomes[each.n] = _fresh(new[each.n], judged[each.n]["at"], tapped[each.n])
            continue
        stored = old.get(_key(delivery, each)) or by_uid[each.claimed.uid]
        outcomes[each.n] = Outcome(
            Status.DUPLICATE if stored.original == each.original else Status.CONFLICT,
            stored=stored,
            tapped_at=tapped[each.n],
        )
    conflicting = [each for each in read if outcomes[each.n].status is Status.CONFLICT]
    _keep_conflicts(session, conflicting, outcomes, now)
    links = [Link.of(each.original, each.claimed, judged[each.n]["at"]) for each in read if each.n in new]
    conflicts = [(each.claimed.epoch, each.claimed.seq) for each in conflicting]
    doubts.listen(session, delivery.device, course, Heard(delivery.boot_id, delivery.report, links, conflicts, now))
    source_id, counted = delivery.device.source_id, Counter(outcome.status.value for outcome in outcomes.values())
    changes.make(
        session,
        recalculation.marks(_days_changed(outcomes.values(), rules.zone), "stamp", now),
        sources.saw(source_id, _ends_of_epochs(links)),
        sums.counted(source_id, walltime.local_day(now, rules.zone), len(delivery.entries), counted),
        *(() if delivery.report is None else [sources.reported(source_id, delivery.report)]),
    )
    return [outcomes[n] for n in range(len(delivery.entries))]


def _keep_conflicts(
    session: Session, conflicting: Iterable[_Read], outcomes: Mapping[int, Outcome], now: datetime
) -> None:
    """Keep other bytes that came under the key of a stamp, and put on record those that are new."""
    others = [(stored, each.original) for each in conflicting if (stored := outcomes[each.n].stored) is not None]
    acts = [
        Act("stamp.conflict", str(stored.uid), {"digest": original.digest})
        for stored, original in stamps.add_conflicts(session, others, now)
    ]
    audit.add_all(session, acts, now)


def _fresh(stored: Stored, at: datetime | None, tapped_at: datetime | None) -> Outcome:
    if stored.quarantine is not None:
        return Outcome(Status.QUARANTINED, stored.quarantine, stored, tapped_at=tapped_at)
    return Outcome(Status.ACCEPTED, None, stored, at, tapped_at)


def _judge(
    each: _Read,
    delivery: Delivery,
    rules: IntakeRules,
    unsigned: str | None,
    holders: _Holders,
) -> dict[str, Any]:
    """Return the row of an entry: its time, its person, or why it waits for a decision."""
    at, rule, fault = _time_of(each.claimed, delivery, rules)
    code = _distrust(each, delivery, rules, unsigned) or fault
    if code is not None:
        # A time that cannot be believed stays unset; what the device said is kept beside it.
        at = None
    person, employment = None, None
    if at is not None:
        person, employment, code = _person_of(each.claimed, at, walltime.local_day(at, rules.zone), holders)
    return {
        **each.claimed.columns(),
        "source_id": delivery.device.source_id,
        "received_at": delivery.received_at,
        "at": at,
        "at_rule": rule,
        "person_id": person,
        "employment_id": employment,
        "quarantine": code,
    }


def _distrust(each: _Read, delivery: Delivery, rules: IntakeRules, unsigned: str | None) -> str | None:
    if each.claimed.source != delivery.device.uid:
        return "wrong_source"
    return unsigned or (None if each.claimed.zone == rules.zone.key else "wrong_zone")


def _unsigned(session: Session, delivery: Delivery, rules: IntakeRules, odd: Sequence[_Read]) -> dict[int, str]:
    """Return why signatures are not believed; the terminal's former keys are looked up only where one may be meant."""
    former = sources.former_keys(session, delivery.device.source_id) if odd else ()
    judged = {each.n: _by_former(each, former, rules) for each in odd}
    return {n: code for n, code in judged.items() if code is not None}


def _by_former(each: _Read, former: Sequence[FormerKey], rules: IntakeRules) -> str | None:
    """Say why a stamp of a key that ended is not believed: it was revoked, or had been replaced before the stamp."""
    for key in former:
        if _signed_by(key.public_key, each):
            in_time = each.claimed.device_at <= key.ended_at + rules.future
            return None if key.replaced and in_time else "revoked_key"
    return "wrong_signature"


def _signed_by(key: bytes, each: _Read) -> bool:
    return verifies(key, each.original.signature, intake.STAMP_PREFIX + each.original.payload)


def _time_of(claimed: Claimed, delivery: Delivery, rules: IntakeRules) -> tuple[datetime | None, str, str | None]:
    """Return the instant, the rule it follows from, and why it cannot be believed."""
    if claimed.clock_quality == "good":
        at, rule = claimed.device_at, "device"
    elif claimed.boot_id == delivery.boot_id and claimed.mono_ms <= delivery.mono_ms:
        elapsed = timedelta(milliseconds=delivery.mono_ms - claimed.mono_ms)
        # No device runs that long; a claim that it does may even lead before the calendar's beginning.
        if elapsed > rules.past:
            return None, "elapsed", "past_time"
        at, rule = delivery.received_at - elapsed, "elapsed"
    else:
        return None, "unset", "no_time"
    if at > delivery.received_at + rules.future:
        return at, rule, "future_time"
    return at, rule, "past_time" if at < delivery.received_at - rules.past else None


def _use_codes(session: Session, read: Iterable[_Read], judged: Mapping[int, dict[str, Any]]) -> None:
    """Let each code count for the first stamp that came; what shows it again waits for a decision."""
    used = [each for each in read if each.claimed.scheme == BY_CODE and judged[each.n]["quarantine"] is None]
    # In one order for all deliveries, so that no two wait for each other.
    for each in sorted(used, key=lambda each: (each.claimed.badge_hash, each.n)):
        if not code_rows.use(session, each.claimed.badge_hash, each.claimed.uid):
            judged[each.n].update(employment_id=None, quarantine=CodeFault.USED)


def _person_of(
    claimed: Claimed, at: datetime, day: date, holders: _Holders
) -> tuple[int | None, int | None, str | None]:
    """Return person and employment, or why what was held leads to none."""
    if claimed.scheme == BY_CODE:
        return _person_by_code(holders.codes.get(claimed.badge_hash), at, day, holders.employments)
    return _person_by_badge(holders.badges.get(claimed.badge_hash), at, day, holders.employments)


def _person_by_code(
    code: Code | None, at: datetime, day: date, employments: Employments
) -> tuple[int | None, int | None, str | None]:
    fault = fault_of(code, at)
    if code is None or fault is not None:
        return (None if code is None else code.person_id), None, fault
    return employment_of(code.person_id, day, employments)


def _person_by_badge(
    badge: BadgeFound | None, at: datetime, day: date, employments: Employments
) -> tuple[int | None, int | None, str | None]:
    if badge is None:
        return None, None, "unknown_badge"
    person_id = badge.holder_at(at)
    if badge.state != "active":
        return person_id, None, "blocked_badge"
    if person_id is None:
        return None, None, "badge_not_held"
    return employment_of(person_id, day, employments)


def employment_of(person_id: int, day: date, employments: Employments) -> tuple[int, int | None, str | None]:
    """Return person and employment of a day, or why it is not clear which employment is meant."""
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


def _key(delivery: Delivery, each: _Read) -> Key:
    return delivery.device.source_id, each.claimed.epoch, each.claimed.seq


def _days_changed(outcomes: Iterable[Outcome], zone: ZoneInfo) -> list[tuple[int, date]]:
    return [
        (outcome.stored.person_id, walltime.local_day(outcome.at, zone))
        for outcome in outcomes
        if outcome.stored is not None and outcome.stored.person_id is not None and outcome.at is not None
    ]


def _ends_of_epochs(new: Iterable[Link]) -> list[EpochEnd]:
    """Return how far what is new brings each epoch."""
    of_epoch: dict[str, list[Link]] = {}
    for link in sorted(new, key=lambda link: link.seq):
        of_epoch.setdefault(link.epoch, []).append(link)
    return [_end(epoch, found) for epoch, found in sorted(of_epoch.items())]


def _end(epoch: str, found: Sequence[Link]) -> EpochEnd:
    last, believed = found[-1], [link.at for link in found if link.at is not None]
    first_at, last_at = min(believed, default=None), max(believed, default=None)
    return EpochEnd(epoch, last.seq, bytes.fromhex(last.digest), len(found), first_at, last_at)
