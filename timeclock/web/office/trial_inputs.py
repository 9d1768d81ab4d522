"""What trying a model on somebody sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from timeclock.i18n.wording import N_
from timeclock.web.inputs import FIRST_DAY_MISSING, NOT_UNDERSTOOD, Form, OptionalDay, messages, needed_day, text


@dataclass(frozen=True, slots=True)
class TrialAsked:
    """Which model is tried on whom; without a last day up to the month's end or today, without an anchor by weeks."""

    staff_no: str
    model: str
    from_day: date
    to_day: date | None
    anchor: date | None


class TrialForm(Form[TrialAsked]):
    made = TrialAsked
    staff_no = text(N_("Please enter the staff number."), 40)
    model = text(N_("Please choose a working-time model."), 40)
    from_day = needed_day(FIRST_DAY_MISSING, "from")
    to_day = OptionalDay(data_key="to", load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    anchor = OptionalDay(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
