"""A passkey in a real browser, whose device is Chromium's own: made, used in place of the password, and asked again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.browser.window import violations
from timeclock import clock
from timeclock.store import second_factors
from timeclock.store.schema.access import web_session

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def window(visit):
    """Somebody at the name of the house, because passkeys know no numbers of machines."""
    found = visit()
    found.site = replace(found.site, address=found.site.address.replace("127.0.0.1", "localhost"))
    town = found.site.town
    yield found
    with town.database.transaction() as session:
        second_factors.remove(session, town.logins["officer"], ("passkey", "recovery"), clock.now())


def test_a_passkey_is_made_opens_the_pages_and_confirms_what_weighs_much(window, axe):
    page, town = window.page, window.site.town
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    window.sign_in("officer")
    window.go("/me/security/passkeys/new")
    assert page.is_hidden("[data-passkey-missing]")
    assert violations(page, axe) == []
    page.fill("#name", "Mein Laptop")
    window.follow("main form button")
    assert "Ihre Codes für Papier" in page.inner_text("h1")
    window.go("/me/security")
    assert "Mein Laptop" in page.inner_text(".tc-passkeys")
    assert violations(page, axe) == []

    page.context.clear_cookies()
    window.go("/login?next=/me/security")
    assert violations(page, axe) == []
    window.follow("#passkey button")
    assert "zuletzt benutzt" in page.inner_text(".tc-passkeys")

    with town.database.transaction() as session:
        session.execute(update(web_session).values(confirmed_at=clock.now() - timedelta(minutes=11)))
    window.go(f"/staff/{town.aydin.employment_uid}/{window.site.today}/badges")
    page.fill("#number-issue", "keine Nummer")
    page.locator("form", has=page.locator("#number-issue")).locator("button").first.click()
    page.wait_for_selector("text=Sind Sie es?")
    assert violations(page, axe) == []
    window.meant_to_fail = (422,)
    # Who breaks it off is told so, and stays where she is.
    device.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": False})
    page.click("#passkey_again button")
    page.wait_for_selector("[data-passkey-trouble]:visible")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": True})
    window.follow("#passkey_again button")
    assert page.locator('.tc-summary a[href="#number-issue"]').count() == 1

    page.context.clear_cookies()
    window.sign_in("officer")
    assert "Zweiter Schritt" in page.inner_text("h1")
    assert violations(page, axe) == []
    window.follow("#passkey button")
    assert page.locator("nav.tc-nav").count() == 1
