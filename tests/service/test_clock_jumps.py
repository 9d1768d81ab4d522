"""Clocks that jump, stop and lie: what a stamp says of its time, what the server believes, and what people see of it.

The clock, the agent, the spool and the delivery are the terminal's own, and the server is the whole application; only
the hands of the clocks are moved. What each course has to come to was worked out by hand: for every tap

    how sure the terminal was of its clock, by which rule the server took the time, and how far from the truth it is

or the reason why the stamp waits for a decision. `told`: the time office finds it in its list, because the clock of the
terminal showed another time than the one the stamp was taken to be of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from terminals import clock as clocks
from terminals.agent import Agent
from terminals.clock import Sync
from terminals.deliver import Deliverer, Identity
from terminals.keys import public_key, read_secret
from terminals.reader import Tap
from terminals.screen import Screen
from terminals.spool import Spool
from terminals.wire import PATH, Device, Kind
from tests.city import City, badge
from tests.databases import copied_city
from tests.lived_in import sight
from tests.terminal import a_key
from tests.terminals.parts import Hands
from timeclock.core import stamps
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url
from timeclock.service import devices, ownerless
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.results import finding
from timeclock.store.schema.stamps import source, stamp
from timeclock.store.stamps import original_of
from timeclock.web.app import create_app

FIRST = datetime(2026, 1, 13, 9, 0, tzinfo=UTC)
NUMBERS = count(1)
SYNCED, UNSYNCED = Sync(synced=True, max_error_ms=5), Sync(synced=False, max_error_ms=None)
SECOND, YEAR = timedelta(seconds=1), timedelta(days=365.25)
UNITS = {"s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND, "d": timedelta(days=1), "y": YEAR}
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[City, Flask]]:
    """One city for all courses: each has a terminal, a badge and days of its own."""
    for city in copied_city(request, tmp_path_factory.mktemp("town")):
        yield city, create_app(city.settings, city.database)


class Jumping(Screen):
    """A screen that lets the clock jump between its being read and the stamp's being put."""

    jump: Callable[[], None] | None = None

    def take_key(self) -> Kind:
        if self.jump is not None:
            self.jump()
        return super().take_key()


