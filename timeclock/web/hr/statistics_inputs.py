"""Which statistics somebody may ask for, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields, validate

from timeclock.core.statistics import By, Kind
from timeclock.i18n.wording import N_
from timeclock.service import saved_statistics
from timeclock.service.access import Role
from timeclock.service.saved_statistics import Wanted
from timeclock.service.statistics import Asked
from timeclock.web.addresses import YEARS
from timeclock.web.hr.staff_inputs import OptionalUnit
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, text


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


NO_NAME = N_("Please enter a name under which you find it again.")
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedSent:
    name: str
    kind: Kind
    by: By
    unit: UUID | None
    shared_with: str
    tells: bool

    @property
    def wanted(self) -> Wanted:
        shared = Role(self.shared_with) if self.shared_with else None
        return Wanted(self.name, Asked(self.kind, self.by, None, self.unit), shared, self.tells)


class SavedForm(Form[SavedSent]):
    """Shared with nobody where no role is chosen."""

    made = SavedSent
    name = text(NO_NAME, LONGEST_NAME)
    kind = fields.Enum(Kind, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    by = fields.Enum(By, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    unit = OptionalUnit(load_default=None)
    shared_with = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(role.value for role in saved_statistics.roles())], error=NOT_UNDERSTOOD),
    )
    tells = fields.Boolean(load_default=False, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class DroppedSent:
    saved: UUID


class DroppedForm(Form[DroppedSent]):
    made = DroppedSent
    saved = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
