"""What a person asks for through a program is what she asks for on the pages: once, hers alone, and decided there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from uuid import UUID

import pytest
import time_machine

from tests.api.conftest import THURSDAY, Api, Program, settled
from tests.city import NOW
from tests.databases import copied_city
from tests.lived_in import TERMS, sight
from timeclock.core.requests import State
from timeclock.service import absence_requests, decisions, requests
from timeclock.service.absence_requests import Wanted
from timeclock.service.tokens import TokenScope
from timeclock.web.api import examples

KEYS = map("a-key-of-one-request-{}".format, count())
GOING = examples.CORRECTION_BODY | {"clock": "16:30"}
ELSEWHERE = examples.MOBILE_WORK_BODY


@pytest.fixture(scope="module", params=["sqlite"])
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One city for all: each test asks for days of its own."""
    with time_machine.travel(NOW, tick=False):
        yield from map(settled, copied_city(request, tmp_path_factory.mktemp("asking")))


def elsewhere(day: int) -> dict[str, object]:
    """Return what asks for mobile work on a day of December."""
    return ELSEWHERE | {"from": f"2026-12-{day:02}", "to": f"2026-12-{day + 1:02}"}


def refuse(api: Api, uid: str) -> None:
    """Let the superior refuse a request on her page."""
    with api.city.database.transaction() as session:
        decisions.refuse(session, sight(session, api.city, "brandt"), UUID(uid), 1, "nein")


def test_what_was_asked_once_is_on_record_once_and_decided_by_the_superior(api: Api, aydin: Program) -> None:
    key = next(KEYS)
    first, again = (aydin.send("requests/corrections", GOING, key) for _ in range(2))
    asked = first.json
    assert (first.status_code, again.data) == (201, first.data)
    assert (asked["kind"], asked["day"], asked["state"]) == ("correction", str(THURSDAY), "submitted")
    assert (asked["can_withdraw"], asked["can_object"]) == (True, False)
    assert [line["text"] for line in asked["lines"]] == ["keine Buchung", "Gehen 16:30"]
    with api.city.database.reading() as session:
        [mine] = requests.listed(session, sight(session, api.city, "aydin"))
    assert (str(mine.asked.uid), mine.asked.reason) == (asked["uid"], "Gehen vergessen")

    refuse(api, asked["uid"])
    stands = aydin.get(f"requests/{asked['uid']}", Accept_Language="en").json
    assert (stands["state"], stands["text"], stands["can_object"]) == ("refused", "refused", True)
    assert (stands["decision"]["by"], stands["decision"]["reason"]) == ("Brandt", "nein")

    objection = f"requests/{asked['uid']}/objection"
    objected = aydin.send(objection, {"reason": "Ich war da"}, next(KEYS))
    twice = aydin.send(objection, {"reason": "Ich war da"}, next(KEYS))
    assert (objected.status_code, objected.json["state"]) == (201, State.OBJECTED)
    assert (twice.status_code, twice.json["obstacle"]) == (409, "not_decided")


def test_a_break_not_taken_counts_at_once_and_no_more_once_it_is_withdrawn(aydin: Program) -> None:
    body = {"day": str(THURSDAY), "reason": "Telefondienst"}
    said, again = (aydin.send("requests/breaks-not-taken", body, next(KEYS)).json["uid"] for _ in range(2))
    assert said == again
    assert aydin.get(f"days/{THURSDAY}").json["worked_minutes"] == 385

    withdrawn = aydin.send(f"requests/{said}/withdrawal", None, next(KEYS))
    assert (withdrawn.status_code, withdrawn.json["state"]) == (201, "withdrawn")
    assert aydin.get(f"days/{THURSDAY}").json["worked_minutes"] == 360


def test_what_of_a_request_was_granted_is_told_where_that_is_not_all(api: Api, aydin: Program) -> None:
    asked = aydin.send("requests/overtime", examples.OVERTIME_BODY | {"day": "2026-12-14"}, next(KEYS)).json
    with api.city.database.transaction() as session:
        brandt = sight(session, api.city, "brandt")
        decisions.approve(session, brandt, UUID(asked["uid"]), 1, None, TERMS, {"minutes": 30})
    stands = aydin.get(f"requests/{asked['uid']}").json

    assert (asked["granted"], stands["lines"]) == (None, asked["lines"])
    assert [line["text"] for line in stands["granted"]][-1] == "0:30"


def test_why_something_cannot_be_asked_for_is_a_code_and_a_sentence_of_its_kind(aydin: Program) -> None:
    """Overtime and mobile work have an obstacle of the same code, and each its own sentence."""
    for path, body, sentence in (
        ("requests/mobile-work", elsewhere(1), "Sie haben für einen dieser Tage schon mobiles Arbeiten beantragt."),
        ("requests/overtime", examples.OVERTIME_BODY, "Sie haben für diese Zeit schon Überstunden beantragt."),
    ):
        assert aydin.send(path, body, next(KEYS)).status_code == 201
        refused = aydin.send(path, body | {"reason": "noch einmal"}, next(KEYS))
        assert (refused.status_code, refused.json["type"]) == (409, "urn:timeclock:problem:cannot_ask")
        assert (refused.json["obstacle"], refused.json["detail"]) == ("already_asked", sentence)


