"""The presence board, minimum staffing and what both say on other pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.city import NOW, City, evaluated, stamped
from tests.web.conftest import Visitor
from timeclock.core.spans import DaySpan

Arrive = Callable[[str], Visitor]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday")
HEADS = {**dict.fromkeys(WEEK, "0"), "monday": "2"}


def unit_of(page: str) -> str:
    return page.split('<option value="')[1].split('"', maxsplit=1)[0]


def test_an_employee_finds_on_the_board_herself_alone_until_the_city_agreed_on_more(signed_in: Arrive) -> None:
    aydin, brandt = signed_in("aydin").get("/team/presence").text, signed_in("brandt").get("/team/presence").text

    assert "nicht vereinbart" in aydin
    assert ("Brandt, Jens" in aydin, "Aydin, Elif" in brandt) == (False, True)
    assert ("/team/presence" in signed_in("aydin").get("/me/today").text, "/team/presence" in brandt) == (False, True)
    assert "noch nicht oder nicht mehr da" in brandt


def test_a_superior_enters_how_many_are_needed_and_the_calendar_marks_the_days(signed_in: Arrive) -> None:
    brandt = signed_in("brandt")
    unit = unit_of(brandt.get("/team/staffing").text)
    wrong = brandt.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-19", "monday": "-1"})
    over = brandt.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-19"})
    entered = brandt.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-23", "monday": "3"})

    assert (wrong.status_code, "ganze Zahl" in wrong.text) == (422, True)
    assert (over.status_code, "Vergangenes bleibt" in over.text) == (422, True)
    assert entered.status_code == 303
    page = brandt.get("/team/staffing").text
    assert "Montag: 3, Dienstag: 0" in page
    # The form begins with what holds, of the day as of a part of it.
    assert re.search(r'name="monday"[^>]*value="3"|value="3"[^>]*name="monday"', page)
    half = brandt.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-23", "from": "10:00", "to": ""})
    both = brandt.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-23", "of": "F", "from": "10:00"})
    nobody = brandt.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-23", "of": "F"})
    assert [each.status_code for each in (half, both, nobody)] == [422, 422, 422]
    clocks = {**HEADS, "unit": unit, "first": "2026-11-23", "from": "10:00", "to": "18:00", "holiday": "5"}
    assert brandt.post("/team/staffing", clocks).status_code == 303
    part = brandt.get(f"/team/staffing?unit={unit}&part=10:00-18:00").text
    assert re.search(r'name="holiday"[^>]*value="5"|value="5"[^>]*name="holiday"', part)
    assert 'value="10:00"' in part
    assert "Bürgerdienste: 2 von 3 da" in brandt.get("/calendar/2026-11").text


def test_the_office_reads_before_it_saves_how_many_would_be_there(signed_in: Arrive, small_town: City) -> None:
    officer = signed_in("officer")
    unit = unit_of(officer.get("/team/staffing").text)
    assert officer.post("/team/staffing", {**HEADS, "unit": unit, "first": "2026-11-20"}).status_code == 303
    optional = dict.fromkeys(
        ("from_clock", "to_clock", "certificate", "lessons", "site_min", "travel_min", "unavoidable"), ""
    )
    days = {"reason": "leave", "first": "2026-11-23", "last": "2026-11-24", "step": "show"}
    shown = officer.post(f"/absences/{small_town.aydin.employment_uid}/2026-11", {**optional, **days})

    assert "1 von 2 gebrauchten wären da" in shown.text
    assert "An 1 Tag wären weniger da als gebraucht" in shown.text


def test_a_superior_finds_those_she_is_responsible_for_on_the_list_for_an_evacuation_and_prints_it(
    signed_in: Arrive, small_town: City
) -> None:
    with small_town.database.transaction() as session:
        for who in (small_town.aydin, small_town.celik):
            stamped(session, who, NOW.date(), "08:00 in", small_town.settings)
            evaluated(session, who, DaySpan.one(NOW.date()), small_town)
    page, file = (signed_in("brandt").get(f"/team/evacuation{end}") for end in ("", "/pdf"))

    assert ("Aydin, Elif" in page.text, "Celik" in page.text) == (True, False)
    assert "Bürgerdienste: an keinem Terminal gebucht, kann in jedem Gebäude sein" in page.text
    assert (file.data[:5], file.headers["Content-Disposition"]) == (b"%PDF-", 'attachment; filename="evacuation.pdf"')
    assert signed_in("aydin").get("/team/evacuation").status_code == 403
