"""Dates and clocks in the spellings of old systems, and which instants they can mean."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from timeclock.service import time_patterns
from timeclock.service.time_patterns import Unreadable

BERLIN = ZoneInfo("Europe/Berlin")
ISO = "YYYY-MM-DD hh:mm:ss"
WITH_OFFSET = "YYYY-MM-DDThh:mm:ssfz"


def instants(*texts: tuple[str, str]) -> list[str]:
    return [f"{at:%d.%m. %H:%M:%S}" for at in time_patterns.read(texts).instants(BERLIN)]


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        ([(ISO, "2026-07-01 06:30:05")], ["01.07. 04:30:05"]),
        ([("DD.MM.YYYY", "01.07.2026"), ("hh:mm", "06:30")], ["01.07. 04:30:00"]),
        ([("YYMMDDhhmmss", "260701063005")], ["01.07. 04:30:05"]),
        ([(WITH_OFFSET, "2026-07-01T06:30:05+02:00")], ["01.07. 04:30:05"]),
        ([(WITH_OFFSET, "2026-07-01T06:30:05.999+0200")], ["01.07. 04:30:05"]),
        ([(WITH_OFFSET, "2026-07-01T04:30:05Z")], ["01.07. 04:30:05"]),
        ([(ISO, "2026-03-29 01:59:59")], ["29.03. 00:59:59"]),
        ([(ISO, "2026-03-29 02:00:00")], []),
        ([(ISO, "2026-03-29 02:59:59")], []),
        ([(ISO, "2026-03-29 03:00:00")], ["29.03. 01:00:00"]),
        ([(ISO, "2026-10-25 02:00:00")], ["25.10. 00:00:00", "25.10. 01:00:00"]),
        ([(ISO, "2026-10-25 02:59:59")], ["25.10. 00:59:59", "25.10. 01:59:59"]),
        ([(ISO, "2026-10-25 03:00:00")], ["25.10. 02:00:00"]),
        ([(WITH_OFFSET, "2026-10-25T02:30:00+01:00")], ["25.10. 01:30:00"]),
    ],
)
def test_a_text_means_the_instants_it_can_mean(texts: list[tuple[str, str]], meant: list[str]) -> None:
    assert instants(*texts) == meant


@pytest.mark.parametrize(
    ("pattern", "text", "code"),
    [
        (ISO, "2026-02-30 07:10:00", "impossible_date"),
        (ISO, "0000-01-01 07:10:00", "impossible_date"),
        (ISO, "0001-01-01 07:10:00", "implausible_date"),
        (ISO, "9999-12-31 23:10:00", "implausible_date"),
        (ISO, "2026-05-12 24:10:00", "impossible_time"),
        (ISO, "2026-05-12 07:61:00", "impossible_time"),
        (ISO, "2026-05-12 -7:10:00", "unreadable_time"),
        (ISO, "2026-05-12 07:10:00 ", "unreadable_time"),
        (ISO, "", "missing_time"),
        (WITH_OFFSET, "2026-05-12T07:10:00", "missing_offset"),
        (WITH_OFFSET, "2026-05-15T07:10:00+25:00", "impossible_offset"),
        (WITH_OFFSET, "2026-05-15T07:10:00+01:60", "impossible_offset"),
        (ISO, "\u0662026-05-12 07:10:00", "unreadable_time"),
    ],
)
def test_what_is_no_moment_is_refused_with_its_reason(pattern: str, text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        time_patterns.read([(pattern, text)])

    assert refused.value.code == code


@pytest.mark.parametrize("patterns", [["YYYY-MM-DD"], ["hh:mm"], ["YYYY-MM-DD hh:mm", "hh"], ["YYYY YY MM DD hh mm"]])
def test_patterns_that_give_no_moment_are_refused(patterns: list[str]) -> None:
    with pytest.raises(ValueError, match="each once"):
        time_patterns.check(patterns)


def test_the_same_moment_in_two_spellings_of_its_offset_is_said_alike() -> None:
    summer, utc = (
        time_patterns.read([(WITH_OFFSET, f"2026-07-01T{text}")]) for text in ("06:30:05+02:00", "04:30:05Z")
    )

    assert summer.said == utc.said == "2026-07-01T04:30:05Z"
    assert summer.instants(BERLIN) == (datetime(2026, 7, 1, 4, 30, 5, tzinfo=UTC),)
