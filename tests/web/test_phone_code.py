"""From the picture on her phone to her stamp: page, scanner, terminal, server, and the time office."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from terminals import wire
from terminals.agent import Agent
from terminals.answers import Result
from terminals.deliver import Deliverer, Identity
from terminals.keys import read_secret
from terminals.screen import Screen
from terminals.wedge.profile import WedgeProfile, Writing
from terminals.wedge.watch import WedgeReader
from tests.city import NOW, City
from tests.qr import scanned
from tests.terminals.parts import KEY, Hands, a_spool
from tests.terminals.sim.pcscd import until
from tests.terminals.sim.typist import Typist, opened, piped, typed
from tests.web.conftest import Visitor
from timeclock.ledger.keys import SigningKey
from timeclock.service import devices
from timeclock.web import create_app


@dataclass
class AtTheDoor:
    """A terminal with a scanner: what is shown to it lies on its disk, and is delivered when there is a network."""

    scanner: Typist
    deliverer: Deliverer
    stored: Callable[[], int]
    heard: list[Result]
    screen: Screen
    hands: Hands

    def show(self, text: str) -> None:
        """Hold a picture in front of the scanner, which types what it reads."""
        before = self.stored()
        self.scanner.types(typed(text, at_us=self.hands.mono * 1000))
        until(lambda: self.stored() == before + 1, "the terminal stored nothing")

    def later(self, seconds: int) -> None:
        self.hands.pass_ms(seconds * 1000)

    def deliver(self) -> list[Result]:
        """Bring what waits; return what the server said to each."""
        self.heard.clear()
        with time_machine.travel(self.hands.at, tick=False):
            self.deliverer.push()
        return list(self.heard)


@dataclass(frozen=True)
class ToTheApp:
    """The line to the server: the application itself."""

    client: FlaskClient

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        answer = self.client.post(wire.PATH, data=body, headers=headers)
        return answer.status_code, answer.data


@pytest.fixture
def door(small_town: City, pages: Flask, tmp_path: Path) -> Iterator[AtTheDoor]:
    with small_town.database.transaction() as session:
        uid = devices.enrol(session, "Rathaus, Eingang", None, SigningKey(KEY).public, NOW)
    hands, spool, heard = Hands(at=NOW), a_spool(tmp_path), list[Result]()
    clock, screen = hands.clock(), Screen(lambda: hands.mono)
    site_key = read_secret(small_town.settings.badge_key_file)
    device = wire.Device(str(uid), "Europe/Berlin", "2026.6", "0.1.0")
    agent = Agent(device, KEY, site_key, spool=spool, screen=screen, clock=clock)
    profile = WedgeProfile(tmp_path / "scanner", "Scanner", Writing.QR)
    reader = WedgeReader([profile], lambda: hands.mono, opened)

    def hear(uid: str, result: Result) -> None:
        heard.append(result)
        agent.answered(uid, result)

    deliverer = Deliverer(
        spool,
        clock,
        ToTheApp(pages.test_client()),
        Identity(str(uid), "0.1.0", KEY, None),
        report_seconds=60,
        reader_states=reader.states,
        heard=hear,
    )
    with ExitStack() as ends:
        ends.callback(spool.close)
        os.mkfifo(profile.device)
        reader.start(agent.happened)
        ends.callback(reader.stop)
        scanner = ends.enter_context(piped(profile.device))
        yield AtTheDoor(scanner, deliverer, lambda: spool.counts().captured, heard, screen, hands)


def test_a_picture_shown_at_the_door_is_her_stamp_and_shown_twice_it_waits_for_the_time_office(
    door: AtTheDoor, aydin: Visitor, signed_in: Callable[[str], Visitor]
) -> None:
    text = scanned(aydin.get("/me/code").text)
    door.later(20)
    door.show(text)
    [came] = door.deliver()
    door.later(20)
    door.show(text)
    [again] = door.deliver()

    assert (came.status, came.display and came.display.de[:2]) == (
        "accepted",
        ("Guten Tag, Elif Aydin", "Kommen 16:00"),
    )
    assert (again.status, again.code) == ("quarantined", "blocked_badge")
    assert again.display is not None
    assert again.display.de == ("Dieser Code gilt nicht mehr.", "Bitte zeigen Sie einen neuen.")
    assert "Anwesend seit 16:00" in aydin.get("/me/today").text
    listed = signed_in("officer").get("/office/deviations").text
    assert "Elif Aydin · 10001" in listed
    assert "Mit dem Code vom Handy war schon eine andere Buchung gemacht worden" in listed


def test_without_a_network_the_minute_is_that_of_the_door(door: AtTheDoor, aydin: Visitor) -> None:
    text = scanned(aydin.get("/me/code").text)
    door.later(59)
    door.show(text)
    door.later(2 * 24 * 3600)

    assert [each.status for each in door.deliver()] == ["accepted"]


def test_each_look_shows_another_picture_until_there_were_too_many(aydin: Visitor) -> None:
    pages = [aydin.get("/me/code") for _ in range(21)]

    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert len({scanned(page.text) for page in pages[:20]}) == 20
    assert "Den nächsten gibt es um 16:10:00 Uhr." in pages[-1].text
    assert "<svg" not in pages[-1].text.partition("<main")[2]


def test_the_page_says_what_to_do_and_is_kept_by_nobody(aydin: Visitor) -> None:
    page, english = aydin.get("/me/code"), aydin.get("/me/code", headers={"Accept-Language": "en"})

    assert page.headers["Cache-Control"] == "no-store"
    assert "Er gilt einmal, bis 16:01:00 Uhr." in page.text
    assert "halten Sie ihn eine Handbreit vor den Scanner" in page.text
    assert "Aydin" not in page.text.partition("<main")[2]
    assert 'href="/me/code"' in aydin.get("/me/today").text.partition("<main")[2]
    assert english.status_code == 200


def test_where_the_city_wants_no_codes_nothing_leads_to_them(small_town: City) -> None:
    with time_machine.travel(NOW, tick=False):
        pages = create_app(replace(small_town.settings, phone_code_seconds=0), small_town.database)
        visitor = Visitor(pages.test_client())
        visitor.sign_in("aydin")

        assert visitor.get("/me/code").status_code == 404
        assert "/me/code" not in visitor.get("/me/today").text
