"""What becomes of leave: which days use it, who pays for them, and how long what is left can be taken."""

from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction

import pytest

from tests.core.builders import BERLIN, a_file, law_figures, nrw, reasons
from timeclock.core.absences import Absence, Extent, IllnessNotes
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.leave import granted
from timeclock.core.leave_balance import Held, balance, leave_days
from timeclock.core.leave_basis import LeaveCause, basis, changed
from timeclock.core.leave_expiry import ExpiryReason
from timeclock.core.leave_file import LeaveFile, LeaveTerms, leave_year
from timeclock.core.leave_payment import Entitlement, LeaveDay, Use, paid
from timeclock.core.leave_situation import Ground, Told, lapses
from timeclock.core.leave_use import planned, used_days
from timeclock.core.leave_year import LeaveKind, ShiftMonths, WorkedDays
from timeclock.core.lines import Reason
from timeclock.core.plans import ClockSpan, DayPlan, LongTerm, ModelRules, PlanInForce, ShiftWork
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.core.timelines import Stretch
from timeclock.core.two_weeks import lacks, longest_part
from timeclock.core.walltime import span_of

ANNUAL, OLD = LeaveKind.ANNUAL, date(2000, 1, 1)
WORK, FREE = DayPlan("W", timedelta(hours=8)), DayPlan("F", timedelta())
TODAY = date(2026, 11, 20)
YEARS = DaySpan(date(2025, 1, 1), date(2029, 1, 1))


def plan(day, held_by=Reason.PATTERN, regime="tvoed", rules=None):
    held = WORK if day.isoweekday() <= 5 or held_by is Reason.SHIFT else FREE
    return PlanInForce(1, held, rules or ModelRules(), regime=regime, held_by=held_by)


def terms(regime="tvoed", days_per_week=5, from_day=OLD, to_day=None):
    return Stretch(from_day, to_day, LeaveTerms(regime, days_per_week))


def file(*absences, **more):
    held = LeaveFile(
        employment_id=1,
        employed=(Stretch(OLD, None, None),),
        terms=(terms(),),
        absences=absences,
        plans={day: plan(day) for day in YEARS},
        calendar=nrw(),
        law=law_figures(),
        today=TODAY,
    )
    return replace(held, **more)


