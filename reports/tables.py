"""An evaluation in its forms: one table, written for the page and the paper, as CSV, as JSON, and as a workbook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from reports import csv_file, xlsx_file
from reports.pdf import Attachment, Press, filling
from reports.sheet import Column as Heading
from reports.sheet import Look, Pair, Row, Sheet
from reports.sheet import Table as Laid
from reports.xlsx_file import Head
from timeclock.core.amounts import THOUSAND
from timeclock.core.disclosure import Hidden
from timeclock.core.periods import PeriodKind
from timeclock.core.spans import MINUTE
from timeclock.core.tables import Cell, Cells, Column, Of, Rest
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import Translator, formats, wording
from timeclock.i18n.wording import N_
from timeclock.service.evaluations.asked import Asks
from timeclock.service.evaluations.catalogue import Found

LAYOUT = Path(__file__).parent / "table.typ"


class Form(StrEnum):
    """The files an evaluation comes as."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    JSON = "json"


MEDIA: Mapping[Form, str] = {
    Form.XLSX: xlsx_file.MEDIA,
    Form.CSV: "text/csv",
    Form.PDF: "application/pdf",
    Form.JSON: "application/json",
}
INSIDE = {Form.CSV: N_("This table, for calculating"), Form.JSON: N_("This table, for programs")}
# What stands in a column of codes.
WORDS: Mapping[str, Mapping[str, str]] = {
    "rule": {code.value: name for code, name in wording.FINDING.items()},
    "deviation": {kind.value: name for kind, name in wording.DEVIATION.items()},
    "average": {kind.value: wording.PERIOD[kind] for kind in (PeriodKind.AVERAGE, PeriodKind.NIGHT_AVERAGE)},
    "light": {light.value: name for light, name in wording.LIGHT.items()},
    "way": wording.ORIGIN,
    "night_work": {each.value: name for each, name in wording.NIGHT_WORK.items()},
    "outcome": {each.value: name for each, name in wording.CHECK_OUTCOME.items()},
    "check_light": {each.value: name for each, name in wording.CHECK_LIGHT.items()},
    "paid_for": {kind.value: name for kind, name in (wording.PREMIUM_NAME | wording.AMOUNT_NAME).items()},
}


def write(found: Found, form: Form, city: str, zone: ZoneInfo, say: Translator) -> bytes:
    """Return the evaluation as a file."""
    match form:
        case Form.CSV:
            return _csv(found, say)
        case Form.JSON:
            return _json(found)
        case Form.XLSX:
            return xlsx_file.write(found.table, _head(found, city, zone, say), _told(say))
        case Form.PDF:
            return _press().printed(filling(sheet(found, city, zone, say), _inside(found, say), found.at))


def file_name(found: Found, form: Form) -> str:
    """Return what to call the file: balances-2026-11-20.xlsx, violations-2026.csv."""
    last = found.days.to_day - ONE_DAY
    if found.asks is Asks.YEAR:
        days = f"{last.year}"
    else:
        days = "-".join(dict.fromkeys((found.days.from_day.isoformat(), last.isoformat())))
    return f"{found.entry.code}-{days}.{form}"


def title(found: Found, say: Translator) -> str:
    return say.text(wording.EVALUATION[found.entry.code])


def subtitle(found: Found, say: Translator) -> str:
    """Return which days it is of, and which unit."""
    first, last = found.days.from_day, found.days.to_day - ONE_DAY
    days = str(first.year) if found.asks is Asks.YEAR else formats.plain_day(first, say.locale)
    if last != first and found.asks is not Asks.YEAR:
        days = f"{days} – {formats.plain_day(last, say.locale)}"
    return days if found.unit is None else f"{days} · {found.unit.name}"


def heading(column: Column, say: Translator) -> str:
    """Return what a column is called."""
    if column.called:
        return column.called
    return formats.month_short(column.month, say.locale) if column.month else say.text(wording.COLUMN[column.name])


