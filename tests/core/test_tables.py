"""The sums of a table: of the columns that have one, over what is there."""

from __future__ import annotations

from timeclock.core import tables
from timeclock.core.disclosure import Hidden
from timeclock.core.tables import Column, Of

COLUMNS = (Column("name"), Column("violations", Of.COUNT), Column("balance", Of.SIGNED), Column("light", Of.WORD))


def test_only_what_is_there_is_summed() -> None:
    rows = [("Aydin", 2, -30, "red"), ("Brandt", None, 45, "green"), ("Celik", Hidden.TOO_FEW, 0, "green")]
    found = tables.summed(COLUMNS, rows, {"violations", "balance"})

    assert found.rows == tuple(rows)
    assert found.total == (None, 2, 15, None)


def test_of_what_nobody_knows_there_is_no_sum() -> None:
    rows = [("Aydin", None, 30, "red"), ("Brandt", Hidden.TOO_FEW, 45, "green")]

    assert tables.summed(COLUMNS, rows, {"violations", "balance"}).total == (None, None, 75, None)


def test_without_rows_or_sums_there_is_no_total() -> None:
    assert tables.summed(COLUMNS, [], {"balance"}).total is None
    assert tables.summed(COLUMNS, [("Aydin", 1, 2, "red")], ()).total is None


def test_what_is_read_as_a_figure() -> None:
    assert [each.of.is_figure for each in COLUMNS] == [False, True, True, False]
    assert all(each.is_figure for each in Of if each not in (Of.TEXT, Of.WORD))
