"""Which day work belongs to: protective working days over all employments (rulebook C-4), and credit after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from zoneinfo import ZoneInfo

from timeclock.core.breaks import BreakCount, count
from timeclock.core.credit_days import AttributionOn
from timeclock.core.dated import Dated
from timeclock.core.day import WorkSession
from timeclock.core.figures import DayForm, LawFigures
from timeclock.core.findings import Code
from timeclock.core.sessions import Oddity, Paired, Piece
from timeclock.core.shifts import Credited, HomePiece, credited
from timeclock.core.spans import Span
from timeclock.core.walltime import floor_minute, local_day

# A session by its number, or a lone out by its minute, within one employment.
Owner = tuple[int, int | datetime]


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """One person's work between two rests, over all employments; it carries the local date of its first stamp.

    `span` is from the first coming to the last going, as far as they are known, `counted` how ArbZG §4 sees it.
    """

    day: date
    pieces: tuple[Piece, ...]
    span: Span
    counted: BreakCount

    @property
    def starts_known(self) -> bool:
        """Whether every employment's first piece has its in: where one is missing the work began earlier."""
        return all({piece.employment_id: piece.starts_known for piece in reversed(self.pieces)}.values())

    @property
    def ends_known(self) -> bool:
        """Whether every employment's last piece has its out: where one is missing the work went on."""
        return all({piece.employment_id: piece.ends_known for piece in self.pieces}.values())


@dataclass(slots=True)
class DayWork:
    """What one employment's day holds: its sessions, its pieces by protective working day, and its oddities.

    `wholes`: all of the employment's pieces of a working day that is credited to more days than this one; empty for
    nearly everybody. `left_open`: of a session that stands on another day and lacks a stamp, this day has a part.
    """

    sessions: list[WorkSession] = field(default_factory=list)
    stretches: dict[int, list[Piece]] = field(default_factory=dict)
    oddities: list[Oddity] = field(default_factory=list)
    wholes: dict[int, list[Piece]] = field(default_factory=dict)
    left_open: bool = False

    def breaks_of(self) -> Iterator[tuple[Sequence[Piece], Sequence[Piece]]]:
        """Yield the day's work within each working day, with all of that, for the break of both is one."""
        for home, own in self.stretches.items():
            yield own, self.wholes.get(home, own)


IN_ORDER = attrgetter("span.from_at", "span.to_at", "employment_id")


def working_days(pieces: Iterable[Piece], law: LawFigures, zone: ZoneInfo) -> tuple[WorkingDay, ...]:
    """Return the working days (C-4): 8–16 and 23–00:30 are one day, 7–11 after 6:30 hours' rest is the next."""
    days: list[list[Piece]] = []
    end: datetime | None = None
    for piece in sorted(pieces, key=IN_ORDER):
        if end is None or not _continues(days[-1][0].span.from_at, end, piece.span.from_at, law.day_form, zone):
            days.append([])
            end = piece.span.to_at
        days[-1].append(piece)
        end = max(end, piece.span.to_at)
    return tuple([_working_day(found, law, zone) for found in days])


def _working_day(pieces: Sequence[Piece], law: LawFigures, zone: ZoneInfo) -> WorkingDay:
    spans = [piece.span for piece in pieces]
    day, whole = local_day(spans[0].from_at, zone), Span(spans[0].from_at, max([span.to_at for span in spans]))
    return WorkingDay(day, tuple(pieces), whole, count(spans, law.breaks.on(day).least_piece))


def _continues(first: datetime, end: datetime, begin: datetime, day_form: Dated[DayForm], zone: ZoneInfo) -> bool:
    """Say whether work that begins at `begin` continues the working day that began at `first` and rests since `end`."""
    day = local_day(first, zone)
    form, gap = day_form.on(day), begin - end
    return gap < form.new_day_gap and (local_day(begin, zone) == day or gap < form.same_day_gap)


