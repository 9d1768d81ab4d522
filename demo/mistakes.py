"""What goes wrong with stamps, by chance and, for some of the cast, at a set time so that there is something to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum, auto
from random import Random

from demo.cast import Member
from demo.habits import Shape, Taps
from timeclock.core.plans import DayPlan
from timeclock.core.spans import MINUTE
from timeclock.core.stamps import StampKind

MIDNIGHT = 24 * 60


class Mistake(StrEnum):
    """Everything that makes a day one the time office, the supervisor or the person has to look at."""

    FORGOT_IN = auto()
    FORGOT_OUT = auto()
    FORGOT_BREAK_END = auto()
    DOUBLED = auto()
    SHORT_BREAK = auto()
    LONG_DAY = auto()
    LATE = auto()
    COUNCIL = auto()
    OVER_MIDNIGHT = auto()
    SWAPPED_DAY = auto()
    FOREIGN_BADGE = auto()
    LOST_BADGE = auto()
    BAD_CLOCK = auto()


# How many of her own working days ago.
SCENES: Mapping[str, tuple[tuple[int, Mistake], ...]] = {
    "Aydın": ((2, Mistake.DOUBLED), (6, Mistake.FORGOT_OUT), (11, Mistake.SHORT_BREAK)),
    "Brandt": ((4, Mistake.COUNCIL), (9, Mistake.LONG_DAY)),
    "Korkmaz": ((5, Mistake.LATE),),
    "Ferrante": ((1, Mistake.FORGOT_OUT),),
    "Karaca": ((2, Mistake.FORGOT_IN),),
    "El-Sayed": ((2, Mistake.FOREIGN_BADGE),),
    "Nguyen": ((4, Mistake.LOST_BADGE),),
    "Overbeck": ((1, Mistake.SWAPPED_DAY),),
    "Yıldız": ((3, Mistake.LATE),),
    "Tiedemann": ((7, Mistake.COUNCIL),),
    "Arslan": ((5, Mistake.LONG_DAY),),
    "Weinreich": ((12, Mistake.COUNCIL),),
    "Brinkmann": ((3, Mistake.BAD_CLOCK),),
    "Jankowski": ((3, Mistake.OVER_MIDNIGHT),),
    "Kılıç": ((8, Mistake.OVER_MIDNIGHT),),
    "Mansour": ((5, Mistake.FORGOT_BREAK_END),),
}

# Of 1,000 working days so many go wrong in this way.
PER_THOUSAND = (
    (Mistake.FORGOT_OUT, 5),
    (Mistake.FORGOT_IN, 3),
    (Mistake.FORGOT_BREAK_END, 3),
    (Mistake.DOUBLED, 8),
    (Mistake.SHORT_BREAK, 4),
    (Mistake.LONG_DAY, 3),
    (Mistake.LATE, 5),
    (Mistake.FOREIGN_BADGE, 1),
)
COUNCIL_PER_THOUSAND = 12
NIGHTS_PER_THOUSAND = 5
FULL_DAY = 420


def by_chance(who: Member, plan: DayPlan, chance: Random) -> Mistake | None:
    """Return what goes wrong on a day with nothing planned, mostly nothing."""
    drawn = chance.random() * 1000
    for mistake, share in PER_THOUSAND:
        drawn -= share
        if drawn < 0:
            return mistake
    if who.leads and drawn < COUNCIL_PER_THOUSAND and plan.target // MINUTE >= FULL_DAY:
        return Mistake.COUNCIL
    if who.unit == "IT-Betrieb" and plan.core_time is None and chance.random() * 1000 < NIGHTS_PER_THOUSAND:
        return Mistake.OVER_MIDNIGHT
    return None


def reshape(shape: Shape, plan: DayPlan, mistake: Mistake | None, chance: Random) -> Shape:
    """Return the day as the mistake makes it: longer, later, or with an evening."""
    change = SHAPES.get(mistake) if mistake else None
    return shape if change is None else change(shape, plan, chance)


def spoil(taps: Taps, who: Member, mistake: Mistake | None) -> Taps:
    """Return what is really stamped: one too few or one too many."""
    drop = DROPPED.get(mistake) if mistake else None
    # Who holds the badge without a key would turn coming and going round for the days to come: she notices at once.
    if drop is None or ("keys" not in who.habits and drop is not StampKind.OUT):
        return taps
    kinds = [kind for _, kind in taps]
    if drop is StampKind.OUT:
        return taps[:-1]
    return [tap for n, tap in enumerate(taps) if not (tap[1] is drop and kinds.index(drop) == n)]


def _short_break(shape: Shape, _plan: DayPlan, chance: Random) -> Shape:
    if shape.lunch is None:
        return shape
    length = chance.randint(8, 12)
    saved = shape.lunch[1] - shape.lunch[0] - length
    return replace(shape, lunch=(shape.lunch[0], shape.lunch[0] + length), end=shape.end - saved // 2)


def _long_day(shape: Shape, plan: DayPlan, chance: Random) -> Shape:
    if plan.target // MINUTE < FULL_DAY or shape.lunch is None:
        return shape
    start = min(shape.start, 8 * 60)
    lunch = (shape.lunch[0], shape.lunch[0] + 45)
    return replace(shape, start=start, lunch=lunch, end=start + 45 + chance.randint(608, 645))


def _late(shape: Shape, plan: DayPlan, chance: Random) -> Shape:
    if plan.core_time is None:
        return shape
    core = plan.core_time.from_clock.hour * 60 + plan.core_time.from_clock.minute
    start = core + chance.randint(12, 45)
    lunch = shape.lunch and (max(shape.lunch[0], start + 120), max(shape.lunch[0], start + 120) + 30)
    return replace(shape, start=start, lunch=lunch, end=shape.end + chance.randint(15, 40), errand=None)


def _council(shape: Shape, _plan: DayPlan, chance: Random) -> Shape:
    """The council meets in the evening: she comes late, goes after the core time, and the night is short."""
    start, away = 8 * 60 + chance.randint(35, 55), 15 * 60 + chance.randint(2, 12)
    evening = (17 * 60 + chance.randint(50, 58), 22 * 60 + chance.randint(10, 35))
    return Shape(start, away, (12 * 60, 12 * 60 + 45), evening=evening)


def _over_midnight(_shape: Shape, _plan: DayPlan, chance: Random) -> Shape:
    """Servers are changed when nobody works: from the afternoon until after midnight."""
    start = 15 * 60 + chance.randint(0, 40)
    return Shape(start, MIDNIGHT + chance.randint(15, 40), (19 * 60, 19 * 60 + 45))


SHAPES: Mapping[Mistake, Callable[[Shape, DayPlan, Random], Shape]] = {
    Mistake.SHORT_BREAK: _short_break,
    Mistake.LONG_DAY: _long_day,
    Mistake.LATE: _late,
    Mistake.COUNCIL: _council,
    Mistake.OVER_MIDNIGHT: _over_midnight,
}
DROPPED = {
    Mistake.FORGOT_IN: StampKind.IN,
    Mistake.FORGOT_OUT: StampKind.OUT,
    Mistake.FORGOT_BREAK_END: StampKind.BREAK_END,
}
