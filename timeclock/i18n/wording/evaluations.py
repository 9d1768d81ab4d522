"""The register of evaluations: what each is for, by which law, of which data, and what the staff council says of it."""

from __future__ import annotations

from timeclock.core.register import Code, Decision, Shows, State
from timeclock.core.tables import Rest
from timeclock.i18n.marking import N_

EVALUATION = {
    Code.PROOF: N_("Proof of working time"),
    Code.TIMESHEET: N_("Timesheet"),
    Code.EVACUATION: N_("Evacuation list"),
    Code.FIGURES: N_("Figures by unit and month"),
    Code.STATISTICS: N_("Statistics of the year"),
    Code.TRIAL: N_("Trial of a model without names"),
    Code.VIOLATIONS: N_("Violations by unit and rule"),
    Code.BALANCES: N_("Balances with lights"),
    Code.LEAVE_LEFT: N_("Leave left and lapsing"),
    Code.SUNDAYS: N_("Sundays, holidays and substitute days"),
    Code.OVERTIME: N_("Overtime and extra work"),
    Code.AVERAGES: N_("Averages of the weeks"),
    Code.DEVIATIONS: N_("Deviations by unit and kind"),
    Code.REACHED: N_("People who clock themselves, by unit and month"),
    Code.TERMINAL_USE: N_("Use of terminals, browser and phone"),
    Code.PREMIUMS: N_("Premiums, on call and standby"),
    Code.STAFFING: N_("Staffing: needed, planned and there"),
    Code.NIGHT_WORKERS: N_("Night workers and examinations due"),
    Code.SICKNESS: N_("Sickness rate by unit"),
    Code.AUTHORITY: N_("Export for the supervising authority"),
    Code.OPT_OUTS: N_("Register of opt-outs"),
    Code.UNNAMED: N_("List for the staff council, without names"),
}
EVALUATION_PURPOSE = {
    Code.PROOF: N_("To prove when somebody worked: to herself, to an authority, or in court."),
    Code.TIMESHEET: N_("To set what was worked against the target, month by month, and to confirm and close it."),
    Code.EVACUATION: N_("To know who may still be in a building that has to be left."),
    Code.FIGURES: N_("To see how units stand with hours and open days, and to plan staff by it."),
    Code.STATISTICS: N_("To report to council and management on hours, overtime, sick days and leave."),
    Code.VIOLATIONS: N_("To see which rules of working time are broken where, and whether it gets better."),
    Code.LEAVE_LEFT: N_(
        "To know what leave the city owes at the end of the year, and to tell people before it lapses."
    ),
    Code.SUNDAYS: N_("To give everybody her free Sundays, and a free day for each Sunday and holiday she worked."),
    Code.OVERTIME: N_("To see who carries ordered work, and to spread, pay or give it back in time."),
    Code.AVERAGES: N_("To see in time whose average runs towards what the law allows."),
    Code.DEVIATIONS: N_("To see where settling falls behind before a month is to be closed."),
    Code.REACHED: N_("To see how far digital recording has come."),
    Code.TERMINAL_USE: N_("To see where terminals are needed, and which stand idle."),
    Code.PREMIUMS: N_("To see who works at unsocial hours and on call, and to spread it fairly."),
    Code.STAFFING: N_("To see where fewer were there than a unit needs, and to plan by it."),
    Code.SICKNESS: N_("To report to council and management, and to see where work makes people ill."),
    Code.NIGHT_WORKERS: N_("To offer night workers their examination in time, and to know who is one."),
    Code.AUTHORITY: N_("To answer the authority that watches over working time."),
    Code.OPT_OUTS: N_("To keep the register that the law asks for of who agreed to work longer."),
    Code.UNNAMED: N_("To let the staff council watch over working time without looking into accounts."),
    Code.BALANCES: N_("To see in time whose account runs towards a limit, and to agree with her what to do."),
    Code.TRIAL: N_("To judge what another model or agreement would have meant, before it is agreed."),
}
EVALUATION_BASIS = {
    Code.PROOF: N_("ArbZG §16(2), Art. 31(2) of the Charter as read in C-55/18: the law orders it."),
    Code.TIMESHEET: N_("ArbZG §16(2), TVöD §10: the law and the collective agreement order it."),
    Code.EVACUATION: N_("ArbSchG §10: the law orders it."),
    Code.FIGURES: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.STATISTICS: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.VIOLATIONS: N_("ArbZG §17, LPVG NRW §64 No. 2, §72(3) No. 1"),
    Code.LEAVE_LEFT: N_("BUrlG §7, TVöD §26, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.SUNDAYS: N_("ArbZG §§9 to 11, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.OVERTIME: N_("TVöD §7, LBG NRW §61, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.AVERAGES: N_("ArbZG §§3, 6(2), DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.DEVIATIONS: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.REACHED: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.TERMINAL_USE: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.PREMIUMS: N_("TVöD §8, EZulV, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.STAFFING: N_("ArbSchG §3, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.SICKNESS: N_("SGB IX §167, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.NIGHT_WORKERS: N_("ArbZG §2(5), §6(3), DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.AUTHORITY: N_("ArbZG §16(2), §17(4): the law orders it."),
    Code.OPT_OUTS: N_("ArbZG §7(7), §16(2): the law orders it."),
    Code.UNNAMED: N_("LPVG NRW §64 No. 2, §65, §72(3) No. 1"),
    Code.BALANCES: N_("TVöD §10, DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.TRIAL: N_("LPVG NRW §64, §72(4): the staff council alone reads it."),
}
EVALUATION_DATA = {
    Code.PROOF: N_("Stamps, breaks, corrections and findings of one person in one month"),
    Code.TIMESHEET: N_("Day results, targets, absences and balance of one person in one month"),
    Code.EVACUATION: N_("Who is present by the last stamp, with unit"),
    Code.FIGURES: N_("Worked, target, difference and open days, as sums of units"),
    Code.STATISTICS: N_("Hours worked, overtime, days of absence by class, and who clocked, as sums of groups"),
    Code.VIOLATIONS: N_(
        "Violations found, counted by unit, rule and month; rules that protect somebody for what she is are one. "
        "Of small units only whoever settles them reads; the staff council gets them together, as made once a month."
    ),
    Code.LEAVE_LEFT: N_("Entitlements, days taken and planned, their expiry and the notices given, of each employment"),
    Code.SUNDAYS: N_("Sundays and holidays worked, Sundays left free, and free days given, waiting or missing"),
    Code.OVERTIME: N_("What closed months gave to the accounts of overtime, extra work and extra duty, by name"),
    Code.AVERAGES: N_("Working time worked and planned of the running weeks, and what they may hold, by name"),
    Code.DEVIATIONS: N_("How many deviations are open and settled, by unit and kind"),
    Code.REACHED: N_("How many people of a unit clocked at a terminal, in the browser or on the phone in a month"),
    Code.TERMINAL_USE: N_(
        "How many stamps came from each terminal, the browser and the phone in a month, of no person"
    ),
    Code.PREMIUMS: N_("Hours due for premiums, on call and standby by kind, as day results have them, by name"),
    Code.STAFFING: N_("How many of a unit were needed, were to be there by rosters and plans, and worked, by day"),
    Code.SICKNESS: N_("Days on which work was due and on how many of them people were ill, as sums of groups"),
    Code.NIGHT_WORKERS: N_(
        "Nights worked in the year, and examinations offered or done, never what was found, by name"
    ),
    Code.AUTHORITY: N_("Begin, end, working time and rest of each day, what is beyond eight hours, and violations"),
    Code.OPT_OUTS: N_("Who agreed, since when and until when"),
    Code.UNNAMED: N_(
        "Balance in full hours, violations, warnings and Sundays worked of a quarter, in groups of people counted "
        "together; the three highest of each as one band, as made once"
    ),
    Code.BALANCES: N_("Name, unit and balance of the flextime account of each employment on a day"),
    Code.TRIAL: N_("Balances, findings and premiums of a unit before and after, under numbers of this trial"),
}
EVALUATION_SHOWS = {
    Shows.PERSONS: N_("people by name"),
    Shows.NUMBERS: N_("people under a number of this list alone"),
    Shows.GROUPS: N_("groups of people"),
}
CONSENT_STATE = {
    State.NEEDS_NONE: N_("needs no consent"),
    State.WAITS: N_("waits for consent"),
    State.LATER: N_("agreed from a later day on"),
    State.AGREED: N_("agreed"),
    State.WITHDRAWN: N_("consent withdrawn"),
}
CONSENT = {
    Decision.GIVEN: N_("Consent given"),
    Decision.WITHDRAWN: N_("Consent withdrawn"),
}
# What a column of an evaluation is called.
COLUMN = {
    "unit": N_("Unit"),
    "name": N_("Name"),
    "staff_no": N_("Staff number"),
    "balance": N_("Balance"),
    "light": N_("Account"),
    "rule": N_("Rule"),
    "this_year": N_("In the year"),
    "former_years": N_("Left of former years"),
    "this_years": N_("Left of this year"),
    "planned": N_("Planned"),
    "owed": N_("Owed in all"),
    "lapsing": N_("Lapses next"),
    "lapses_on": N_("Can be taken until"),
    "told_on": N_("Told this year on"),
    "sundays_worked": N_("Sundays worked"),
    "sundays_free": N_("Sundays left free"),
    "holidays_worked": N_("Holidays worked"),
    "days_given": N_("Free days given"),
    "days_waiting": N_("Free days due"),
    "next_until": N_("The next until"),
    "days_missing": N_("Free days missing"),
    "overtime": N_("Overtime"),
    "extra_work": N_("Extra work"),
    "extra_duty": N_("Extra duty"),
    "in_all": N_("In all"),
    "average": N_("Average"),
    "expected": N_("Worked and planned"),
    "may_be": N_("May be at most"),
    "room_left": N_("Room left"),
    "deviation": N_("Deviation"),
    "open": N_("Still open"),
    "settled": N_("Settled"),
    "employed": N_("People employed"),
    "day": N_("Day"),
    "begin": N_("Begin"),
    "end": N_("End"),
    "working_time": N_("Working time"),
    "beyond_eight": N_("Beyond eight hours"),
    "rest_before": N_("Rest before"),
    "violations": N_("Violations"),
    "warnings": N_("Warnings"),
    "since": N_("Since"),
    "until": N_("Until"),
    "group": N_("Group"),
    "number": N_("Number"),
    "balance_hours": N_("Balance in full hours"),
    "last_year": N_("Same months of the year before"),
    "way": N_("Where people stamp"),
    "terminal": N_("Terminal"),
    "paid_for": N_("What for"),
    "percent": N_("Per cent"),
    "days": N_("Days"),
    "length": N_("Hours"),
    "hours_of_pay": N_("Hours of pay"),
    "part": N_("Shift or clocks"),
    "needed": N_("Needed"),
    "to_be_there": N_("To be there"),
    "worked_there": N_("Worked"),
    "missing": N_("Missing"),
    "nights": N_("Nights"),
    "people": N_("People"),
    "days_due": N_("Days of work due"),
    "days_ill": N_("Sick days"),
    "rate": N_("Sickness rate"),
    "rate_before": N_("Rate in the year before"),
    "night_work": N_("Night worker"),
    "outcome": N_("Examination"),
    "checked_on": N_("On"),
    "due_on": N_("Next from"),
    "check_light": N_("How it stands"),
}
# What stands in a row of all those who have none of their own.
REST = {Rest.OTHERS: N_("All others together")}
# Why there may be nothing to show yet, beyond that there is nothing.
MADE_LATER = N_("It is made once a month is over, on the 15th of the next, and stays as it is.")
EVALUATION_EMPTY = {
    Code.STAFFING: N_(
        "Only units that say how many they need are shown. They say it in “Team”, under “Minimum staffing”."
    ),
    Code.NIGHT_WORKERS: N_("Nobody worked at night in this year, and nobody is entered as a night worker."),
    Code.REACHED: MADE_LATER,
    Code.TERMINAL_USE: MADE_LATER,
    Code.UNNAMED: N_("It is made once a quarter is over, on the 15th of the next month, and stays as it is."),
    Code.SICKNESS: N_("It comes out of the statistics, which are made on the 15th of the month after a quarter."),
}
