"""What the staff council says of an evaluation, field by field."""

from __future__ import annotations

from marshmallow import fields

from timeclock.core.register import Decision
from timeclock.i18n.wording import N_
from timeclock.service.register import Wanted
from timeclock.web.inputs import FIRST_DAY_MISSING, LONGEST_REASON, NOT_UNDERSTOOD, Form, messages, needed_day, text

REFERENCE = N_("Please say where it stands: the resolution, or the works agreement with its paragraph.")


class SayForm(Form[Wanted]):
    made = Wanted
    decision = fields.Enum(Decision, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    since = needed_day(FIRST_DAY_MISSING)
    reference = text(REFERENCE, LONGEST_REASON)
