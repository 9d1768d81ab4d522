"""The way through a day, with script and without."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests import city as builders
from tests.browser.window import violations
from timeclock import clock
from timeclock.core.spans import DaySpan

pytestmark = [
    pytest.mark.browser,
    # A browser that moves on before a style sheet has come leaves the server's file to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_sign_in_stamp_look_contest_sign_out(visit, script):
    window = visit(java_script_enabled=script)
    window.sign_in("aydin")
    page = window.page
    assert page.locator("h1").inner_text().startswith("Heute")

    before = page.locator(".tc-act--main").inner_text()
    window.follow(".tc-act--main")
    assert f"{before} um" in page.locator(".tc-done").inner_text()
    assert page.locator(".tc-act--main").inner_text() != before

    window.follow("text=Zum Monat")
    if window.site.contestable.month != window.site.today.month:
        window.follow("a[rel=prev]")
    window.follow(f"a[href='/me/day/{window.site.contestable}']")
    assert "Pause abgezogen" in page.inner_text("main")

    page.fill("#reason", "Der Schalter war allein besetzt.")
    window.follow("text=Ich hatte diese Pause nicht")
    assert "wieder gutgeschrieben" in page.inner_text("main")
    window.follow("text=Erklärung zurücknehmen")
    assert "wieder gutgeschrieben" not in page.inner_text("main")

    window.follow("text=Abmelden")
    assert "Sie sind abgemeldet." in page.inner_text("main")
    window.go("/me/today")
    assert page.url.endswith("/login?next=/me/today")


@pytest.mark.parametrize(("script", "ago"), [(True, 3), (False, 8)], ids=["with script", "without script"])
def test_ask_for_a_forgotten_stamp_have_it_approved_and_see_it(visit, axe, script, ago):
    window, superior = (visit(name, java_script_enabled=script) for name in ("aydin", "brandt"))
    day = f"/me/day/{window.site.today - timedelta(days=ago)}"
    page = window.go(day)
    assert "Das Gehen fehlt" in page.inner_text("main")

    window.follow("text=Buchung nachtragen")
    page.select_option("#kind", "out")
    page.fill("#clock", "halb fünf")
    page.fill("#reason", "Ausweis im Büro vergessen")
    window.meant_to_fail = (422,)
    window.follow("text=Antrag senden")
    assert "Bitte geben Sie die Uhrzeit an" in page.locator(".tc-summary").inner_text()
    assert page.input_value("#reason") == "Ausweis im Büro vergessen"
    page.fill("#clock", "1630")
    window.follow("text=Antrag senden")
    assert "Ihr Antrag ist aufgenommen" in page.locator(".tc-done").inner_text()
    assert "wartet auf Entscheidung" in page.inner_text("main")

    desk = superior.go("/team/requests")
    superior.follow("tr:has-text('Ausweis im Büro vergessen') a")
    assert "Ausweis im Büro vergessen" in desk.inner_text("main")
    superior.follow("text=Genehmigen")
    assert "Genehmigt." in desk.locator(".tc-done").inner_text()

    page = window.go("/me/today")
    assert "wurde genehmigt" in page.inner_text("main")
    if script:
        assert violations(page, axe) == []
    window.follow("text=Gelesen")
    assert "wurde genehmigt" not in page.inner_text("main")
    page = window.go(day)
    assert "Arbeit von 07:30 bis 16:30" in page.inner_text("main")
    assert "Brandt" in page.inner_text("main")


def test_a_tap_elsewhere_shows_at_the_next_poll(visit):
    window = visit("celik")
    town, page = window.site.town, window.go("/me/today")
    state = page.locator(".tc-state").inner_text()
    kind = page.locator(".tc-act--main").get_attribute("value")
    now = clock.now()
    with town.database.transaction() as session:
        local = now.astimezone(town.settings.zone)
        builders.stamped(session, town.celik, local.date(), f"{local:%H:%M} {kind}", town.settings)
    with town.database.transaction() as session:
        builders.evaluated(session, town.celik, DaySpan.one(local.date()), town, clock.now())

    page.wait_for_function("old => document.querySelector('.tc-state').innerText !== old", arg=state)
    assert page.locator(".tc-state").inner_text() != state


def test_the_poll_leaves_the_focus_where_it_is(visit):
    page = visit("brandt").go("/me/today")
    page.focus(".tc-act--main")
    first = page.locator("[name=request_uid]").first.input_value()

    page.wait_for_function("old => document.querySelector('[name=request_uid]').value !== old", arg=first)
    assert page.evaluate("document.activeElement.matches('.tc-act--main')")


def test_a_second_click_on_the_way_is_not_sent(visit):
    page, sent = visit("brandt").go("/me/today"), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("() => { const b = document.querySelector('.tc-act--main'); b.click(); b.click(); }")
    page.wait_for_selector(".tc-done")

    assert len(sent) == 1


def test_by_keyboard_the_first_step_leads_to_the_content(visit):
    page = visit("aydin").go("/me/today")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Zum Inhalt"

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_mistakes_take_the_focus(visit):
    window = visit()
    window.go("/login")
    window.meant_to_fail = (422,)
    window.follow("main button.kern-btn--primary")

    window.page.wait_for_selector(".tc-summary:focus")
    assert window.page.title().startswith("Fehler: ")


def test_the_language_changes_and_stays(visit):
    window = visit("aydin")
    page = window.go("/me/today")
    window.follow("button[name=language][value=en]")
    assert page.locator("h1").inner_text().startswith("Today")

    window.follow("text=Help")
    assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_is_fetched_from_elsewhere(visit):
    window = visit()
    asked = []
    window.page.on("request", lambda request: asked.append(request.url))
    window.sign_in("aydin")
    window.go(f"/me/day/{window.site.contestable}?{uuid4()}")

    assert [url for url in asked if not url.startswith((window.site.address, "data:"))] == []


def test_a_code_that_ended_is_replaced_while_somebody_looks_and_at_last_taken_away(visit):
    window = visit("aydin")
    window.page.clock.install()
    picture = window.go("/me/code").locator(".tc-code path")
    for _ in range(4):
        ended = picture.get_attribute("d")
        window.page.clock.fast_forward("01:00")
        expect(picture).not_to_have_attribute("d", ended)
    window.page.clock.fast_forward("01:00")

    expect(picture).to_have_count(0)