class World:
    """The true time, the hands of a terminal's clock, and the server's; one step of a course after the other."""

    def __init__(self, city: City, app: Flask, folder: Path, truth: datetime | None = None) -> None:
        number = next(NUMBERS)
        self.city, self._client, self.truth = city, app.test_client(), truth or FIRST + number * timedelta(days=4)
        self.server_off = timedelta(0)
        self.hands = Hands(at=self.truth, mono=90_000_000, sync=SYNCED)
        self._number, self._zone, self._zone_rules, self._trusted = f"04{number:012X}", "Europe/Berlin", "2026.1", False
        self._boots = 0
        with time_machine.travel(self.truth, tick=False), city.database.transaction() as session:
            key = a_key(number).public
            self.source = devices.enrol(session, f"Wand {number}", city.registry, key, self.truth)
            badge(session, city.aydin, self._number, city.settings, self.truth - timedelta(days=30))
        receipts = public_key(b64url(keys.signing_key(city.settings.receipt_key_file).public))
        self._me = Identity(str(self.source), "0.1.0", a_key(number).private, receipts)
        self.spool = Spool(folder / "spool.db", cap=1000)
        self.taps: list[tuple[datetime, datetime]] = []  # the truth, and what the terminal's clock showed
        self._start()

    def go(self, course: str) -> None:
        """Take the steps of a course: each is the name of one of the following, and its argument."""
        for step in course.split(","):
            word, *more = step.split()
            getattr(self, word)(*more)

    def wait(self, length: str) -> None:
        self.truth += duration(length)
        self.hands.pass_ms(duration(length) // timedelta(milliseconds=1))

    def jump(self, length: str) -> None:
        self.hands.at += duration(length)

    def right(self) -> None:
        """Let the time service put the clock right."""
        self.hands.at, self.hands.sync = self.truth, SYNCED

    def adrift(self) -> None:
        self.hands.sync = UNSYNCED

    def vague(self) -> None:
        self.hands.sync = Sync(synced=True, max_error_ms=2_001)

    def trust(self) -> None:
        self._trusted = True
        self._start()

    def dead(self) -> None:
        """Switch off and on with an empty battery: the clock begins at the year 2000, and no time service answers."""
        self.boot()
        self.hands.at, self.hands.sync = datetime(2000, 1, 1, tzinfo=UTC), UNSYNCED

    def boot(self) -> None:
        self.hands.mono = 20_000
        self._boots += 1
        self._start()

    def smear(self) -> None:
        """Let a day pass in which a leap second is spread over all of it: the clock runs slow by 11.6 parts in 10^6."""
        self.truth += timedelta(hours=12)
        self.hands.at += timedelta(hours=12) - SECOND / 2
        self.hands.mono += 12 * 3_600_000

    def zone(self, name: str) -> None:
        self._zone = name
        self._start()

    def rules(self, version: str) -> None:
        """Update the time zone data, which starts the terminal anew but not the device."""
        self._zone_rules = version
        self._start()

    def server(self, length: str) -> None:
        self.server_off = duration(length)

    def between(self, length: str) -> None:
        """Tap, and let the clock jump after it was read."""
        self._screen.jump = lambda: self.jump(length)
        self.tap()
        self._screen.jump = None

    def tap(self) -> None:
        self.taps.append((self.truth, self.hands.at))
        self._agent.happened(Tap("Replay", self._number, self.hands.mono))

    def send(self) -> None:
        """Deliver until nothing waits; what the terminal would wait in between passes."""
        for _ in range(5):
            pause = self._deliverer.push()
            if not self.spool.counts().unsent:
                return
            self.wait(f"{pause.seconds}s")
        raise AssertionError("the server does not take these stamps")

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Be the line: the server answers at its own time."""
        with time_machine.travel(self.truth + self.server_off, tick=False):
            answer = self._client.post(PATH, data=body, headers=headers)
        return answer.status_code, answer.data

    def _start(self) -> None:
        """Start the terminal on its spool."""
        clock = self.hands.clock(trust_host=self._trusted)
        clock.boot_id = str(UUID(int=self._boots))
        self._screen = Jumping(clock.mono_ms)
        device = Device(str(self.source), self._zone, self._zone_rules, "0.1.0")
        site_key = read_secret(self.city.settings.badge_key_file)
        self._agent = Agent(device, self._me.key, site_key, spool=self.spool, screen=self._screen, clock=clock)
        self._deliverer = Deliverer(
            self.spool,
            clock,
            self,
            self._me,
            report_seconds=60,
            reader_states=tuple,
            heard=self._agent.answered,
            jitter=lambda: 1.0,
        )


def duration(text: str) -> timedelta:
    """Return a length of time: "2.001s", "-12y"."""
    return float(text[:-1]) * UNITS[text[-1]]


def came_to(world: World) -> list[str]:
    """Return what became of each tap, once it was seen that none is lost and no reading was written anew."""
    spooled = [row[0] for row in world.spool._db.execute("SELECT payload FROM stamp ORDER BY seq")]
    with world.city.database.transaction() as session:
        rows = session.execute(
            select(stamp, ledger_record.c.bytes)
            .join(source, source.c.id == stamp.c.source_id)
            .join(ledger_record, ledger_record.c.id == stamp.c.ledger_id)
            .where(source.c.uid == world.source)
            .order_by(stamp.c.seq)
        ).all()
        found = session.execute(select(finding.c.day, finding.c.figures).where(finding.c.code == "clock_off"))
        told = {(row.day, row.figures["at"]) for row in found}
        waiting = {each.uid for each in ownerless.waiting(session, sight(session, world.city, "officer", world.truth))}
    assert [original_of(row.bytes).payload for row in rows] == spooled
    assert [row.device_at for row in rows] == [shown for _, shown in world.taps]
    assert {row.uid for row in rows if row.quarantine} <= waiting
    assert not {row.uid for row in rows if not row.quarantine} & waiting
    return [_outcome(row, truth, told, world) for row, (truth, _) in zip(rows, world.taps, strict=True)]


def _outcome(row: Any, truth: datetime, told: set[tuple[date, str]], world: World) -> str:
    quality = json.loads(original_of(row.bytes).payload)["clock"]["quality"]
    if row.quarantine is not None:
        assert row.at is None
        return f"{quality} {row.quarantine}"
    wall = row.at.astimezone(world.city.settings.zone)
    seen = (wall.date(), f"{wall:%H:%M}") in told
    return f"{quality} {row.at_rule} {(row.at - truth).total_seconds():+g}s{' told' if seen else ''}"


RIGHT, PUT_RIGHT = "good device +0s", "unsure elapsed +0s"
TOLD, TOLD_BAD = "unsure elapsed +0s told", "bad elapsed +0s told"
STEPS = {
    "1s": "good device +1s",
    "-1s": "good device -1s",
    "2s": "good device +2s",
    "-2s": "good device -2s",
    **dict.fromkeys(("2.001s", "-2.001s", "3s", "-3s", "4s", "-4s", "5s", "-5s"), TOLD),
    **dict.fromkeys(("1m", "-1m", "1h", "-1h", "1d", "-1d", "100y"), TOLD),
    "-12y": TOLD_BAD,
}
COURSES = {
    **{
        f"the clock steps by {length}": (f"tap, send, wait 1h, jump {length}, tap, send", [RIGHT, outcome])
        for length, outcome in STEPS.items()
    },
    "two steps, each too small to be one": (
        "tap, send, wait 1h, jump 1.5s, tap, wait 1h, jump 1.5s, tap, send, wait 1h, tap, send",
        # Nobody knows of the second one before the server is heard again.
        [RIGHT, "good device +1.5s", "good device +3s", TOLD],
    ),
    "forth and back": (
        "tap, send, wait 1h, jump 1h, tap, wait 1h, jump -1h, tap, send, wait 1h, tap, send",
        [RIGHT, TOLD, PUT_RIGHT, RIGHT],
    ),
    "a step that the time service takes back": (
        "tap, send, wait 1h, jump 1h, adrift, tap, wait 1h, right, tap, send, wait 1h, tap, send",
        [RIGHT, TOLD, PUT_RIGHT, RIGHT],
    ),
    "a step without network, delivered the next day": (
        "tap, send, wait 1h, jump 1h, tap, wait 8h, tap, wait 14h, send",
        [RIGHT, TOLD, TOLD],
    ),
    "a step without network, and switched off before it was back": (
        "tap, send, wait 1h, jump 1h, tap, boot, send",
        [RIGHT, "unsure no_time"],
    ),
    "a good clock without network, and switched off before it was back": (
        "tap, wait 1h, tap, boot, wait 1h, send",
        [RIGHT, RIGHT],
    ),
    "a step between the reading of the clock and the disk": (
        "tap, send, wait 1h, between 1h, wait 1h, tap, send",
        [RIGHT, RIGHT, TOLD],
    ),
    "asleep for nine hours": ("tap, send, wait 9h, tap, send", [RIGHT, RIGHT]),
    "a step while asleep": ("tap, send, wait 9h, jump -1h, tap, send", [RIGHT, TOLD]),
    "switched on with a wrong clock, put right later": (
        "boot, adrift, jump 3h, tap, wait 1h, right, tap, send, wait 1h, tap, send",
        [TOLD, PUT_RIGHT, RIGHT],
    ),
    "a dead battery with network": ("dead, tap, send, wait 1h, tap, send", [TOLD_BAD, TOLD_BAD]),
    "a dead battery without network, put right later": (
        "dead, tap, wait 8h, right, tap, send, wait 1h, tap, send",
        [TOLD_BAD, PUT_RIGHT, RIGHT],
    ),
    "a dead battery, and switched off before the network was back": (
        "dead, tap, boot, right, tap, send",
        ["bad no_time", RIGHT],
    ),
    "a dead battery twice": ("dead, tap, dead, tap, send", ["bad no_time", TOLD_BAD]),
    "no time service, but right": ("adrift, tap, send", [PUT_RIGHT]),
    "no time service in a container whose host has one": ("trust, adrift, tap, send", [RIGHT]),
    "a time service that is not sure": ("vague, tap, send", [PUT_RIGHT]),
    "a leap second smeared over a day": (
        "tap, send, smear, tap, send, smear, tap, send",
        [RIGHT, "good device -0.5s", "good device -1s"],
    ),
    "new time zone data in the middle of the day": ("tap, send, rules 2026.6, wait 1h, tap, send", [RIGHT, RIGHT]),
    "the zone of the device is wrong": ("zone UTC, tap, send", ["good wrong_zone"]),
    "the server is an hour ahead": (
        "server 1h, tap, send, wait 1h, tap, send",
        # Its word is taken, and both times are kept: whoever looks sees an hour between them.
        [RIGHT, "unsure elapsed +3600s told"],
    ),
    "the server is an hour behind": (
        "server -1h, tap, send, wait 1h, tap, send",
        ["good future_time", "unsure elapsed -3600s told"],
    ),
    "the server was wrong and is put right": (
        "server 1h, tap, send, server 0h, wait 1h, tap, send, wait 1h, tap, send",
        [RIGHT, PUT_RIGHT, RIGHT],
    ),
    "the agent starts anew after a step of which the time service says nothing": (
        "tap, send, wait 1h, jump -1h, rules 2026.1, tap, send, wait 1h, tap, send",
        # The one that is not noticed: the kernel calls the clock right, and the agent has nothing to compare it with.
        [RIGHT, "good device -3600s", TOLD],
    ),
}
NIGHTS = {
    "in March": (SPRING, "wait 1s, tap, wait 2s, tap, send, wait 1h, jump 1h, tap, send", [RIGHT, RIGHT, TOLD]),
    "in October": (AUTUMN, "wait 1s, tap, wait 2s, tap, send, wait 1h, jump -1h, tap, send", [RIGHT, RIGHT, TOLD]),
}


@pytest.mark.parametrize("course", COURSES)
def test_a_clock_that_jumps_changes_no_reading_and_loses_no_stamp(
    town: tuple[City, Flask], tmp_path: Path, course: str
) -> None:
    steps, expected = COURSES[course]
    world = World(*town, tmp_path)

    world.go(steps)

    assert came_to(world) == expected
    world.spool.close()


@pytest.mark.parametrize("night", NIGHTS)
def test_the_night_of_the_clock_change_changes_nothing_until_somebody_sets_the_clock(
    town: tuple[City, Flask], tmp_path: Path, night: str
) -> None:
    turn, steps, expected = NIGHTS[night]
    world = World(*town, tmp_path, turn - 2 * SECOND)

    world.go(steps)

    assert came_to(world) == expected
    world.spool.close()


@pytest.mark.parametrize(
    ("of", "name", "value", "outcome"),
    [
        # A terminal that takes any step for its own error, and says "good" of a time that is an hour off.
        (clocks, "MOST_STEP_MS", 10**9, "good device -3600s"),
        # A server that works the time out and tells nobody.
        (stamps, "MOST_OFF", timedelta(days=99), PUT_RIGHT),
    ],
)
def test_a_step_that_is_put_right_in_silence_shows(
    town: tuple[City, Flask],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    of: Any,
    name: str,
    value: Any,
    outcome: str,
) -> None:
    monkeypatch.setattr(of, name, value)
    world = World(*town, tmp_path)

    world.go("tap, send, wait 1h, jump -1h, tap, send")

    assert came_to(world) == [RIGHT, outcome]
    world.spool.close()


def test_the_courses_are_as_many_as_promised() -> None:
    assert len(COURSES) + len(NIGHTS) >= 40