def word(cell: Cell, column: Column, say: Translator) -> str:
    """Return a cell as it is read on the page and on paper."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, Hidden):
        return say.text(wording.HIDDEN_BECAUSE[cell])
    if isinstance(cell, Rest):
        return say.text(wording.REST[cell])
    match column.of, cell:
        case Of.MINUTES, int():
            return formats.duration(cell * MINUTE)
        case Of.SIGNED, int():
            return formats.signed(cell * MINUTE)
        case Of.DAYS, int():
            return formats.leave_days(Fraction(cell, THOUSAND), say.locale)
        case Of.PAY_HOURS, int():
            return formats.pay_hours(cell, say.locale)
        case Of.PER_MILLE, int():
            return formats.per_cent(cell, say.locale)
        case Of.COUNT, int():
            return formats.whole(cell, say.locale)
        case Of.COUNT, str():
            return cell.replace("-", formats.MINUS)
        case _, date():
            return formats.plain_day(cell, say.locale)
        case Of.WORD, str():
            return say.text(WORDS[column.name][cell])
    return str(cell)


def laid_out(found: Found, say: Translator) -> Laid:
    """Return the table in words of one language."""
    columns = found.table.columns
    headings = tuple(
        Heading(each.name, heading(each, say), Look.FIGURE if each.of.is_figure else Look.TEXT) for each in columns
    )
    rows = tuple(_row(columns, row, say) for row in found.table.rows)
    total = None if found.table.total is None else _row(columns, found.table.total, say, _all(say))
    return Laid("rows", title(found, say), headings, rows, total)


def sheet(found: Found, city: str, zone: ZoneInfo, say: Translator) -> Sheet:
    """Return everything that stands on the paper."""
    name, moment = title(found, say), formats.moment(found.at, zone, say.locale)
    return Sheet(
        name=found.entry.code,
        language=say.locale,
        city=city,
        title=name,
        subtitle=subtitle(found, say),
        holder=(),
        figures=(),
        notices=() if found.table.rows else (say.text("There is nothing to show of these days."),),
        confirmations=(),
        tables=(laid_out(found, say),),
        legend=(),
        evidence_title=say.text("How it came about"),
        evidence=(
            Pair(say.text("Purpose"), say.text(wording.EVALUATION_PURPOSE[found.entry.code])),
            Pair(say.text("Legal basis"), say.text(wording.EVALUATION_BASIS[found.entry.code])),
            Pair(say.text("Run by"), f"{found.by}, {moment}"),
            Pair(say.text("Version"), str(found.entry.version)),
        ),
        evidence_notes=(),
        foot=f"{name} · {subtitle(found, say)}",
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


@cache
def _press() -> Press:
    return Press(LAYOUT)


def _inside(found: Found, say: Translator) -> Iterator[Attachment]:
    for form, content in ((Form.CSV, _csv(found, say)), (Form.JSON, _json(found))):
        yield Attachment(file_name(found, form), MEDIA[form], say.text(INSIDE[form]), content)


def _row(columns: tuple[Column, ...], cells: Cells, say: Translator, called: str = "") -> Row:
    """Return a row in words; the sums are called something in place of their first cell."""
    words = [word(cell, column, say) for cell, column in zip(cells, columns, strict=True)]
    return Row(tuple((each,) for each in (called or words[0], *words[1:])))


def _all(say: Translator) -> str:
    return say.text("Total")


# What a column is counted in, said in its heading where its figures alone do not say it.
UNITS: Mapping[Of, str] = {
    Of.MINUTES: N_("{heading} (minutes)"),
    Of.SIGNED: N_("{heading} (minutes)"),
    Of.DAYS: N_("{heading} (days)"),
}


def _csv(found: Found, say: Translator) -> bytes:
    """Return whole minutes, days as they are written in the language, and no sums: whoever calculates makes them."""
    columns = found.table.columns
    headings = [_counted_in(each, say) for each in columns]
    return csv_file.table(headings, (_plain_row(columns, row, say) for row in found.table.rows))


def _counted_in(column: Column, say: Translator) -> str:
    called = heading(column, say)
    return say.text(UNITS[column.of], heading=called) if column.of in UNITS else called


def _plain_row(columns: tuple[Column, ...], cells: Cells, say: Translator) -> list[str]:
    return [_plain(cell, column, say) for cell, column in zip(cells, columns, strict=True)]


def _plain(cell: Cell, column: Column, say: Translator) -> str:
    if isinstance(cell, int) and column.of not in (Of.DAYS, Of.PAY_HOURS, Of.PER_MILLE):
        return str(cell)
    return cell.isoformat() if isinstance(cell, date) else word(cell, column, say)


def _json(found: Found) -> bytes:
    """Return the values as they are: minutes, thousandths of days, days as 2026-11-20, codes without words."""
    said = {
        "evaluation": found.entry.code.value,
        "version": found.entry.version,
        "from": found.days.from_day.isoformat(),
        "to": (found.days.to_day - ONE_DAY).isoformat(),
        "unit": None if found.unit is None else {"uid": str(found.unit.uid), "name": found.unit.name},
        "people": found.people,
        "made_at": found.at.isoformat(),
        "columns": [
            {"name": each.name, "of": each.of.value, "month": None if each.month is None else f"{each.month:%Y-%m}"}
            for each in found.table.columns
        ],
        "rows": [[_value(cell) for cell in row] for row in found.table.rows],
        "total": None if found.table.total is None else [_value(cell) for cell in found.table.total],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _value(cell: Cell) -> str | int | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def _told(say: Translator) -> Callable[[Cell, Column], str]:
    return lambda cell, column: word(cell, column, say)


def _head(found: Found, city: str, zone: ZoneInfo, say: Translator) -> Head:
    laid = sheet(found, city, zone, say)
    return Head(
        title=laid.title,
        city=city,
        said=((laid.title, laid.subtitle), *((pair.label, pair.value) for pair in laid.evidence)),
        headings=tuple(heading(each, say) for each in found.table.columns),
        total=_all(say),
        rest=say.text("About it"),
        made_at=found.at,
    )
