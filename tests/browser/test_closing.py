"""HR closes a month: few steps, counted, with and without script, and no barrier on the way."""

import pytest

from tests.browser.window import Steps, violations
from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds
from timeclock.store import confirmations
from timeclock.store.scope import Scope

pytestmark = pytest.mark.browser
AT_MOST = 5


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


def test_hr_closes_the_month_and_opens_one_again(visit, axe):
    window = visit("hr", java_script_enabled=False)
    confirmed(window.site)
    page = window.go("/")
    steps = Steps(window)
    steps.follow("text=Zeitwirtschaft")
    steps.follow("text=Monate abschließen")
    steps.follow("text=1 Monat abschließen, der bereit ist")
    closing = steps.taken
    assert "1 Monat wurde abgeschlossen." in page.inner_text("main")
    row = "tr:has-text('Celik')"
    assert "abgeschlossen, Version 1" in page.inner_text(row)

    steps.fill(f"{row} input[name=reason]", "Der Plan war falsch.")
    steps.follow(f"{row} button")
    assert "Der Monat ist wieder offen." in page.inner_text("main")
    assert (closing, steps.taken) <= (AT_MOST, AT_MOST)

    looking = visit("hr")
    assert violations(looking.go(f"/closing/{window.site.last_month:%Y-%m}"), axe) == []
