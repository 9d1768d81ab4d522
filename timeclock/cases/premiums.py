"""Cases of night time, premiums and duty at unsocial hours."""

from __future__ import annotations

from collections.abc import Mapping

from timeclock.cases.comparing import Answers
from timeclock.cases.course import course_of, evaluating, minutes
from timeclock.cases.world import Question, Said
from timeclock.core.day import PersonResult
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import ZERO

CIVIL_SERVANTS = "azvo_nrw"
PREMIUMS = {
    "night_20": PremiumKind.NIGHT,
    "sunday_25": PremiumKind.SUNDAY,
    "holiday_35": PremiumKind.HOLIDAY_TIME_OFF,
    "holiday_135": PremiumKind.HOLIDAY,
    "dec24_31_35": PremiumKind.EVE,
    "saturday_20": PremiumKind.SATURDAY,
}
UNSOCIAL_HOURS = {
    "duz_nr1": PremiumKind.UNSOCIAL_DAY,
    "duz_sat": PremiumKind.UNSOCIAL_SATURDAY,
    "duz_night": PremiumKind.UNSOCIAL_NIGHT,
}


def night(said: Said) -> Question:
    """Ask for the night time of the act and of the tariff."""
    return evaluating(course_of(said), _night)


def premium(said: Said) -> Question:
    """Ask for the tariff's premiums."""
    return evaluating(course_of(said), lambda result: _amounts(result, "premium_min", PREMIUMS))


def unsocial_hours(said: Said) -> Question:
    """Ask for a civil servant's duty at unsocial hours."""
    course = course_of(said, regime=CIVIL_SERVANTS)
    return evaluating(course, lambda result: _amounts(result, "duz_min", UNSOCIAL_HOURS))


def _night(result: PersonResult) -> Answers:
    return {
        "arbzg_night_min": sum(minutes(day.night) for day in result.protect_days),
        "is_nachtarbeit": any(day.night_work for day in result.protect_days),
        "tvoed_night_min": _amount(result, PremiumKind.NIGHT),
    }


def _amounts(result: PersonResult, field: str, names: Mapping[str, PremiumKind]) -> Answers:
    return {f"{field}.{name}": _amount(result, kind) for name, kind in names.items()}


def _amount(result: PersonResult, kind: PremiumKind) -> int:
    found = (premium.amount for day in result.days for premium in day.premiums if premium.kind is kind)
    return minutes(sum(found, ZERO))
