"""What a line about a day says in words: the same in every table of days."""

from __future__ import annotations

from dataclasses import dataclass

from reports import sheet
from reports.sheet import Reading
from timeclock.i18n import wording
from timeclock.service.reports import ReportDay


@dataclass(frozen=True, slots=True)
class DayWords:
    """The cells of a day that are no figures; empty where there is nothing to say."""

    state: str
    begin: str
    end: str
    spans: str
    breaks: str
    origins: str
    remarks: str


def told(row: ReportDay, reading: Reading) -> DayWords:
    """Return a day in words; each origin is named once."""
    say, day = reading.say, row.day
    origins = dict.fromkeys(each for span in row.spans for each in (span.begin_origin, span.end_origin) if each)
    return DayWords(
        state="" if row.state is None else say.text(wording.DAY_STATE[row.state]),
        begin=reading.clock(row.spans[0].begin) if row.spans else "",
        end=_end(row, reading),
        spans=", ".join(sheet.stretch(day, span.begin, span.end, reading) for span in row.spans),
        breaks=", ".join(sheet.stretch(day, pause.from_at, pause.to_at, reading) for pause in row.breaks),
        origins=", ".join(say.text(wording.ORIGIN[origin]) for origin in origins),
        remarks=" | ".join(sheet.remarks(row, reading, in_full=True)),
    )


def _end(row: ReportDay, reading: Reading) -> str:
    last = row.spans[-1].end if row.spans else None
    return "" if last is None else sheet.clock_on(row.day, last, reading)