def absent(code, first, last, **more):
    days = DaySpan(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    return Absence(1, days, reasons()[code], **more)


def lapse(held, year=2026, told=(), grounds=()):
    found = lapses(held, ANNUAL, year, told, grounds)
    return found.on, found.reason


def test_planned_days_use_leave_but_no_holidays_and_no_sick_days():
    week = DaySpan(date(2026, 5, 25), date(2026, 6, 1))
    plans = {day: plan(day) for day in week}
    sick = frozenset({date(2026, 5, 27)})

    used = used_days(week, plans, nrw(), law_figures(), sick)

    assert [day.day for day in used] == [26, 28, 29]
    assert used_days([date(2026, 5, 26)], {}, nrw(), law_figures()) == ()
    without_model = {week.from_day: replace(plan(week.from_day), plan=None)}
    assert used_days([week.from_day], without_model, nrw(), law_figures()) == ()


@pytest.mark.parametrize(("held_by", "regime"), [(Reason.SHIFT, "tvoed"), (Reason.PATTERN, "azvofeu_nrw")])
def test_who_is_on_duty_on_a_holiday_uses_leave_on_it(held_by, regime):
    whit_monday = date(2026, 5, 25)
    held = {whit_monday: plan(whit_monday, held_by, regime)}

    assert used_days([whit_monday], held, nrw(), law_figures()) == (whit_monday,)


def test_what_expires_first_pays_first_and_what_is_left_goes_on():
    carried = Entitlement(ANNUAL, 2025, Fraction(3, 2), date(2025, 1, 1), date(2026, 3, 31), begun=True)
    this_year = Entitlement(ANNUAL, 2026, Fraction(30), date(2026, 1, 1), date(2026, 12, 31))
    days = [LeaveDay(date(2026, 3, 30) + timedelta(days=no), "leave", date(2026, 3, 30)) for no in range(3)]

    assert paid([this_year, carried], days) == (
        Use(date(2026, 3, 30), Fraction(1), ANNUAL, 2025),
        Use(date(2026, 3, 31), Fraction(1, 2), ANNUAL, 2025),
        Use(date(2026, 3, 31), Fraction(1, 2), ANNUAL, 2026),
        Use(date(2026, 4, 1), Fraction(1), ANNUAL, 2026),
    )


def test_older_leave_that_does_not_lapse_waits_for_what_does():
    untold = Entitlement(ANNUAL, 2025, Fraction(5), date(2025, 1, 1))
    this_year = Entitlement(ANNUAL, 2026, Fraction(30), date(2026, 1, 1), date(2026, 12, 31))

    assert paid([untold, this_year], [LeaveDay(TODAY, "leave", TODAY)])[0].year == 2026


def test_leave_that_began_in_time_goes_on_past_its_last_day():
    carried = Entitlement(ANNUAL, 2025, Fraction(9), date(2025, 1, 1), date(2026, 3, 31), begun=True)
    late = LeaveDay(date(2026, 4, 1), "leave", date(2026, 4, 1))

    assert paid([carried], [replace(late, began=date(2026, 3, 31))])[0].kind is ANNUAL
    assert paid([carried], [late]) == (Use(date(2026, 4, 1), Fraction(1)),)
    assert paid([replace(carried, begun=False)], [replace(late, began=date(2026, 3, 31))])[0].kind is None


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("leave", LeaveKind.ANNUAL),
        ("extra_leave", LeaveKind.SHIFT),
        ("exchange_day", LeaveKind.EXCHANGE),
        ("regeneration_day", LeaveKind.REGENERATION),
        ("conversion_day", LeaveKind.CONVERSION),
    ],
)
def test_a_reason_is_paid_by_its_own_kinds(reason, kind):
    kinds = set(LeaveKind) - {LeaveKind.DISABILITY}
    held = [Entitlement(each, 2026, Fraction(1), date(2026, 1, 1)) for each in kinds]

    assert paid(held, [LeaveDay(TODAY, reason, TODAY)])[0].kind is kind


def test_leave_of_a_year_to_come_pays_for_nothing_before():
    coming = Entitlement(ANNUAL, 2027, Fraction(30), date(2027, 1, 1))

    assert paid([coming], [LeaveDay(TODAY, "leave", TODAY)]) == (Use(TODAY, Fraction(1)),)


def test_a_balance_says_what_was_taken_what_is_planned_and_what_is_left():
    held = file(absent("leave", "2026-07-06", "2026-07-10"), absent("leave", "2026-12-21", "2027-01-03"))

    found = balance(held, {(ANNUAL, 2026): Fraction(30)}, [Told(2026, date(2026, 1, 8))])

    [year] = found.held
    assert (year.days, year.taken, year.planned, year.left, year.lapsed) == (30, 5, 6, 19, 0)
    assert year.expiry.on == date(2026, 12, 31)
    assert found.uncovered == ()


def test_what_has_lapsed_is_left_no_more():
    found = balance(file(), {(ANNUAL, 2025): Fraction(4)}, [Told(2025, date(2025, 1, 8))])

    assert [(each.left, each.lapsed) for each in found.held] == [(0, 4)]


def test_more_days_than_there_are_stand_uncovered():
    held = file(absent("leave", "2026-07-06", "2026-07-10"))

    found = balance(held, {(ANNUAL, 2026): Fraction(4)}, ())

    assert found.uncovered == (Use(date(2026, 7, 10), Fraction(1)),)


def test_an_exchange_day_is_of_the_year_after_its_declaration():
    held = file(absent("exchange_day", "2026-07-06", "2026-07-06"), absent("exchange_day", "2027-07-06", "2027-07-06"))

    found = balance(held, {(LeaveKind.EXCHANGE, 2026): Fraction(2)}, ())

    assert [(use.day.year, use.kind) for use in found.uses] == [(2026, None), (2027, LeaveKind.EXCHANGE)]


def test_half_a_day_uses_half_a_day_and_a_certified_day_none():
    half = absent("leave", "2026-07-06", "2026-07-06", extent=Extent.REST, from_clock=time(12))
    notes = IllnessNotes((DaySpan(date(2026, 7, 9), date(2026, 7, 10)),))
    held = file(
        half, absent("leave", "2026-07-07", "2026-07-09"), absent("sick", "2026-07-08", "2026-07-09", notes=notes)
    )

    assert [(each.day.day, each.share) for each in leave_days(held)] == [(6, Fraction(1, 2)), (7, 1), (8, 1)]


