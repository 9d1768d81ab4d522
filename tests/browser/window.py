"""A window of Debian's Chromium on the small city: who looks, what the console said, what axe finds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
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
ENHANCED = {"runOnly": ["color-contrast-enhanced"], "resultTypes": ["violations"]}
NEUTRAL = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}
# What a style sheet may ask for, how the browser is to answer, and what has to hold then.
THEMES = {
    "prefers-color-scheme": ({"color_scheme": "dark"}, COLOURS),
    "forced-colors": ({"forced_colors": "active"}, COLOURS),
    "prefers-contrast": ({"contrast": "more"}, ENHANCED),
}
MEDIA = """() => {
  const asked = (rules) => [...rules].map((rule) =>
    `${rule.media?.mediaText ?? ""} ${rule.styleSheet ? asked(rule.styleSheet.cssRules) : ""}`).join(" ");
  return [...document.styleSheets].map((sheet) => asked(sheet.cssRules)).join(" ");
}"""
STRUCTURE = (Path(__file__).parent / "structure.js").read_text()
RUN = """rules => axe.run(
  document.querySelector("[data-judged]") ? { exclude: ["[data-judged]"] } : document, rules
).then(result => result.violations)"""
DOUBLED_IDS = """() => {
  const all = [...document.querySelectorAll("[id]")].map(each => each.id);
  return [...new Set(all.filter((each, n) => all.indexOf(each) !== n))];
}"""
# WCAG 2.2 asks for 24 px of what one clicks; links within a sentence are free.
TARGETS = """() => {
  const shown = (what) => [...document.querySelectorAll(what)].filter((each) => each.checkVisibility());
  const small = shown("a, button, input:not([type=hidden]), summary")
    .filter((each) => !each.closest("p") && !each.matches(".tc-skip"))
    .map((each) => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([, box]) => box.height < 24 || box.width < 24)
    .map(([html, box]) => `${html} is ${box.width}×${box.height}`);
  const cut = shown("button .kern-label")
    .filter((each) => each.getBoundingClientRect().width > each.closest("button").clientWidth)
    .map((each) => `${each.outerHTML.slice(0, 120)} does not fit its button`);
  const wide = document.documentElement.scrollWidth;
  return [...small, ...cut, ...(wide > innerWidth ? [`it is ${wide} px wide`] : [])];
}"""
# Write what no field expects into every field of the first form, and send it.
NONSENSE = """() => {
  const form = document.querySelector("main form[method=post]:not(.tc-act-form)");
  if (!form) return false;
  form.noValidate = true;
  for (const each of form.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio], [type=file])")) {
    each.type = "text";
    each.value = "ungültig\u202e";
  }
  return true;
}"""
MISTAKES = """() => {
  const summary = document.querySelector(".tc-summary");
  return [
    document.title.startsWith("Fehler: "),
    document.activeElement === summary,
    [...(summary?.querySelectorAll("a") ?? [])].filter((each) => !document.getElementById(each.hash.slice(1)))
      .map((each) => each.outerHTML),
  ];
}"""


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
    role_draft: UUID
    place_draft: UUID

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
        self.follow("main button.kern-btn--primary")

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
        # A field for a day or a number keeps what was typed as well, and the browser does not show it.
        meant |= bool(self.meant_to_fail) and message.text.startswith("The specified value")
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
    """Return what axe finds on the page, but for what is marked as judged, as lines a person can act on."""
    page.wait_for_load_state()
    if page.evaluate("!window.axe"):
        page.evaluate(axe.axe_script)
    return [
        f"{page.url} {each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in page.evaluate(RUN, rules)
        for node in each["nodes"]
    ]


@dataclass
class Judge:
    """Lets axe judge each structure once: by all rules as it stands on a phone, in other themes by its colours alone.

    A size adds what it alone shows, what has to be pushed sideways, and what is too small to be hit.
    """

    axe: Axe
    judged: dict[str, set[str]] = field(default_factory=dict)
    media: str = ""

    def barriers(self, page: Page) -> list[str]:
        """Return what is wrong on a page; of rows that are alike it keeps one."""
        page.set_viewport_size(PHONE)
        page.wait_for_load_state()
        found = [f"{page.url} has the id {name} twice" for name in page.evaluate(DOUBLED_IDS)]
        self._is_new(page, "parts", "parts")
        for size in (NARROW, DESKTOP):
            page.set_viewport_size(size)
            found += [f"{page.url} at {size['width']} px: {each}" for each in page.evaluate(TARGETS)]
        if self._is_new(page, "parts", "parts"):
            found += violations(page, self.axe)
        page.set_viewport_size(PHONE)
        if self._is_new(page, "page", "page"):
            found += violations(page, self.axe)
        self.media = self.media or page.evaluate(MEDIA)
        for feature, (answer, rules) in THEMES.items():
            if feature in self.media and self._is_new(page, feature, "colours"):
                page.emulate_media(**NEUTRAL | answer)
                found += [f"{feature} {each}" for each in violations(page, self.axe, rules)]
        page.emulate_media(**NEUTRAL)
        return found

    def _is_new(self, page: Page, what: str, mode: str) -> bool:
        """Mark what of a page was judged before; say whether anything is left."""
        seen = self.judged.setdefault(what, set())
        left, fresh = page.evaluate(STRUCTURE, [" ".join(seen), mode])
        seen.update(fresh.split())
        return bool(left)
