"""Half a year of one person: day by day from habits and mistakes to the taps of her badge and her clicks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from random import Random
from zoneinfo import ZoneInfo

from demo import away, mistakes
from demo.away import COSTS
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
# Who is on call answers at the door of the town hall, so many of her working days ago.
CALLED: Mapping[str, int] = {"Kılıç": 3}
CALL = ((19 * 60 + 40, StampKind.CALL_START), (20 * 60 + 25, StampKind.CALL_END))
GOES_AT_NOON = 12 * 60 + 4
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
    pattern = pattern_of(who)
    planned_scenes, gone = scenes(who, calendar), away.by_day(who, past_days(who, calendar))
    rhythm, course, called = rhythm_of(who), Course(), call_days(who, calendar)
    found: list[Tap] = []
    on_leave = away.still_away(who, calendar.anchor)
    for day, plan, planned in _working_days(pattern, planned_scenes, calendar):
        if day in on_leave:
            continue
        if day in gone and gone[day].from_clock is None:
            course.balance -= plan.target // MINUTE if gone[day].reason in COSTS else 0
            continue
        chance = Random(f"{who.staff_no} {day}")
        mistake = planned or mistakes.by_chance(who, plan, chance)
        shape = usual_day(who, rhythm, plan, day, course, chance)
        shape = mistakes.reshape(shape, plan, mistake, chance)
        if day in gone:
            shape = Shape(shape.start, GOES_AT_NOON, at_home=shape.at_home)
        planned_taps = mistakes.spoil(taps_of(who, shape), who, mistake)
        planned_taps += CALL if day in called else ()
        found += _stamped(who, day, planned_taps, shape, mistake, calendar.zone)
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


def past_days(who: Member, calendar: Calendar) -> list[date]:
    """Return her working days before the anchor, the newest first."""
    past = DaySpan(calendar.days.from_day, max(calendar.days.from_day, calendar.anchor))
    return [day for day in past if _is_due(pattern_of(who), day, calendar)][::-1]


def pattern_of(who: Member) -> Pattern:
    model = MODELS[who.model]
    return Pattern(tuple(model.new.days), model.anchor)


def call_days(who: Member, calendar: Calendar) -> tuple[date, ...]:
    """Return the days in whose evening she was called."""
    own, ago = past_days(who, calendar), CALLED.get(who.family_name)
    return () if ago is None else tuple(own[ago - 1 : ago])


def scenes(who: Member, calendar: Calendar) -> dict[date, Mistake]:
    """Return what goes wrong at a set time, by day."""
    own, pattern = past_days(who, calendar), pattern_of(who)
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
