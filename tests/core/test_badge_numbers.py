"""The number of one badge in all the ways old readers wrote it, and what is the number of none."""

from __future__ import annotations

import pytest

from timeclock.core.badge_numbers import NoBadge, NumberFault, Scheme, Writing, read

# One badge of seven bytes, one of four. 04A1B2C3D4E580 is 1303689068602752 and, from its other end, 36281498998055172:
# worked out with a desk calculator, as is 1A2B3C4D = 439041101 and 4D3C2B1A = 1295788826.
LONG, SHORT = bytes([0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0x80]), bytes([0x1A, 0x2B, 0x3C, 0x4D])


@pytest.mark.parametrize(
    ("text", "writing", "number"),
    [
        ("04A1B2C3D4E580", Writing.HEX, LONG),
        ("04:a1:b2:c3:d4:e5:80", Writing.HEX, LONG),
        ("0x04A1 B2C3 D4E5 80", Writing.HEX, LONG),
        ("80-E5-D4-C3-B2-A1-04", Writing.HEX_REVERSED, LONG),
        ("1303689068602752", Writing.DECIMAL, LONG),
        ("36281498998055172", Writing.DECIMAL_REVERSED, LONG),
        ("1A2B3C4D", Writing.HEX, SHORT),
        ("0439041101", Writing.DECIMAL, SHORT),
        ("1295788826", Writing.DECIMAL_REVERSED, SHORT),
    ],
)
def test_a_badge_is_the_same_however_a_list_writes_its_number(text: str, writing: Writing, number: bytes) -> None:
    found = read(text, writing)

    assert (found.scheme, found.number.hex()) == (Scheme.UID, number.hex())


def test_a_printed_number_is_compared_as_a_number() -> None:
    assert read("0045 0481", Writing.PRINTED) == read("450481", Writing.PRINTED)
    assert read("450481", Writing.PRINTED).number == b"450481"
    assert read("450481", Writing.PRINTED).scheme is Scheme.NUMBER


def test_the_number_in_a_file_is_as_long_as_the_file() -> None:
    found = read("4504 81" + "00" * 29, Writing.DESFIRE)
    assert (found.scheme, found.number) == (Scheme.DESFIRE, bytes.fromhex("450481").ljust(32, b"\x00"))


@pytest.mark.parametrize(
    ("text", "writing", "why"),
    [
        ("", Writing.HEX, NumberFault.UNREADABLE),
        # A spreadsheet took the zero in front for nothing.
        ("4A1B2C3D4E580", Writing.HEX, NumberFault.UNREADABLE),
        ("04A1B2", Writing.HEX, NumberFault.UNREADABLE),
        ("00000000", Writing.HEX, NumberFault.UNREADABLE),
        ("04G1B2C3", Writing.HEX, NumberFault.UNREADABLE),
        ("04A1B2C3", Writing.DECIMAL, NumberFault.UNREADABLE),
        # What a spreadsheet makes of a number it holds for a quantity; the facility and the number of a Wiegand reader.
        ("3,6281498998055E+16", Writing.DECIMAL, NumberFault.UNREADABLE),
        ("123,45678", Writing.DECIMAL, NumberFault.UNREADABLE),
        ("0", Writing.DECIMAL, NumberFault.UNREADABLE),
        (str(256**10), Writing.DECIMAL, NumberFault.UNREADABLE),
        ("A1", Writing.PRINTED, NumberFault.UNREADABLE),
        ("000", Writing.PRINTED, NumberFault.UNREADABLE),
        ("", Writing.DESFIRE, NumberFault.UNREADABLE),
        ("00" * 32, Writing.DESFIRE, NumberFault.UNREADABLE),
        ("FF" * 32, Writing.DESFIRE, NumberFault.UNREADABLE),
        ("01" * 256, Writing.DESFIRE, NumberFault.UNREADABLE),
        ("1" * 21, Writing.PRINTED, NumberFault.UNREADABLE),
        ("08A1B2C3", Writing.HEX, NumberFault.RANDOM),
        ("C3B2A108", Writing.HEX_REVERSED, NumberFault.RANDOM),
        ("8804A1B2", Writing.HEX, NumberFault.SHORTENED),
    ],
)
def test_what_is_the_number_of_no_badge_is_refused_with_its_reason(
    text: str, writing: Writing, why: NumberFault
) -> None:
    with pytest.raises(NoBadge) as refused:
        read(text, writing)

    assert refused.value.why is why
