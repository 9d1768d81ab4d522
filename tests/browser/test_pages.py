"""Every page there is, taken from the URL map: no violation in light and dark, on phone and desktop, and at 400 %."""

from datetime import timedelta

import pytest

from tests.browser.window import MISTAKES, NONSENSE
from timeclock.core.register import Code

pytestmark = [
    pytest.mark.browser,
    # A browser that moves on before a style sheet has come leaves the server's file to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"),
]

# Who may see which page best; a page that is not here fails the first test.
SEEN_BY = {
    "start.login": None,
    "shell.offline": None,
    "me.today": "aydin",
    "me.month": "aydin",
    "me.day": "aydin",
    "me.report": "aydin",
    "me.list_documents": "aydin",
    "leave.own": "aydin",
    "my_roster.month": "aydin",
    "my_swaps.draft": "aydin",
    "my_on_call.month": "aydin",
    "own_absences.listed": "aydin",
    "calendar.month": "aydin",
    "my_code.show": "aydin",
    "my_accounts.month": "aydin",
    "requests.own": "aydin",
    "changes.listed": "celik",
    "changes.one": "celik",
    "my_notices.listed": "celik",
    "my_reads.month": "aydin",
    "my_export.explained": "aydin",
    "asking.overtime_draft": "aydin",
    "asking.call_draft": "aydin",
    "asking.mobile_work_draft": "aydin",
    "tokens.overview": "aydin",
    "security.overview": "aydin",
    "security.password": "aydin",
    "second_factor.offer": "aydin",
    "second_factor.codes": "aydin",
    "second_factor.removal": "aydin",
    "passkeys.draft": "aydin",
    "api_reference.overview": "aydin",
    "corrections.draft": "aydin",
    "start.explanation": "aydin",
    "team.members": "brandt",
    "presence.board": "brandt",
    "staffing.listed": "brandt",
    "evacuation.now": "brandt",
    "team.month": "brandt",
    "team.day": "brandt",
    "team.report": "brandt",
    "decisions.waiting": "brandt",
    "decisions.case": "brandt",
    "decisions.month": "brandt",
    "deputies.listed": "brandt",
    "roster.month": "brandt",
    "roster_catalogue.page": "brandt",
    "on_call.month": "brandt",
    "messages.listed": "officer",
    "office.deviations": "officer",
    "entering.page": "officer",
    "absence_desk.start": "officer",
    "absence_desk.of_person": "officer",
    "accounts.kept": "officer",
    "accounts.account": "officer",
    "budgets.listed": "officer",
    "models.listed": "officer",
    "models.one": "officer",
    "models.edit": "officer",
    "models.draft": "officer",
    "what_if.ask": "officer",
    "unit_trial.ask": "officer",
    "account_kinds.listed": "hr",
    "mass.listed": "officer",
    "mass.new": "officer",
    "mass.again": "officer",
    "mass.one": "officer",
    "staff.listed": "hr",
    "staff.person": "hr",
    "staff_changing.draft": "hr",
    "hiring.draft": "hr",
    "hiring.further": "hr",
    "agreed_places.listed": "council",
    "agreed_places.new": "hr",
    "holds.listed": "hr",
    "agreed_places.draft": "council",
    "badges.of_person": "officer",
    "medical_checks.of_person": "hr",
    "imports.listed": "hr",
    "imports.one": "hr",
    "hr.figures": "hr",
    "statistics.table": "hr",
    "statistics.looks": "council",
    "register.listed": "hr",
    "evaluations.table": "hr",
    "register.one": "council",
    "register.runs": "council",
    "closing.month": "hr",
    "hr_leave.of_person": "hr",
    "changeover.plan": "hr",
    "changeover.badges": "hr",
    "changeover.opening_files": "hr",
    "changeover.cards": "hr",
    "council.evidence": "council",
    "trials.listed": "council",
    "trials.one": "council",
    "admin.health": "it",
    "terminals.listed": "it",
    "terminals.new": "it",
    "terminals.one": "it",
    "admin.jobs": "it",
    "admin.job": "it",
    "admin.settings": "it",
    "admin.log": "it",
    "users.listed": "it",
    "users.ask": "it",
    "users.draft": "it",
}
# Nothing to look at: they lead elsewhere, are a part of a page, or are no page.
NO_PAGE = {
    "static",
    "start.home",
    "shell.manifest",
    "shell.service_worker",
    "waiting.contact",
    "me.state",
    "me.this_month",
    "calendar.this_month",
    "my_accounts.this_month",
    "my_reads.this_month",
    "my_roster.this_month",
    "my_on_call.this_month",
    "on_call.this_month",
    "on_call.month_file",
    "roster.this_month",
    "me.document",
    "hr.this_month",
    "closing.last_month",
    "changeover.last_cards",
    "changeover.cards_file",
    "imports.report",
    "decisions.last_month",
    "me.report_file",
    # To be seen between the first step and the second alone; `test_second_factor` looks at it.
    "second_factor.ask",
    "trials.file",
    "statistics.file",
    "evaluations.file",
    "evacuation.file",
    "roster_calendar.fetch",
    "team.report_file",
}
# Their first form has buttons only, is folded away, or takes whatever is written.
NOTHING_TO_GET_WRONG = {
    "statistics.table",
    "my_export.explained",
    "shell.offline",
    "me.today",
    "closing.month",
    "my_notices.listed",
    "security.overview",
    "models.draft",
    "users.draft",
    "agreed_places.draft",
    "passkeys.draft",
    "terminals.new",
    "terminals.one",
    "imports.one",
    "requests.own",
    "office.deviations",
    "decisions.waiting",
    "decisions.case",
    "mass.one",
}
LINES_OF_PAGES = """() => new Set([...document.querySelectorAll(".tc-nav > ul:last-of-type > li")]
    .map(each => each.getBoundingClientRect().bottom)).size"""


