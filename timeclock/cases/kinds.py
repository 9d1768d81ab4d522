"""Which question each kind of case asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from timeclock.cases import accounts, calendars, days, minijobs, on_call, overtime, periods, persons, premiums, school
from timeclock.cases import credits as absences
from timeclock.cases.world import Question, Said

KINDS: Mapping[str, Callable[[Said], Question]] = {
    "average": periods.average,
    "bereitschaftszeit": periods.standby_time,
    "beamte_mehrarbeit": overtime.month_of_duty,
    "beamte_pay_cap": overtime.year_of_duty,
    "beamte_week": persons.official_week,
    "block": overtime.block,
    "callout": on_call.calls,
    "cap": accounts.cap,
    "corridor": overtime.corridor,
    "day": days.day,
    "double_week": periods.double_week,
    "duz": premiums.unsocial_hours,
    "fire_avg": periods.fire_average,
    "fire_shift": periods.fire_shift,
    "fire_target": periods.fire_target,
    "flex": days.flex,
    "free_sundays": periods.free_sundays,
    "holidays": calendars.holidays,
    "is_holiday": calendars.is_holiday,
    "maternity_protection": persons.maternity_protection,
    "medical_visit": absences.medical_visit,
    "milog_50": minijobs.half,
    "milog_deadline": minijobs.deadline,
    "minijob_limit": minijobs.limit,
    "minor_week": periods.minor_week,
    "miscarriage": persons.miscarriage,
    "muschg_month": periods.maternity_month,
    "night": premiums.night,
    "night_worker": periods.night_worker,
    "oncall": on_call.on_call,
    "on_demand": minijobs.called,
    "overtime": overtime.weeks,
    "premium": premiums.premium,
    "premium_to_time": overtime.premium_to_time,
    "school": school.day,
    "school_before9": school.before_nine,
    "school_block": school.block,
    "sick_credit": absences.sick_credit,
    "substitute_day": periods.substitute_day,
    "sgb207": persons.extra_work,
    "target": days.target,
    "trip": absences.trip,
    "trip_month": school.trip_month,
}
