"""A large table written as a workbook, row by row, against the same cells written by XlsxWriter alone."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import xlsxwriter

from benchmarks.pace import Bench, twice_as_long
from reports import xlsx_file
from reports.xlsx_file import Head
from timeclock.core.tables import Column, Of

ROWS, LONG_ROWS = 20_000, 1_000_000
FEW_ROWS = 1_000
COLUMNS = (
    Column("name"), Column("staff_no"), Column("unit"), Column("day", Of.DAY), Column("begin", Of.CLOCK),
    Column("end", Of.CLOCK), Column("working_time", Of.MINUTES), Column("violations", Of.COUNT),
)  # fmt: skip
HEADINGS = ("Name", "Personalnummer", "Einheit", "Tag", "Beginn", "Ende", "Arbeitszeit", "Verstöße")
HEAD = Head("Arbeitszeiten", "Musterhausen", (), HEADINGS, "Summe", "Dazu", datetime(2026, 11, 20, tzinfo=UTC))
FIRST = date(2026, 1, 1)


@contextmanager
def benches(*, long: bool) -> Iterator[Iterable[Bench]]:
    rows = LONG_ROWS if long else ROWS

    def ours() -> None:
        written(rows)

    few, many = peak(FEW_ROWS), peak(rows)
    yield iter(
        [
            Bench(
                f"workbook of {rows:,} rows",
                "row",
                rows,
                "XlsxWriter alone, the same cells",
                None,
                ours,
                lambda: simplest(rows),
                None if long else twice_as_long(ours),
                remark=lambda: f"at most {many} MiB, {FEW_ROWS:,} rows {few} MiB",
                rounds=3,
            )
        ]
    )


def told(rows: int) -> Iterator[tuple[str, str, str, date, str, str, int, int]]:
    """Yield rows as an authority asks for them."""
    for no in range(rows):
        day, minutes = FIRST + timedelta(days=no % 365), 420 + no % 120
        yield f"Müller-{no // 365}, Åsa", f"{20_000 + no // 365}", "Tiefbauamt", day, "07:31", "16:20", minutes, no % 2


def written(rows: int) -> None:
    with tempfile.TemporaryFile() as file:
        xlsx_file.write_into(file, COLUMNS, told(rows), None, HEAD, lambda cell, _column: str(cell))


def simplest(rows: int) -> None:
    """Write the same cells with the same formats."""
    with tempfile.TemporaryFile() as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page, number, day = book.add_worksheet(), book.add_format({"num_format": "0.00"}), xlsx_file.NUMBERS[Of.DAY]
        dated = book.add_format({"num_format": day})
        for at, (name, staff_no, unit, on, begin, end, minutes, violations) in enumerate(told(rows)):
            for no, said in ((0, name), (1, staff_no), (2, unit), (4, begin), (5, end)):
                page.write_string(at, no, said)
            page.write_datetime(at, 3, on, dated)
            page.write_number(at, 6, minutes / 60, number)
            page.write_number(at, 7, violations)


def peak(rows: int) -> int:
    """Return how many MiB a process of its own took at most that writes so many rows."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.workbook", f"{rows}"], capture_output=True, check=True)
    return int(done.stdout)


if __name__ == "__main__":
    written(int(sys.argv[1]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
