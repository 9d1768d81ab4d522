"""A phone without a connection: whatever becomes of an answer, each press of the button is one stamp."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path
from random import Random
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from tests import city as builders
from tests.browser.running import ARGUMENTS, CHROMIUM, Quiet
from tests.browser.window import PHONE, Visit
from tests.city import City
from timeclock import clock
from timeclock.core.places import PlaceTerms, Spot, coarse
from timeclock.service import places
from timeclock.store import intake
from timeclock.store.schema.places import stamp_place
from timeclock.store.schema.stamps import source, stamp
from timeclock.web import create_app

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
COUNT_THE_ASKING = """for (const how of ["getCurrentPosition", "watchPosition"]) {
  const real = Geolocation.prototype[how];
  Geolocation.prototype[how] = function (...all) {
    localStorage.asked = Number(localStorage.asked ?? 0) + 1;
    return real.apply(this, all);
  };
}"""

PRESSES = 60
PRESS = """async ([from, to]) => {
    const owner = document.documentElement.dataset.owner || (await waiting.owner()).owner;
    const token = document.querySelector("[name=csrf_token]")?.value;
    const pressed = [];
    for (let no = from; no < to; no += 1) {
        const uid = waiting.newUid();
        await waiting.give(owner, no % 2 ? "out" : "in", uid, token);
        pressed.push(uid);
    }
    return pressed;
}"""

# A clock that can be set: `ahead` is by how much.
SET = """{
    const Real = Date;
    self.ahead = 0;
    self.Date = class extends Real {
        constructor(...at) { super(...(at.length ? at : [Real.now() + self.ahead])); }
        static now() { return Real.now() + self.ahead; }
    };
}"""


class Torn(ConnectionResetError):
    """The line is gone."""


@dataclass
class Line:
    """What lies between phone and server: it lets pass, or breaks before, while or after the server does its work.

    A mute one says nothing more until the phone has gone.
    """

    app: Callable[..., Any]
    fates: Iterator[str] = field(default_factory=lambda: repeat("whole"))
    gone: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        fate = next(self.fates) if environ["PATH_INFO"].startswith("/me/stamps") else "whole"
        if fate == "before":
            _tear(environ)
        body = b"".join(self.app(environ, start_response))
        if fate == "mute":
            self.gone.wait(20)
        if fate in {"after", "mute"}:
            _tear(environ)
        return [body] if fate == "whole" else _half(body, environ)


def _half(body: bytes, environ: dict[str, Any]) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _tear(environ)


def _tear(environ: dict[str, Any]) -> None:
    environ["werkzeug.socket"].shutdown(SHUT_RDWR)
    raise Torn


class Silent(Quiet):
    """A line that breaks is what is tested here."""

    def log(self, *_said: object) -> None:
        pass


@dataclass
class Door:
    town: City
    line: Line
    address: str
    routes: Any = None

    def stored(self) -> list[Any]:
        """Return the stamps there are in the order of their time."""
        query = select(stamp, source.c.kind.label("origin")).join(source, source.c.id == stamp.c.source_id)
        with self.town.database.reading() as session:
            return list(session.execute(query.order_by(stamp.c.at, stamp.c.id)))

    def answers(self) -> dict[str, tuple[int, int, int]]:
        """Return of each source what came, what was new and what was known."""
        with self.town.database.reading() as session:
            rows = intake.listed(session, clock.now().date() - timedelta(days=1))
        return {row.source_name: (row.received, row.accepted, row.duplicate) for row in rows}


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    town = builders.small_city(replace(builders.settings_in(tmp_path / "city"), place_at_stamp=True))
    line = Line(create_app(town.settings, town.database))
    server = make_server("127.0.0.1", 0, line, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Door(town, line, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
    town.database.dispose()


@pytest.fixture
def phone(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Open the browser of one phone; what it keeps is there the next time."""
    opened: list[BrowserContext] = []

    def take() -> BrowserContext:
        for each in opened:
            each.close()
        opened[:] = [
            chromium.browser_type.launch_persistent_context(
                tmp_path / "phone", executable_path=CHROMIUM, args=ARGUMENTS, locale="de-DE", viewport=PHONE
            )
        ]
        return opened[0]

    yield take
    for each in opened:
        each.close()


