"""The example files of old systems give exactly their ground truth: per physical line, per session and per day."""

from __future__ import annotations

import gc
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.city import settings_in
from tests.databases import Postgres
from tests.imports import truth
from tests.imports.bringing import brought
from tests.imports.conftest import copied
from tests.imports.old_town import OldTown, old_town
from tests.imports.truth import Truth
from timeclock.core.spans import DaySpan
from timeclock.service import imports, profiles, sessions_export, stamp_files
from timeclock.service.imports import ImportRules
from timeclock.service.profiles import Profile
from timeclock.settings import Settings

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FIRST, LAST = "2026-03-28", "2026-10-27"
FIRST_OF_TOGGLE = "2026-09-01"
# A slice in which both kinds of change, exit, repeat and night shift occur.
SLICE = 6_000


@pytest.fixture(autouse=True, scope="module")
def rarely_swept() -> Iterator[None]:
    """Let Python look for garbage rarely: of lines by the ten thousand, each is needed to the end."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    yield
    gc.set_threshold(*before)


@pytest.fixture
def known(example: Path) -> Truth:
    return Truth(example)


@pytest.fixture(scope="module")
def settled(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The example's people on SQLite, to be copied."""
    settings = settings_in(tmp_path_factory.mktemp("settled"))
    for _ in old_town(settings, Truth(example)):
        pass
    return settings


@pytest.fixture
def town(known: Truth, settled: Settings, tmp_path: Path) -> Iterator[OldTown]:
    """The example's people on SQLite."""
    yield from old_town(copied(settled, tmp_path), known, settled=False)


@pytest.fixture
def postgres_town(known: Truth, postgres: Postgres, tmp_path: Path) -> Iterator[OldTown]:
    name = postgres.new_database()
    yield from old_town(settings_in(tmp_path, postgres.url(name)), known)
    postgres.drop(name)


def bring(town: OldTown, raw: bytes, format_: str | Profile) -> list[dict[str, Any]]:
    return brought(town.database, town.settings, raw, format_, NOW)


def foreseen(town: OldTown, raw: bytes, format_: str) -> list[dict[str, Any]]:
    """Return the report of a file that is only looked at."""
    lines = stamp_files.lines(raw, profiles.named(format_), town.settings.zone, NOW)
    with town.database.reading() as session:
        rows = imports.examine(session, lines, ImportRules.of(town.settings), NOW)
    return [{"line": row.no, "verdict": row.outcome, "reason": row.reason} for row in rows]


def exported(town: OldTown) -> list[dict[str, Any]]:
    with town.database.transaction() as session:
        days = DaySpan(datetime.fromisoformat(FIRST).date(), datetime.fromisoformat(LAST).date() + timedelta(days=1))
        found = sessions_export.sessions(session, days, town.settings.zone, NOW)
    return [each.to_json() for each in found]


@pytest.mark.postgres
def test_three_formats_in_one_system_are_the_same_stamps(postgres_town: OldTown, known: Truth) -> None:
    town = postgres_town
    first = bring(town, known.raw("attlog"), "attlog")
    of_attlog = truth.told(exported(town))
    second = bring(town, known.raw("sap55"), "sap55")
    third = bring(town, known.raw("offset-csv"), "offset-csv")

    assert truth.wrong(first, known.lines("attlog")) == []
    certain = known.sessions(without_offset=False)
    assert certain - of_attlog == Counter()
    # What else there is, is open: a session that a stamp held back may belong to.
    assert {each[3] for each in of_attlog - certain} == {None}
    assert truth.wrong_again(second, known.lines("sap55")) == []
    # What only a file with offsets can tell counts now, and nothing else does.
    told = [line for line in third if line["verdict"] == "accepted"]
    ambiguous = [line for line in known.lines("attlog") if isinstance(line, dict) and "amb" in line]
    assert len(told) == len(ambiguous)
    settled = [line | {"verdict": "duplicate"} if line["verdict"] == "accepted" else line for line in third]
    assert truth.wrong_again(settled, known.lines("offset-csv")) == []
    found = exported(town)
    assert truth.told(found) == known.sessions()
    assert without_orphans(truth.day_sums(found)) == without_orphans(known.days())


def without_orphans(days: dict[tuple[str, str], truth.Day]) -> dict[tuple[str, str], truth.Day]:
    """Return the days something is known of: one with a lone out has no session."""
    return {key: day for key, day in days.items() if any(day)}


@pytest.mark.parametrize("format_", ["sap55", "offset-csv"])
def test_a_file_brought_in_alone_gives_what_was_foreseen(town: OldTown, known: Truth, format_: str) -> None:
    raw = b"".join(re.split(rb"(?<=\n)", known.raw(format_))[:SLICE])
    before = foreseen(town, raw, format_)
    report = bring(town, raw, format_)

    assert report == before
    assert truth.wrong(report, known.lines(format_)[:SLICE]) == []


def test_without_direction_taps_take_turns_until_one_has_to_ask(town: OldTown, known: Truth) -> None:
    report = bring(town, known.raw("attlog-undirected"), "attlog-undirected")

    found, days = truth.day_sums(exported(town)), known.days()
    clean, odd = known.toggle()
    # On the first day the morning of a shift begun the evening before is missing from the file.
    known = {
        (person, day): sums[2]
        for (person, day), sums in days.items()
        if day > FIRST_OF_TOGGLE and (person in clean or day < odd.get(person, FIRST))
    }
    assert {key: found.get(key, (0,) * 5)[2] for key in known} == known
    verdicts = Counter(line["verdict"] for line in report)
    assert (len(report), verdicts["duplicate"], verdicts["ignored"]) == (18_220, 300, 0)
    reasons = Counter(line["reason"] for line in report)
    assert (reasons["implausible_date"], reasons["garbage"]) == (20, 1)
    asked = {person for person in odd if not any(key[0] == person and key[1] >= odd[person] for key in found)}
    assert len(asked) > len(odd) / 2


