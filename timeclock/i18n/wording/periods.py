"""What a week, a month or a year came to."""

from __future__ import annotations

from timeclock.core.periods import PeriodKind, PeriodResult, told
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording.figures import spoken

# Braces name the figures of the period, its first and its last day.
PERIOD = {
    PeriodKind.AVERAGE: N_("{first} to {last}: {worked_min} worked on {werktage} working days, {limit_min} allowed"),
    PeriodKind.FREE_SUNDAYS: N_("{first} to {last}: {free} of {sundays} Sundays free, {least} due"),
    PeriodKind.NIGHT_WORKER: N_("{first} to {last}: night work on {night_days} days, a night worker from {least} on"),
    PeriodKind.NIGHT_AVERAGE: N_(
        "{first} to {last}: {worked_min} worked on {werktage} working days, {limit_min} allowed (night work)"
    ),
    PeriodKind.SUBSTITUTE_SUNDAY: N_("Sunday {worked} worked: free day due by {latest}"),
    PeriodKind.SUBSTITUTE_HOLIDAY: N_("Public holiday {worked} worked: free day due by {latest}"),
    PeriodKind.STANDBY_WEEK: N_(
        "{first} to {last}: {worked_min} with {standby_min} of standby time count {counted_min}, {limit_min} allowed"
    ),
    PeriodKind.FIRE_WEEK: N_("{first} to {last}: {worked_min} worked in the week, {limit_min} allowed"),
    PeriodKind.FIRE_MONTHS: N_("{first} to {last}: {average_min} a week; {worked_min} of {limit_min} allowed"),
    PeriodKind.FIRE_YEAR: N_("{first} to {last}: {average_min} a week; {worked_min} of {limit_min} allowed"),
    PeriodKind.CUT_REST: N_("{rest_min} of rest before {cut}: one of {due_min} due by {latest}"),
    PeriodKind.REST_DAY: N_("{rest_min} of rest around {first}, {due_min} due"),
    PeriodKind.GATEWAY_YEAR: N_("{first} to {last}: {average_min} a week; {worked_min} of {limit_min} allowed"),
    PeriodKind.MINOR_WEEK: N_(
        "{first} to {last}: {worked_min} on {days} days, {limit_min} on {most_days} allowed (minor)"
    ),
    PeriodKind.PREPARATION_YEAR: N_("{first} to {last}: {preparation_min} of preparation, {least_min} due in the year"),
    PeriodKind.BLOCK_WEEK: N_("{first} to {last}: block week at school, {worked_min} worked, {limit_min} allowed"),
    PeriodKind.DOUBLE_WEEK: N_("{first} to {last}: {worked_min} worked or planned, {limit_min} allowed (maternity)"),
    PeriodKind.OFFICIAL_YEAR: N_(
        "{first} to {last}: {worked_min} worked or planned, {limit_min} allowed (civil servants)"
    ),
    PeriodKind.PARENTAL_MONTH: N_(
        "{first} to {last}: {worked_min} worked or planned, {limit_min} allowed (parental leave)"
    ),
    PeriodKind.MUSCHG_MONTH: N_("{first} to {last}: {worked_min} worked or away, {limit_min} allowed (maternity)"),
    PeriodKind.OVERTIME_WEEK: N_(
        "{first} to {last}: {ordered_min} ordered above the contract; left of it {extra_work_min} extra work, "
        "{overtime_min} overtime"
    ),
    PeriodKind.EXTRA_DUTY: N_("{first} to {last}: {extra_duty_min} of extra duty, {compensated_min} to be compensated"),
    PeriodKind.EXTRA_DUTY_YEAR: N_("{first} to {last}: {extra_duty_min} of extra duty, {payable_min} payable at most"),
    PeriodKind.PREMIUM_TIME: N_("{first} to {last}: premiums are worth {time_min} as time"),
    PeriodKind.TRIP_MONTH: N_(
        "{first} to {last}: {uncredited_min} of travel not counted; of that over {over_min}, {bonus_min} are time off"
    ),
    PeriodKind.MINIJOB: N_(
        "{first} to {last}: {worked_min} worked, {contract_min} agreed; {limit_min} at minimum wage are {euros} Euro"
    ),
    PeriodKind.ON_DEMAND_WEEK: N_(
        "{first} to {last}: {worked_min} on demand, at least {least_min} are paid, at most {most_min} may be called"
    ),
    PeriodKind.ACCOUNT_MONTH: N_(
        "{first} to {last}: for the working-time account {balance_min} of balance, {overtime_min} of overtime, "
        "{premiums_min} of premiums"
    ),
    PeriodKind.LONG_TERM_CREDIT: N_(
        "{first} to {last}: {worked_min} agreed to be worked, {paid_min} paid; {amount_min} of long-term credit"
    ),
    PeriodKind.ILLNESS: N_("Ill from {first} to {last}: pay goes on"),
}
PAID_UNTIL = N_("Ill from {first} to {last}: pay goes on from {pay_from} to {pay_to}")
USED_UP = N_("Ill from {first} to {last}: the weeks of pay for this illness are used up")
SUPPLEMENT = N_("{sentence}, then a supplement to the sickness benefit up to {supplement_to} at most")
CERTIFICATE_DUE = N_("{sentence}; the certificate is due by {due}")


def period_sentence(period: PeriodResult, say: Translator) -> str:
    """Return what a period came to: "5.1.2026 bis 21.6.2026: 936:00 gearbeitet …"."""
    figures = spoken({**told(period.days), **period.figures}, say)
    plain = PAID_UNTIL if "pay_to_day" in figures else USED_UP if "paid" in figures else PERIOD[period.kind]
    sentence = say.text(plain, **figures)
    for name, more in (("supplement_to_day", SUPPLEMENT), ("due_day", CERTIFICATE_DUE)):
        if name in period.figures:
            sentence = say.text(more, sentence=sentence, **figures)
    return sentence
