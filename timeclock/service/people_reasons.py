"""Why a record of a personnel list is rejected, and what is worth knowing of one that is accepted."""

from __future__ import annotations

from enum import StrEnum

from timeclock.i18n.wording import N_


class Reason(StrEnum):
    """Why a record is rejected; the names are those of the report."""

    UNDECODABLE_BYTE = "undecodable_byte"
    MIXED_ENCODING = "mixed_encoding"
    UNTERMINATED_QUOTE = "unterminated_quote"
    REPEATED_HEADER = "repeated_header"
    FOOTER_TOTAL = "footer_total"
    TOO_FEW_COLUMNS = "too_few_columns"
    TOO_MANY_COLUMNS = "too_many_columns"
    MISSING_PERSONNEL_NO = "missing_personnel_no"
    PERSONNEL_NO_SCIENTIFIC = "personnel_no_scientific"
    PERSONNEL_NO_NOT_NUMERIC = "personnel_no_not_numeric"
    PERSONNEL_NO_TOO_LONG = "personnel_no_too_long"
    DUPLICATE_PERSONNEL_NO = "duplicate_personnel_no"
    MISSING_MANDATORY_FIELDS = "missing_mandatory_fields"
    DATE_UNREADABLE = "date_unreadable"
    IMPOSSIBLE_DATE = "impossible_date"
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    HOURS_NOT_NUMERIC = "hours_not_numeric"
    HOURS_OUT_OF_RANGE = "hours_out_of_range"
    BADGE_SCIENTIFIC = "badge_scientific"
    BADGE_NOT_NUMERIC = "badge_not_numeric"
    DUPLICATE_BADGE = "duplicate_badge"
    UNKNOWN_MODEL = "unknown_model"
    RETIRED_MODEL = "retired_model"
    AMBIGUOUS_UNIT = "ambiguous_unit"


class Hint(StrEnum):
    """What somebody should look at, though the record is accepted."""

    KIND_UNKNOWN = "kind_unknown"
    BIRTH_UNREADABLE = "birth_unreadable"
    PATTERN_ANCHOR = "pattern_anchor"


SENTENCES = {
    Reason.UNDECODABLE_BYTE: N_("It contains a byte that stands for no letter"),
    Reason.MIXED_ENCODING: N_("It is written in another encoding than the rest of the file"),
    Reason.UNTERMINATED_QUOTE: N_("A quotation mark is opened and not closed"),
    Reason.REPEATED_HEADER: N_("The headings are repeated here"),
    Reason.FOOTER_TOTAL: N_("This is a total and not a person"),
    Reason.TOO_FEW_COLUMNS: N_("Columns are missing: {found} instead of {expected}"),
    Reason.TOO_MANY_COLUMNS: N_("There are too many columns: {found} instead of {expected}"),
    Reason.MISSING_PERSONNEL_NO: N_("The personnel number is missing"),
    Reason.PERSONNEL_NO_SCIENTIFIC: N_("A spreadsheet has destroyed the personnel number: {value}"),
    Reason.PERSONNEL_NO_NOT_NUMERIC: N_("The personnel number does not consist of digits: {value}"),
    Reason.PERSONNEL_NO_TOO_LONG: N_("The personnel number has more than {digits} digits: {value}"),
    Reason.DUPLICATE_PERSONNEL_NO: N_("The personnel number already stands in line {line}"),
    Reason.MISSING_MANDATORY_FIELDS: N_("Empty, but needed: {fields}"),
    Reason.DATE_UNREADABLE: N_("This is not written as a date: {value}"),
    Reason.IMPOSSIBLE_DATE: N_("There is no such day: {value}"),
    Reason.EXIT_BEFORE_ENTRY: N_("The last day {exit} lies before the first day {entry}"),
    Reason.HOURS_NOT_NUMERIC: N_("The weekly hours are not a number: {value}"),
    Reason.HOURS_OUT_OF_RANGE: N_("No week has that many hours of work: {value}"),
    Reason.BADGE_SCIENTIFIC: N_("A spreadsheet has destroyed the badge number: {value}"),
    Reason.BADGE_NOT_NUMERIC: N_("The badge number does not consist of digits: {value}"),
    Reason.DUPLICATE_BADGE: N_("Another person holds the badge {value} at the same time"),
    Reason.UNKNOWN_MODEL: N_("There is no working-time model {value}; add it, or map it in a profile"),
    Reason.RETIRED_MODEL: N_("The working-time model {value} is given to nobody new from {day} on; enter another one"),
    Reason.AMBIGUOUS_UNIT: N_("There are several units called {value}"),
}

HINTS = {
    Hint.KIND_UNKNOWN: N_("The kind of employment {value} is not known; its rules have to be chosen"),
    Hint.BIRTH_UNREADABLE: N_("The date of birth {value} cannot be right; without one nobody is protected as a minor"),
    Hint.PATTERN_ANCHOR: N_("The rhythm of the model {value} has to be given its first day"),
}

# What a list can say otherwise than what is held.
DIFFERENCES = {
    "name": N_("name"),
    "born_on": N_("date of birth"),
    "entry": N_("first day"),
    "exit": N_("last day"),
    "unit": N_("unit"),
    "cost_centre": N_("cost centre"),
    "weekly_minutes": N_("weekly hours"),
    "regime": N_("rules of employment"),
    "model": N_("working-time model"),
    "badge": N_("badge"),
}

# Why a file as a whole is none of ours.
UTF_16 = N_("The file is written in UTF-16; save it as CSV in UTF-8")
BROKEN_WORKBOOK = N_("The workbook cannot be read: {fault}")
NO_SUCH_SHEET = N_("There is no sheet {sheet}; the workbook has {sheets}")
TWO_COLUMNS = N_("{headings} could both be {field}; name the one that is in a profile under [columns]")
NO_COLUMN = N_(
    "No column for {fields}; name its heading in a profile under [columns], or what holds for all under [defaults]"
)
NO_HEADINGS = N_(
    "No line has headings for {fields}; the file begins with {first}. Name its headings in a profile under [columns]"
)
UNKNOWN_EMPLOYER = N_("There is no employer {employer}, only {known}; name one with --employer")


class NotTaken(ValueError):
    """A file that is not read at all; `figures` fill the sentence."""

    def __init__(self, sentence: str, **figures: object) -> None:
        super().__init__(sentence.format(**figures))
        self.sentence = sentence
        self.figures = figures