def test_shuffled_lines_give_the_same_sessions(town: OldTown, known: Truth) -> None:
    lines = re.split(rb"(?<=\n)", known.raw("offset-csv"))[:SLICE]
    random.Random(1991).shuffle(lines)
    bring(town, b"".join(lines), "offset-csv")
    shuffled = truth.told(exported(town))

    begun = {told for told in known.sessions() if told[1] < 1775600000}
    assert {told for told in shuffled if told[1] < 1775600000} == begun


def test_stamps_that_came_before_the_people_are_released_with_them(known: Truth, tmp_path: Path) -> None:
    raw = b"\n".join(re.split(rb"\r\n|\n|\r", known.raw("attlog"))[:SLICE]) + b"\n"
    for town in old_town(settings_in(tmp_path), known, settled=False):
        waiting = bring(town, raw, "attlog")
        said = town.settle()
        again = bring(town, raw, "attlog")

    assert {line["verdict"] for line in waiting} == {"quarantined", "ignored"}
    assert "imported stamps that waited for their people count now" in said
    expected = [{"dup": 0} if isinstance(line, int) else line for line in known.lines("attlog")[:SLICE]]
    assert truth.wrong(again, expected) == []


def real_profile(directory: Path, text: str) -> Profile:
    path = directory / "real.toml"
    path.write_text(text, "utf-8")
    return profiles.load(path)


PUNCH_CLOCK = """
separator = ";"
header = [
    "Data", "Entrada Empresa", "Saida Intervalo", "Entrada Intervalo", "Saida Empresa", "Entrada Extra", "Saida Extra",
    "Saldo",
]
comment = ["Saldo total"]
""" + "".join(
    f"""
[[stamp]]
staff_no_is = 10009
at = [{{ field = 1, pattern = "DD/MM/YY" }}, {{ field = {no}, pattern = "hh:mm" }}]
kind_is = "{"in" if no % 2 == 0 else "out"}"
"""
    for no in range(2, 8)
)
APP = """
separator = ","
quote = '"'
header = [
    "Client", "Project", "Task", "Description", "Billable", "Start date", "Start time", "End date", "End time",
    "Duration", "Tags", "Amount ()",
]
""" + "".join(
    f"""
[[stamp]]
staff_no_is = 10009
at = [{{ field = {no}, pattern = "YYYY-MM-DD" }}, {{ field = {no + 1}, pattern = "hh:mm:ss" }}]
kind_is = "{kind}"
"""
    for no, kind in ((6, "in"), (8, "out"))
)


def test_a_real_punch_clock_export_gives_its_own_net_times(town: OldTown, inputs: Path, tmp_path: Path) -> None:
    raw = (inputs / "real" / "ponto-esperto" / "timesheet.csv").read_bytes()
    oracle = json.loads((inputs / "real" / "oracle.json").read_text("utf-8"))["ponto-esperto/timesheet.csv"]
    report = bring(town, raw, real_profile(tmp_path, PUNCH_CLOCK))

    rows = [row for row in oracle if "date" in row]
    accepted = {line["line"] for line in report if line["verdict"] == "accepted"}
    assert accepted == {row["line"] for row in rows}
    sums = everything(town)
    whole = {row["date"]: row["net_minutes"] * 60 for row in rows if len(row["stamps"]) % 2 == 0}
    assert {day: sums[day] for day in whole} == whole


@pytest.mark.parametrize("name", ["F2023.csv", "S2023.csv", "S2024.csv"])
def test_a_real_app_export_gives_its_own_seconds(town: OldTown, inputs: Path, tmp_path: Path, name: str) -> None:
    raw = (inputs / "real" / "toggl-class-time" / name).read_bytes()
    oracle = json.loads((inputs / "real" / "oracle.json").read_text("utf-8"))[f"toggl-class-time/{name}"]
    bring(town, raw, real_profile(tmp_path, APP))

    rows = sorted((start, end, seconds) for _, start, end, seconds in oracle["rows"])
    # Two pieces of work at once are no presence a clock could have stamped.
    alone = {
        (start, seconds)
        for no, (start, end, seconds) in enumerate(rows)
        if all(other[1] <= start or other[0] >= end for other in rows[:no] + rows[no + 1 :])
    }
    found = {(_wall(each["in"]), each["net_seconds"]) for each in sessions_ever(town)}
    assert alone - found == set()


def _wall(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(truth.BERLIN):%Y-%m-%dT%H:%M:%S}"


def sessions_ever(town: OldTown) -> list[dict[str, Any]]:
    with town.database.transaction() as session:
        days = DaySpan(datetime(2015, 1, 1, tzinfo=UTC).date(), NOW.date())
        return [each.to_json() for each in sessions_export.sessions(session, days, town.settings.zone, NOW)]


def everything(town: OldTown) -> dict[str, int]:
    """Return the net seconds of each day."""
    sums = Counter[str]()
    for each in sessions_ever(town):
        sums[each["day"]] += each["net_seconds"] or 0
    return dict(sums)
