"""Whether somebody else speaks as a terminal: a copied card or key shows where two courses of one terminal part.

Nothing is refused for it. Which of the two is the right one no server can tell, and stamps of both may be true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from timeclock.service import intake
from timeclock.service.intake import Claimed
from timeclock.store import audit, device_alarms, forks, stamps
from timeclock.store.db import Session
from timeclock.store.forks import Course
from timeclock.store.sources import Device, DeviceReport
from timeclock.store.stamps import Original

# A request is believed for five minutes before and after: what lies this far back is no request that came late.
LATE = timedelta(minutes=10)
# So far may clocks of two devices lie apart without two epochs seeming to overlap.
CLOCKS_APART = timedelta(minutes=5)
NOTHING_BEFORE = "0" * 64

# Epoch and number.
Place = tuple[str, int]


class Doubt(StrEnum):
    """What shows that two speak as one terminal; also the cause of an alarm."""

    FORK = "fork"
    CHAIN = "chain"
    EPOCHS = "epochs"
    DEVICES = "devices"


@dataclass(frozen=True, slots=True)
class Link:
    """A stamp that is new, as a link of its terminal's chain; `at` is None where its time is not believed."""

    epoch: str
    seq: int
    prev: str
    digest: str
    at: datetime | None

    @classmethod
    def of(cls, original: Original, said: Claimed, at: datetime | None) -> Link:
        return cls(said.epoch, said.seq, said.prev, hashlib.sha256(original.payload).hexdigest(), at)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A stored stamp as a link of the chain."""

    digest: str
    prev: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery as far as it tells whether two speak: what is new in it, and what is in conflict."""

    boot_id: str
    report: DeviceReport | None
    new: Sequence[Link]
    conflicts: Sequence[Place]
    at: datetime


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a doubt: in which epoch, and at which number where there is one."""

    doubt: Doubt
    epoch: str = ""
    seq: int | None = None


def listen(session: Session, device: Device, course: Course, heard: Heard) -> None:
    """Raise an alarm, and put on record, where a delivery shows that two speak as this terminal."""
    found: dict[Doubt, Sign] = {}
    for sign in signs(course, heard, _around(session, device, course, heard.new)):
        found.setdefault(sign.doubt, sign)
    for sign in found.values():
        if device_alarms.raise_alarms(session, [(device.source_id, sign.doubt, heard.at)], heard.at):
            detail = {"doubt": sign.doubt.value, "epoch": sign.epoch, "seq": sign.seq, "boot_id": heard.boot_id}
            audit.add(session, "terminal.doubt", str(device.uid), heard.at, by=None, detail=detail)
    if heard.boot_id not in course.boots:
        forks.heard_start(session, device.source_id, heard.boot_id, heard.at)


def begin_anew(session: Session, source_id: int, now: datetime) -> None:
    """End every doubt about a terminal, and forget its starts: another device may hang there now."""
    device_alarms.end_causes(session, source_id, list(Doubt), now)
    forks.forget_starts(session, source_id)


def signs(course: Course, heard: Heard, around: Mapping[Place, Neighbour]) -> Iterator[Sign]:
    """Yield what shows that two speak; `around` is what is stored beside stamps that fill a gap."""
    yield from (Sign(Doubt.FORK, *where) for where in heard.conflicts)
    yield from _broken(course, heard.new, around)
    yield from _overlapping(course, heard.new)
    yield from _returned(course, heard)


def _broken(course: Course, new: Sequence[Link], around: Mapping[Place, Neighbour]) -> Iterator[Sign]:
    """Yield stamps that name another predecessor than the one that is there."""
    ends = {(epoch, seen.last_seq): seen.last_hash.hex() for epoch, seen in course.epochs.items() if seen.last_hash}
    stored = {place: each.digest for place, each in around.items()}
    hashes = {**stored, **ends, **{(link.epoch, link.seq): link.digest for link in new}}
    for link in new:
        expected = NOTHING_BEFORE if link.seq == 1 else hashes.get((link.epoch, link.seq - 1))
        if expected is not None and link.prev != expected:
            yield Sign(Doubt.CHAIN, link.epoch, link.seq)
        follower = around.get((link.epoch, link.seq + 1))
        if follower is not None and follower.prev != link.digest:
            yield Sign(Doubt.CHAIN, link.epoch, link.seq + 1)


def _overlapping(course: Course, new: Sequence[Link]) -> Iterator[Sign]:
    """Yield stamps made within another epoch: a terminal that begins a new one does not go on with the one before."""
    spans = {
        epoch: (seen.first_at, seen.last_at)
        for epoch, seen in course.epochs.items()
        if seen.first_at is not None and seen.last_at is not None
    }
    for link in new:
        if link.at is None:
            continue
        own_first = spans[link.epoch][0] if link.epoch in spans else link.at
        others = [span for epoch, span in spans.items() if epoch != link.epoch]
        began_later = any(own_first + CLOCKS_APART < first and first + CLOCKS_APART < link.at for first, _ in others)
        went_on = any(first + CLOCKS_APART < link.at < last - CLOCKS_APART for first, last in others)
        if began_later or went_on:
            yield Sign(Doubt.EPOCHS, link.epoch, link.seq)


def _returned(course: Course, heard: Heard) -> Iterator[Sign]:
    """Yield an earlier start of the terminal, or an earlier state of its spool, that speaks again."""
    mine = course.boots.get(heard.boot_id, heard.at)
    if any(mine < other < heard.at - LATE for other in course.boots.values()):
        yield Sign(Doubt.DEVICES)
    if heard.report is None:
        return
    seen = course.epochs.get(heard.report.epoch)
    if seen is None or seen.last_at is None or seen.last_at >= heard.at - LATE:
        return
    if heard.report.captured < seen.last_seq:
        yield Sign(Doubt.DEVICES, heard.report.epoch, heard.report.captured)


def _around(session: Session, device: Device, course: Course, new: Sequence[Link]) -> Mapping[Place, Neighbour]:
    """Return what is stored before and after stamps that fill a gap; a stamp in its turn asks for nothing."""
    here = {(link.epoch, link.seq) for link in new}
    beside = {
        (link.epoch, link.seq + step)
        for link in new
        if (seen := course.epochs.get(link.epoch)) is not None and link.seq < seen.last_seq
        for step in (-1, 1)
    }
    wanted = [(device.source_id, *place) for place in beside - here]
    found = stamps.known(session, wanted, ())
    return {
        (epoch, seq): Neighbour(hashlib.sha256(payload).hexdigest(), intake.claimed(payload).prev)
        for (_, epoch, seq), each in found.items()
        # Erased bytes say nothing about what stands beside them.
        if (payload := each.original.payload)
    }
