"""What a contract says is changed from a day on: seen before it is entered, refused over closed months, on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select

from tests.city import FIRST_DAY, NOW, WEEK, City, badge, employed_again, evaluated
from tests.lived_in import sight
from tests.web.conftest import Visitor
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds, closings, months
from timeclock.service.access import Action, Role
from timeclock.store import logins, models
from timeclock.store.models import NewModel
from timeclock.store.schema.evidence import audit, ledger_record
from timeclock.store.schema.models import assignment
from timeclock.store.schema.people import employment_version, placement, terms, unit
from timeclock.store.schema.results import recalculation

Arrive = Callable[[str], Visitor]
WHY = {"why": "Änderungsvertrag vom 12.11."}
HOURS = {"since": "2026-11-16", "weekly": "19,5", "days_per_week": "4", "regime": "tvoed", "holiday_calendar": "NW"}
SEEN = re.compile(r'name="seen" value="(\w{64})"')


@pytest.fixture
def hr(signed_in: Arrive) -> Visitor:
    return signed_in("hr")


def at(city: City, what: str, day: str = "2026-11-19") -> str:
    return f"/staff/{city.aydin.employment_uid}/{day}/change/{what}"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def entered(hr: Visitor, path: str, sent: dict[str, str]) -> str:
    """Look at what it would do, enter it, and return what was shown before."""
    shown = hr.post(f"{path}/preview", sent | WHY)
    assert shown.status_code == 200, plain(shown.text)
    done = hr.post(path, sent | WHY | {"seen": SEEN.search(shown.text)[1]})
    assert done.status_code == 303, plain(done.text)
    return plain(shown.text)


def rows(city: City, table, *columns: str) -> list[tuple[object, ...]]:
    """Return what holds of Ms Aydin's employment, and since when, the oldest first."""
    c = table.c
    with city.database.reading() as session:
        mine = (c.employment_id == city.aydin.employment_id, c.superseded_at.is_(None))
        found = select(c.valid_from, c.valid_to, *(c[name] for name in columns)).where(*mine).order_by(c.valid_from)
        return [tuple(row) for row in session.execute(found)]


def marked(city: City) -> list[date]:
    with city.database.reading() as session:
        mine = recalculation.c.person_id == city.aydin.person_id
        return sorted(session.scalars(select(recalculation.c.day).where(mine)))


def test_hours_change_from_a_day_on_and_nothing_is_overwritten(small_town: City, hr: Visitor) -> None:
    with small_town.database.transaction() as session:
        evaluated(session, small_town.aydin, DaySpan(date(2026, 11, 12), date(2026, 11, 20)), small_town)
    form = hr.get(at(small_town, "terms")).text
    assert 'value="39:00"' in form
    shown = hr.post(at(small_town, "terms") + "/preview", HOURS | WHY).text
    assert "Der erste betroffene Tag: 16.11.2026" in plain(shown)
    assert "5 Tage werden neu berechnet" in plain(shown)
    assert (rows(small_town, terms, "weekly_min"), marked(small_town)) == ([(FIRST_DAY, None, 2340)], [])
    # What was typed is there again, and what is entered without having been seen is shown first.
    again = hr.post(at(small_town, "terms") + "/preview", HOURS | WHY | {"step": "edit"}).text
    assert 'value="19,5"' in again
    assert hr.post(at(small_town, "terms"), HOURS | WHY | {"seen": "0" * 64}).status_code == 409
    assert len(rows(small_town, terms)) == 1

    entered(hr, at(small_town, "terms"), HOURS)

    monday = date(2026, 11, 16)
    held = [(FIRST_DAY, monday, 2340, 5), (monday, None, 1170, 4)]
    assert rows(small_town, terms, "weekly_min", "days_per_week") == held
    assert marked(small_town) == [date(2026, 11, day) for day in range(16, 21)]
    with small_town.database.reading() as session:
        before = session.execute(select(terms.c.valid_to).where(terms.c.superseded_at == NOW)).all()
        by = session.scalars(select(terms.c.recorded_by).where(terms.c.valid_from == monday)).one()
        leaves = session.scalars(select(ledger_record.c.kind).where(ledger_record.c.kind == "staff_change")).all()
        detail = session.scalars(select(audit.c.detail).where(audit.c.action == "staff.change")).one()
    assert (before, by, leaves) == ([(None,)], small_town.logins["hr"], ["staff_change"])
    assert detail == {"changed": ["terms"], "since": "2026-11-16"}
    page = plain(hr.get(f"/staff/{small_town.aydin.employment_uid}/2026-11-19").text)
    assert "Wochenstunden: 39:00 → jetzt 19:30" in page
    assert "Änderungsvertrag vom 12.11. Hr, " in page
    # The same once more would change nothing, and planned for later it stays when an earlier day changes.
    long_ago = hr.post(at(small_town, "terms") + "/preview", HOURS | WHY | {"since": "2025-12-31"})
    assert (long_ago.status_code, "nicht beschäftigt" in long_ago.text) == (422, True)
    assert "nichts würde sich ändern" in hr.post(at(small_town, "terms") + "/preview", HOURS | WHY).text
    entered(hr, at(small_town, "terms"), HOURS | {"since": "2026-11-02", "weekly": "30"})
    assert [row[2] for row in rows(small_town, terms, "weekly_min")] == [2340, 1800, 1170]


