"""A window of Debian's Chromium on the small city: who looks, what the console said, what axe finds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page
from werkzeug.routing import Map

from tests.city import PASSWORD, City

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What axe judges by colours; the rest it judges by what stands on the page and where, the same in light and dark.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 256}  # what 1280 × 1024 leave at 400 %
SHOWN = "[...document.querySelectorAll('*')].map(each => each.checkVisibility())"


@dataclass
class Site:
    """The running city, and the days worth looking at."""

    town: City
    address: str
    routes: Map
    today: date
    asked: UUID
    told: UUID
    trial: UUID
    upload: UUID
    terminal: UUID
    draft: UUID

    @property
    def contestable(self) -> date:
        return self.today - timedelta(days=2)

    @property
    def last_month(self) -> date:
        return (self.today.replace(day=1) - timedelta(days=1)).replace(day=1)


@dataclass
class Visit:
    """One person's window; what the console complains about is kept, but for answers that are meant to fail."""

    site: Site
    page: Page
    complaints: list[str] = field(default_factory=list)
    meant_to_fail: tuple[int, ...] = ()

    def go(self, path: str) -> Page:
        self.page.goto(self.site.address + path)
        return self.page

    def sign_in(self, name: str) -> None:
        self.go("/login")
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self.follow("main button")

    def follow(self, what: str | Locator) -> None:
        """Click what leads to a page, and wait until that is there: what one reads next is not the page before."""
        target = self.page.locator(what).first if isinstance(what, str) else what
        with self.page.expect_navigation():
            target.click()

    def listen(self) -> None:
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hear(self, message: ConsoleMessage) -> None:
        meant = any(f"status of {status}" in message.text for status in self.meant_to_fail)
        if message.type in {"error", "warning"} and not meant:
            self.complaints.append(f"{self.page.url}: {message.text}")


class Steps:
    """What somebody clicks and fills in, counted."""

    def __init__(self, window: Visit) -> None:
        self.window, self.page, self.taken = window, window.page, 0

    def follow(self, what: str | Locator) -> None:
        self.taken += 1
        self.window.follow(what)

    def tick(self, box: Locator) -> None:
        self.taken += 1
        box.check()

    def fill(self, what: str | Locator, text: str) -> None:
        self.taken += 1
        (self.page.locator(what) if isinstance(what, str) else what).fill(text)


def violations(page: Page, axe: Axe, rules: dict[str, list[str]] = RULES) -> list[str]:
    """Return what axe finds on the page as lines a person can act on."""
    page.wait_for_load_state()
    if page.evaluate("!window.axe"):
        page.evaluate(axe.axe_script)
    found = page.evaluate("rules => axe.run(document, rules).then(result => result.violations)", rules)
    return [
        f"{page.url} {each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def barriers(page: Page, axe: Axe, *sizes: dict[str, int]) -> list[tuple[int, str, str]]:
    """Return what axe finds at each size in light and dark, and where one has to push the page sideways."""
    found = []
    for size in sizes or (PHONE, DESKTOP):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        shown = page.evaluate(SHOWN)
        found += [(size["width"], "light", each) for each in violations(page, axe)]
        page.emulate_media(color_scheme="dark")
        found += [(size["width"], "dark", each) for each in violations(page, axe, COLOURS)]
        if page.evaluate(SHOWN) != shown:
            found.append((size["width"], "dark", f"{page.url} shows something else than in the light"))
    page.set_viewport_size(NARROW)
    if (width := page.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
        found.append((NARROW["width"], "dark", f"{page.url} is {width} px wide"))
    return found
