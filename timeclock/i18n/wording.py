"""What each code is called: tables from code to English sentence, the key of the catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.amounts import Amount, AmountKind, Unit, thousandths
from timeclock.core.day import DayState
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Reason
from timeclock.core.periods import PeriodKind, PeriodResult, told
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import Span
from timeclock.core.stamps import StampKind
from timeclock.i18n import formats
from timeclock.i18n.translation import Translator


def N_(sentence: str) -> str:  # noqa: N802  the name gettext tools look for
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence


REASON_WITH_SPAN = {
    Reason.WORK: N_("Work from {from_clock} to {to_clock}"),
    Reason.ERRAND: N_("Errand from {from_clock} to {to_clock}"),
    Reason.MOBILE_WORK: N_("Mobile work from {from_clock} to {to_clock}"),
    Reason.CALL_OUT: N_("Call-out from {from_clock} to {to_clock}"),
    Reason.REMOTE_CALL: N_("Call at the place of stay from {from_clock} to {to_clock}"),
    Reason.ABSENT: N_("{absence} from {from_clock} to {to_clock}: of {planned} planned, {worked} count without it"),
    Reason.ABSENT_NO_TARGET: N_("{absence} from {from_clock} to {to_clock}: no work is due"),
    Reason.STANDBY_ON_SITE: N_("Standby on site from {from_clock} to {to_clock}"),
    Reason.SCHOOL_HOURS: N_("{absence} from {from_clock} to {to_clock}: lessons with breaks and the way"),
}

# Braces name the figures that core puts on such a line.
REASON = {
    Reason.WORK: N_("Work"),
    Reason.ERRAND: N_("Errand"),
    Reason.MOBILE_WORK: N_("Mobile work"),
    Reason.CALL_OUT: N_("Call-out"),
    Reason.REMOTE_CALL: N_("Call at the place of stay"),
    Reason.STANDBY_ON_SITE: N_("Standby on site"),
    Reason.STANDBY_SHARE: N_("Standby on site counts {percent}: the rest is not credited"),
    Reason.BREAK_DEDUCTED: N_("Break deducted: for {present} of work {required} are due, {interruptions} were taken"),
    Reason.BREAK_CONTESTED: N_("Break not taken, as declared: credited again"),
    Reason.BREAK_PAID: N_("Break counts, as in shift work round the clock: {taken} taken, {required} due by law"),
    Reason.OUTSIDE_FRAME: N_("Outside the frame from {from} to {to}: does not count"),
    Reason.ORDERED: N_("Ordered: counts although it lies outside the frame"),
    Reason.DOUBLED_STAMP: N_("{stamp} at {at} was stamped twice: counts once"),
    Reason.PATTERN: N_("Target by the weekly pattern"),
    Reason.SPECIAL_PLAN: N_("Target by the special plan of this day: {plan}"),
    Reason.SHIFT: N_("Target by the roster: {plan}"),
    Reason.OFF_DUTY: N_("Free by the roster"),
    Reason.RECOGNISED: N_("Target by the day plan your coming is nearest to: {plan}"),
    Reason.HOLIDAY: N_("{holiday} is a public holiday: no work is due"),
    Reason.HOLIDAY_SHARE: N_("{holiday} is a public holiday: less is due in this week, on duty or not"),
    Reason.CLOSED_DAY: N_("{holiday}: offices are closed, no work is due"),
    Reason.ABSENT: N_("{absence}: of {planned} planned, {worked} count without it, and the rest is credited"),
    Reason.ABSENT_REST: N_("{absence} from {from} on: of {planned} planned, {worked} count; the rest is credited"),
    Reason.ABSENT_NO_TARGET: N_("{absence}: no work is due"),
    Reason.TRIP: N_("{absence}: {site} at the place, {travel} of travel; {uncredited} of travel do not count"),
    Reason.SCHOOL_HOURS: N_("{absence}: lessons with breaks and the way"),
    Reason.SCHOOL_DAY: N_("{absence}, {lessons} lessons: an average day is credited, and no work is due"),
    Reason.SCHOOL_BLOCK: N_("{absence}, block week: an average week is credited, {extra} of training may be added"),
    Reason.ABSENT_NO_CREDIT: N_("{absence}: nothing is credited, the target stays"),
}

PREMIUM = {
    PremiumKind.NIGHT: N_("Night work {spans}: premium of {percent} %"),
    PremiumKind.HOLIDAY: N_("Public holiday without time off {spans}: premium of {percent} %"),
    PremiumKind.HOLIDAY_TIME_OFF: N_("Public holiday with time off {spans}: premium of {percent} %"),
    PremiumKind.EVE: N_("24 or 31 December {spans}: premium of {percent} %"),
    PremiumKind.SUNDAY: N_("Sunday work {spans}: premium of {percent} %"),
    PremiumKind.SATURDAY: N_("Saturday work {spans}: premium of {percent} %"),
    PremiumKind.UNSOCIAL_DAY: N_("Duty at unsocial hours {spans}: Sunday, public holiday, or afternoon before a feast"),
    PremiumKind.UNSOCIAL_SATURDAY: N_("Duty at unsocial hours {spans}: Saturday afternoon"),
    PremiumKind.UNSOCIAL_NIGHT: N_("Duty at unsocial hours {spans}: night"),
}

PROTECTION = {
    ProtectionKind.MATERNITY: N_("Maternity protection"),
    ProtectionKind.MISCARRIAGE: N_("Protection after a miscarriage"),
    ProtectionKind.DISABLED: N_("Disability"),
    ProtectionKind.EXTRA_WORK_EXEMPT: N_("Exempt from extra work (SGB IX §207)"),
    ProtectionKind.OPT_OUT: N_("Consent to longer weeks"),
    ProtectionKind.NIGHT_WORKER: N_("Night worker (ArbZG §2)"),
    ProtectionKind.S18: N_("Outside the ArbZG (§18)"),
}
PROTECTION_FIGURE = {
    "due_on": N_("birth expected on {value}"),
    "birth_on": N_("birth on {value}"),
    "longer": N_("twelve weeks after the birth"),
    "before_birth": N_("works in the six weeks before the birth"),
    "evenings": N_("works until 22:00"),
    "sundays": N_("works on Sundays and holidays"),
    "week": N_("in week {value} of the pregnancy"),
    "degree": N_("degree {value}"),
}

AMOUNT = {
    AmountKind.ON_CALL: N_("On call {spans}: flat rate by day, in hours of pay"),
    AmountKind.ON_CALL_HOURS: N_("On call {spans}: share of an hour's pay for each hour, in hours of pay"),
    AmountKind.CALL_OUT: N_("Call-outs {spans}: each paid up to the next full hour"),
    AmountKind.REMOTE_CALL: N_("Calls at the place of stay {spans}: paid in all up to the next full hour"),
    AmountKind.STANDBY_ON_SITE: N_("Standby on site {spans}"),
    AmountKind.STANDBY_TIME: N_("Standby time within the regular week {spans}"),
}

FINDING = {
    Code.MISSING_IN: N_("The coming is missing"),
    Code.MISSING_OUT: N_("The going is missing"),
    Code.STILL_IN: N_("Still present"),
    Code.DOUBLED_STAMP: N_("Stamped twice in a row"),
    Code.IMPOSSIBLE_STAMP: N_("This stamp does not fit the others"),
    Code.BREAK_NOT_ENDED: N_("The end of the break is missing"),
    Code.NO_STAMPS: N_("No stamps on a working day"),
    Code.UNEXCUSED: N_("Absent without excuse"),
    Code.NO_PLAN: N_("No working-time model is assigned"),
    Code.NO_EMPLOYMENT: N_("Stamped on a day without employment"),
    Code.CORE_TIME: N_("Core time not fully worked"),
    Code.OUTSIDE_FRAME: N_("Worked outside the frame"),
    Code.BREAK_CONTESTED: N_("The deducted break was contested"),
    Code.ARBZG_3_2_MAX10: N_("Worked longer than allowed in one day"),
    Code.ARBZG_3_2_AVG: N_("More than 8 hours per working day on average"),
    Code.ARBZG_4_1_DUR30: N_("Break too short for more than 6 hours of work"),
    Code.ARBZG_4_1_DUR45: N_("Break too short for more than 9 hours of work"),
    Code.ARBZG_4_3_6H: N_("Worked too long without a break"),
    Code.ARBZG_5_1_REST11: N_("Rest before this day too short"),
    Code.ARBZG_6_2_AVG: N_("More than 8 hours per working day on average (night work)"),
    Code.ARBZG_5_2_COMP: N_("No longer rest made up for a cut one"),
    Code.REST_TO_COMPENSATE: N_("A longer rest has to make up for a cut one"),
    Code.ARBZG_9_1_SUN: N_("Worked on a Sunday"),
    Code.ARBZG_9_1_HOL: N_("Worked on a public holiday"),
    Code.ARBZG_11_1: N_("Too few free Sundays in this year"),
    Code.ARBZG_11_3: N_("No free day for a Sunday or public holiday worked"),
    Code.AZVOFEU_2_1: N_("Weeks of the fire brigade too long on average"),
    Code.TVOED_9_1: N_("Week with standby time too long"),
    Code.JARBSCHG_8_1_MAX8: N_("Worked longer than allowed (minor)"),
    Code.JARBSCHG_8_1_WEEK40: N_("Worked longer than allowed in one week (minor)"),
    Code.JARBSCHG_11_1_DUR30: N_("Break too short for more than 4½ hours of work (minor)"),
    Code.JARBSCHG_11_1_DUR60: N_("Break too short for more than 6 hours of work (minor)"),
    Code.JARBSCHG_11_2_4H30: N_("Worked too long without a break (minor)"),
    Code.JARBSCHG_11_2_POS: N_("Break too close to the start or the end of work"),
    Code.JARBSCHG_12_SHIFT10: N_("Work and breaks took too long in all (minor)"),
    Code.JARBSCHG_13_REST12: N_("Rest before this day too short (minor)"),
    Code.JARBSCHG_14_1_NIGHT: N_("Worked too early or too late (minor)"),
    Code.JARBSCHG_15_5DAYS: N_("Worked on too many days of the week (minor)"),
    Code.JARBSCHG_16_1_SAT: N_("Worked on a Saturday (minor)"),
    Code.JARBSCHG_17_1_SUN: N_("Worked on a Sunday (minor)"),
    Code.JARBSCHG_18_1_HOL: N_("Worked on a public holiday (minor)"),
    Code.JARBSCHG_18_1_2412: N_("Worked after 14:00 on 24 or 31 December (minor)"),
    Code.MUSCHG_3_1: N_("Worked in the weeks before the birth (maternity protection)"),
    Code.MUSCHG_3_2: N_("Worked in the weeks after the birth (maternity protection)"),
    Code.MUSCHG_3_5: N_("Worked in the weeks after a miscarriage (maternity protection)"),
    Code.MUSCHG_4_1_MAX830: N_("Worked longer than allowed (maternity protection)"),
    Code.MUSCHG_4_1_MAX8U18: N_("Worked longer than allowed (maternity protection, minor)"),
    Code.MUSCHG_4_1_WEEKS: N_("Worked longer than allowed in two weeks (maternity protection)"),
    Code.MUSCHG_4_1_4: N_("Worked longer than agreed in the month (maternity protection)"),
    Code.MUSCHG_4_2_REST11: N_("Rest before this day too short (maternity protection)"),
    Code.MUSCHG_5_1_NIGHT: N_("Worked too early or too late (maternity protection)"),
    Code.MUSCHG_6_1_SUN: N_("Worked on a Sunday (maternity protection)"),
    Code.MUSCHG_6_1_HOL: N_("Worked on a public holiday (maternity protection)"),
    Code.SGBIX_207: N_("Extra work in spite of an exemption from it"),
    Code.OFFICIAL_WEEK: N_("The weekly hours are more than your age or disability allows"),
    Code.PERSONAL_WEEK: N_("Human resources has to look at the weekly hours"),
    Code.PERSONAL_DAY: N_("Personal protection limit: worked too long"),
    Code.PERSONAL_REST: N_("Personal protection limit: rest too short"),
    Code.PERSONAL_HOURS: N_("Personal protection limit: worked too early or too late"),
    Code.PERSONAL_FREE: N_("Personal protection limit: worked on a day off"),
    Code.PERSONAL_PERIOD: N_("Personal protection limit: worked too long over several days"),
    Code.MILOG_2_2_3: N_("More put by in a month than a minijob may"),
    Code.MILOG_17_1: N_("Recorded too late for a minijob"),
    Code.SGBIV_8_1A: N_("More worked than a minijob's month holds at the minimum wage"),
    Code.TZBFG_12_1: N_("Less work called than is paid in any case"),
    Code.TZBFG_12_2: N_("More work called than was agreed"),
    Code.TZBFG_12_3: N_("Called to work too late"),
    Code.BBIG_15_1_1: N_("Worked before lessons that begin before 9:00"),
    Code.BBIG_15_1_2: N_("Worked on a long day at school"),
}

ADVICE = {
    Code.MISSING_IN: N_("Ask for the coming to be added on the page of the day. Until then the day stays open."),
    Code.MISSING_OUT: N_("Ask for the going to be added on the page of the day. Until then the day stays open."),
    Code.STILL_IN: N_("Nothing to do: the day is worked out after the going."),
    Code.DOUBLED_STAMP: N_("Nothing to do: the second stamp is kept but not counted."),
    Code.IMPOSSIBLE_STAMP: N_("Ask the time office to look at the stamps of this day."),
    Code.BREAK_NOT_ENDED: N_("Ask for the end of the break to be added on the page of the day."),
    Code.NO_STAMPS: N_("If there was an absence, have it entered; if there was work, tell the time office the times."),
    Code.UNEXCUSED: N_("Talk to your superior. If there was a reason, have the right absence entered."),
    Code.NO_PLAN: N_("The time office has to assign a model before this day can be worked out."),
    Code.NO_EMPLOYMENT: N_("The stamps are kept. The time office looks for the right employment."),
    Code.CORE_TIME: N_("Talk to your superior if the core time could not be kept."),
    Code.OUTSIDE_FRAME: N_("If the work was ordered, have it confirmed; otherwise this time does not count."),
    Code.BREAK_CONTESTED: N_("The superior is asked; until then the time counts."),
    Code.ARBZG_3_2_MAX10: N_("Please end work earlier. The time counts in full."),
    Code.ARBZG_3_2_AVG: N_(
        "Please agree on shorter days until the period ends: leave, sickness and holidays do not make up for it."
    ),
    Code.ARBZG_4_1_DUR30: N_("Please take breaks of 30 minutes in all, each at least 15 minutes long."),
    Code.ARBZG_4_1_DUR45: N_("Please take breaks of 45 minutes in all, each at least 15 minutes long."),
    Code.ARBZG_4_3_6H: N_("Please take a break after 6 hours at the latest."),
    Code.ARBZG_5_1_REST11: N_("Please begin later after a late end. The time counts in full."),
    Code.ARBZG_6_2_AVG: N_(
        "Please agree on shorter days until the period ends: leave, sickness and holidays do not make up for it."
    ),
    Code.ARBZG_5_2_COMP: N_("Please plan longer rests after short ones. The time counts in full."),
    Code.REST_TO_COMPENSATE: N_("Please plan a rest of twelve hours within the period."),
    Code.ARBZG_9_1_SUN: N_("Sunday work needs an exemption. The time counts in full."),
    Code.ARBZG_9_1_HOL: N_("Work on holidays needs an exemption. The time counts in full."),
    Code.ARBZG_11_1: N_("The superior plans no more Sundays this year. The time counts in full."),
    Code.ARBZG_11_3: N_("Please agree on a free day from Monday to Saturday within the period."),
    Code.AZVOFEU_2_1: N_("The superior plans fewer duties until the average is right. The time counts in full."),
    Code.TVOED_9_1: N_("The superior plans shorter weeks until the average is right. The time counts in full."),
    Code.JARBSCHG_8_1_MAX8: N_("Please end work earlier. The time counts in full."),
    Code.JARBSCHG_8_1_WEEK40: N_("Please go earlier on the other days of the week. The time counts in full."),
    Code.JARBSCHG_11_1_DUR30: N_("Please take breaks of 30 minutes in all, each at least 15 minutes long."),
    Code.JARBSCHG_11_1_DUR60: N_("Please take breaks of 60 minutes in all, each at least 15 minutes long."),
    Code.JARBSCHG_11_2_4H30: N_("Please take a break after 4½ hours at the latest."),
    Code.JARBSCHG_11_2_POS: N_(
        "Please take breaks an hour after the start at the earliest, and an hour before the end at the latest."
    ),
    Code.JARBSCHG_12_SHIFT10: N_("Please come later or go earlier. The time counts in full."),
    Code.JARBSCHG_13_REST12: N_("Please begin later after a late end. The time counts in full."),
    Code.JARBSCHG_14_1_NIGHT: N_("Please work between 6:00 and 20:00 only. The time counts in full."),
    Code.JARBSCHG_15_5DAYS: N_("Two days of each week are free. The time counts in full."),
    Code.JARBSCHG_16_1_SAT: N_(
        "Saturday work needs a ground in the law and a day off in the same week. The time counts in full."
    ),
    Code.JARBSCHG_17_1_SUN: N_(
        "Sunday work needs a ground in the law and a day off in the same week. The time counts in full."
    ),
    Code.JARBSCHG_18_1_HOL: N_("Work on holidays needs a ground in the law and a day off. The time counts in full."),
    Code.JARBSCHG_18_1_2412: N_("Please end work at 14:00 on these days. The time counts in full."),
    Code.MUSCHG_3_1: N_(
        "Work in these weeks is up to you. Tell human resources that you want it; the time counts in full."
    ),
    Code.MUSCHG_3_2: N_("Please do not work in these weeks, not even if you want to. The time counts in full."),
    Code.MUSCHG_3_5: N_(
        "Work in these weeks is up to you. Tell human resources that you want it; the time counts in full."
    ),
    Code.MUSCHG_4_1_MAX830: N_("Please end work earlier. The time counts in full."),
    Code.MUSCHG_4_1_MAX8U18: N_("Please end work earlier. The time counts in full."),
    Code.MUSCHG_4_1_WEEKS: N_("Please work less in the rest of the two weeks. The time counts in full."),
    Code.MUSCHG_4_1_4: N_("Please keep to the agreed weekly hours over the month. The time counts in full."),
    Code.MUSCHG_4_2_REST11: N_("Please begin later after a late end. The time counts in full."),
    Code.MUSCHG_5_1_NIGHT: N_("Please keep to these hours. The time counts in full."),
    Code.MUSCHG_6_1_SUN: N_("Work on this day needs your declaration and an exemption. The time counts in full."),
    Code.MUSCHG_6_1_HOL: N_("Work on this day needs your declaration and an exemption. The time counts in full."),
    Code.SGBIX_207: N_("Please end work after eight hours at the latest. The time counts in full."),
    Code.OFFICIAL_WEEK: N_("Ask human resources to put the weekly hours right."),
    Code.PERSONAL_WEEK: N_("Nothing to do for you: human resources sees what it is about."),
    Code.PERSONAL_DAY: N_("Please keep to the limit when you plan work; human resources answers questions about it."),
    Code.PERSONAL_REST: N_("Please keep to the limit when you plan work; human resources answers questions about it."),
    Code.PERSONAL_HOURS: N_("Please keep to the limit when you plan work; human resources answers questions about it."),
    Code.PERSONAL_FREE: N_("Please plan no work for this day; human resources answers questions about it."),
    Code.PERSONAL_PERIOD: N_(
        "Please keep to the limit when you plan work; human resources answers questions about it."
    ),
    Code.MILOG_2_2_3: N_("The time office settles whether the pay covers the minimum wage; else the rest is paid."),
    Code.MILOG_17_1: N_("Please record each day's work within the time allowed. The time counts in full."),
    Code.SGBIV_8_1A: N_("Human resources settle whether it is still a minijob. The time counts in full."),
    Code.TZBFG_12_1: N_("What was agreed is paid even where it was not called."),
    Code.TZBFG_12_2: N_("The superior calls no more work this week. The time counts in full."),
    Code.TZBFG_12_3: N_("Nobody has to come who was told so late. The time counts in full."),
    Code.BBIG_15_1_1: N_("Trainees do not work before early lessons. The time counts in full."),
    Code.BBIG_15_1_2: N_("One day a week with more than five lessons is free of work. The time counts in full."),
}

# What the figures of a finding say; codes that are not here have none worth saying.
FIGURES = {
    Code.IMPOSSIBLE_STAMP: N_("{stamp} at {at}"),
    Code.MISSING_IN: N_("{stamp} at {at} stands alone"),
    Code.MISSING_OUT: N_("{stamp} at {at} stands alone"),
    Code.DOUBLED_STAMP: N_("{stamp} at {at}"),
    Code.BREAK_NOT_ENDED: N_("{stamp} at {at} stands alone"),
    Code.CORE_TIME: N_("{figure} of the core time are missing"),
    Code.OUTSIDE_FRAME: N_("{figure} lie outside"),
    Code.BREAK_CONTESTED: N_("{figure} are in question"),
    Code.ARBZG_3_2_MAX10: N_("{figure} worked, {limit} allowed"),
    Code.ARBZG_3_2_AVG: N_("{first} to {last}: {figure} worked or planned, {limit} allowed"),
    Code.ARBZG_4_1_DUR30: N_("{figure} of break, {limit} due"),
    Code.ARBZG_4_1_DUR45: N_("{figure} of break, {limit} due"),
    Code.ARBZG_4_3_6H: N_("{figure} without a break, {limit} allowed"),
    Code.ARBZG_5_1_REST11: N_("{figure} of rest, {limit} due"),
    Code.ARBZG_6_2_AVG: N_("{first} to {last}: {figure} worked or planned, {limit} allowed"),
    Code.ARBZG_5_2_COMP: N_("{figure} of rest; one of {limit} was due by {latest}"),
    Code.REST_TO_COMPENSATE: N_("{figure} of rest; one of {limit} is due by {latest}"),
    Code.ARBZG_9_1_SUN: N_("{figure} worked"),
    Code.ARBZG_9_1_HOL: N_("{figure} worked"),
    Code.ARBZG_11_1: N_("{free} free Sundays, {least} due"),
    Code.ARBZG_11_3: N_("worked on {worked}, free day due by {latest}"),
    Code.AZVOFEU_2_1: N_("{first} to {last}: {figure} worked or planned, {limit} allowed"),
    Code.TVOED_9_1: N_("{first} to {last}: {figure}, {limit} allowed"),
    Code.JARBSCHG_8_1_MAX8: N_("{figure} worked, {limit} allowed"),
    Code.JARBSCHG_8_1_WEEK40: N_("{figure} in the week, {limit} allowed"),
    Code.JARBSCHG_11_1_DUR30: N_("{figure} of break, {limit} due"),
    Code.JARBSCHG_11_1_DUR60: N_("{figure} of break, {limit} due"),
    Code.JARBSCHG_11_2_4H30: N_("{figure} without a break, {limit} allowed"),
    Code.JARBSCHG_11_2_POS: N_("{figure} away from it, {limit} due"),
    Code.JARBSCHG_12_SHIFT10: N_("{figure} from coming to going, {limit} allowed"),
    Code.JARBSCHG_13_REST12: N_("{figure} of rest, {limit} due"),
    Code.JARBSCHG_14_1_NIGHT: N_("{figure} worked"),
    Code.JARBSCHG_15_5DAYS: N_("{days} days in the week, {most_days} allowed"),
    Code.JARBSCHG_16_1_SAT: N_("{figure} worked"),
    Code.JARBSCHG_17_1_SUN: N_("{figure} worked"),
    Code.JARBSCHG_18_1_HOL: N_("{figure} worked"),
    Code.JARBSCHG_18_1_2412: N_("{figure} worked"),
    Code.MUSCHG_3_1: N_("{figure} worked"),
    Code.MUSCHG_3_2: N_("{figure} worked"),
    Code.MUSCHG_3_5: N_("{figure} worked"),
    Code.MUSCHG_4_1_MAX830: N_("{figure} worked, {limit} allowed"),
    Code.MUSCHG_4_1_MAX8U18: N_("{figure} worked, {limit} allowed"),
    Code.MUSCHG_4_1_WEEKS: N_("{first} to {last}: {figure} worked or planned, {limit} allowed"),
    Code.MUSCHG_4_1_4: N_("{first} to {last}: {figure} worked or planned, {limit} allowed"),
    Code.MUSCHG_4_2_REST11: N_("{figure} of rest, {limit} due"),
    Code.MUSCHG_5_1_NIGHT: N_("{figure} outside {from}–{to}"),
    Code.MUSCHG_6_1_SUN: N_("{figure} worked"),
    Code.MUSCHG_6_1_HOL: N_("{figure} worked"),
    Code.SGBIX_207: N_("{figure} worked, {limit} allowed"),
    Code.OFFICIAL_WEEK: N_("{figure} a week, {limit} allowed"),
    Code.PERSONAL_DAY: N_("{figure} worked, {limit} allowed"),
    Code.PERSONAL_REST: N_("{figure} of rest, {limit} due"),
    Code.PERSONAL_HOURS: N_("{figure} outside {from}–{to}"),
    Code.PERSONAL_FREE: N_("{figure} worked"),
    Code.PERSONAL_PERIOD: N_("{first} to {last}: {figure} worked or planned, {limit} allowed"),
    Code.MILOG_2_2_3: N_("{figure} above the contract, {limit} allowed"),
    Code.MILOG_17_1: N_("{days} days later, {most_days} allowed"),
    Code.SGBIV_8_1A: N_("{figure} worked, {limit} are {euros} Euro"),
    Code.TZBFG_12_1: N_("{figure} worked, {limit} agreed"),
    Code.TZBFG_12_2: N_("{figure} worked, {limit} allowed"),
    Code.TZBFG_12_3: N_("told on {told}, due on {latest}"),
    Code.BBIG_15_1_1: N_("{figure} worked"),
    Code.BBIG_15_1_2: N_("{figure} worked"),
}

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
    PeriodKind.MINOR_WEEK: N_(
        "{first} to {last}: {worked_min} on {days} days, {limit_min} on {most_days} allowed (minor)"
    ),
    PeriodKind.DOUBLE_WEEK: N_("{first} to {last}: {worked_min} worked or planned, {limit_min} allowed (maternity)"),
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
}

SEVERITY = {
    Severity.NOTE: N_("Note"),
    Severity.WARNING: N_("Please settle"),
    Severity.VIOLATION: N_("Violation"),
}

DAY_STATE = {
    DayState.OPEN: N_("open"),
    DayState.COMPLETE: N_("complete"),
    DayState.FROZEN: N_("closed"),
}

STAMP = {
    StampKind.IN: N_("Coming"),
    StampKind.OUT: N_("Going"),
    StampKind.BREAK_START: N_("Break begins"),
    StampKind.BREAK_END: N_("Break ends"),
    StampKind.ERRAND_OUT: N_("Errand begins"),
    StampKind.ERRAND_IN: N_("Errand ends"),
    StampKind.HOME_IN: N_("Coming (mobile work)"),
    StampKind.HOME_OUT: N_("Going (mobile work)"),
    StampKind.CALL_START: N_("Call-out begins"),
    StampKind.CALL_END: N_("Call-out ends"),
    StampKind.AUTO: N_("Badge held"),
}

# What the button says: the act, not the record of it.
ACT = {
    StampKind.IN: N_("Come"),
    StampKind.OUT: N_("Go"),
    StampKind.BREAK_START: N_("Begin break"),
    StampKind.BREAK_END: N_("End break"),
    StampKind.ERRAND_OUT: N_("Begin errand"),
    StampKind.ERRAND_IN: N_("End errand"),
    StampKind.HOME_IN: N_("Come (mobile work)"),
    StampKind.HOME_OUT: N_("Go (mobile work)"),
    StampKind.CALL_START: N_("Begin call-out"),
    StampKind.CALL_END: N_("End call-out"),
    StampKind.AUTO: N_("Stamp now"),
}

QUARANTINE = {
    "unknown_badge": N_("Badge unknown"),
    "blocked_badge": N_("Badge blocked"),
    "badge_not_held": N_("Nobody held the badge at that time"),
    "no_employment": N_("No employment on that day"),
    "several_employments": N_("Several employments: which one is unclear"),
    "wrong_zone": N_("The terminal runs in another time zone"),
    "future_time": N_("Time lies in the future"),
    "past_time": N_("Time lies too far back"),
    "no_time": N_("The terminal's clock was not reliable"),
    "wrong_signature": N_("Signature does not match"),
    "wrong_source": N_("Sent by another terminal than named"),
    "unknown_person": N_("Staff number unknown"),
    "badge_person_mismatch": N_("Badge and staff number belong to different people"),
    "not_employed_on_date": N_("Not employed on that day"),
    "nonexistent_local_time": N_("The clocks skipped this time"),
    "ambiguous_local_time": N_("The clocks showed this time twice"),
    "implausible_date": N_("The date cannot be right"),
    "direction_unsure": N_("Coming or going cannot be told"),
}

# What a line of an imported file is, if no stamp: ignored, or kept because it cannot be read.
LINE = {
    "blank": N_("The line is blank"),
    "header": N_("It is the heading"),
    "comment": N_("It is a comment"),
    "garbage": N_("Nothing that can be read"),
    "truncated_line": N_("The file ends in the middle of the line"),
    "too_few_fields": N_("Fields are missing"),
    "too_many_fields": N_("There are more fields than the layout has"),
    "short_record": N_("The record is too short"),
    "long_record": N_("The record is too long"),
    "unterminated_quote": N_("A quotation mark is missing"),
    "no_id": N_("Neither badge nor staff number"),
    "not_numeric_id": N_("Badge or staff number is no number"),
    "unknown_kind": N_("The layout does not know this kind of stamp"),
    "missing_time": N_("The time is missing"),
    "missing_offset": N_("The offset from UTC is missing"),
    "unreadable_time": N_("The time is written in another way"),
    "impossible_date": N_("There is no such day"),
    "impossible_time": N_("There is no such time"),
    "impossible_offset": N_("No place is that far from UTC"),
}

# Why a line of a roster is refused.
ROSTER_LINE = {
    "too_few_fields": N_("The line does not have six fields"),
    "impossible_day": N_("There is no such day"),
    "other_month": N_("The day lies in another month"),
    "unknown_kind": N_("It is neither a shift nor standby nor being on call"),
    "impossible_time": N_("There is no such time, or the shift ends before it begins"),
    "time_not_shown": N_("The clocks skipped this time"),
    "unknown_person": N_("Staff number unknown"),
    "not_employed": N_("Not employed on that day"),
    "unknown_plan": N_("The person's model has no day plan of this name"),
    "overlaps": N_("It begins before another of the same person is over"),
}

RULING = {
    "accept": N_("accepted"),
    "void": N_("does not count"),
    "assign": N_("assigned"),
}

REQUEST_STATE = {
    "submitted": N_("waits for a decision"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}

CHANGE = {
    "new": N_("Add a stamp"),
    "change": N_("Change a stamp"),
    "delete": N_("Take a stamp out"),
}

# Why the house itself ruled about a stamp; what a person writes is shown as it is.
RULED = {
    "person_known": N_("It is known now whose stamp it is"),
    "same_stamp": N_("It says the same as another stamp"),
}

ORIGIN = {
    "terminal": N_("Terminal"),
    "web": N_("Browser"),
    "phone": N_("Phone"),
    "correction": N_("Correction"),
    "import": N_("Import"),
    "api": N_("Connected system"),
}

DOCUMENT = {
    "proof": N_("Proof of working time"),
    "timesheet": N_("Timesheet"),
}

ROLE = {
    "employee": N_("Employee"),
    "supervisor": N_("Superior"),
    "time_officer": N_("Time office"),
    "hr": N_("Human resources"),
    "staff_council": N_("Staff council"),
    "data_protection": N_("Data protection"),
    "it_admin": N_("IT"),
    "client": N_("Connected system"),
}

RULES_KIND = {
    "law": N_("Law"),
    "agreement": N_("Agreement"),
    "model": N_("Working-time models"),
    "engine": N_("Program"),
    "calendar": N_("Holiday calendar"),
    "result": N_("Everything a result was made with"),
}

SOURCE_STATE = {
    "active": N_("in service"),
    "blocked": N_("blocked"),
    "retired": N_("taken out of service"),
}


READER_STATE = {
    "ready": N_("ready"),
    "down": N_("does not answer"),
    "gone": N_("gone"),
    "stuck": N_("blocked by a badge"),
    "refused": N_("refused"),
}


JOB = {
    "nightly-evaluation": N_("Nightly evaluation"),
    "stamp-reminder": N_("Reminder of forgotten stamps"),
    "monthly-proofs": N_("Monthly proofs"),
    "proof-renewal": N_("Renewal of changed proofs"),
    "recalculate": N_("Evaluation of what came in"),
    "sequence": N_("Entry into the log"),
    "sign-head": N_("Signature of the log"),
    "forget": N_("Clearing of old sign-ins"),
}

JOB_DOES = {
    "nightly-evaluation": N_("Works out yesterday, today and every unsettled day of the last weeks, for everybody."),
    "stamp-reminder": N_("Looks at open days once more and reminds people of stamps they forgot, of each only once."),
    "monthly-proofs": N_("Puts everybody's proof of the month before into her documents, anew only if it changed."),
    "proof-renewal": N_("Makes a new version of each proof of the last 13 months whose month says something else now."),
    "recalculate": N_("Works out the days for which stamps, requests or rules came in."),
    "sequence": N_("Gives new records their place in the tamper-evident log."),
    "sign-head": N_("Signs the head of the log when it has grown."),
    "forget": N_("Drops browser sessions, sign-in attempts and programs' idempotency keys that are over."),
}

RUN_STATE = {
    "due": N_("due"),
    "running": N_("running"),
    "failed": N_("failed, will be tried again"),
    "incomplete": N_("incomplete, the rest will be tried again"),
    "again": N_("running again for the rest"),
    "done": N_("done"),
}

# What a person is reminded of; of other findings nobody is.
REMINDER = {
    Code.MISSING_IN: N_("For {day} a coming is missing. Please have it settled."),
    Code.MISSING_OUT: N_("For {day} a going is missing. Please have it settled."),
    Code.BREAK_NOT_ENDED: N_("For {day} the end of the break is missing. Please have it settled."),
    Code.NO_STAMPS: N_("For {day} there are no stamps. Please have them or an absence entered."),
}


def line_sentence(line: Line, say: Translator, zone: ZoneInfo) -> str:
    """Return why a line is on the bill: "Arbeit von 07:30 bis 12:00"."""
    parameters = _parameters(line.figures, say)
    if line.span is None or line.reason not in REASON_WITH_SPAN:
        return say.text(REASON[line.reason], **parameters)
    parameters["from_clock"] = formats.clock(line.span.from_at, zone)
    parameters["to_clock"] = formats.clock(line.span.to_at, zone)
    return say.text(REASON_WITH_SPAN[line.reason], **parameters)


def premium_sentence(premium: Premium, say: Translator, zone: ZoneInfo) -> str:
    """Return which work a premium is for: "Nachtarbeit 21:00–02:00, 02:30–06:00: Zeitzuschlag 20 %"."""
    return say.text(PREMIUM[premium.kind], spans=_spells(premium.spans, say, zone), percent=premium.percent)


def amount_sentence(amount: Amount, say: Translator, zone: ZoneInfo) -> str:
    """Return what an amount is for: "Einsätze 22:10–22:45: jeder bis zur vollen Stunde bezahlt"."""
    return say.text(AMOUNT[amount.kind], spans=_spells(amount.spans, say, zone))


def amount_figure(amount: Amount, locale: str) -> str:
    """Return how much it is: minutes as 1:00, hours of pay as 1,375."""
    if amount.unit is Unit.MINUTES:
        return formats.duration(timedelta(minutes=int(amount.amount)))
    return formats.pay_hours(thousandths(amount.amount), locale)


def _spells(spans: Iterable[Span], say: Translator, zone: ZoneInfo) -> str:
    return ", ".join(formats.spell(span, zone, say.locale) for span in spans)


def finding_figures(finding: Finding, say: Translator) -> str:
    """Return what the figures of a finding say, "10:20 gearbeitet, 10:00 erlaubt", or nothing where it has none."""
    if finding.code not in FIGURES or (finding.figure is None and not finding.figures):
        return ""
    figures = {"figure": finding.figure, "limit": finding.limit, **finding.figures}
    present = {name: value for name, value in figures.items() if value is not None}
    return say.text(FIGURES[finding.code], **_parameters(present, say))


def period_sentence(period: PeriodResult, say: Translator) -> str:
    """Return what a period came to: "5.1.2026 bis 21.6.2026: 936:00 gearbeitet …"."""
    return say.text(PERIOD[period.kind], **_parameters({**told(period.days), **period.figures}, say))


def _parameters(figures: Mapping[str, int | str], say: Translator) -> dict[str, object]:
    """Return figures as words: minutes as 0:30, days, a kind of stamp and a holiday as this language has them."""
    parameters: dict[str, object] = {
        name: formats.duration(timedelta(minutes=value)) if isinstance(value, int) else value
        for name, value in figures.items()
    }
    for name, value in figures.items():
        if name.endswith("_day"):
            parameters[name.removesuffix("_day")] = formats.plain_day(date.fromisoformat(str(value)), say.locale)
    if "kind" in figures:
        parameters["stamp"] = say.text(STAMP[StampKind(str(figures["kind"]))])
    if f"name_{say.locale}" in figures:
        parameters["holiday"] = parameters["absence"] = figures[f"name_{say.locale}"]
    return parameters
