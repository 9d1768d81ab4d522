"""Files of stamps as bytes: what each physical line says, or why it says nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from timeclock.service import profiles, stamp_files
from timeclock.service.stamp_files import Line

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
GOOD = b"     4711\t2026-09-18 07:31:12\t1\t0\t1\t0"
RECORD = b"00010001000047112026091807311220260918073112P10T001    "
ROW = b"00004711;00010001;2026-09-18T07:31:12+02:00;KO;T001"


def lines(raw: bytes, format_: str = "attlog") -> tuple[Line, ...]:
    return stamp_files.lines(raw, profiles.named(format_), BERLIN, NOW)


def said(line: Line) -> str:
    """Return a line in one word after another: who, when, what; or its reason."""
    if not line.said:
        return line.ignored or line.fault or ""
    return ", ".join(
        f"{each.badge or '–'}/{each.staff_no or '–'} {each.at or each.fault:%d.%m. %H:%M:%S} {each.kind}"
        if each.at
        else f"{each.fault}"
        for each in line.said
    )


def by_profile(name: str, file: str) -> list[str]:
    profile = profiles.load(FILES / f"{name}.toml")
    return [said(line) for line in stamp_files.lines((FILES / file).read_bytes(), profile, BERLIN, NOW)]


def test_each_line_end_ends_a_line_and_none_is_lost() -> None:
    found = lines(b"\r\n".join([GOOD, GOOD]) + b"\r" + GOOD + b"\n\n" + GOOD + b"\r\n")

    assert [line.no for line in found] == [1, 2, 3, 4, 5]
    assert [line.ignored for line in found] == [None, None, None, "blank", None]
    assert {line.raw for line in found} == {GOOD, b""}


def test_a_byte_order_mark_is_no_part_of_a_number_wherever_the_line_stands() -> None:
    assert [said(line) for line in lines(b"\xef\xbb\xbf" + GOOD + b"\n\xef\xbb\xbf" + GOOD)] == [
        "4711/– 18.09. 05:31:12 in",
        "4711/– 18.09. 05:31:12 in",
    ]


def test_an_empty_file_has_no_lines() -> None:
    assert lines(b"") == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (GOOD, "4711/– 18.09. 05:31:12 in"),
        (b"000004711\t2026-09-18 07:31:12\t1\t3\t1\t0\t0\t0\t0\t0", "4711/– 18.09. 05:31:12 break_end"),
        (GOOD.replace(b"\t0\t1", b"\t255\t1"), "unknown_kind"),
        (GOOD.replace(b"2026", b"2000"), "implausible_date"),
        (GOOD.replace(b"2026", b"2099"), "implausible_date"),
        (b"     4711\t2026-03-29 02:30:00\t1\t0\t1\t0", "nonexistent_local_time"),
        (b"     4711\t2026-10-25 02:30:00\t1\t0\t1\t0", "ambiguous_local_time"),
        (GOOD.replace(b"4711", b"47I1"), "not_numeric_id"),
        (GOOD.replace(b"4711", b"0000"), "no_id"),
        (b"     4711\t2026-09-18 07:31:12\t1", "too_few_fields"),
        (b"\t\t\t\t\t", "too_few_fields"),
        (b"   ", "blank"),
        (b"\x80\xff\xfe\x00\x01garbage\x00", "garbage"),
        (b"\0" * 40 + b":12\t1\t0\t1\t0", "garbage"),
    ],
)
def test_a_line_of_a_device(line: bytes, found: str) -> None:
    assert said(lines(line + b"\n")[0]) == found


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (RECORD, "4711/10001 18.09. 05:31:12 in"),
        (RECORD.rstrip(), "4711/10001 18.09. 05:31:12 in"),
        (RECORD.replace(b"00004711", b"00000000"), "–/10001 18.09. 05:31:12 in"),
        (RECORD[:40], "short_record"),
        (RECORD + b"0100X", "long_record"),
        (RECORD[3:], "unknown_kind"),
        (RECORD.replace(b"P10", b"P01"), "unknown_kind"),
        (RECORD.replace(b"000100010000", b"0001O0010000"), "not_numeric_id"),
    ],
)
def test_a_fixed_record(record: bytes, found: str) -> None:
    assert said(lines(record + b"\n", "sap55")[0]) == found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (ROW, "4711/10001 18.09. 05:31:12 in"),
        (b'"4711";"10001";"2026-09-18T05:31:12.250Z";"GE";"T001"', "4711/10001 18.09. 05:31:12 out"),
        (ROW.replace(b"00010001", b""), "4711/– 18.09. 05:31:12 in"),
        (ROW.replace(b"+02:00", b""), "missing_offset"),
        (ROW + b";;;B\xc3\xbcro", "too_many_fields"),
        (b'"4711;10001;2026-09-18T05:31:12Z;GE;T001', "unterminated_quote"),
        (b"Ausweis;Personalnummer;Zeitstempel;Buchungsart;Terminal", "header"),
        (b"# Terminal T004: Verbindung wiederhergestellt", "comment"),
    ],
)
def test_a_row_with_its_offset(row: bytes, found: str) -> None:
    assert said(lines(row + b"\n", "offset-csv")[0]) == found


def test_a_last_line_cut_in_the_middle_says_so() -> None:
    assert [said(line) for line in lines(GOOD + b"\r\n" + GOOD[:25])] == ["4711/– 18.09. 05:31:12 in", "truncated_line"]


@pytest.mark.parametrize("cut", [2, 1])
def test_a_last_line_cut_before_its_last_field_says_so(cut: int) -> None:
    assert said(lines(GOOD[:-cut])[0]) == "truncated_line"


def test_a_last_line_that_only_lacks_its_end_is_read() -> None:
    assert said(lines(GOOD)[0]) == "4711/– 18.09. 05:31:12 in"


def test_the_nuls_a_device_fills_its_memory_with_are_no_line() -> None:
    assert len(lines(GOOD + b"\r\n" + b"\0" * 4096)) == 1


def test_where_no_direction_is_kept_none_is_read() -> None:
    states = (b"255", b"0", b"1")

    found = lines(
        b"\n".join(GOOD.replace(b"\t0\t1\t0", b"\t" + state + b"\t1\t0") for state in states), "attlog-undirected"
    )

    assert {said(line) for line in found} == {"4711/– 18.09. 05:31:12 auto"}


@pytest.mark.parametrize(
    ("name", "file", "found"),
    [
        (
            "movements",
            "movements.txt",
            [
                "–/10001 18.09. 05:30:00 in",
                "–/10001 18.09. 12:00:00 errand_out",
                "–/10001 18.09. 14:12:00 out",
                "short_record",
            ],
        ),
        (
            "terminal",
            "terminal.txt",
            [
                "header",
                "4711/– 18.09. 05:31:12 in",
                "4711/– 18.09. 10:30:00 break_end",
                "4711/– 18.09. 14:14:59 out",
                "unknown_kind",
            ],
        ),
        (
            "records",
            "records.bin",
            ["4711/– 18.09. 05:31:12 in", "4711/– 18.09. 14:14:59 out", "truncated_line"],
        ),
        (
            "intervals",
            "intervals.csv",
            [
                "header",
                "–/10001 18.09. 06:00:00 in, –/10001 18.09. 09:30:00 out",
                "–/10001 18.09. 10:00:00 in",
                "missing_time",
            ],
        ),
    ],
)
def test_any_other_layout_is_described_by_a_profile(name: str, file: str, found: list[str]) -> None:
    assert by_profile(name, file) == found
