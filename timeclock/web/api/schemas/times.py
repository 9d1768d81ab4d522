"""Balance, days and the bill of a day, as programs are told."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from timeclock.core.day import DayState
from timeclock.core.findings import Severity
from timeclock.core.lines import Part
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import LONGEST_PAGE
from timeclock.web.api.schemas.stamps import STAMPED_BY_PROGRAMS, Stamp


class Balance(Schema):
    """Where the person stands now, and what she can do next."""

    employment = shown.uid("Which employment it is.")
    now = shown.at("The instant all of this was true.")
    day = shown.day("The civil day of that instant in the city.")
    balance_minutes = shown.minutes("The balance of all complete days before today.")
    balance_with_today_minutes = shown.minutes("The same with today; null while today is open.", optional=True)
    month_difference_minutes = shown.minutes("What the complete days of this month add to it.")
    present_minutes = shown.minutes("How long the person has been present today, breaks taken out.")
    inside_since = shown.at("Since when she is in; null while she is not.", optional=True)
    on_break_since = shown.at("Since when she is on a break; null while she is not.", optional=True)
    next_kinds = fields.List(
        fields.String(validate=validate.OneOf([kind.value for kind in STAMPED_BY_PROGRAMS])),
        required=True,
        metadata=described("The stamps that make sense now, the likely one first: what a button can say."),
    )
    open_days = fields.List(
        fields.Date(),
        required=True,
        metadata=described("Past days on which a stamp is missing; they do not count yet."),
    )
    waiting = fields.Boolean(
        required=True, metadata=described("True while a stamp is stored but not yet worked out: ask again in a moment.")
    )


class Holiday(Schema):
    """A public holiday, or a day on which the offices are closed."""

    kind = shown.words("holiday or closed.", "holiday")
    name = shown.words("Its name in the language asked for.", "Allerheiligen")


class Day(Schema):
    """One day with its figures; they are null for days to come and for days without a result."""

    day = shown.day("The civil day in the city.")
    state = shown.code(
        "open: a stamp is missing or still to come. frozen: the month is closed.", DayState, optional=True
    )
    holiday = fields.Nested(Holiday, required=True, allow_none=True)
    first_in = shown.at("The first coming.", optional=True)
    last_out = shown.at("The last going.", optional=True)
    worked_minutes = shown.minutes("What counts; null while the day is open.", optional=True)
    target_minutes = shown.minutes("What is due.")
    difference_minutes = shown.minutes("worked_minutes less target_minutes; null while the day is open.", optional=True)
    balance_minutes = shown.minutes("The balance after this day.", optional=True)
    findings = fields.List(
        fields.String(), required=True, metadata=described("Codes of what is odd; the day itself says them in words.")
    )


class Days(Schema):
    """A page of days."""

    employment = shown.uid("Which employment it is.")
    from_day = shown.day("The first day of this page.", key="from")
    to_day = shown.day("The day after its last.", key="to")
    balance_before_minutes = shown.minutes("The balance before the first day.")
    days = shown.many(Day, "Every day of the page, in order.")
    next = shown.words(f"The address of the next page (a page holds {LONGEST_PAGE} days), or null.", optional=True)


class Line(Schema):
    """One signed amount of the day's bill."""

    part = shown.code("Which sum it belongs to.", Part)
    reason = shown.words("Why it is there, as a code; new ones may come.", "break_deducted")
    minutes = shown.minutes("The lines of a part add up to worked_minutes, or to target_minutes.")
    rule = shown.words("The rule of the rulebook it follows from.", "BRK-PLATEAU")
    citation = shown.words("Law, tariff or agreement, as people cite it.", "ArbZG § 4 Satz 1")
    from_at = shown.at("Where the line speaks of a span.", optional=True, key="from")
    to_at = shown.at("Its end.", optional=True, key="to")
    text = shown.words("The line in words.", "Arbeit von 08:00 bis 14:25")
    valid_from = shown.day(
        "From when on the figure of law or of the model holds that it uses; null without one.", optional=True
    )
    validity = shown.words("The same in words, with a change there was; empty without one.", "gilt seit 01.07.1994")


class Spell(Schema):
    """From (included) to (excluded)."""

    from_at = shown.at("Its begin.", key="from")
    to_at = shown.at("Its end.", key="to")


