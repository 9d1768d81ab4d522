"""What BUrlG, TVöD, FrUrlV NRW, JArbSchG and SGB IX say of leave, read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from timeclock.core.leave_figures import (
    DisabledLeave,
    ExchangeDays,
    LeaveExpiry,
    LeaveLaw,
    LeaveReduction,
    MinorLeave,
    OfficialLeave,
    PreventedLeave,
    ShiftLeave,
    SocialDays,
    StatutoryLeave,
    TariffLeave,
    TwoWeeks,
)
from timeclock.law.entry import Entry, LawError
from timeclock.law.files import Tables, dated

# Any leap year, so that every day of a year can be named.
SOME_YEAR = 2024


def leave(directory: Path, tables: Tables) -> LeaveLaw:
    """Return all figures of leave."""
    return LeaveLaw(
        statutory=dated(directory, tables, "statutory_leave", statutory),
        tariff=dated(directory, tables, "tariff_leave", tariff),
        officials=dated(directory, tables, "official_leave", officials),
        minors=dated(directory, tables, "minor_leave", minors),
        disabled=dated(directory, tables, "disabled_leave", disabled),
        shifts=dated(directory, tables, "shift_leave", shifts),
        reduction=dated(directory, tables, "leave_reduction", reduction),
        expiry=dated(directory, tables, "leave_expiry", expiry),
        prevented=dated(directory, tables, "prevented_leave", prevented),
        exchange=dated(directory, tables, "exchange_days", exchange),
        social=dated(directory, tables, "social_days", social),
        two_weeks=dated(directory, tables, "two_weeks", two_weeks),
    )


def statutory(entry: Entry) -> StatutoryLeave:
    return StatutoryLeave(
        weeks=entry.weeks("weeks"),
        waiting_months=entry.count("waiting_months"),
        first_half=entry.count("first_half"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
        part_rule=entry.text("part_rule"),
        part_citation=entry.text("part_citation"),
    )


def tariff(entry: Entry) -> TariffLeave:
    return TariffLeave(
        regimes=entry.texts("regimes"),
        days=entry.count("days"),
        of_week=entry.count("of_week"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
        part_rule=entry.text("part_rule"),
        part_citation=entry.text("part_citation"),
    )


def officials(entry: Entry) -> OfficialLeave:
    return OfficialLeave(
        regimes=entry.texts("regimes"),
        days=entry.count("days"),
        of_week=entry.count("of_week"),
        retires_at=entry.years("retires_at"),
        first_half=entry.count("first_half"),
        months_after=entry.count("months_after"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
        part_rule=entry.text("part_rule"),
        part_citation=entry.text("part_citation"),
        expiry_citation=entry.text("expiry_citation"),
    )


def minors(entry: Entry) -> MinorLeave:
    steps = []
    for part in entry.parts("steps"):
        steps.append((part.years("under"), part.count("days")))
        part.close()
    return MinorLeave(tuple(steps), entry.count("of_week"), entry.text("rule"), entry.text("citation"))


def disabled(entry: Entry) -> DisabledLeave:
    return DisabledLeave(
        days=entry.count("days"),
        of_week=entry.count("of_week"),
        least_degree=entry.count("least_degree"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
        part_rule=entry.text("part_rule"),
        part_citation=entry.text("part_citation"),
    )


def shifts(entry: Entry) -> ShiftLeave:
    return ShiftLeave(
        regimes=entry.texts("regimes"),
        round_the_clock_months=entry.count("round_the_clock_months"),
        shift_months=entry.count("shift_months"),
        most=entry.count("most"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def reduction(entry: Entry) -> LeaveReduction:
    return LeaveReduction(entry.texts("reasons"), entry.text("rule"), entry.text("citation"))


def expiry(entry: Entry) -> LeaveExpiry:
    return LeaveExpiry(
        carried_months=entry.count("carried_months"),
        ill_months=entry.count("ill_months"),
        ill_reasons=entry.texts("ill_reasons"),
        return_years=entry.years("return_years"),
        return_reasons=entry.texts("return_reasons"),
        year_citation=entry.text("year_citation"),
        carried_citation=entry.text("carried_citation"),
        informed_citation=entry.text("informed_citation"),
        ill_citation=entry.text("ill_citation"),
        return_citation=entry.text("return_citation"),
    )


def prevented(entry: Entry) -> PreventedLeave:
    return PreventedLeave(entry.count("months"), entry.text("citation"))


def exchange(entry: Entry) -> ExchangeDays:
    month, day = _day_of_year(entry, "until")
    return ExchangeDays(
        most=entry.count("most"),
        until_month=month,
        until_day=day,
        months_after=entry.count("months_after"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def social(entry: Entry) -> SocialDays:
    month, day = _day_of_year(entry, "until")
    return SocialDays(
        regeneration=entry.count("regeneration"),
        of_week=entry.count("of_week"),
        conversion=entry.count("conversion"),
        until_month=month,
        until_day=day,
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def two_weeks(entry: Entry) -> TwoWeeks:
    return TwoWeeks(entry.count("days"), entry.count("from_month"), entry.text("citation"))


def _day_of_year(entry: Entry, key: str) -> tuple[int, int]:
    """Return month and day of a day of each year, written as on paper of forms: "09-01"."""
    text = entry.text(key)
    try:
        found = date.fromisoformat(f"{SOME_YEAR}-{text}")
    except ValueError:
        raise LawError(f"{entry.where}: '{key}' must be month and day like \"09-01\", got {text!r}") from None
    return found.month, found.day
