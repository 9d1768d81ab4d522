"""What the editor of a working-time model sends: the figures of the model, and those of each of its day plans."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from marshmallow import ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from timeclock.core.plans import BreakDeduction, ClockSpan, DayPlan, ModelRules
from timeclock.core.spans import MINUTE
from timeclock.i18n.wording import N_
from timeclock.store.models import NewModel
from timeclock.web.inputs import (
    FIRST_DAY_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Clock,
    Form,
    InvalidInput,
    Made,
    messages,
    needed_day,
    parse,
    text,
)

LENGTH = N_("Please enter hours and minutes, for example 7:48.")
TOO_MUCH = N_("A day has at most 24 hours.")
BOTH_CLOCKS = N_("Please enter both times, the first before the last, or neither.")
CORE_OUTSIDE = N_("The core time lies within the frame.")
NO_PATTERN = N_("Please write the day plans of a round one after the other, each by a name that is in the list.")
FEW_MINUTES = N_("Please enter whole minutes or seconds from 0 to 600.")
PERCENT = N_("Please enter a share from 0 to 100 percent.")
PLAN_CODE = N_("A day plan has a short name of letters, digits and hyphens, 20 at most.")
PLAN_TAKEN = N_("There is a day plan of this name already. Please choose another.")
NOT_IN_PATTERN = N_("A day plan that is new has to stand in the pattern.")
CODE = N_("A short name has letters, digits and hyphens, 20 at most.")
WHERE_AGREED = N_("Please say where it is agreed.")
WHY = N_("Please say why it is changed; whoever looks at it second reads it.")
NAME = N_("Please enter a name.")
RETIRE_WHY = N_("Please say why nobody is given it any more.")
HOURS = re.compile(r"(\d{1,3}):([0-5]\d)")
LONGEST_DAY = timedelta(hours=24)
MOST_DAYS = 371
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


def _needed(length: timedelta | None) -> None:
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

    target = Length(required=True, validate=_needed, error_messages=messages(LENGTH))
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


@dataclass(frozen=True, slots=True)
class ModelAsked:
    """The figures of a model that people change; those of its shape are None where the model has none of them."""

    code: str
    title: str
    since: date
    pattern: str
    break_deduction: BreakDeduction
    longest_session: timedelta
    day_starts: time | None
    doubled_within: int
    wrong_key_within: int
    agreement: str
    corridor: timedelta | None
    standby_percent: int | None
    staff_nos: str
    why: str
    step: str

    def rules(self, held: ModelRules) -> ModelRules:
        return replace(
            held,
            break_deduction=self.break_deduction,
            longest_session=self.longest_session,
            day_starts=self.day_starts,
            doubled_within=timedelta(minutes=self.doubled_within),
            wrong_key_within=timedelta(seconds=self.wrong_key_within),
            agreement=self.agreement.strip(),
            corridor=self.corridor if held.corridor is not None else None,
            standby_percent=held.standby_percent if self.standby_percent is None else self.standby_percent,
        )


def _few(error: str, most: int) -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(0, most, error=error),
        error_messages=messages(error) | {"invalid": error},
    )


class ModelForm(Form[ModelAsked]):
    made = ModelAsked
    code = fields.String(required=True, validate=validate.Regexp(SHORT_NAME, error=CODE), error_messages=messages(CODE))
    title = text(NAME, 120)
    since = needed_day(FIRST_DAY_MISSING)
    pattern = text(NO_PATTERN, 4000)
    break_deduction = fields.Enum(BreakDeduction, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    longest_session = Length(required=True, validate=_needed, error_messages=messages(LENGTH))
    day_starts = Clock(load_default=None)
    doubled_within = _few(FEW_MINUTES, 600)
    wrong_key_within = _few(FEW_MINUTES, 600)
    agreement = text(WHERE_AGREED, LONGEST_REASON)
    corridor = Length(load_default=None)
    standby_percent = fields.Integer(
        load_default=None,
        validate=validate.Range(0, 100, error=PERCENT),
        error_messages=messages(PERCENT) | {"invalid": PERCENT},
    )
    staff_nos = fields.String(
        load_default="", validate=validate.Length(max=200, error=TOO_LONG), error_messages=messages(NOT_UNDERSTOOD)
    )
    why = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    step = fields.String(
        required=True,
        validate=validate.OneOf(["preview", "propose"], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


@dataclass(frozen=True, slots=True)
class CopyAsked:
    copy: bool


class CopyForm(Form[CopyAsked]):
    """Whether a model is made of another, in the address."""

    made = CopyAsked
    copy = fields.Boolean(load_default=False, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class RetireAsked:
    since: date
    why: str


class RetireForm(Form[RetireAsked]):
    """From when on a model is given to nobody any more, and why."""

    made = RetireAsked
    since = needed_day(FIRST_DAY_MISSING)
    why = text(RETIRE_WHY, LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Decided:
    decision: str
    answer: str


class DecisionForm(Form[Decided]):
    made = Decided
    decision = fields.String(
        required=True,
        validate=validate.OneOf(["confirm", "refuse"], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    answer = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG),
        error_messages=messages(NOT_UNDERSTOOD),
    )


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


def parse_model(
    sent: MultiDict[str, str], days: Sequence[DayPlan], rules: ModelRules, shape: str
) -> tuple[ModelAsked, NewModel]:
    """Return what was sent with the model it makes of another; raise `InvalidInput` with every problem at once."""
    problems: dict[str, list[str]] = {}
    made = {plan.code: _plan(sent, no, plan, problems) for no, plan in enumerate(plans_of(days))}
    added = _added(sent, plans_of(days), problems)
    made |= added
    rest = MultiDict([(name, value) for name, value in sent.items(multi=True) if not DAY_FIELD.fullmatch(name)])
    try:
        asked = parse(ModelForm, rest)
        pattern = _pattern(asked.pattern, made)
        if not added.keys() <= {plan.code for plan in pattern}:
            problems["pattern"] = [NOT_IN_PATTERN]
    except InvalidInput as fault:
        raise InvalidInput({**fault.problems, **problems}) from None
    if asked.step == "propose" and not asked.why.strip():
        problems["why"] = [WHY]
    if problems:
        raise InvalidInput(problems)
    return asked, NewModel(asked.code, asked.title.strip(), pattern, asked.rules(rules), shape)


def entered(title: str, code: str, days: Sequence[DayPlan], rules: ModelRules) -> dict[str, str]:
    """Return the figures of a model as the form has them."""
    found = {
        "code": code,
        "title": title,
        "pattern": " ".join(plan.code for plan in days),
        "break_deduction": rules.break_deduction.value,
        "longest_session": _written(rules.longest_session),
        "day_starts": _clock(rules.day_starts),
        "doubled_within": str(rules.doubled_within // MINUTE),
        "wrong_key_within": str(rules.wrong_key_within // timedelta(seconds=1)),
        "agreement": rules.agreement,
        "corridor": "" if rules.corridor is None else _written(rules.corridor),
        "standby_percent": str(rules.standby_percent),
    }
    for no, plan in enumerate(plans_of(days)):
        frame, core = plan.frame, plan.core_time
        found |= {
            f"target-{no}": _written(plan.target),
            f"frame_from-{no}": "" if frame is None else _clock(frame.from_clock),
            f"frame_to-{no}": "" if frame is None else _clock(frame.to_clock),
            f"core_from-{no}": "" if core is None else _clock(core.from_clock),
            f"core_to-{no}": "" if core is None else _clock(core.to_clock),
        }
    return found


def _plan(sent: MultiDict[str, str], no: int, held: DayPlan, problems: dict[str, list[str]]) -> DayPlan:
    try:
        return parse(DayForm, _of_plan(sent, no)).plan(held)
    except InvalidInput as fault:
        problems.update({f"{name}-{no}": found for name, found in fault.problems.items()})
        return held


def _added(sent: MultiDict[str, str], held: Sequence[DayPlan], problems: dict[str, list[str]]) -> dict[str, DayPlan]:
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


def _pattern(written: str, made: dict[str, DayPlan]) -> tuple[DayPlan, ...]:
    codes = written.split()
    if not 0 < len(codes) <= MOST_DAYS or any(code not in made for code in codes):
        raise InvalidInput({"pattern": [NO_PATTERN]})
    return tuple(made[code] for code in codes)


def _span(name: str, first: time | None, last: time | None) -> ClockSpan | None:
    if first is None and last is None:
        return None
    if first is None or last is None or not (first < last or last == DAYS_END):
        raise InvalidInput({name: [BOTH_CLOCKS]})
    return ClockSpan(first, last)


def _end(span: ClockSpan) -> time:
    """Return the last minute of a span, for 00:00 is the day's end."""
    return time.max if span.to_clock == DAYS_END else span.to_clock


def _written(length: timedelta) -> str:
    hours, minutes = divmod(length // MINUTE, 60)
    return f"{hours}:{minutes:02}"


def _clock(clock: time | None) -> str:
    return "" if clock is None else clock.strftime("%H:%M")
