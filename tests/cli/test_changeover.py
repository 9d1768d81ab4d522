"""`timeclock import card` and `timeclock changeover`: lists with a verdict for each line, and what comes of them."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path

import xlsxwriter
from click.testing import CliRunner, Result

from tests.city import NOW, PASSWORD, City
from timeclock.cli import main
from timeclock.service import account_kinds


def run(city: City, *words: str, typed: str | None = None) -> Result:
    typed = None if typed is None else f"{typed}\n"
    env = {"TIMECLOCK_BADGE_KEY_FILE": str(city.settings.badge_key_file), "TIMECLOCK_SECOND_FACTOR_FOR": ""}
    return CliRunner().invoke(main, [*words, "--database", city.settings.database_url], input=typed, env=env)


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook whose amounts are hours, as a spreadsheet keeps them."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        hours, sheet = book.add_format({"num_format": "[h]:mm"}), book.add_worksheet()
        for no, row in enumerate(rows):
            for at, cell in enumerate(row):
                sheet.write(no, at, cell, hours if isinstance(cell, timedelta) else None)
    return content.getvalue()


def test_a_ledger_is_taken_line_by_line_and_compared_with_ours(sqlite_city: City, tmp_path: Path) -> None:
    book, report, table, paper = (tmp_path / name for name in ("card.xlsx", "report.jsonl", "out.csv", "out.pdf"))
    book.write_bytes(
        workbook(
            ("Pers.-Nr.", "Monat", "Ist", "Soll", "Saldo"),
            ("10001", "10/2026", timedelta(hours=171, minutes=36), timedelta(hours=171, minutes=36), "-0:30"),
            ("10001", "2026-10", "1:00", "", ""),
            ("4711", "2026-10", "1:00", "", ""),
            ("10002", "2026-13", "1:00", "", ""),
            ("10002", "2026-10", "eine Stunde", "", ""),
        )
    )
    tried = run(sqlite_city, "import", "card", str(book), "--dry-run")
    done = run(sqlite_city, "import", "card", str(book), "--report", str(report))
    again = run(sqlite_city, "import", "card", str(book))
    asked = ("--unit", "Bürgerdienste", "--month", "2026-10")
    told = run(sqlite_city, "changeover", "reconcile", *asked, "--csv", str(table), "--pdf", str(paper))
    nobody = run(sqlite_city, "changeover", "reconcile", "--unit", "Mars", "--month", "2026-10")

    assert [each.exit_code for each in (tried, done, again, told, nobody)] == [1, 1, 1, 0, 1]
    assert "5 Zeilen: 1 neu, 0 unverändert, 4 abgelehnt" in tried.output
    assert "5 Zeilen: 1 neu" in done.output
    assert "5 Zeilen: 0 neu, 1 unverändert, 4 abgelehnt" in again.output
    reasons = [json.loads(line)["reason"] for line in report.read_text("utf-8").splitlines()]
    assert reasons == [None, "twice", "unknown_person", "impossible_day", "impossible_amount"]
    assert "Istzeit: +171:36 auf der Karte, die nichts erklärt" in told.output
    assert "10002       keine Karte" in told.output
    assert "10001;Aydin, Elif;Bürgerdienste;2026-10;nicht erklärt;10296;0;10296;0;-30;0;" in table.read_text("utf-8")
    assert paper.read_bytes().startswith(b"%PDF")


def test_balances_are_signed_with_a_password_and_a_unit_is_planned(sqlite_city: City, tmp_path: Path) -> None:
    file = tmp_path / "balances.csv"
    file.write_text("staff_no;account;amount\n10001;flextime;12:30\n", "utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with sqlite_city.database.transaction() as session:
        account_kinds.bring(session, NOW)
    brought = run(sqlite_city, "import", "balances", str(file))
    wrong = run(sqlite_city, "changeover", "sign", digest, "--login", "hr", typed="falsch")
    signed = run(sqlite_city, "changeover", "sign", digest, "--login", "hr", typed=PASSWORD)
    undone = run(sqlite_city, "changeover", "undo", digest, "--login", "hr", "--reason", "falsch", typed=PASSWORD)
    again = run(sqlite_city, "changeover", "undo", digest, "--login", "hr", "--reason", "falsch", typed=PASSWORD)
    planned = run(sqlite_city, "changeover", "go-live", "Bürgerdienste", "2026-01-01")
    mars = run(sqlite_city, "changeover", "go-live", "Mars", "2026-01-01")
    told = run(sqlite_city, "changeover", "plan")

    assert digest in brought.output
    assert [each.exit_code for each in (brought, wrong, signed, undone, again)] == [0, 1, 0, 0, 1]
    assert "1 Anfangsstand zählt jetzt." in signed.output
    assert "1 Anfangsstand ist zurückgenommen." in undone.output
    assert (planned.exit_code, mars.exit_code) == (0, 1)
    assert "Bürgerdienste: umgestellt" in told.output
    assert "Erreichte Personen: 0 von 3" in told.output


def test_a_list_that_is_none_is_refused_in_a_line(sqlite_city: City, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    for content, why in (
        (b"", "the file is empty"),
        (b"a;b\n1;2\n", "names no column staff_no, worked"),
        (b"PK\x03\x04x", "workbook"),
    ):
        odd.write_bytes(content)
        done = run(sqlite_city, "import", "card", str(odd))
        assert done.exit_code == 1
        assert why in done.output


def test_badges_are_handed_out_all_or_none_and_the_plan_says_who_lacks_one(sqlite_city: City, tmp_path: Path) -> None:
    book, report = tmp_path / "badges.xlsx", tmp_path / "report.jsonl"
    rows = [("Personalnummer", "Chip"), ("10001", 439041101), ("10002", 36281498998055172), ("10003", "1295788826")]
    book.write_bytes(workbook(*rows))
    listed = ("import", "badges", str(book), "--written", "decimal")
    tried = run(sqlite_city, *listed, "--dry-run")
    refused = run(sqlite_city, *listed)
    before = run(sqlite_city, "changeover", "plan")
    partly = run(sqlite_city, *listed, "--partly", "--report", str(report))
    after = run(sqlite_city, "changeover", "plan")
    none = run(sqlite_city, "import", "badges", str(report))

    assert [each.exit_code for each in (tried, refused, partly, none)] == [1, 1, 1, 1]
    # A spreadsheet keeps fifteen digits: the end of the long number is lost.
    assert "Zeile 3: abgelehnt. So geschrieben ist das keine Ausweisnummer" in tried.output
    assert "Das war ein Probelauf" in tried.output
    assert "3 Zeilen: 2 neu, 0 unverändert, 1 abgelehnt\nEs wurde nichts eingetragen." in refused.output
    assert "ohne Ausweis: 2" in before.output
    assert "nichts eingetragen" not in partly.output
    assert [json.loads(line)["change"] for line in report.read_text("utf-8").splitlines()] == ["new", None, "new"]
    assert ("ohne Ausweis: 2" in after.output, "ohne Ausweis: 1" in after.output) == (False, True)
    assert "names no column" in none.output
