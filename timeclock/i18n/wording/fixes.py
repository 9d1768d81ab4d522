"""Deviations by kind, and the ways to settle them: on the button, and afterwards on record."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from timeclock.core.deviations import DeviationKind
from timeclock.core.fixes import Basis, Fix, Tap
from timeclock.core.walltime import shown
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

DEVIATION = {
    DeviationKind.MISSING_OUT: N_("The going is missing"),
    DeviationKind.MISSING_IN: N_("The coming is missing"),
    DeviationKind.BREAK_NOT_ENDED: N_("The end of the break is missing"),
    DeviationKind.NO_STAMPS: N_("No stamps on a working day"),
    DeviationKind.NO_PLAN: N_("No working-time model is assigned"),
    DeviationKind.NO_EMPLOYMENT: N_("Stamped on a day without employment"),
    DeviationKind.UNKNOWN_BADGE: N_("Stamps of a badge that nobody holds"),
    DeviationKind.WEAKER_BADGE: N_("Stamped without the badge proving itself"),
    DeviationKind.CLOCK_OFF: N_("Stamped while the device's clock was wrong"),
    DeviationKind.QUARANTINED: N_("Stamps that wait for a decision"),
    DeviationKind.BREAK_CONTESTED: N_("The deducted break was contested"),
    DeviationKind.IMPOSSIBLE_STAMP: N_("A stamp does not fit the others"),
    DeviationKind.UNEXCUSED: N_("Absent without excuse"),
    DeviationKind.CORE_TIME: N_("Core time not fully worked"),
    DeviationKind.OUTSIDE_FRAME: N_("Worked outside the frame"),
    DeviationKind.LONGEST_DAY: N_("Day too long"),
    DeviationKind.SHORT_BREAK: N_("Break too short"),
    DeviationKind.REST: N_("Rest too short"),
    DeviationKind.FREE_TIME: N_("Worked when work has to rest"),
    DeviationKind.PERIOD: N_("Too long over weeks or months"),
    DeviationKind.OTHER: N_("Other things to settle"),
}

# What a way to settle is called where it is meant for many, and on record.
FIX = {
    Basis.LAST_SIGN: N_("Going at the last sign of life"),
    Basis.SHIFT_END: N_("Going at the end of the shift"),
    Basis.TARGET_MET: N_("Going when the target was met"),
    Basis.CORE_END: N_("Going at the end of core time"),
    Basis.SHIFT_BEGIN: N_("Coming at the beginning of the shift"),
    Basis.PLAN_BEGIN: N_("Coming when the plan begins"),
    Basis.TARGET_BEFORE: N_("Coming so that the target was met"),
    Basis.CORE_BEGIN: N_("Coming at the beginning of core time"),
    Basis.LEAST_BREAK: N_("Break of the least length"),
    Basis.AS_PLANNED: N_("Worked as planned"),
    Basis.OWN_CLOCK: N_("Time entered"),
    Basis.BY_MISTAKE: N_("The stamp was a mistake"),
    Basis.SICK: N_("Sick"),
    Basis.LEAVE: N_("Annual leave"),
    Basis.FLEXTIME_DAY: N_("Flextime day off"),
    Basis.TRIP: N_("Business trip"),
    Basis.DID_NOT_RETURN: N_("Did not come back from the break"),
    Basis.AGREED: N_("Agreed with the superior"),
    Basis.NOT_ORDERED: N_("Not ordered, does not count"),
    Basis.DEDUCTED: N_("Deducted already"),
    Basis.EMERGENCY: N_("Emergency"),
    Basis.TALKED: N_("Talked it over"),
    Basis.OWN_WORDS: N_("Another reason"),
    Basis.ASSIGNED: N_("Assigned to this person"),
    Basis.LEFT_OUT: N_("Does not count for anybody"),
    Basis.ENTERED: N_("Stamps entered"),
    Basis.AWAY_ENTERED: N_("Absence entered"),
    Basis.AWAY_CHANGED: N_("Absence changed"),
    Basis.FOR_MANY: N_("Written on an account, for many at once"),
    Basis.AWAY_WITHDRAWN: N_("Absence taken out"),
}
UNDONE = N_("Taken back")

# The same of one: with the stamps it adds.
WITH_CLOCKS = {
    Basis.LAST_SIGN: N_("Going {last}: last sign of life"),
    Basis.SHIFT_END: N_("Going {last}: end of the shift"),
    Basis.TARGET_MET: N_("Going {last}: target met"),
    Basis.CORE_END: N_("Going {last}: end of core time"),
    Basis.SHIFT_BEGIN: N_("Coming {first}: beginning of the shift"),
    Basis.PLAN_BEGIN: N_("Coming {first}: the plan begins"),
    Basis.TARGET_BEFORE: N_("Coming {first}: target met"),
    Basis.CORE_BEGIN: N_("Coming {first}: beginning of core time"),
    Basis.LEAST_BREAK: N_("End of break {last}: least length"),
    Basis.AS_PLANNED: N_("Worked as planned: {clocks}"),
    Basis.OWN_CLOCK: N_("Time entered: {last}"),
    Basis.ENTERED: N_("Stamps entered, {first} to {last}"),
}

HINDRANCE = {
    "changed_meanwhile": N_("It changed while you were looking, or somebody was faster. Please look again."),
    "too_long_ago": N_("The day is too long ago for the time office. Please ask human resources."),
    "no_such_time": N_("This time does not fit between the other stamps. Please enter another one, for example 16:30."),
    "time_twice": N_("This time came twice, because in this night the clock was put back. Please have it corrected."),
    "words_missing": N_("Please say why it may stay as it is."),
    "unknown_person": N_("Nobody with this staff number is employed on that day, or not in your units."),
    "no_time": N_("It is not known when this stamp was, so it can only be left out."),
    "already_there": N_("There is such a stamp at this time already."),
    "away_already": N_("This absence cannot be entered: another one takes the day already."),
}


def fix_sentence(fix: Fix, say: Translator, zone: ZoneInfo) -> str:
    """Return what a button says: "Gehen 16:18: Soll erreicht"."""
    return basis_sentence(fix.basis.value, fix.taps, say, zone)


def basis_sentence(basis: str, taps: tuple[Tap, ...], say: Translator, zone: ZoneInfo) -> str:
    """Return what was done, with the stamps it added."""
    if basis == "undone":
        return say.text(UNDONE)
    known = Basis(basis)
    if not taps or known not in WITH_CLOCKS:
        return say.text(FIX[known])
    clocks = [shown(tap.at, zone) for tap in taps]
    parts = ", ".join("–".join(clocks[no : no + 2]) for no in range(0, len(clocks), 2))
    return say.text(WITH_CLOCKS[known], first=clocks[0], last=clocks[-1], clocks=parts)


# Why somebody in the time office ruled about a stamp, as the page of the day says it.
RULED_BY_OFFICE = {basis.value: sentence for basis, sentence in FIX.items()} | {"undone": UNDONE}