def test_a_year_is_read_off_what_is_known_of_an_employment():
    held = file(
        employed=(Stretch(date(2026, 2, 1), date(2026, 12, 1), None),),
        terms=(terms(to_day=date(2026, 5, 1)), terms(days_per_week=3, from_day=date(2026, 5, 1))),
    )

    found = leave_year(held, 2026)

    assert (found.entry, found.exit) == (date(2026, 2, 1), date(2026, 11, 30))
    assert found.weeks == (WorkedDays(Fraction(3), 5), WorkedDays(Fraction(7), 3))
    assert leave_year(held, 2025) is None
    assert leave_year(held, 2027) is None


def test_terms_that_change_no_day_of_the_week_are_one_stretch():
    held = file(terms=(terms(to_day=date(2026, 7, 1)), terms(from_day=date(2026, 7, 1), to_day=date(2030, 1, 1))))

    assert leave_year(held, 2026).weeks == (WorkedDays(Fraction(12), 5),)


def test_months_in_which_a_block_or_a_sabbatical_is_free_give_no_leave():
    free = replace(plan(TODAY, rules=ModelRules(long_term=LongTerm("SGB IV §7b", Fraction(0)))), pattern=(FREE,) * 7)
    plans = {day: free if day >= date(2026, 7, 1) else plan(day) for day in YEARS}
    held = file(plans=plans)

    year = leave_year(held, 2026)

    assert year.weeks == (WorkedDays(Fraction(6), 5), WorkedDays(Fraction(6), 0))
    assert [each.days for each in granted(year, law_figures().leave)] == [15]
    assert granted(leave_year(held, 2027), law_figures().leave) == ()


def test_months_in_which_credit_is_saved_give_leave():
    saving = replace(plan(TODAY, rules=ModelRules(long_term=LongTerm("SGB IV §7b", Fraction(2)))), pattern=(WORK,) * 5)

    year = leave_year(file(plans=dict.fromkeys(YEARS, saving)), 2026)

    assert [each.days for each in granted(year, law_figures().leave)] == [30]


def test_who_comes_back_within_a_year_has_what_the_second_time_gives():
    held = file(employed=(Stretch(OLD, date(2026, 3, 1), None), Stretch(date(2026, 7, 1), None, None)))

    assert leave_year(held, 2026).entry == date(2026, 7, 1)
    assert leave_year(held, 2026).weeks == (WorkedDays(Fraction(6), 5),)


def test_an_office_of_honour_has_no_leave():
    assert leave_year(file(terms=(terms("ehrenamt"),)), 2026) is None
    assert leave_year(file(terms=(terms("ehrenamt"),), plans={}), 2014) is not None


@pytest.mark.parametrize("code", ["parental_leave", "care_leave", "unpaid_leave"])
def test_full_months_away_without_pay_reduce_a_year(code):
    held = file(absent(code, "2026-03-01", "2026-05-15"), absent("sick", "2026-07-01", "2026-07-31"))

    assert leave_year(held, 2026).reduced == 2


def test_part_time_work_on_parental_leave_keeps_the_year_whole():
    part_time = Protection(ProtectionKind.PARENTAL_PART_TIME, date(2026, 4, 1), date(2026, 5, 1))
    held = file(absent("parental_leave", "2026-03-01", "2026-05-31"), protections=(part_time,))

    assert leave_year(held, 2026).reduced == 2
    assert leave_year(replace(held, law=law_figures()), 2005).reduced == 0


@pytest.mark.parametrize(("born", "retires"), [("1963-06-30", True), ("1963-07-01", False)])
def test_who_leaves_at_sixty_three_retires(born, retires):
    leaves = (Stretch(OLD, date(2026, 7, 1), None),)
    held = file(employed=leaves, terms=(terms("azvo_nrw"),), born_on=date.fromisoformat(born))

    assert leave_year(held, 2026).retires is retires
    assert not leave_year(replace(held, born_on=None), 2026).retires
    assert not leave_year(replace(held, employed=(Stretch(OLD, date(2012, 7, 1), None),)), 2012).retires


