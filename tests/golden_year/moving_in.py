"""The golden year's people move into a city by the ways of the product: lists, files of stamps, rosters, orders."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.city import settings_in
from tests.imports.bringing import brought
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.ledger import keys
from timeclock.service import (
    absence_files,
    account_kinds,
    evaluation,
    leave,
    overtime,
    people_layout,
    profiles,
    protections,
    roster_import,
    setup,
    staff_import,
)
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import db, migrate, people
from timeclock.store.db import Database, Session
from timeclock.store.scope import Scope

HERE = Path(__file__).parent
YEAR = DaySpan(date(2026, 1, 1), date(2027, 1, 1))
BEGIN = datetime(2026, 1, 1, 6, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 6, tzinfo=UTC)
AFTER = datetime(2027, 1, 15, 12, tzinfo=UTC)
RHYTHM = date(2025, 12, 29)
LONG_THERE = date(2015, 1, 1)
ONE_DAY = timedelta(days=1)
UNIT = "Rathaus"
LIST = (
    "Personalnummer;Nachname;Vorname;Geburtsdatum;Eintritt;Austritt;Dienststelle;Wochenstunden;Zeitmodell;"
    "Mitarbeiterkreis"
)
AWAY = ("staff_no", "reason", "first_day", "last_day", "from_clock", "to_clock")
FIGURES = ("certificate", "lessons", "site_min", "travel_min", "unavoidable")
COMING = {"": ("KO", "GE"), "h": ("HK", "HG"), "c": ("RB", "RE"), "ch": ("RB", "HG")}
# Good Friday, Easter Monday, Ascension, Whit Monday and Corpus Christi among the days that always are the same.
FREE = frozenset(
    date.fromisoformat(f"2026-{day}")
    for day in "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-24 12-25 12-26 12-31".split()  # noqa: SIM905
)
GROUND = "ArbZG §14: the golden year is not about limits"

Said = Mapping[str, Any]


def everybody() -> Sequence[Said]:
    """Return the people of people.toml as they are written."""
    return [*tomllib.loads((HERE / "people.toml").read_text("utf-8"))["person"]]


@dataclass(frozen=True, slots=True)
class Town:
    """A city in which only these people live; `employments` has each one's person and employment by her number."""

    settings: Settings
    database: Database
    employments: Mapping[str, tuple[int, int]]

    def evaluated(self, now: datetime = AFTER) -> None:
        """Work out the whole year of everybody, and what waits besides: a night may end in the next one."""
        rulebook = Rulebook.of(self.settings)
        for person_id, _ in self.employments.values():
            with self.database.transaction() as session:
                evaluation.refresh_now(session, person_id, rulebook, now, YEAR)
                evaluation.refresh_now(session, person_id, rulebook, now)

    def leave_worked_out(self) -> None:
        """Work out everybody's leave, in autumn and again once the year is over."""
        rulebook = Rulebook.of(self.settings)
        for now in (AUTUMN, AFTER):
            for person_id, _ in self.employments.values():
                with self.database.transaction() as session:
                    leave.refresh_now(session, person_id, rulebook, now)


def months_of(each: Said) -> Iterator[date]:
    """Yield the first day of each month of the year in which somebody is employed."""
    entry, last = each.get("entry", LONG_THERE), each.get("exit", date.max)
    for number in range(1, 13):
        first = date(YEAR.from_day.year, number, 1)
        if entry < DaySpan.month(first.year, number).to_day and first <= last:
            yield first


def moved_in(said: Sequence[Said], directory: Path) -> Town:
    """Return a city with these people and all that is known of their year once it is over."""
    city = settings_in(directory)
    database = db.connect(city.database_url)
    migrate.upgrade(database)
    with database.transaction() as session:
        setup.bring_holidays(session, city, range(2025, 2028))
        account_kinds.bring(session, BEGIN)
    for day in sorted({max(job[0], YEAR.from_day) for each in said for job in each["jobs"]} | {YEAR.from_day}):
        listed(database, city, [each for each in said if _is_news(each, day)], day)
    with database.transaction() as session:
        employments = {str(each["no"]): _employment(session, each) for each in said}
        for each in said:
            _ordered_and_protected(session, each, city)
        _enter_absences(session, said, city)
        _publish_rosters(session, said, Rulebook.of(city))
    lines = "".join(line for each in said for line in stamp_lines(each, city))
    told = brought(database, city, lines.encode(), profiles.load(HERE / "stamps.toml"), AFTER)
    refused = [each for each in told if each["verdict"] != "accepted"]
    if refused:
        raise AssertionError(f"stamps not taken: {refused[:5]}")
    return Town(city, database, employments)


