"""What IT may ask about terminals, field by field."""

from __future__ import annotations

from marshmallow import fields, post_load, validate

from timeclock.service.fleet import Show, Wish
from timeclock.web.inputs import NOT_UNDERSTOOD, TOO_LONG, Form, messages


class FleetForm(Form[Wish]):
    """Which terminals to list; nothing is all of them."""

    made = Wish
    show = fields.String(
        load_default=Show.ALL.value,
        validate=validate.OneOf([each.value for each in Show], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    words = fields.String(
        load_default="", validate=validate.Length(max=100, error=TOO_LONG), error_messages=messages(NOT_UNDERSTOOD)
    )

    @post_load
    def make(self, values: dict[str, str], **_context: object) -> Wish:
        return Wish(Show(values["show"]), values["words"].strip())
