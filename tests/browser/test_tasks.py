"""The main tasks by keyboard alone, with script and without, each in as few steps as `AT_MOST` allows.

The week of a roster is planned in `test_rosters`.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import city as builders
from tests.browser.keyboard import AT_MOST, Keyboard, expect_told
from tests.browser.window import DESKTOP, PHONE, violations
from tests.uploads import LIST
from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds, reminders
from timeclock.store import confirmations
from timeclock.store.scope import Scope

pytestmark = [
    pytest.mark.browser,
    # A browser that moves on before a style sheet has come leaves the server's file to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"),
]
either_way = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def confirmed(site):
    """Let Herr Celik's last month be confirmed, as whoever is responsible for him would have done it."""
    town, month = site.town, site.last_month
    days, everybody = DaySpan.month(month.year, month.month), Scope.system("test")
    with town.database.transaction() as session:
        account_kinds.bring(session, clock.now())
        runs = confirmations.responsible_for(session, days, everybody, town.settings.zone, town.celik.employment_uid)
        for employed, figures in runs:
            login = town.logins["brandt"]
            confirmations.confirm(session, employed.employment_id, month, figures, login, None, clock.now())


def just_signed_in(visit, name, **options):
    """Open a window as somebody who signed in now: later on the same acts ask who one is, in two steps more."""
    window = visit(None, **options)
    window.sign_in(name)
    return window


# The first, because what he asks for further on would keep his month open.
@either_way
def test_hr_closes_the_month_and_opens_one_again(visit, axe, script):
    window = just_signed_in(visit, "hr", viewport=DESKTOP, java_script_enabled=script)
    confirmed(window.site)
    page, keys = window.go("/"), Keyboard(window)
    keys.follow("nav >> text=Zeitwirtschaft")
    keys.follow("nav >> text=Monate abschließen")
    if script:
        expect_told(page, "close a month")
    keys.follow("main button.kern-btn--primary")
    closing = keys.taken
    assert "1 Monat wurde abgeschlossen." in page.inner_text("main")
    row = "tr:has-text('Celik')"
    assert "abgeschlossen, Version" in page.inner_text(row)

    keys.fill(f"{row} input[name=reason]", "Der Plan war falsch.")
    keys.follow(f"{row} button")
    assert "Der Monat ist wieder offen." in page.inner_text("main")
    assert max(closing, keys.taken) <= AT_MOST["close a month"]
    if script:
        assert violations(page, axe) == []


@either_way
def test_somebody_clocks_in(visit, script):
    window = visit("aydin", viewport=PHONE, java_script_enabled=script)
    page, keys = window.go("/me/today"), Keyboard(window)
    if script:
        expect_told(page, "clock in")
    before = page.locator(".tc-act--main").inner_text()
    keys.follow(".tc-act--main")

    assert f"{before} um" in page.locator(".tc-done").inner_text()
    assert keys.taken <= AT_MOST["clock in"]


@either_way
def test_somebody_sees_why_a_day_came_out_as_it_did(visit, script):
    window = visit("aydin", viewport=PHONE, java_script_enabled=script)
    page, keys = window.go("/me/today"), Keyboard(window)
    day = max(window.site.today - timedelta(days=1), window.site.today.replace(day=1))
    keys.follow("text=Zum Monat")
    keys.follow(f"a[href='/me/day/{day}']")
    if script:
        expect_told(page, "see why")

    assert "Differenz des Tages" in page.inner_text("[aria-labelledby=bill-title]")
    assert keys.taken <= AT_MOST["see why"]


def last_workday(today: date) -> date:
    return next(day for ago in range(1, 8) if (day := today - timedelta(days=ago)).isoweekday() <= 5)


@either_way
def test_who_forgot_to_go_has_it_corrected(visit, script):
    window = visit("celik", viewport=PHONE, java_script_enabled=script)
    town = window.site.town
    day = last_workday(window.site.today) - timedelta(days=0 if script else 7)
    with town.database.transaction() as session:
        builders.stamped(session, town.celik, day, "08:00 in", town.settings)
        builders.evaluated(session, town.celik, DaySpan.one(day), town, clock.now())
        reminders.remind(session, town.celik.person_id, DaySpan.one(day), town.rulebook(), clock.now())

    page, keys = window.go("/me/today"), Keyboard(window)
    proposal = page.locator(f".tc-reminders a[href*='/me/day/{day}/correction']")
    assert "Gehen 16:18?" in proposal.inner_text()
    keys.follow(proposal)
    if script:
        expect_told(page, "correct")
    assert page.input_value("#clock") == "16:18"
    keys.fill("#clock", "16:45")
    keys.follow("text=Antrag senden")
    assert page.locator(".tc-done").count() == 1
    assert "16:45" in page.inner_text("main")
    assert keys.taken <= AT_MOST["correct"]

    window.go("/me/today")
    assert page.locator(f".tc-reminders a[href*='/me/day/{day}/']").count() == 0


