"""What the editor of a working-time model sends of each day plan: those the version before has, and new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from marshmallow import ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from timeclock.core.plans import ClockSpan, DayPlan
from timeclock.i18n.wording import N_
from timeclock.web.inputs import Clock, Form, InvalidInput, Made, messages, parse

LENGTH = N_("Please enter hours and minutes, for example 7:48.")
TOO_MUCH = N_("A day has at most 24 hours.")
BOTH_CLOCKS = N_("Please enter both times, the first before the last, or neither.")
CORE_OUTSIDE = N_("The core time lies within the frame.")
PLAN_CODE = N_("A day plan has a short name of letters, digits and hyphens, 20 at most.")
PLAN_TAKEN = N_("There is a day plan of this name already. Please choose another.")
HOURS = re.compile(r"(\d{1,3}):([0-5]\d)")
LONGEST_DAY = timedelta(hours=24)
DAYS_END = time(0)
SHORT_NAME = re.compile(r"[\w-]{1,20}\Z")
DAY_FIELD = re.compile(r"(target|frame_from|frame_to|core_from|core_to|code|begins)-(\d{1,2})")
MOST_PLANS = 40


class Length(fields.Field[timedelta | None]):
    """A length as people write it, 7:48; nothing entered is None."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> timedelta | None:
        written = str(value).strip()
        if not written:
            return None
        found = HOURS.fullmatch(written)
        if found is None:
            raise ValidationError(LENGTH)
        return timedelta(hours=int(found[1]), minutes=int(found[2]))


def needed(length: timedelta | None) -> None:
    if length is None:
        raise ValidationError(LENGTH)


@dataclass(frozen=True, slots=True)
class DayAsked:
    target: timedelta
    frame_from: time | None
    frame_to: time | None
    core_from: time | None
    core_to: time | None

    def plan(self, held: DayPlan) -> DayPlan:
        """Return a day plan with these figures; what the form does not ask for stays. Raises `InvalidInput`."""
        if self.target > LONGEST_DAY:
            raise InvalidInput({"target": [TOO_MUCH]})
        frame = _span("frame_from", self.frame_from, self.frame_to)
        core = _span("core_from", self.core_from, self.core_to)
        if frame and core and not (frame.from_clock <= core.from_clock and _end(core) <= _end(frame)):
            raise InvalidInput({"core_from": [CORE_OUTSIDE]})
        return replace(held, target=self.target, frame=frame, core_time=core)


class DayFields(Form[Made]):
    """What is asked of every day plan."""

    target = Length(required=True, validate=needed, error_messages=messages(LENGTH))
    frame_from = Clock(load_default=None)
    frame_to = Clock(load_default=None)
    core_from = Clock(load_default=None)
    core_to = Clock(load_default=None)


class DayForm(DayFields[DayAsked]):
    made = DayAsked


@dataclass(frozen=True, slots=True)
class NewDayAsked(DayAsked):
    """A day plan that the version before does not have; `begins` is for shifts alone."""

    code: str
    begins: time | None

    def named(self) -> DayPlan:
        return self.plan(DayPlan(self.code, self.target, begins=self.begins))


class NewDayForm(DayFields[NewDayAsked]):
    made = NewDayAsked
    code = fields.String(
        required=True, validate=validate.Regexp(SHORT_NAME, error=PLAN_CODE), error_messages=messages(PLAN_CODE)
    )
    begins = Clock(load_default=None)


def plans_of(days: Sequence[DayPlan]) -> tuple[DayPlan, ...]:
    """Return each day plan of a pattern once, in the order in which the pattern names them."""
    return tuple({plan.code: plan for plan in days}.values())


def wants_another(sent: MultiDict[str, str]) -> bool:
    """Say whether the form is asked for again with room for one more day plan."""
    return sent.get("step") == "another"


def new_plans(sent: Mapping[str, str], held: Sequence[DayPlan]) -> tuple[int, ...]:
    """Return under which numbers day plans stand in a form that the version before does not have."""
    numbers = {int(found[2]) for name in sent if (found := DAY_FIELD.fullmatch(name))}
    there = tuple(sorted(no for no in numbers if len(held) <= no < MOST_PLANS))
    following = max((*there, len(held) - 1)) + 1
    another = sent.get("step") == "another" and following < MOST_PLANS
    return (*there, following) if another else there


def plan_of(sent: MultiDict[str, str], no: int, held: DayPlan, problems: dict[str, list[str]]) -> DayPlan:
    """Return a day plan with the figures that were sent for it; what is wrong with them joins the problems."""
    try:
        return parse(DayForm, _of_plan(sent, no)).plan(held)
    except InvalidInput as fault:
        problems.update({f"{name}-{no}": found for name, found in fault.problems.items()})
        return held


def added_plans(
    sent: MultiDict[str, str], held: Sequence[DayPlan], problems: dict[str, list[str]]
) -> dict[str, DayPlan]:
    """Return the day plans that are new, by name; one in which nothing was entered is none."""
    found: dict[str, DayPlan] = {}
    for no in new_plans(sent, held):
        written = _of_plan(sent, no)
        if not any(value.strip() for value in written.values()):
            continue
        try:
            plan = parse(NewDayForm, written).named()
        except InvalidInput as fault:
            problems.update({f"{name}-{no}": said for name, said in fault.problems.items()})
            continue
        if plan.code in {each.code for each in held} | found.keys():
            problems[f"code-{no}"] = [PLAN_TAKEN]
        found[plan.code] = plan
    return found


def _of_plan(sent: MultiDict[str, str], no: int) -> MultiDict[str, str]:
    """Return the fields of one day plan, each by its name alone."""
    ours = [(found[1], name) for name in sent if (found := DAY_FIELD.fullmatch(name)) and found[2] == str(no)]
    return MultiDict([(field, value) for field, name in ours for value in sent.getlist(name)])


def _span(name: str, first: time | None, last: time | None) -> ClockSpan | None:
    if first is None and last is None:
        return None
    if first is None or last is None or not (first < last or last == DAYS_END):
        raise InvalidInput({name: [BOTH_CLOCKS]})
    return ClockSpan(first, last)


def _end(span: ClockSpan) -> time:
    """Return the last minute of a span, for 00:00 is the day's end."""
    return time.max if span.to_clock == DAYS_END else span.to_clock
