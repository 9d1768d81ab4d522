"""The figures of law: dated entries of `config/law/*.toml`, read once into values for the core."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from timeclock.core.dated import Dated
from timeclock.core.figures import (
    BreakFigures,
    BreakStep,
    DayForm,
    DayLimits,
    LawFigures,
    MinorFigures,
    NightFigures,
    PaidBreaks,
)
from timeclock.core.findings import Code
from timeclock.core.plans import ClockSpan
from timeclock.core.premiums import (
    PremiumDays,
    PremiumFigures,
    PremiumKind,
    PremiumOnly,
    PremiumRule,
    PremiumTimes,
)

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)
DURATION = re.compile(r"(\d{1,3}):([0-5]\d)")
CLOCKS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)–(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))")


# One table for each ordinance that gives premiums, for each stands in a file of its own.
PREMIUM_TABLES = ("premiums", "unsocial_hours")


class LawError(ValueError):
    """A law file says something that cannot be read; the message names file, entry and what to do."""


@dataclass(frozen=True, slots=True)
class _Entry:
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

    def years(self, key: str) -> int:
        value = self._take(key)
        if type(value) is not int or value < 1:
            raise LawError(f"{self.where}: '{key}' must be a whole number of years, got {value!r}")
        return value

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

    def first_day(self) -> date:
        value = self._take("from")
        if type(value) is not date:
            raise LawError(f"{self.where}: 'from' must be the first day it holds, like 1994-07-01, got {value!r}")
        return value

    def parts(self, key: str) -> list[_Entry]:
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
            raise LawError(f"{self.where}: '{key}' must be a list of at least one {{ … }}")
        return [_Entry(f"{self.where}, {key} no. {no}", dict(part)) for no, part in enumerate(value, start=1)]

    def close(self) -> None:
        if self.left:
            unknown = ", ".join(sorted(self.left))
            raise LawError(f"{self.where}: nobody reads {unknown}; remove it or correct the spelling")

    def _take(self, key: str) -> object:
        if key not in self.left:
            raise LawError(f"{self.where}: '{key}' is missing; add it")
        return self.left.pop(key)


def load(directory: Path) -> LawFigures:
    """Return all figures of law in `directory`; refuse an unknown key, a missing source or days out of order."""
    tables = _tables(directory)
    figures = LawFigures(
        breaks=_dated(directory, tables, "breaks", _breaks),
        limits=_dated(directory, tables, "limits", _limits),
        day_form=_dated(directory, tables, "day_form", _day_form),
        night=_dated(directory, tables, "night", _night),
        minors=_dated(directory, tables, "minors", _minors),
        paid_breaks=_dated(directory, tables, "paid_breaks", _paid_breaks),
        premiums=tuple(_dated(directory, tables, name, _premiums) for name in PREMIUM_TABLES),
    )
    if tables:
        name, (file, _) = next(iter(sorted(tables.items())))
        raise LawError(f"{file}: nobody reads [[{name}]]; remove it or correct the spelling")
    return figures


def digest(directory: Path) -> str:
    """Return the SHA-256 of what the law files say; comments and layout do not change it."""
    said = {path.name: _read(path) for path in sorted(directory.glob("*.toml"))}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{path.name}: this is not TOML: {error}") from error


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise LawError(f"a law file holds texts and dates, got {value!r}")


def _tables(directory: Path) -> dict[str, tuple[str, list[dict[str, object]]]]:
    """Return each table by name with the file it stands in; one table stands in one file."""
    tables: dict[str, tuple[str, list[dict[str, object]]]] = {}
    for path in sorted(directory.glob("*.toml")):
        for name, entries in _read(path).items():
            if name in tables:
                raise LawError(f"{path.name}: [[{name}]] already stands in {tables[name][0]}; keep it in one file")
            if not isinstance(entries, list):
                raise LawError(f"{path.name}: '{name}' must be a list of dated entries, written [[{name}]]")
            tables[name] = (path.name, entries)
    return tables


def _dated(
    directory: Path,
    tables: dict[str, tuple[str, list[dict[str, object]]]],
    name: str,
    read: Callable[[_Entry], T],
) -> Dated[T]:
    """Return the entries of one table by first day, each with a source and nothing left unread."""
    if name not in tables:
        raise LawError(f"{directory}: no file has [[{name}]]; the evaluation cannot do without it")
    file, raw = tables.pop(name)
    entries = []
    for no, values in enumerate(raw, start=1):
        entry = _Entry(f"{file}: [[{name}]] no. {no}", dict(values))
        first = entry.first_day()
        entry.text("source")
        entries.append((first, read(entry)))
        entry.close()
    try:
        return Dated(name, tuple(entries))
    except ValueError as error:
        raise LawError(f"{file}: [[{name}]]: put the entries in order of 'from', each day once ({error})") from error


def _breaks(entry: _Entry) -> BreakFigures:
    steps = []
    for part in entry.parts("steps"):
        steps.append(
            BreakStep(part.duration("worked_over"), part.duration("pause"), part.code("rule"), part.text("citation"))
        )
        part.close()
    return BreakFigures(
        steps=tuple(steps),
        least_piece=entry.duration("least_piece"),
        longest_stretch=entry.duration("longest_stretch"),
        stretch_rule=entry.code("stretch_rule"),
        stretch_citation=entry.text("stretch_citation"),
        plateau_rule=entry.text("plateau_rule"),
        plateau_citation=entry.text("plateau_citation"),
        step_rule=entry.text("step_rule"),
        step_citation=entry.text("step_citation"),
        contest_rule=entry.text("contest_rule"),
        contest_citation=entry.text("contest_citation"),
    )


def _limits(entry: _Entry) -> DayLimits:
    return DayLimits(
        longest_day=entry.duration("longest_day"),
        longest_day_citation=entry.text("longest_day_citation"),
        least_rest=entry.duration("least_rest"),
        least_rest_citation=entry.text("least_rest_citation"),
        free_sunday_citation=entry.text("free_sunday_citation"),
    )


def _day_form(entry: _Entry) -> DayForm:
    return DayForm(
        new_day_gap=entry.duration("new_day_gap"),
        same_day_gap=entry.duration("same_day_gap"),
        citation=entry.text("citation"),
    )


def _night(entry: _Entry) -> NightFigures:
    return NightFigures(
        clocks=entry.clocks("clocks"),
        night_work_over=entry.duration("night_work_over"),
        citation=entry.text("citation"),
    )


def _minors(entry: _Entry) -> MinorFigures:
    return MinorFigures(
        of_age=entry.years("of_age"),
        breaks=_breaks(entry),
        break_edge=entry.duration("break_edge"),
        break_edge_citation=entry.text("break_edge_citation"),
        longest_day=entry.duration("longest_day"),
        longest_balanced_day=entry.duration("longest_balanced_day"),
        longest_day_citation=entry.text("longest_day_citation"),
        longest_shift=entry.duration("longest_shift"),
        longest_shift_citation=entry.text("longest_shift_citation"),
        least_rest=entry.duration("least_rest"),
        least_rest_citation=entry.text("least_rest_citation"),
        hours=entry.clocks("hours"),
        shift_hours=entry.clocks("shift_hours"),
        shift_hours_from_age=entry.years("shift_hours_from_age"),
        hours_citation=entry.text("hours_citation"),
        saturday_citation=entry.text("saturday_citation"),
        sunday_citation=entry.text("sunday_citation"),
        holiday_citation=entry.text("holiday_citation"),
        eve=entry.clocks("eve"),
        eve_citation=entry.text("eve_citation"),
    )


def _paid_breaks(entry: _Entry) -> PaidBreaks:
    return PaidBreaks(entry.texts("regimes"), entry.text("rule"), entry.text("citation"))


def _premiums(entry: _Entry) -> PremiumFigures:
    """Return the premiums of one ordinance; a kind comes once, and the higher of two that exclude each other first."""
    regimes, rules = entry.texts("regimes"), tuple(_premium(part) for part in entry.parts("kinds"))
    if len({rule.kind for rule in rules}) < len(rules):
        raise LawError(f"{entry.where}: a kind of premium stands here twice; keep one")
    shares = [rule.percent or 0 for rule in rules if not rule.adds]
    if shares != sorted(shares, reverse=True):
        raise LawError(f"{entry.where}: of premiums that exclude each other put the higher first, got {shares}")
    return PremiumFigures(regimes, rules)


def _premium(part: _Entry) -> PremiumRule:
    rule = PremiumRule(
        kind=part.word("kind", PremiumKind),
        percent=part.percent("percent"),
        when=tuple(_times(each) for each in part.parts("when")),
        only=part.word("only", PremiumOnly),
        adds=part.flag("adds"),
        rule=part.text("rule"),
        citation=part.text("citation"),
    )
    part.close()
    return rule


def _times(part: _Entry) -> PremiumTimes:
    times = PremiumTimes(part.word("days", PremiumDays), part.clocks("clocks"))
    part.close()
    return times
