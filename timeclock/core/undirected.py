"""Stamps without a direction: up to which one coming and going take turns for certain, and from which on one must ask.

A device that keeps no direction leaves alternation as the only reading, and one forgotten tap turns all that follows
round. What gives it away is an odd number of taps in one duty; so each duty vouches for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.core.as_stamped import NO_MODEL

# A day less the 11 hours of rest (ArbZG §5) is the longest a duty may span: a longer silence lies between two.
LONGEST_DUTY = timedelta(hours=13)
# Who works round the clock stamps twice in a duty of a day: 24 hours, 25 when the clocks change, the hand-over, …
ROUND_THE_CLOCK = timedelta(hours=26)
# … and then rests longer than anybody works, which a duty read the wrong way round would not leave.
REST_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, order=True)
class Tap:
    """A stamp without a direction; where its instant is uncertain (the repeated hour), `at` is the earliest."""

    at: datetime
    certain: bool = True


def unsure_from(taps: Iterable[Tap], newest: datetime) -> datetime | None:
    """Return the first tap of the first duty that cannot be read, None where all can.

    8:00 12:00 12:30 16:30, the next day 8:00 12:00 12:30: unsure from 8:00 of the second day on, unless `newest`, the
    last that is known of anybody, is so near that the duty may still be going on.
    """
    duties = _duties(_merged(sorted(taps)))
    for no, duty in enumerate(duties):
        going_on = no == len(duties) - 1 and newest - duty[-1].at < _longest(duties)
        if not all(tap.certain for tap in duty) or (len(duty) % 2 and not going_on):
            return duty[0].at
    return None


def _merged(taps: Sequence[Tap]) -> list[Tap]:
    """Return the taps without those that repeat one just before."""
    pairs = zip([None, *taps], taps, strict=False)
    return [tap for before, tap in pairs if before is None or tap.at - before.at > NO_MODEL.doubled_within]


def _duties(taps: Sequence[Tap]) -> list[list[Tap]]:
    duties: list[list[Tap]] = []
    for tap in taps:
        if duties and tap.at - duties[-1][-1].at < LONGEST_DUTY:
            duties[-1].append(tap)
        else:
            duties.append([tap])
    return _joined(duties) if _works_round_the_clock(duties) else duties


def _works_round_the_clock(duties: Sequence[Sequence[Tap]]) -> bool:
    """Say whether most taps stand alone: somebody whose duties last a day has none within hours of another."""
    return 2 * sum(len(duty) == 1 for duty in duties) > len(duties)


def _longest(duties: Sequence[Sequence[Tap]]) -> timedelta:
    alone = len(duties[-1]) == 1 and all(duty[-1].at - duty[0].at >= LONGEST_DUTY for duty in duties[:-1])
    return ROUND_THE_CLOCK if alone else LONGEST_DUTY


def _joined(alone: Sequence[list[Tap]]) -> list[list[Tap]]:
    """Return the duties with two lone taps a day apart made one where a long rest follows."""
    duties: list[list[Tap]] = []
    for no, duty in enumerate(alone):
        rest = alone[no + 1][0].at - duty[-1].at if no + 1 < len(alone) else REST_AFTER
        before = duties[-1] if duties else []
        if len(duty) == len(before) == 1 and duty[0].at - before[0].at <= ROUND_THE_CLOCK and rest >= REST_AFTER:
            before.append(duty[0])
        else:
            duties.append(duty)
    return duties
