"""People found among many, and one person's file as of a day: everybody reads as far as she may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City, badge, employed_again
from tests.web.conftest import Visitor
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.i18n import sorting
from timeclock.service import protections
from timeclock.store import directory, staffing
from timeclock.store.directory import Sought, Word
from timeclock.store.schema.evidence import access_read
from timeclock.store.scope import Scope
from timeclock.store.staffing import NewPerson

Arrive = Callable[[str], Visitor]
NAMES = re.compile(r'href="/staff/[^"]+">([^<]+)</a>')


def found(visitor: Visitor, query: str) -> list[str]:
    return NAMES.findall(visitor.get(f"/staff{query}").text)


@pytest.fixture
def accented(small_town: City) -> City:
    with small_town.database.transaction() as session:
        for given, family, number in (("Łucja", "Müller-Lüdenscheidt", "00017"), ("Zoë", "Weiß", "20_0")):
            new = NewPerson(given, family, number, small_town.archive, FIRST_DAY, 2340)
            staffing.hire(session, 1, new, NOW)
    return small_town


def test_people_are_found_by_name_number_and_unit_however_they_are_typed(signed_in: Arrive, accented: City) -> None:
    hr = signed_in("hr")
    cases = {
        "?q=MULLER": ["Müller-Lüdenscheidt, Łucja"],
        "?q=lüd+lucja": ["Müller-Lüdenscheidt, Łucja"],
        "?q=denscheidt": [],
        "?q=weiss": ["Weiß, Zoë"],
        "?q=17": ["Müller-Lüdenscheidt, Łucja"],
        "?q=0001": ["Aydin, Elif", "Brandt, Jens", "Celik, Can", "Müller-Lüdenscheidt, Łucja"],
        "?q=20_": ["Weiß, Zoë"],
        "?q=%25": [],
        "?q=stadtarchiv+celik": ["Celik, Can"],
        "?day=2025-12-31": [],
    }

    assert {query: found(hr, query) for query in cases} == cases
    assert hr.get("/staff?q=%00").status_code == 422
    assert hr.get("/staff?unit=00000000-0000-0000-0000-000000000007").status_code == 404


def test_the_time_office_finds_and_reads_the_people_of_its_units_alone(signed_in: Arrive, accented: City) -> None:
    officer = signed_in("officer")

    assert found(officer, "") == ["Aydin, Elif", "Brandt, Jens"]
    assert officer.get(f"/staff/{accented.celik.employment_uid}/2026-11-19").status_code == 404
    assert signed_in("brandt").get("/staff").status_code == 403
    with accented.database.reading() as session:
        routes = session.execute(select(access_read.c.route, access_read.c.person_ids)).all()
    assert [tuple(row) for row in routes] == [("staff", [accented.aydin.person_id, accented.brandt.person_id])]


def test_a_file_tells_what_protects_her_to_hr_alone_and_of_a_badge_never_its_number(
    signed_in: Arrive, small_town: City
) -> None:
    with small_town.database.transaction() as session:
        shown = badge(session, small_town.aydin, "04AABBCC", small_town.settings)
        protections.add(session, "10001", Protection(ProtectionKind.OPT_OUT, FIRST_DAY), NOW)
        elsewhere = employed_again(session, small_town.aydin, small_town.archive)
    at = f"/staff/{small_town.aydin.employment_uid}/2026-11-19"
    hr, officer = signed_in("hr").get(at).text, signed_in("officer").get(at).text

    assert "39:00" in officer
    assert "Gleitzeit 39 Stunden" in officer
    assert all(shown[:8] in page and shown not in page and "04AABBCC" not in page for page in (hr, officer))
    assert ("Längere" in hr or "längere" in hr, "länger" in officer.lower()) == (True, False)
    # Her other employment lies in a unit that is not the officer's.
    number = f"2000{small_town.aydin.employment_id}"
    assert (number in hr, number in officer) == (True, False)
    assert elsewhere.person_id == small_town.aydin.person_id


def test_pages_of_many_follow_each_other(small_town: City, postgres_city: City) -> None:
    for town in (small_town, postgres_city):
        with town.database.transaction() as session:
            for no in range(7):
                new = NewPerson("Ada", f"Ünal{no}", f"7{no}", town.archive, FIRST_DAY, 2340)
                staffing.hire(session, 1, new, NOW)
            sought = Sought((Word(sorting.sought("ÜNAL"), "ÜNAL", frozenset()),))
            day, everybody = date(2026, 11, 19), Scope.system("test")
            pages = [directory.page(session, sought, day, everybody, first, 3) for first in (0, 3, 6)]

        assert [count for count, _ in pages] == [7, 7, 7]
        assert [each.family_name for _, people in pages for each in people] == [f"Ünal{no}" for no in range(7)]
