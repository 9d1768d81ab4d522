"""A week of twelve people is planned and published in at most ten steps by keyboard, with script and without."""

from datetime import date, time, timedelta

import pytest

from tests.browser.keyboard import AT_MOST, Keyboard, expect_told
from tests.browser.window import DESKTOP
from timeclock import clock
from timeclock.core.duties import DutyKind
from timeclock.core.needs import Heads, Part
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.store import models, roster_plans, shift_kinds, staffing, unit_staffing
from timeclock.store.staffing import NewPerson

pytestmark = [
    pytest.mark.browser,
    # A browser that moves on before a style sheet has come leaves the server's file to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"),
]
PEOPLE = 12
DAYS = ("F", "F", "F", "F", "F", "-", "-", "S", "S", "S", "S", "S", "-", "-")


def pool(town, name):
    """Found a unit of twelve below the registry, with an early and a late shift and a rotation of two weeks."""
    now = clock.now()
    with town.database.transaction() as session:
        unit_id = staffing.add_unit(session, 1, name, date(2026, 1, 1), now, town.registry)
        for no in range(PEOPLE):
            new = NewPerson("Kim", f"Bad {no:02}", f"{name}-{no}", unit_id, date(2026, 1, 1), 2340)
            hired = staffing.hire(session, 1, new, now)
            models.assign(session, hired.employment_id, 1, date(2026, 1, 5), date(2026, 1, 1), now)
        for key, begins, ends in (("F", time(6), time(14)), ("S", time(13), time(21))):
            shift_kinds.add_kind(session, unit_id, ShiftKind(key, "", DutyKind.WORK, begins, ends), now, None)
        six = Heads(unit_id, date(2026, 1, 1), None, (6,) * 5 + (0,) * 3, Part("F"))
        unit_staffing.set_heads(session, six, None, now)
        shift_kinds.add_rotation(session, unit_id, "Wechsel", Rotation(DAYS, date(2026, 1, 5)), now, None)
    return unit_id


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_week_of_twelve_is_planned_and_published_in_at_most_ten_steps(visit, judge, script):
    window = visit("brandt", viewport=DESKTOP, java_script_enabled=script)
    town, month = window.site.town, (window.site.today + timedelta(days=48)).replace(day=1)
    unit_id = pool(town, f"Hallenbad {script}")
    monday = month + timedelta(days=(7 - month.weekday()) % 7)
    page = window.go(f"/team/roster/{month:%Y-%m}")
    keys = Keyboard(window)
    keys.fill("#unit", f"Hallenbad {script}")
    keys.follow("form[method=get] button")
    if script:
        expect_told(page, "plan a week")
    # Past the cells of the month, of which there are some hundred.
    keys.skip("main [href='#fill']")
    keys.fill("#rotation", "W")
    keys.fill("#first", monday.isoformat())
    keys.fill("#last", (monday + timedelta(days=6)).isoformat())
    keys.fill("#ahead", "7")
    keys.follow("[value=fill]")
    assert "60 Tage geändert" in page.inner_text(".tc-done")
    missing = page.locator("[aria-labelledby=coverage] li").all_text_contents()
    assert len(missing) > 10
    assert not [each for each in missing if f", {monday.day}. " in each]
    keys.skip("main [href='#publish']")
    keys.follow("[value=publish]")
    assert "veröffentlicht" in page.inner_text(".tc-done")
    assert keys.taken <= AT_MOST["plan a week"]

    with town.database.reading() as session:
        standing = roster_plans.standing(session, unit_id, month)
    assert (standing.plan, len(standing.published)) == (None, 60)
    if script:
        assert moved(page, monday.day) == f"c1-{monday.day + 1}"
        window.meant_to_fail = (422,)
        page.keyboard.type("x")
        page.keyboard.press("Enter")
        page.wait_for_selector(".tc-summary")
        assert judge.barriers(page) == []


def moved(page, day):
    """Go from the first cell of a day one to the right and one down by arrow keys; return where one is."""
    page.focus(f"#c0-{day}")
    for key in ("End", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    return page.evaluate("document.activeElement.id")
