"""Pictures of every main page of the made-up city, as phones and screens show it, in German and English.

`python3 dev.py pictures` takes them into var/pictures; `--keep` takes those of the handbook anew as well, and
`--address http://127.0.0.1:8000` takes all of a city that runs already.
"""

from __future__ import annotations

import argparse
import struct
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from demo import throw_away
from demo.moving_in import DEMO_PASSWORD, VISITORS
from tests.browser.running import ARGUMENTS, CHROMIUM, serving
from timeclock import clock
from timeclock.store import db
from timeclock.web import create_app

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "pictures"
# Where the pictures lie that handbook and README show.
KEPT_IN = ROOT / "docs" / "pictures"
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LANGUAGES = {"de": "de-DE", "en": "en-GB"}
COLOURS = 128
# Return width, height, palette and one byte a point; what is not among the most frequent colours takes the nearest.
REDUCED = """async ([source, colours]) => {
  const blob = await (await fetch(`data:image/png;base64,${source}`)).blob(), image = await createImageBitmap(blob);
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const points = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map(), parts = (each) => [each & 255, (each >> 8) & 255, (each >> 16) & 255];
  for (const each of points) counts.set(each, (counts.get(each) ?? 0) + 1);
  const kept = [...counts].sort((one, other) => other[1] - one[1]).slice(0, colours).map(([each]) => each);
  const palette = kept.map(parts), places = new Map(kept.map((each, place) => [each, place]));
  const away = (one, other) => one.reduce((sum, part, n) => sum + (part - other[n]) ** 2, 0);
  for (const each of counts.keys()) {
    if (places.has(each)) continue;
    const all = palette.map((one) => away(one, parts(each)));
    places.set(each, all.indexOf(Math.min(...all)));
  }
  return [image.width, image.height, palette.flat(), Uint8Array.from(points, (each) => places.get(each)).toBase64()];
}"""
# Fields show days as the browser's own language writes them, and Debian's speaks English without its package of others.
GERMAN_DAYS = """() => {
  for (const each of document.querySelectorAll("[type=date]")) {
    const parts = each.value.split("-").reverse();
    each.type = "text";
    each.value = parts.join(".");
  }
}"""
LIST = (
    "Personalnummer;Name;Vorname;Eintritt;Dienststelle;Wochenstunden;Arbeitszeitmodell\r\n"
    "20102;Aydın;Elif;{day};Bürgerdienste;30,0;teilzeit-30\r\n"
    "20901;Özil;Nur;{day};Stadtarchiv;39,0;vollzeit\r\n"
    "20902;Becker;Tim;{day};Bürgerdienste;30,0;teilzeit-30\r\n"
    "20903;Weg;Ohne;{day};Stadtarchiv;viele;vollzeit\r\n"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture of the handbook: who looks, from where on, at which size, and what she does first."""

    login: str
    path: str
    size: dict[str, int]
    before: Callable[[Page], None] = lambda _page: None


def to_the_top(page: Page, what: str) -> None:
    page.locator(what).first.evaluate("each => each.scrollIntoView()")


def a_day_that_says_something(page: Page) -> None:
    page.click("a[rel=prev]")
    page.locator(".tc-month tr:has(.tc-mark[class*='tc-mark--']) a").first.click()
    to_the_top(page, "[aria-labelledby=bill-title]")


def a_stamp_that_is_missing(page: Page) -> None:
    page.click("a[rel=prev]")
    page.locator(".tc-month tbody tr:not(.tc-month__free) a").nth(10).click()
    page.click("text=Buchung nachtragen")
    page.select_option("#kind", "out")
    page.fill("#clock", "16:30")
    page.fill("#reason", "Ausweis im Büro vergessen")


def leave_of_a_week(page: Page) -> None:
    monday = (now := clock.now().date()) + timedelta(days=35 - now.weekday())
    page.fill("#first", monday.isoformat())
    page.fill("#last", (monday + timedelta(days=4)).isoformat())


def what_holds_the_month_up(page: Page) -> None:
    to_the_top(page, "[aria-labelledby=missing_out-title]")


def the_published_roster(page: Page) -> None:
    page.click("a[rel=prev]")


def a_unit(page: Page) -> None:
    page.click("main >> text=Bürgerdienste")
    to_the_top(page, "[aria-labelledby=people]")


def a_list_looked_at(page: Page) -> None:
    content = LIST.format(day=f"{clock.now() + timedelta(days=14):%d.%m.%Y}").encode()
    page.set_input_files("#file", {"name": "personal.csv", "mimeType": "text/csv", "buffer": content})
    page.click("main >> text=Ansehen")


def the_proof_of_last_month(page: Page) -> None:
    page.click("a[rel=prev]")
    page.click("text=Arbeitszeitnachweis")


KEPT = {
    "buchen": Kept("aydin", "/me/today", PHONE),
    "warum": Kept("aydin", "/me/month", PHONE, a_day_that_says_something),
    "nachtragen": Kept("aydin", "/me/month", PHONE, a_stamp_that_is_missing),
    "urlaub-beantragen": Kept("aydin", "/me/absences", PHONE, leave_of_a_week),
    "entscheiden": Kept("brandt", "/team/requests", PHONE),
    "abweichung": Kept("zeit", "/office/deviations", SCREEN, what_holds_the_month_up),
    "woche-planen": Kept("amsel", "/team/roster", SCREEN, the_published_roster),
    "monat-abschliessen": Kept("personal", "/closing", SCREEN, a_unit),
    "importieren": Kept("personal", "/imports", SCREEN, a_list_looked_at),
    "nachweisen": Kept("aydin", "/me/month", PHONE, the_proof_of_last_month),
}


@contextmanager
def city_at(address: str | None) -> Iterator[str]:
    """Yield where the city is: the one that runs, or one for this look."""
    if address:
        yield address
        return
    with TemporaryDirectory() as place:
        town = throw_away.whole_city(Path(place))
        database = db.connect(town.database_url)
        with serving(create_app(town, database)) as found:
            yield found
        database.dispose()


@contextmanager
def seen_by(browser: Browser, address: str, login: str, size: dict[str, int], language: str = "de") -> Iterator[Page]:
    """Yield a page on which somebody has signed in."""
    locale = LANGUAGES[language]
    # Nothing moves while the picture is taken.
    window = browser.new_context(base_url=address, viewport=size, locale=locale, reduced_motion="reduce")
    page = window.new_page()
    page.goto("/login")
    page.fill("#name", login)
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button.kern-btn--primary")
    page.wait_for_load_state()
    # What is chosen at the foot of a page holds, whatever the browser asks for.
    page.click(f"button[name=language][value={language}]")
    page.wait_for_load_state()
    yield page
    window.close()


def main_pages(page: Page) -> list[str]:
    """Return the addresses the navigation leads to, those that are folded away too."""
    areas = page.eval_on_selector_all(".tc-nav__areas a", "all => all.map(each => each.href)") or [page.url]
    found: list[str] = []
    for area in areas:
        page.goto(area)
        found += page.eval_on_selector_all(".tc-nav a", "all => all.map(each => each.href)")
    return list(dict.fromkeys(found))


def overview(browser: Browser, address: str, folder: Path) -> int:
    """Take each main page once, as the first visitor sees it who may; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for visitor in VISITORS:
        with seen_by(browser, address, visitor.name, SCREEN) as page:
            pages = [each for each in main_pages(page) if each not in taken]
        taken.update(pages)
        for language in LANGUAGES:
            for size in (PHONE, SCREEN):
                with seen_by(browser, address, visitor.name, size, language) as page:
                    for each in pages:
                        page.goto(each)
                        name = urlsplit(each).path.strip("/").replace("/", "-")
                        page.screenshot(path=folder / f"{name}-{size['width']}-{language}.png", full_page=True)
    return len(taken)


def keep(browser: Browser, address: str, folder: Path) -> None:
    """Take the pictures of the handbook."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kept in KEPT.items():
        with seen_by(browser, address, kept.login, kept.size) as page:
            page.goto(kept.path)
            kept.before(page)
            page.wait_for_load_state()
            page.evaluate(GERMAN_DAYS)
            (folder / f"{name}.png").write_bytes(reduced(browser, page.screenshot()))


def reduced(browser: Browser, picture: bytes) -> bytes:
    """Return a PNG with a palette: what a page shows has few colours, and needs a third of the room so."""
    page = browser.new_page()
    width, height, palette, points = page.evaluate(REDUCED, [b64encode(picture).decode(), COLOURS])
    page.close()
    rows = b64decode(points)
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", bytes(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py pictures", description="Pictures of every main page")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--keep", action="store_true", help=f"take those in {KEPT_IN.relative_to(ROOT)} anew as well")
    parser.add_argument("--address", help="of a made-up city that runs; without it one is made and thrown away")
    asked = parser.parse_args(arguments)
    clock.use_pinned_zones()
    with sync_playwright() as playwright, city_at(asked.address) as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if asked.keep:
            keep(browser, address, KEPT_IN)
        number = overview(browser, address, asked.folder)
        browser.close()
    sys.stdout.write(f"{number} pages, each {len(LANGUAGES) * 2} times, in {asked.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
