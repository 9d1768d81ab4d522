"""Stamps: what they are, where they come from, and what was ruled about them."""

from __future__ import annotations

from timeclock.core.stamps import StampKind
from timeclock.i18n.marking import N_
from timeclock.i18n.wording.fixes import RULED_BY_OFFICE

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
    "code_unknown": N_("The code from a phone is not one of ours, or is long forgotten"),
    "code_ended": N_("The code from the phone did not count at that time any more, or not yet"),
    "code_used": N_("The code from the phone had been used for another stamp before"),
    "no_employment": N_("No employment on that day"),
    "several_employments": N_("Several employments: which one is unclear"),
    "wrong_zone": N_("The terminal runs in another time zone"),
    "future_time": N_("Time lies in the future"),
    "past_time": N_("Time lies too far back"),
    "no_time": N_("The device's clock was not reliable"),
    "offline_not_agreed": N_("Stamped without a connection, which is not agreed upon"),
    "wrong_signature": N_("Signature does not match"),
    "revoked_key": N_("Signed with a key that was revoked"),
    "wrong_source": N_("Sent by another terminal than named"),
    "unknown_person": N_("Staff number unknown"),
    "badge_person_mismatch": N_("Badge and staff number belong to different people"),
    "not_employed_on_date": N_("Not employed on that day"),
    "nonexistent_local_time": N_("The clocks skipped this time"),
    "ambiguous_local_time": N_("The clocks showed this time twice"),
    "implausible_date": N_("The date cannot be right"),
    "direction_unsure": N_("Coming or going cannot be told"),
}

RULING = {
    "accept": N_("accepted"),
    "void": N_("does not count"),
    "assign": N_("assigned"),
}

# Why the house itself, or the time office with one click, ruled about a stamp; what a person writes is shown as it is.
RULED = {
    "person_known": N_("It is known now whose stamp it is"),
    "same_stamp": N_("It says the same as another stamp"),
    **RULED_BY_OFFICE,
}

ORIGIN = {
    "terminal": N_("Terminal"),
    "web": N_("Browser"),
    "phone": N_("Phone"),
    "correction": N_("Correction"),
    "import": N_("Import"),
    "api": N_("Connected system"),
}
