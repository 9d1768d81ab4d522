"""The personnel files of the acceptance set: every record as the ground truth has it, read back from the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.imports.staff import hash_of, imported, persons, process, records, rows
from timeclock.settings import Settings

LISTS = {
    "personal_cp1252.csv": ("truth_people_csv.json", "physical_line"),
    "personal.xlsx": ("truth_people_xlsx.json", "sheet_row"),
}
# What a time system has no use for and does not keep.
NOT_KEPT = {"supervisor", "remark"}


def truth_of(example: Path, name: str) -> list[dict[str, Any]]:
    file, line = LISTS[name]
    found = json.loads((example / file).read_text("utf-8"))["rows"]
    return [{**each, "line": each[line]} for each in found]


@pytest.mark.parametrize("name", LISTS)
def test_every_record_ends_as_the_truth_says_and_stands_so_in_the_database(
    prepared_settings: Settings, example: Path, tmp_path: Path, name: str
) -> None:
    truth = truth_of(example, name)
    report = tmp_path / "report.jsonl"

    done = imported(prepared_settings, example / name, report=report)

    assert done.exit_code == 0, done.output
    verdicts = [(each["line"], each["verdict"]) for each in records(report)]
    assert verdicts == [(each["line"], each["verdict"]) for each in truth]
    assert all((each["reason"] is None) == (each["verdict"] == "accepted") for each in records(report))
    expected = {
        each["person"]["pernr"]: {
            **{key: value for key, value in each["person"].items() if key not in NOT_KEPT},
            "badge": hash_of(prepared_settings, each["person"]["badge"]),
        }
        for each in truth
        if each["verdict"] == "accepted"
    }
    stored = persons(prepared_settings)
    assert {key: {what: each[what] for what in expected[key]} for key, each in stored.items()} == expected


def test_the_same_people_in_the_other_format_change_nothing(prepared_settings: Settings, example: Path) -> None:
    imported(prepared_settings, example / "personal_cp1252.csv")
    before = rows(prepared_settings)

    done = imported(prepared_settings, example / "personal.xlsx", "--language", "en")

    assert "215 records: 0 new, 0 changed, 200 unchanged, 15 rejected" in done.output
    assert rows(prepared_settings) == before


def test_the_reasons_are_the_recommended_ones(prepared_settings: Settings, example: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    imported(prepared_settings, example / "personal_cp1252.csv", "--dry-run", report=report)

    found = [each["reason"] for each in records(report)]
    assert found == [each.get("reason") for each in truth_of(example, "personal_cp1252.csv")]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_zone_of_the_process_plays_no_part(
    prepared_settings: Settings, example: Path, tmp_path: Path, zone: str
) -> None:
    report = tmp_path / "report.jsonl"
    done = process(prepared_settings, example / "personal_cp1252.csv", "--report", str(report), zone=zone)

    assert done.returncode == 0, done.stderr
    verdicts = [each["verdict"] for each in records(report)]
    assert verdicts == [each["verdict"] for each in truth_of(example, "personal_cp1252.csv")]
    leaver = next(each for each in truth_of(example, "personal_cp1252.csv") if (each.get("person") or {}).get("exit"))
    assert persons(prepared_settings)[leaver["person"]["pernr"]]["exit"] == leaver["person"]["exit"]
