"""A copied card or key is found at the first place where two courses of one terminal part; nothing is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from terminals import enrolment as device
from tests.city import NOW, City, badge
from tests.terminal import Terminal, enrolled
from timeclock.ledger import keys
from timeclock.ledger.keys import SigningKey, b64url, from_b64url
from timeclock.service import clocking, devices, enrolment
from timeclock.service import forks as doubts
from timeclock.service.clocking import Delivery, IntakeRules, Outcome, Status
from timeclock.service.device_proofs import Claim
from timeclock.service.enrolment import Attempt, Claimed, Confirmed, Server
from timeclock.store import device_alarms, sources
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.stamps import device_alarm
from timeclock.store.sources import DeviceReport

HELD_SINCE = NOW - timedelta(days=60)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = "ff" * 16


@dataclass
class Wall:
    """A terminal on a wall of the city, its stamps, and the copy somebody made of it."""

    city: City
    terminal: Terminal
    badge: str
    boot_id: str = "boot-1"
    outcomes: list[Outcome] = field(default_factory=list)

    def copy(self, boot_id: str) -> Wall:
        """Return what a copied card does in another device: the same key, the same spool, so far."""
        return replace(self, terminal=replace(self.terminal), boot_id=boot_id)

    def tap(self, at: datetime, **other: Any) -> dict[str, str]:
        return self.terminal.stamp(at, self.badge, **other)

    def hand_in(self, at: datetime, *entries: dict[str, str], captured: int | None = None) -> list[Status]:
        """Deliver entries at an instant, with the report a terminal makes; return what became of each."""
        own = self.terminal
        report = DeviceReport(
            own.epoch, at, own.next_seq - 1 if captured is None else captured, 0, 0, None, 0, (), "0.1.0"
        )
        with self.city.database.transaction() as session:
            known = sources.device(session, own.uid)
            assert known is not None
            delivery = Delivery(known, self.boot_id, 90_000_000, report, entries, at)
            self.outcomes += clocking.take_in(session, delivery, IntakeRules.of(self.city.settings))
        return [each.status for each in self.outcomes[len(self.outcomes) - len(entries) :]]

    def stamp(self, at: datetime) -> list[Status]:
        """Tap, and deliver at once."""
        return self.hand_in(at, self.tap(at))

    def new_spool(self, epoch: str = SECOND) -> None:
        self.terminal.epoch, self.terminal.next_seq, self.terminal.prev = epoch, 1, "0" * 64

    def alarms(self) -> list[str]:
        """Return the causes of the alarms that last, as the operator's command tells them."""
        with self.city.database.reading() as session:
            return [each.cause for each in device_alarms.lasting(session) if each.uid == self.terminal.uid]


def hung_up(city: City) -> Wall:
    with city.database.transaction() as session:
        known = badge(session, city.aydin, "04A1B2C3D4E5F6", city.settings, HELD_SINCE)
    found = Wall(city, enrolled(city, HELD_SINCE), known)
    found.stamp(NOW - 9 * DAY)
    found.stamp(NOW - 8 * DAY)
    return found


@pytest.fixture
def wall(sqlite_city: City) -> Wall:
    return hung_up(sqlite_city)


@pytest.fixture
def anywhere(city: City) -> Wall:
    """The same, once on each database."""
    return hung_up(city)


# --- an honest terminal, whatever happens to it ---


def starts_every_night(wall: Wall) -> None:
    for day in range(7, 0, -1):
        wall.boot_id = f"night-{day}"
        wall.stamp(NOW - day * DAY)
        wall.stamp(NOW - day * DAY + 8 * HOUR)


def offline_for_a_week(wall: Wall) -> None:
    kept = [wall.tap(NOW - day * DAY) for day in range(7, 0, -1)]
    wall.hand_in(NOW, *kept[3:], captured=9)
    wall.hand_in(NOW + MINUTE, *kept[:3])


def an_answer_lost_and_a_request_that_came_late(wall: Wall) -> None:
    first = wall.tap(NOW)
    wall.hand_in(NOW, first)
    wall.hand_in(NOW + MINUTE, first, wall.tap(NOW + MINUTE))
    wall.hand_in(NOW + 4 * MINUTE, first, captured=3)


