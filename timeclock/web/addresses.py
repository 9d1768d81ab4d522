"""Days, months and evaluations in addresses, and the way back that may be trusted."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, ValidationError
from werkzeug.routing.exceptions import RequestRedirect

from timeclock.core.register import Code

# Years a page is shown for: outside lie only typing errors, and dates that cannot have a month before or after.
YEARS = range(1990, 2200)


class DayConverter(BaseConverter):
    """A civil day: 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return _day(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class MonthConverter(BaseConverter):
    """A month, given to the view as its first day: 2026-11."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        return _day(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


class EvaluationConverter(BaseConverter):
    """An evaluation of the register by its code."""

    regex = r"[a-z_]+"

    def to_python(self, value: str) -> Code:
        try:
            return Code(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: Code) -> str:
        return value.value


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValidationError from None
    if day.year not in YEARS:
        raise ValidationError
    return day


def trusted(target: str, otherwise: str) -> str:
    """Return `target` if it is a page of ours that can be read, else `otherwise`: no way leads to another site."""
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    if not local or not target.isprintable():
        return otherwise
    try:
        current_app.url_map.bind(request.host).match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return otherwise
    return target