def readable(site):
    """Return what a browser can open; the API is for programs alone."""
    return {
        rule.endpoint
        for rule in site.routes.iter_rules()
        if "GET" in rule.methods and not rule.rule.startswith("/api/")
    }


def address(site, endpoint):
    day = site.contestable
    first = site.last_month if endpoint in {"decisions.month", "closing.month"} else day.replace(day=1)
    values = {
        "uid": site.town.aydin.employment_uid,
        "day": day,
        "first_day": first,
        "kind": "proof",
        "request_uid": site.asked,
        "notice_uid": site.told,
        "trial_uid": site.trial,
        "upload_uid": site.upload,
        "terminal_uid": site.terminal,
        "draft_uid": site.draft,
        "role_draft_uid": site.role_draft,
        "place_draft_uid": site.place_draft,
        "code": "gleitzeit-39",
        "evaluation": Code.VIOLATIONS,
        "what": "terms",
        "job_name": "month-end",
    }
    (rule,) = [rule for rule in site.routes.iter_rules(endpoint) if "GET" in rule.methods]
    return site.routes.bind("localhost").build(endpoint, {name: values[name] for name in rule.arguments})


def test_no_page_is_forgotten(site):
    assert readable(site) == SEEN_BY.keys() | NO_PAGE


@pytest.mark.parametrize("endpoint", SEEN_BY)
def test_no_page_has_a_barrier(same_window, judge, endpoint):
    window = same_window(SEEN_BY[endpoint])
    page = window.go(address(window.site, endpoint))

    assert page.evaluate(LINES_OF_PAGES) <= 2
    assert judge.barriers(page) == []
    if endpoint not in NOTHING_TO_GET_WRONG and page.evaluate(NONSENSE):
        window.meant_to_fail = (422,)
        window.follow("main form[method=post]:not(.tc-act-form) button:not([type=button])")
        assert page.evaluate(MISTAKES) == [True, True, []]
        assert judge.barriers(page) == []


def test_failures_and_messages_have_no_barrier(visit, judge):
    window = visit()
    window.meant_to_fail = (422, 404)
    window.go("/login")
    window.follow("main button.kern-btn--primary")
    found = judge.barriers(window.page)
    window.sign_in("brandt")
    window.go("/nowhere")
    found += judge.barriers(window.page)
    window.go("/me/today")
    window.follow(".tc-act--main")
    found += judge.barriers(window.page)

    assert found == []


@pytest.mark.parametrize(("name", "endpoint"), [("aydin", "me.month"), ("brandt", "roster.month")])
def test_on_paper_are_the_days_and_neither_ways_nor_buttons(same_window, name, endpoint):
    window = same_window(name)
    page = window.go(address(window.site, endpoint))
    page.emulate_media(media="print")
    seen = {
        what: page.locator(f"{what}:visible").count()
        for what in ("main table td", "nav", "footer", "button", "main [type=date]")
    }
    page.emulate_media(media="screen")

    assert seen.pop("main table td") > 20
    assert set(seen.values()) == {0}, seen


def test_two_models_side_by_side_have_no_barrier(visit, judge):
    window = visit("officer")
    page = window.go("/what-if")
    page.fill("#staff_no", "10001")
    page.select_option("#model", "SPÄT")
    page.fill("#from", str(window.site.last_month))
    window.follow("main button")
    assert page.locator("#days-title").is_visible()

    assert judge.barriers(page) == []


def test_what_an_absence_would_do_has_no_barrier(visit, judge):
    window = visit("officer")
    page = window.go(address(window.site, "absence_desk.of_person"))
    page.select_option("#reason", "leave")
    page.fill("#first", str(window.site.last_month))
    page.fill("#last", str(window.site.last_month + timedelta(days=4)))
    window.follow("main button[value=show]")
    assert page.locator("#effect-title").is_visible()

    assert judge.barriers(page) == []
