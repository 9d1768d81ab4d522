"""Which statistics somebody may ask for, field by field."""

from __future__ import annotations

from marshmallow import fields, validate

from timeclock.core.statistics import By, Kind
from timeclock.service.statistics import Asked
from timeclock.web.addresses import YEARS
from timeclock.web.hr.staff_inputs import OptionalUnit
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages


class StatisticsForm(Form[Asked]):
    """Nothing is sick days by unit, in the last year there is."""

    made = Asked
    kind = fields.Enum(Kind, by_value=True, load_default=Kind.SICK, error_messages=messages(NOT_UNDERSTOOD))
    by = fields.Enum(By, by_value=True, load_default=By.UNIT, error_messages=messages(NOT_UNDERSTOOD))
    year = fields.Integer(
        load_default=None,
        validate=validate.Range(min=YEARS[0] + 1, max=YEARS[-1], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    unit = OptionalUnit(load_default=None)
