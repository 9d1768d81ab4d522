"""`timeclock report`: files for operators, and one of a made-up city that leaves nothing behind."""

from __future__ import annotations

import tempfile
from importlib.metadata import EntryPoints
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.reports import papers
from tests.reports.story import told
from timeclock import cli
from timeclock.cli import demo_city


def run(*words: str, var: Path) -> Result:
    environment = {"TIMECLOCK_VAR": str(var), "TIMECLOCK_HTTPS": "false", "COLUMNS": "200"}
    return CliRunner().invoke(cli.main, ["report", *words], env=environment)


def test_the_demo_writes_a_file_of_each_form_of_one_person_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space, out = tmp_path / "tmp", tmp_path / "out"
    space.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(space))
    done = run("proof", "--demo", "--out", str(out), var=tmp_path / "var")

    assert done.exit_code == 0, done.output
    files = sorted(out.iterdir())
    assert [file.suffix for file in files] == [".csv", ".json", ".pdf", ".xlsx"]
    endings = (".pdf", ".xlsx", ".csv", ".json")
    assert done.output.split() == [str(out / f"{files[0].stem}{ending}") for ending in endings]
    assert list(space.iterdir()) == []
    assert not (tmp_path / "var").exists()


def test_the_three_files_of_the_demo_say_the_same(tmp_path: Path) -> None:
    assert run("proof", "--demo", "--out", str(tmp_path), var=tmp_path / "var").exit_code == 0
    [pdf, csv, json] = [next(tmp_path.glob(f"*.{ending}")).read_bytes() for ending in ("pdf", "csv", "json")]
    month = papers.loaded(json)
    paper = papers.rows_of(papers.pdf_tables(pdf)[0])[:-1]
    rows = papers.csv_rows(csv)

    assert sum(1 for day in month["days"] if day["spans"]) >= 15
    assert month["evidence"]["digest_stamps"] == len(month["stamps"]) > 60
    durations = [day["present_minutes"] or 0 for day in month["days"]]
    assert [papers.minutes(row["Dauer"]) or 0 for row in paper] == durations
    assert [int(row["Dauer (Minuten)"] or 0) for row in rows] == durations


def test_without_the_demo_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_city, "entry_points", lambda group, name: EntryPoints())
    done = run("proof", "--demo", "--out", str(tmp_path), var=tmp_path)

    assert done.exit_code == 1
    assert "install the distribution timeclock-demo" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["proof", "--out", "."], "STAFF_NO and MONTH are needed"),
        (["proof", "10001", "--out", "."], "STAFF_NO and MONTH are needed"),
        (["proof", "10001", "2026-13", "--out", "."], "2026-13"),
        (["proof", "10001", "2026-10", "--demo", "--out", "."], "--demo chooses person and month itself"),
        (["timesheet", "10001", "2026-10"], "--out"),
    ],
)
def test_what_is_not_right_is_said(tmp_path: Path, words: list[str], said: str) -> None:
    done = run(*words, var=tmp_path)

    assert done.exit_code == 2
    assert said in done.output


def test_the_formats_and_the_language_asked_for_are_written(tmp_path: Path) -> None:
    town = told(tmp_path / "var")
    out = tmp_path / "out"
    words = ("timesheet", "10001", "2026-10", "--out", str(out))
    assert run(*words, var=tmp_path / "var").exit_code == 0
    assert [file.name for file in out.iterdir()] == ["timesheet-10001-2026-10.pdf"]
    assert run(*words, "--format", "csv", "--language", "en", var=tmp_path / "var").exit_code == 0
    assert "Target (minutes)" in papers.csv_rows((out / "timesheet-10001-2026-10.csv").read_bytes())[0]

    unknown = run("proof", "99999", "2026-10", "--out", str(out), var=tmp_path / "var")
    assert unknown.exit_code == 1
    assert "99999: nobody with this staff number is employed in 2026-10" in unknown.output
    town.database.dispose()
