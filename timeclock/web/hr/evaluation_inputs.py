"""What somebody chooses of an evaluation, field by field."""

from __future__ import annotations

from marshmallow import ValidationError, fields

from timeclock.i18n.wording import N_
from timeclock.service.evaluations.asked import Chosen
from timeclock.web.addresses import YEARS
from timeclock.web.hr.staff_inputs import OptionalUnit
from timeclock.web.inputs import Form, OptionalDay

NO_YEAR = N_("Please enter a year from 1991 to 2199.")


class OptionalYear(fields.Field[int | None]):
    """A year that a page is shown for, or nothing where the field was left empty."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int | None:
        written = str(value).strip()
        if not written:
            return None
        if not written.isascii() or not written.isdigit() or int(written[:5]) not in YEARS[1:]:
            raise ValidationError(NO_YEAR)
        return int(written)


class ChosenForm(Form[Chosen]):
    """Nothing is what the evaluation begins with."""

    made = Chosen
    first = OptionalDay(load_default=None)
    last = OptionalDay(load_default=None)
    year = OptionalYear(load_default=None)
    unit = OptionalUnit(load_default=None)
