"""A list of our own with every reason and oddity, line by line; a trial and a crash leave nothing."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.imports.staff import (
    OWN_LIST,
    OWN_TRUTH,
    hash_of,
    imported,
    persons,
    process,
    records,
    rows,
)
from timeclock.cli import main
from timeclock.i18n import LOCALES, translator
from timeclock.service.people_reasons import DIFFERENCES, HINTS, SENTENCES, Hint, Reason
from timeclock.settings import Settings

# Need units that share a name, or a retired model, which no file can have: tests/imports/test_people_changes.py
# and tests/web/test_models.py.
ONLY_IN_A_CITY = {Reason.AMBIGUOUS_UNIT, Reason.RETIRED_MODEL}
NAMES = {
    "family_name": "last",
    "given_name": "first",
    "staff_no": "pernr",
    "weekly_min": "weekly_minutes",
}
KILLED = """
import os, signal
from sqlalchemy import Engine, event

begun = []

def killed_at(statement):
    begun.append("INSERT INTO person" in statement)
    if any(begun) and statement.startswith({statement!r}):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", lambda *given: killed_at(given[2]))
event.listen(Engine, "commit", lambda _connection: killed_at("COMMIT"))
"""


def test_every_record_ends_with_its_reason(empty_settings: Settings, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"

    done = imported(empty_settings, OWN_LIST, report=report)

    assert done.exit_code == 0, done.output
    found = [{key: each[key] for key in ("line", "verdict", "reason")} for each in records(report)]
    assert found == [{key: each[key] for key in ("line", "verdict", "reason")} for each in OWN_TRUTH]


def test_every_accepted_record_stands_in_the_database(prepared_settings: Settings) -> None:
    imported(prepared_settings, OWN_LIST)

    stored = persons(prepared_settings)
    accepted = [each["person"] for each in OWN_TRUTH if each["person"]]
    assert stored.keys() == {each["staff_no"] for each in accepted}
    for person in accepted:
        expected: dict[str, Any] = {NAMES.get(key, key): value for key, value in person.items()}
        if "badge" in expected:
            expected["badge"] = hash_of(prepared_settings, expected["badge"])
        assert {key: stored[person["staff_no"]][key] for key in expected} == expected


def test_the_list_has_every_reason_there_is() -> None:
    assert {each["reason"] for each in OWN_TRUTH} - {None} == set(Reason) - ONLY_IN_A_CITY


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_is_said_in_every_language(locale: str) -> None:
    assert SENTENCES.keys() == set(Reason)
    assert HINTS.keys() == set(Hint)
    known = {translator("de").text(sentence) for sentence in (*SENTENCES.values(), *HINTS.values())}
    assert len(known) == len(Reason) + len(Hint)
    assert all(translator(locale).text(sentence) for sentence in DIFFERENCES.values())


def test_the_report_says_why_in_both_languages(prepared_settings: Settings, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    imported(prepared_settings, OWN_LIST, "--dry-run", report=report)

    found = next(each for each in records(report) if each["reason"] == "impossible_date")
    assert found["message"] == {"de": "Diesen Tag gibt es nicht: 30.02.2020", "en": "There is no such day: 30.02.2020"}


def test_the_screen_speaks_german_unless_asked(prepared_settings: Settings) -> None:
    german = imported(prepared_settings, OWN_LIST, "--dry-run").output
    english = imported(prepared_settings, OWN_LIST, "--dry-run", "--language", "en").output

    assert "abgelehnt. Die Personalnummer fehlt (missing_personnel_no)" in german
    assert "52 Sätze: 21 neu, 0 geändert, 0 unverändert, 31 abgelehnt" in german
    assert "Das war ein Probelauf" in german
    assert "rejected. The personnel number is missing (missing_personnel_no)" in english


def test_a_trial_on_nothing_leaves_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/there.sqlite"
    words = ["import", "people", str(OWN_LIST), "--dry-run", "--database", url]
    done = CliRunner().invoke(main, words, env={"TIMECLOCK_VAR": str(tmp_path / "var")}, catch_exceptions=False)

    assert done.exit_code == 0, done.output
    assert list(tmp_path.iterdir()) == []


def test_a_trial_writes_nothing_into_a_database_that_is_empty(empty_settings: Settings) -> None:
    imported(empty_settings, OWN_LIST, "--dry-run")

    assert rows(empty_settings) == {}


def test_a_trial_says_what_would_change_and_writes_nothing(prepared_settings: Settings, tmp_path: Path) -> None:
    imported(prepared_settings, OWN_LIST)
    before = rows(prepared_settings)
    other = tmp_path / "other.csv"
    other.write_bytes(OWN_LIST.read_bytes().replace(b";39;", b";30,00;"))

    done = imported(prepared_settings, other, "--dry-run")

    assert "00030011 geändert. Wochenstunden 39:00 → 30:00" in done.output
    assert rows(prepared_settings) == before


@pytest.mark.parametrize("statement", ["INSERT INTO employment", "INSERT INTO badge_holding", "COMMIT"])
def test_killed_in_the_middle_leaves_nothing_and_can_be_done_again(prepared_settings: Settings, statement: str) -> None:
    before = rows(prepared_settings)

    killed = process(prepared_settings, OWN_LIST, before=KILLED.format(statement=statement))

    assert killed.returncode == -signal.SIGKILL
    assert rows(prepared_settings) == before
    assert "21 neu" in imported(prepared_settings, OWN_LIST).output


def test_many_people_are_taken_in_one_go(prepared_settings: Settings, tmp_path: Path, counts: dict[str, int]) -> None:
    many = counts["listed_people"]
    head = "Personalnummer;Nachname;Vorname;Eintritt;Dienststelle;Ausweisnummer;Wochenstunden;Arbeitszeitmodell\n"
    lines = (f"{n};Müller;Nr. {n};01.03.2019;Amt {n % 40};{n + 400000};39,00;GLZ39\n" for n in range(1, many + 1))
    file = tmp_path / "many.csv"
    file.write_text(head + "".join(lines), "utf-8")

    assert f"{many} Sätze: {many} neu" in imported(prepared_settings, file).output
    assert f"{many} unverändert" in imported(prepared_settings, file).output


def test_a_day_of_the_list_has_to_be_a_day(prepared_settings: Settings) -> None:
    assert imported(prepared_settings, OWN_LIST, "--as-of", "gestern").exit_code == 2


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    empty_settings: Settings, tmp_path: Path
) -> None:
    done = imported(empty_settings, OWN_LIST, report=tmp_path / "nowhere" / "report.jsonl")

    assert done.exit_code == 1
    assert "nowhere" in done.output
    assert rows(empty_settings) == {}
