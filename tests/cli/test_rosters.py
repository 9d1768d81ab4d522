"""`timeclock import roster`: a verdict for each line, and the whole month published or nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.city import NOW, City
from timeclock.cli import main
from timeclock.core.duties import DutyKind
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import Span
from timeclock.i18n import wording
from timeclock.service import protections
from timeclock.service.roster_files import Fault
from timeclock.store import recalculation, rosters, staffing
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.rosters import roster, shift
from timeclock.store.staffing import NewPerson

HEADING = "Personalnummer;Tag;Art;Von;Bis;Tagesplan"
NOVEMBER = date(2026, 11, 1)
GOOD = (
    "10001;2026-11-18;Dienst;06:00;14:30;",
    "10001;19.11.2026;Dienst;22:00;06:00;flex",
    "10003;2026-11-06;Rufbereitschaft;15:00;2026-11-09 07:00;",
    "",
    "10003;2026-11-20;bereitschaftsdienst;16:00;24:00;",
)


def run(city: City, file: Path, *words: str, unit: str = "Bürgerdienste", month: str = "2026-11") -> Result:
    options = ["--unit", unit, "--month", month, "--database", city.settings.database_url, *words]
    return CliRunner().invoke(main, ["import", "roster", str(file), *options])


def written(folder: Path, *lines: str, heading: str = HEADING) -> Path:
    path = folder / "dienstplan.csv"
    path.write_text("\n".join([heading, *lines]) + "\n", "utf-8")
    return path


def published(city: City) -> list[tuple[str, str]]:
    """Return the shifts that count: which kind, and from when to when."""
    with city.database.transaction() as session:
        held = rosters.published(session, city.registry, NOVEMBER)
        shifts = () if held is None else rosters.shifts_of(session, held.id)
    return [
        (each.kind.value, f"{each.span.from_at:%d %H:%M}–{each.span.to_at:%d %H:%M}")
        for each in sorted(shifts, key=lambda held: held.span)
    ]


def test_a_good_roster_is_published_and_its_days_are_worked_out_again(city: City, tmp_path: Path) -> None:
    done = run(city, written(tmp_path, *GOOD))

    assert done.exit_code == 0, done.output
    assert published(city) == [
        ("on_call", "06 14:00–09 06:00"),
        ("work", "18 05:00–18 13:30"),
        ("work", "19 21:00–20 05:00"),
        ("standby_on_site", "20 15:00–20 23:00"),
    ]
    assert "4 Dienste: 4 neu, 0 unverändert, 0 abgelehnt; 0 entfallen" in done.output
    assert "Veröffentlicht; 60 Tage werden neu berechnet" in done.output
    with city.database.transaction() as session:
        assert len(recalculation.claim(session, city.celik.person_id)) == 30


def test_the_next_roster_says_what_is_new_and_what_falls_away(city: City, tmp_path: Path) -> None:
    run(city, written(tmp_path, *GOOD))

    done = run(city, written(tmp_path, GOOD[0], GOOD[4], "10003,2026-11-07,on_call,08:00,20:00,"), "--language", "en")
    assert done.exit_code == 1
    done = run(city, written(tmp_path, GOOD[0], GOOD[4], "10003;2026-11-07;on_call;08:00;20:00;"), "--language", "en")

    assert "3 shifts: 1 new, 2 unchanged, 0 rejected; 2 are withdrawn" in done.output
    assert [kind for kind, _ in published(city)] == ["on_call", "work", "standby_on_site"]


def test_a_timetable_says_what_the_work_of_its_hours_is(city: City, tmp_path: Path) -> None:
    lines = ("10001;2026-11-18;Unterricht;14:00;17:00;", "10003;2026-11-19;Verfügungszeit;13:30;15:30;")

    done = run(city, written(tmp_path, *lines))

    assert done.exit_code == 0, done.output
    assert [kind for kind, _ in published(city)] == ["lessons", "preparation"]
    assert "Veröffentlicht; 2 Tage werden neu berechnet" in done.output


REFUSED = {
    "10001;2026-11-18;Dienst;06:00": Fault.TOO_FEW_FIELDS,
    "10001;2026-11-31;Dienst;06:00;14:30;": Fault.IMPOSSIBLE_DAY,
    "10001;18.11.;Dienst;06:00;14:30;": Fault.IMPOSSIBLE_DAY,
    "10001;2026-12-01;Dienst;06:00;14:30;": Fault.OTHER_MONTH,
    "10001;2026-11-18;Urlaub;06:00;14:30;": Fault.UNKNOWN_KIND,
    "10001;2026-11-18;Dienst;6 Uhr;14:30;": Fault.IMPOSSIBLE_TIME,
    "10001;2026-11-18;Dienst;06:00;2026-11-17 14:30;": Fault.IMPOSSIBLE_TIME,
    "99999;2026-11-18;Dienst;06:00;14:30;": Fault.UNKNOWN_PERSON,
    "10001;2026-11-18;Dienst;06:00;14:30;nacht": Fault.UNKNOWN_PLAN,
    "10001;2026-11-21;Dienst;06:00;14:30;": Fault.OVERLAPS,
}


@pytest.mark.parametrize("line", REFUSED)
def test_one_refused_line_and_nothing_is_published(city: City, tmp_path: Path, line: str) -> None:
    report = tmp_path / "bericht.jsonl"
    whole = "10001;2026-11-21;Dienst;00:00;24:00;"

    done = run(city, written(tmp_path, whole, line), "--report", str(report))

    assert done.exit_code == 1
    assert "Nichts ist veröffentlicht" in done.output
    assert published(city) == []
    first, second = (json.loads(each) for each in report.read_text("utf-8").splitlines())
    assert (first["verdict"], first["change"]) == ("accepted", "new")
    assert (second["line"], second["verdict"], second["reason"]) == (3, "rejected", REFUSED[line].value)
    assert second["message"].keys() == {"de", "en"}


def test_a_time_that_the_clocks_skip_is_refused(city: City, tmp_path: Path) -> None:
    done = run(city, written(tmp_path, "10001;2026-03-29;Dienst;02:30;10:00;"), month="2026-03")

    assert "Zeile 2: abgelehnt. Diese Uhrzeit gab es wegen der Zeitumstellung nicht" in done.output


def test_who_is_not_employed_yet_is_refused(city: City, tmp_path: Path) -> None:
    with city.database.transaction() as session:
        new = NewPerson("Deniz", "Demir", "10004", city.registry, date(2026, 11, 10), 2340)
        staffing.hire(session, 1, new, NOW)

    done = run(city, written(tmp_path, "10004;2026-11-09;Dienst;06:00;14:30;"))

    assert "(not_employed)" in done.output


def test_a_trial_writes_nothing(city: City, tmp_path: Path) -> None:
    done = run(city, written(tmp_path, *GOOD), "--dry-run")

    assert done.exit_code == 0
    assert "nichts geschrieben" in done.output
    assert published(city) == []


@pytest.mark.parametrize(
    ("content", "unit", "why"),
    [
        (HEADING.encode() + "\n10001;2026-11-18;Dienst;06:00;14:30;ä\n".encode("cp1252"), "Bürgerdienste", "not UTF-8"),
        (b"Name;Tag\n", "Bürgerdienste", "the first line must be"),
        (HEADING.encode() + b"\n", "Bürgerdienste", "no shift in the file"),
        (HEADING.encode() + b"\n10001;2026-11-18;Dienst;06:00;14:30;\n", "Zoo", "no unit is called 'Zoo'"),
    ],
)
def test_what_is_no_roster_of_a_unit_is_refused_whole(
    city: City, tmp_path: Path, content: bytes, unit: str, why: str
) -> None:
    path = tmp_path / "dienstplan.csv"
    path.write_bytes(content)

    done = run(city, path, unit=unit)

    assert done.exit_code == 1
    assert why in done.output


def test_every_fault_of_a_line_is_said() -> None:
    assert wording.ROSTER_LINE.keys() == {fault.value for fault in Fault}


def test_the_hour_that_comes_twice_is_the_first_one(city: City, tmp_path: Path) -> None:
    run(city, written(tmp_path, "10001;2026-10-25;Dienst;02:30;10:00;"), month="2026-10")

    with city.database.transaction() as session:
        held = rosters.published(session, city.registry, date(2026, 10, 1))
        assert held is not None
        (taken,) = rosters.shifts_of(session, held.id)
    begin, end = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)
    assert (taken.kind, taken.span) == (DutyKind.WORK, Span(begin, end))


DECEMBER = date(2026, 12, 1)
SHORT_REST = ("10001;2026-12-01;Dienst;13:30;22:00;", "10001;2026-12-02;Dienst;06:00;14:30;")
GROUND = "ArbZG §14 Abs. 1: Hochwasser"


def planned(city: City) -> list[tuple[int, str | None]]:
    """Return of each shift of December that counts the day it begins on, and the ground it is planned on in spite."""
    with city.database.transaction() as session:
        counting = (shift.c.superseded_at.is_(None), roster.c.state == rosters.PUBLISHED, roster.c.month == DECEMBER)
        query = select(shift.c.from_at, shift.c.override_reason).join(roster, roster.c.id == shift.c.roster_id)
        found = session.execute(query.where(*counting).order_by(shift.c.from_at)).all()
    return [(row.from_at.day, row.override_reason) for row in found]


@time_machine.travel(NOW, tick=False)
def test_a_plan_that_breaks_the_law_is_published_on_a_legal_ground_alone(city: City, tmp_path: Path) -> None:
    file, report = written(tmp_path, *SHORT_REST), tmp_path / "bericht.jsonl"

    refused = run(city, file, "--report", str(report), month="2026-12")

    assert refused.exit_code == 1
    assert "Zeile 3: gesperrt. So gearbeitet, gilt für 10001 am Mi" in refused.output
    assert "8:00 Ruhezeit, 11:00 vorgeschrieben (ArbZG §5 Abs. 1)" in refused.output
    assert "--despite" in refused.output
    assert planned(city) == []
    (_, second) = (json.loads(each)["objections"] for each in report.read_text("utf-8").splitlines())
    assert [(each["code"], each["day"], each["blocks"]) for each in second] == [
        ("ARBZG-5-1-REST11", "2026-12-02", True)
    ]

    done = run(city, file, "--despite", GROUND, month="2026-12")

    assert done.exit_code == 0, done.output
    assert planned(city) == [(1, None), (2, GROUND)]
    with city.database.transaction() as session:
        detail = session.execute(select(audit.c.detail).where(audit.c.action == "roster.publish")).scalar_one()
    assert detail["despite"] == GROUND


@time_machine.travel(NOW, tick=False)
def test_what_only_warns_is_said_beside_what_blocks(city: City, tmp_path: Path) -> None:
    long_day = "10001;2026-12-01;Dienst;06:00;19:00;"

    done = run(city, written(tmp_path, long_day), "--dry-run", "--language", "en", month="2026-12")

    assert done.exit_code == 1
    assert "Line 2: blocked. Worked as planned, for 10001 this is found on" in done.output
    assert "Line 2: please look. Worked as planned, for 10001 this is found on" in done.output


@time_machine.travel(NOW, tick=False)
def test_a_ground_is_kept_only_where_it_was_needed(city: City, tmp_path: Path) -> None:
    done = run(city, written(tmp_path, SHORT_REST[0]), "--despite", GROUND, month="2026-12")

    assert done.exit_code == 0, done.output
    assert planned(city) == [(1, None)]


@time_machine.travel(NOW, tick=False)
def test_another_units_roster_counts_and_the_one_replaced_does_not(city: City, tmp_path: Path) -> None:
    run(city, written(tmp_path, SHORT_REST[0]), unit="Stadtarchiv", month="2026-12")
    late = run(city, written(tmp_path, SHORT_REST[1]), month="2026-12")
    assert late.exit_code == 1
    assert "Zeile 2: gesperrt" in late.output

    run(city, written(tmp_path, SHORT_REST[1]), "--despite", GROUND, month="2026-12")
    moved = run(city, written(tmp_path, "10001;2026-12-02;Dienst;09:00;17:30;"), month="2026-12")

    assert moved.exit_code == 0, moved.output


@time_machine.travel(NOW, tick=False)
def test_why_a_limit_holds_for_one_person_alone_is_not_said_and_no_ground_lifts_it(city: City, tmp_path: Path) -> None:
    with city.database.transaction() as session:
        expecting = Protection(ProtectionKind.MATERNITY, NOW.date(), figures=Figures(due_on=date(2027, 3, 1)))
        protections.add(session, "10001", expecting, NOW)

    done = run(city, written(tmp_path, "10001;2026-12-01;Dienst;13:30;22:00;"), "--despite", GROUND, month="2026-12")

    assert done.exit_code == 1
    assert "Zeile 2: verboten" in done.output
    assert "von denen kein Rechtsgrund befreit" in done.output
    assert "MuSchG" not in done.output
    assert "Mutter" not in done.output
    assert planned(city) == []
