"""Absences in the browser: kept by who may, shown before they are saved, and read by everybody as far as she may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.city import NOW, City, evaluated
from tests.web.conftest import Visitor
from timeclock.core.spans import DaySpan
from timeclock.service import absences
from timeclock.service.absences import Asked
from timeclock.store.db import Session
from timeclock.store.schema.absences import absence, illness_note
from timeclock.store.schema.evidence import access_read, audit

Arrive = Callable[[str], Visitor]
SICK = {"reason": "sick", "first": "2026-11-17", "last": "2026-11-18", "step": "save"}
OPTIONAL = dict.fromkeys(
    ("from_clock", "to_clock", "certificate", "lessons", "site_min", "travel_min", "unavoidable"), ""
)


def read(page: str) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def desk(city: City) -> str:
    return f"/absences/{city.aydin.employment_uid}/2026-11"


def kept(city: City) -> list[tuple[str, date, date, bool]]:
    """Return what is on record, whether or not it counts any more."""
    with city.database.reading() as session:
        rows = session.execute(select(absence).order_by(absence.c.id))
        return [(row.reason, row.from_day, row.to_day, row.superseded_at is None) for row in rows]


def uid_of(session: Session) -> object:
    return session.execute(select(absence.c.uid).where(absence.c.superseded_at.is_(None))).scalar_one()


@pytest.mark.parametrize("name", ["officer", "hr"])
def test_an_absence_is_shown_saved_changed_and_withdrawn(signed_in: Arrive, small_town: City, name: str) -> None:
    visitor = signed_in(name)
    found = visitor.post("/absences", {"staff_no": "10001"})
    shown = visitor.post(desk(small_town), {**OPTIONAL, **SICK, "step": "show"})

    assert (found.status_code, found.location) == (303, desk(small_town))
    assert "Krank vom 17.11.2026 bis 18.11.2026: Das Entgelt läuft vom 17.11.2026 bis 28.12.2026 weiter" in shown.text
    assert kept(small_town) == []

    saved = visitor.post(desk(small_town), {**OPTIONAL, **SICK}, follow_redirects=True)
    with small_town.database.reading() as session:
        uid = uid_of(session)
    longer = {**OPTIONAL, **SICK, "last": "2026-11-20", "instead_of": str(uid)}
    changed = visitor.post(desk(small_town), longer, follow_redirects=True)
    again = visitor.post(desk(small_town), longer)

    assert "Die Abwesenheit ist gespeichert" in saved.text
    assert "Die Abwesenheit ist geändert" in changed.text
    assert again.status_code == 422
    assert "inzwischen geändert" in again.text
    assert kept(small_town) == [
        ("sick", date(2026, 11, 17), date(2026, 11, 19), False),
        ("sick", date(2026, 11, 17), date(2026, 11, 21), True),
    ]
    with small_town.database.reading() as session:
        uid = uid_of(session)
    gone = visitor.post(f"{desk(small_town)}/withdraw", {"absence": str(uid)}, follow_redirects=True)

    assert "Die Abwesenheit ist zurückgenommen" in gone.text
    assert [each[3] for each in kept(small_town)] == [False, False]
    with small_town.database.reading() as session:
        acts = session.execute(select(audit.c.action, audit.c.by).where(audit.c.action.like("absence.%")))
        assert [tuple(row) for row in acts] == [
            (f"absence.{act}", small_town.logins[name]) for act in ("entered", "changed", "withdrawn")
        ]


def test_leave_says_how_many_days_it_takes(signed_in: Arrive, small_town: City) -> None:
    asked = {**OPTIONAL, "reason": "leave", "first": "2026-12-21", "last": "2027-01-03", "step": "show"}

    page = read(signed_in("officer").post(desk(small_town), asked).text)

    # Monday to Wednesday, then a closed day and Christmas; the week after ends with a closed day and New Year.
    assert "Es braucht 6 Urlaubstage." in page


def test_what_cannot_be_is_said_at_its_field(signed_in: Arrive, small_town: City) -> None:
    visitor = signed_in("officer")
    visitor.post(desk(small_town), {**OPTIONAL, **SICK})
    wrong = [
        ({"reason": "training"}, "nehmen Sie sie zuerst zurück"),
        ({"first": "2026-11-19"}, "liegt vor dem ersten"),
        ({"from_clock": "12:00", "to_clock": "11:00"}, "in dieser Reihenfolge"),
        ({"reason": "trip"}, "braucht site_min, travel_min"),
        ({"last": ""}, "den ersten und den letzten Tag"),
        ({"lessons": "viele"}, "eine ganze Zahl"),
        ({"first": "2019-01-01"}, "gehört nicht zu Ihren Dienststellen"),
        ({"reason": "müde"}, "Einen Grund müde gibt es nicht"),
    ]

    for change, said in wrong:
        answer = visitor.post(desk(small_town), {**OPTIONAL, **SICK, **change})
        assert (answer.status_code, said in answer.text) == (422, True), change
    assert visitor.post("/absences", {"staff_no": "10003"}).status_code == 422
    assert visitor.post("/absences", {"staff_no": ""}).status_code == 422
    assert len(kept(small_town)) == 1


def test_what_is_known_of_an_illness_is_noted(signed_in: Arrive, small_town: City) -> None:
    visitor = signed_in("hr")
    visitor.post(desk(small_town), {**OPTIONAL, **SICK, "first": "2026-11-02", "last": "2026-11-03"})
    with small_town.database.reading() as session:
        first = uid_of(session)
    visitor.post(desk(small_town), {**OPTIONAL, **SICK, "last": "2026-11-27"})
    with small_town.database.reading() as session:
        uid = session.execute(select(absence.c.uid).order_by(absence.c.id.desc())).scalars().first()
    note = {"absence": str(uid), "first": "", "last": "", "same_as": ""}
    for more in (
        {"kind": "asked"},
        {"kind": "received", "first": "2026-11-17", "last": "2026-11-20"},
        {"kind": "same_illness", "same_as": str(first)},
    ):
        assert visitor.post(f"{desk(small_town)}/note", {**note, **more}).status_code == 303
    for more in (
        {"kind": "received", "first": "2026-11-17", "last": "2026-11-30"},
        {"kind": "same_illness"},
        {"kind": "same_illness", "same_as": str(uid)},
        {"kind": "tired"},
    ):
        assert visitor.post(f"{desk(small_town)}/note", {**note, **more}).status_code == 422

    page = read(visitor.get(desk(small_town)).text)
    assert "Bescheinigung angefragt Bescheinigung für Di., 17. Nov. bis Fr., 20. Nov." in page
    assert "dieselbe Krankheit wie ab Mo., 2. Nov." in page
    own = read(signed_in("aydin").get("/me/absences").text)
    assert "Bescheinigung für Di., 17. Nov. bis Fr., 20. Nov." in own
    shorter = {**OPTIONAL, **SICK, "last": "2026-11-19", "instead_of": str(uid)}
    visitor.post(desk(small_town), shorter)
    with small_town.database.reading() as session:
        held = select(illness_note.c.kind, illness_note.c.to_day).join(
            absence, (absence.c.id == illness_note.c.absence_id) & absence.c.superseded_at.is_(None)
        )
        assert [tuple(row) for row in session.execute(held.order_by(illness_note.c.id))] == [
            ("asked", None),
            ("received", date(2026, 11, 20)),
            ("same_illness", None),
        ]


def test_another_departments_absences_are_not_there(signed_in: Arrive, small_town: City) -> None:
    """The officer's units do not reach the archive; HR's do."""
    celik = f"/absences/{small_town.celik.employment_uid}/2026-11"

    assert signed_in("officer").get(celik).status_code == 404
    assert signed_in("officer").post(celik, {**OPTIONAL, **SICK}).status_code in {404, 422}
    assert signed_in("hr").get(celik).status_code == 200
    with small_town.database.transaction() as session:
        asked = Asked("10003", "leave", date(2026, 11, 9), date(2026, 11, 9))
        uid = absences.enter(session, asked, small_town.settings.zone, NOW)
    assert signed_in("officer").post(f"{desk(small_town)}/withdraw", {"absence": str(uid)}).status_code == 404
    assert signed_in("officer").post(f"{desk(small_town)}/withdraw", {"absence": "keine"}).status_code == 422
    assert signed_in("hr").post(f"{desk(small_town)}/withdraw", {"absence": str(uid)}).status_code == 404


def test_the_calendar_says_to_each_as_much_as_she_may_know(signed_in: Arrive, small_town: City) -> None:
    with small_town.database.transaction() as session:
        for asked in (
            Asked("10001", "sick", date(2026, 11, 17), date(2026, 11, 17)),
            Asked("10001", "sick", date(2026, 11, 18), date(2026, 11, 18)),
            Asked("10002", "leave", date(2026, 11, 18), date(2026, 11, 18)),
        ):
            absences.enter(session, asked, small_town.settings.zone, NOW)
        evaluated(session, small_town.aydin, DaySpan.one(date(2026, 11, 17)), small_town)
    seen = {name: read(signed_in(name).get("/calendar/2026-11").text) for name in ("aydin", "brandt", "officer", "hr")}

    assert "Brandt, Jens: abwesend" in seen["aydin"]
    assert "Aydin, Elif: krank" in seen["aydin"]
    assert "Aydin, Elif: ungeplant abwesend" in seen["brandt"]
    assert "krank" not in seen["brandt"]
    assert all("Aydin, Elif: krank" in seen[name] for name in ("officer", "hr"))
    assert "2 von 2" in seen["aydin"]
    with small_town.database.reading() as session:
        looks = session.execute(select(access_read.c.by).where(access_read.c.route == "calendar")).scalars().all()
        assert set(looks) == {small_town.logins[name] for name in seen}


def test_the_calendar_begins_with_this_month(signed_in: Arrive) -> None:
    answer = signed_in("aydin").get("/calendar")

    assert answer.location == "/calendar/2026-11"
    assert "In diesem Monat ist niemand abwesend" in signed_in("aydin").get("/calendar/2026-12").text


def test_ones_own_absences_say_until_when_pay_goes_on(signed_in: Arrive, small_town: City) -> None:
    signed_in("officer").post(desk(small_town), {**OPTIONAL, **SICK, "from_clock": "12:00"})

    page = read(signed_in("aydin").get("/me/absences").text)

    assert "krank , Di., 17. Nov. – Mi., 18. Nov., ab 12:00" in page
    assert "Das Entgelt läuft vom 18.11.2026 bis 29.12.2026 weiter" in page
    assert "0 Abwesenheiten" in read(signed_in("brandt").get("/me/absences").text)


def test_the_month_says_why_to_her_and_no_more_than_the_calendar_to_others(signed_in: Arrive, small_town: City) -> None:
    signed_in("officer").post(desk(small_town), {**OPTIONAL, **SICK, "from_clock": "12:00"})
    at = f"/team/{small_town.aydin.employment_uid}/month/2026-11"
    pages = {name: signed_in(name).get(path).text for name, path in (("aydin", "/me/month/2026-11"), ("brandt", at))}
    rows = {name: read(page[page.index("Di., 17. Nov.") :].split("</tr>")[0]) for name, page in pages.items()}

    assert "krank, ab 12:00" in rows["aydin"]
    assert ("krank" in read(pages["brandt"]), ", ab 12:00" in rows["brandt"]) == (False, True)
