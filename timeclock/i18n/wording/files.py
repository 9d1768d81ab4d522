"""Why a line of an imported file is not taken."""

from __future__ import annotations

from timeclock.i18n.marking import N_

# What a line of an imported file is, if no stamp: ignored, or kept because it cannot be read.
LINE = {
    "blank": N_("The line is blank"),
    "header": N_("It is the heading"),
    "comment": N_("It is a comment"),
    "garbage": N_("Nothing that can be read"),
    "truncated_line": N_("The file ends in the middle of the line"),
    "too_few_fields": N_("Fields are missing"),
    "too_many_fields": N_("There are more fields than the layout has"),
    "short_record": N_("The record is too short"),
    "long_record": N_("The record is too long"),
    "unterminated_quote": N_("A quotation mark is missing"),
    "no_id": N_("Neither badge nor staff number"),
    "not_numeric_id": N_("Badge or staff number is no number"),
    "unknown_kind": N_("The layout does not know this kind of stamp"),
    "missing_time": N_("The time is missing"),
    "missing_offset": N_("The offset from UTC is missing"),
    "unreadable_time": N_("The time is written in another way"),
    "impossible_date": N_("There is no such day"),
    "impossible_time": N_("There is no such time"),
    "impossible_offset": N_("No place is that far from UTC"),
}

# Why a line of a roster is refused.
ROSTER_LINE = {
    "too_few_fields": N_("The line does not have six fields"),
    "impossible_day": N_("There is no such day"),
    "other_month": N_("The day lies in another month"),
    "unknown_kind": N_("It is neither a shift nor standby nor being on call"),
    "impossible_time": N_("There is no such time, or the shift ends before it begins"),
    "time_not_shown": N_("The clocks skipped this time"),
    "unknown_person": N_("Staff number unknown"),
    "not_employed": N_("Not employed on that day"),
    "not_in_unit": N_("Nobody of this number is in the unit on that day"),
    "unknown_plan": N_("The person's model has no day plan of this name"),
    "overlaps": N_("It begins before another of the same person is over"),
}
