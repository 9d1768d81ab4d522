"""What tariff and ordinance add to working time and to pay, read."""

from __future__ import annotations

from timeclock.core.figures import ExtraDutyFigures, OvertimeFigures, PaidBreaks, PreparationFigures
from timeclock.core.premiums import (
    PremiumDays,
    PremiumFigures,
    PremiumKind,
    PremiumOnly,
    PremiumRule,
    PremiumTimes,
)
from timeclock.core.trips import TravelCounts, TripFigures, TripMonthFigures
from timeclock.law.entry import Entry, LawError


def paid_breaks(entry: Entry) -> PaidBreaks:
    return PaidBreaks(entry.texts("regimes"), entry.text("rule"), entry.text("citation"))


def overtime(entry: Entry) -> OvertimeFigures:
    return OvertimeFigures(entry.texts("regimes"), entry.duration("full_week"), entry.text("citation"))


def preparation(entry: Entry) -> PreparationFigures:
    return PreparationFigures(
        entry.texts("regimes"), entry.duration("year"), entry.duration("full_week"), entry.text("citation")
    )


def extra_duty(entry: Entry) -> ExtraDutyFigures:
    return ExtraDutyFigures(
        regimes=entry.texts("regimes"),
        month_over=entry.duration("month_over"),
        citation=entry.text("citation"),
        year_most=entry.duration("year_most"),
        pay_citation=entry.text("pay_citation"),
    )


def trips(entry: Entry) -> TripFigures:
    return TripFigures(entry.word("travel_counts", TravelCounts), entry.text("rule"), entry.text("citation"))


def trip_month(entry: Entry) -> TripMonthFigures:
    return TripMonthFigures(entry.texts("regimes"), entry.duration("month_over"), entry.whole("percent", "percent"))


def premiums(entry: Entry) -> PremiumFigures:
    """Return the premiums of one ordinance; a kind comes once, and the higher of two that exclude each other first."""
    regimes, rules = entry.texts("regimes"), tuple(_premium(part) for part in entry.parts("kinds"))
    if len({rule.kind for rule in rules}) < len(rules):
        raise LawError(f"{entry.where}: a kind of premium stands here twice; keep one")
    shares = [rule.percent or 0 for rule in rules if not rule.adds]
    if shares != sorted(shares, reverse=True):
        raise LawError(f"{entry.where}: of premiums that exclude each other put the higher first, got {shares}")
    return PremiumFigures(regimes, rules)


def _premium(part: Entry) -> PremiumRule:
    rule = PremiumRule(
        kind=part.word("kind", PremiumKind),
        percent=part.percent("percent"),
        when=tuple(_times(each) for each in part.parts("when")),
        only=part.word("only", PremiumOnly),
        adds=part.flag("adds"),
        rule=part.text("rule"),
        citation=part.text("citation"),
    )
    part.close()
    return rule


def _times(part: Entry) -> PremiumTimes:
    times = PremiumTimes(part.word("days", PremiumDays), part.clocks("clocks"))
    part.close()
    return times
