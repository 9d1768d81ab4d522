"""The figures of law the evaluation needs, as values; `timeclock.law` reads them from dated files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from timeclock.core.dated import Dated
from timeclock.core.findings import Severity
from timeclock.core.leave_figures import LeaveLaw
from timeclock.core.plans import ClockSpan
from timeclock.core.premiums import PremiumFigures
from timeclock.core.sick_pay import (
    CertificateFigures,
    OfficialSickness,
    RestoredFigures,
    SickPayFigures,
    TariffSickPay,
)
from timeclock.core.trips import TripFigures, TripMonthFigures


@dataclass(frozen=True, slots=True)
class BreakStep:
    """Work over `worked_over` needs breaks of `pause` in all."""

    worked_over: timedelta
    pause: timedelta
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class BreakFigures:
    """ArbZG §4: the steps, the least piece that counts, the longest stretch without a break."""

    steps: tuple[BreakStep, ...]
    least_piece: timedelta
    longest_stretch: timedelta
    stretch_rule: str
    stretch_citation: str
    plateau_rule: str
    plateau_citation: str
    step_rule: str
    step_citation: str
    contest_rule: str
    contest_citation: str


@dataclass(frozen=True, slots=True)
class DayLimits:
    """ArbZG §§3, 5, 9: the longest day, the least rest, and the citations."""

    longest_day: timedelta
    longest_day_citation: str
    least_rest: timedelta
    least_rest_citation: str
    free_sunday_citation: str


@dataclass(frozen=True, slots=True)
class ShortenedRest:
    """ArbZG §5 Abs. 2: how short a rest may be in some houses, and which one within how many weeks makes up for it.

    After a day longer than `long_day` none is cut (§7 Abs. 9).
    """

    least: timedelta
    compensating: timedelta
    weeks: int
    citation: str
    long_day: timedelta
    long_day_citation: str


@dataclass(frozen=True, slots=True)
class ShortWork:
    """OPEN-18: how grave a rest is that work of so few minutes cut, and from how few of them on it is none at all."""

    slight_under: timedelta
    severity: Severity
    ignored_under: timedelta


@dataclass(frozen=True, slots=True, eq=False)
class NightFigures:
    """ArbZG §2 Abs. 3 and 4: night time as parts of a civil day, and from how much of it on work is night work."""

    clocks: tuple[ClockSpan, ...]
    night_work_over: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """What a working day may hold on average, and within which window.

    Windows follow one another without a gap: of `weeks` weeks from `weeks_from` on, or of `months` calendar months.
    """

    each_day: timedelta
    weeks: int
    weeks_from: date
    months: int
    citation: str


@dataclass(frozen=True, slots=True)
class AverageFigures:
    """ArbZG §§3 and 11: the average of everybody under the act, and how many Sundays of a year are free."""

    window: WindowFigures
    free_sundays: int
    free_sundays_citation: str


@dataclass(frozen=True, slots=True)
class NightWorkerFigures:
    """ArbZG §2 Abs. 5 and §6 Abs. 2: from how many nights of a year on one is a night worker, and her average."""

    night_days: int
    window: WindowFigures


@dataclass(frozen=True, slots=True)
class SubstituteFigures:
    """ArbZG §11 Abs. 3: within how many weeks, the worked day among them, a free day has to follow or go before."""

    sunday_weeks: int
    holiday_weeks: int
    citation: str
    rest_citation: str


@dataclass(frozen=True, slots=True)
class GatewayAverage:
    """ArbZG §7 Abs. 8: how long a week is on average of some months where an agreement opens the longest day."""

    week: timedelta
    months: int
    citation: str


@dataclass(frozen=True, slots=True)
class ReactionFigures:
    """EuGH C-344/19: from how short a time to be there on somebody has to judge whether being on call is work."""

    reaction_time: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class FireFigures:
    """AZVOFeu: the longest week on average, with and without consent, and what a holiday takes off the week.

    Each holiday takes one `holiday_share`th; the average is looked at over a week, over `months` and over a year.
    `week_breaks_the_law` says whether a single week over it is a violation, or a warning until the city decides.
    """

    regimes: frozenset[str]
    week: timedelta
    opt_out_week: timedelta
    months: int
    week_breaks_the_law: bool
    citation: str
    holiday_share: int
    holiday_citation: str


@dataclass(frozen=True, slots=True, eq=False)
class MinorFigures:
    """JArbSchG §§8 and 11 to 18: who is a minor, and what she is protected by in place of the ArbZG.

    `longest_balanced_day`: where other days of the week are shorter (§8 Abs. 2a). `break_edge`: no break counts as one
    so soon after the start or so late before the end. `lessons_citation`: by what lessons count as work. `shift_hours`
    hold where work goes in shifts, from an age on.
    """

    of_age: int
    breaks: BreakFigures
    break_edge: timedelta
    break_edge_citation: str
    longest_day: timedelta
    longest_balanced_day: timedelta
    longest_day_citation: str
    lessons_citation: str
    longest_week: timedelta
    longest_week_citation: str
    most_days: int
    most_days_citation: str
    longest_shift: timedelta
    longest_shift_citation: str
    least_rest: timedelta
    least_rest_citation: str
    hours: tuple[ClockSpan, ...]
    shift_hours: tuple[ClockSpan, ...]
    shift_hours_from_age: int
    hours_citation: str
    saturday_citation: str
    sunday_citation: str
    holiday_citation: str
    eve: tuple[ClockSpan, ...]
    eve_citation: str


@dataclass(frozen=True, slots=True, eq=False)
class MaternityFigures:
    """MuSchG §§3 to 6, 28: what protects who is pregnant or breastfeeding in place of ArbZG §§3, 5 and 9.

    `weeks_after_longer`: after a premature birth, one of several children or of one with a disability. `evening_hours`
    hold for who declared that she wants to work so late, once the authority knows. Double weeks follow one another from
    `double_weeks_from` on.
    """

    weeks_before: int
    weeks_before_citation: str
    weeks_after: int
    weeks_after_longer: int
    weeks_after_citation: str
    longest_day: timedelta
    longest_day_minor: timedelta
    longest_day_citation: str
    least_rest: timedelta
    least_rest_citation: str
    hours: tuple[ClockSpan, ...]
    evening_hours: tuple[ClockSpan, ...]
    hours_citation: str
    free_sunday_citation: str
    double_week: timedelta
    double_week_minor: timedelta
    double_weeks_from: date
    double_week_citation: str
    month_citation: str


@dataclass(frozen=True, slots=True)
class NursingFigures:
    """MuSchG §7 Abs. 2: for how many months after the birth, and what of a day she may ask for at least.

    `long_day`: where more than `long_over` of work is not parted by a break of more than `parted_by_over`.
    """

    months: int
    day: timedelta
    long_over: timedelta
    parted_by_over: timedelta
    long_day: timedelta
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class MiscarriageFigures:
    """MuSchG §3 Abs. 5: from which week of the pregnancy on how many weeks are protected after it."""

    weeks: tuple[tuple[int, int], ...]
    citation: str


@dataclass(frozen=True, slots=True)
class Outside:
    """ArbZG §18 Abs. 1: whether limits are asked of those it does not protect; their time is recorded all the same.

    `unrecorded`: under which terms it is not, as a city may decide of those who were elected (OPEN-01).
    """

    limits_asked: bool
    unrecorded: frozenset[str]
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """LPVG NRW §42: by what a full release credits the planned hours."""

    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class ParentalFigures:
    """BEEG §15 Abs. 4: the longest week on average of a month of who works on parental leave, by the child's birth."""

    week: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class ExtraWork:
    """SGB IX §207: over how much work in a day it is extra work for who is exempt from it."""

    longest_day: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class OfficialWeek:
    """AZVO NRW §2 Abs. 1: a civil servant's full week, and shorter ones from an age or a degree of disability on."""

    regimes: frozenset[str]
    full: timedelta
    ages: tuple[tuple[int, timedelta], ...]
    degrees: tuple[tuple[int, timedelta], ...]
    citation: str


