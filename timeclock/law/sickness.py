"""What EFZG, TVöD and LBG NRW say of who is ill, read."""

from __future__ import annotations

from timeclock.core.sick_pay import (
    CertificateFigures,
    OfficialSickness,
    RestoredFigures,
    SickPayFigures,
    TariffSickPay,
)
from timeclock.law.entry import Entry


def sick_pay(entry: Entry) -> SickPayFigures:
    return SickPayFigures(
        weeks=entry.weeks("weeks"),
        waiting_weeks=entry.weeks("waiting_weeks"),
        free_months=entry.whole("free_months", "months"),
        anew_months=entry.whole("anew_months", "months"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def tariff(entry: Entry) -> TariffSickPay:
    steps = []
    for part in entry.parts("supplement"):
        steps.append((part.whole("over_years", "years"), part.weeks("until_week")))
        part.close()
    return TariffSickPay(entry.texts("unwaited"), entry.texts("regimes"), tuple(steps), entry.text("citation"))


def certificates(entry: Entry) -> CertificateFigures:
    return CertificateFigures(
        entry.whole("days", "days"), entry.flag("electronic"), entry.text("rule"), entry.text("citation")
    )


def officials(entry: Entry) -> OfficialSickness:
    return OfficialSickness(
        entry.texts("regimes"), entry.whole("working_days", "days"), entry.text("rule"), entry.text("citation")
    )


def restored(entry: Entry) -> RestoredFigures:
    return RestoredFigures(entry.text("rule"), entry.text("citation"))
