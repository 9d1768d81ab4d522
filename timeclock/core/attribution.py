"""Which day work belongs to: protective working days over all employments (rulebook C-4), and credit after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timeclock.core.dated import Dated
from timeclock.core.day import WorkSession
from timeclock.core.figures import DayForm
from timeclock.core.findings import Code
from timeclock.core.sessions import Oddity, Paired, Piece, pieces_of
from timeclock.core.spans import Span
from timeclock.core.walltime import floor_minute, local_day

# A session by its number, or a lone out by its minute, within one employment.
Owner = tuple[int, int | datetime]


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """One person's work between two rests, over all employments; it carries the local date of its first stamp."""

    day: date
    pieces: tuple[Piece, ...]

    @property
    def span(self) -> Span:
        """From the first coming to the last going, as far as they are known."""
        return Span(self.pieces[0].span.from_at, max(piece.span.to_at for piece in self.pieces))

    @property
    def starts_known(self) -> bool:
        """Whether every employment's first piece has its in: where one is missing the work began earlier."""
        first = {piece.employment_id: piece for piece in reversed(self.pieces)}
        return all(piece.starts_known for piece in first.values())

    @property
    def ends_known(self) -> bool:
        """Whether every employment's last piece has its out: where one is missing the work went on."""
        last = {piece.employment_id: piece for piece in self.pieces}
        return all(piece.ends_known for piece in last.values())


@dataclass(slots=True)
class DayWork:
    """What one employment's day holds: its sessions, its pieces by protective working day, and its oddities."""

    sessions: list[WorkSession] = field(default_factory=list)
    stretches: dict[int, list[Piece]] = field(default_factory=dict)
    oddities: list[Oddity] = field(default_factory=list)


def working_days(pieces: Iterable[Piece], day_form: Dated[DayForm], zone: ZoneInfo) -> tuple[WorkingDay, ...]:
    """Return the working days (C-4): 8–16 and 23–00:30 are one day, 7–11 after 6:30 hours' rest is the next."""
    days: list[list[Piece]] = []
    end: datetime | None = None
    for piece in sorted(pieces, key=lambda piece: (piece.span, piece.employment_id)):
        if end is None or not _continues(days[-1][0].span.from_at, end, piece.span.from_at, day_form, zone):
            days.append([])
            end = piece.span.to_at
        days[-1].append(piece)
        end = max(end, piece.span.to_at)
    return tuple(WorkingDay(local_day(found[0].span.from_at, zone), tuple(found)) for found in days)


def _continues(first: datetime, end: datetime, begin: datetime, day_form: Dated[DayForm], zone: ZoneInfo) -> bool:
    """Say whether work that begins at `begin` continues the working day that began at `first` and rests since `end`."""
    day = local_day(first, zone)
    form, gap = day_form.on(day), begin - end
    return gap < form.new_day_gap and (local_day(begin, zone) == day or gap < form.same_day_gap)


def work_by_day(
    paired: Sequence[Paired], days: Sequence[WorkingDay], zone: ZoneInfo
) -> Mapping[tuple[int, date], DayWork]:
    """Return the work of each (employment, day): a session counts whole on the day of the working day it begins in.

    So a night shift 22:00–06:00 is credited to the evening's date, and a session that a long break cuts into two
    protective working days still is one session of one day.
    """
    homes = _homes(days)
    found: defaultdict[tuple[int, date], DayWork] = defaultdict(DayWork)
    for one in paired:
        for no, session in enumerate(one.sessions):
            home = homes[one.employment_id, no]
            found[one.employment_id, days[home].day].sessions.append(session)
        for piece in pieces_of(one):
            home = homes[_owner(piece)]
            found[one.employment_id, days[home].day].stretches.setdefault(home, []).append(piece)
        for oddity in one.oddities:
            found[one.employment_id, _day_of(oddity, one, days, homes, zone)].oddities.append(oddity)
    return dict(found)


def _homes(days: Sequence[WorkingDay]) -> Mapping[Owner, int]:
    """Return which working day each session begins in, and each lone out stands in."""
    homes: dict[Owner, int] = {}
    for index, day in enumerate(days):
        for piece in day.pieces:
            homes.setdefault(_owner(piece), index)
    return homes


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