@dataclass(frozen=True, slots=True)
class Officials:
    """ArbZG §2 Abs. 2: under which terms people are officials and no employees of the act."""

    regimes: frozenset[str]


@dataclass(frozen=True, slots=True)
class OfficialLimits:
    """AZVO NRW §§3 to 5: how the ArbZG's daily limits are cited that officials are asked as a warning."""

    citation: str


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """LBG NRW §60 Abs. 2: how long an official's week may be on average of a year, extra duty included."""

    regimes: frozenset[str]
    week: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class StandbyWeekFigures:
    """TVöD §9: how much a week with standby time may count, and how long it may be in all."""

    regimes: frozenset[str]
    full_week: timedelta
    whole_week: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class PaidBreaks:
    """TVöD §6 Abs. 1 Satz 2: under which terms the statutory breaks of work round the clock are paid."""

    regimes: frozenset[str]
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class OvertimeFigures:
    """TVöD §7 Abs. 6 and 7: under which terms, and the full-time hours up to which a part-timer's are extra work."""

    regimes: frozenset[str]
    full_week: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """What an agreement on the shape of working time may say (TVöD §6 Abs. 6, 7, §10): corridor, daily frame, account.

    An account owes `most_debit` at most, and may hold a multiple of `credit_step`.
    """

    regimes: frozenset[str]
    corridor: timedelta
    corridor_citation: str
    longest_frame: timedelta
    frame_within: ClockSpan
    frame_citation: str
    most_debit: timedelta
    credit_step: timedelta
    account_citation: str
    needed_citation: str


