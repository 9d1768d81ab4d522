"""`timeclock import stamps` and `timeclock export sessions` as an operator runs them, killed in the middle included."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sysconfig
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests.city import NOW, City
from tests.imports.bringing import FILES, badged, taps, verdicts
from timeclock.cli import main
from timeclock.store import recalculation
from timeclock.store.schema.imports import batch_row, import_identity
from timeclock.store.schema.stamps import stamp

PATIENCE = 180.0
DAY = taps("4711 2026-09-18 07:31:12 0", "4711 2026-09-18 16:14:59 1", "4799 2026-09-18 08:00:00 0")


def arguments(city: City, *words: str) -> list[str]:
    return [*words, "--database", city.settings.database_url]


def surroundings(city: City) -> dict[str, str]:
    return {"TIMECLOCK_VAR": str(city.settings.var)}


def run(city: City, *words: str) -> Result:
    english = ["--language", "en"] if words[0] == "import" else []
    return CliRunner().invoke(main, arguments(city, *words, *english), env=surroundings(city))


def read(report: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.read_text("utf-8").splitlines()]


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """A device's log of one day."""
    path = tmp_path / "1_attlog.dat"
    path.write_bytes(DAY)
    return path


def test_the_command_reports_every_line_and_sums_up(sqlite_city: City, device: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    done = run(badged(sqlite_city), "import", "stamps", str(device), "--format", "attlog", "--report", str(report))

    assert done.exit_code == 0, done.output
    assert read(report) == [
        {"line": 1, "verdict": "accepted", "reason": None},
        {"line": 2, "verdict": "accepted", "reason": None},
        {"line": 3, "verdict": "quarantined", "reason": "unknown_badge"},
    ]
    assert "3 lines: 2 accepted, 0 duplicate, 1 quarantined, 0 ignored" in done.output


def test_what_was_brought_stands_in_the_log_at_once(sqlite_city: City, device: Path) -> None:
    run(badged(sqlite_city), "import", "stamps", str(device), "--format", "attlog")

    done = run(sqlite_city, "jobs", "sequence")

    assert "0 records included" in done.output


def test_a_dry_run_shows_what_it_reads_and_stores_nothing(sqlite_city: City, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    layout = ["--profile", str(FILES / "terminal.toml"), "--dry-run", "--report", str(report)]
    done = run(badged(sqlite_city), "import", "stamps", str(FILES / "terminal.txt"), *layout)

    assert done.exit_code == 0, done.output
    assert "Line 2: 4711 / –: 2026-09-18T07:31:12 in" in done.output
    assert "nothing has been written" in done.output
    assert verdicts(read(report))[1:] == ["accepted"] * 3 + ["quarantined unknown_kind"]
    with sqlite_city.database.reading() as session:
        stored = [session.execute(select(func.count()).select_from(table)).scalar_one() for table in (stamp, batch_row)]
    assert stored == [0, 0]


def test_a_dry_run_holds_up_nobody_who_writes(city: City, device: Path) -> None:
    badged(city)
    with city.database.transaction() as session:
        recalculation.mark(session, [(city.aydin.person_id, NOW.date())], "test", NOW)
        done = run(city, "import", "stamps", str(device), "--format", "attlog", "--dry-run")

    assert done.exit_code == 0, done.output
    assert "3 lines: 2 accepted" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give --format"),
        (["--format", "attlog", "--profile", "p.toml"], "give --format"),
        (["--profile", "none.toml"], "config/imports"),
        (["--format", "novatime"], "is not one of"),
    ],
)
def test_a_layout_has_to_be_named_once(sqlite_city: City, device: Path, words: list[str], said: str) -> None:
    done = run(sqlite_city, "import", "stamps", str(device), *words)

    assert done.exit_code != 0
    assert said in done.output


def test_an_empty_database_is_prepared_by_the_way(device: Path, tmp_path: Path) -> None:
    words = ["import", "stamps", str(device), "--format", "attlog", "--database", f"sqlite:///{tmp_path}/new.sqlite"]
    done = CliRunner().invoke(main, words, env={"TIMECLOCK_VAR": str(tmp_path / "var")})

    assert done.exit_code == 0, done.output
    assert "3 zur Klärung" in done.output


def test_the_export_takes_both_days_in(sqlite_city: City, device: Path, tmp_path: Path) -> None:
    out = tmp_path / "sessions.jsonl"
    run(badged(sqlite_city), "import", "stamps", str(device), "--format", "attlog")

    done = run(sqlite_city, "export", "sessions", "--from", "2026-09-18", "--to", "2026-09-18", "--out", str(out))
    before = run(sqlite_city, "export", "sessions", "--from", "2026-09-01", "--to", "2026-09-17", "--out", os.devnull)

    assert done.exit_code == 0, done.output
    assert [(each["staff_no"], each["day"]) for each in read(out)] == [("00010001", "2026-09-18")]
    assert "0 sessions" in before.output


