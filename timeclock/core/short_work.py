"""Work of a few minutes that cuts a rest in two: an e-mail in the evening (OPEN-18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from timeclock.core.attribution import WorkingDay
from timeclock.core.figures import ShortWork
from timeclock.core.findings import Finding
from timeclock.core.spans import ZERO


def cutting(before: WorkingDay | None, after: WorkingDay, rest: timedelta, least: timedelta) -> timedelta | None:
    """Return the shortest work without which the rest before a working day were long enough; None where nobody knows.

    To 16:30, an e-mail from 21:30 to 21:36, and from 8:00 on: without those six minutes it were 15:30.
    """
    if before is None or before.span.to_at + rest != after.span.from_at:
        return None
    return min(_without(before, after, least))


def weighed(found: Finding, cut_by: timedelta | None, figures: ShortWork) -> Iterator[Finding]:
    """Yield a cut rest as grave as the work was long that cut it: not at all, less, or as it is."""
    if cut_by is None or cut_by >= figures.slight_under:
        yield found
    elif cut_by >= figures.ignored_under:
        yield replace(found, severity=figures.severity)


def _without(before: WorkingDay, after: WorkingDay, least: timedelta) -> Iterator[timedelta]:
    """Yield the lengths of the work at either edge of a rest without which it were long enough."""
    # Without the whole of a working day the rests around it are one, and long enough: eleven hours or two nights.
    yield after.span.length
    yield before.span.length
    last, first = before.pieces, after.pieces
    for no in range(1, len(last)):
        end = max(piece.span.to_at for piece in last[:no])
        if after.span.from_at - end >= least:
            yield sum((piece.span.length for piece in last[no:]), ZERO)
    for no in range(1, len(first)):
        if first[no].span.from_at - before.span.to_at >= least:
            yield sum((piece.span.length for piece in first[:no]), ZERO)