def starts_anew_while_a_request_is_on_its_way(wall: Wall) -> None:
    late = wall.tap(NOW)
    before = wall.boot_id
    wall.boot_id = "boot-2"
    wall.stamp(NOW + MINUTE)
    wall.boot_id = before
    wall.hand_in(NOW + 5 * MINUTE, late)


def a_new_spool_and_leftovers_of_the_old_one(wall: Wall) -> None:
    left = wall.tap(NOW - DAY)
    wall.new_spool()
    wall.stamp(NOW)
    wall.hand_in(NOW + HOUR, left)
    wall.stamp(NOW + 2 * HOUR)


def a_clock_that_nobody_believes(wall: Wall) -> None:
    lost = wall.tap(NOW + HOUR, clock={"quality": "bad", "max_error_ms": None, "offset_ms": None}, boot_id="before")
    wall.new_spool()
    wall.stamp(NOW)
    assert wall.hand_in(NOW + 2 * HOUR, lost) == [Status.QUARANTINED]


HONEST: Sequence[Callable[[Wall], None]] = (
    starts_every_night,
    offline_for_a_week,
    an_answer_lost_and_a_request_that_came_late,
    starts_anew_while_a_request_is_on_its_way,
    a_new_spool_and_leftovers_of_the_old_one,
    a_clock_that_nobody_believes,
)


@pytest.mark.parametrize("story", HONEST, ids=lambda story: story.__name__)
def test_an_honest_terminal_is_not_suspected(wall: Wall, story: Callable[[Wall], None]) -> None:
    story(wall)

    assert wall.alarms() == []


# --- two that speak as one ---


def both_write_the_next_number(wall: Wall) -> None:
    thief = wall.copy("thief")
    wall.stamp(NOW)
    assert thief.stamp(NOW + MINUTE) == [Status.CONFLICT]


def both_write_and_one_was_offline(wall: Wall) -> None:
    """The copy's numbers are filled in between, where they do not fit."""
    thief = wall.copy("thief")
    kept = [wall.tap(NOW - HOUR), wall.tap(NOW)]
    wall.hand_in(NOW, kept[1])
    thief.hand_in(NOW + MINUTE, thief.tap(NOW - HOUR))
    wall.hand_in(NOW + 2 * MINUTE, wall.tap(NOW + 2 * MINUTE))


def the_last_stamp_was_another(wall: Wall) -> None:
    wall.terminal.prev = "ab" * 32
    assert wall.stamp(NOW) == [Status.ACCEPTED]


def the_first_stamp_names_one_before(wall: Wall) -> None:
    wall.new_spool()
    wall.terminal.prev = "ab" * 32
    wall.stamp(NOW)


def one_within_a_delivery_was_taken_out(wall: Wall) -> None:
    """And the numbers were made to fit."""
    wall.tap(NOW)
    wall.terminal.next_seq -= 1
    wall.stamp(NOW + MINUTE)


def the_key_with_a_spool_of_its_own(wall: Wall) -> None:
    thief = wall.copy("boot-1")
    thief.new_spool()
    thief.stamp(NOW)
    assert wall.alarms() == []
    wall.stamp(NOW + HOUR)


def the_key_with_a_spool_that_was_offline(wall: Wall) -> None:
    thief = wall.copy("boot-1")
    thief.new_spool()
    kept = thief.tap(NOW - DAY)
    wall.stamp(NOW)
    thief.hand_in(NOW + HOUR, kept)


def a_copy_that_only_reports(wall: Wall) -> None:
    thief = wall.copy("thief")
    wall.hand_in(NOW)
    thief.hand_in(NOW + MINUTE)
    assert wall.alarms() == []
    wall.hand_in(NOW + 12 * MINUTE)


def an_old_card_put_back(wall: Wall) -> None:
    old = wall.copy("boot-2")
    wall.stamp(NOW - DAY)
    old.hand_in(NOW)


TWO_SPEAK: dict[Callable[[Wall], None], list[str]] = {
    both_write_the_next_number: ["fork"],
    both_write_and_one_was_offline: ["chain"],
    the_last_stamp_was_another: ["chain"],
    the_first_stamp_names_one_before: ["chain"],
    one_within_a_delivery_was_taken_out: ["chain"],
    the_key_with_a_spool_of_its_own: ["epochs"],
    the_key_with_a_spool_that_was_offline: ["epochs"],
    a_copy_that_only_reports: ["devices"],
    an_old_card_put_back: ["devices"],
}


