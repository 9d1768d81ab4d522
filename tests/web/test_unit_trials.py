"""A unit's trial on its pages: the time office by name, the staff council by numbers of chance and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.city import NOW, City, evaluated, stamped
from tests.web.conftest import Visitor
from timeclock.core.spans import DaySpan
from timeclock.store.schema.documents import document
from timeclock.store.schema.evidence import access_read, audit
from timeclock.web import create_app

DAYS = DaySpan(date(2026, 11, 16), date(2026, 11, 18))
SHORT = "08:00 in 14:25 out"
PLAIN = "08:00 in 12:00 break_start 12:30 break_end 16:18 out"
# Nobody of the cast by name, number or address.
NAMES = ("Aydin", "Elif", "Brandt", "Jens", "10001", "10002")
ASKED = {
    "with_below": "true",
    "from": "2026-11-16",
    "to": "2026-11-17",
    "breaks": "step",
    "core_from": "10",
    "core_to": "14",
}


@pytest.fixture
def pages(small_town: City) -> Iterator[Flask]:
    """The pages of a city in which two people may be told of, both of whom left once without a break."""
    with small_town.database.transaction() as session:
        for who in (small_town.aydin, small_town.brandt):
            for day, taps in zip(DAYS, (SHORT, PLAIN), strict=True):
                stamped(session, who, day, taps, small_town.settings)
            evaluated(session, who, DAYS, small_town)
    with time_machine.travel(NOW, tick=False):
        yield create_app(replace(small_town.settings, least_group=2), small_town.database)


def come(pages: Flask, name: str) -> Visitor:
    somebody = Visitor(pages.test_client())
    assert somebody.sign_in(name).status_code == 303
    return somebody


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def asked(office: Visitor, **more: str) -> dict[str, str]:
    """Return what the form sends for the registry."""
    [unit] = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>Bürgerdienste', office.get("/what-if/unit").text)
    return {**ASKED, "unit": unit, **more}


def test_the_time_office_reads_each_by_name_before_and_after_and_why(pages: Flask, small_town: City) -> None:
    office = come(pages, "officer")
    answer = office.post("/what-if/unit", asked(office))
    read = words(answer.text)

    assert answer.status_code == 200
    # Twice 6:00 and 7:48, and 5:55 and 7:48: half an hour of break is taken off instead of 0:25.
    assert "Istzeit 27:36 27:26 −0:10" in read
    assert "Abgezogene Pausen: −0:10" in read
    # Each owes 7:48 a day: 1:48 too few, 1:53 then.
    assert re.search(r"Aydin, Elif 10001 −1:48 −1:53 13:48 13:43 2 2 0:00 0:00 Abgezogene Pausen −0:05", read)
    # Leaving at 14:25 misses core time to 15, and keeps that from 10 to 14.
    assert "Warnungen: Kernzeit nicht vollständig eingehalten 2 0 −2" in read
    with small_town.database.reading() as session:
        [looked] = session.execute(select(access_read).where(access_read.c.route == "what_if_unit")).all()
        assert session.execute(select(func.count()).select_from(document)).scalar_one() == 0
    assert looked.person_ids == sorted({small_town.aydin.person_id, small_town.brandt.person_id})


def test_the_file_for_the_office_has_the_same_figures(pages: Flask) -> None:
    office = come(pages, "officer")
    answer = office.post("/what-if/unit", asked(office, step="csv"))

    assert answer.mimetype == "text/csv"
    assert "10001;Aydin, Elif;828;823;-108;-113;2;2;1;0;0;0" in answer.text


def test_the_council_reads_what_was_made_available_and_in_no_way_a_name(pages: Flask, small_town: City) -> None:
    office, council = come(pages, "officer"), come(pages, "council")
    assert "noch keine Probe" in council.get("/council/trials").text
    assert office.post("/what-if/unit", asked(office, step="release")).status_code == 303

    listed = council.get("/council/trials").text
    [uid] = re.findall(r"/council/trials/([0-9a-f-]{36})", listed)
    page, file = council.get(f"/council/trials/{uid}").text, council.get(f"/council/trials/{uid}/csv").text
    # The sums to the minute; of each one the balance in hours, and what changes to a quarter of one.
    assert "Istzeit 27:36 27:26 −0:10" in words(page)
    assert words(page).count("−2:00 −2:00 2 2 1 0 0:00 0:00") == 2
    assert file.splitlines()[1:] == [
        "Summe;-216;-226;4;4;2;0;0;0",
        "1;-120;-120;2;2;1;0;0;0",
        "2;-120;-120;2;2;1;0;0;0",
    ]
    uids = [str(who.employment_uid) for who in (small_town.aydin, small_town.brandt)]
    for shown in (listed, page, file):
        for known in (*NAMES, *uids):
            assert known not in shown
    with small_town.database.reading() as session:
        [made] = session.execute(select(audit).where(audit.c.action == "trial.made_available")).all()
        [kept] = session.execute(select(document)).all()
    assert (made.subject, made.by) == (uid, small_town.logins["officer"])
    assert kept.person_id is None
    for path in small_town.settings.documents.rglob("*"):
        assert path.is_dir() or not any(each.encode() in path.read_bytes() for each in (*NAMES, *uids))


def test_of_fewer_than_the_least_group_the_council_is_told_nothing(pages: Flask, small_town: City) -> None:
    strict = create_app(replace(small_town.settings, least_group=3), small_town.database)
    office = come(strict, "officer")
    answer = office.post("/what-if/unit", asked(office, step="release"))

    assert answer.status_code == 422
    assert "dass sie erkannt werden könnten" in answer.text
    assert "noch keine Probe" in come(strict, "council").get("/council/trials").text


def test_nobody_else_tries_a_unit(pages: Flask) -> None:
    for name in ("aydin", "brandt", "council"):
        somebody = come(pages, name)
        assert somebody.get("/what-if/unit").status_code == 403
        for step in ("show", "csv", "release"):
            form = {**ASKED, "unit": "00000000-0000-0000-0000-000000000001", "step": step}
            assert somebody.post("/what-if/unit", form).status_code == 403


def test_what_is_wrong_stands_at_its_field(pages: Flask) -> None:
    office = come(pages, "officer")
    for field, wrong, message in (
        ("unit", {"unit": ""}, "Bitte wählen Sie eine Ihrer Dienststellen."),
        ("unit", {"unit": "00000000-0000-0000-0000-000000000001"}, "Bitte wählen Sie eine Ihrer Dienststellen."),
        ("model", {"model": "NONE"}, "Dieses Arbeitszeitmodell gibt es nicht."),
        ("from", {"from": "", "to": "2026-11-17"}, "Probieren lassen sich nur Tage"),
        ("from", {"from": "2025-01-01"}, "Probieren lassen sich nur Tage"),
        ("core_from", {"core_to": ""}, "Bitte geben Sie beide Zeiten ein"),
        ("frame_from", {"frame_from": "20:00", "frame_to": "6:00"}, "Bitte geben Sie beide Zeiten ein"),
        ("keep", {"keep": "viel"}, "zum Beispiel 20:00"),
        ("most_debit", {"most_debit": "-1:00"}, "zum Beispiel 20:00"),
        ("breaks", {"breaks": "never"}, "Das wurde nicht verstanden."),
    ):
        answer = office.post("/what-if/unit", asked(office) | wrong)
        assert answer.status_code == 422
        assert message in answer.text
        assert f'href="#{field}"' in answer.text
