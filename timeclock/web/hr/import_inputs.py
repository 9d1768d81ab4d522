"""What may be sent about files to be imported, field by field; the file itself comes beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marshmallow import fields, validate

from timeclock.i18n.wording import N_, STAMP_LAYOUT
from timeclock.service.upload_looks import OUTCOMES, UploadKind
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, needed_day

DAY_MISSING = N_("Please enter the day the list is of.")
LAYOUT_MISSING = N_("Please choose how the file is laid out.")
MONTH_MISSING = N_("Please enter the month the roster is of, for example 2026-12.")
UNIT_MISSING = N_("Please choose the unit whose roster it is.")
MOST_PAGES = 100_000
ALL = ""


def _kind() -> fields.Enum[UploadKind]:
    return fields.Enum(UploadKind, by_value=True, load_default=None, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class Chosen:
    kind: UploadKind | None


class ChosenForm(Form[Chosen]):
    """Of what a file is to be sent, in the address."""

    made = Chosen
    kind = _kind()


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a file: the day or month it is of, and how it is laid out or for which unit it is."""

    kind: UploadKind
    as_of: date | None = None
    about: str | None = None


class ListForm(Form[Described]):
    made = Described
    kind = _kind()
    as_of = needed_day(DAY_MISSING)


class StampsForm(Form[Described]):
    made = Described
    kind = _kind()
    about = fields.String(
        required=True,
        validate=validate.OneOf(tuple(STAMP_LAYOUT), error=LAYOUT_MISSING),
        error_messages=messages(LAYOUT_MISSING),
    )


class RosterForm(Form[Described]):
    made = Described
    kind = _kind()
    as_of = fields.Date(
        format="%Y-%m", required=True, error_messages=messages(MONTH_MISSING) | {"invalid": MONTH_MISSING}
    )
    about = fields.String(
        required=True, validate=validate.Length(min=1, error=UNIT_MISSING), error_messages=messages(UNIT_MISSING)
    )


FORMS: Mapping[UploadKind, type[Form[Described]]] = {
    UploadKind.PEOPLE: ListForm,
    UploadKind.BADGES: ListForm,
    UploadKind.STAMPS: StampsForm,
    UploadKind.ROSTER: RosterForm,
}


@dataclass(frozen=True, slots=True)
class Shown:
    change: str
    page: int


class ShownForm(Form[Shown]):
    """Which lines are shown, in the address."""

    made = Shown
    change = fields.String(
        data_key="only",
        load_default=ALL,
        validate=validate.OneOf((ALL, *{each for some in OUTCOMES.values() for each in some}), error=NOT_UNDERSTOOD),
    )
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=MOST_PAGES, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    seen: str


class SeenForm(Form[Seen]):
    made = Seen
    seen = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9a-f]{64}\Z", error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
