"""Stamps that waited on a phone: each is stored under the phone's own number, then judged, and answered one by one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import clock
from timeclock.core import phone_times, walltime
from timeclock.core.phone_times import Clocks, TimeRule
from timeclock.core.stamps import StampKind
from timeclock.ledger.leaf import canonical
from timeclock.service import access, clocking
from timeclock.service.access import Action, Actor
from timeclock.service.clocking import Outcome, Status
from timeclock.store import audit, changes, intake, people, recalculation, sources, stamps
from timeclock.store.audit import Act
from timeclock.store.db import Session
from timeclock.store.stamps import Key, Original, Stored

SOURCE = "phone"
MILLISECOND = timedelta(milliseconds=1)
# What the ledger keeps as the original: what the phone said, and whose it is. The instant is ours to judge.
SAID = ("uid", "source_id", "epoch", "seq", "kind", "person_id", "device_at", "boot_id", "mono_ms", "offset_ms")


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of the button as the phone wrote it down; `offset` as `core.phone_times` understands it."""

    uid: UUID
    epoch: UUID
    seq: int
    kind: StampKind
    clocks: Clocks
    offset: timedelta | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a phone sends at once: its clocks, and each entry, None where it could not be read."""

    clocks: Clocks
    entries: Sequence[Pressed | None]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PhoneRules:
    """What the city says about stamps that wait: whether they are agreed upon, and how old they may be."""

    zone: ZoneInfo
    agreed: bool
    past: timedelta


@dataclass(frozen=True, slots=True)
class _Read:
    """One readable entry: the row it becomes, and what the ledger keeps as the original."""

    row: Mapping[str, Any]
    original: Original

    @property
    def key(self) -> Key:
        return self.row["source_id"], self.row["epoch"], self.row["seq"]

    @property
    def uid(self) -> UUID:
        uid: UUID = self.row["uid"]
        return uid


def take_in(session: Session, actor: Actor, delivery: Delivery, rules: PhoneRules) -> list[Outcome]:
    """Store what waited on a phone and return what became of each entry, in order.

    The same stamp again, or one that had reached us as a click, is a duplicate. Raises `NotAllowed` for a login without
    a person.
    """
    access.demand(actor, Action.STAMP, actor.person_id)
    person_id, now = actor.person_id or 0, delivery.received_at
    source_id = sources.house_source(session, SOURCE, now)
    employments = people.active_employments(session, {person_id})
    read = {
        n: _read(_judged(each, delivery, actor, rules, source_id, employments), actor)
        for n, each in enumerate(delivery.entries)
        if each is not None
    }
    new: dict[int, Stored] = {}
    old: dict[Key, Stored] = {}
    ahead = list(read)
    while ahead:
        # One entry per key at a time: the first may prove to be known under its uid, and then the next is the first.
        first = {read[n].key: n for n in reversed(ahead)}
        tried = sorted(first.values())
        added = stamps.append(session, [(read[n].row, read[n].original) for n in tried], now)
        new |= {first[key]: stored for key, stored in added.items()}
        rest = [n for n in ahead if n not in new]
        old |= stamps.known(session, (read[n].key for n in rest), (read[n].uid for n in rest))
        uids = {stored.uid for stored in old.values()}
        ahead = [n for n in rest if read[n].key not in old and read[n].uid not in uids]
    by_uid = {stored.uid: stored for stored in old.values()}
    outcomes = dict.fromkeys(range(len(delivery.entries)), Outcome(Status.UNREADABLE))
    for n, each in read.items():
        outcomes[n] = _fresh(new[n], each) if n in new else _known(old.get(each.key) or by_uid[each.uid], each)
    conflicts = [
        (outcome.stored, read[n].original)
        for n, outcome in outcomes.items()
        if outcome.status is Status.CONFLICT and outcome.stored is not None
    ]
    acts = [
        Act("stamp.conflict", str(stored.uid), {"digest": original.digest})
        for stored, original in stamps.add_conflicts(session, conflicts, now)
    ]
    audit.add_all(session, acts, now)
    counted = Counter(outcome.status.value for outcome in outcomes.values())
    changes.make(
        session,
        recalculation.marks(_days_changed(outcomes.values(), person_id, rules.zone), "stamp", now),
        intake.counted(source_id, walltime.local_day(now, rules.zone), len(outcomes), counted),
    )
    return list(outcomes.values())


def _fresh(stored: Stored, each: _Read) -> Outcome:
    status = Status.ACCEPTED if stored.quarantine is None else Status.QUARANTINED
    return Outcome(status, stored.quarantine, stored, each.row["at"])


def _known(stored: Stored, each: _Read) -> Outcome:
    """Say whether the same stamp is stored, as it waited or as a click."""
    same = stored.original == each.original or _is_click(stored, each.row)
    return Outcome(Status.DUPLICATE if same else Status.CONFLICT, stored=stored)


def _days_changed(outcomes: Iterable[Outcome], person_id: int, zone: ZoneInfo) -> list[tuple[int, date]]:
    accepted = (outcome.at for outcome in outcomes if outcome.status is Status.ACCEPTED)
    return [(person_id, day) for day in sorted({walltime.local_day(at, zone) for at in accepted if at is not None})]


def _is_click(stored: Stored, row: Mapping[str, Any]) -> bool:
    """Say whether the stored stamp is the same press, which had reached us although the phone never heard so."""
    if stored.uid != row["uid"] or stored.person_id != row["person_id"]:
        return False
    # Once the bytes were erased nobody can say more than that.
    said = json.loads(stored.original.payload or b"{}")
    return bool(said.get("source_id") != row["source_id"] and said.get("kind", row["kind"]) == row["kind"])


def _judged(
    pressed: Pressed,
    delivery: Delivery,
    actor: Actor,
    rules: PhoneRules,
    source_id: int,
    employments: clocking.Employments,
) -> dict[str, Any]:
    """Return the row of a stamp: its time, its employment, or why it waits for the time office."""
    judged = phone_times.judge(pressed.clocks, pressed.offset, delivery.clocks, delivery.received_at)
    at, person_id = judged.at, actor.person_id or 0
    code = "no_time" if at is None else None
    if at is not None and at < delivery.received_at - rules.past:
        at, code = None, "past_time"
    if at is not None and not rules.agreed:
        code = "offline_not_agreed"
    employment_id = None
    if at is not None and code is None:
        _, employment_id, code = clocking.employment_of(person_id, walltime.local_day(at, rules.zone), employments)
    return {
        "uid": pressed.uid,
        "source_id": source_id,
        # No other phone, and no other person, speaks in this epoch.
        "epoch": f"{actor.login_id}.{pressed.epoch}",
        "seq": pressed.seq,
        "kind": pressed.kind.value,
        "at": at,
        "at_rule": judged.rule,
        "device_at": pressed.clocks.at,
        "received_at": delivery.received_at,
        "offset_ms": None if pressed.offset is None else pressed.offset // MILLISECOND,
        "clock_quality": "good" if judged.rule is TimeRule.DEVICE else "unsure",
        "boot_id": str(pressed.clocks.page),
        "mono_ms": pressed.clocks.lived // MILLISECOND,
        "zone_rules": clock.zone_rules(),
        "level": "authenticated",
        "person_id": person_id,
        "employment_id": employment_id,
        "quarantine": code,
    }


def _read(row: Mapping[str, Any], actor: Actor) -> _Read:
    said = {"v": 1, "login": actor.login_id, **{name: row[name] for name in SAID}}
    return _Read(row, Original(canonical(said), b""))
