"""The register of evaluations: what each is for, by which law, of which data, and what the staff council says of it."""

from __future__ import annotations

from timeclock.core.register import Code, Decision, Shows, State
from timeclock.i18n.marking import N_

EVALUATION = {
    Code.PROOF: N_("Proof of working time"),
    Code.TIMESHEET: N_("Timesheet"),
    Code.EVACUATION: N_("Evacuation list"),
    Code.FIGURES: N_("Figures by unit and month"),
    Code.STATISTICS: N_("Statistics of the year"),
    Code.TRIAL: N_("Trial of a model without names"),
}
EVALUATION_PURPOSE = {
    Code.PROOF: N_("To prove when somebody worked: to herself, to an authority, or in court."),
    Code.TIMESHEET: N_("To set what was worked against the target, month by month, and to confirm and close it."),
    Code.EVACUATION: N_("To know who may still be in a building that has to be left."),
    Code.FIGURES: N_("To see how units stand with hours and open days, and to plan staff by it."),
    Code.STATISTICS: N_("To report to council and management on hours, overtime, sick days and leave."),
    Code.TRIAL: N_("To judge what another model or agreement would have meant, before it is agreed."),
}
EVALUATION_BASIS = {
    Code.PROOF: N_("ArbZG §16(2), Art. 31(2) of the Charter as read in C-55/18: the law orders it."),
    Code.TIMESHEET: N_("ArbZG §16(2), TVöD §10: the law and the collective agreement order it."),
    Code.EVACUATION: N_("ArbSchG §10: the law orders it."),
    Code.FIGURES: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.STATISTICS: N_("DSG NRW §18, LPVG NRW §72(3) No. 1"),
    Code.TRIAL: N_("LPVG NRW §64, §72(4): the staff council alone reads it."),
}
EVALUATION_DATA = {
    Code.PROOF: N_("Stamps, breaks, corrections and findings of one person in one month"),
    Code.TIMESHEET: N_("Day results, targets, absences and balance of one person in one month"),
    Code.EVACUATION: N_("Who is present by the last stamp, with unit"),
    Code.FIGURES: N_("Worked, target, difference and open days, as sums of units"),
    Code.STATISTICS: N_("Hours worked, overtime, days of absence by class, and who clocked, as sums of groups"),
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
