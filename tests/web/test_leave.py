"""The pages of leave: one's own, and somebody's for HR alone."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from tests.city import NOW
from timeclock.core.leave_year import LeaveKind
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.service import absences, leave, leave_entries, protections
from timeclock.service.absences import Asked
from timeclock.service.leave_entries import Correction
from timeclock.store.schema.evidence import access_read


@pytest.fixture
def on_leave(small_town):
    """Frau Aydin is severely disabled, brought a day and a half along, and has a week of leave before Christmas."""
    status = Protection(ProtectionKind.DISABLED, date(2026, 3, 10), figures=Figures(degree=50))
    before = Correction("10001", LeaveKind.ANNUAL, 2025, Fraction(3, 2), "Rest aus dem Altsystem", opening=True)
    with small_town.database.transaction() as session:
        protections.add(session, "10001", status, NOW)
        leave_entries.correct(session, before, NOW.date(), NOW)
        week = Asked("10001", "leave", date(2026, 12, 14), date(2026, 12, 18))
        absences.enter(session, week, small_town.settings.zone, NOW)
        leave.refresh_now(session, small_town.aydin.person_id, small_town.rulebook(), NOW)
    return small_town


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_ones_own_leave_says_what_there_is_and_until_when(aydin, on_leave):
    said = words(aydin.get("/me/leave"))

    assert "Erholungsurlaub 2025 1,5 0 1,5 0 verfällt nicht, solange nicht darauf hingewiesen wurde" in said
    assert "Erholungsurlaub 2026 30 0 3,5 26,5" in said
    assert "Urlaub eines Jahres bei 5 Arbeitstagen in der Woche: 30 Tage TVöD §26 Abs. 1" in said
    assert "1,5 Aus dem bisherigen System übernommen: Rest aus dem Altsystem" in said
    assert "Zusatzurlaub wegen Schwerbehinderung 2026 4" in said
    assert "−1,25 Die Eigenschaft besteht 9 volle Monate des Jahres SGB IX §208 Abs. 2" in said
    assert "Ein Teil des Jahresurlaubs soll zwei Wochen am Stück haben" in said
    assert "Auf diesen Urlaub wurde noch nicht hingewiesen" in said


def test_before_anything_is_worked_out_the_page_says_so(aydin):
    assert "Noch ist nichts eingetragen; der Urlaub wird jede Nacht berechnet." in words(aydin.get("/me/leave"))


def test_hr_reads_it_and_the_look_is_on_record(signed_in, on_leave):
    address = f"/hr/people/{on_leave.aydin.employment_uid}/leave"
    hr = signed_in("hr")

    assert address in hr.get("/team").text
    assert "Zusatzurlaub wegen Schwerbehinderung 2026" in words(hr.get(address))
    with on_leave.database.reading() as session:
        looks = session.execute(select(access_read.c.route, access_read.c.person_ids)).all()
    assert ("leave", [on_leave.aydin.person_id]) in [tuple(look) for look in looks]


@pytest.mark.parametrize("name", ["brandt", "officer", "celik"])
def test_nobody_else_is_told_of_it(signed_in, on_leave, name):
    answer = signed_in(name).get(f"/hr/people/{on_leave.aydin.employment_uid}/leave")

    assert answer.status_code in {403, 404}
    assert "Zusatzurlaub" not in answer.text
