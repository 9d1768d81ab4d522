"""What to do about a finding."""

from __future__ import annotations

from timeclock.core.findings import Code
from timeclock.i18n.marking import N_

ADVICE = {
    Code.MISSING_IN: N_("Ask for the coming to be added on the page of the day. Until then the day stays open."),
    Code.MISSING_OUT: N_("Ask for the going to be added on the page of the day. Until then the day stays open."),
    Code.STILL_IN: N_("Nothing to do: the day is worked out after the going."),
    Code.DOUBLED_STAMP: N_("Nothing to do: the second stamp is kept but not counted."),
    Code.WRONG_KEY: N_("Nothing to do: the first stamp is kept but not counted."),
    Code.IMPOSSIBLE_STAMP: N_("Ask the time office to look at the stamps of this day."),
    Code.WEAKER_BADGE: N_(
        "The stamp counts. Please show your badge to the time office: its number was read, but not the proof that it "
        "is no copy."
    ),
    Code.CLOCK_OFF: N_(
        "The stamp counts. Its time was worked out from how long ago it was when it arrived; if it is not right, ask "
        "for a correction on the page of the day."
    ),
    Code.WEAKER_CODE: N_(
        "The stamp counts. If the badge is lost or broken, please tell the time office, which has it replaced."
    ),
    Code.BREAK_NOT_ENDED: N_("Ask for the end of the break to be added on the page of the day."),
    Code.NO_STAMPS: N_("If there was an absence, have it entered; if there was work, tell the time office the times."),
    Code.UNEXCUSED: N_("Talk to your superior. If there was a reason, have the right absence entered."),
    Code.NO_PLAN: N_("The time office has to assign a model before this day can be worked out."),
    Code.NO_EMPLOYMENT: N_("The stamps are kept. The time office looks for the right employment."),
    Code.CORE_TIME: N_("Talk to your superior if the core time could not be kept."),
    Code.OUTSIDE_FRAME: N_("If the work was ordered, have it confirmed; otherwise this time does not count."),
    Code.CALLED_REST: N_(
        "Please begin later, for the rest began anew after the call. Nobody may ask you to come before."
    ),
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
    Code.ARBZG_7_8: N_("The superior plans shorter weeks until the average is right. The time counts in full."),
    Code.ARBZG_7_9: N_("Please plan eleven hours of rest after a long duty; nothing makes up for them."),
    Code.ARBZG_9_1_SUN: N_("Sunday work needs an exemption. The time counts in full."),
    Code.ARBZG_9_1_HOL: N_("Work on holidays needs an exemption. The time counts in full."),
    Code.ARBZG_11_1: N_("The superior plans no more Sundays this year. The time counts in full."),
    Code.ARBZG_11_3: N_("Please agree on a free day from Monday to Saturday within the period."),
    Code.ARBZG_11_4: N_(
        "Please plan the free day and eleven hours beside it in one piece, unless that cannot be done."
    ),
    Code.EUGH_STANDBY: N_(
        "Human resources judges whether being on call so near is working time, and says so in the model."
    ),
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
    Code.LBG_NRW_60_2: N_("Extra duty has to be made up for by time off until the average is kept."),
    Code.BEEG_15_4: N_("Please see that the rest of the month is shorter; the benefit depends on it."),
    Code.MUSCHG_4_1_4: N_("Please keep to the agreed weekly hours over the month. The time counts in full."),
    Code.MUSCHG_4_2_REST11: N_("Please begin later after a late end. The time counts in full."),
    Code.MUSCHG_5_1_NIGHT: N_("Please keep to these hours. The time counts in full."),
    Code.MUSCHG_6_1_SUN: N_("Work on this day needs your declaration and an exemption. The time counts in full."),
    Code.MUSCHG_6_1_HOL: N_("Work on this day needs your declaration and an exemption. The time counts in full."),
    Code.SGBIX_207: N_("Please end work after eight hours at the latest. The time counts in full."),
    Code.TVOED_6_6: N_("Nothing to do for you: the time office mends the agreement or the model."),
    Code.TVOED_6_7: N_("Nothing to do for you: the time office mends the agreement or the model."),
    Code.TVOED_10_1: N_("Nothing to do for you: the time office mends the agreement or the model."),
    Code.TVOED_10_5: N_("Nothing to do for you: the time office mends the agreement or the model."),
    Code.PLANNED_ABOVE: N_("Please have the overtime ordered, or plan fewer shifts."),
    Code.AZVO_14A: N_("Nothing to do for you: the time office mends the agreement or the model."),
    Code.EFZG_5_1: N_(
        "If a doctor has certified it, human resources can fetch the certificate; bring one on paper if you are "
        "insured privately."
    ),
    Code.PERSONAL_PAPER: N_("Nothing to do for you: human resources sees what it is about."),
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
    Code.MILOG_22_3: N_(
        "Honorary work is not recorded. The legal office settles whether it is employment in fact, with orders and pay."
    ),
    Code.HONORARY_MINIJOB: N_("The legal office settles whether the two are different tasks, or one employment."),
    Code.SGBIV_8_1A: N_("Human resources settle whether it is still a minijob. The time counts in full."),
    Code.TZBFG_12_1: N_("What was agreed is paid even where it was not called."),
    Code.TZBFG_12_2: N_("The superior calls no more work this week. The time counts in full."),
    Code.TZBFG_12_3: N_("Nobody has to come who was told so late. The time counts in full."),
    Code.BBIG_15_1_1: N_("Trainees do not work before early lessons. The time counts in full."),
    Code.TVOED_SUE: N_("The superior plans hours of preparation into the roster of the next year."),
    Code.BBIG_15_1_3: N_("Beside block lessons two hours of training a week may be. The time counts in full."),
    Code.BBIG_15_1_2: N_("One day a week with more than five lessons is free of work. The time counts in full."),
}
