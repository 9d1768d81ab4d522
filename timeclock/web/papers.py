"""Reports as pages and as files to save: the sheet laid out for the screen, or written in a format."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, render_template, request

from reports import catalogue
from timeclock.i18n import LOCALES
from timeclock.service.documents import ENDINGS, DocumentKind
from timeclock.service.reports import City, MonthReport
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.months import neighbours

# As they stand in addresses: /me/proof/2026-11 and /me/proof/2026-11/pdf.
KINDS = f"any({','.join(catalogue.REPORTS)})"
FORMATS = {ending: media for media, ending in ENDINGS.items()}
ENDING = f"any({','.join(FORMATS)})"


def city() -> City:
    """Return whose paper it is."""
    settings = edge.house().settings
    return City(settings.city_name, settings.zone)


def page(kind: str, month: MonthReport, first_day: date, employment_uid: UUID) -> str:
    """Return the page of a report about somebody of one's people."""
    return _page(kind, month, first_day, "team", {"uid": employment_uid})


def own_page(kind: str, month: MonthReport, first_day: date, chosen: UUID | None) -> str:
    """Return the page of a report about oneself, which keeps to the employment chosen."""
    return _page(kind, month, first_day, "me", {"employment": chosen})


def _page(kind: str, month: MonthReport, first_day: date, blueprint: str, place: dict[str, UUID | None]) -> str:
    report = catalogue.REPORTS[DocumentKind(kind)]
    return render_template(
        "times/report.html",
        sheet=report.sheet(month, language.say()),
        holder=month.holder,
        kinds=tuple(catalogue.REPORTS),
        formats=tuple(FORMATS),
        first_day=first_day,
        around=neighbours(first_day),
        blueprint=blueprint,
        place=place,
    )


def file(kind: str, form: str, month: MonthReport) -> Response:
    """Return a report as a file, in the language asked for or that of the pages."""
    report, media = catalogue.REPORTS[DocumentKind(kind)], FORMATS[form]
    asked = request.args.get("language", "")
    content = catalogue.write(report, month, media, asked if asked in LOCALES else language.locale())
    return download(content, media, catalogue.file_name(report, month, media))
