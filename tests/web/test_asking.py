"""Overtime and mobile work people ask for on their forms, and the budgets that bound what is approved of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import City
from tests.web.conftest import Visitor
from timeclock.store.schema.overtime import overtime_budget
from timeclock.store.schema.people import unit, unit_version
from timeclock.store.schema.requests import request

Arrive = Callable[[str], Visitor]
ONE, TWO = str(UUID(int=1)), str(UUID(int=2))
OVERTIME = {
    "request_uid": ONE,
    "day": "2026-11-19",
    "from_clock": "2000",
    "to_clock": "23:30",
    "most": "",
    "reason": "Ratssitzung",
}
MOBILE = {"request_uid": TWO, "first": "2026-11-30", "last": "2026-12-04", "reason": "Gutachten zu Hause"}
BUDGET = {
    "budget": ONE,
    "unit": "",
    "first": "2026-11-01",
    "last": "2026-11-30",
    "hours": "2:30",
    "reason": "Wahl, Verfügung 7",
}


def read(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def payloads(city: City) -> list[dict[str, object]]:
    with city.database.reading() as session:
        return list(session.execute(select(request.c.payload).order_by(request.c.id)).scalars())


def uid_of(city: City, name: str) -> str:
    called = select(unit_version.c.unit_id).where(unit_version.c.name == name)
    with city.database.reading() as session:
        return str(session.execute(select(unit.c.uid).where(unit.c.id.in_(called))).scalar_one())


def approved(visitor: Visitor, **more: str) -> tuple[int, str]:
    """Approve as the page of the case has it; return the answer's status and what it says."""
    page = visitor.get(f"/team/requests/{ONE}").text
    version, seen = (re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "seen"))
    sent = {"version": version, "seen": seen, "decision": "approve", **more}
    answer = visitor.post(f"/team/requests/{ONE}", sent)
    return answer.status_code, read(answer.text)


def test_both_are_asked_for_once_however_often_they_are_sent(aydin: Visitor, small_town: City) -> None:
    for _ in range(2):
        for form, sent in (("overtime", OVERTIME), ("mobile-work", MOBILE)):
            answer = aydin.post(f"/me/requests/{form}", sent, follow_redirects=True)
            assert "zählt, sobald" in read(answer.text)

    asked = payloads(small_town)
    assert [each["day"] for each in asked] == ["2026-11-19", "2026-11-30"]
    assert (asked[0]["minutes"], asked[1]["to_day"]) == (210, "2026-12-05")


