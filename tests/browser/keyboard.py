"""The main tasks: in how many steps somebody is through them, by keyboard alone, and what a screen reader is told."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.window import Steps

# A step is one click, here Enter or Space, or one field that is filled in. To move the focus is none.
AT_MOST = {
    "clock in": 1,
    "see why": 2,
    "correct": 4,
    "leave": 4,
    "approve": 2,
    "one deviation": 2,
    "plan a week": 10,
    "close a month": 5,
    "import": 5,
    "prove a month": 3,
}
ARIA = Path(__file__).parent / "aria"
MOST_TABS = 120
# Return how often Tab has to be pressed at the least: 0 where the focus is there, −1 where nothing has it yet.
AWAY = """each => {
  const wanted = each.closest("a, button, input, select, summary, textarea"), at = document.activeElement;
  if (wanted === at) return 0;
  if (wanted.closest("main") && at === document.body) return -1;
  const stops = "a[href], button, input:not([type=hidden], [type=radio]), select, summary, textarea";
  return 1 + [...document.querySelectorAll(stops)].filter((one) =>
    at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING
    && wanted.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING
    && one.tabIndex >= 0 && one.checkVisibility()).length;
}"""


class Keyboard(Steps):
    """Steps without a mouse: by Tab to where they are taken, past the navigation by the link to the content."""

    def follow(self, what: str | Locator) -> None:
        self.reach(what)
        with self.page.expect_navigation():
            self.press(what)

    def press(self, what: str | Locator) -> None:
        self.taken += 1
        self.reach(what)
        self.page.keyboard.press("Enter")

    def fill(self, what: str | Locator, text: str) -> None:
        self.taken += 1
        field = self.reach(what)
        if field.get_attribute("type") == "date":
            # In which order it wants day, month and year is the browser's own affair.
            field.fill(text)
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, what: str | Locator, file: FilePayload) -> None:
        self.taken += 1
        # The window in which one looks for it is the system's own.
        self.reach(what).set_input_files(file)

    def skip(self, link: str) -> None:
        """Take a link that leads past something on the page; it moves the focus."""
        self.reach(link)
        self.page.keyboard.press("Enter")

    def reach(self, what: str | Locator) -> Locator:
        """Go on by Tab until the focus is there."""
        target = (self.page.locator(what) if isinstance(what, str) else what).first
        pressed = 0
        while pressed < MOST_TABS and (away := target.evaluate(AWAY)):
            for _ in range(abs(away)):
                self.page.keyboard.press("Tab")
            pressed += abs(away)
            if away < 0:
                self.page.keyboard.press("Enter")
        if target.evaluate(AWAY) == 0:
            return target
        raise AssertionError(f"{what} is not reached by {MOST_TABS} times Tab on {self.page.url}")


def expect_told(page: Page, task: str) -> None:
    """Compare what a screen reader is told of a page with what is kept of it: all of that, in that order."""
    kept = ARIA / f"{task.replace(' ', '-')}.yml"
    expect(page.locator("main")).to_match_aria_snapshot(kept.read_text())
