"""`timeclock explain`: the bill of a day, and what payroll has to know, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from tests.city import City, evaluated, stamped
from timeclock.cli import main
from timeclock.core.spans import DaySpan

SUNDAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("language", "sentence", "heading"),
    [
        ("de", "Sonntagsarbeit 08:00–12:00: Zeitzuschlag 25 %", "Zeitzuschläge"),
        ("en", "Sunday work 08:00–12:00: premium of 25 %", "Premiums"),
    ],
)
def test_the_premiums_of_a_day_are_told_with_minutes_and_citation(
    city: City, language: str, sentence: str, heading: str
) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, SUNDAY, "08:00 in 12:00 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(SUNDAY), city)

    words = ["explain", "10001", str(SUNDAY), "--language", language, "--database", city.settings.database_url]
    done = CliRunner().invoke(main, words, env={"COLUMNS": "200"})

    assert done.exit_code == 0, done.output
    told = done.output.split(f"\n{heading}\n")[1].splitlines()
    assert told[0] == f"  4:00  {sentence}"
    assert told[1].startswith("        TVöD §8 Abs. 1 Satz 2 Buchst. c · TVOED-8-1 · ")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "  22.06.2026 bis 06.12.2026: 4:00 gearbeitet an 143 Werktagen, 1144:00 erlaubt"),
        ("en", "  1 Jan 2026 to 31 Dec 2026: 51 of 52 Sundays free, 15 due"),
    ],
)
def test_the_periods_a_day_lies_in_are_told(city: City, language: str, sentence: str) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, SUNDAY, "08:00 in 12:00 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(SUNDAY), city)

    words = ["explain", "10001", str(SUNDAY), "--language", language, "--database", city.settings.database_url]
    done = CliRunner().invoke(main, words, env={"COLUMNS": "200"})

    assert sentence in done.output.splitlines()
