"""Half a year of one person: day by day from habits and mistakes to the taps of her badge and her clicks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from random import Random
from zoneinfo import ZoneInfo

from demo import mistakes
from demo.cast import Member
from demo.habits import Course, Shape, Taps, credit, rhythm_of, taps_of, usual_day
from demo.mistakes import MIDNIGHT, SCENES, Mistake
from demo.models import MODELS
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import DayPlan, Pattern
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant

ONE_DAY = timedelta(days=1)
REST = 11 * 60 + 20
OPEN = frozenset({Mistake.FORGOT_IN, Mistake.FORGOT_OUT, Mistake.FORGOT_BREAK_END, Mistake.BAD_CLOCK})


class Card(Enum):
    """Which badge was held; NONE is a click in the browser."""

    OWN = auto()
    LOST = auto()
    FOREIGN = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Tap:
    """One stamp as it happened; `clock_lost` where the terminal had no idea what time it was."""

    at: datetime
    kind: StampKind
    who: Member
    card: Card = Card.OWN
    clock_lost: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days to fill, the day the scenes are counted back from, holidays and zone."""

    days: DaySpan
    anchor: date
    holidays: HolidayCalendar
    zone: ZoneInfo


def taps(who: Member, calendar: Calendar) -> list[Tap]:
    """Return everything one person stamps in these days; the same person and first day always give the same."""
    model = MODELS[who.model]
    pattern = Pattern(tuple(model.new.days), model.anchor)
    scenes = _scenes(who, pattern, calendar)
    rhythm, course = rhythm_of(who), Course()
    found: list[Tap] = []
    for day, plan, planned in _working_days(pattern, scenes, calendar):
        chance = Random(f"{who.staff_no} {day}")
        mistake = planned or mistakes.by_chance(who, plan, chance)
        shape = usual_day(who, rhythm, plan, day, course, chance)
        shape = mistakes.reshape(shape, plan, mistake, chance)
        found += _stamped(who, day, mistakes.spoil(taps_of(who, shape), who, mistake), shape, mistake, calendar.zone)
        _go_on(course, shape, plan, mistake)
    return found


def _working_days(
    pattern: Pattern, scenes: Mapping[date, Mistake], calendar: Calendar
) -> Iterator[tuple[date, DayPlan, Mistake | None]]:
    """Yield the days on which she works, with their plan; one who swaps works the day after by the plan of this one."""
    swapped: DayPlan | None = None
    for day in calendar.days:
        plan, scene = pattern.on(day), scenes.get(day)
        if swapped is not None:
            yield day, swapped, None
        swapped = plan if scene is Mistake.SWAPPED_DAY else None
        if swapped is None and _is_due(pattern, day, calendar):
            yield day, plan, scene


def _is_due(pattern: Pattern, day: date, calendar: Calendar) -> bool:
    return bool(pattern.on(day).target) and calendar.holidays.on(day) is None


def _scenes(who: Member, pattern: Pattern, calendar: Calendar) -> dict[date, Mistake]:
    past = DaySpan(calendar.days.from_day, max(calendar.days.from_day, calendar.anchor))
    own = [day for day in past if _is_due(pattern, day, calendar)][::-1]
    found: dict[date, Mistake] = {}
    for ago, mistake in SCENES.get(who.family_name, ()):
        fits = [
            day
            for day in own[ago - 1 :]
            if mistake is not Mistake.SWAPPED_DAY or _is_free_after(pattern, day, calendar)
        ]
        if fits:
            found[fits[0]] = mistake
    return found


def _is_free_after(pattern: Pattern, day: date, calendar: Calendar) -> bool:
    following = day + ONE_DAY
    return not pattern.on(following).target and calendar.holidays.on(following) is None and following < calendar.anchor


def _stamped(
    who: Member, day: date, planned: Taps, shape: Shape, mistake: Mistake | None, zone: ZoneInfo
) -> Iterator[Tap]:
    chance = Random(f"seconds {who.staff_no} {day}")
    card = Card.NONE if shape.at_home else Card.OWN
    for n, (minute, kind) in enumerate(planned):
        at = _instant(day, minute, zone) + timedelta(seconds=chance.randrange(60), milliseconds=chance.randrange(1000))
        if n == 0 and mistake in WRONG_BADGE and not shape.at_home:
            yield Tap(at - timedelta(seconds=chance.randint(15, 40)), kind, who, WRONG_BADGE[mistake])
        yield Tap(at, kind, who, card, clock_lost=n == 0 and mistake is Mistake.BAD_CLOCK)
        if n == 0 and mistake is Mistake.DOUBLED:
            yield Tap(at + timedelta(seconds=chance.randint(8, 50)), kind, who, card)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, within = divmod(minute, MIDNIGHT)
    return instant(day + days * ONE_DAY, time(*divmod(within, 60)), zone)


def _go_on(course: Course, shape: Shape, plan: DayPlan, mistake: Mistake | None) -> None:
    if mistake not in OPEN:
        course.balance += credit(shape) - plan.target // MINUTE
    course.not_before = shape.end - MIDNIGHT + REST if mistake is Mistake.OVER_MIDNIGHT else 0


WRONG_BADGE: Mapping[Mistake | None, Card] = {Mistake.LOST_BADGE: Card.LOST, Mistake.FOREIGN_BADGE: Card.FOREIGN}
