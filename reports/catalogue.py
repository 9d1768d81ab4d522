"""Every report there is: who may ask for it, what it shows, and in which formats it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports import csv_file, json_file, month_workbook, pdf, sheet
from reports.pdf import Attachment
from reports.sheet import Sheet
from timeclock.i18n import Translator, translator
from timeclock.i18n.wording import N_
from timeclock.service.access import Action
from timeclock.service.documents import ENDINGS, DocumentKind, Media
from timeclock.service.reports import MonthReport

DESCRIPTIONS = {
    Media.CSV: N_("The days of this month, for calculating"),
    Media.JSON: N_("Everything on this paper, and the whole leaf hashes, for checking"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """One report: who may ask for her own and for others', and how a month becomes its sheet."""

    kind: DocumentKind
    own: Action
    others: Action
    sheet: Callable[[MonthReport, Translator], Sheet]


REPORTS: Mapping[DocumentKind, Report] = {
    DocumentKind.PROOF: Report(DocumentKind.PROOF, Action.READ_OWN_TIMES, Action.READ_TIMES, sheet.proof),
    DocumentKind.TIMESHEET: Report(DocumentKind.TIMESHEET, Action.READ_OWN_TIMES, Action.READ_TIMES, sheet.timesheet),
}


def write(report: Report, month: MonthReport, media: Media, language: str) -> bytes:
    """Return a month as a file of this format in this language; the same month gives the same bytes."""
    say = translator(language)
    match media:
        case Media.CSV:
            return csv_file.write(month, say)
        case Media.XLSX:
            return month_workbook.write(month, report.kind, say)
        case Media.JSON:
            return json_file.write(month, report.kind)
        case Media.PDF:
            return pdf.press().render(report.sheet(month, say), _inside(report, month, say), month.made_at)


def write_all(report: Report, months: Iterable[MonthReport], media: Media, language: str) -> Iterator[bytes]:
    """Yield many months in turn; fonts and layout are read once for all of them."""
    for month in months:
        yield write(report, month, media, language)


def file_name(report: Report, month: MonthReport, media: Media) -> str:
    """Return what to call the file: proof-20102-2026-11.pdf."""
    return f"{report.kind}-{month.holder.staff_no}-{month.month:%Y-%m}.{ENDINGS[media]}"


def _inside(report: Report, month: MonthReport, say: Translator) -> Iterator[Attachment]:
    for media in (Media.CSV, Media.JSON):
        name = file_name(report, month, media)
        yield Attachment(name, media, say.text(DESCRIPTIONS[media]), write(report, month, media, say.locale))
