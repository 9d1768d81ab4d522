"""What holds for minijobs and for work on demand, read."""

from __future__ import annotations

from timeclock.core.figures import HonoraryFigures, MinijobFigures, OnDemandFigures, WageFigures
from timeclock.law.entry import Entry


def minimum_wage(entry: Entry) -> WageFigures:
    return WageFigures(
        hour_cents=entry.cents("hour"),
        month=entry.duration("month"),
        citation=entry.text("citation"),
    )


def minijobs(entry: Entry) -> MinijobFigures:
    return MinijobFigures(
        regimes=entry.texts("regimes"),
        within_days=entry.count("within_days"),
        within_citation=entry.text("within_citation"),
        account_share=entry.count("account_share"),
        account_citation=entry.text("account_citation"),
    )


def honorary(entry: Entry) -> HonoraryFigures:
    return HonoraryFigures(entry.texts("regimes"), entry.text("rule"), entry.text("citation"))


def on_demand(entry: Entry) -> OnDemandFigures:
    return OnDemandFigures(
        week=entry.duration("week"),
        call=entry.duration("call"),
        over_least=entry.count("over_least"),
        under_most=entry.count("under_most"),
        citation=entry.text("citation"),
        notice_days=entry.count("notice_days"),
        notice_citation=entry.text("notice_citation"),
    )