class Premium(Schema):
    """Minutes of one kind that payroll turns into money; they are no part of the balance."""

    kind = shown.words("What it is for, as a code; new ones may come.", "night")
    minutes = shown.minutes("How much of the day's work it is for.")
    percent = fields.Integer(
        required=True, allow_none=True, metadata=described("Of an hour's pay; null where an amount of money is named.")
    )
    rule = shown.words("The rule of the rulebook it follows from.", "TVOED-7-5")
    citation = shown.words("Law or tariff, as people cite it.", "TVöD §8 Abs. 1 Satz 2 Buchst. b, §7 Abs. 5")
    spans = shown.many(Spell, "The work it is for.")
    text = shown.words("The same in words.", "Nachtarbeit 21:00–22:30: Zeitzuschlag 20 %")
    valid_from = shown.day(
        "From when on the figure of law or of the model holds that it uses; null without one.", optional=True
    )
    validity = shown.words("The same in words, with a change there was; empty without one.", "gilt seit 01.07.1994")


class Amount(Schema):
    """Minutes or hours of pay of one kind that payroll turns into money; they are no part of the balance."""

    kind = shown.words("What it is for, as a code; new ones may come.", "on_call")
    minutes = shown.minutes("How much it is; null where hours of pay are counted.", optional=True)
    thousandths = fields.Integer(
        required=True,
        allow_none=True,
        metadata=described("How many thousandths of an hour's pay it is; null where minutes are counted."),
    )
    rule = shown.words("The rule of the rulebook it follows from.", "TVOED-8-3")
    citation = shown.words("Law or tariff, as people cite it.", "TVöD §8 Abs. 3 Sätze 1 und 2")
    spans = shown.many(Spell, "The duties or the work it is for.")
    text = shown.words("The same in words.", "Rufbereitschaft 16:00–07:30: Tagespauschale in Stundenentgelten")
    valid_from = shown.day(
        "From when on the figure of law or of the model holds that it uses; null without one.", optional=True
    )
    validity = shown.words("The same in words, with a change there was; empty without one.", "gilt seit 01.07.1994")


class Break(Schema):
    """An interruption of the work."""

    from_at = shown.at("When it began.", key="from")
    to_at = shown.at("When it ended; null while it lasts.", optional=True, key="to")
    kind = shown.words("How it came to be.", "stamped")


class WorkSession(Schema):
    """From coming to going."""

    kind = shown.words("Where the work was done, as a code; new ones may come.", "work")
    from_at = shown.at("The coming.", key="from")
    to_at = shown.at("The going; null while it is missing.", optional=True, key="to")
    breaks = shown.many(Break, "The breaks within.")


class Finding(Schema):
    """Something odd that somebody has to look at."""

    code = shown.words("What it is.", "ARBZG-4-1-DUR30")
    severity = shown.code("note: good to know. warning: somebody decides. violation: of law.", Severity)
    text = shown.words("The same in words.", "Pause zu kurz bei mehr als 6 Stunden Arbeit")
    figures = shown.words("Its figures in words; empty where it has none.", "0:20 Pause, 0:30 vorgeschrieben")
    advice = shown.words("What the person can do.")
    citation = shown.words("Law, tariff or agreement, as people cite it.", "ArbZG § 4 Satz 1")


class DayBill(Schema):
    """One day with every minute explained. Without a result yet, figures are null and lists are empty."""

    employment = shown.uid("Which employment it is.")
    day = shown.day("The civil day in the city.")
    state = shown.code(
        "open: a stamp is missing or still to come. frozen: the month is closed.", DayState, optional=True
    )
    holiday = fields.Nested(Holiday, required=True, allow_none=True)
    present_minutes = shown.minutes("Known work before anything is taken off.", optional=True)
    worked_minutes = shown.minutes("The sum of the lines of part worked; null while the day is open.", optional=True)
    target_minutes = shown.minutes("The sum of the lines of part target.", optional=True)
    difference_minutes = shown.minutes("worked_minutes less target_minutes; null while the day is open.", optional=True)
    balance_before_minutes = shown.minutes("The balance of the complete days before.")
    sessions = shown.many(WorkSession, "When the person was there.")
    lines = shown.many(Line, "The bill: why the figures are what they are.")
    premiums = shown.many(
        Premium, "For work at night, on Sundays, holidays and the like; of an open day what is known."
    )
    amounts = shown.many(Amount, "What standby and being on call are worth, and what is paid of the calls in it.")
    findings = shown.many(Finding, "What is odd about the day.")
    stamps = shown.many(Stamp, "The stamps of the civil day.")
    contested = fields.Boolean(
        required=True, metadata=described("True where the person declared that the deducted break was not taken.")
    )
    rules_hash = shown.words("Names the rules in force, to the byte.", optional=True)
    facts_until = shown.at("Up to when facts were known.", optional=True)
