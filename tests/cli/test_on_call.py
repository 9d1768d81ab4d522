"""`timeclock export on-call`: what being on call gives payroll in a month, of everybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import time_machine
from click.testing import CliRunner

from tests.city import NOW, City, evaluated
from timeclock.cli import main
from timeclock.core.spans import DaySpan
from timeclock.service import roster_import
from timeclock.service.roster_import import Asked

ROSTER = "Personalnummer;Tag;Art;Von;Bis;Tagesplan\n10001;2026-11-12;Rufbereitschaft;06:00;11:00;\n"


def test_a_month_on_call_is_written_for_payroll(sqlite_city: City, tmp_path: Path) -> None:
    """Five hours at 12.5 % of an hour's pay each."""
    city, out, month = sqlite_city, tmp_path / "on-call.csv", DaySpan.month(2026, 11)
    with city.database.transaction() as session:
        asked = Asked("Bürgerdienste", date(2026, 11, 1), city.rulebook().around)
        roster_import.enter(session, ROSTER.encode(), asked, NOW)
        evaluated(session, city.aydin, month, city)
    words = ["--database", city.settings.database_url, "export", "on-call", "2026-11", "--out", str(out)]
    with time_machine.travel(NOW, tick=False):
        done = CliRunner().invoke(main, words)

    assert (done.exit_code, done.output) == (0, "1 on call, 1 entries\n")
    [_, line] = out.read_text("utf-8").splitlines()
    said = "10001;2026-11;;2026-11-12;on_call_hours;;0.625;pay_hours;2026-11-12T05:00Z;2026-11-12T10:00Z"
    assert line == f"{said};TVöD §8 Abs. 3 Satz 6"