@either_way
def test_somebody_asks_for_leave(visit, script):
    window = visit("celik", viewport=PHONE, java_script_enabled=script)
    page, keys = window.go("/me/today"), Keyboard(window)
    monday = window.site.today + timedelta(days=(21 if script else 28) - window.site.today.weekday())
    keys.follow("nav >> text=Abwesenheiten")
    if script:
        expect_told(page, "leave")
    keys.fill("#first", monday.isoformat())
    keys.fill("#last", (monday + timedelta(days=2)).isoformat())
    if script:
        expect(page.locator("#look")).to_contain_text("3 Tage, an denen Sie gearbeitet hätten")
    keys.follow("main button.kern-btn--primary")

    asked = page.locator("[aria-labelledby=asked-title] li").first.inner_text()
    assert "Urlaub" in asked
    assert "wartet auf Entscheidung" in asked
    assert keys.taken <= AT_MOST["leave"]


@either_way
def test_a_superior_approves_on_her_phone(visit, axe, script):
    asking = visit("aydin", viewport=PHONE, java_script_enabled=script)
    reason = "Von zu Hause aus" if script else "Aus der Bücherei"
    page = asking.go("/me/requests/mobile-work")
    day = asking.site.today + timedelta(days=7 if script else 14)
    page.fill("#first", day.isoformat())
    page.fill("#last", day.isoformat())
    page.fill("#reason", reason)
    asking.follow("main button.kern-btn--primary")
    assert reason in page.inner_text("main")

    superior = visit("brandt", viewport=PHONE, java_script_enabled=script)
    desk, keys = superior.go("/team"), Keyboard(superior)
    keys.follow("nav >> text=Entscheiden")
    if script:
        expect_told(desk, "approve")
    keys.follow(f"tr:has-text('{reason}') button:has-text('Genehmigen')")
    assert "Genehmigt." in desk.locator(".tc-done").inner_text()
    assert reason not in desk.inner_text("main")
    assert keys.taken <= AT_MOST["approve"]
    if script:
        assert violations(desk, axe) == []
    assert "genehmigt" in asking.go("/me/today").inner_text("main")


@either_way
def test_the_time_office_settles_one_deviation(visit, script):
    window = visit("officer", viewport=DESKTOP, java_script_enabled=script)
    page, keys = window.go("/"), Keyboard(window)
    keys.follow("nav >> text=Zeitwirtschaft")
    if script:
        expect_told(page, "one deviation")
    names = "#list [data-row] [name=row]"
    row = page.locator("[data-row]:has(.tc-buttons [name=basis])").first
    name = row.locator("[name=row]").first.input_value()
    keys.follow(row.locator(".tc-buttons button"))

    assert page.locator(".tc-done").first.is_visible()
    assert name not in page.eval_on_selector_all(names, "all => all.map(each => each.value)")
    assert keys.taken <= AT_MOST["one deviation"]


@either_way
def test_hr_takes_a_list_over(visit, script):
    window = just_signed_in(visit, "hr", viewport=DESKTOP, java_script_enabled=script)
    page, keys = window.go("/"), Keyboard(window)
    content = LIST if script else LIST.replace(b";30,0;", b";31,0;")
    keys.follow("nav >> text=Personal")
    keys.follow("nav >> text=Importe")
    keys.choose("#file", {"name": "personal.csv", "mimeType": "text/csv", "buffer": content})
    keys.follow("main >> text=Ansehen")
    if script:
        expect_told(page, "import")
    keys.follow("main >> text=übernehmen")

    assert "Jede Zeile ist gezählt." in page.inner_text("main")
    assert page.locator("progress").get_attribute("value") == "3"
    assert keys.taken <= AT_MOST["import"]


@either_way
def test_somebody_proves_her_month(visit, script):
    window = visit("aydin", viewport=PHONE, java_script_enabled=script)
    page, keys = window.go("/me/today"), Keyboard(window)
    keys.follow("text=Zum Monat")
    keys.follow("text=Arbeitszeitnachweis")
    if script:
        expect_told(page, "prove a month")
    with page.expect_download() as paper:
        keys.press("text=Als PDF speichern")

    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF-")
    assert keys.taken <= AT_MOST["prove a month"]
