"""What pairing leaves behind: work sessions, the work known in them, and what was odd about the stamps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from timeclock.core.day import Break, WorkSession
from timeclock.core.findings import Code, Severity
from timeclock.core.session_kinds import KindsOfWork, SessionKind
from timeclock.core.spans import Span, clip, without
from timeclock.core.stamps import Stamp
from timeclock.core.walltime import floor_minute

# Work for which somebody was called; it has neither frame nor core time.
CALLS = frozenset({SessionKind.CALL_OUT, SessionKind.REMOTE_CALL})


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about one stamp that a person should know; `leaves_open`: the day's time is not known because of it.

    `session_no` is the session it belongs to, None outside any. `gap` and `longest` say how far apart an in and an out
    were that do not make one session.
    """

    code: Code
    severity: Severity
    stamp: Stamp
    session_no: int | None = None
    leaves_open: bool = False
    gap: timedelta | None = None
    longest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Paired:
    """One employment's stamps as sessions, ascending, and everything odd about them.

    `kinds`: in which hours its roster says of what kind the work is, standby on site among them. `counted`: time off
    beside the work that counts as work.
    """

    employment_id: int
    sessions: tuple[WorkSession, ...]
    oddities: tuple[Oddity, ...]
    kinds: KindsOfWork = ()
    counted: tuple[Span, ...] = ()


def in_minutes(paired: Paired) -> Paired:
    """Return the sessions with every instant cut to its full minute (rulebook C-2): 08:00:59–16:30:10 is 8:00–16:30."""
    return replace(paired, sessions=tuple(_cut(session) for session in paired.sessions))


def _cut(session: WorkSession) -> WorkSession:
    return WorkSession(
        session.kind,
        floor_minute(session.from_at),
        _cut_end(session.to_at),
        session.in_stamp,
        session.out_stamp,
        tuple([Break(floor_minute(each.from_at), _cut_end(each.to_at), each.kind) for each in session.breaks]),
    )


def _cut_end(at: datetime | None) -> datetime | None:
    return None if at is None else floor_minute(at)


@dataclass(frozen=True, slots=True)
class Piece:
    """Known work between two breaks. Where a stamp is missing, what is known is one instant: a piece of no length."""

    span: Span
    employment_id: int
    kind: SessionKind
    session_no: int | None
    starts_known: bool = True
    ends_known: bool = True


def pieces_of(paired: Paired) -> Iterator[Piece]:
    """Yield the known work of one employment, the lone instants of an out without an in included."""
    for no, session in enumerate(paired.sessions):
        spans = work_spans(session)
        for index, span in enumerate(spans):
            unknown_end = session.to_at is None and index == len(spans) - 1
            piece = Piece(span, paired.employment_id, session.kind, no, ends_known=not unknown_end)
            yield from _parted(piece, paired.kinds) if paired.kinds else (piece,)
    for oddity in paired.oddities:
        if oddity.code is Code.MISSING_IN:
            at = floor_minute(oddity.stamp.at)
            yield Piece(Span(at, at), paired.employment_id, SessionKind.WORK, None, starts_known=False)
    for span in paired.counted:
        yield Piece(span, paired.employment_id, SessionKind.COUNTED, None)


def _parted(piece: Piece, kinds: KindsOfWork) -> Iterator[Piece]:
    """Yield a piece cut where the kind of work changes: 8–24 with standby from 16:30 is 8–16:30 and 16:30–24."""
    parts = [piece]
    for kind, spans in kinds:
        parts = [part for each in parts for part in _of_kind(each, kind, spans)]
    yield from parts


def _of_kind(piece: Piece, kind: SessionKind, spans: Sequence[Span]) -> Iterator[Piece]:
    """Yield a piece with what of it is of a kind; work at home may be preparation, and nothing else."""
    held = clip(spans, piece.span)
    at_home = piece.kind is SessionKind.MOBILE_WORK and kind is SessionKind.PREPARATION
    if not held or not (piece.kind is SessionKind.WORK or at_home):
        yield piece
        return
    parts = sorted([*held, *without(piece.span, held)])
    for part in parts:
        what = kind if part in held else piece.kind
        yield replace(piece, span=part, kind=what, ends_known=piece.ends_known or part is not parts[-1])


def work_spans(session: WorkSession) -> tuple[Span, ...]:
    """Return the work between the breaks: 8–17 with a break 12–13 is 8–12 and 13–17; 8–still in is 8–8.

    A break at the very end is no interruption of work (rulebook C-5): 8–14:30 with a break 14–14:30 is 8–14. A break
    without an end hides the work after it until the next break or the going; that work is not known.
    """
    found: list[Span] = []
    start: datetime | None = session.from_at
    for pause in session.breaks:
        if start is not None and start < pause.from_at:
            found.append(Span(start, pause.from_at))
        start = pause.to_at
    if start is not None and session.to_at is None:
        found.append(Span(start, start))
    elif start is not None and session.to_at is not None and start < session.to_at:
        found.append(Span(start, session.to_at))
    return tuple(found) or (Span(session.from_at, session.from_at),)