def test_a_period_that_ends_before_it_begins_is_refused(sqlite_city: City) -> None:
    done = run(sqlite_city, "export", "sessions", "--from", "2026-09-18", "--to", "2026-09-17", "--out", os.devnull)

    assert done.exit_code == 2


def months_of_taps(lines: int) -> bytes:
    """Return a log with a tap every quarter of an hour, each tenth line a repeat, some by a badge nobody has."""
    begin = datetime(2026, 5, 1)  # noqa: DTZ001  a device's wall clock
    acts = [no - (no % 10 == 9) for no in range(lines)]
    return taps(*(f"{4799 if no % 11 == 10 else 4711} {begin + timedelta(minutes=15 * no)} {no % 2}" for no in acts))


def rows_done(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(batch_row)).scalar_one()


def test_killed_in_the_middle_it_goes_on_and_reports_every_line(city: City, tmp_path: Path) -> None:
    raw = months_of_taps(6_000)
    log, report = tmp_path / "attlog.dat", tmp_path / "report.jsonl"
    log.write_bytes(raw)
    words = arguments(badged(city), "import", "stamps", str(log), "--format", "attlog", "--report", str(report))
    command = [Path(sysconfig.get_path("scripts")) / "timeclock", *words]
    process = subprocess.Popen(command, env=os.environ | surroundings(city), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while rows_done(city) < 2_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    through = rows_done(city)

    done = run(city, "import", "stamps", str(log), "--format", "attlog", "--report", str(report))

    assert 2_000 <= through < 6_000
    assert f"Goes on after {through} lines" in done.output
    found = read(report)
    assert [each["line"] for each in found] == list(range(1, 6_001))
    with city.database.reading() as session:
        stored = session.execute(select(func.count()).select_from(stamp)).scalar_one()
        identities = session.execute(select(func.count()).select_from(import_identity)).scalar_one()
    accepted = sum(each["verdict"] == "accepted" for each in found)
    said = set(raw.splitlines())
    assert stored == identities == len(said)
    assert accepted == sum(b"4711" in line for line in said)


def test_the_missing_tap_of_a_later_file_releases_what_was_held_back(city: City, tmp_path: Path) -> None:
    first, second, out = tmp_path / "1_attlog.dat", tmp_path / "2_attlog.dat", tmp_path / "sessions.jsonl"
    clocks = ("14 08:00", "14 12:00", "14 12:30", "15 08:00", "15 16:00")
    first.write_bytes(taps(*(f"4711 2026-09-{clock}:00 255" for clock in clocks), "4712 2026-09-17 08:00:00 255"))
    second.write_bytes(taps("4711 2026-09-14 16:30:00 255"))
    badged(city)

    run(city, "import", "stamps", str(first), "--format", "attlog-undirected")
    done = run(city, "import", "stamps", str(second), "--format", "attlog-undirected")
    run(city, "export", "sessions", "--from", "2026-09-14", "--to", "2026-09-15", "--out", str(out))

    assert "5 stamps that had waited count now" in done.output
    assert [each["net_seconds"] for each in read(out)] == [4 * 3600, 4 * 3600, 8 * 3600]


def test_a_report_that_could_not_be_written_is_told_when_the_file_is_brought_again(
    city: City, device: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.jsonl"
    words = ["import", "stamps", str(device), "--format", "attlog", "--report"]
    full = run(badged(city), *words, "/dev/full")

    done = run(city, *words, str(report))

    assert full.exit_code == 1
    assert "Error: /dev/full: No space left on device" in full.output
    assert "Goes on after 3 lines" in done.output
    assert verdicts(read(report)) == ["accepted", "accepted", "quarantined unknown_badge"]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_zone_of_the_machine_does_not_matter(sqlite_city: City, device: Path, tmp_path: Path, zone: str) -> None:
    out = tmp_path / "sessions.jsonl"
    script = Path(sysconfig.get_path("scripts")) / "timeclock"
    for words in (
        ["import", "stamps", str(device), "--format", "attlog"],
        ["export", "sessions", "--from", "2026-09-18", "--to", "2026-09-18", "--out", str(out)],
    ):
        command = [script, *arguments(badged(sqlite_city) if words[0] == "import" else sqlite_city, *words)]
        subprocess.run(command, env=os.environ | surroundings(sqlite_city) | {"TZ": zone}, check=True)

    assert [(each["in"], each["out"]) for each in read(out)] == [("2026-09-18T05:31:12Z", "2026-09-18T14:14:59Z")]
