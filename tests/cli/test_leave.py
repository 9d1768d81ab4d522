"""Leave on the operator's command line: shown in words, entered with a reason, refused with one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from click.testing import CliRunner, Result

from tests.city import NOW, City
from timeclock import cli

RESULTS = (
    "Erholungsurlaub 2025: 4,5 − 0 − 0 = 4,5, verfällt nicht, solange nicht darauf hingewiesen wurde "
    "(EuGH C-684/16; BAG 9 AZR 541/15)",
    "Tauschtage 2026: 3 − 0 − 0 = 3, bis 31.12.2027, mit dem Jahr, für das sie gelten (TVöD §29a)",
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def run(city: City, *arguments: str) -> Result:
    at = ["--database", city.settings.database_url]
    return CliRunner().invoke(cli.main, [*at, "leave", *arguments], env={"TIMECLOCK_VAR": str(city.settings.var)})


def test_what_is_entered_is_shown_in_words(sqlite_city: City) -> None:
    of = ("--staff-no", "10001")
    before = run(sqlite_city, "correct", *of, "--year", "2025", "--days", "4,5", "--opening", "--reason", "Altsystem")
    bought = run(sqlite_city, "declare", *of, "--kind", "exchange", "--days", "4", "--on", "2026-08-20")

    assert (before.exit_code, before.output) == (0, "")
    assert (bought.exit_code, bought.output) == (0, "3\n")
    assert run(sqlite_city, "carry-over", *of, "--year", "2025", "--reason", "Wahl").exit_code == 0
    assert run(sqlite_city, "show", *of).output.splitlines() == list(RESULTS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "--staff-no", "4711"), "Mit der Personalnummer 4711 ist am 2026-11-20 niemand beschäftigt"),
        (
            ("declare", "--staff-no", "10001", "--kind", "exchange", "--days", "1", "--on", "2026-09-02"),
            "Declared on 2026-09-02; for the year to come it has to be declared by 2026-09-01",
        ),
        (("correct", "--staff-no", "10001", "--year", "2026", "--days", "0.3", "--reason", "x"), "half days, not 0.3"),
        (("correct", "--staff-no", "10001", "--year", "2026", "--days", "viel", "--reason", "x"), "are no days"),
        (("hand-over", "--staff-no", "10001", "--year", "2026", "--on", "2026-11-20"), "No such notice of 2026"),
    ],
)
def test_what_is_not_entered_says_why(sqlite_city: City, arguments: tuple[str, ...], said: str) -> None:
    answer = run(sqlite_city, *arguments)

    assert answer.exit_code != 0
    assert said in answer.output
