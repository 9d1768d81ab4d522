"""Human resources of a city of thousands have sick days of this year beside the last within three clicks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import Table, insert, text

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.walker import Walker
from timeclock.core.spans import DaySpan
from timeclock.service import absence_reasons, statistics
from timeclock.service.statistics import Least
from timeclock.store import staffing
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema import people
from timeclock.store.schema.absences import absence
from timeclock.store.schema.models import assignment
from timeclock.store.schema.results import day_result
from timeclock.store.staffing import held_from
from timeclock.web import create_app

BEGUN = date(2025, 1, 1)
NUMBERS = range(1_000, 3_000)
DEPARTMENTS, OFFICES = 8, 5
SPELLS = 4
TO_THE_ANSWER, TO_THE_FILE = 3, 2
# The figures the page has to show: the quarters of this year that are over, beside the same ones of the last.
COUNTED = """
SELECT v.name, sum(d.day LIKE '2026-%'), sum(d.day LIKE '2025-%')
FROM absence a JOIN day_result d ON d.employment_id = a.employment_id AND d.day >= a.from_day AND d.day < a.to_day
JOIN placement p ON p.employment_id = a.employment_id JOIN unit_version o ON o.unit_id = p.unit_id
JOIN unit_version v ON v.unit_id = o.parent_id
WHERE a.reason = 'sick' AND d.target_min > 0 AND substr(d.day, 6) < '10-01' GROUP BY v.name
"""


def settle(session: Session) -> None:
    """Move two thousand people into the offices of eight departments, and let them be ill for two years."""
    departments = [staffing.add_unit(session, 1, f"Fachbereich {no}", BEGUN, NOW, 1) for no in range(DEPARTMENTS)]
    offices = [
        staffing.add_unit(session, 1, f"Abteilung {no}", BEGUN, NOW, departments[no % DEPARTMENTS])
        for no in range(DEPARTMENTS * OFFICES)
    ]
    name, held = {"given_name": "Kim", "locale": "de", "born_on": None}, held_from(BEGUN, NOW)

    def put(table: Table, row: Callable[[int], dict[str, Any]]) -> None:
        session.execute(insert(table), [row(no) for no in NUMBERS])

    put(people.person, lambda no: {"id": no, "uid": UUID(int=no), "family_name": f"Person {no}", **name})
    owner = {"employer_id": 1}
    put(people.employment, lambda no: {"id": no, "uid": UUID(int=no), "person_id": no, "staff_no": f"7{no}", **owner})
    put(people.employment_version, lambda no: {"employment_id": no, **held})
    put(people.placement, lambda no: {"employment_id": no, "unit_id": offices[no % len(offices)], **held})
    put(assignment, lambda no: {"employment_id": no, "model_id": 1, "anchor_day": builders.MONDAY, **held})
    ill(session)


def ill(session: Session) -> None:
    """Write down when each of them was ill, and the days on which she had to work."""
    said = {"reason": "sick", "part": "whole", "figures": {}, "recorded_at": NOW}
    worked = {"state": "complete", "present_min": 0, "worked_min": 0, "target_min": 468, "difference_min": -468}
    told = {"lines": [], "rules_hash": "", "facts_until": NOW}
    absences, days = [], []
    for no in NUMBERS:
        for first, length in spells(no):
            ends = first + timedelta(days=length)
            absences.append({"uid": new_uid(NOW), "employment_id": no, "from_day": first, "to_day": ends, **said})
            days += [{"employment_id": no, "day": day, **worked, **told} for day in DaySpan(first, ends)]
    session.execute(insert(absence), absences)
    session.execute(insert(day_result), days)


def spells(no: int) -> Iterator[tuple[date, int]]:
    """Yield when somebody was ill and for how many days: some seldom, some often, in both years."""
    for year in (2025, 2026):
        for each in range(1, 1 + no % (SPELLS + 1)):
            yield date(year, 2 * each, 1 + (no + year) % 20), 1 + (no * each + year) % 4


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    town = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("thousands")))
    with town.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        builders.agreed(session)
        settle(session)
        statistics.make(session, NOW.date(), Least.of(town.settings), town.settings.zone, NOW)
    return town


def test_the_answer_is_three_clicks_away_and_its_file_two_more(town: City) -> None:
    with time_machine.travel(NOW, tick=False):
        hr = Walker(create_app(town.settings, town.database).test_client())
        hr.open("/login")
        hr.fill("name", "hr")
        hr.fill("password", PASSWORD)
        hr.send("Anmelden")
        hr.taken = 0
        hr.follow("Personal")
        hr.follow("Statistik")
        assert hr.taken <= TO_THE_ANSWER
        shown = hr.text
        assert "Krankheitstage nach Dienststelle" in shown
        assert "Januar 2026 bis September 2026, daneben 2025" in shown
        hr.taken = 0
        hr.follow("CSV")
        assert hr.taken <= TO_THE_FILE

    rows = {row[0]: row[1:3] for row in csv.reader(io.StringIO(hr.answer.data.decode("utf-8-sig")), delimiter=";")}
    with town.database.reading() as session:
        counted = {row[0]: row[1:] for row in session.execute(text(COUNTED))}
    assert len(counted) == DEPARTMENTS
    # The one next to offices of two or three people is shown with none, for those could be told from it.
    assert [name for name in counted if "" in rows[name]] == ["Fachbereich 0"]
    for name, years in list(counted.items())[1:]:
        # Rounded to five, so that no difference of figures leads to anybody.
        assert [int(each) for each in rows[name]] == [5 * round(days / 5) for days in years], name
        assert re.search(rf"{name} {rows[name][0]} {rows[name][1]} ", shown.replace(".", "")), shown
