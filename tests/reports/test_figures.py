"""What people read off a timesheet is what `timeclock explain` says: on paper, on the page, and in both files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from playwright.sync_api import Page

from tests.reports import papers
from tests.reports.conftest import MONTHS, NOW, Lived, config
from tests.reports.papers import Figures, Sums
from timeclock import cli
from timeclock.core.spans import DaySpan
from timeclock.i18n import formats
from timeclock.store import people
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

pytestmark = pytest.mark.browser
# A browser that moves on before a style sheet has come leaves the server's file to the garbage collector.
LATE_FILES = "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"


def everybody(lived: Lived) -> list[Employed]:
    with lived.database.reading() as session:
        return list(people.listed(session, MONTHS[-1], Scope.system("test")))


def run(lived: Lived, *words: str) -> str:
    """Run a command as an operator does, and return what it prints."""
    done = CliRunner().invoke(cli.main, [*config(lived), *words], env={"COLUMNS": "400"})
    assert done.exit_code == 0, done.output
    return done.stdout


def days_of(month: date) -> list[date]:
    return list(DaySpan.month(month.year, month.month))


def explained(lived: Lived, who: Employed, month: date) -> dict[date, Figures]:
    return {day: papers.explained(run(lived, "explain", who.staff_no, day.isoformat())) for day in days_of(month)}


def written(lived: Lived, kind: str, who: Employed, month: date, out: Path, *endings: str) -> Mapping[str, bytes]:
    """Write these formats with the command, or all, and return them by their endings."""
    asked = [word for ending in endings or ("pdf", "csv", "json") for word in ("--format", ending)]
    named = run(lived, "report", kind, who.staff_no, f"{month:%Y-%m}", "--out", str(out), *asked)
    return {Path(name).suffix[1:]: Path(name).read_bytes() for name in named.split()}


def on_paper(tables: list[list[list[str]]], month: date) -> tuple[dict[date, Figures], Sums]:
    rows = papers.rows_of(tables[0])
    assert [row["Tag"] for row in rows[:-1]] == [formats.short_day(day, "de") for day in days_of(month)]
    days = {day: papers.figures_of(row) for day, row in zip(days_of(month), rows, strict=False)}
    return days, sums(rows[-1])


def sums(row: Mapping[str, str]) -> Sums:
    assert row["Tag"] == "Summe"
    return Sums(*(papers.minutes(row[name]) or 0 for name in papers.TOTALS))


def summed(days: Mapping[date, Figures]) -> Sums:
    """Return the sums of the complete days as `explain` has them."""
    complete = [each for each in days.values() if each.worked is not None]
    return Sums(
        sum(each.worked or 0 for each in complete),
        sum(each.target or 0 for each in complete),
        sum(each.difference or 0 for each in complete),
    )


@pytest.mark.filterwarnings(LATE_FILES)
@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_paper_page_and_files_say_what_explain_says(lived: Lived, window: Page, tmp_path: Path, month: date) -> None:
    compared = 0
    for who in everybody(lived):
        with time_machine.travel(NOW, tick=False):
            expected = explained(lived, who, month)
            files = written(lived, "timesheet", who, month, tmp_path)
        window.goto(f"/team/{who.employment_uid}/timesheet/{month:%Y-%m}")
        page = on_paper([papers.page_table(window, "days")], month)
        paper = on_paper(papers.pdf_tables(files["pdf"]), month)
        loaded = papers.loaded(files["json"])
        in_json = {date.fromisoformat(day["day"]): papers.of_json(day) for day in loaded["days"]}
        in_csv = {date.fromisoformat(row["Tag"]): papers.of_csv(row) for row in papers.csv_rows(files["csv"])}

        for form, days in (("pdf", paper[0]), ("page", page[0]), ("csv", in_csv), ("json", in_json)):
            assert [(form, who.staff_no, day, each) for day, each in days.items() if each != expected[day]] == []
            assert days.keys() == expected.keys()
        assert paper[1] == page[1] == summed(expected)
        assert Sums(*(loaded["sums"][f"{name}_minutes"] for name in Sums.__slots__)) == summed(expected)
        compared += len(expected)
    assert compared >= 28 * len(everybody(lived))


def test_the_balance_is_carried_from_month_to_month(lived: Lived, tmp_path: Path, frozen: None) -> None:
    who = everybody(lived)[0]
    balances = []
    for month in MONTHS:
        said = papers.loaded(written(lived, "timesheet", who, month, tmp_path, "json")["json"])["sums"]
        balances.append((said["balance_before_minutes"], said["difference_minutes"], said["balance_after_minutes"]))

    assert [before + difference for before, difference, _ in balances] == [after for _, _, after in balances]
    assert [after for _, _, after in balances[:-1]] == [before for before, _, _ in balances[1:]]


def test_the_proof_shows_the_same_days_as_the_timesheet(lived: Lived, tmp_path: Path, frozen: None) -> None:
    names = {"Beginn": "Kommen", "Ende": "Gehen", "Pausen": "Pausen", "Pause gesamt": "Pause gesamt"}
    names |= {"angerechnet": "Istzeit"}
    for who in everybody(lived)[:2]:
        proof, sheet = (
            papers.rows_of(papers.pdf_tables(written(lived, kind, who, MONTHS[-2], tmp_path, "pdf")["pdf"])[0])
            for kind in ("proof", "timesheet")
        )

        assert [[row[name] for name in names] for row in proof] == [
            [row[names[name]] for name in names] for row in sheet
        ]


def test_the_months_hold_what_makes_papers_difficult(lived: Lived, tmp_path: Path, frozen: None) -> None:
    """The comparison above is worth something only if the months have open days, deductions, and nights."""
    seen = {
        (day["state"], bool(day["deducted_minutes"]), len(day["spans"]) > 1, bool(day["holiday"]))
        for who in everybody(lived)
        for month in MONTHS
        for day in papers.loaded(written(lived, "timesheet", who, month, tmp_path, "json")["json"])["days"]
    }

    assert any(state == "open" for state, *_ in seen)
    assert any(deducted for _, deducted, *_ in seen)
    assert any(several for *_, several, _ in seen)
    assert any(holiday for *_, holiday in seen)


def test_a_wrong_figure_would_be_seen() -> None:
    day = papers.explained(
        "  08:07  Kommen · Terminal Rathaus\n  16:45  Gehen · Terminal Rathaus\n"
        "  +4:14  Arbeit von 08:07 bis 12:21\n         ARBZG-2-1\n  +4:13  Arbeit von 12:32 bis 16:45\n"
        "  −0:19  Pause abgezogen: Bei 8:27 Arbeit sind 0:30 vorgeschrieben, genommen wurden 0:11\n"
        "  =8:08  Istzeit\n  +7:48  Sollzeit laut Wochenplan\n  =7:48  Sollzeit\n"
        "  +0:20  Differenz: Istzeit 8:08 weniger Sollzeit 7:48\n"
    )

    assert day == Figures("08:07", "16:45", ("12:21–12:32",), 19, 488, 468, 20)
    assert day != replace(day, worked=487)
