"""Where somebody stamped, as others may read it, and what is wrong with an agreement about it."""

from __future__ import annotations

from timeclock.i18n.marking import N_

WHEREABOUTS = {
    "there": N_("at the place of work"),
    "elsewhere": N_("elsewhere"),
    "unknown": N_("place not known"),
}

PLACE_FAULT = {
    "too_fine": N_("A place is rounded to 100 metres at least."),
    "too_coarse": N_("Rounded to more than 10 kilometres a place says nothing."),
    "too_long": N_("A place is kept for 1 to 90 days."),
    "ends_first": N_("The last day lies before the first."),
    "no_place": N_("Others can read whether somebody was at the place of work only where that is given."),
    "not_named": N_("Please say which works agreement it is."),
}