def work_by_day(
    paired: Sequence[Paired], days: Sequence[WorkingDay], zone: ZoneInfo, attribution_on: AttributionOn | None = None
) -> Mapping[tuple[int, date], DayWork]:
    """Return the work of each (employment, day): a session counts whole on the day of the working day it begins in.

    So a night shift 22:00–06:00 is credited to the evening's date, and a session that a long break cuts into two
    protective working days still is one session of one day. `attribution_on`: where models credit otherwise.
    """
    if attribution_on is not None:
        return _as_models_say(paired, days, zone, attribution_on)
    homes: dict[Owner, int] = {}
    found: defaultdict[tuple[int, date], DayWork] = defaultdict(DayWork)
    for index, day in enumerate(days):
        for piece in day.pieces:
            home = homes.setdefault(_owner(piece), index)
            found[piece.employment_id, days[home].day].stretches.setdefault(home, []).append(piece)
    for one in paired:
        for no, session in enumerate(one.sessions):
            home = homes[one.employment_id, no]
            found[one.employment_id, days[home].day].sessions.append(session)
        for oddity in one.oddities:
            found[one.employment_id, _day_of(oddity, one, days, homes, zone)].oddities.append(oddity)
    return dict(found)


def _as_models_say(
    paired: Sequence[Paired], days: Sequence[WorkingDay], zone: ZoneInfo, attribution_on: AttributionOn
) -> Mapping[tuple[int, date], DayWork]:
    homes: dict[Owner, int] = {}
    own: defaultdict[int, list[HomePiece]] = defaultdict(list)
    found: defaultdict[tuple[int, date], DayWork] = defaultdict(DayWork)
    for index, day in enumerate(days):
        for piece in day.pieces:
            own[piece.employment_id].append(HomePiece(homes.setdefault(_owner(piece), index), piece))
    for one in paired:
        parts = credited(own[one.employment_id], partial(attribution_on, one.employment_id), zone)
        _credit(one, parts, zone, found)
        _tell_of_the_rest(one, own[one.employment_id], parts, found)
    return dict(found)


def _credit(
    one: Paired, parts: Iterable[Credited], zone: ZoneInfo, found: MutableMapping[tuple[int, date], DayWork]
) -> None:
    """Put an employment's work on the days it is credited to, and each session where its first work counts."""
    first: dict[Owner, date] = {}
    for part in parts:
        first.setdefault(_owner(part.piece), part.day)
        found[one.employment_id, part.day].stretches.setdefault(part.home, []).append(part.piece)
    for no, session in enumerate(one.sessions):
        found[one.employment_id, first[one.employment_id, no]].sessions.append(session)
    for oddity in one.oddities:
        at = floor_minute(oddity.stamp.at)
        owner = one.employment_id, at if oddity.session_no is None else oddity.session_no
        found[one.employment_id, first.get(owner, local_day(at, zone))].oddities.append(oddity)


def _tell_of_the_rest(
    one: Paired, work: Iterable[HomePiece], parts: Iterable[Credited], found: Mapping[tuple[int, date], DayWork]
) -> None:
    """Let each day know what its work is a part of: a working day whose break is one, a session that lacks a stamp."""
    days: defaultdict[int, set[date]] = defaultdict(set)
    incomplete = {oddity.session_no for oddity in one.oddities if oddity.leaves_open} - {None}
    for part in parts:
        days[part.home].add(part.day)
        if part.piece.session_no in incomplete:
            found[one.employment_id, part.day].left_open = True
    for each in work:
        for day in days[each.home] if len(days[each.home]) > 1 else ():
            found[one.employment_id, day].wholes.setdefault(each.home, []).append(each.piece)


def _owner(piece: Piece) -> Owner:
    return piece.employment_id, piece.span.from_at if piece.session_no is None else piece.session_no


def _day_of(
    oddity: Oddity, paired: Paired, days: Sequence[WorkingDay], homes: Mapping[Owner, int], zone: ZoneInfo
) -> date:
    """Return the day of an oddity: that of its session or lone out, else the civil day of its stamp."""
    at = floor_minute(oddity.stamp.at)
    if oddity.session_no is not None:
        return days[homes[paired.employment_id, oddity.session_no]].day
    if oddity.code is Code.MISSING_IN:
        return days[homes[paired.employment_id, at]].day
    return local_day(at, zone)
