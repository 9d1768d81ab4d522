"""by_hand.md as values: each sum is worked out as it is written and has to be the one behind its equals sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

PAGE = Path(__file__).parent / "by_hand.md"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PERSON = re.compile(r"## (\d{8}) ")
REMARK = re.compile(r"\([^)]*\)")
TERM = re.compile(r"([+−]?)(?:(\d+)×)?(\d+:\d\d|\d+\.\d{3})")
COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One month of one person, in minutes; of `besides` hours of pay are thousandths.

    `late`: as it is since the city learned more.
    """

    staff_no: str
    late: bool
    month: str
    due: int
    worked: int
    difference: int
    balance: int
    besides: Mapping[str, int]


def rows() -> Iterator[Row]:
    """Yield every month of every person; raise ValueError where a sum is not what it is said to be."""
    staff_no, late = "", False
    for line in PAGE.read_text("utf-8").splitlines():
        if found := PERSON.match(line):
            staff_no = found[1]
        if line.startswith("| month"):
            late = "once it was known" in line
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == COLUMNS and cells[0] in MONTHS:
            month, due, worked, difference, balance, besides = cells
            yield Row(
                staff_no,
                late,
                str(MONTHS.index(month) + 1),
                _summed(due),
                _summed(worked),
                _value(difference),
                _value(balance),
                dict(_named(each) for each in besides.split(";") if each.strip()),
            )


def _named(text: str) -> tuple[str, int]:
    name, _, amount = text.strip().partition(" = ")
    return name, _summed(amount)


def _summed(text: str) -> int:
    """Return what a sum is: 4×9:13 + 7:48 (leave) = 44:40."""
    *sums, said = (_value(part) for part in REMARK.sub("", text).split("="))
    if any(each != said for each in sums):
        raise ValueError(f"{text}: it is {', '.join(map(str, sums))} minutes and not {said}")
    return said


def _value(text: str) -> int:
    """Return the value of terms, in minutes or thousandths."""
    plain = text.replace(" ", "")
    if TERM.sub("", plain) or not plain:
        raise ValueError(f"{text!r} is no sum")
    return sum(_signed(*found) for found in TERM.findall(plain))


def _signed(sign: str, times: str, amount: str) -> int:
    hours, colon, minutes = amount.partition(":")
    value = int(hours) * 60 + int(minutes) if colon else int(Fraction(amount) * 1000)
    return (-1 if sign == "−" else 1) * int(times or 1) * value
