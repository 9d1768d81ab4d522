"""One's own absences, as programs are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from timeclock.core.absences import AbsenceClass, Extent
from timeclock.core.spans import DaySpan
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import LONGEST_PAGE, SomeDays, known_years, page_of


@dataclass(frozen=True, slots=True)
class SpanAsked:
    """Days from (included) to (excluded), whatever the employment."""

    from_day: date
    to_day: date

    def __post_init__(self) -> None:
        known_years(self.from_day, self.to_day)

    @property
    def page(self) -> DaySpan:
        return page_of(self.from_day, self.to_day)


class SpanQuery(SomeDays):
    made = SpanAsked


class Absence(Schema):
    """One absence of the person's."""

    uid = shown.uid("Its name for ever.")
    employment = shown.uid("Which employment it is about.")
    reason = shown.words("What for, as a code; a city has its own.", "leave")
    title = shown.words("The same in words.", "Erholungsurlaub")
    of_class = shown.code("What class of absence it is, all that superiors read.", AbsenceClass)
    from_day = shown.day("The first day.", key="from")
    to_day = shown.day("The day after the last one.", key="to")
    extent = shown.code("whole: whole days. rest: each day from a time on. hours: from one time to another.", Extent)
    from_clock = shown.words("From when on, on each day; null where of whole days.", "07:30", optional=True)
    to_clock = shown.words("Until when; null where to the end of the day.", optional=True)
    certificate = shown.day("When a certificate was seen; null where none was.", optional=True)
    can_ask_back = fields.Boolean(
        required=True, metadata=described("Whether the person can ask that it count no more: it is still to come.")
    )


class Illness(Schema):
    """What came of an illness."""

    from_day = shown.day("Its first day.", key="from")
    to_day = shown.day("The day after its last one, as far as it is known.", key="to")
    text = shown.words("Until when pay goes on, and when a certificate is due, in words.")


class Absences(Schema):
    """A page of absences. One that touches two pages stands on both, under the same uid."""

    from_day = shown.day("The first day of this page.", key="from")
    to_day = shown.day("The day after its last.", key="to")
    absences = shown.many(Absence, "All that touch the page, in all employments, the latest first.")
    illnesses = shown.many(Illness, "What came of illnesses, the latest first.")
    next = shown.words(f"The address of the next page (a page holds {LONGEST_PAGE} days), or null.", optional=True)


class AbsenceReason(Schema):
    """What somebody may ask to be away for."""

    code = shown.words("Its name in this API.", "leave")
    title = shown.words("The same in words.", "Erholungsurlaub")
    of_class = shown.code("What class of absence it is, all that superiors read.", AbsenceClass)
    since = shown.day("The first day on which it can be asked for.")


class AbsenceReasons(Schema):
    """All that can be asked for; what law gives, and illness, is entered by the time office."""

    reasons = shown.many(AbsenceReason, "In the order of the page.")
