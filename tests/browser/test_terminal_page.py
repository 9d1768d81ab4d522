"""The page at the wall, in the same browser and by the same rules as all others."""

import json
from zoneinfo import ZoneInfo

import pytest

from terminals import keys
from terminals.answers import Display, Tone
from terminals.kiosk import Kiosk
from terminals.screen import Screen
from terminals.settings import build
from terminals.terminal import Terminal
from terminals.view import Status, Viewer
from tests.browser.window import DESKTOP, PHONE, violations
from tests.terminals.parts import Hands

pytestmark = pytest.mark.browser

WALL = {"width": 800, "height": 480}
LARGE_WALL = {"width": 1024, "height": 600}
# As long as an answer gets: a long name, a key taken back, all figures, a message of a hundred letters, and news.
LONGEST = (
    "Auf Wiedersehen, Maria-Magdalena Hohenstein-Wittgenau",
    "Dienstgang beginnt 16:00, statt Kommen",
    "Heute 10:30",
    "Saldo bis 20.11. +112:25",
    "Urlaub noch 30,25 Tage",
    "Bitte holen Sie den neuen Dienstausweis bis Freitag, 12 Uhr, in Zimmer 1.034 des alten Rathauses ab.",
    "12 Mitteilungen warten in Timeclock auf Sie",
)
# What does not fit is cut off, and whoever stands there cannot scroll.
FITS = """() => {
  const fits = (one, other) => one.getBoundingClientRect().bottom <= other.getBoundingClientRect().bottom + 1;
  const stage = document.getElementById("stage");
  return [
    document.documentElement.scrollHeight <= innerHeight,
    document.documentElement.scrollWidth <= innerWidth,
    [...document.querySelectorAll(".message *")].every((part) => fits(part, stage)),
    Math.min(...[...document.querySelectorAll("button, a")].map((key) => key.getBoundingClientRect().height)) >= 48,
    [...document.querySelectorAll(".key")].every((key) => key.scrollWidth <= key.clientWidth),
  ];
}"""


@pytest.fixture
def terminal(tmp_path):
    """A terminal with the replay reader and no server: what it shows is the page at rest and without network."""
    keys.make_device_key(tmp_path / "device.key")
    keys.make_device_key(tmp_path / "site.key")
    badges = [
        {"name": "Elif Aydın", "number": "04A1B2C3D4E5F6"},
        {"name": "Jens Brandt", "number": "04A1B2C3D4E5F7", "proves": True},
    ]
    (tmp_path / "badges.json").write_text(json.dumps(badges))
    values = {
        "server_url": "http://127.0.0.1:9",
        "source": "01930000-0000-7000-8000-000000000001",
        "key_file": "device.key",
        "site_key_file": "site.key",
        "spool_file": "spool.sqlite",
        "reader": "replay",
        "demo_badges_file": "badges.json",
        "port": 0,
        "test_mode": True,
    }
    found = Terminal(build(values, tmp_path / "terminal.toml"))
    found.start()
    yield found
    found.stop()


@pytest.mark.parametrize("held", [False, True])
def test_the_terminal_has_no_barrier(visit, axe, terminal, held):
    # A colour halfway through its change would be measured as if it stayed.
    page = visit(reduced_motion="reduce").page
    page.goto(f"http://127.0.0.1:{terminal.port}/")
    if held:
        page.get_by_role("button", name="Elif Aydın").click()
        page.locator('#stage[data-mood="good"]').wait_for()
    found = []
    for size in (WALL, PHONE, DESKTOP):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            found += [(size["width"], scheme, violation) for violation in violations(page, axe)]
    page.goto(f"http://127.0.0.1:{terminal.port}/?lang=en&contrast=high")
    found += [("high contrast", violation) for violation in violations(page, axe)]

    assert found == []


def test_one_taps_both_kinds_of_badges_without_network_and_sees_them_wait(visit, terminal):
    page = visit(reduced_motion="reduce").page
    page.goto(f"http://127.0.0.1:{terminal.port}/")
    page.get_by_role("button", name="Netz ziehen").click()
    page.get_by_role("button", name="Netz ziehen", disabled=True).wait_for()
    page.get_by_role("button", name="Elif Aydın").click()
    page.get_by_role("button", name="Jens Brandt").click()
    page.get_by_text("Noch nicht übertragen: 2").wait_for()

    assert "Gespeichert" in page.locator("#said").inner_text()
    page.get_by_role("button", name="Netz stecken").click()
    page.get_by_role("button", name="Netz stecken", disabled=True).wait_for()


def test_the_longest_answer_fits_seven_inches(visit):
    device, key = Hands().clock(), "stamp"
    screen = Screen(device.mono_ms)
    status = Status(True, False, 0, (("Leser", "ready"),))
    kiosk = Kiosk(0, Viewer(screen, device, ZoneInfo("Europe/Berlin"), lambda: status), languages=("de", "en"))
    kiosk.start()
    try:
        page = visit(reduced_motion="reduce").page
        page.goto(f"http://127.0.0.1:{kiosk.server_port}/")
        # A page may make no sound before somebody touched it.
        page.get_by_role("button", name="Gehen").click()
        page.locator('#stage[data-mood="key"]').wait_for()
        screen.stored(key, "16:00", again=False)
        screen.answer(key, Display(Tone.GOOD, LONGEST, LONGEST))
        page.get_by_text(LONGEST[-1]).first.wait_for()
        for size in (WALL, LARGE_WALL):
            page.set_viewport_size(size)
            assert page.evaluate(FITS) == [True] * 5, size
        page.goto("about:blank")
    finally:
        kiosk.stop()
