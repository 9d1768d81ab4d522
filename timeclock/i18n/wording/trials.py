"""What a trial changes, what moves balances in it, and why a unit is not tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

from timeclock.core.changed_figures import Changed
from timeclock.core.plans import BreakDeduction, ClockSpan
from timeclock.core.trials import Cause
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

TRIAL_CAUSE = {
    Cause.WORK: N_("Work that counts"),
    Cause.TARGET: N_("Targets"),
    Cause.BREAKS: N_("Breaks taken off"),
    Cause.FRAME: N_("Outside the frame"),
    Cause.STANDBY: N_("Standby"),
    Cause.LESSONS: N_("Lessons"),
    Cause.HOLIDAYS: N_("Holidays"),
    Cause.ABSENCES: N_("Absences"),
    Cause.CUT_OFF: N_("Cut-offs of the account"),
}

BREAK_RULE = {
    BreakDeduction.PLATEAU: N_("what is missing, and never more than the time above the limit"),
    BreakDeduction.STEP: N_("the whole break at once"),
    BreakDeduction.NONE: N_("nothing"),
}

NOT_TRIED = {
    "unknown": N_("Please choose one of your units."),
    "nobody": N_("Nobody was in this unit in these days."),
    "too_many": N_("These are too many people to wait for; please try a unit below it, or without those below."),
    "too_few": N_("So few people worked in this unit in these days that they could be recognised."),
}


def changed_sentences(changed: Changed, say: Translator) -> Iterator[str]:
    """Yield what is tried, figure by figure: "Kernzeit 10:00–15:00", "Am Stichtag bleiben 20:00"."""
    if changed.no_core_time:
        yield say.text(N_("No core time"))
    if changed.core_time is not None:
        yield say.text(N_("Core time {clocks}"), clocks=_clocks(changed.core_time))
    if changed.frame is not None:
        yield say.text(N_("Frame {clocks}"), clocks=_clocks(changed.frame))
    if changed.breaks is not None:
        yield say.text(N_("Of a missing break is taken off: {rule}"), rule=say.text(BREAK_RULE[changed.breaks]))
    if changed.night_from is not None:
        yield say.text(N_("Night premium from {clock}"), clock=changed.night_from.isoformat("minutes"))
    for sentence, minutes in (
        (N_("Kept at cut-offs: {length}"), changed.keep),
        (N_("Upper limit of the account: {length}"), changed.most_credit),
        (N_("Lower limit of the account: −{length}"), changed.most_debit),
    ):
        if minutes is not None:
            yield say.text(sentence, length=formats.duration(timedelta(minutes=minutes)))


def _clocks(span: ClockSpan) -> str:
    return f"{span.from_clock:%H:%M}–{_end(span.to_clock)}"


def _end(clock: time) -> str:
    return "24:00" if clock == time(0) else f"{clock:%H:%M}"
