"""What human resources enters of an examination, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields

from timeclock.core.medical_checks import Outcome
from timeclock.i18n.wording import N_
from timeclock.service.medical_checks import Wanted
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, OptionalDay, messages, needed_day

NO_DAY = N_("Please enter the day of the examination or of the offer.")
NO_OUTCOME = N_("Please choose whether it was offered or done.")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    check: UUID


class WithdrawnForm(Form[Withdrawn]):
    made = Withdrawn
    check = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))


class CheckForm(Form[Wanted]):
    """Without a day for the next one it is the one the law names."""

    made = Wanted
    outcome = fields.Enum(Outcome, by_value=True, required=True, error_messages=messages(NO_OUTCOME))
    on = needed_day(NO_DAY)
    due_on = OptionalDay(load_default=None)