def _is_news(each: Said, day: date) -> bool:
    return day == YEAR.from_day or any(job[0] == day for job in each["jobs"])


def listed(database: Database, city: Settings, said: Iterable[Said], day: date, now: datetime = BEGIN) -> None:
    """Bring in a personnel list of a day; each job of these people that has begun by then is the one that holds."""
    rows = [LIST, *(_row(each, day) for each in said)]
    asked = staff_import.Asked(
        people_layout.load(HERE / "layout.toml"),
        day,
        city.city_name,
        city.zone,
        city.holiday_calendar,
        keys.read_secret(city.badge_key_file),
    )
    with database.transaction() as session:
        found = staff_import.enter(session, "\n".join(rows).encode(), asked, now)
    if found.rejected:
        raise AssertionError(f"not taken from the list of {day}: {found.rejected[:3]}")


def _row(each: Said, day: date) -> str:
    family, given = each["name"].split(", ")
    held = [job for job in each["jobs"] if job[0] <= day][-1:] or each["jobs"][:1]
    [(_, model, hours)] = held
    born, out = (f"{each[key]:%d.%m.%Y}" if key in each else "" for key in ("born", "exit"))
    entry = each.get("entry", LONG_THERE)
    kind, unit = each.get("kind", "Beschäftigte/r"), each.get("unit", UNIT)
    return f"{each['no']};{family};{given};{born};{entry:%d.%m.%Y};{out};{unit};{hours};{model};{kind}"


def _employment(session: Session, each: Said) -> tuple[int, int]:
    day = max(each.get("entry", LONG_THERE), YEAR.from_day)
    found = people.by_staff_no(session, str(each["no"]), day, Scope.system("golden year"))
    if found is None:
        raise AssertionError(f"{each['no']} is not there on {day}")
    return found.person_id, found.employment_id


def _ordered_and_protected(session: Session, each: Said, city: Settings) -> None:
    for day, begin, end, *budget in each.get("orders", ()):
        span = Span(*(_at(date.fromisoformat(day), clock, city) for clock in (begin, end)))
        most = timedelta(minutes=budget[0]) if budget else None
        overtime.order(session, overtime.Wanted(span, each["why"], str(each["no"]), budget=most), city.zone, BEGIN)
    for kind, first, last, figures in each.get("protected", ()):
        until = last + ONE_DAY if last else None
        held = Protection(ProtectionKind(kind), first, until, Figures(**figures))
        protections.add(session, str(each["no"]), held, BEGIN)


def _enter_absences(session: Session, said: Iterable[Said], city: Settings) -> None:
    rows = [";".join([*AWAY, *FIGURES])]
    rows += [";".join(row) for each in said for row in [*_absences(each), *_school(each)]]
    verdicts = absence_files.take_in(session, "\n".join(rows).encode(), city.zone, BEGIN)
    refused = [(each.staff_no, str(each.refused)) for each in verdicts if each.refused]
    if refused:
        raise AssertionError(f"absences not taken: {refused}")


def _absences(each: Said) -> Iterator[list[str]]:
    for reason, first, last, *rest in each.get("absent", ()):
        figures = rest.pop() if rest and isinstance(rest[-1], dict) else {}
        clocks = [_padded(clock) for clock in rest] + [""] * (2 - len(rest))
        told = [str(first) if "certified" in figures else "", *(str(figures.get(name, "")) for name in FIGURES[1:])]
        yield [str(each["no"]), reason, str(first), str(last), *clocks, *told]


