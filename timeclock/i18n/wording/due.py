"""What is due, in sentences: to whom it is due, and to whoever has to see to it."""

from __future__ import annotations

from collections.abc import Sequence

from timeclock.core.due import AboutDue, Due
from timeclock.core.register import Code
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording.evaluations import EVALUATION

MOST_NAMED = 3

OWN = {
    Due.CONTRACT_ENDS: N_("Your employment ends on {day}."),
    Due.EXAMINATION: N_("From {day} on you may be examined by the occupational doctor because you work at night."),
    Due.FREE_DAY: N_("You worked on {worked}: a free day is due to you for it, by {day}."),
    Due.TIMESHEET: N_("Your timesheet of {month} is among your documents."),
}
OF_ANOTHER = {
    Due.CONTRACT_ENDS: N_("{name}: the employment ends on {day}."),
    Due.FIGURES: N_("There are new statistics up to {day}: {name}."),
    Due.FREE_DAY: N_("{name} worked on {worked}: a free day is due for it, by {day}."),
    Due.PLACES: N_("An agreement about the places of stamps ({name}) waits for the staff council's signature."),
}


def due_sentence(about: AboutDue, say: Translator) -> str:
    """Return what is due as a sentence."""
    if about.what is Due.WEEK:
        counted = ", ".join(_counted(about, say))
        return say.text("On Monday, {day}, there waited: {what}.", day=_day(about, say), what=counted)
    if about.what is Due.EVALUATIONS:
        names = [say.text(EVALUATION[Code(each)]) for each in about.numbers]
        return say.plural(
            "An evaluation waits for the staff council's consent: {names}.",
            "{count} evaluations wait for the staff council's consent: {names}.",
            len(names),
            names=_some(names, say),
        )
    worked = "" if about.worked is None else formats.plain_day(about.worked, say.locale)
    sentence = OWN[about.what] if about.whose is None else OF_ANOTHER[about.what]
    return say.text(sentence, day=_day(about, say), worked=worked, name=about.whose or "", month=_month(about, say))


def _some(names: Sequence[str], say: Translator) -> str:
    """Return the first names of many, and how many more there are."""
    more = len(names) - MOST_NAMED
    rest = [say.plural("{count} more", "{count} more", more)] if more > 0 else []
    return ", ".join((*names[:MOST_NAMED], *rest))


def _day(about: AboutDue, say: Translator) -> str:
    return formats.plain_day(about.on, say.locale)


def _month(about: AboutDue, say: Translator) -> str:
    return formats.month_name(about.on, say.locale)


def _counted(about: AboutDue, say: Translator) -> list[str]:
    numbers = about.numbers
    said = [
        (numbers["requests"], say.plural("{count} request", "{count} requests", numbers["requests"])),
        (numbers["deviations"], say.plural("{count} deviation", "{count} deviations", numbers["deviations"])),
        (numbers["months"], say.plural("{count} month to confirm", "{count} months to confirm", numbers["months"])),
    ]
    return [each for number, each in said if number]
