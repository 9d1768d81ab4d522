"""`timeclock account`: what stands where, accounts by wish, and openings that somebody in the office confirms."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.city import NOW, City
from tests.lived_in import sight
from timeclock.cli import main
from timeclock.service import account_kinds, accounts, postings

HEADINGS = "staff_no;account;day;amount;reason\n"


def run(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["account", *words, "--database", city.settings.database_url])


@pytest.fixture
def town(city: City) -> City:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
    return city


def confirmed(city: City) -> int:
    """Let human resources confirm all that waits; return how many that were."""
    with city.database.transaction() as session:
        hr = sight(session, city, "hr")
        waiting = accounts.kept(session, hr).proposals
        for each in waiting:
            postings.confirm(session, hr, each.uid)
    return len(waiting)


def written(folder: Path, *lines: str) -> str:
    file = folder / "openings.csv"
    file.write_text(HEADINGS + "".join(f"{line}\n" for line in lines), "utf-8")
    return str(file)


def test_openings_of_a_file_are_proposed_and_confirmed_by_somebody_else(town: City, tmp_path: Path) -> None:
    file = written(tmp_path, "10001;flextime;2026-01-01;12:30;Altsystem", "10002;flextime;2026-01-01;-0:45;Altsystem")
    done = run(town, "import", file)
    before = run(town, "show", "10001", "--on", "2026-11-20").output
    number = confirmed(town)
    after = run(town, "show", "10001", "--on", "2026-11-20", "--language", "en").output

    assert done.exit_code == 0, done.output
    assert "2 opening balances proposed" in done.output
    assert number == 2
    assert "0:00  Gleitzeitkonto, im grünen Bereich" in before
    assert "+12:30  flextime account, within the marks" in after


def test_a_file_with_one_wrong_line_proposes_nothing(town: City, tmp_path: Path) -> None:
    good = "10001;flextime;2026-01-01;12:30;Altsystem"
    for wrong, told in (
        ("10001;flextime;2026-01-01;12,5;Altsystem", "2: 12,5 is no amount"),
        ("4711;flextime;2026-01-01;12:30;Altsystem", "2: 4711: nobody with this staff number"),
        ("10001;premium_time;2026-01-01;12:30;Altsystem", "2: Diese Person hat an diesem Tag kein solches Konto."),
        ("10001;flextime;2026-01-01;12:30; ", "2: Bitte sagen Sie in wenigen Worten, warum."),
    ):
        done = run(town, "import", written(tmp_path, good, wrong))

        assert done.exit_code == 1
        assert told in done.output
    assert confirmed(town) == 0


def test_an_account_by_wish_is_opened_and_then_takes_what_is_proposed(town: City) -> None:
    asked = ("propose", "10001", "on_call", "2,5", "--day", "2026-11-19", "--reason", "Altsystem")
    before = run(town, *asked)
    opened = run(town, "open", "10001", "on_call", "2026-11-01")
    after = run(town, *asked)

    assert (before.exit_code, opened.exit_code, after.exit_code) == (1, 0, 0)
    assert confirmed(town) == 1
    assert "+2,5  Rufbereitschaftskonto" in run(town, "show", "10001", "--on", "2026-11-20").output
    assert run(town, "open", "10001", "nowhere", "2026-11-01").exit_code == 1
    assert run(town, "show", "4711").exit_code == 1


def test_a_file_with_other_headings_is_refused(town: City, tmp_path: Path) -> None:
    file = tmp_path / "openings.csv"
    file.write_text("staff_no;amount\n10001;1:00\n", "utf-8")
    done = run(town, "import", str(file))

    assert done.exit_code == 1
    assert "the first line names the columns" in done.output
