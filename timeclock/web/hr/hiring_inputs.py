"""What human resources may send to take somebody on, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from werkzeug.datastructures import MultiDict

from timeclock.core.periods import monday_of
from timeclock.i18n.wording import N_
from timeclock.service.hiring import Hire
from timeclock.service.staff_choices import Choices
from timeclock.service.staff_desk import Desk
from timeclock.service.staff_moves import Days, Name, What
from timeclock.store.staff import Terms
from timeclock.web.hr.staff_changing_inputs import (
    CALENDAR,
    ENDS_BEFORE,
    FAMILY_NAME,
    GIVEN_NAME,
    LONGEST_CODE,
    LONGEST_NAME,
    MODEL,
    WEEKLY,
    WHY,
    WeeklyHours,
    booked_at,
    chosen_unit,
    entered,
    next_step,
    rules_of_pay,
    seen_hash,
    working_days,
)
from timeclock.web.inputs import (
    FIRST_DAY_MISSING,
    LONGEST_REASON,
    Form,
    InvalidInput,
    OptionalDay,
    messages,
    needed_day,
    parse,
    text,
)

NUMBER = N_("Please enter the staff number.")
BORN_LATER = N_("The day of birth lies after the first day.")
LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sent to take somebody on; the names are those of who is new."""

    staff_no: str
    born_on: date | None
    first: date
    last: date | None
    weekly: int
    days_per_week: int
    regime: str
    holiday_calendar: str
    unit: UUID
    cost_centre: str
    model: str
    anchor_day: date
    why: str
    seen: str
    step: str
    family_name: str = ""
    given_name: str = ""

    def hire(self, of: Desk | None) -> Hire:
        """Return what is asked for; raise `InvalidInput`."""
        if self.last is not None and self.last < self.first:
            raise InvalidInput({"last": [ENDS_BEFORE]})
        if self.born_on is not None and self.born_on >= self.first:
            raise InvalidInput({"born_on": [BORN_LATER]})
        names = (self.family_name, self.given_name) if of is None else (of.of.family_name, of.of.given_name)
        return Hire(
            self.staff_no,
            Name(*(" ".join(each.split()) for each in names)),
            self.born_on,
            Days(self.first, self.last),
            Terms(self.regime, self.weekly, self.days_per_week, self.holiday_calendar),
            self.unit,
            self.cost_centre.strip() or None,
            self.model,
            self.anchor_day,
        )


class FurtherForm(Form[Asked]):
    """A further employment of somebody who is known."""

    made = Asked
    staff_no = text(NUMBER, LONGEST_NUMBER)
    born_on = OptionalDay(load_default=None)
    first = needed_day(FIRST_DAY_MISSING)
    last = OptionalDay(load_default=None)
    weekly = WeeklyHours(required=True, error_messages=messages(WEEKLY))
    days_per_week, regime, holiday_calendar = working_days(), rules_of_pay(), text(CALENDAR, LONGEST_CODE)
    unit, cost_centre = chosen_unit(), booked_at()
    model = text(MODEL, LONGEST_CODE)
    anchor_day = needed_day(FIRST_DAY_MISSING)
    why, seen, step = text(WHY, LONGEST_REASON), seen_hash(), next_step()


class HireForm(FurtherForm):
    family_name = text(FAMILY_NAME, LONGEST_NAME)
    given_name = text(GIVEN_NAME, LONGEST_NAME)


def parse_hire(sent: MultiDict[str, str], of: Desk | None, choices: Choices) -> tuple[Asked, Hire]:
    """Return what was sent and whom it is to employ how; raise `InvalidInput` with every problem at once."""
    asked = parse(HireForm if of is None else FurtherForm, sent)
    hire = asked.hire(of)
    if asked.holiday_calendar not in choices.calendars:
        raise InvalidInput({"holiday_calendar": [CALENDAR]})
    return asked, hire


def begun(of: Desk | None, choices: Choices, today: date) -> dict[str, str]:
    """Return what a form begins with; of who is known it is what she had last."""
    monday = monday_of(today).isoformat()
    blank = {"first": today.isoformat(), "days_per_week": "5", "regime": "tvoed", "anchor_day": monday}
    if len(choices.calendars) == 1:
        blank["holiday_calendar"] = choices.calendars[0]
    if of is None:
        return blank
    held = {name: value for what in (What.TERMS, What.UNIT) for name, value in entered(of, what, today).items()}
    del held["since"]
    return blank | held | {"staff_no": of.of.staff_no}