@dataclass(frozen=True, slots=True)
class LongTermFigures:
    """AZVO NRW §14a: how much more a week an official may work for an account of years."""

    regimes: frozenset[str]
    most_more: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class LapseFigures:
    """AZVO NRW §14 Abs. 5: under which terms flextime credit lapses, what is kept at most, on how many dates a year."""

    regimes: frozenset[str]
    most_kept: timedelta
    most_dates: int
    citation: str


@dataclass(frozen=True, slots=True)
class OnCallFigures:
    """TVöD §8 Abs. 3 Sätze 1 and 2: the flat rate of Rufbereitschaft in hours of pay, by day.

    `least`: how long it has to be in one piece, and how much of it has to fall on a later day for that day to count.
    """

    regimes: frozenset[str]
    least: timedelta
    day: Fraction
    free_day: Fraction
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class ExtraDutyFigures:
    """LBG NRW §61, MVergV §3: what a month has to exceed for all of it to be compensated, what a year may be paid."""

    regimes: frozenset[str]
    month_over: timedelta
    citation: str
    year_most: timedelta
    pay_citation: str


@dataclass(frozen=True, slots=True)
class OnCallHours:
    """TVöD §8 Abs. 3 Satz 6: what an hour of shorter Rufbereitschaft is worth, in hours of pay."""

    an_hour: Fraction
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class CallFigures:
    """TVöD §8 Abs. 3 Sätze 4 and 5: up to what the work of a call is paid."""

    round_to: timedelta
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class StandbyTimeFigures:
    """TVöD §9: what share of Bereitschaftszeit is credited."""

    percent: int
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class WageFigures:
    """SGB IV §8 Abs. 1a: the minimum wage in cents, and for how long of it a month is a minijob's."""

    hour_cents: int
    month: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class MinijobFigures:
    """MiLoG §§2 and 17: how soon a minijob's work is recorded, what share of a month goes to an account, in percent."""

    regimes: frozenset[str]
    within_days: int
    within_citation: str
    account_share: int
    account_citation: str


