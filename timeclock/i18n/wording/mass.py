"""What is done for many at once: where it stands, who is left out, and why nothing was done."""

from __future__ import annotations

from timeclock.core.mass_postings import LeftOut, MassState
from timeclock.i18n.marking import N_

MASS_STATE = {
    MassState.PROPOSED: N_("proposed, waits for somebody else"),
    MassState.IN_FORCE: N_("in force"),
    MassState.REFUSED: N_("refused"),
    MassState.WITHDRAWN: N_("taken back before it counted"),
    MassState.UNDONE: N_("undone"),
}

LEFT_OUT = {
    LeftOut.NOT_EMPLOYED: N_("not employed, or not in your units, on all of these days"),
    LeftOut.AWAY: N_("away already"),
    LeftOut.NO_PLAN: N_("no work planned"),
    LeftOut.MONTH_CLOSED: N_("month closed"),
    LeftOut.NO_ACCOUNT: N_("has no such account"),
    LeftOut.BEYOND_LIMIT: N_("would go beyond the limit of the account"),
}

NOT_POSTED = {
    "days": N_("Please enter the first and the last day, 31 days at most; the last is not before the first."),
    "nobody": N_("Nobody would be hit."),
    "unknown_number": N_("Nobody with this staff number is employed on that day, or not in your units: {numbers}"),
    "reason": N_("Please choose a reason that holds on that day and needs no certificate."),
    "clocks": N_("Hours have a time from which and one until which, in this order."),
    "no_minutes": N_("Please enter a time like 1:30 or −0:45, not zero."),
    "why_missing": N_("Please say in a few words why."),
    "same_person": N_("Somebody else has to confirm what you proposed."),
    "changed": N_("It changed while you were looking: others would be hit by now. Please look again."),
    "decided_already": N_("Somebody has decided this meanwhile."),
}
