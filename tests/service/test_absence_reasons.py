"""The reasons of absence a city starts with: readable, cited, and copied once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from tests.city import NOW, City
from tests.lived_in import sight
from timeclock.core.absences import AbsenceClass, Averaging, Credit
from timeclock.service import absence_reasons
from timeclock.service.absence_reasons import ReasonError
from timeclock.service.kinds import absences as kind
from timeclock.settings import data_directory
from timeclock.store import absences
from timeclock.store.schema.absences import absence_reason

FILE = data_directory("config") / "absence_reasons.toml"
ENTRY = FILE.read_text("utf-8").split("[[reason]]")[1]


def written(folder: Path, text: str) -> Path:
    path = folder / "absence_reasons.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_effects_are_those_of_the_rulebook() -> None:
    found = {each.reason.code: (each.reason.credit, each.reason.averaging) for each in absence_reasons.catalogue()}

    assert found["leave"] == found["sick"] == (Credit.PLANNED, Averaging.NEUTRAL)
    assert found["flextime_day"] == (Credit.NOTHING, Averaging.COUNTS)
    assert found["overtime_off"] == (Credit.PLANNED, Averaging.COUNTS)
    assert found["parental_leave"] == found["strike"] == (Credit.NO_TARGET, Averaging.NEUTRAL)
    assert found["unexcused"] == (Credit.UNEXCUSED, Averaging.COUNTS)


def test_nothing_of_an_illness_shows_to_others() -> None:
    hidden = {each.reason.code: each.reason.seen for each in absence_reasons.catalogue()}

    for code in (
        "sick",
        "sick_unpaid",
        "child_sick",
        "maternity",
        "employment_ban",
        "antenatal_care",
        "quarantine",
        "leave",
    ):
        assert hidden[code] == {"name_de": "abwesend", "name_en": "absent"}


def test_reasons_are_copied_once_and_then_the_citys_own(city: City) -> None:
    with city.database.transaction() as session:
        first = absence_reasons.bring(session, NOW)
        again = absence_reasons.bring(session, NOW)
        kept = absences.reasons(session)

    by_code = sorted(absence_reasons.catalogue(), key=lambda each: each.reason.code)
    assert (first, again) == (len(by_code), 0)
    assert list(kept) == by_code


def test_a_reason_that_changes_next_year_is_asked_for_as_it_holds_on_its_day(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        [leave] = session.execute(select(absence_reason).where(absence_reason.c.code == "leave")).mappings()
        changed = {**leave, "id": None, "valid_from": date(2027, 1, 1), "of_class": AbsenceClass.SICKNESS}
        session.execute(insert(absence_reason), {name: held for name, held in changed.items() if held is not None})
        mine = sight(session, sqlite_city, "aydin")

        offered = {each.reason.code: each.since for each in kind.reasons(session, mine)}
        now = kind.reason_on(session, mine, "leave", date(2026, 12, 1))
        then = kind.reason_on(session, mine, "leave", date(2027, 1, 4))

    assert offered["leave"] == leave["valid_from"]
    assert now is not None
    assert now.of_class is AbsenceClass.LEAVE
    assert then is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('averaging         = "neutral"\n', "", "missing or unknown: averaging"),
        ('credit            = "planned"', 'credit = "double"', "credit is planned"),
        ('status            = "settled"', 'status = "sure"', "'status' must be"),
        ("from              = 1963-01-01", 'from = "1963-01-01"', "'from' is a day"),
        ('rule              = "BURLG-3"', 'rule = " "', "say something under rule"),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ENTRY

    with pytest.raises(ReasonError, match=told):
        absence_reasons.catalogue(written(tmp_path, "[[reason]]" + ENTRY.replace(old, new)))


def test_a_code_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReasonError, match="leave stands in it twice"):
        absence_reasons.catalogue(written(tmp_path, ("[[reason]]" + ENTRY) * 2))
