"""The page at the wall: what a person sees from key to answer, and what others must not see."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from terminals.agent import Agent
from terminals.answers import Display, Result, Status, Tone
from terminals.kiosk import Demo, DemoBadge, Kiosk, demo_badges
from terminals.link import Link, NoAnswer
from terminals.pcsc.uid import DESFIRE_ATR
from terminals.reader import Fault, Trouble
from terminals.replay import Plug, ReplayReader
from terminals.replay_card import ReplayCards
from terminals.screen import Screen
from terminals.spool import Spool
from terminals.view import Sound, View, Viewer
from terminals.view import Status as TerminalStatus
from terminals.wire import Badge, Look
from tests.terminals.parts import DEVICE, KEY, Hands, a_spool

GREETING = Display(Tone.GOOD, ("Guten Tag, Frau Aydin", "Saldo +12:25"), ("Good day, Ms Aydin", "Balance +12:25"))


@dataclass
class Stage:
    """Agent and screen with a clock that is moved by the test, and no server."""

    spool: Spool
    hands: Hands
    looked: list[tuple[Badge, Look]] = field(default_factory=list)
    shown: Display | None = None
    sound: Sound = Sound.TONES

    def __post_init__(self) -> None:
        self.plug = Plug(Link("http://127.0.0.1:9"))
        self.status = TerminalStatus(True, None, 0, (("Replay", "ready"),))
        device = self.hands.clock()
        self.screen = Screen(device.mono_ms)
        self.viewer = Viewer(self.screen, device, ZoneInfo("Europe/Berlin"), lambda: self.status, self.sound)
        self.agent = Agent(DEVICE, KEY, bytes(32), spool=self.spool, screen=self.screen, clock=device, ask=self.ask)
        self.reader = ReplayReader(device.mono_ms, cards=ReplayCards())
        self.reader.start(self.agent.happened)

    def view(self, language: str = "de") -> View:
        return self.viewer.view(language)

    def ask(self, badge: Badge, look: Look) -> Display:
        """Answer as the server would, or as nobody does."""
        self.looked.append((badge, look))
        if self.shown is None:
            raise NoAnswer("no server")
        return self.shown

    def settled(self, language: str = "de") -> View:
        """Return the view once the server has answered a look, or has not."""
        while (view := self.view(language)).lines == ("Einen Moment bitte",):
            self.screen.wait(0.05)
        return view

    def stamps(self) -> list[dict[str, Any]]:
        return [json.loads(kept.stamp.payload) for kept in self.spool.unsent(99)]

    def answer(self, uid: str, status: Status = Status.ACCEPTED, display: Display | None = GREETING) -> None:
        self.agent.answered(uid, Result(0, uid, status, None, None, display))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    spool = a_spool(tmp_path, cap=5)
    yield Stage(spool, Hands())
    spool.close()


def test_at_rest_it_shows_the_time_and_asks_for_the_badge(stage: Stage) -> None:
    view = stage.view()

    assert (view.clock, view.date, view.mood) == ("13:00", "Freitag, 20.11.2026", "idle")
    assert (view.lines, view.second) == (("Bitte Dienstausweis vorhalten",), "Please hold your badge")
    assert stage.view("en").lines == ("Please hold your badge",)


def test_a_badge_is_stored_then_answered_then_forgotten(stage: Stage) -> None:
    stage.reader.hold("04a1b2c3")
    stored = stage.view()
    stage.hands.pass_ms(300)
    stage.answer(stage.stamps()[0]["uid"])
    answered = stage.view()
    stage.hands.pass_ms(5_000)

    assert (stored.mood, stored.lines, stored.serial) == ("good", ("Gespeichert 13:00",), 1)
    assert (answered.lines, answered.serial) == (GREETING.de, 1), "one tone for one badge"
    assert stage.view().mood == "idle"


def test_the_badge_number_stays_on_the_reader(stage: Stage) -> None:
    stage.reader.hold("04a1b2c3d4e5f6")

    assert b"04A1B2C3D4E5F6" not in stage.spool.unsent(1)[0].stamp.payload.upper()


def test_a_key_counts_for_the_next_badge_only(stage: Stage) -> None:
    stage.agent.happened(Trouble("Replay", Fault.AGAIN))
    stage.reader.hold("01" * 4)
    press(stage, "break_start")
    assert (stage.view().mood, stage.view().lines[0], stage.view().key) == ("key", "Pause beginnt", "break_start")
    stage.reader.hold("02" * 4)
    stage.reader.hold("03" * 4)

    assert [stamp["kind"] for stamp in stage.stamps()] == ["auto", "break_start", "auto"]


def press(stage: Stage, kind: str) -> None:
    from_page(stage, "/key", {"kind": kind})


def test_a_key_is_forgotten_after_ten_seconds_and_taken_back_by_pressing_again(stage: Stage) -> None:
    press(stage, "out")
    stage.hands.pass_ms(10_000)
    stage.reader.hold("01" * 4)
    press(stage, "out")
    press(stage, "out")
    stage.reader.hold("02" * 4)

    assert [stamp["kind"] for stamp in stage.stamps()] == ["auto", "auto"]


def test_a_bounce_is_stored_and_told(stage: Stage) -> None:
    stage.reader.hold("01" * 4)
    stage.hands.pass_ms(900)
    stage.reader.hold("01" * 4)
    told = stage.view().lines
    stage.hands.pass_ms(2_100)
    stage.reader.hold("01" * 4)

    assert told == ("Bereits gebucht 13:00",)
    assert stage.view().lines == ("Gespeichert 13:00",)
    assert len(stage.stamps()) == 3


def test_nobody_sees_the_answer_to_the_one_before(stage: Stage) -> None:
    stage.reader.hold("01" * 4)
    stage.reader.hold("02" * 4)

    stage.answer(stage.stamps()[0]["uid"])

    assert stage.view().lines == ("Gespeichert 13:00",)


def test_without_network_it_says_calmly_that_the_stamp_is_safe(stage: Stage) -> None:
    stage.status = TerminalStatus(False, None, 3, stage.status.readers)
    stage.reader.hold("01" * 4)
    view = stage.view()

    assert view.lines == ("Gespeichert 13:00", "Ohne Netz – Ihre Buchung ist gespeichert")
    assert (view.mood, view.status) == ("good", "Ohne Netz · 3 Buchungen warten")


def test_an_answer_that_is_late_is_not_waited_for(stage: Stage) -> None:
    stage.reader.hold("01" * 4)
    stage.hands.pass_ms(1_600)

    assert stage.view().lines[-1] == "Noch keine Antwort – Ihre Buchung ist gespeichert", "the network is there"
    assert stage.view("en").lines[-1] == "No answer yet – your stamp is saved"


@pytest.mark.parametrize(
    ("status", "display", "mood"),
    [
        (Status.QUARANTINED, Display(Tone.UNSURE, ("Wird geprüft",), ("Will be checked",)), "unsure"),
        (Status.CONFLICT, None, "unsure"),
        (Status.UNREADABLE, None, "bad"),
    ],
)
def test_an_answer_that_is_not_good_has_a_tone_of_its_own(
    stage: Stage, status: Status, display: Display | None, mood: str
) -> None:
    stage.reader.hold("01" * 4)
    stage.answer(stage.stamps()[0]["uid"], status, display)

    assert (stage.view().mood, stage.view().serial) == (mood, 2)


def test_a_full_spool_is_a_loud_refusal(stage: Stage) -> None:
    for no in range(6):
        stage.reader.hold(f"{no:08X}")

    view = stage.view()
    assert (view.mood, view.lines) == ("bad", ("NICHT gespeichert", "Bitte ein anderes Terminal benutzen"))
    assert len(stage.stamps()) == 5


def test_a_spool_that_fails_otherwise_is_a_loud_refusal_too(stage: Stage, tmp_path: Path) -> None:
    stage.spool.close()
    stage.reader.hold("01" * 4)

    assert stage.view().lines[0] == "NICHT gespeichert"
    stage.spool = a_spool(tmp_path)


@pytest.mark.parametrize(
    ("fault", "mood", "line"),
    [
        (Fault.AGAIN, "unsure", "Bitte erneut vorhalten"),
        (Fault.BOOKED, "good", "Bereits gebucht"),
        (Fault.RANDOM, "bad", "Dieser Ausweis ist hier nicht lesbar"),
        (Fault.NO_NUMBER, "bad", "Dieser Ausweis ist hier nicht lesbar"),
    ],
)
def test_a_trouble_is_told(stage: Stage, fault: Fault, mood: str, line: str) -> None:
    stage.agent.happened(Trouble("Replay", fault))

    assert (stage.view().mood, stage.view().lines[0]) == (mood, line)
    assert stage.stamps() == []


def test_without_any_reader_it_sends_people_elsewhere(stage: Stage) -> None:
    stage.status = TerminalStatus(True, None, 0, (("A", "down"), ("B", "stuck")))

    assert stage.view().lines == ("Leser gestört", "Bitte ein anderes Terminal benutzen")
    stage.status = TerminalStatus(True, None, 0, (("A", "down"), ("B", "ready")))
    assert (stage.view().mood, stage.view().status) == ("idle", "Verbunden · Leser gestört")


# --- looking without stamping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", list(Look))
def test_a_key_to_look_stores_no_stamp_and_shows_what_the_server_says(stage: Stage, look: Look) -> None:
    stage.shown = GREETING
    press(stage, look.value)
    asked = stage.view()
    stage.reader.hold("04a1b2c3")
    seen = stage.settled()

    assert asked.lines[1] == "Bitte Dienstausweis vorhalten – es wird nichts gebucht"
    assert (seen.mood, seen.symbol, seen.lines, seen.said) == ("look", "i", GREETING.de, ". ".join(GREETING.de))
    assert [(found.level, what) for found, what in stage.looked] == [("identified", look)]
    assert stage.stamps() == []
    stage.reader.hold("04a1b2c3")
    assert len(stage.stamps()) == 1, "the key counted for one badge"


def test_without_the_server_a_look_is_calmly_refused_and_nothing_is_booked(stage: Stage) -> None:
    press(stage, "account")
    stage.reader.hold("04a1b2c3")

    assert stage.settled().lines == (
        "Auskunft ist gerade nicht möglich", "Es wurde nichts gebucht. Buchen geht wie immer"
    )  # fmt: skip
    assert (stage.view().mood, stage.stamps()) == ("unsure", [])


def test_nothing_of_a_person_stands_in_a_log_or_in_the_spool(
    stage: Stage, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    stage.shown = GREETING
    stage.reader.hold("04a1b2c3")
    stage.answer(stage.stamps()[0]["uid"])
    press(stage, "account")
    stage.reader.hold("04a1b2c3")
    assert stage.settled().lines == GREETING.de
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    for personal in ("Aydin", "12:25", "04A1B2C3"):
        assert personal.lower() not in caplog.text.lower()
        assert personal.encode() not in kept


def test_who_comes_next_takes_a_look_off_the_screen(stage: Stage) -> None:
    stage.shown = GREETING
    press(stage, "account")
    stage.reader.hold("04a1b2c3")
    stage.settled()
    stage.reader.hold("05a1b2c3")

    assert stage.view().lines == ("Gespeichert 13:00",)


# --- heard instead of seen ---------------------------------------------------------------------------------------


def test_a_screen_reader_is_told_the_whole_once(stage: Stage) -> None:
    stage.reader.hold("01" * 4)
    waiting = stage.view().said
    stage.answer(stage.stamps()[0]["uid"])

    assert (waiting, stage.view().said) == ("", "Guten Tag, Frau Aydin. Saldo +12:25")
    stage.hands.pass_ms(5_000)
    assert stage.view().said == ""


def test_a_screen_reader_is_told_that_the_stamp_is_safe_where_no_answer_comes(stage: Stage) -> None:
    stage.reader.hold("01" * 4)
    stage.hands.pass_ms(1_600)

    assert stage.view().said == "Gespeichert 13:00. Noch keine Antwort – Ihre Buchung ist gespeichert"


def heard(stage: Stage) -> list[str]:
    """Return what is spoken at the key, at the tap, and at the answer."""
    stage.viewer.sound = stage.sound
    stage.hands.pass_ms(10_000)
    press(stage, "in")
    key = stage.view().spoken
    stage.reader.hold("01" * 4)
    tap = stage.view().spoken
    stage.answer(stage.stamps()[-1]["uid"])
    return [key, tap, stage.view().spoken]


def test_nothing_personal_is_spoken_unless_it_is_set(stage: Stage) -> None:
    assert heard(stage) == ["", "", ""]
    stage.sound = Sound.SPOKEN
    assert heard(stage) == ["Kommen. Bitte Dienstausweis vorhalten", "Gespeichert 13:00", ""]
    stage.answer(stage.stamps()[-1]["uid"], Status.QUARANTINED, Display(Tone.UNSURE, ("Frau Aydin",), ("Ms Aydin",)))
    assert stage.view().spoken == "Gespeichert. Bitte auf den Bildschirm sehen"
    stage.sound = Sound.PERSONAL
    assert heard(stage)[1:] == ["", "Guten Tag, Frau Aydin. Saldo +12:25"]


def test_a_look_is_spoken_of_without_what_it_shows(stage: Stage) -> None:
    stage.viewer.sound, stage.shown = Sound.SPOKEN, GREETING
    press(stage, "today")
    stage.reader.hold("01" * 4)

    assert stage.settled().spoken == "Bitte auf den Bildschirm sehen"


# --- to try out --------------------------------------------------------------------------------------------------


def test_a_badge_that_proves_itself_is_stored_as_proven_and_the_other_as_told(stage: Stage) -> None:
    stage.reader.hold("04A1B2C3D4E5F6", proves=True)
    stage.reader.hold("04A1B2C3D4E5F6")

    proven, told = (stamp["badge"] for stamp in stage.stamps())
    assert (proven["level"], told["level"]) == ("authenticated", "identified")
    assert proven["hash"] == told["hash"], "the same badge"


def test_a_reader_without_cards_of_its_own_stamps_nothing_as_proven(stage: Stage) -> None:
    reader = ReplayReader(lambda: 0)
    reader.start(stage.agent.happened)

    with pytest.raises(ValueError, match="outside test mode"):
        reader.hold("04A1B2C3D4E5F6", proves=True)
    assert stage.stamps() == []


def test_a_card_with_a_key_of_another_city_proves_nothing() -> None:
    mine, theirs = ReplayCards(), ReplayCards()
    number = "04A1B2C3D4E5F6"

    assert mine.read(mine.card(number), DESFIRE_ATR).level == "authenticated"
    assert mine.read(theirs.card(number), DESFIRE_ATR).level == "identified"
    with pytest.raises(ValueError, match="7 bytes"):
        mine.card("04A1B2C3")


def test_the_network_is_pulled_and_plugged_in_on_the_page(stage: Stage) -> None:
    from_page(stage, "/network", {"network": "pulled"})
    with pytest.raises(NoAnswer, match="pulled"):
        stage.plug.post(b"", {})
    from_page(stage, "/network", {"network": "plugged"})
    with pytest.raises(NoAnswer, match="refused"):
        stage.plug.post(b"", {})


# --- over HTTP ---------------------------------------------------------------------------------------------------


@dataclass
class Browser:
    """Asks the page as a browser does, or as another page in it would."""

    port: int

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        body = urlencode(form).encode() if form is not None else None
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text


def from_page(stage: Stage, path: str, form: dict[str, str]) -> None:
    kiosk = a_kiosk(stage)
    kiosk.start()
    status, _, _ = Browser(kiosk.server_port).ask("POST", path, form)
    kiosk.stop()
    assert status == 303


def a_kiosk(stage: Stage) -> Kiosk:
    badges = (DemoBadge("Aydin <b>", "04A1B2C3"), DemoBadge("Brandt", "04A1B2C3D4E5F6", proves=True))
    demo = Demo(stage.reader, badges, stage.plug, lambda: None)
    return Kiosk(0, stage.viewer, languages=("de", "en"), demo=demo)


@pytest.fixture
def browser(stage: Stage) -> Iterator[Browser]:
    kiosk = a_kiosk(stage)
    kiosk.start()
    yield Browser(kiosk.server_port)
    kiosk.stop()


def test_the_page_works_without_script_and_allows_none_inside(browser: Browser) -> None:
    status, headers, html = browser.ask("GET", "/?lang=en")

    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "<title>Terminal</title>" in html
    assert '<html lang="en">' in html
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "Aydin &lt;b&gt;" in html
    assert "04A1B2C3" not in html
    assert not re.search(r" on\w+=|style=|<style|<script>", html)
    assert html.count('class="key"') == 10


def test_more_contrast_stays_with_whoever_asked_for_it(browser: Browser) -> None:
    html = browser.ask("GET", "/?lang=en&contrast=high")[2]

    assert 'data-contrast="high"' in html
    assert 'href="/?lang=de&amp;contrast=high"' in html
    assert 'href="/?lang=en"' in html
    assert "Less contrast" in html
    assert browser.ask("POST", "/key", {"kind": "in", "lang": "en", "contrast": "high"})[1]["Location"] == (
        "/?lang=en&contrast=high"
    )


def test_a_badge_held_on_the_page_is_stored(browser: Browser, stage: Stage) -> None:
    status, headers, _ = browser.ask("POST", "/badge", {"badge": "0", "lang": "en"})

    assert (status, headers["Location"]) == (303, "/?lang=en")
    assert len(stage.stamps()) == 1


def test_a_badge_held_before_the_reader_is_ready_is_not_taken_for_a_tap(browser: Browser, stage: Stage) -> None:
    stage.reader.stop()

    assert browser.ask("POST", "/badge", {"badge": "0"})[0] == 503

    assert stage.stamps() == []


@pytest.mark.parametrize("path", ["/terminal.css", "/terminal.js", "/icon.svg"])
def test_what_the_page_needs_is_there(browser: Browser, path: str) -> None:
    assert browser.ask("GET", path)[0] == 200


@pytest.mark.parametrize(
    ("asked", "headers", "expected"),
    [
        (("GET", "/", None), {"Host": "evil.example"}, 403),
        (("POST", "/badge", {"badge": "0"}), {"Origin": "https://evil.example"}, 403),
        (("POST", "/badge", {"badge": "0"}), {"Origin": "null"}, 403),
        (("POST", "/badge", {"badge": "7"}), {}, 400),
        (("POST", "/badge", {"badge": "-1"}), {}, 400),
        (("POST", "/key", {"kind": "call_start"}), {}, 400),
        (("POST", "/key", {"kind": "x" * 2000}), {}, 403),
        (("POST", "/network", {"network": "cut"}), {}, 400),
        (("GET", "/../settings.py", None), {}, 404),
    ],
)
def test_what_is_not_the_page_s_business_is_refused(
    browser: Browser,
    stage: Stage,
    asked: tuple[str, str, dict[str, str] | None],
    headers: dict[str, str],
    expected: int,
) -> None:
    assert browser.ask(*asked, headers)[0] == expected
    assert stage.stamps() == []


def test_the_page_is_told_at_once_when_something_is_new(browser: Browser, stage: Stage) -> None:
    first = json.loads(browser.ask("GET", "/view?lang=de")[2])
    stage.reader.hold("01" * 4)
    second = json.loads(browser.ask("GET", f"/view?lang=de&seen={first['seen']}")[2])

    assert (first["mood"], second["mood"], second["lines"]) == ("idle", "good", ["Gespeichert 13:00"])


def test_a_file_of_demo_badges_that_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "badges.json"
    file.write_text('[{"name": "Aydin"}]')

    with pytest.raises(ValueError, match=r"badges\.json: expected"):
        demo_badges(file)
