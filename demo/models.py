"""The working-time models of Musterhausen: full time, officials, and part time in many shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from timeclock.core.plans import ClockSpan, DayPlan, ModelRules
from timeclock.store.models import NewModel

FRAME = ClockSpan(time(6), time(20))
CORE = ClockSpan(time(9), time(15))
CORE_FRIDAY = ClockSpan(time(9), time(12, 30))
CORE_MORNING = ClockSpan(time(9), time(11, 30))
AGREEMENT = "Dienstvereinbarung Gleitzeit"
# A Monday on which a 14-day pattern begins; the odd weeks' teams begin seven days later.
ANCHOR = date(2026, 1, 5)
FREE = DayPlan("frei", timedelta(0), FRAME)


@dataclass(frozen=True, slots=True)
class CityModel:
    """A model with what HR writes into the terms of those who work by it."""

    new: NewModel
    weekly: timedelta
    days_per_week: int
    regime: str = "tvoed"
    anchor: date = ANCHOR


def due(code: str, clock: str, core: ClockSpan | None = None) -> DayPlan:
    """Return a day plan within the frame: due("lang", "9:30")."""
    hours, minutes = clock.split(":")
    return DayPlan(code, timedelta(hours=int(hours), minutes=int(minutes)), FRAME, core)


def week(*days: DayPlan) -> tuple[DayPlan, ...]:
    """Return seven days from Monday on; those not named are free."""
    return (*days, *(FREE,) * (7 - len(days)))


def _model(
    code: str,
    title: str,
    days: Sequence[DayPlan],
    days_per_week: int = 5,
    *,
    regime: str = "tvoed",
    weeks_later: int = 0,
) -> CityModel:
    weekly = sum((day.target for day in days), timedelta(0)) * 7 / len(days)
    new = NewModel(code, title, tuple(days), ModelRules(agreement=AGREEMENT))
    return CityModel(new, weekly, days_per_week, regime, ANCHOR + timedelta(weeks=weeks_later))


_FULL, _FULL_FRIDAY = due("voll", "7:48", CORE), due("voll-fr", "7:48", CORE_FRIDAY)
_OFFICIAL, _OFFICIAL_FRIDAY = due("beamte", "8:12", CORE), due("beamte-fr", "8:12", CORE_FRIDAY)
_LIBRARY, _TUESDAY_ON, _SATURDAY = due("woche", "7:48"), due("di-fr", "8:18"), due("samstag", "5:48")
_SATURDAY_IN_SECOND_WEEK = (*week(*[_LIBRARY] * 5), FREE, *[_TUESDAY_ON] * 4, _SATURDAY, FREE)

MODELS = {
    model.new.code: model
    for model in (
        _model("vollzeit", "Gleitzeit 39 Stunden mit Kernzeit", week(*[_FULL] * 4, _FULL_FRIDAY)),
        _model("ohne-kernzeit", "Gleitzeit 39 Stunden ohne Kernzeit", week(*[due("voll", "7:48")] * 5)),
        _model(
            "langer-tag",
            "Gleitzeit 39 Stunden, langer Donnerstag",
            week(*[_FULL] * 3, due("lang", "9:00", CORE), due("kurz", "6:36", CORE_FRIDAY)),
        ),
        _model("beamte", "Beamte 41 Stunden", week(*[_OFFICIAL] * 4, _OFFICIAL_FRIDAY), regime="azvo_nrw"),
        _model("teilzeit-30", "Teilzeit 30 Stunden an 5 Tagen", week(*[due("sechs", "6:00", CORE_MORNING)] * 5)),
        _model("vormittags", "Teilzeit 20 Stunden vormittags", week(*[due("vormittag", "4:00", CORE_MORNING)] * 5)),
        _model(
            "drei-tage", "Teilzeit 19,5 Stunden Montag bis Mittwoch", week(*[due("halb", "6:30", CORE_MORNING)] * 3), 3
        ),
        _model("vier-tage", "Teilzeit 32 Stunden an 4 Tagen", week(*[due("acht", "8:00", CORE)] * 4), 4),
        _model(
            "wechsel-30",
            "Teilzeit 30 Stunden, lange und kurze Woche",
            (
                *week(*[due("lang", "7:12", CORE)] * 4, due("lang-fr", "7:12", CORE_FRIDAY)),
                *week(*[due("kurz", "8:00", CORE)] * 3),
            ),
            4,
        ),
        _model("samstag-gerade", "Bibliothek 39 Stunden, Samstag im Wechsel (A)", _SATURDAY_IN_SECOND_WEEK),
        _model(
            "samstag-ungerade", "Bibliothek 39 Stunden, Samstag im Wechsel (B)", _SATURDAY_IN_SECOND_WEEK, weeks_later=1
        ),
    )
}
