"""A month on call as a file for payroll: an entry a line, with the codes that interfaces know and no name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from timeclock.core.amounts import Unit, thousandths
from timeclock.core.on_call_units import Entry
from timeclock.service.on_call_months import OnCallMonth

HEADINGS = ("staff_no", "month", "version", "day", "kind", "percent", "amount", "unit", "from", "to", "citation")
MEDIA = "text/csv; charset=utf-8"
UNITS = {Unit.MINUTES: "minutes", Unit.PAY_HOURS: "pay_hours"}
THOUSANDTHS = 3


def written(months: Iterable[OnCallMonth]) -> str:
    """Return the file: `version` is empty while a month is open, `from` and `to` are in UTC, one pair for each span."""
    found = io.StringIO(newline="")
    rows = csv.writer(found, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEADINGS)
    rows.writerows(_row(month, entry) for month in months for entry in month.entries)
    return found.getvalue()


def _row(month: OnCallMonth, entry: Entry) -> Iterator[str]:
    yield month.who.staff_no
    yield f"{month.month:%Y-%m}"
    yield "" if month.version is None else str(month.version)
    yield entry.day.isoformat()
    yield entry.paid.kind.value
    yield "" if entry.percent is None else str(entry.percent)
    yield _amount(entry)
    yield UNITS[entry.unit]
    for ends in zip(*((each.from_at, each.to_at) for each in entry.paid.spans), strict=True):
        yield " ".join(each.isoformat(timespec="minutes").replace("+00:00", "Z") for each in ends)
    yield entry.paid.citation


def _amount(entry: Entry) -> str:
    """Return minutes as they are, and hours of pay to the thousandth: 0.625."""
    if entry.unit is Unit.MINUTES:
        return str(int(entry.amount))
    whole, rest = divmod(thousandths(entry.amount), 10**THOUSANDTHS)
    return f"{whole}.{rest:0{THOUSANDTHS}}"