def test_months_of_shift_work_count_once_they_are_over():
    rules = {day: ModelRules(shift_work=ShiftWork.ROUND_THE_CLOCK) for day in YEARS if day >= date(2025, 12, 1)}
    held = file(plans={day: plan(day, rules=rules.get(day)) for day in YEARS})

    assert leave_year(held, 2026).round_the_clock == (ShiftMonths(10, before=1),)
    assert leave_year(held, 2025).round_the_clock == (ShiftMonths(1),)
    assert leave_year(held, 2026).shifts == ()


def test_the_social_service_is_known_by_its_model():
    held = file(plans={day: plan(day, rules=ModelRules(prepares=True)) for day in YEARS})

    assert leave_year(held, 2026).social
    assert not leave_year(file(), 2026).social
    assert not leave_year(file(plans={}), 2026).social


@pytest.mark.parametrize(("degree", "days"), [(50, 5), (49, None)])
def test_those_held_equal_have_no_additional_leave(degree, days):
    status = Protection(ProtectionKind.DISABLED, OLD, figures=Figures(degree=degree))
    held = file(protections=(status, Protection(ProtectionKind.OPT_OUT, OLD)))

    found = {each.kind: each.days for each in granted(leave_year(held, 2026), held.law.leave)}

    assert found.get(LeaveKind.DISABILITY) == days
    assert leave_year(held, 2017).disabled is None


def test_a_status_that_ended_before_the_year_gives_nothing():
    ended = Protection(ProtectionKind.DISABLED, OLD, date(2025, 7, 1), Figures(degree=60))

    assert leave_year(file(protections=(ended,)), 2026).disabled is None
    assert leave_year(file(protections=(ended,)), 2025).disabled == DaySpan(date(2025, 1, 1), date(2025, 7, 1))


TOLD = Told(2026, date(2026, 1, 8))


def test_leave_nobody_spoke_of_does_not_lapse():
    assert lapse(file()) == (None, ExpiryReason.UNINFORMED)
    assert lapse(file(), told=[Told(2025, date(2025, 1, 8))]) == (None, ExpiryReason.UNINFORMED)


def test_leave_spoken_of_a_year_later_lapses_as_that_of_the_later_year():
    assert lapse(file(), 2025, [TOLD]) == (date(2026, 12, 31), ExpiryReason.YEAR)


def test_a_ground_carries_leave_over():
    assert lapse(file(), told=[TOLD], grounds=[Ground(2026)]) == (date(2027, 3, 31), ExpiryReason.CARRIED)
    assert lapse(file(), told=[TOLD], grounds=[Ground(2026, True)]) == (date(2027, 5, 31), ExpiryReason.PREVENTED)
    assert lapse(file(), told=[TOLD], grounds=[Ground(2025)]) == (date(2026, 12, 31), ExpiryReason.YEAR)


@pytest.mark.parametrize("code", ["sick", "sick_unpaid", "reintegration"])
def test_who_is_ill_at_the_end_of_a_year_has_a_ground(code):
    assert lapse(file(absent(code, "2026-12-28", "2027-01-08")), told=[TOLD]) == (
        date(2027, 3, 31),
        ExpiryReason.CARRIED,
    )


def test_who_is_ill_in_march_has_until_may():
    held = file(absent("sick", "2027-03-29", "2027-04-09"))

    assert lapse(held, told=[TOLD], grounds=[Ground(2026)]) == (date(2027, 5, 31), ExpiryReason.PREVENTED)


def test_who_is_ill_all_along_has_fifteen_months():
    ill = file(absent("sick", "2026-06-01", "2027-12-31"))

    assert lapse(ill, told=[TOLD]) == (date(2028, 3, 31), ExpiryReason.ILL)
    assert lapse(ill) == (None, ExpiryReason.ILL_UNINFORMED)
    assert lapse(file(absent("sick", "2025-12-01", "2027-12-31"))) == (date(2028, 3, 31), ExpiryReason.ILL)


