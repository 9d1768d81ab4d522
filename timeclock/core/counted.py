"""Time off within work that counts as work and is no break: nursing and examinations (MuSchG §§7, 23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from timeclock.core.absences import Absence, Credit, Extent, span_away
from timeclock.core.day import PersonFile
from timeclock.core.figures import NursingFigures
from timeclock.core.protections import ProtectionKind
from timeclock.core.sessions import Paired, Piece, pieces_of
from timeclock.core.spans import ZERO, Span, clip, union, without
from timeclock.core.walltime import local_day

CREDITS = frozenset({Credit.COUNTED, Credit.NURSING})
MONTHS = 12


def spans(file: PersonFile, paired: Paired) -> tuple[Span, ...]:
    """Return an employment's time off that counts: to 10:00 and from 10:30 on at work and nursing it is 10:00–10:30.

    What counts goes on from work, comes before it or lies within it. On a day without a stamp, and away from the work
    of a day, nobody is let off anything.
    """
    employment_id = paired.employment_id
    off = [each for each in file.absences if each.employment_id == employment_id and _by_the_clock(each)]
    if not off:
        return ()
    work = [piece.span for piece in pieces_of(paired)]
    return union(
        part
        for day, pieces in _by_day(file, paired).items()
        for each in off
        if day in each.days and not is_over(file, each, day)
        for part in _beside(span_away(each, day, file.zone), pieces, work)
    )


def is_over(file: PersonFile, absence: Absence, day: date) -> bool:
    """Say whether it is time for nursing more than a year after the birth, as far as the birth is known (§7 Abs. 2)."""
    figures = file.law.nursing.if_on(day)
    if absence.reason.credit is not Credit.NURSING or figures is None:
        return False
    held = (each.figures.birth_on for each in file.protections if each.kind is ProtectionKind.MATERNITY)
    last = max((birth for birth in held if birth is not None and birth <= day), default=day)
    whole = (day.year - last.year) * MONTHS + day.month - last.month - (day.day <= last.day)
    return whole >= figures.months


def least(work: Iterable[Span], figures: NursingFigures) -> timedelta:
    """Return what she may ask for in all: an hour; one and a half where over 8:00 of work hang together.

    They do unless a break of more than two hours parts them: 8–12 and 12:30–17 is 8:30 in one.
    """
    longest = max(_together(union(work), figures), default=ZERO)
    return figures.long_day if longest > figures.long_over else figures.day


def _together(work: Sequence[Span], figures: NursingFigures) -> Iterator[timedelta]:
    """Yield how long the work of each run is, without the breaks in it."""
    length, end = ZERO, None
    for span in work:
        if end is not None and span.from_at - end > figures.parted_by_over:
            yield length
            length = ZERO
        length, end = length + span.length, span.to_at
    yield length


def _by_the_clock(absence: Absence) -> bool:
    return absence.reason.credit in CREDITS and absence.extent is Extent.HOURS


def _by_day(file: PersonFile, paired: Paired) -> Mapping[date, Sequence[Piece]]:
    """Return the known work by the civil day it begins on, in its order."""
    found: dict[date, list[Piece]] = {}
    for piece in sorted(pieces_of(paired), key=lambda piece: piece.span):
        found.setdefault(local_day(piece.span.from_at, file.zone), []).append(piece)
    return found


def _beside(away: Span, pieces: Sequence[Piece], work: Sequence[Span]) -> tuple[Span, ...]:
    """Return what of a time away goes on from a day's pieces or comes before them, and is no work; not past an end
    nobody knows. Work that began the day before may still go on.
    """
    first, last = pieces[0], max(pieces, key=lambda piece: piece.span.to_at)
    if away.to_at < first.span.from_at or last.span.to_at < away.from_at:
        return ()
    begin = min(first.span.from_at, away.from_at) if first.starts_known else first.span.from_at
    end = max(last.span.to_at, away.to_at) if last.ends_known else last.span.to_at
    return tuple(part for each in clip([away], Span(begin, end)) for part in without(each, work))