@pytest.mark.parametrize(
    ("form", "change", "says"),
    [
        ("overtime", {"day": ""}, "Bitte geben Sie den ersten Tag ein"),
        ("overtime", {"from_clock": ""}, "Bitte geben Sie die Uhrzeit an"),
        ("overtime", {"from_clock": "halb neun"}, "Bitte geben Sie die Uhrzeit an"),
        ("overtime", {"to_clock": "2000"}, "von wann bis wann"),
        ("overtime", {"most": "4:00"}, "mehr, als zwischen den beiden Uhrzeiten liegt"),
        ("overtime", {"day": "2026-10-24", "from_clock": "22:00", "to_clock": "2:30"}, "wurde die Uhr umgestellt"),
        ("overtime", {"reason": " "}, "was zu tun ist"),
        ("overtime", {"colour": "red"}, "nicht erwartet"),
        ("mobile-work", {"last": ""}, "Bitte geben Sie den letzten Tag ein"),
        ("mobile-work", {"last": "2026-11-29"}, "Der letzte Tag liegt vor dem ersten"),
        ("mobile-work", {"first": "2026-11-02", "last": "2026-11-03"}, "Diese Tage sind vorbei"),
        ("mobile-work", {"reason": ""}, "wo Sie arbeiten und warum"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_kept(
    aydin: Visitor, small_town: City, form: str, change: dict[str, str], says: str
) -> None:
    sent = {**(OVERTIME if form == "overtime" else MOBILE), **change}
    answer = aydin.post(f"/me/requests/{form}", sent)

    assert answer.status_code == 422
    assert says in read(answer.text)
    assert all(f'value="{sent[name]}"' in answer.text for name in ("first", "from_clock") if sent.get(name))
    assert payloads(small_town) == []


def test_no_more_is_approved_than_the_units_budget_holds(signed_in: Arrive, small_town: City) -> None:
    officer, brandt = signed_in("officer"), signed_in("brandt")
    signed_in("aydin").post("/me/requests/overtime", OVERTIME)
    sent = {**BUDGET, "unit": uid_of(small_town, "Bürgerdienste")}
    for _ in range(2):
        given = officer.post("/overtime-budgets", sent, follow_redirects=True)
    shown = read(brandt.get(f"/team/requests/{ONE}").text)
    too_much = approved(brandt)
    part = approved(brandt, most="1:00")
    own = read(signed_in("aydin").get("/me/requests").text)
    used = read(officer.get("/overtime-budgets").text)
    withdrawn = officer.post("/overtime-budgets/withdraw", {"budget": ONE}, follow_redirects=True)

    assert "Bürgerdienste" in given.text
    assert "an diesem Tag noch übrig: 2:30" in shown
    assert too_much[0] == 422
    assert "sind nur noch 2:30" in too_much[1]
    assert part[0] == 303
    assert (
        "wann: Do., 19. Nov., 20:00–23:30 Zum Teil genehmigt – wann: Do., 19. Nov., 20:00–23:30 · davon höchstens: 1:00"
        in own
    )
    assert "2:30 1:00 1:30 Wahl, Verfügung 7" in used
    assert "Wahl, Verfügung 7" not in withdrawn.text
    with small_town.database.reading() as session:
        [kept] = session.execute(select(overtime_budget)).all()
    assert (kept.recorded_by, kept.superseded_at is None) == (small_town.logins["officer"], False)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"unit": ""}, "Bitte wählen Sie eine Dienststelle"),
        ({"last": "2026-10-31"}, "Der letzte Tag liegt vor dem ersten"),
        ({"last": ""}, "Bitte geben Sie den letzten Tag ein"),
        ({"last": "9999-12-31"}, "einen Tag von 1990 bis 2199"),
        ({"hours": "-3"}, "Bitte geben Sie Stunden ein"),
        ({"hours": "viel"}, "Bitte geben Sie Stunden ein"),
        ({"reason": " "}, "wo es steht"),
    ],
)
def test_a_budget_that_makes_no_sense_is_not_given(
    signed_in: Arrive, small_town: City, change: dict[str, str], says: str
) -> None:
    sent = {**BUDGET, "unit": uid_of(small_town, "Bürgerdienste"), **change}
    answer = signed_in("officer").post("/overtime-budgets", sent)

    assert (answer.status_code, says in read(answer.text)) == (422, True)


def test_a_budget_that_begins_before_its_unit_does_is_listed_and_withdrawn(signed_in: Arrive, small_town: City) -> None:
    officer, sent = signed_in("officer"), {**BUDGET, "unit": uid_of(small_town, "Bürgerdienste"), "first": "1990-01-01"}
    given = officer.post("/overtime-budgets", sent, follow_redirects=True).text
    withdrawn = officer.post("/overtime-budgets/withdraw", {"budget": ONE}, follow_redirects=True)

    assert 'name="budget" value="' + ONE in given
    assert (withdrawn.status_code, BUDGET["reason"] in withdrawn.text) == (200, False)


def test_nobody_gives_or_withdraws_a_budget_of_a_unit_that_is_not_hers(signed_in: Arrive, small_town: City) -> None:
    officer, hr = signed_in("officer"), signed_in("hr")
    of_all = {**BUDGET, "unit": uid_of(small_town, "Stadtverwaltung")}
    given = officer.post("/overtime-budgets", of_all).status_code
    hr.post("/overtime-budgets", of_all)
    withdrawn = officer.post("/overtime-budgets/withdraw", {"budget": ONE}).status_code
    bound = officer.get("/overtime-budgets").text

    assert (given, withdrawn) == (404, 404)
    assert "Wahl, Verfügung 7" in bound
    assert 'name="budget" value="' + ONE not in bound
