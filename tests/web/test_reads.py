"""Whoever looks at others' data is on record, on each route there is, and the person concerned reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from tests.city import NOW, City, agreed
from tests.lived_in import sight
from tests.web.conftest import Visitor
from timeclock.i18n import wording
from timeclock.service import terminal_messages
from timeclock.service.access import ALLOWED, Action, Relation
from timeclock.service.terminal_messages import Wanted
from timeclock.store import audit
from timeclock.store.schema.evidence import access_read, ledger_record
from timeclock.web.policies import declared

Arrive = Callable[[str], Visitor]
# Routes on which a look at Ms Aydin is tried here: who looks, and where.
LOOKED_AT = {
    "team.members": ("brandt", "/team"),
    "team.month": ("brandt", "/team/{aydin}/month/2026-11"),
    "team.day": ("brandt", "/team/{aydin}/day/2026-11-19"),
    "team.report": ("brandt", "/team/{aydin}/proof/2026-11"),
    "team.report_file": ("brandt", "/team/{aydin}/proof/2026-11/csv"),
    "presence.board": ("brandt", "/team/presence"),
    "decisions.month": ("brandt", "/team/confirm/2026-11"),
    "roster.month": ("brandt", "/team/roster/2026-11"),
    "entering.page": ("officer", "/office/people/{aydin}/day/2026-11-19/stamps"),
    "absence_desk.of_person": ("officer", "/absences/{aydin}/2026-11"),
    "accounts.kept": ("officer", "/accounts"),
    "accounts.account": ("officer", "/accounts/{aydin}/2026-11"),
    "messages.listed": ("officer", "/office/messages"),
    "hr_leave.of_person": ("hr", "/hr/people/{aydin}/leave"),
    "staff.listed": ("hr", "/staff"),
    "staff.person": ("hr", "/staff/{aydin}/2026-11-19"),
    "staff_changing.draft": ("hr", "/staff/{aydin}/2026-11-19/change/terms"),
    "evaluations.table": ("hr", "/evaluations/balances/table"),
    "hiring.further": ("hr", "/staff/{aydin}/2026-11-19/further"),
    "badges.of_person": ("hr", "/staff/{aydin}/2026-11-19/badges"),
    "medical_checks.of_person": ("hr", "/staff/{aydin}/2026-11-19/checks"),
}
# Routes that record the look only where there is something to see; each has its test where that is made.
TRIED_ELSEWHERE = {
    "decisions.waiting": "service/test_corrections.py",
    "decisions.case": "service/test_swaps.py",
    "calendar.month": "web/test_absences.py",
    "evacuation.now": "service/test_evacuation.py",
    "evacuation.file": "service/test_evacuation.py",
    "office.deviations": "service/test_team.py",
    "mass.one": "web/test_mass.py",
    "mass.again": "web/test_mass.py",
    "what_if.ask": "web/test_what_if.py",
    "unit_trial.ask": "web/test_unit_trials.py",
    "evaluations.file": "web/test_evaluations.py",
    "changeover.badges": "service/test_badge_import.py",
    "api_v1_rosters.get_roster": "api/test_rosters.py",
}
# Routes that could show others by what they are for, and why no look is recorded there.
NOBODY_SHOWN = {
    "decisions.last_month": "leads to the month",
    "calendar.this_month": "leads to the month",
    "roster.this_month": "leads to the month",
    "on_call.this_month": "leads to the month",
    "hr.this_month": "leads to the month",
    "closing.last_month": "leads to the month",
    "changeover.last_cards": "leads to the month",
    "staffing.listed": "how many are needed in units, of nobody",
    "roster_catalogue.page": "kinds of shifts, of nobody",
    "budgets.listed": "budgets of units",
    "absence_desk.start": "asks for whom",
    "mass.new": "asks for whom",
    "hiring.draft": "asks who is new",
    "mass.listed": "what was entered for many, with how many",
    "hr.figures": "figures of groups in which nobody can be recognised",
    "statistics.table": "sums of groups in which nobody can be recognised",
    "statistics.file": "sums of groups in which nobody can be recognised",
    "statistics.looks": "who asked for statistics",
    "changeover.plan": "days of units",
}
# Recorded by their service (`audit.read_of_others`), with no test that makes a look of each yet.
BY_SERVICE = {
    "on_call.month": "on_call_months.of_units",
    "on_call.month_file": "on_call_months.of_units",
    "closing.month": "closings.view",
    "changeover.cards": "reconciliation",
    "changeover.cards_file": "reconciliation",
    "changeover.opening_files": "openings.listed",
}


def reaches_others(action: Action) -> bool:
    return any(relation is Relation.OWN_UNIT for _, relation in ALLOWED[action])


def test_no_route_that_could_show_others_is_forgotten(pages: Flask) -> None:
    actions = declared(pages)
    readable = {rule.endpoint for rule in pages.url_map.iter_rules() if "GET" in (rule.methods or ())}
    found = {endpoint for endpoint in readable if reaches_others(actions[endpoint])}
    named = [*LOOKED_AT, *TRIED_ELSEWHERE, *NOBODY_SHOWN, *BY_SERVICE]

    assert sorted(named) == sorted(found)


def test_each_look_is_on_record_and_she_reads_it_in_words(small_town: City, signed_in: Arrive) -> None:
    with small_town.database.transaction() as session:
        agreed(session)
        terminal_messages.leave(session, sight(session, small_town, "officer"), Wanted("10001", "Bitte melden"))
        before = session.execute(select(func.count(access_read.c.id))).scalar_one()
    visitors = {name: signed_in(name) for name in ("brandt", "officer", "hr")}
    silent = []
    for endpoint, (name, path) in LOOKED_AT.items():
        answer = visitors[name].get(path.format(aydin=small_town.aydin.employment_uid))
        with small_town.database.reading() as session:
            rows = session.execute(select(access_read).order_by(access_read.c.id)).all()[before:]
        before += len(rows)
        seen = [(row.by, small_town.aydin.person_id in row.person_ids) for row in rows]
        # A file, or another form about her, is the same look as the page in the minute before.
        expected = [] if endpoint in {"team.report_file", "hiring.further"} else [(small_town.logins[name], True)]
        if (answer.status_code, seen) != (200, expected):
            silent.append((endpoint, answer.status_code, seen))
    assert silent == []

    with small_town.database.reading() as session:
        routes = set(session.scalars(select(access_read.c.route)))
        purposes = set(session.scalars(select(access_read.c.purpose)))
    assert routes <= wording.READ_PART.keys()
    assert purposes <= wording.READ_PURPOSE.keys()
    page = signed_in("aydin").get("/me/reads/2026-11").text
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert all(wording_of in said for wording_of in ("Brandt Führungskraft", "Officer Zeitbeauftragte", "Freitag, 20."))
    assert "Ihr Urlaub" in said
    assert "Nachrichten hinterlassen" in said
    assert "niemand sonst" in signed_in("aydin").get("/me/reads/2026-10").text
    assert "niemand sonst" in signed_in("celik").get("/me/reads/2026-12").text


def test_whom_one_reads_again_within_the_minute_is_on_record_already(small_town: City) -> None:
    """The ledger takes what was written; who stands in for somebody is named with him."""
    aydin, brandt = small_town.aydin.person_id, small_town.brandt.person_id
    reader = small_town.logins["officer"]

    def look(*persons: int, after: int = 0, route: str = "team") -> None:
        audit.read_of_others(session, reader, route, "decide_requests", persons, NOW + timedelta(seconds=after))

    with small_town.database.transaction() as session:
        look(aydin)
        look(aydin, after=5)
        look(aydin, brandt, after=9)
        look(aydin, after=10, route="requests")
        look(aydin, after=61)
        rows = session.execute(select(access_read.c.route, access_read.c.person_ids).order_by(access_read.c.id)).all()
        leaves = session.execute(select(func.count()).where(ledger_record.c.kind == "access_read")).scalar_one()

    assert [tuple(row) for row in rows] == [
        ("team", [aydin]),
        ("team", [brandt]),
        ("requests", [aydin]),
        ("team", [aydin]),
    ]
    assert leaves == 4
