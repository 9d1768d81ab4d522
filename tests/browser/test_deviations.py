"""The time office clears its list with at most two actions each."""

from datetime import timedelta

import pytest

from tests.browser.window import DESKTOP, PHONE, Steps
from tests.lived_in import delivered
from tests.terminal import enrolled
from timeclock import clock

pytestmark = [
    pytest.mark.browser,
    # A browser that moves on before a style sheet has come leaves the server's file to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"),
]
MOST_OF_A_KIND = 4


def names(page):
    """Return by kind the names of the open deviations of Herr Brandt, in the order of the page."""
    return page.eval_on_selector_all(
        "#list section",
        """sections => sections.map(each => [
            each.querySelector('h2').id.replace('-title', ''),
            [...each.querySelectorAll('.tc-deviation')].filter(row => row.innerText.includes('Brandt'))
                .map(row => row.querySelector('[name=row], [name=stamp]')?.value).filter(Boolean)])""",
    )


def open_of(page, kind):
    return dict(names(page)).get(kind, [])


def open_names(page):
    return page.eval_on_selector_all("#list [name=row], #list [name=stamp]", "all => all.map(each => each.value)")


def settle(counted, name):
    """Settle one with the likely way, or in words of one's own where there is none."""
    row = counted.page.locator(f".tc-deviation:has([value='{name}'])")
    likely = row.locator(".tc-buttons button")
    if likely.count():
        counted.follow(likely.first)
    else:
        counted.fill(row.locator("[name=words]"), "Besprochen und geklärt")
        counted.follow(row.locator("[value=own_words]"))
    assert counted.page.locator(".tc-done").first.is_visible()


def unknown_taps(town):
    """Let two people hold a badge that nobody knows."""
    terminal = enrolled(town, clock.now())
    with town.database.transaction() as session:
        entries = [terminal.stamp(clock.now() - timedelta(minutes=ago)) for ago in (5, 9)]
        delivered(session, town, terminal, entries, clock.now())


def test_twenty_deviations_are_cleared_with_at_most_two_actions_each(visit, judge):
    window = visit("officer", viewport=DESKTOP)
    unknown_taps(window.site.town)
    address = f"/office/deviations?from={window.site.today - timedelta(days=28)}"
    assert judge.barriers(window.go(address)) == []

    page = window.go(address)
    cleared, worst = {}, 0
    for kind in [kind for kind, found in names(page) if found]:
        window.go(f"{address}&kind={kind}")
        while sum(cleared.values()) < 18 and cleared.get(kind, 0) < MOST_OF_A_KIND and (left := open_of(page, kind)):
            counted = Steps(window)
            settle(counted, left[0])
            assert left[0] not in open_names(page)
            cleared[kind] = cleared.get(kind, 0) + 1
            worst = max(worst, counted.taken)

    window.go(address)
    counted = Steps(window)
    stamps = page.locator(".tc-deviation:has([name=stamp])")
    waiting, stamp = stamps.count(), stamps.first
    uid = stamp.locator("[name=stamp]").first.input_value()
    counted.fill(stamp.locator("[name=staff_no]"), "10002")
    counted.follow(stamp.locator("[value=by_number]"))
    assert uid not in open_names(page)
    counted.follow(stamps.locator("[value=leave_out]").first)
    assert stamps.count() == waiting - 2

    assert sum(cleared.values()) + 2 == 20
    assert len({*cleared, "stamps"}) >= 6
    assert worst <= 2
    assert counted.taken <= 3


def test_on_a_phone_without_script_many_are_settled_at_once_and_taken_back(visit):
    window = visit("officer", viewport=PHONE, java_script_enabled=False)
    page = window.go(f"/office/deviations?kind=short_break&from={window.site.today - timedelta(days=25)}")
    before = sorted(open_names(page))
    counted = Steps(window)
    boxes = page.locator("[type=checkbox][name=row]")
    for n in range(2):
        counted.tick(boxes.nth(n))
    counted.follow(page.locator(".tc-many button[value=talked]"))
    assert "2 erledigt" in page.locator(".tc-done").inner_text()
    assert counted.taken <= 2 * 2

    window.follow("text=Zurücknehmen")
    assert "wie zuvor" in page.locator(".tc-done").inner_text()
    assert {each.split("~")[0] for each in open_names(page)} == {each.split("~")[0] for each in before}


def focused(page):
    """Return which row of the list has the focus, and whether it is the row itself."""
    return page.evaluate(
        """() => {
            const rows = [...document.querySelectorAll('[data-row]')], at = document.activeElement;
            return [rows.findIndex(row => row.contains(at)), rows.includes(at)];
        }"""
    )


def test_the_list_is_worked_through_by_keys_until_they_are_turned_off(visit, judge):
    window = visit("officer", viewport=DESKTOP)
    page = window.go(f"/office/deviations?kind=short_break&from={window.site.today - timedelta(days=20)}")
    keys, rows = page.keyboard, page.locator("[data-row]")
    keys.press("j")
    assert focused(page) == [-1, False]
    rows.first.locator("a").first.focus()
    for key, row in (("j", 1), ("j", 2), ("k", 1)):
        keys.press(key)
        assert focused(page) == [row, True]
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "3px" in outline
    assert "solid" in outline

    keys.press("?")
    assert page.locator(".tc-keys dl").is_visible()
    keys.press("j")
    name = rows.nth(1).locator("[name=row]").first.input_value()
    keys.press("Enter")
    assert focused(page) == [1, False]
    with page.expect_navigation():
        keys.press("Enter")
    assert name not in open_names(page)
    keys.press("j")
    assert focused(page) == [1, True]

    words = rows.nth(1).locator("[name=words]")
    words.focus()
    keys.type("jk?")
    assert words.input_value() == "jk?"
    keys.press("Escape")
    assert focused(page) == [1, True]
    page.locator(".tc-keys summary").click()
    page.locator("#keys-on").uncheck()
    rows.nth(1).locator("a").first.focus()
    keys.press("j")
    assert focused(page) == [1, False]
    assert page.locator(".tc-keys dl").is_visible()
    assert judge.barriers(page) == []


def test_a_request_is_opened_by_keys(visit):
    page = visit("brandt", viewport=DESKTOP).go("/team/requests")
    page.locator(".tc-keys summary").focus()
    page.keyboard.press("j")
    assert focused(page) == [0, True]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/team/requests/" in page.url