def test_closed_months_are_named_and_refuse_it(small_town: City, hr: Visitor) -> None:
    october = date(2026, 10, 1)
    with small_town.database.transaction() as session:
        account_kinds.bring(session, NOW)
        evaluated(session, small_town.aydin, DaySpan.month(2026, 10), small_town)
        looking, uid = sight(session, small_town, "hr"), small_town.aydin.employment_uid
        seen = closings.one(session, looking, october, uid, Action.CLOSE_MONTHS).seen
        months.close(session, looking, october, uid, seen, "niemand bestätigt", small_town.rulebook())
        session.execute(delete(recalculation))
    early = HOURS | {"since": "2026-10-31"}
    shown = hr.post(at(small_town, "terms") + "/preview", early | WHY)
    assert "Abgeschlossene Monate würden sich ändern Oktober 2026 Bitte lassen Sie" in plain(shown.text)
    assert SEEN.search(shown.text) is None
    assert hr.post(at(small_town, "terms"), early | WHY | {"seen": "0" * 64}).status_code == 409
    assert rows(small_town, terms, "weekly_min") == [(FIRST_DAY, None, 2340)]

    # The last day before them, and a name, touch none.
    entered(hr, at(small_town, "terms"), HOURS | {"since": "2026-11-01"})
    entered(hr, at(small_town, "name"), {"family_name": "Öztürk", "given_name": "Elif"})
    assert plain(hr.get("/staff?q=ozturk").text).count("Öztürk, Elif") == 1
    assert "Name: Aydin, Elif → jetzt Öztürk, Elif" in plain(
        hr.get(f"/staff/{small_town.aydin.employment_uid}/2026-11-19").text
    )


def test_who_leaves_keeps_nothing_after_her_last_day(small_town: City, hr: Visitor) -> None:
    with small_town.database.transaction() as session:
        badge(session, small_town.aydin, "04AABBCC", small_town.settings)
        employed_again(session, small_town.brandt, small_town.archive)
    wrong = {"first": "2026-01-01", "last": "2025-12-31"}
    assert "liegt vor dem ersten" in hr.post(at(small_town, "employment") + "/preview", wrong | WHY).text
    shown = entered(hr, at(small_town, "employment"), {"first": "2026-01-01", "last": "2026-11-18"})

    assert "Das Benutzerkonto aydin bleibt offen" in shown
    assert "hat 1 Ausweis. Bitte nehmen Sie ihn" in shown
    end = date(2026, 11, 19)
    tables = (employment_version, terms, placement, assignment)
    assert [rows(small_town, table) for table in tables] == [[(FIRST_DAY, end)]] * 4
    page = hr.get(f"/staff/{small_town.aydin.employment_uid}/2026-11-18")
    assert "Letzter Tag: ohne Ende → jetzt 18.11.2026" in plain(page.text)
    again = at(small_town, "employment", "2026-11-18") + "/preview"
    assert "keinen Tag gemeinsam" in hr.post(again, {"first": "2026-12-01", "last": ""} | WHY).text
    # Who goes on under another number is told to give nothing back.
    other = f"/staff/{small_town.brandt.employment_uid}/2026-11-19/change/employment"
    assert "Benutzerkonto" not in entered(hr, other, {"first": "2026-01-01", "last": "2026-11-18"})


