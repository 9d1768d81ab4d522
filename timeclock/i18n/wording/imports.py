"""Lists sent through a page: of what they are, what becomes of a line, and why nothing was done."""

from __future__ import annotations

from timeclock.i18n.marking import N_

UPLOAD = {
    "people": N_("Personnel list"),
    "badges": N_("Badges"),
    "stamps": N_("Stamps"),
    "roster": N_("Roster"),
}

# How files of stamps are laid out: whose they are, and by what one knows them.
STAMP_LAYOUT = {
    "attlog": N_("ZKTeco, N_attlog.dat, with a direction"),
    "attlog-undirected": N_("ZKTeco, N_attlog.dat, without a direction"),
    "sap55": N_("SAP PT, 55 columns"),
    "offset-csv": N_("CSV with semicolons: badge, staff number, time with its offset, kind (KO, GE, PB, PE), terminal"),
}

LINE_CHANGE = {
    "new": N_("new"),
    "changed": N_("changed"),
    "unchanged": N_("unchanged"),
    "rejected": N_("rejected"),
    "accepted": N_("accepted"),
    "duplicate": N_("there already"),
    "quarantined": N_("held back"),
    "ignored": N_("no stamp"),
}

BRING_PEOPLE = N_("Bring people and badges up to date; the stamp waits, and then counts by itself.")
OFFICE_DECIDES = N_("It waits in the list of deviations, where the time office decides.")
MEND_LINE = N_(
    "Correct the line, or choose the layout that fits, and send the file again; what is there is not taken twice."
)

# What to do about a line that is held back.
LINE_ADVICE = {
    **dict.fromkeys(
        (
            "unknown_badge",
            "unknown_person",
            "badge_not_held",
            "badge_person_mismatch",
            "not_employed_on_date",
            "several_employments",
        ),
        BRING_PEOPLE,
    ),
    **dict.fromkeys(
        (
            "blocked_badge",
            "nonexistent_local_time",
            "ambiguous_local_time",
            "implausible_date",
            "direction_unsure",
        ),
        OFFICE_DECIDES,
    ),
    **dict.fromkeys(
        (
            "garbage",
            "truncated_line",
            "too_few_fields",
            "too_many_fields",
            "short_record",
            "long_record",
            "unterminated_quote",
            "no_id",
            "not_numeric_id",
            "unknown_kind",
            "missing_time",
            "missing_offset",
            "unreadable_time",
            "impossible_date",
            "impossible_time",
            "impossible_offset",
        ),
        MEND_LINE,
    ),
}

# What to do about a line of a roster that is rejected.
ROSTER_ADVICE = {
    "too_few_fields": N_("A line is staff number, day, kind, from, to, day plan; the last may stay empty."),
    "impossible_day": N_("Write the day as 01.12.2026."),
    "other_month": N_("Send each month as a file of its own."),
    "unknown_kind": N_("Write Dienst, Bereitschaftsdienst, Rufbereitschaft, Unterricht or Verfügungszeit."),
    "impossible_time": N_("Write times as 06:00; what goes beyond midnight ends on the next day by itself."),
    "time_not_shown": N_("Choose a time before or after the change of the clocks."),
    "unknown_person": N_("Check the number."),
    "not_employed": N_("Check number and day, or leave the line out."),
    "not_in_unit": N_("Check number and day, or leave the line out: who plans her unit sends it."),
    "unknown_plan": N_("Leave the field empty, or name a day plan of her model."),
    "overlaps": N_("Change one of the two."),
}

NOT_IMPORTED = {
    "empty": N_("Please choose a file; the one that came was empty."),
    "too_large": N_("Unpacked, this workbook is too large. Please save it as CSV."),
    "taken": N_("This file was taken over already."),
    "expired": N_("Nobody took this file over in time, so it was deleted. Please send it again."),
    "changed": N_("Meanwhile something else is held. Please look at it again."),
    "hindered": N_("Please correct the rejected lines first: without a shift its day would be a free one."),
    "nothing": N_("Nothing in this file is new."),
}
