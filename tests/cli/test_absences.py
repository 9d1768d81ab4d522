"""`timeclock absences`: entered, refused with the reason, withdrawn, listed, and brought in line by line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.city import City, evaluated
from timeclock.cli import main
from timeclock.core.spans import DaySpan
from timeclock.store.schema.absences import absence
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.notices import notice
from timeclock.store.schema.results import day_result, recalculation

SCHOOL = "staff_no;reason;first_day;last_day;from_clock;to_clock;lessons;travel_min\n"
HEADINGS = "staff_no;reason;first_day;last_day;from_clock;to_clock;certificate\n"


def run(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["absences", *words, "--database", city.settings.database_url])


def kept(city: City) -> list[tuple[object, ...]]:
    """Return the absences that count: reason, first day, first day back, part."""
    c = absence.c
    query = select(c.reason, c.from_day, c.to_day, c.part).where(c.superseded_at.is_(None)).order_by(c.id)
    with city.database.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def told(city: City) -> list[tuple[int, str]]:
    """Return who was told of which change, in the order they were."""
    query = select(notice.c.person_id, notice.c.parameters).order_by(notice.c.id)
    with city.database.reading() as session:
        return [(row.person_id, row.parameters["basis"]) for row in session.execute(query)]


def test_an_absence_is_entered_with_both_its_days(city: City) -> None:
    done = run(city, "add", "10001", "leave", "2026-11-09", "2026-11-13")

    assert done.exit_code == 0, done.output
    assert kept(city) == [("leave", date(2026, 11, 9), date(2026, 11, 14), "whole")]


def test_one_day_and_clocks_are_enough_for_who_went_home_sick(city: City) -> None:
    done = run(city, "add", "10001", "sick", "2026-11-09", "--from", "12:00", "--certificate", "2026-11-10")

    assert done.exit_code == 0, done.output
    assert kept(city) == [("sick", date(2026, 11, 9), date(2026, 11, 10), "rest")]


def test_exactly_the_days_with_a_result_and_today_are_marked(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DaySpan(date(2026, 11, 2), date(2026, 11, 7)), city)
    run(city, "add", "10001", "leave", "2026-11-04", "2026-11-30")

    with city.database.reading() as session:
        marked = session.execute(select(recalculation.c.day).order_by(recalculation.c.day)).scalars().all()
    with_result = [date(2026, 11, day) for day in (4, 5, 6, 7)]
    assert [day for day in marked if day < date(2026, 11, 20)] == with_result


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("4711", "leave", "2026-11-09"), "Personalnummer 4711"),
        (("10001", "tired", "2026-11-09"), "Einen Grund tired gibt es nicht; es gibt: antenatal_care"),
        (("10001", "exchange_day", "2026-11-09"), "exchange_day gilt erst ab 2027-01-01"),
        (("10001", "leave", "2026-11-09", "2026-11-06"), "liegt vor dem ersten"),
        (("10001", "leave", "2026-11-09", "--to", "12:00"), "in dieser Reihenfolge"),
        (("10001", "leave", "2026-11-09", "--from", "12:00", "--to", "11:00"), "in dieser Reihenfolge"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(city: City, words: tuple[str, ...], told: str) -> None:
    done = run(city, "add", *words)

    assert done.exit_code == 1
    assert told in done.output
    assert kept(city) == []


def test_a_day_is_taken_whole_only_once_until_the_absence_is_withdrawn(city: City) -> None:
    uid = run(city, "add", "10001", "leave", "2026-11-09", "2026-11-13").output.split()[-1]

    again = run(city, "add", "10001", "training", "2026-11-11")
    withdrawn = run(city, "withdraw", uid)
    now = run(city, "add", "10001", "training", "2026-11-11")

    assert (again.exit_code, withdrawn.exit_code, now.exit_code) == (1, 0, 0), withdrawn.output
    assert "nehmen Sie sie zuerst zurück" in again.output
    assert "leave 2026-11-09 – 2026-11-13" in withdrawn.output
    assert [reason for reason, *_ in kept(city)] == ["training"]
    assert run(city, "withdraw", uid).exit_code == 1
    hers = [basis for person, basis in told(city) if person == city.aydin.person_id]
    assert hers == ["away_entered", "away_withdrawn", "away_entered"]


def test_a_list_shows_what_counts_and_the_look_is_recorded(city: City) -> None:
    run(city, "add", "10001", "sick", "2026-11-09", "--from", "08:00", "--to", "10:00")
    run(city, "add", "10002", "leave", "2026-11-09")

    done = run(city, "list", "10001", "--from", "2026-11-01", "--to", "2026-12-01")

    [line] = done.output.splitlines()
    assert line.endswith("sick 2026-11-09 – 2026-11-09 08:00 – 10:00")
    assert run(city, "list", "10001", "--to", "2026-11-01", "--from", "2026-10-01").output == ""
    assert run(city, "list", "4711").exit_code == 1
    with city.database.reading() as session:
        assert "operator.absences" in session.execute(select(audit.c.action)).scalars().all()


LINES = (
    "10001;leave;2026-11-09;2026-11-13;;;\n"
    "\n"
    "10001;training;2026-11-11;2026-11-11;;;2026-11-12\n"
    "10002;sick;2026-11-11;2026-11-11;12:00;;\n"
    "10003;leave;09.11.2026;2026-11-13;;;\n"
    "10003;;2026-11-09;2026-11-13;;;\n"
)


def test_a_file_is_taken_in_line_by_line(city: City, tmp_path: Path) -> None:
    file, report = tmp_path / "away.csv", tmp_path / "report.jsonl"
    file.write_text(HEADINGS + LINES, "utf-8-sig")

    trial = run(city, "import", str(file), "--dry-run")
    before = (*kept(city), *told(city))
    done = run(city, "import", str(file), "--report", str(report))

    assert before == ()
    assert told(city) == [(who.person_id, "away_entered") for who in (city.aydin, city.brandt)]
    assert trial.output.splitlines()[:-1] == done.output.splitlines()
    assert done.output.splitlines()[-1] == "2 Abwesenheiten eingetragen, 3 abgelehnt"
    assert [reason for reason, *_ in kept(city)] == ["leave", "sick"]
    verdicts = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    assert [(each["line"], each["reason"]) for each in verdicts] == [
        (2, None),
        (4, "overlaps"),
        (5, None),
        (6, "unreadable"),
        (7, "missing"),
    ]
    assert verdicts[3]["message"]["en"].startswith("first_day reads 09.11.2026")


def test_a_schools_calendar_comes_in_with_its_lessons(city: City, tmp_path: Path) -> None:
    """A long day is worth the average day; without the number of lessons nobody knows what a day is worth."""
    file, report = tmp_path / "school.csv", tmp_path / "report.jsonl"
    file.write_text(
        SCHOOL
        + "10001;vocational_school;2026-11-03;2026-11-03;07:50;12:55;6;40\n"
        + "10001;vocational_school;2026-11-05;2026-11-05;07:50;12:05;5;40\n"
        + "10001;vocational_school;2026-11-10;2026-11-10;07:50;12:05;;40\n"
        + "10001;vocational_school;2026-11-12;2026-11-12;07:50;12:05;five;40\n"
        + "10001;vocational_school;2026-11-17;2026-11-17;;;5;40\n"
        + "10001;leave;2026-11-18;2026-11-18;;;5;\n",
        "utf-8",
    )

    run(city, "import", str(file), "--report", str(report))

    reasons = [json.loads(line)["reason"] for line in report.read_text("utf-8").splitlines()]
    assert reasons == [None, None, "figures", "unreadable", "clocks", "figures"]
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DaySpan(date(2026, 11, 3), date(2026, 11, 6)), city)
        worked = session.execute(select(day_result.c.worked_min).order_by(day_result.c.day)).scalars().all()
    assert worked[1:4] == [7 * 60 + 48, 0, 4 * 60 + 55]


@pytest.mark.parametrize("content", [b"name,day\n", b"", "staff_no;grün\n".encode("latin-1")])
def test_a_file_that_is_no_list_is_refused_whole(city: City, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "away.csv"
    file.write_bytes(content)

    assert run(city, "import", str(file)).exit_code == 1