@pytest.mark.parametrize("story", TWO_SPEAK, ids=lambda story: story.__name__)
def test_two_that_speak_as_one_terminal_are_found(wall: Wall, story: Callable[[Wall], None]) -> None:
    """Nothing is refused: each stamp was accepted, or is kept as a conflict."""
    story(wall)

    assert wall.alarms() == TWO_SPEAK[story]
    assert {each.status for each in wall.outcomes} <= {Status.ACCEPTED, Status.CONFLICT}
    query = select(audit.c.detail).where(audit.c.action == "terminal.doubt", audit.c.subject == str(wall.terminal.uid))
    with wall.city.database.reading() as session:
        assert [detail["doubt"] for detail in session.execute(query).scalars()] == TWO_SPEAK[story]


PLANTED: dict[str, Callable[[Wall], None]] = {
    "_broken": the_last_stamp_was_another,
    "_around": both_write_and_one_was_offline,
    "_overlapping": the_key_with_a_spool_that_was_offline,
    "_returned": an_old_card_put_back,
}


@pytest.mark.parametrize("blind", PLANTED)
def test_who_looks_away_does_not_see_it(wall: Wall, monkeypatch: pytest.MonkeyPatch, blind: str) -> None:
    """Each of the ways to see a copy is needed: planted without it, its story goes unseen."""
    monkeypatch.setattr(doubts, blind, lambda *_: {})

    PLANTED[blind](wall)

    assert wall.alarms() == []


def revoked(wall: Wall) -> None:
    with wall.city.database.transaction() as session:
        assert devices.revoke(session, wall.terminal.uid, NOW)


def enrolled_anew_and_heard_again(wall: Wall) -> None:
    enrolled_anew(wall)
    wall.new_spool()
    wall.stamp(NOW + HOUR)


@pytest.mark.parametrize("end", [revoked, enrolled_anew_and_heard_again], ids=lambda end: end.__name__)
def test_an_alarm_is_raised_once_and_is_over_with_the_key_that_was_copied(
    anywhere: Wall, end: Callable[[Wall], None]
) -> None:
    wall = anywhere
    thief = wall.copy("thief")
    for minutes in range(3):
        wall.stamp(NOW + minutes * MINUTE)
        thief.stamp(NOW + minutes * MINUTE)
    assert wall.alarms() == ["fork"]

    end(wall)

    assert wall.alarms() == []
    with wall.city.database.reading() as session:
        assert len(session.execute(select(device_alarm)).all()) == 1


def test_what_fills_a_gap_is_held_against_what_stands_beside_it_on_either_database(anywhere: Wall) -> None:
    both_write_and_one_was_offline(anywhere)

    assert anywhere.alarms() == ["chain"]


def enrolled_anew(wall: Wall) -> None:
    """Give the terminal a key of its own again, as IT and whoever stands at it do."""
    key, uid = Ed25519PrivateKey.generate(), wall.terminal.uid
    server = Server("https://zeit.example.org", keys.public_key(wall.city.settings.receipt_key_file))
    with wall.city.database.transaction() as session:
        code = enrolment.code_for(session, uid, NOW)
        claim = device.Claim(device.Code.typed(str(code)), server.address, key, bytes(16))
        said = json.loads(claim.body())
        public, nonce, proof, signature = (from_b64url(said[name]) for name in ("public_key", "nonce", "proof", "sig"))
        attempt = Attempt(Claim(said["number"], said["server"], public, nonce), proof, signature)
        claimed = enrolment.claim(session, attempt, server, NOW)
        assert isinstance(claimed, Claimed)
        shown = device.fingerprint(str(uid), said["public_key"], b64url(server.receipt_key))
        agreed = json.loads(device.agreement(key, device.Enrolled(str(uid), b64url(server.receipt_key), shown)))
        assert enrolment.agree(session, uid, from_b64url(agreed["sig"]), server, NOW) is False
        assert enrolment.confirm(session, uid, shown, server.receipt_key, NOW) is Confirmed.IN_SERVICE
    wall.terminal.key = SigningKey(key)
