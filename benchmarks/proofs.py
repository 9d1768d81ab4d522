"""Month proofs as PDF/A-3a and PDF/UA-1 from what is stored, against the same layout compiled alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import typst

from benchmarks.pace import Bench
from benchmarks.town import Town, town
from reports import catalogue, pdf, sheet
from reports.pdf import Attachment
from tests.city import evaluated, stamped
from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.i18n import translator
from timeclock.service import reports
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import City, MonthReport

PROOFS = 8
MONTH = DaySpan.month(2026, 10)
AT = datetime(2026, 11, 5, 8, tzinfo=UTC)
PROOF = catalogue.REPORTS[DocumentKind.PROOF]


def work(found: Town) -> None:
    with found.city.database.transaction() as session:
        for day in MONTH:
            if day.isoweekday() <= 5:
                stamped(session, found.city.aydin, day, "07:31 in 12:00 out 12:40 in 16:20 out", found.city.settings)
        evaluated(session, found.city.aydin, MONTH, found.city, AT)


def month(found: Town, number: int) -> MonthReport:
    """Read a month as the jobs do; another staff number, so that no compiler finds it in its memory."""
    settings = found.city.settings
    with found.city.database.reading() as session:
        asked = reports.asked_by_house(found.city.aydin.employment_uid)
        seen = reports.month(session, asked, MONTH.from_day, City(settings.city_name, settings.zone), AT)
    return replace(seen, holder=replace(seen.holder, staff_no=f"{number:08}"))


def source_of(seen: MonthReport) -> str:
    """Return what the layout is filled with."""
    files = [
        Attachment(catalogue.file_name(PROOF, seen, media), media.value, "", catalogue.write(PROOF, seen, media, "de"))
        for media in (Media.CSV, Media.JSON)
    ]
    return pdf.filling(sheet.proof(seen, translator("de")), files, AT)


@contextmanager
def benches() -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with town() as found:
        work(found)
        numbers = count(1)
        first = month(found, 0)
        source = source_of(first)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
        compiler = typst.Compiler(pdf.LAYOUT, root=pdf.LAYOUT.parent, font_paths=fonts, ignore_system_fonts=True)

        def ours(times: int = 1) -> None:
            for _ in range(PROOFS * times):
                catalogue.write(PROOF, month(found, next(numbers)), Media.PDF, "de")

        def floor() -> None:
            for _ in range(PROOFS):
                filled = source.replace(first.holder.staff_no, f"{next(numbers):08}")
                compiler.compile(format="pdf", sys_inputs={"sheet": filled}, pdf_standards=pdf.STANDARDS)

        yield iter(
            [Bench("proof as PDF", "PDF", PROOFS, "typst alone, same source", 0.7, ours, floor, lambda: ours(times=2))]
        )