@dataclass(frozen=True, slots=True)
class PreparationFigures:
    """TVöD-V Anlage D.12: the hours of a year for preparation and qualification, of full time."""

    regimes: frozenset[str]
    year: timedelta
    full_week: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class HonoraryFigures:
    """MiLoG §22 Abs. 3: under which terms an office is held for honour, so that its time is no working time."""

    regimes: frozenset[str]
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class OnDemandFigures:
    """TzBfG §12: what is agreed where nothing is, the shares in percent beyond what is, and the days of notice."""

    week: timedelta
    call: timedelta
    over_least: int
    under_most: int
    citation: str
    notice_days: int
    notice_citation: str


@dataclass(frozen=True, slots=True, eq=False)
class SchoolFigures:
    """BBiG §15, JArbSchG §9: before which lessons nobody works, which days and weeks at school are free of work.

    A day of more than `most_lessons` is, once a week; a week of `block_hours` on `block_days` is but for `block_extra`.
    `travel_counts`: whether the way between school and work is credited with other lessons.
    """

    early: tuple[ClockSpan, ...]
    early_citation: str
    most_lessons: int
    day_citation: str
    block_hours: timedelta
    block_days: int
    block_extra: timedelta
    block_citation: str
    travel_counts: bool
    hours_citation: str
    rule: str


@dataclass(frozen=True, slots=True)
class DayForm:
    """Rulebook C-4: which gaps begin a new protective working day."""

    new_day_gap: timedelta
    same_day_gap: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class LawFigures:
    """Everything of law that one evaluation may ask, each dated."""

    breaks: Dated[BreakFigures]
    limits: Dated[DayLimits]
    shortened_rest: Dated[ShortenedRest]
    short_work: Dated[ShortWork]
    day_form: Dated[DayForm]
    night: Dated[NightFigures]
    averages: Dated[AverageFigures]
    night_workers: Dated[NightWorkerFigures]
    substitutes: Dated[SubstituteFigures]
    fire: Dated[FireFigures]
    minors: Dated[MinorFigures]
    maternity: Dated[MaternityFigures]
    nursing: Dated[NursingFigures]
    miscarriage: Dated[MiscarriageFigures]
    outside: Dated[Outside]
    release: Dated[ReleaseFigures]
    parental: Dated[ParentalFigures]
    extra_work: Dated[ExtraWork]
    official_week: Dated[OfficialWeek]
    officials: Dated[Officials]
    official_limits: Dated[OfficialLimits]
    official_year: Dated[OfficialYear]
    standby_weeks: Dated[StandbyWeekFigures]
    gateway_average: Dated[GatewayAverage]
    on_call_reaction: Dated[ReactionFigures]
    paid_breaks: Dated[PaidBreaks]
    on_call: Dated[OnCallFigures]
    on_call_hours: Dated[OnCallHours]
    call_outs: Dated[CallFigures]
    remote_calls: Dated[CallFigures]
    standby_time: Dated[StandbyTimeFigures]
    premiums: tuple[Dated[PremiumFigures], ...]
    overtime: Dated[OvertimeFigures]
    extra_duty: Dated[ExtraDutyFigures]
    trips: Dated[TripFigures]
    sick_pay: Dated[SickPayFigures]
    tariff_sick_pay: Dated[TariffSickPay]
    certificates: Dated[CertificateFigures]
    official_sickness: Dated[OfficialSickness]
    sick_on_time_off: Dated[RestoredFigures]
    sick_on_leave: Dated[RestoredFigures]
    trip_month: Dated[TripMonthFigures]
    school: Dated[SchoolFigures]
    minimum_wage: Dated[WageFigures]
    minijobs: Dated[MinijobFigures]
    on_demand: Dated[OnDemandFigures]
    honorary: Dated[HonoraryFigures]
    agreements: Dated[AgreementFigures]
    long_term: Dated[LongTermFigures]
    lapse: Dated[LapseFigures]
    preparation: Dated[PreparationFigures]
    leave: LeaveLaw
