"""What the editor of a working-time model sends: the figures of the model, and the pattern of its day plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from timeclock.core.plans import BreakDeduction, DayPlan, ModelRules
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
    messages,
    needed_day,
    parse,
    text,
)
from timeclock.web.office.model_day_inputs import (
    DAY_FIELD,
    LENGTH,
    SHORT_NAME,
    Length,
    added_plans,
    needed,
    plan_of,
    plans_of,
)

NO_PATTERN = N_("Please write the day plans of a round one after the other, each by a name that is in the list.")
FEW_MINUTES = N_("Please enter whole minutes or seconds from 0 to 600.")
PERCENT = N_("Please enter a share from 0 to 100 percent.")
NOT_IN_PATTERN = N_("A day plan that is new has to stand in the pattern.")
CODE = N_("A short name has letters, digits and hyphens, 20 at most.")
WHERE_AGREED = N_("Please say where it is agreed.")
WHY = N_("Please say why it is changed; whoever looks at it second reads it.")
NAME = N_("Please enter a name.")
RETIRE_WHY = N_("Please say why nobody is given it any more.")
MOST_DAYS = 371


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
    longest_session = Length(required=True, validate=needed, error_messages=messages(LENGTH))
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


def parse_model(
    sent: MultiDict[str, str], days: Sequence[DayPlan], rules: ModelRules, shape: str
) -> tuple[ModelAsked, NewModel]:
    """Return what was sent with the model it makes of another; raise `InvalidInput` with every problem at once."""
    problems: dict[str, list[str]] = {}
    made = {plan.code: plan_of(sent, no, plan, problems) for no, plan in enumerate(plans_of(days))}
    added = added_plans(sent, plans_of(days), problems)
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


def _pattern(written: str, made: dict[str, DayPlan]) -> tuple[DayPlan, ...]:
    codes = written.split()
    if not 0 < len(codes) <= MOST_DAYS or any(code not in made for code in codes):
        raise InvalidInput({"pattern": [NO_PATTERN]})
    return tuple(made[code] for code in codes)


def _written(length: timedelta) -> str:
    hours, minutes = divmod(length // MINUTE, 60)
    return f"{hours}:{minutes:02}"


def _clock(clock: time | None) -> str:
    return "" if clock is None else clock.strftime("%H:%M")
