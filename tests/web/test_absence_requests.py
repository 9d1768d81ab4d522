"""Absences people ask for: they count until refused, a part may be granted, one to come is taken back by asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import NOW, City
from tests.web.conftest import Visitor
from timeclock.core.leave_year import LeaveKind
from timeclock.service import absences, leave, leave_entries
from timeclock.service.absences import Asked
from timeclock.store.schema.absences import absence
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.requests import request

Arrive = Callable[[str], Visitor]
ONE, TWO = str(UUID(int=1)), str(UUID(int=2))
LEAVE = {
    "request_uid": ONE,
    "reason": "leave",
    "first": "2026-12-07",
    "last": "2026-12-11",
    "from_clock": "",
    "to_clock": "",
    "why": "",
}


@pytest.fixture
def small_town(small_town: City) -> City:
    """The small town, where absences count until somebody refuses them."""
    settings = replace(small_town.settings, requests_count_at_once=("absence",))
    return replace(small_town, settings=settings)


def read(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def counting(city: City) -> list[tuple[str, date, date]]:
    with city.database.reading() as session:
        rows = session.execute(select(absence).where(absence.c.superseded_at.is_(None)).order_by(absence.c.id))
        return [(row.reason, row.from_day, row.to_day) for row in rows]


def decided(visitor: Visitor, uid: str, **more: str) -> int:
    """Decide as the page of the case has it, and return the answer's status."""
    page = visitor.get(f"/team/requests/{uid}").text
    version, seen = (re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "seen"))
    return visitor.post(f"/team/requests/{uid}", {"version": version, "seen": seen, **more}).status_code


def states(city: City) -> list[str]:
    with city.database.reading() as session:
        return list(session.execute(select(request.c.state).order_by(request.c.id)).scalars())


WEEK = ("leave", date(2026, 12, 7), date(2026, 12, 12))


def test_leave_counts_until_somebody_refuses_it(signed_in: Arrive, small_town: City) -> None:
    aydin = signed_in("aydin")
    asked = aydin.post("/me/absences", LEAVE, follow_redirects=True)
    again = aydin.post("/me/absences", LEAVE, follow_redirects=True)

    assert "zählt ab jetzt" in asked.text
    assert again.status_code == 200
    assert counting(small_town) == [WEEK]

    brandt = signed_in("brandt")
    assert "Art der Abwesenheit: Urlaub · Von: Mo., 7. Dez." in read(brandt.get("/team/requests").text)
    assert decided(brandt, ONE, decision="refuse", reason="Abschluss") == 303
    assert counting(small_town) == []
    assert "Abschluss" in signed_in("aydin").get("/me/absences").text


def test_whoever_decides_sees_who_else_is_away(signed_in: Arrive, small_town: City) -> None:
    signed_in("aydin").post("/me/absences", LEAVE)
    with small_town.database.transaction() as session:
        other = Asked("10002", "training", date(2026, 12, 9), date(2026, 12, 9))
        absences.enter(session, other, small_town.settings.zone, NOW)

    page = read(signed_in("brandt").get(f"/team/requests/{ONE}").text)

    assert "Mi., 9. Dez. : 1 von 1 (Jens Brandt:" in page


def test_some_of_the_days_are_granted(signed_in: Arrive, small_town: City) -> None:
    signed_in("aydin").post("/me/absences", LEAVE)
    brandt = signed_in("brandt")
    wrong = {"decision": "approve", "part_first": "2026-12-10", "part_last": "2026-12-14"}

    assert decided(brandt, ONE, **wrong) == 422
    assert decided(brandt, ONE, **{**wrong, "part_last": "2026-12-09"}) == 422
    assert decided(brandt, ONE, decision="approve", part_first="2026-12-10", part_last="") == 303
    assert counting(small_town) == [("leave", date(2026, 12, 10), date(2026, 12, 11))]
    assert states(small_town) == ["approved"]


def test_an_approved_absence_is_taken_back_by_asking(signed_in: Arrive, small_town: City) -> None:
    aydin, brandt = signed_in("aydin"), signed_in("brandt")
    aydin.post("/me/absences", LEAVE)
    assert decided(brandt, ONE, decision="approve") == 303
    with small_town.database.reading() as session:
        uid = session.execute(select(absence.c.uid)).scalar_one()
    back = {"request_uid": TWO, "absence": str(uid)}
    for _ in range(2):
        assert aydin.post("/me/absences/back", back).status_code == 303

    assert counting(small_town) == [WEEK]
    assert "Abwesenheit zurücknehmen" in brandt.get(f"/team/requests/{TWO}").text
    assert decided(brandt, TWO, decision="approve") == 303
    assert counting(small_town) == []
    gone = aydin.post("/me/absences/back", {**back, "request_uid": str(UUID(int=3))})
    assert (gone.status_code, "zählt nicht mehr" in gone.text) == (422, True)


