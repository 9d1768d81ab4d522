"""Lists sent through a page: of what they are, what becomes of a line, and why nothing was done."""

from __future__ import annotations

from timeclock.i18n.marking import N_

UPLOAD = {
    "people": N_("Personnel list"),
    "badges": N_("Badges"),
}

LINE_CHANGE = {
    "new": N_("new"),
    "changed": N_("changed"),
    "unchanged": N_("unchanged"),
    "rejected": N_("rejected"),
}

NOT_IMPORTED = {
    "empty": N_("Please choose a file; the one that came was empty."),
    "too_large": N_("Unpacked, this workbook is too large. Please save it as CSV."),
    "taken": N_("This file was taken over already."),
    "changed": N_("Meanwhile something else is held of these people. Please look at the list again."),
    "nothing": N_("Nothing in this file is new."),
}