def signed_in(window: BrowserContext, door: Door) -> Page:
    page = window.pages[0]
    Visit(door, page).sign_in("aydin")
    page.evaluate("navigator.serviceWorker.ready.then(() => waiting.contact()).then(() => true)")
    page.wait_for_load_state("networkidle")
    return page


def dies(page: Page) -> None:
    with suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_each_press_is_one_stamp_whatever_became_of_the_answers(door, phone):
    window = phone()
    page = signed_in(window, door)
    chance = Random(4711)
    door.line.fates = iter(lambda: chance.choice(["before", "after", "half", "whole", "whole", "whole"]), None)
    # Where nothing is shown of it, no page is loaded anew in the middle.
    page.goto(door.address + "/me/documents")
    pressed = page.evaluate(PRESS, [0, 20])
    page.reload()
    window.set_offline(True)
    pressed += page.evaluate(PRESS, [20, 35])
    page.goto(door.address + "/me/today")
    assert page.title().startswith("Keine Verbindung")
    pressed += page.evaluate(PRESS, [35, 40])
    # The browser ends, and there is no network when it is opened again.
    page = phone().pages[0]
    page.context.set_offline(True)
    page.goto(door.address + "/")
    pressed += page.evaluate(PRESS, [40, 45])
    page.goto("about:blank")
    page.context.set_offline(False)
    Visit(door, page).sign_in("aydin")
    page.goto(door.address + "/me/documents")
    pressed += page.evaluate(PRESS, [45, PRESSES])
    door.line.fates = repeat("whole")
    page.wait_for_function("async () => { await waiting.send(); return !(await waiting.all()).length; }")

    stored = door.stored()
    assert [str(row.uid) for row in stored] == pressed
    assert len(set(pressed)) == PRESSES
    assert {row.origin for row in stored} == {"web", "phone"}
    assert {row.quarantine for row in stored} == {None}
    numbers = [row.seq for row in stored if row.origin == "phone"]
    assert numbers == sorted(set(numbers))


def test_a_page_that_dies_before_the_answer_comes_asks_again_for_the_same_press(door, phone):
    window = phone()
    page = signed_in(window, door)
    door.line.fates = chain(["mute"], repeat("whole"))
    page.click("[data-live] .tc-act--main")
    for _ in range(100):
        if door.stored():
            break
        page.wait_for_timeout(50)
    # A browser without any page would end.
    fresh = window.new_page()
    dies(page)
    door.line.gone.set()
    fresh.goto(door.address + "/me/today")
    fresh.wait_for_selector("[data-live]")
    fresh.wait_for_function("async () => !(await waiting.all()).length")

    [row] = door.stored()
    assert row.origin == "web"
    assert door.answers() == {"web": (1, 1, 0), "phone": (1, 0, 1)}


def test_what_waits_is_hers_and_outlives_her_session(door, phone, chromium):
    other = chromium.new_context(locale="de-DE")
    Visit(door, other.new_page()).sign_in("brandt")
    cookies = other.cookies()
    other.close()
    window = phone()
    page = signed_in(window, door)
    # Her session has ended, and somebody else is signed in beside the page she left open.
    window.clear_cookies()
    window.add_cookies(cookies)
    beside = window.new_page()
    page.click("[data-live] .tc-act--main")
    page.wait_for_selector("text=1 Buchung ist auf diesem Gerät gespeichert")
    page.wait_for_selector("text=Sie sind nicht mehr angemeldet")
    window.set_offline(True)
    page.click("[data-waiting] [data-kind=out]")
    page.wait_for_selector("text=2 Buchungen sind auf diesem Gerät gespeichert")
    assert page.locator("[data-list] li").all_inner_texts()[1].startswith("Gehen, ")
    assert "nach der Uhr dieses Geräts" in page.inner_text("[data-list]")
    assert not page.is_visible("[data-live]")
    window.set_offline(False)
    page.wait_for_selector("text=Sie sind nicht mehr angemeldet")
    # What the other sees of them is that they wait; what she presses is hers.
    beside.goto(door.address + "/me/today")
    beside.wait_for_selector("text=2 Buchungen anderer Personen warten")
    with beside.expect_navigation():
        beside.click("[data-live] .tc-act--main")
    assert [row.person_id for row in door.stored()] == [door.town.brandt.person_id]
    beside.evaluate("document.querySelector('.tc-account').submit()")
    beside.wait_for_url("**/login?ended=1")
    beside.wait_for_selector("text=2 Buchungen warten auf diesem Gerät")
    dies(page)
    Visit(door, beside).sign_in("aydin")
    beside.wait_for_selector("text=ist angekommen")

    rows = [row for row in door.stored() if row.person_id == door.town.aydin.person_id]
    assert [(row.origin, row.kind, row.at_rule) for row in rows] == [
        ("phone", "in", "device"),
        ("phone", "out", "device"),
    ]
    assert len(door.stored()) == 3


