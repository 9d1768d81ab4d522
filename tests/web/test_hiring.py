"""Somebody is taken on by page: the same as by a list, seen before it is entered, and known before it is new."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict

from tests.city import FIRST_DAY, NOW, City, evaluated
from tests.lived_in import sight
from tests.web.conftest import Visitor
from tests.web.test_staff_changing import SEEN, plain
from timeclock.core.spans import DaySpan
from timeclock.ledger import keys
from timeclock.service import account_kinds, closings, hiring, months, people_layout, staff_desk, staff_import
from timeclock.service.access import Action, Role
from timeclock.store import logins
from timeclock.store.schema import people
from timeclock.store.schema.evidence import access_read, audit
from timeclock.store.schema.models import assignment
from timeclock.store.schema.results import recalculation
from timeclock.web.hr.hiring_inputs import parse_hire

Arrive = Callable[[str], Visitor]
NEW = {
    "staff_no": "815",
    "family_name": "Yıldız",
    "given_name": " Rita  Maria",
    "born_on": "",
    "first": "2026-11-16",
    "last": "2027-05-15",
    "weekly": "19,5",
    "days_per_week": "5",
    "regime": "tvoed",
    "holiday_calendar": "NW",
    "cost_centre": "0670010",
    "model": "gleitzeit-39",
    "anchor_day": "2024-01-01",
    "why": "Arbeitsvertrag vom 2.11.",
}
LIST = (
    "Personalnummer;Nachname;Vorname;Eintritt;Austritt;Dienststelle;Kostenstelle;Wochenstunden;Arbeitszeitmodell;"
    "Beschäftigungsverhältnis\n"
    "816;Yıldız;Rita Maria;16.11.2026;15.05.2027;Stadtarchiv;0670010;19,50;gleitzeit-39;Beschäftigte/r (TVöD)\n"
)
OF_ONE = frozenset({"id", "uid", "person_id", "employment_id", "staff_no", "recorded_by"})


@pytest.fixture
def hr(signed_in: Arrive) -> Visitor:
    return signed_in("hr")


def unit(city: City, unit_id: int) -> dict[str, str]:
    with city.database.reading() as session:
        return {"unit": str(session.execute(select(people.unit.c.uid).where(people.unit.c.id == unit_id)).scalar_one())}


def entered(hr: Visitor, sent: dict[str, str], path: str = "/staff/new") -> str:
    """Look at what it would do, enter it, and return what was shown before."""
    shown = hr.post(f"{path}/preview", sent)
    assert shown.status_code == 200, plain(shown.text)
    done = hr.post(path, sent | {"seen": SEEN.search(shown.text)[1]})
    assert done.status_code == 303, plain(done.text)
    return plain(shown.text)


def held(city: City, staff_no: str) -> list[list[dict[str, object]]]:
    """Return every row of the tables of an employment, but for what names the one who has it and who wrote it."""
    with city.database.reading() as session:
        one = session.execute(select(people.employment).where(people.employment.c.staff_no == staff_no)).one()
        tables = {
            people.person: people.person.c.id == one.person_id,
            people.employment: people.employment.c.id == one.id,
            **{
                table: table.c.employment_id == one.id
                for table in (people.employment_version, people.terms, people.placement, assignment)
            },
        }
        return [
            [
                {name: value for name, value in row.items() if name not in OF_ONE}
                for row in session.execute(select(table).where(mine).order_by(table.c.id)).mappings()
            ]
            for table, mine in tables.items()
        ]


def employments(city: City) -> list[tuple[str, int]]:
    c = people.employment.c
    with city.database.reading() as session:
        return [tuple(row) for row in session.execute(select(c.staff_no, c.person_id).order_by(c.id))]


def test_by_page_and_by_list_it_is_the_same(small_town: City, hr: Visitor) -> None:
    new = NEW | unit(small_town, small_town.archive)
    assert "Jemanden einstellen" in hr.get("/staff").text
    assert 'value="gleitzeit-39"' in hr.get("/staff/new").text
    shown = hr.post("/staff/new/preview", new)
    assert "Yıldız, Rita Maria 00000815 · neu" in plain(shown.text)
    assert "5 Tage bis heute werden berechnet" in plain(shown.text)
    assert "Ist die Person schon erfasst" not in shown.text
    again = hr.post("/staff/new/preview", new | {"step": "edit"}).text
    assert 'value="19,5"' in again
    assert hr.post("/staff/new", new | {"seen": "0" * 64}).status_code == 409
    assert len(employments(small_town)) == 3

    entered(hr, new)
    with small_town.database.transaction() as session:
        person_id = session.scalars(
            select(people.employment.c.person_id).where(people.employment.c.staff_no == "00000815")
        ).one()
        marked = sorted(session.scalars(select(recalculation.c.day).where(recalculation.c.person_id == person_id)))
        assert marked == list(DaySpan(date(2026, 11, 16), date(2026, 11, 21)))
        detail = session.scalars(select(audit.c.detail).where(audit.c.action == "staff.hire")).one()
        assert detail == {"new": True, "since": "2026-11-16"}
        asked = staff_import.Asked(
            people_layout.load(),
            NOW.date(),
            "Stadt Beispiel",
            small_town.settings.zone,
            "NW",
            keys.read_secret(small_town.settings.badge_key_file),
        )
        assert staff_import.enter(session, LIST.encode(), asked, NOW).rejected == ()

    assert held(small_town, "00000815") == held(small_town, "00000816")
    found = hr.get("/staff?q=yildiz&day=2026-11-19").text
    file = plain(hr.get(re.search(r'href="(/staff/[\w-]+/2026-11-19)">Yıldız', found)[1]).text)
    assert "Wochenstunden: – → jetzt 19:30" in file
    assert "Arbeitsvertrag vom 2.11. Hr, " in file
    # Called like somebody who is here: her file is one click away, and that one looked is on record.
    twin = plain(hr.post("/staff/new/preview", new | {"staff_no": "817", "family_name": "YILDIZ"}).text)
    assert "Ist die Person schon erfasst" in twin
    assert "Akte zur Nummer 00000815 beschäftigt ab 16.11.2026" in twin
    with small_town.database.reading() as session:
        looks = select(access_read.c.person_ids).where(access_read.c.purpose == "keep_staff")
        assert [person_id in row for row in session.scalars(looks)] == [True]


def test_what_is_wrong_is_said_where_it_stands(small_town: City, hr: Visitor) -> None:
    new = NEW | unit(small_town, small_town.archive)
    for wrong, sentence in (
        ({"staff_no": "12a"}, "keine Personalnummer"),
        ({"staff_no": "123456789"}, "keine Personalnummer"),
        ({"family_name": " "}, "Bitte geben Sie den Familiennamen ein"),
        ({"born_on": "2026-11-16"}, "liegt nicht vor dem ersten Tag"),
        ({"last": "2026-11-15"}, "liegt vor dem ersten"),
        ({"unit": ""}, "Bitte wählen Sie eine Dienststelle"),
        ({"unit": "01930000-0000-7000-8000-000000000001"}, "gibt es an diesem Tag nicht"),
        ({"model": "nie"}, "gibt es nicht"),
        ({"first": "2025-11-16", "last": ""}, "gibt es an diesem Tag nicht"),
        ({"anchor_day": "2024-01-02"}, "sie beginnt an einem Montag"),
        ({"holiday_calendar": "BY"}, "Feiertagskalender"),
    ):
        answer = hr.post("/staff/new/preview", new | wrong)
        assert (answer.status_code, sentence in answer.text) == (422, True), (wrong, plain(answer.text))
        assert 'value="0670010"' in answer.text
    # A day of birth stays where age decides, and nowhere else.
    assert "wird nicht gespeichert" in entered(hr, new | {"born_on": "1990-01-01"})
    assert "wird gespeichert" in entered(hr, new | {"staff_no": "816", "born_on": "2009-06-01"})
    born = [held(small_town, number)[0][0]["born_on"] for number in ("00000815", "00000816")]
    assert born == [None, date(2009, 6, 1)]


def test_a_number_that_is_given_leads_to_her_file_and_from_there_she_comes_back(small_town: City, hr: Visitor) -> None:
    new = NEW | unit(small_town, small_town.archive)
    file = f"/staff/{small_town.aydin.employment_uid}/2026-01-01"
    taken = hr.post("/staff/new/preview", new | {"staff_no": "0010001"})
    assert (taken.status_code, f'href="{file}"' in taken.text) == (422, True)
    assert "Diese Personalnummer hat schon jemand anderes" in taken.text
    further = f"/staff/{small_town.aydin.employment_uid}/2026-11-19/further"
    form = hr.get(further).text
    assert ('value="10001"' in form, 'value="39:00"' in form, "Familienname" in form) == (True, True, False)
    back = {name: value for name, value in new.items() if "name" not in name} | {"staff_no": "10001"}
    assert "unter dieser Nummer" in hr.post(f"{further}/preview", back).text
    assert "hat schon jemand anderes" in hr.post(f"{further}/preview", back | {"staff_no": "10002"}).text

    # Beside the one that lasts, under another number: the same person.
    assert "eine weitere Beschäftigung mit eigenem Saldo" in entered(hr, back | {"staff_no": "820"}, further)
    aydin = small_town.aydin.person_id
    assert [number for number, person in employments(small_town) if person == aydin] == ["10001", "00000820"]
    # After she left, under her own: one more time of the same employment.
    with small_town.database.transaction() as session:
        for table in (people.employment_version, people.terms, people.placement, assignment):
            hers = table.c.employment_id == small_town.aydin.employment_id
            session.execute(table.update().where(hers).values(valid_to=date(2026, 10, 11)))
    left = f"/staff/{small_town.aydin.employment_uid}/2026-10-10/further"
    assert "kommt unter ihrer Nummer zurück" in entered(hr, back | {"first": "2026-12-01"}, left)
    spans = [(row["valid_from"], row["valid_to"]) for row in held(small_town, "10001")[3]]
    assert spans == [(FIRST_DAY, date(2026, 10, 11)), (date(2026, 12, 1), date(2027, 5, 16))]
    assert len(employments(small_town)) == 4


def test_closed_months_and_foreign_units_stay_as_they_are(small_town: City, signed_in: Arrive, hr: Visitor) -> None:
    october = date(2026, 10, 1)
    with small_town.database.transaction() as session:
        account_kinds.bring(session, NOW)
        evaluated(session, small_town.aydin, DaySpan.month(2026, 10), small_town)
        looking, uid = sight(session, small_town, "hr"), small_town.aydin.employment_uid
        seen = closings.one(session, looking, october, uid, Action.CLOSE_MONTHS).seen
        months.close(session, looking, october, uid, seen, "niemand bestätigt", small_town.rulebook())
        session.execute(delete(recalculation))
        for table in (people.employment_version, people.terms, people.placement, assignment):
            hers = table.c.employment_id == small_town.aydin.employment_id
            session.execute(table.update().where(hers).values(valid_to=date(2026, 10, 11)))
        mine = small_town.logins["privacy"]
        logins.grant(session, mine, Role.HR, small_town.archive, FIRST_DAY, NOW, by=None)
        logins.grant(session, small_town.logins["brandt"], Role.HR, None, FIRST_DAY, NOW, by=None)
    back = {name: value for name, value in NEW.items() if "name" not in name} | {"staff_no": "10001"}
    back |= unit(small_town, small_town.archive)
    left = f"/staff/{small_town.aydin.employment_uid}/2026-10-10/further"
    shown = hr.post(f"{left}/preview", back | {"first": "2026-10-20"})
    assert "Abgeschlossene Monate würden sich ändern" in plain(shown.text)
    assert SEEN.search(shown.text) is None
    with small_town.database.transaction() as session:
        desk = staff_desk.desk(session, sight(session, small_town, "hr"), uid, date(2026, 10, 10))
        twentieth = MultiDict(back | {"first": "2026-10-20"})
        _, hire = parse_hire(twentieth, desk, desk.choices)
        seen = hiring.preview(session, sight(session, small_town, "hr"), hire, desk).seen
    assert hr.post(left, back | {"first": "2026-10-20", "seen": seen}).status_code == 409

    part, new = signed_in("privacy"), NEW | unit(small_town, small_town.registry)
    assert "Bürgerdienste" not in part.get("/staff/new").text
    assert "gibt es an diesem Tag nicht" in part.post("/staff/new/preview", new).text
    own = NEW | unit(small_town, small_town.archive)
    taken = part.post("/staff/new/preview", own | {"staff_no": "10002"})
    assert ("hat schon jemand" in taken.text, "Akte zur Nummer" in taken.text) == (True, False)
    # Nobody takes herself on.
    assert signed_in("brandt").get(f"/staff/{small_town.brandt.employment_uid}/2026-11-19/further").status_code == 404
    assert signed_in("officer").get("/staff/new").status_code == 403


def test_what_is_wrong_is_told_in_the_order_of_the_fields(hr: Visitor) -> None:
    fields = re.findall(r'name="(\w+)"', hr.get("/staff/new").text.split("<main")[1].split("</form>")[0])
    answer = hr.post("/staff/new/preview", MultiDict((each, "") for each in fields if each != "csrf_token"))

    told = re.findall(r'<li><a class="kern-link" href="#(\w+)">', answer.text)
    assert answer.status_code == 422
    assert told == sorted(told, key=fields.index)
    assert told[:3] == ["staff_no", "family_name", "given_name"]
