"""How a day goes for somebody: when she comes, eats and goes, before anything goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from random import Random

from demo.cast import Member
from timeclock.core.plans import DayPlan
from timeclock.core.spans import MINUTE
from timeclock.core.stamps import StampKind

LUNCH = (30, 30, 30, 30, 35, 35, 40, 45, 45, 60)
LUNCH_DUE_FROM = 360
LONGER_LUNCH_FROM = 525
EARLIEST, LATEST = 6 * 60 + 2, 19 * 60 + 45
LONGEST_USUAL = 9 * 60 + 40
FRIDAY, SATURDAY = 4, 5
# Of those one looks at first the balance in minutes is not left to chance.
AIMS = {"Aydın": 760, "Brandt": 990}
AN_HOUR = 60

# Minutes since midnight of the day, and what is stamped then; past 1440 it is the next day's morning.
Taps = list[tuple[int, StampKind]]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What stays the same about a person: minutes of the day, and the balance she feels well with."""

    start: int
    spread: int
    lunch_at: int
    aim: int
    home_days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shape:
    """One day before it is stamped, in minutes of the day; `lunch` None where none is taken or none is stamped."""

    start: int
    end: int
    lunch: tuple[int, int] | None = None
    errand: tuple[int, int] | None = None
    evening: tuple[int, int] | None = None
    at_home: bool = False

    @property
    def present(self) -> int:
        """Minutes between coming and going without the breaks that were stamped."""
        pieces = [(self.start, self.end), *([self.evening] if self.evening else [])]
        total = sum(end - begin for begin, end in pieces)
        return total - (self.lunch[1] - self.lunch[0] if self.lunch else 0)


@dataclass(slots=True)
class Course:
    """How it has gone so far: the balance in minutes, and how early the next day can begin after a late night."""

    balance: int = 0
    not_before: int = 0


def rhythm_of(who: Member) -> Rhythm:
    """Return a person's own rhythm, always the same for her."""
    chance = Random(f"rhythm {who.staff_no}")
    first, last = (385, 425) if "early" in who.habits else (505, 530) if "late" in who.habits else (435, 500)
    home = frozenset(chance.sample(range(5), 1)) if "home" in who.habits else frozenset()
    aim = AIMS.get(who.family_name) or max(-6 * AN_HOUR, min(26 * AN_HOUR, round(chance.gauss(8, 9) * AN_HOUR)))
    return Rhythm(chance.randint(first, last), chance.randint(4, 14), chance.randint(700, 760), aim, home)


def usual_day(who: Member, rhythm: Rhythm, plan: DayPlan, day: date, course: Course, chance: Random) -> Shape:
    """Return a day as it usually goes: around the target, drawn towards the balance she likes."""
    target = plan.target // MINUTE
    core = None if plan.core_time is None else (_minutes(plan.core_time.from_clock), _minutes(plan.core_time.to_clock))
    latest_start = core[0] - 3 if core else 10 * AN_HOUR
    start = max(EARLIEST, min(latest_start, round(chance.gauss(rhythm.start, rhythm.spread))))
    if core:
        # Who came earlier than this would have to stay longer than due every day, until the core time ends.
        start = max(start, core[1] - target - (45 if target > LUNCH_DUE_FROM else -5))
    start = max(start, course.not_before)
    work = min(LONGEST_USUAL, max(target // 2, target + _extra(rhythm, target, day, course, chance)))
    length = chance.choice(LUNCH)
    if work > LONGER_LUNCH_FROM:
        length = max(length, 45)
    eats = work > LUNCH_DUE_FROM - 5
    end = start + work + (length if eats else 0)
    end = min(LATEST, max(end, core[1] + chance.randint(1, 9) if core else 0))
    lunch_at = min(round(chance.gauss(rhythm.lunch_at, 10)), start + LUNCH_DUE_FROM - 25, end - length - AN_HOUR)
    lunch = (lunch_at, lunch_at + length) if eats else None
    if not eats and end - start > LUNCH_DUE_FROM:
        end = start + LUNCH_DUE_FROM
    if lunch is not None and _forgets_lunch(who, chance):
        # She eats at her desk and goes after the deduction is worked off.
        lunch, end = None, max(core[1] + 1 if core else 0, end - length + 30)
    shape = Shape(start, end, lunch)
    if day.weekday() in rhythm.home_days and chance.random() < 0.9:
        return replace(shape, at_home=True)
    if "errands" in who.habits and chance.random() < 0.2:
        return replace(shape, errand=_errand(shape, chance))
    return shape


def taps_of(who: Member, shape: Shape) -> Taps:
    """Return what is stamped on such a day: by key, by badge alone, or in the browser from home."""
    coming, going = StampKind.IN, StampKind.OUT
    resting, back = StampKind.BREAK_START, StampKind.BREAK_END
    if shape.at_home:
        coming, going = StampKind.HOME_IN, StampKind.HOME_OUT
    elif "keys" not in who.habits:
        coming = going = resting = back = StampKind.AUTO
    taps = [(shape.start, coming), (shape.end, going)]
    if shape.lunch:
        taps += [(shape.lunch[0], resting), (shape.lunch[1], back)]
    if shape.errand:
        taps += [(shape.errand[0], StampKind.ERRAND_OUT), (shape.errand[1], StampKind.ERRAND_IN)]
    if shape.evening:
        taps += [(shape.evening[0], coming), (shape.evening[1], going)]
    return sorted(taps)


def credit(shape: Shape) -> int:
    """Return about what the day will be worth, the deducted break taken off."""
    if shape.lunch is None and shape.present > LUNCH_DUE_FROM:
        return max(LUNCH_DUE_FROM, shape.present - 30)
    return shape.present


def _extra(rhythm: Rhythm, target: int, day: date, course: Course, chance: Random) -> int:
    """Return how much longer than due she stays: shorter on Fridays, and back to the balance she likes."""
    drawn = max(-35.0, min(35.0, (rhythm.aim - course.balance) / 6))
    weekday = {FRIDAY: -40.0, SATURDAY: -10.0}.get(day.weekday(), 9.0)
    return round((drawn + weekday + chance.gauss(0, 17)) * target / 468)


def _forgets_lunch(who: Member, chance: Random) -> bool:
    return chance.random() < (0.45 if "lunchless" in who.habits else 0.004)


def _errand(shape: Shape, chance: Random) -> tuple[int, int] | None:
    out = shape.start + chance.randint(75, 120)
    latest = (shape.lunch[0] if shape.lunch else shape.end) - 10
    back = min(out + chance.randint(45, 110), latest)
    return (out, back) if back - out > 20 else None


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