def test_a_phone_whose_clock_is_set_is_judged_by_how_long_the_page_lived(door, phone):
    window = phone()
    window.add_init_script(SET)
    page = signed_in(window, door)
    window.set_offline(True)
    page.evaluate("self.ahead = 3 * 3600 * 1000")
    page.click("[data-live] .tc-act--main")
    page.wait_for_selector("text=1 Buchung ist auf diesem Gerät gespeichert")
    window.set_offline(False)
    page.wait_for_selector("text=ist angekommen")

    [row] = door.stored()
    assert row.at_rule == "elapsed"
    assert row.received_at - row.at < timedelta(seconds=20)
    assert row.device_at - row.at > timedelta(hours=2)


def test_the_place_follows_the_stamp_and_who_says_no_has_stamped_all_the_same(door, phone):
    now = clock.now()
    with door.town.database.transaction() as session:
        terms = PlaceTerms("DV Mobile Zeiterfassung", builders.FIRST_DAY, None, 500, 14)
        places.agree(session, "Bürgerdienste", terms, now.date(), now)

    def kept() -> list[Any]:
        with door.town.database.reading() as session:
            return session.execute(select(stamp_place)).all()

    window = phone()
    window.add_init_script(COUNT_THE_ASKING)
    window.set_geolocation({"latitude": 51.514237, "longitude": 7.465282, "accuracy": 20})
    page = signed_in(window, door)
    assert page.is_visible("[data-place]")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    assert not page.is_visible("[data-place-asked]")
    # Nobody has allowed it: the browser says no.
    with page.expect_navigation():
        page.click("[data-live] .tc-act--main")
    assert (len(door.stored()), kept()) == (1, [])
    # A page asks for the place at a press, and never else.
    assert page.evaluate("localStorage.asked") == "1"
    window.grant_permissions(["geolocation"])
    with page.expect_request("**/me/stamps/place") as asked, page.expect_navigation():
        page.click("[data-live] .tc-act--main")
    sent = parse_qs(asked.value.post_data)
    [first] = kept()
    assert (first.stamp_uid, first.accuracy_m) == (door.stored()[-1].uid, 20)
    # Script and server have one grid, and nothing finer has left the device.
    rounded = coarse(Spot(51_51_424, 7_46_528), 500)
    assert (first.latitude, first.longitude) == (rounded.latitude, rounded.longitude)
    assert sent["latitude"] == [str(rounded.latitude)]
    # Without a connection it waits as its stamp does, and goes out after it.
    window.set_offline(True)
    page.click("[data-live] .tc-act--main")
    page.wait_for_selector("text=1 Buchung ist auf diesem Gerät gespeichert")
    page.wait_for_function("waiting.owner().then(({ place }) => place.metres === 500)")
    window.set_offline(False)
    page.wait_for_selector("text=ist angekommen")
    for _ in range(100):
        if len(kept()) == 2:
            break
        page.wait_for_timeout(50)

    assert len(door.stored()) == 3
    assert {each.stamp_uid for each in kept()} == {row.uid for row in door.stored()[1:]}
    assert page.evaluate("localStorage.asked") == "3"
