"""Rosters by program: a month is judged shift by shift and lies on the desk until a person publishes it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.api.conftest import Api, Program
from tests.lived_in import sight
from timeclock.service import roster_desk, roster_law, roster_release
from timeclock.service.roster_desk import Desk, RosterRules
from timeclock.service.roster_release import Release
from timeclock.service.tokens import TokenScope
from timeclock.store.schema.evidence import access_read, audit

PATH, SEND, JANUARY = "rosters/2027-01", "rosters/2027-01/plan", date(2027, 1, 1)
PLAN = frozenset({TokenScope.PLAN})


@pytest.fixture
def brandt(api: Api) -> Program:
    return api.program("brandt", PLAN)


def shift(staff_no: str, day: str, begin: str, end: str, **more: str) -> dict[str, str]:
    return {"staff_no": staff_no, "day": day, "kind": "work", "from": begin, "to": end, **more}


# Frau Aydin has the night to Saturday, and Monday afternoon; Herr Brandt has Monday morning.
NIGHT, LATE = shift("10001", "2027-01-08", "22:00", "06:00"), shift("10001", "2027-01-11", "13:00", "21:00")
MONDAY = shift("10002", "11.01.2027", "06:00", "14:30")
GOOD = [NIGHT, MONDAY, LATE]


def body(program: Program, *shifts: dict[str, str], dry_run: bool = False) -> dict[str, object]:
    return {"unit": program.get(PATH).json["unit"]["uid"], "dry_run": dry_run, "shifts": list(shifts)}


def rules(api: Api) -> RosterRules:
    return RosterRules.of(api.city.settings, api.city.rulebook())


def desk(api: Api) -> Desk:
    with api.city.database.transaction() as session:
        return roster_desk.load(session, sight(session, api.city, "brandt"), rules(api), JANUARY, None)


def published(api: Api) -> None:
    """Publish what lies on the desk as the superior does at the page."""
    with api.city.database.transaction() as session:
        look = sight(session, api.city, "brandt")
        there = roster_desk.load(session, look, rules(api), JANUARY, None)
        judged = roster_law.judge(session, look, there, rules(api))
        seen = Release(there.standing.seen, reason="Plan der Dienstplanung")
        roster_release.publish(session, look, there, judged, rules(api), seen)


def test_a_month_is_tried_then_laid_on_the_desk_and_counts_once_a_person_published_it(
    api: Api, brandt: Program
) -> None:
    tried = brandt.send(SEND, body(brandt, *GOOD, dry_run=True), "key-of-the-trial")
    after_trial = desk(api).standing
    sent = brandt.send(SEND, body(brandt, *GOOD), "key-of-the-month")
    again = brandt.send(SEND, body(brandt, *GOOD), "key-of-the-month")
    lies = desk(api).standing
    before = brandt.get(PATH).json
    published(api)
    after = brandt.get(PATH).json
    fewer = brandt.send(SEND, body(brandt, MONDAY), "key-of-another-plan").json

    assert (tried.status_code, tried.json["entered"], after_trial.plan) == (201, False, None)
    assert [each["change"] for each in tried.json["shifts"]] == ["new"] * 3
    assert (sent.status_code, sent.json["entered"], again.data) == (201, True, sent.data)
    assert (len(lies.planned), lies.plan is not None and lies.plan.version) == (3, 2)
    # On the desk it binds nobody yet.
    assert (before["published"], before["planning"], before["shifts"]) == (False, True, [])
    assert (after["published"], after["planning"]) == (True, False)
    assert [(each["staff_no"], each["from_at"], each["to_at"]) for each in after["shifts"]] == [
        ("10001", "2027-01-08T21:00:00.000Z", "2027-01-09T05:00:00.000Z"),
        ("10002", "2027-01-11T05:00:00.000Z", "2027-01-11T13:30:00.000Z"),
        ("10001", "2027-01-11T12:00:00.000Z", "2027-01-11T20:00:00.000Z"),
    ]
    # What is planned again without two of them leaves one as it is.
    assert ([each["change"] for each in fewer["shifts"]], fewer["withdrawn"]) == (["unchanged"], 2)
    with api.city.database.reading() as session:
        acts = session.execute(select(audit.c.action).where(audit.c.action.like("roster.%"))).scalars().all()
        reads = session.execute(select(access_read.c.person_ids).where(access_read.c.route == "roster")).scalars().all()
    assert sorted(acts)[:3] == ["roster.deliver", "roster.deliver", "roster.publish"]
    assert [api.city.aydin.person_id] in reads


def test_each_shift_has_its_verdict_in_both_languages_and_one_that_is_refused_holds_back_the_month(
    api: Api, brandt: Program
) -> None:
    wrong = [
        shift("10003", "2027-01-04", "06:00", "14:00"),  # Frau Celik is in the archive
        shift("4711", "2027-01-04", "06:00", "14:00"),
        shift("10001", "2027-02-01", "06:00", "14:00"),
        shift("10001", "2027-01-04", "06:00", "26:00"),
        shift("10001", "2027-01-08", "23:00", "05:00"),  # within the night she has
        shift("10002", "2027-01-05", "06:00", "14:00", plan="mond"),
        {**MONDAY, "kind": "urlaub"},
    ]
    answer = brandt.send(SEND, body(brandt, *GOOD, *wrong), "key-of-wrong-ones").json

    assert (answer["entered"], desk(api).standing.plan) == (False, None)
    assert [each["reason"] for each in answer["shifts"]] == [
        None,
        None,
        None,
        "not_in_unit",
        "not_in_unit",
        "other_month",
        "impossible_time",
        "overlaps",
        "unknown_plan",
        "unknown_kind",
    ]
    assert answer["shifts"][5]["message"] == {
        "de": "Der Tag liegt in einem anderen Monat",
        "en": "The day lies in another month",
    }


def test_what_the_law_has_against_a_month_is_said_and_it_cannot_be_published_so(api: Api, brandt: Program) -> None:
    # From 6:00, when her night ends, to 13:00 are seven hours; eleven are due.
    short = shift("10001", "2027-01-09", "13:00", "21:00")
    answer = brandt.send(SEND, body(brandt, NIGHT, short), "key-of-too-short-a-rest").json
    rest = [each for each in answer["objections"] if each["code"] == "ARBZG-5-1-REST11"]

    assert answer["entered"]
    assert [(each["staff_no"], each["day"], each["blocks"]) for each in rest] == [("10001", "2027-01-09", True)]
    assert "7:00 Ruhezeit, 11:00 vorgeschrieben (ArbZG §5 Abs. 1)" in rest[0]["message"]["de"]
    with pytest.raises(roster_desk.NotPlanned):
        published(api)


def test_only_who_plans_a_unit_reaches_it_and_only_by_a_token_made_for_it(api: Api, brandt: Program) -> None:
    own = brandt.get(PATH).json["unit"]["uid"]
    sent = {"unit": own, "dry_run": True, "shifts": GOOD}
    others = {**sent, "unit": "019a9f00-0000-7000-8000-000000000030"}
    by_asking = api.program("brandt", frozenset(TokenScope) - PLAN).send(SEND, sent, "key-without-scope")
    aydin = api.program("aydin", PLAN)

    assert (by_asking.status_code, by_asking.json["type"]) == (403, "urn:timeclock:problem:scope_missing")
    assert [aydin.send(SEND, sent, "key-of-nobody").status_code, aydin.get(PATH).status_code] == [403, 403]
    assert brandt.send(SEND, others, "key-of-another-unit").status_code == 404
    # The role opens rosters and nothing else: not even her own days, for which the token is not made.
    assert brandt.get("balance").status_code == 403
    everything = api.program("brandt", frozenset(TokenScope))
    assert everything.get(f"balance?employment={api.city.aydin.employment_uid}").status_code == 404
