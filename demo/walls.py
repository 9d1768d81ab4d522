"""Two terminals on the walls of the city: they sign every tap with a device key and hand them in, as real ones do."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from demo.cast import Member
from demo.course import Card, Tap
from terminals import keys, wire
from terminals.wire import Badge, Kind, Moment, Place, Quality
from timeclock import clock
from timeclock.service.clocking import Delivery
from timeclock.store.sources import Device, DeviceReport

NAMES = ("Rathaus, Haupteingang", "Technisches Rathaus, Foyer")
READER = "Wandleser"
AGENT = "0.1.0"
# After a power cut a terminal without a time service believes in this instant.
FACTORY_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
# Half a year is handed in three hours at a time, or it would take as many requests as there were taps.
TOGETHER = timedelta(hours=3)
BOOTED_BEFORE = timedelta(days=2)
FOREIGN_NUMBER = "04FFEEDDCCBB80"


def lost_number(who: Member) -> str:
    """Return the number of the badge a member lost long ago; it is blocked."""
    return f"{who.badge_number[:-4]}5B80"


@dataclass(slots=True)
class Wall:
    """One terminal with the end of its chain; what `state` returns is all it has to remember."""

    name: str
    uid: str
    key_file: Path
    epoch: str
    booted: datetime
    seq: int = 0
    prev: str = wire.FIRST_PREV

    def state(self) -> dict[str, str | int]:
        return {
            "name": self.name,
            "uid": self.uid,
            "key_file": self.key_file.name,
            "epoch": self.epoch,
            "booted": self.booted.isoformat(),
            "seq": self.seq,
            "prev": self.prev,
        }

    @classmethod
    def of(cls, state: Mapping[str, str | int], directory: Path) -> Wall:
        return cls(
            name=str(state["name"]),
            uid=str(state["uid"]),
            key_file=directory / str(state["key_file"]),
            epoch=str(state["epoch"]),
            booted=datetime.fromisoformat(str(state["booted"])),
            seq=int(state["seq"]),
            prev=str(state["prev"]),
        )


def new_wall(number: int, uid: UUID, key_file: Path, first: datetime) -> Wall:
    """Return a terminal just put up: its spool is empty."""
    epoch = random.Random(f"epoch {number} {first}").randbytes(16).hex()
    return Wall(NAMES[number], str(uid), key_file, epoch, first - BOOTED_BEFORE)


def deliveries(
    wall: Wall, device: Device, taps: Iterable[Tap], hashes: Mapping[str, str], zone: str, until: datetime
) -> Iterator[Delivery]:
    """Yield what the terminal hands in, in order; its chain grows with it."""
    batches = list(_batches(taps))
    for n, batch in enumerate(batches, start=1):
        entries = [
            {"payload": wire.b64url(s.payload), "sig": wire.b64url(s.signature)}
            for s in _signed(wall, batch, hashes, zone)
        ]
        chance = random.Random(f"sent {wall.name} {wall.seq}")
        received = min(until, batch[-1].at + timedelta(milliseconds=chance.randint(250, 1900)))
        report = _report(wall, received) if n == len(batches) else None
        yield Delivery(device, _boot(wall), _mono_ms(wall, received), report, entries, received)


def _batches(taps: Iterable[Tap]) -> Iterator[list[Tap]]:
    batch: list[Tap] = []
    for tap in taps:
        if batch and (len(batch) == wire.MOST_STAMPS or tap.at - batch[0].at > TOGETHER):
            yield batch
            batch = []
        batch.append(tap)
        if tap.clock_lost or tap.card is not Card.OWN:
            # People look at these one by one, so they arrive at once.
            yield batch
            batch = []
    if batch:
        yield batch


def _signed(wall: Wall, taps: Iterable[Tap], hashes: Mapping[str, str], zone: str) -> Iterator[wire.SignedStamp]:
    key = keys.device_key(wall.key_file)
    device = wire.Device(wall.uid, zone, clock.zone_rules(), AGENT)
    for tap in taps:
        wall.seq += 1
        chance = random.Random(f"{wall.name} {wall.seq}")
        payload = wire.stamp_payload(
            device,
            Place(wall.epoch, wall.seq, wall.prev),
            _moment(wall, tap, chance),
            uid=wire.uuid7(tap.at, chance.randbytes(10)),
            kind=Kind(tap.kind.value),
            badge=Badge(hashes[number_of(tap)]),
            reader=READER,
        )
        wall.prev = wire.digest(payload)
        yield wire.sign_stamp(key, payload)


def number_of(tap: Tap) -> str:
    """Return the number of the badge that was held."""
    match tap.card:
        case Card.FOREIGN:
            return FOREIGN_NUMBER
        case Card.LOST:
            return lost_number(tap.who)
        case _:
            return tap.who.badge_number


def _moment(wall: Wall, tap: Tap, chance: random.Random) -> Moment:
    if tap.clock_lost:
        return Moment(
            FACTORY_CLOCK + timedelta(minutes=chance.randint(3, 9)), "0" * 8, 180_000, Quality.BAD, None, None
        )
    return Moment(
        tap.at, _boot(wall), _mono_ms(wall, tap.at), Quality.GOOD, chance.randint(2, 30), chance.randint(-40, 40)
    )


def _boot(wall: Wall) -> str:
    return str(UUID(wall.epoch[::-1]))


def _mono_ms(wall: Wall, at: datetime) -> int:
    return (at - wall.booted) // timedelta(milliseconds=1)


def _report(wall: Wall, at: datetime) -> DeviceReport:
    return DeviceReport(
        epoch=wall.epoch,
        at=at,
        captured=wall.seq,
        unsent=0,
        unreadable=0,
        oldest_unsent_at=None,
        drift_ms=12,
        readers=({"name": READER, "state": "ready"},),
        version=AGENT,
    )