def test_what_waits_is_withdrawn_and_counts_no_more(signed_in: Arrive, small_town: City) -> None:
    aydin = signed_in("aydin")
    aydin.post("/me/absences", LEAVE)
    gone = aydin.post("/me/absences/withdraw", {"request_uid": ONE}, follow_redirects=True)

    assert "wurde zurückgenommen" in gone.text
    assert (counting(small_town), states(small_town)) == ([], ["withdrawn"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last": "2026-12-04"}, "liegt vor dem ersten"),
        ({"to_clock": "12:00"}, "ab der"),
        ({"reason": "sick"}, "lässt sich das nicht beantragen"),
        ({"reason": "exchange_day"}, "lässt sich das nicht beantragen"),
        ({"first": "2018-12-07", "last": "2018-12-07"}, "nicht beschäftigt"),
        ({"first": "2026-01-05", "last": "2026-01-05"}, "zu lange zurück"),
        ({"first": "2026-12-15", "last": "2026-12-15"}, "schon abwesend"),
        ({"first": ""}, "den ersten und den letzten Tag"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    signed_in: Arrive, small_town: City, change: dict[str, str], said: str
) -> None:
    with small_town.database.transaction() as session:
        absences.enter(
            session, Asked("10001", "release", date(2026, 12, 15), date(2026, 12, 15)), small_town.settings.zone, NOW
        )
    answer = signed_in("aydin").post("/me/absences", {**LEAVE, **change})

    assert answer.status_code == 422
    assert said in answer.text
    assert states(small_town) == []


def test_what_was_entered_or_has_begun_is_not_taken_back_by_asking(signed_in: Arrive, small_town: City) -> None:
    with small_town.database.transaction() as session:
        entered = [
            absences.enter(session, asked, small_town.settings.zone, NOW)
            for asked in (
                Asked("10001", "release", date(2026, 12, 15), date(2026, 12, 15)),
                Asked("10001", "leave", date(2026, 11, 16), date(2026, 11, 16)),
                Asked("10002", "leave", date(2026, 12, 15), date(2026, 12, 15)),
            )
        ]
    visitor = signed_in("aydin")
    answers = [visitor.post("/me/absences/back", {"request_uid": ONE, "absence": str(uid)}) for uid in entered]

    assert [answer.status_code for answer in answers] == [422, 422, 404]
    assert "für Sie eingetragen" in answers[0].text
    assert "hat begonnen" in answers[1].text


def test_a_refusal_after_an_absence_was_taken_back_leaves_it_as_it_is(signed_in: Arrive, small_town: City) -> None:
    """Refused, the absence still counts; hours of each day are asked for as well."""
    aydin, brandt = signed_in("aydin"), signed_in("brandt")
    aydin.post("/me/absences", {**LEAVE, "reason": "flextime_day", "from_clock": "12:00"})
    assert "Uhrzeit: 12:00" in read(brandt.get(f"/team/requests/{ONE}").text)
    with small_town.database.reading() as session:
        uid = session.execute(select(absence.c.uid)).scalar_one()
    aydin.post("/me/absences/back", {"request_uid": TWO, "absence": str(uid)})

    assert decided(brandt, TWO, decision="refuse", reason="steht im Dienstplan") == 303
    assert [reason for reason, *_ in counting(small_town)] == ["flextime_day"]


def test_before_she_asks_she_sees_what_it_takes_and_who_else_is_away(signed_in: Arrive, small_town: City) -> None:
    with small_town.database.transaction() as session:
        zone = small_town.settings.zone
        absences.enter(session, Asked("10002", "sick", date(2026, 12, 8), date(2026, 12, 8)), zone, NOW)
        absences.enter(session, Asked("10003", "leave", date(2026, 12, 9), date(2026, 12, 9)), zone, NOW)
        leave.refresh_now(session, small_town.aydin.person_id, small_town.rulebook(), NOW)
    aydin = signed_in("aydin")
    assert "Sobald Sie die Tage gewählt haben" in read(aydin.get("/me/absences").text)
    shown = aydin.post("/me/absences", LEAVE | {"step": "preview", "last": "2026-12-13", "why": "Familie"})
    said = read(shown.text.split('id="look"')[1].split("</section>")[0])

    assert shown.status_code == 200
    assert "5 Tage, an denen Sie gearbeitet hätten" in said
    assert "Resturlaub in Tagen: jetzt 30, danach 25" in said
    # A colleague's absence without its reason, and nobody of another unit.
    assert "Di., 8. Dez. : 1 von 1 (Jens Brandt: abwesend)" in said
    assert "Celik" not in said
    assert "reicht nicht" not in said
    assert "Familie</textarea>" in shown.text
    assert counting(small_town) == [
        ("sick", date(2026, 12, 8), date(2026, 12, 9)),
        ("leave", date(2026, 12, 9), date(2026, 12, 10)),
    ]
    assert states(small_town) == []
    with small_town.database.reading() as session:
        looks = session.execute(select(access_read.c.purpose, access_read.c.person_ids)).all()
    assert [(row.purpose, list(row.person_ids)) for row in looks] == [("read_calendar", [small_town.brandt.person_id])]

    much = read(
        aydin.post("/me/absences", LEAVE | {"step": "preview", "first": "2026-11-16"} | {"last": "2026-12-31"}).text
    )
    assert "31 Tage, an denen Sie gearbeitet hätten" in much
    assert "danach 0 Ihr Urlaub reicht nicht; fehlende Tage: 1 " in much
    other = read(aydin.post("/me/absences", LEAVE | {"step": "preview", "reason": "training"}).text)
    assert "5 Tage, an denen" in other
    assert "Resturlaub" not in other
    wrong = aydin.post("/me/absences", LEAVE | {"step": "preview", "last": "2026-12-01"})
    assert (wrong.status_code, 'href="#last"' in wrong.text) == (422, True)

    # Nothing of this year is left, and the next has not begun.
    with small_town.database.transaction() as session:
        spent = leave_entries.Correction("10001", LeaveKind.ANNUAL, 2026, Fraction(-30), "Ausbezahlt")
        leave_entries.correct(session, spent, NOW.date(), NOW)
    later = LEAVE | {"step": "preview", "first": "2027-02-01", "last": "2027-02-02"}
    assert "Diese Tage kosten Urlaub des Jahres 2027" in read(aydin.post("/me/absences", later).text)