def test_another_unit_and_another_model_from_a_day_on(small_town: City, hr: Visitor) -> None:
    with small_town.database.transaction() as session:
        models.add_model(session, NewModel("kurz", "Kurze Woche", WEEK), date(2026, 12, 1), NOW)
        archive = str(session.execute(select(unit.c.uid).where(unit.c.id == small_town.archive)).scalar_one())
    to = {"since": "2026-12-01", "unit": archive, "cost_centre": "4711"}
    assert "künftige Tage" in entered(hr, at(small_town, "unit"), to)
    december = date(2026, 12, 1)
    assert rows(small_town, placement, "unit_id", "cost_centre") == [
        (FIRST_DAY, december, small_town.registry, None),
        (december, None, small_town.archive, "4711"),
    ]
    new = {"since": "2026-12-01", "model": "kurz", "anchor_day": "2026-11-30"}
    for wrong, sentence in (
        ({"since": "2026-11-30"}, "Dieses Modell beginnt später"),
        ({"anchor_day": "2026-12-01"}, "sie beginnt an einem Montag"),
        ({"model": "nie"}, "gibt es nicht"),
    ):
        answer = hr.post(at(small_town, "model") + "/preview", new | wrong | WHY)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    entered(hr, at(small_town, "model"), new)
    assert [row[:2] for row in rows(small_town, assignment)] == [(FIRST_DAY, december), (december, None)]


def test_human_resources_of_a_part_change_nothing_beyond_it(small_town: City, signed_in: Arrive) -> None:
    with small_town.database.transaction() as session:
        mine = small_town.logins["privacy"]
        logins.grant(session, mine, Role.HR, small_town.registry, FIRST_DAY, NOW, by=None)
        logins.grant(session, small_town.logins["brandt"], Role.HR, None, FIRST_DAY, NOW, by=None)
        archive = str(session.execute(select(unit.c.uid).where(unit.c.id == small_town.archive)).scalar_one())
    part, brandt = signed_in("privacy"), signed_in("brandt")
    to = {"since": "2026-12-01", "unit": archive, "cost_centre": ""} | WHY

    assert "Stadtarchiv" not in part.get(at(small_town, "unit")).text
    answer = part.post(at(small_town, "unit") + "/preview", to)
    assert (answer.status_code, "gibt es an diesem Tag nicht" in answer.text) == (422, True)
    assert part.get(f"/staff/{small_town.celik.employment_uid}/2026-11-19/change/unit").status_code == 404
    # What was once the other part's is not this one's to change either.
    entered(brandt, at(small_town, "unit"), to | {"since": "2026-10-01"})
    entered(brandt, at(small_town, "unit"), to | {"since": "2026-11-01", "unit": registry(small_town)})
    long_ago = HOURS | {"since": "2026-10-15"}
    shown = part.post(at(small_town, "terms") + "/preview", long_ago | WHY)
    assert (shown.status_code, "nicht zu Ihren gehört" in shown.text) == (422, True)
    page = plain(part.get(f"/staff/{small_town.aydin.employment_uid}/2026-11-19").text)
    assert ("Stadtarchiv → jetzt Bürgerdienste" in page, "Bürgerdienste → jetzt Stadtarchiv" in page) == (True, False)
    # Nobody changes what her own contract says.
    assert brandt.get(f"/staff/{small_town.brandt.employment_uid}/2026-11-19/change/terms").status_code == 404
    assert signed_in("officer").get(at(small_town, "terms")).status_code == 403


def registry(city: City) -> str:
    with city.database.reading() as session:
        return str(session.execute(select(unit.c.uid).where(unit.c.id == city.registry)).scalar_one())