def test_a_wall_clock_that_came_twice_has_to_be_told_apart(aydin: Program) -> None:
    """On 25 October 2026 the hour from 2 to 3 came twice."""
    twice = GOING | {"day": "2026-10-25", "kind": "in", "clock": "02:30"}
    overtime = examples.OVERTIME_BODY | {"day": "2026-10-25", "from": "02:30", "to": "04:00"}

    assert aydin.send("requests/corrections", twice, next(KEYS)).json["obstacle"] == "time_twice"
    assert aydin.send("requests/overtime", overtime, next(KEYS)).json["obstacle"] == "no_such_time"


def test_each_wrong_field_is_named(aydin: Program) -> None:
    missing, wrong = {"day": "2026-11-19", "change": "new", "reason": "x"}, GOING | {"clock": "25:00", "login": 1}
    for path, body, fields in (
        ("requests/corrections", missing, ["clock", "kind"]),
        ("requests/corrections", missing | {"change": "delete"}, ["stamp"]),
        ("requests/corrections", wrong, ["clock", "login"]),
        ("requests/mobile-work", ELSEWHERE | {"to": "2026-11-30"}, ["from"]),
        ("requests/mobile-work", ELSEWHERE | {"reason": "half \ud800 of it"}, ["reason"]),
        ("requests/account-transfers", examples.TRANSFER_BODY | {"minutes": "600"}, ["minutes"]),
        ("months/2026-10/answer", examples.ANSWER_BODY | {"answer": "object", "reason": " "}, ["reason"]),
    ):
        answer = aydin.send(path, body, next(KEYS))
        assert (answer.status_code, answer.json["type"]) == (422, "urn:timeclock:problem:invalid_input")
        assert [fault["field"] for fault in answer.json["errors"]] == fields


def test_to_ask_takes_a_token_made_for_it_and_it_opens_nothing_else(api: Api) -> None:
    reading, asking = (api.program("aydin", frozenset({scope})) for scope in (TokenScope.READ, TokenScope.ASK))
    refused = reading.send("requests/mobile-work", elsewhere(3), next(KEYS))

    assert (refused.status_code, refused.json["type"]) == (403, "urn:timeclock:problem:scope_missing")
    assert 'scope="ask"' in refused.headers["WWW-Authenticate"]
    assert asking.send("requests/mobile-work", elsewhere(3), next(KEYS)).status_code == 201
    assert asking.get("requests").status_code == asking.get("absences/reasons").status_code == 403
    assert reading.get("requests").status_code == 200


def test_a_request_is_its_persons_alone_and_a_superiors_token_decides_nothing(api: Api, aydin: Program) -> None:
    uid = aydin.send("requests/mobile-work", elsewhere(5), next(KEYS)).json["uid"]
    brandt = api.program("brandt")

    assert brandt.get("requests").json["requests"] == []
    assert brandt.get(f"requests/{uid}").status_code == brandt.get(f"requests?before={uid}").status_code == 404
    assert brandt.send(f"requests/{uid}/withdrawal", None, next(KEYS)).status_code == 404
    assert brandt.send(f"requests/{uid}/objection", {"reason": "x"}, next(KEYS)).status_code == 404
    for path in (f"/team/requests/{uid}", "/team/requests"):
        assert brandt.client.get(path, headers=brandt.headers({})).location.startswith("/login")


def test_earlier_requests_come_with_the_last_one_before_them(aydin: Program) -> None:
    first, second = (aydin.send("requests/mobile-work", elsewhere(day), next(KEYS)).json["uid"] for day in (7, 9))

    assert [each["uid"] for each in aydin.get("requests").json["requests"]][:2] == [second, first]
    assert aydin.get(f"requests?before={second}").json["requests"][0]["uid"] == first


def test_an_absence_is_told_with_its_reason_and_taken_back_by_asking(api: Api, aydin: Program) -> None:
    wanted = Wanted(UUID(int=7), "leave", date(2026, 12, 21), date(2026, 12, 23), None, None, "")
    with api.city.database.transaction() as session:
        terms = replace(TERMS, at_once=frozenset({"absence"}))
        absence_requests.ask(session, sight(session, api.city, "aydin"), wanted, terms)
    [absence] = aydin.get("absences?from=2026-12-23&to=2027-01-01").json["absences"]

    told = [absence[name] for name in ("reason", "title", "from", "to", "extent")]
    assert told == ["leave", "Erholungsurlaub", "2026-12-21", "2026-12-24", "whole"]
    assert absence["employment"] == str(api.city.aydin.employment_uid)
    back = {"absence": absence["uid"], "reason": "abgesagt"}
    assert api.program("brandt").send("requests/absence-returns", back, next(KEYS)).status_code == 404
    assert aydin.send("requests/absence-returns", back, next(KEYS)).json["kind"] == "absence_return"
    assert "leave" in [each["code"] for each in aydin.get("absences/reasons").json["reasons"]]
    away = {"from": "2026-12-22", "to": "2026-12-23", "absence_reason": "leave"}
    assert aydin.send("requests/absences", away, next(KEYS)).json["obstacle"] == "away_already"
