"""A window of Debian's Chromium on the small city: who looks, what the console said, what axe finds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from werkzeug.routing import Map

from tests.city import PASSWORD, City

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass
class Site:
    """The running city, and the days worth looking at."""

    town: City
    address: str
    routes: Map
    today: date
    asked: UUID
    told: UUID

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
        self.page.click("main button")

    def hear(self, message: ConsoleMessage) -> None:
        meant = any(f"status of {status}" in message.text for status in self.meant_to_fail)
        if message.type in {"error", "warning"} and not meant:
            self.complaints.append(f"{self.page.url}: {message.text}")


def violations(page: Page, axe: Axe) -> list[str]:
    """Return what axe finds on the page as lines a person can act on."""
    page.wait_for_load_state()
    found = axe.run(page, options=RULES).response["violations"]
    return [
        f"{page.url} {each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
