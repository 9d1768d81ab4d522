"""Examinations of night workers: entered and withdrawn by human resources, due in the list, and told her in time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests import city as builders
from tests.city import NOW, City
from tests.lived_in import sight
from tests.web.conftest import Visitor
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.i18n import translator, wording
from timeclock.service import due_reminders, protections, reminders
from timeclock.store.schema.evidence import audit, ledger_record
from timeclock.store.schema.people import medical_check
from timeclock.store.schema.results import period_result

Arrive = Callable[[str], Visitor]
DAY = date(2026, 11, 19)


def page(town: City, more: str = "") -> str:
    return f"/staff/{town.aydin.employment_uid}/{DAY}/checks{more}"


def night_workers(hr: Visitor) -> Mapping[str, Any]:
    found = json.loads(hr.get("/evaluations/night_workers/table/json?year=2026").data)
    names = [each["name"] for each in found["columns"]]
    return {row[1]: dict(zip(names, row, strict=True)) for row in found["rows"]}


def test_an_examination_is_entered_seen_in_the_list_and_withdrawn(small_town: City, signed_in: Arrive) -> None:
    with small_town.database.transaction() as session:
        builders.agreed(session)
        protections.add(session, "10001", Protection(ProtectionKind.NIGHT_WORKER, date(2024, 1, 1)), NOW)
        year = {"kind": "night_worker", "from_day": date(2026, 1, 1), "to_day": date(2027, 1, 1), "ok": True}
        for who, nights, is_one in ((small_town.brandt, "50", "yes"), (small_town.celik, "3", "no")):
            told = {"night_days": nights, "least": "48", "night_worker": is_one}
            session.execute(insert(period_result), [year | {"person_id": who.person_id, "figures": told}])
    hr = signed_in("hr")
    before = night_workers(hr)
    assert {who: (row["nights"], row["night_work"], row["check_light"]) for who, row in before.items()} == {
        "10001": (0, "entered", "red"),
        "10002": (50, "by_nights", "red"),
        "10003": (3, "not_yet", None),
    }
    assert f'href="{page(small_town)}"' in hr.get(f"/staff/{small_town.aydin.employment_uid}/{DAY}").text

    assert hr.post(page(small_town), {"outcome": "done", "on": "2024-06-03", "due_on": ""}).status_code == 303
    row = night_workers(hr)["10001"]
    assert (row["checked_on"], row["due_on"], row["check_light"]) == ("2024-06-03", "2027-06-03", "green")
    assert "die nächste ab 03.06.2027" in hr.get(page(small_town)).text
    assert "noch nicht fällig" in hr.get("/evaluations/night_workers/table?year=2026").text

    with small_town.database.reading() as session:
        [uid] = session.execute(select(medical_check.c.uid)).scalars()
    assert hr.post(page(small_town, "/withdraw"), {"check": str(uid)}).status_code == 303
    assert hr.post(page(small_town, "/withdraw"), {"check": str(uid)}).status_code == 404
    assert night_workers(hr) == before
    with small_town.database.reading() as session:
        kinds = select(ledger_record.c.kind).where(ledger_record.c.kind == "medical_check")
        assert len(session.execute(kinds).all()) == 2
        acts = select(audit.c.action).where(audit.c.action.startswith("medical_check")).order_by(audit.c.id)
        assert session.execute(acts).scalars().all() == ["medical_check.entered", "medical_check.withdrawn"]


@pytest.mark.parametrize("name", ["officer", "brandt", "council", "aydin"])
def test_nobody_else_reads_them(small_town: City, signed_in: Arrive, name: str) -> None:
    with small_town.database.transaction() as session:
        builders.agreed(session)
    assert signed_in(name).get(page(small_town)).status_code == 403
    assert signed_in(name).get("/evaluations/night_workers/table").status_code == 403


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": ""}, "Bitte geben Sie den Tag"),
        ({"on": "2026-11-21"}, "liegt noch vor Ihnen"),
        ({"due_on": "2026-11-18"}, "nach dieser fällig"),
        ({"outcome": "healthy"}, "nicht verstanden"),
    ],
)
def test_what_makes_no_sense_is_explained_and_stays(
    small_town: City, signed_in: Arrive, sent: dict[str, str], said: str
) -> None:
    answer = signed_in("hr").post(page(small_town), {"outcome": "offered", "on": "2026-11-18", "due_on": "", **sent})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'value="offered" selected' in answer.text or "outcome" in sent


def test_she_is_told_by_the_last_examination_and_not_by_the_years_before(small_town: City, signed_in: Arrive) -> None:
    with small_town.database.transaction() as session:
        protections.add(session, "10001", Protection(ProtectionKind.NIGHT_WORKER, date(2023, 12, 1)), NOW)
    hr, due = signed_in("hr"), NOW.date() + timedelta(days=10)
    hr.post(page(small_town), {"outcome": "offered", "on": "2025-01-07", "due_on": due.isoformat()})
    with small_town.database.transaction() as session:
        due_reminders.remind(session, small_town.aydin.person_id, NOW.date(), 90, NOW)
        due_reminders.remind(session, small_town.brandt.person_id, NOW.date(), 90, NOW)
    with small_town.database.reading() as session:
        told = reminders.unread(session, sight(session, small_town, "aydin")).due
    assert [wording.due_sentence(each.about, translator("de")) for each in told] == [
        "Ab dem 30.11.2026 können Sie sich betriebsärztlich untersuchen lassen, weil Sie nachts arbeiten."
    ]