@pytest.mark.parametrize("code", ["maternity", "employment_ban", "parental_leave"])
def test_after_a_ban_leave_can_be_taken_in_the_year_of_the_return_and_the_next(code):
    away = file(absent(code, "2026-09-01", "2027-02-28"))

    assert lapse(away, told=[Told(2027, date(2027, 3, 3))]) == (date(2028, 12, 31), ExpiryReason.RETURNED)
    assert lapse(away, 2025, [Told(2027, date(2027, 3, 3))]) == (date(2027, 12, 31), ExpiryReason.YEAR)


def test_after_a_ban_she_has_to_be_told_anew():
    away = file(absent("maternity", "2026-09-01", "2027-02-28"))

    assert lapse(away, told=[TOLD]) == (None, ExpiryReason.UNINFORMED)


def test_part_time_on_parental_leave_is_no_absence_that_leave_waits_for():
    part_time = Protection(ProtectionKind.PARENTAL_PART_TIME, OLD)
    away = file(absent("parental_leave", "2026-09-01", "2027-02-28"), protections=(part_time,))

    assert lapse(away, told=[TOLD]) == (date(2026, 12, 31), ExpiryReason.YEAR)


def test_a_year_before_the_employment_has_terms_of_nobody():
    assert lapse(file(employed=()), 2026) == (None, ExpiryReason.UNINFORMED)


def test_what_a_year_followed_from_says_what_changed():
    before, status = leave_year(file(), 2026), Protection(ProtectionKind.DISABLED, OLD, figures=Figures(degree=50))
    cases = {
        LeaveCause.TERMS: file(terms=(terms(days_per_week=3),)),
        LeaveCause.EMPLOYMENT: file(employed=(Stretch(OLD, date(2026, 7, 1), None),)),
        LeaveCause.ABSENCE: file(absent("unpaid_leave", "2026-03-01", "2026-03-31")),
        LeaveCause.DISABILITY: file(protections=(status,)),
        LeaveCause.SHIFTS: file(plans={day: plan(day, rules=ModelRules(shift_work=ShiftWork.SHIFTS)) for day in YEARS}),
        LeaveCause.LAW: file(),
    }

    found = {cause: changed(basis(before), basis(leave_year(held, 2026))) for cause, held in cases.items()}

    assert found[LeaveCause.EMPLOYMENT] is LeaveCause.TERMS
    assert {cause: each for cause, each in found.items() if cause is not LeaveCause.EMPLOYMENT} == {
        cause: cause for cause in LeaveCause if cause is not LeaveCause.EMPLOYMENT
    }
    assert basis(None) == {}


@pytest.mark.parametrize(
    ("spans", "longest"),
    [
        ([("2026-07-06", "2026-07-17")], 12),
        ([("2026-07-06", "2026-07-10"), ("2026-07-13", "2026-07-16")], 10),
        ([("2026-07-06", "2026-07-16"), ("2026-08-03", "2026-08-07")], 10),
        ([("2026-05-18", "2026-05-29")], 11),
        ([], 0),
    ],
)
def test_the_longest_part_of_leave_has_its_days_off_in_it(spans, longest):
    held = file(*(absent("leave", *span) for span in spans))

    assert longest_part(held, 2026) == longest
    assert lacks(held, 2026) is (longest < 12)


def test_nobody_speaks_of_two_weeks_before_october():
    assert lacks(file(today=date(2026, 10, 1)), 2026)
    assert not lacks(file(today=date(2026, 9, 30)), 2026)


def test_a_roster_says_which_days_are_leave():
    night = Duty(1, DutyKind.WORK, span_of(date(2026, 7, 5), ClockSpan(time(6), time(14)), BERLIN))
    days = DaySpan(date(2026, 7, 4), date(2026, 7, 7))
    person = replace(a_file(()), plans={(1, day): plan(day) for day in days}, duties=(night,))

    found = planned(replace(person, rostered=frozenset({(1, date(2026, 7, 1))})))

    assert {key[1].day: held.held_by for key, held in found.items()} == {
        4: Reason.OFF_DUTY,
        5: Reason.SHIFT,
        6: Reason.OFF_DUTY,
    }


def test_a_kind_that_is_over_has_no_more_days_than_it_had():
    held = Held(ANNUAL, 2026, Fraction(3), Fraction(1), Fraction(1), lapses(file(), ANNUAL, 2026, ()), is_over=False)

    assert held.left == 1
