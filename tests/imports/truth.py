"""The ground truth of the example files, and how what an import made of them is held against it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
FILES = {
    "attlog": ("stempel_attlog.dat", "truth_lines_attlog.json"),
    "sap55": ("stempel_sap55.txt", "truth_lines_sap55.json"),
    "offset-csv": ("stempel_offset.csv", "truth_lines_offset.json"),
    "attlog-undirected": ("stempel_attlog_ohne_richtung.dat", "truth_toggle.json"),
}
# A session as the files tell it apart: whose, in, out, net seconds.
Told = tuple[str, int, int | None, int | None]
# whole session on its start day (seconds, minutes), split at midnight (seconds, minutes), open sessions
Day = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Truth:
    """One set of example files."""

    directory: Path

    def raw(self, format_: str) -> bytes:
        return (self.directory / FILES[format_][0]).read_bytes()

    def lines(self, format_: str) -> list[Any]:
        found: list[Any] = self._read(FILES[format_][1])["lines"]
        return found

    @cached_property
    def _sessions(self) -> dict[str, Any]:
        return self._read("truth_sessions.json")

    def sessions(self, *, without_offset: bool = True) -> Counter[Told]:
        """Return the sessions; those a stamp of the repeated hour belongs to only where the file has offsets."""
        names = self._sessions["persons"]
        return Counter(
            (names[person], in_at, out_at, net)
            for person, _, in_at, out_at, _, net, _, flag in self._sessions["sessions"]
            if without_offset or flag != "needs_offset"
        )

    def days(self) -> dict[tuple[str, str], Day]:
        found = self._read("truth_days.json")
        names, rows = found["persons"], next(each for key, each in found.items() if key == "days")
        return {(names[row[0]], row[1]): (row[2], row[3], row[4], row[5], row[6]) for row in rows}

    def toggle(self) -> tuple[set[str], dict[str, str]]:
        """Return who has no irregular day in the file without direction, and who has, with the first such day."""
        found = self._read(FILES["attlog-undirected"][1])
        names = found["persons"]
        odd = {names[person]: oddities[0][0] for person, oddities in found["odd_persons"]}
        return {names[person] for person in found["clean_persons"]}, odd

    def _read(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.directory / name).read_text("utf-8"))
        return found


def verdict_of(line: Any) -> set[str]:
    """Return the verdicts the truth allows for a line."""
    if isinstance(line, int):
        return {"accepted"}
    if "amb" in line:
        return {"accepted", "quarantined"}
    if "dup" in line:
        return {"duplicate"}
    return {"quarantined"} if "q" in line else {"ignored"}


def wrong(report: Iterable[Mapping[str, Any]], lines: Iterable[Any]) -> list[tuple[int, str, str]]:
    """Return the lines whose verdict is not the truth's."""
    return [
        (told["line"], told["verdict"], str(line))
        for no, (told, line) in enumerate(zip(report, lines, strict=True), start=1)
        if told["line"] != no or told["verdict"] not in verdict_of(line)
    ]


def wrong_again(report: Iterable[Mapping[str, Any]], lines: Iterable[Any]) -> list[tuple[int, str, str]]:
    """Return the lines whose verdict is not the truth's where the same stamps came in another file before.

    What counted then, by person, instant and kind, is there already; so is what is held back in the same words.
    """
    return [
        (told["line"], told["verdict"], str(line))
        for no, (told, line) in enumerate(zip(report, lines, strict=True), start=1)
        if told["line"] != no or told["verdict"] not in _again(verdict_of(line))
    ]


def _again(verdicts: set[str]) -> set[str]:
    held = {"quarantined"} & verdicts
    return {"duplicate" if each == "accepted" else each for each in verdicts} | ({"duplicate"} if held else set())


def told(exported: Iterable[Mapping[str, Any]]) -> Counter[Told]:
    return Counter(
        (each["staff_no"], _epoch(each["in"]) or 0, _epoch(each["out"]), each["net_seconds"]) for each in exported
    )


def day_sums(exported: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Day]:
    """Return each person's days by both rules and both precisions, worked out from exported sessions."""
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for each in exported:
        home = sums[each["staff_no"], each["day"]]
        if each["open"]:
            home[4] += 1
            continue
        for which, cut in ((0, timedelta(seconds=1)), (1, timedelta(minutes=1))):
            for day, worked in _by_day(each, cut):
                home[which] += worked // cut
                sums[each["staff_no"], day][2 + which] += worked // cut
    return {key: (row[0], row[1], row[2], row[3], row[4]) for key, row in sums.items()}


def _by_day(exported: Mapping[str, Any], cut: timedelta) -> Iterator[tuple[str, timedelta]]:
    """Yield the work of a session by civil day, its stamps cut to `cut` first."""
    ends = [exported["in"], *(each[end] for each in exported["breaks"] for end in ("from", "to")), exported["out"]]
    cuts = [_cut(datetime.fromisoformat(end), cut) for end in ends]
    for begin, end in zip(cuts[::2], cuts[1::2], strict=True):
        start = begin
        while start < end:
            day = start.astimezone(BERLIN).date()
            until = min(end, _midnight(day + timedelta(days=1)))
            yield day.isoformat(), until - start
            start = until


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), BERLIN).astimezone(UTC)


def _cut(at: datetime, to: timedelta) -> datetime:
    return at - (at - datetime(1970, 1, 1, tzinfo=UTC)) % to


def _epoch(at: str | None) -> int | None:
    return None if at is None else int(datetime.fromisoformat(at).timestamp())
