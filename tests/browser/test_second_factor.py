"""The second step as somebody sees it: with a code from her app, and without barriers."""

import re
from base64 import b32decode

from tests.browser.window import violations
from tests.city import PASSWORD
from timeclock import clock
from timeclock.core.totp import code_of, step_at
from timeclock.store import second_factors


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(visit, axe):
    window = visit("privacy")
    page = window.go("/me/security/second/app")
    secret = b32decode(page.inner_text("#secret").replace(" ", ""))
    page.fill("#password", PASSWORD)
    page.click("[data-reveals=password]")
    assert page.get_attribute("#password", "type") == "text"
    step = step_at(clock.now())
    page.fill("#code", code_of(secret, step))
    window.follow("main form button.kern-btn--primary")
    assert len(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", page.inner_text("main"))) == 10
    assert violations(page, axe) == []

    page.context.clear_cookies()
    window.sign_in("privacy")
    assert violations(page, axe) == []
    # A code is good once, and one step early is early enough: so the next is there without waiting half a minute.
    page.fill("#code", code_of(secret, step + 1))
    window.follow("main button")
    assert page.url.endswith("/council/evidence")

    town = window.site.town
    with town.database.transaction() as session:
        second_factors.remove(session, town.logins["privacy"], ("totp", "recovery"), clock.now())
