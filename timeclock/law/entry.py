"""One entry of a law file, read key by key: what is missing, misspelt or left over is refused with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from timeclock.core.findings import Code
from timeclock.core.plans import ClockSpan

Word = TypeVar("Word", bound=StrEnum)
DURATION = re.compile(r"(\d{1,3}):([0-5]\d)")
PAY_HOURS = re.compile(r"\d{1,2}(\.\d{1,3})?")
EUROS = re.compile(r"(\d{1,4})\.(\d\d)")
STATUS = re.compile(r"settled|policy|OPEN-\d\d")
CLOCKS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)–(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))")


class LawError(ValueError):
    """A law file says something that cannot be read; the message names file, entry and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a law file; what is not taken from it in the end is refused."""

    where: str
    left: dict[str, object]

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise LawError(f"{self.where}: '{key}' must be a text that says something, got {value!r}")
        return value

    def duration(self, key: str) -> timedelta:
        value = self._take(key)
        found = DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise LawError(f"{self.where}: '{key}' must be a duration like \"6:00\", got {value!r}")
        return timedelta(hours=int(found[1]), minutes=int(found[2]))

    def code(self, key: str) -> str:
        """Return the rule id of a violation; an id the evaluation does not know could never be shown."""
        value = self.text(key)
        if value not in set(Code):
            raise LawError(f"{self.where}: '{value}' is not a code of findings; add it to core/findings.py first")
        return value

    def clocks(self, key: str) -> tuple[ClockSpan, ...]:
        """Return a span of clocks as parts of one civil day: "21:00–06:00" is midnight to 6 and 21 to midnight."""
        value = self._take(key)
        found = CLOCKS.fullmatch(value) if isinstance(value, str) else None
        if found is None or value in {"24:00–24:00", "00:00–00:00"}:
            raise LawError(f"{self.where}: '{key}' must be two clocks like \"21:00–06:00\", got {value!r}")
        begin = time(int(found[1]), int(found[2]))
        end = time(0) if found[5] else time(int(found[3]), int(found[4]))
        if end == time(0) or begin < end:
            return (ClockSpan(begin, end),)
        return ClockSpan(time(0), end), ClockSpan(begin, time(0))

    def percent(self, key: str) -> int | None:
        """Return a share of an hour's pay; 0 says that there is none, for the amount is in money."""
        value = self._take(key)
        if type(value) is not int or value < 0:
            raise LawError(f"{self.where}: '{key}' must be a whole number of percent, 0 for none, got {value!r}")
        return value or None

    def pay_hours(self, key: str) -> Fraction:
        """Return hours of pay, written as a decimal: "0.125"."""
        value = self._take(key)
        if not isinstance(value, str) or PAY_HOURS.fullmatch(value) is None:
            raise LawError(f"{self.where}: '{key}' must be hours of pay like \"0.125\", got {value!r}")
        return Fraction(value)

    def years(self, key: str) -> int:
        return self.whole(key, "years")

    def weeks(self, key: str) -> int:
        return self.whole(key, "weeks")

    def whole(self, key: str, of: str) -> int:
        """Return a number of years, weeks or whatever is counted."""
        value = self._take(key)
        if type(value) is not int or value < 1:
            raise LawError(f"{self.where}: '{key}' must be a whole number of {of}, got {value!r}")
        return value

    def count(self, key: str) -> int:
        value = self._take(key)
        if type(value) is not int or value < 1:
            raise LawError(f"{self.where}: '{key}' must be a whole number, got {value!r}")
        return value

    def cents(self, key: str) -> int:
        """Return an amount of money in cents: "13.90" is 1390."""
        value = self._take(key)
        found = EUROS.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise LawError(f"{self.where}: '{key}' must be an amount in Euro like \"13.90\", got {value!r}")
        return int(found[1]) * 100 + int(found[2])

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise LawError(f"{self.where}: '{key}' must be true or false, got {value!r}")
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        value = self.text(key)
        if value not in set(words):
            raise LawError(f"{self.where}: '{key}' must be one of {', '.join(words)}, got {value!r}")
        return words(value)

    def texts(self, key: str) -> frozenset[str]:
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
            raise LawError(f"{self.where}: '{key}' must be a list of at least one text, got {value!r}")
        return frozenset(value)

    def choices(self, key: str) -> tuple[str, ...]:
        """Return a list of texts in its order, which may be empty."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise LawError(f"{self.where}: '{key}' must be a list of texts, got {value!r}")
        return tuple(value)

    def first_day(self) -> date:
        value = self._take("from")
        if type(value) is not date:
            raise LawError(f"{self.where}: 'from' must be the first day it holds, like 1994-07-01, got {value!r}")
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if type(value) is not date:
            raise LawError(f"{self.where}: '{key}' must be a day like 2026-01-05, got {value!r}")
        return value

    def monday(self, key: str) -> date:
        """Return the first day of a week, as from which weeks are counted."""
        day = self.day(key)
        if day.isoweekday() != 1:
            raise LawError(f"{self.where}: '{key}' must be a Monday, got {day}")
        return day

    def status(self) -> str:
        """Return how sure the reading is: settled, the city's policy, or the open question it answers by default."""
        value = self.text("status")
        if STATUS.fullmatch(value) is None:
            raise LawError(f"{self.where}: 'status' must be settled, policy or a question like OPEN-03, got {value!r}")
        return value

    def parts(self, key: str) -> list[Entry]:
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
            raise LawError(f"{self.where}: '{key}' must be a list of at least one {{ … }}")
        return [Entry(f"{self.where}, {key} no. {no}", dict(part)) for no, part in enumerate(value, start=1)]

    def close(self) -> None:
        if self.left:
            unknown = ", ".join(sorted(self.left))
            raise LawError(f"{self.where}: nobody reads {unknown}; remove it or correct the spelling")

    def _take(self, key: str) -> object:
        if key not in self.left:
            raise LawError(f"{self.where}: '{key}' is missing; add it")
        return self.left.pop(key)