def _school(each: Said) -> Iterator[list[str]]:
    for first, last, days in each.get("school", ()):
        for day in DaySpan(first, last + ONE_DAY):
            if text := _of_rhythm(days, day):
                clocks, lessons, way = text.split()
                told = ["", lessons, "", way, ""]
                yield [
                    str(each["no"]),
                    "vocational_school",
                    str(day),
                    str(day),
                    *map(_padded, clocks.split("-")),
                    *told,
                ]


def _publish_rosters(session: Session, said: Iterable[Said], rulebook: Rulebook) -> None:
    rosters: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for each in said:
        for row in each.get("roster", ()):
            for day in DaySpan(row["from"], row["to"] + ONE_DAY):
                for span in _of_rhythm(row["days"], day).split():
                    begin, end = span.split("-")
                    until, clock = _day_and_clock(day, end)
                    line = f"{each['no']};{day};{row['kind']};{_padded(begin)};{until} {clock};"
                    rosters[each.get("unit", UNIT), day.replace(day=1)].append(line)
    for (unit, month), lines in sorted(rosters.items()):
        content = "\n".join(["staff_no;day;kind;from;to;plan", *lines])
        asked = roster_import.Asked(unit, month, rulebook.around, GROUND)
        found = roster_import.enter(session, content.encode(), asked, BEGIN)
        if found.days is None:
            raise AssertionError(f"the roster of {unit} in {month} is not taken: {found.rejected[:3]}")


def stamp_lines(each: Said, city: Settings) -> Iterator[str]:
    """Yield a line for each stamp, as people.toml says how it is read."""
    closed = _not_at_work(each)
    for day in YEAR:
        words, later = _on(each, day, closed)
        for word in words:
            last = later if word is words[-1] else 0
            for clock, minutes, kind in _taps(word, last):
                at = _at(day, clock, city) + timedelta(minutes=minutes)
                yield f"{each['no']};{at.astimezone(city.zone).isoformat(timespec='seconds')};{kind}\n"


def _taps(word: str, later: int) -> Iterator[tuple[str, int, str]]:
    prefix = word[: len(word) - len(word.lstrip("ch"))]
    coming, going = COMING[prefix]
    parts = word.removeprefix(prefix).split("+")
    for no, part in enumerate(parts):
        begin, *errand, end = part.split("-")
        yield begin, 0, coming if no == 0 else "PE"
        if errand:
            yield errand[0].removeprefix("e"), 0, "DG"
            yield errand[1], 0, "DK"
        is_last = no == len(parts) - 1
        if end:
            yield end, later if is_last else 0, going if is_last else "PB"


def _on(each: Said, day: date, closed: frozenset[date]) -> tuple[list[str], int]:
    exact = each.get("days", {}).get(str(day))
    if exact is not None:
        return exact.split(), 0
    held = [row for row in each.get("comes", ()) if row["from"] <= day]
    employed = each.get("entry", LONG_THERE) <= day <= each.get("exit", date.max)
    if not held or not employed:
        return [], 0
    row = held[-1]
    if day in closed and not row.get("while_absent"):
        return [], 0
    if day in FREE and not row.get("on_holidays"):
        return [], 0
    later = row.get("later", [0])
    return _of_rhythm(row["days"], day).split(), later[(day - RHYTHM).days % len(later)]


def _not_at_work(each: Said) -> frozenset[date]:
    """Return the days of which an absence takes all."""
    whole = [row for row in each.get("absent", ()) if len(row) == 3 or isinstance(row[3], dict)]
    return frozenset(day for _, first, last, *_ in whole for day in DaySpan(first, last + ONE_DAY))


def _of_rhythm(days: Sequence[str], day: date) -> str:
    return days[(day - RHYTHM).days % len(days)]


def _at(day: date, clock: str, city: Settings) -> datetime:
    on, at = _day_and_clock(day, clock)
    return instant(on, time.fromisoformat(at), city.zone)


def _day_and_clock(day: date, clock: str) -> tuple[date, str]:
    """Return the day and the clock of hours that count on past midnight: 30:05 is five past six of the next day."""
    hours, minutes = clock.split(":")
    return day + timedelta(days=int(hours) // 24), f"{int(hours) % 24:02}:{minutes}"


def _padded(clock: str) -> str:
    hours, minutes = clock.split(":")
    return f"{int(hours):02}:{minutes}"
