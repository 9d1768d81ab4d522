"""One record of a personnel list: its cells → what HR says of an employment, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from timeclock.core.plans import whole_minutes
from timeclock.core.spans import MINUTE
from timeclock.service.people_files import Cell, Row, Sheet, plain
from timeclock.service.people_layout import MANDATORY, TELLING, UNKNOWN_KIND, Field, Layout, heading
from timeclock.service.people_reasons import Hint, Reason

SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+")
CLOCK_HOURS = re.compile(r"(\d{1,3}):([0-5]\d)")
LIKE_A_DATE = re.compile(r"\d{1,2}\D\d{1,2}\D\d{4}|\d{4}\D\d{1,2}\D\d{1,2}")
# Old systems have numbers of up to 20 digits (ALEX).
LONGEST_BADGE = 20
FIRST_YEAR = 1900
OPEN_YEAR = 9999


class Refused(ValueError):
    """A record that is not taken; `figures` fill the sentence about the reason."""

    def __init__(self, reason: Reason, **figures: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.figures = figures


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """What the list says of one employment; `exit` is its last day, None while it lasts.

    `born_on` is None where the list does not say it in a way that can be right; that costs nobody her place in it.
    """

    line: int
    staff_no: str
    family_name: str
    given_name: str
    entry: date
    exit: date | None
    unit: str
    cost_centre: str | None
    badge: int | None
    weekly_min: int
    model: str
    regime: str
    born_on: date | None = None
    hints: Mapping[Hint, str] = field(default_factory=dict)

    @property
    def ends(self) -> date | None:
        """The first day she is no longer employed."""
        return None if self.exit is None else self.exit + timedelta(days=1)


def judge(row: Row, sheet: Sheet, layout: Layout) -> StaffRecord:
    """Return what a record says; raise Refused with the first reason against it."""
    if row.fault is not None:
        raise Refused(row.fault)
    _demand_a_person(row, sheet, layout)
    _demand_width(row, sheet)
    cells = _by_field(row, sheet, layout)
    staff_no = staff_no_of(cells[Field.STAFF_NO], layout)
    empty = [each for each in MANDATORY if not plain(cells[each])]
    if empty:
        raise Refused(Reason.MISSING_MANDATORY_FIELDS, fields=", ".join(_heading_of(each, sheet) for each in empty))
    entry, last = _day(cells[Field.ENTRY], layout), _last_day(cells[Field.EXIT], layout)
    if last is not None and last < entry:
        raise Refused(Reason.EXIT_BEFORE_ENTRY, entry=plain(cells[Field.ENTRY]), exit=plain(cells[Field.EXIT]))
    model = plain(cells[Field.MODEL])
    kind = plain(cells[Field.KIND])
    regime = layout.kinds.get(heading(kind), UNKNOWN_KIND)
    born_on = _born_on(cells[Field.BORN_ON], entry, layout)
    odd = {
        Hint.KIND_UNKNOWN: kind if regime == UNKNOWN_KIND else "",
        Hint.BIRTH_UNREADABLE: plain(cells[Field.BORN_ON]) if born_on is None else "",
    }
    return StaffRecord(
        line=row.line,
        staff_no=staff_no,
        family_name=plain(cells[Field.FAMILY_NAME]),
        given_name=plain(cells[Field.GIVEN_NAME]),
        entry=entry,
        exit=last,
        unit=plain(cells[Field.UNIT]),
        cost_centre=_cost_centre(cells[Field.COST_CENTRE], layout),
        badge=_badge(cells[Field.BADGE]),
        weekly_min=_weekly_min(cells[Field.WEEKLY_HOURS], layout),
        model=layout.models.get(model, model),
        regime=regime,
        born_on=born_on,
        hints={hint: value for hint, value in odd.items() if value},
    )


def staff_no_of(cell: Cell, layout: Layout) -> str:
    """Return a personnel number with its zeros: 10175 is 00010175."""
    text = plain(cell)
    if not text:
        raise Refused(Reason.MISSING_PERSONNEL_NO)
    if SCIENTIFIC.fullmatch(text):
        raise Refused(Reason.PERSONNEL_NO_SCIENTIFIC, value=text)
    if not _is_digits(text):
        raise Refused(Reason.PERSONNEL_NO_NOT_NUMERIC, value=text)
    significant = text.lstrip("0")
    if not significant:
        raise Refused(Reason.MISSING_PERSONNEL_NO)
    if len(significant) > layout.staff_digits:
        raise Refused(Reason.PERSONNEL_NO_TOO_LONG, value=text, digits=layout.staff_digits)
    return significant.zfill(layout.staff_digits)


def _demand_a_person(row: Row, sheet: Sheet, layout: Layout) -> None:
    words = [plain(cell) for cell in row.cells]
    telling = {each: words[sheet.columns[each]] if sheet.columns[each] < len(words) else "" for each in TELLING}
    first = next(word for word in words if word).casefold()
    if not _is_digits(telling[Field.STAFF_NO]) and {first.rstrip(":"), first.split()[0].rstrip(":")} & layout.totals:
        raise Refused(Reason.FOOTER_TOTAL)
    if all(layout.columns.get(heading(word)) is each for each, word in telling.items()):
        raise Refused(Reason.REPEATED_HEADER)


def _demand_width(row: Row, sheet: Sheet) -> None:
    """Refuse a record of another width: a separator too many moves every value after it into the wrong column.

    What is cut off at the end may be missing as long as all that is needed is there.
    """
    if sheet.width is None:
        return
    found = {"found": len(row.cells), "expected": sheet.width}
    if len(row.cells) > sheet.width:
        raise Refused(Reason.TOO_MANY_COLUMNS, **found)
    if any(sheet.columns.get(each, -1) >= len(row.cells) for each in MANDATORY):
        raise Refused(Reason.TOO_FEW_COLUMNS, **found)


def _by_field(row: Row, sheet: Sheet, layout: Layout) -> Mapping[Field, Cell]:
    found: dict[Field, Cell] = {}
    for each in Field:
        index = sheet.columns.get(each)
        found[each] = layout.defaults.get(each, "") if index is None else _at(row.cells, index)
    return found


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else ""


def _heading_of(each: Field, sheet: Sheet) -> str:
    return sheet.headings[sheet.columns[each]] if each in sheet.columns else each


def _born_on(cell: Cell, entry: date, layout: Layout) -> date | None:
    if not plain(cell):
        return None
    try:
        found = _day(cell, layout)
    except Refused:
        return None
    return found if found < entry else None


def _last_day(cell: Cell, layout: Layout) -> date | None:
    text = plain(cell)
    if not text or text in layout.open_end:
        return None
    found = _day(cell, layout, latest=OPEN_YEAR)
    return None if found.year == OPEN_YEAR else found


def _day(cell: Cell, layout: Layout, latest: int = OPEN_YEAR - 1) -> date:
    found = _date_in(cell, layout)
    if not FIRST_YEAR <= found.year <= latest:
        raise Refused(Reason.IMPOSSIBLE_DATE, value=found.isoformat())
    return found


def _date_in(cell: Cell, layout: Layout) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain(cell)
    for pattern in layout.dates:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a civil day has no zone
        except ValueError:
            continue
    reason = Reason.IMPOSSIBLE_DATE if LIKE_A_DATE.fullmatch(text) else Reason.DATE_UNREADABLE
    raise Refused(reason, value=text)


def _weekly_min(cell: Cell, layout: Layout) -> int:
    """Return the weekly hours in minutes: 29,25 and 29:15 are 1755; a number of a workbook is what its digits say."""
    text = plain(cell)
    weekly = (
        cell if isinstance(cell, timedelta) else _hours_in(text, "." if isinstance(cell, float) else layout.decimal)
    )
    if weekly is None:
        raise Refused(Reason.HOURS_NOT_NUMERIC, value=text)
    if not timedelta() < weekly <= layout.longest_week:
        raise Refused(Reason.HOURS_OUT_OF_RANGE, value=text)
    return weekly // MINUTE


def _hours_in(text: str, decimal: str) -> timedelta | None:
    clock = CLOCK_HOURS.fullmatch(text)
    if clock is not None:
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    # SAP writes the sign behind the number; groups of three are only cut where all of them are there.
    grouping = "." if decimal == "," else ","
    sign = -1 if text.endswith("-") or text.startswith("-") else 1
    digits = text.strip("-")
    pattern = rf"(\d+|\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+)(?:{re.escape(decimal)}(\d+))?"
    found = re.fullmatch(pattern, digits, re.ASCII)
    if found is None:
        return None
    whole = found[1].replace(grouping, "")
    if len(whole) > len("99999"):
        return timedelta.max
    return sign * whole_minutes(Fraction(f"{whole}.{found[2] or 0}") * 60) * MINUTE


def _badge(cell: Cell) -> int | None:
    """Return a badge number as a number, which is how it is compared: 00450481 is 450481, and 0 is none."""
    text = plain(cell)
    if SCIENTIFIC.fullmatch(text):
        raise Refused(Reason.BADGE_SCIENTIFIC, value=text)
    if text and (not _is_digits(text) or len(text) > LONGEST_BADGE):
        raise Refused(Reason.BADGE_NOT_NUMERIC, value=text)
    return int(text or 0) or None


def _cost_centre(cell: Cell, layout: Layout) -> str | None:
    text = plain(cell)
    return (text.zfill(layout.cost_centre_digits) if _is_digits(text) else text) or None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
