"""The move from the punch card: why a card says something else, and why a line of a list is not taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeclock.core.reconciliation import Cause, Difference, Explanation, Figure, Outcome
from timeclock.core.rollout import Stage
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

# So many days are named; of more it is told how many there are.
DAYS_NAMED = 3

CARD_FIGURE = {
    Figure.WORKED: N_("Worked"),
    Figure.TARGET: N_("Target"),
    Figure.BALANCE: N_("Balance"),
}

CARD_OUTCOME = {
    Outcome.UNEXPLAINED: N_("not explained"),
    Outcome.POSSIBLE: N_("explained perhaps"),
    Outcome.EXPLAINED: N_("explained"),
    Outcome.ALIKE: N_("the same"),
}
NO_CARD = N_("no card")

CARD_CAUSE = {
    Cause.BREAK_NOT_DEDUCTED: N_("A break that nobody stamped was not taken off on the card"),
    Cause.ABSENCE_NOT_CREDITED: N_("An absence was not credited on the card"),
    Cause.DAY_NOT_ON_CARD: N_("Work that was stamped here is missing on the card"),
    Cause.DAY_WITHOUT_STAMPS: N_("The card has work where nothing was stamped here"),
    Cause.ROUNDED: N_("The card was rounded to five minutes"),
    Cause.HOLIDAY_MISSED: N_("A holiday was counted as a working day on the card"),
    Cause.DIGITS_TRANSPOSED: N_("Two digits have changed places on the card"),
    Cause.SIGN_LOST: N_("The card has the balance with the other sign"),
    Cause.CARRIED_OVER_MISSED: N_("The balance of the month before was not carried over on the card"),
    Cause.OPENING_MISSING: N_("The card's balance was never carried over to here"),
    Cause.EARLIER_MONTH: N_("The difference comes from an earlier month"),
    Cause.ADDED_UP_WRONG: N_("The card does not add up"),
}

# Why a line of a list of the change-over is not taken.
CHANGEOVER_LINE = {
    "unknown_person": N_("Staff number unknown, or not employed then"),
    "impossible_day": N_("There is no such day or month"),
    "impossible_amount": N_("It is no amount of this kind"),
    "twice": N_("An earlier line says the same thing of the same person"),
    "no_such_account": N_("The person has no such account on this day, and there is no leave of this name"),
    "opened_already": N_("This account, or this leave, was opened with another amount already"),
    "waits_already": N_("Another amount of the same waits for a signature"),
    "month_closed": N_("The month of this day is closed"),
    "beyond_limit": N_("It would take the account beyond its limit"),
    "unreadable_badge": N_("It is no badge number written this way; spreadsheets spoil long numbers, which are text"),
    "random_badge": N_("This badge shows another number each time and cannot stand for a person"),
    "shortened_badge": N_("The old reader kept only part of this number; read the badge at a reader of here"),
    "unknown_writing": N_("There is no such way of writing a number"),
    "badge_twice": N_("Another line names the same badge"),
    "held_by_another": N_("Somebody else holds this badge then or later"),
    "held_on_other_days": N_("The person holds this badge already, on other days"),
    "blocked_badge": N_("This badge is blocked"),
}

STAGE = {
    Stage.NONE: N_("not planned"),
    Stage.PLANNED: N_("planned"),
    Stage.PARALLEL: N_("beside the card"),
    Stage.LIVE: N_("live"),
}

NOT_PLANNED = {
    "no_such_unit": N_("There is no such unit, or more than one of that name."),
    "not_in_order": N_("Running beside the card begins before the unit is live."),
}

# Why a file of opening balances is not signed, or not undone.
FILE_NOT_DONE = {
    "decided_already": N_("Somebody has signed or undone this file meanwhile."),
    "reason_missing": N_("Please say why this file is undone."),
    "built_upon": N_("Something was built upon it since: {who}. Please correct these people one by one."),
}


def cause_sentence(said: Explanation, say: Translator) -> str:
    """Return "A holiday was counted as a working day on the card (+7:48, Fr 1.5.2026)"."""
    cause = say.text(CARD_CAUSE[said.cause])
    if not said.certain:
        cause = say.text("Perhaps: {cause}", cause=cause)
    parts = [formats.signed(said.amount), *_days(said, say)]
    return f"{cause} ({', '.join(parts)})"


def _days(said: Explanation, say: Translator) -> Iterator[str]:
    if said.one_of:
        yield say.text("on one of {count} days", count=len(said.days))
    elif len(said.days) > DAYS_NAMED:
        yield say.text("on {count} days", count=len(said.days))
    else:
        yield from (formats.short_day(day, say.locale) for day in said.days)


def difference_sentences(differences: Sequence[Difference], say: Translator) -> Iterator[str]:
    """Yield what explains each difference, and what is left of it."""
    for each in differences:
        label = say.text(CARD_FIGURE[each.figure])
        for said in each.explanations:
            yield f"{label}: {cause_sentence(said, say)}"
        if each.unexplained:
            left = say.text("{amount} on the card that nothing explains", amount=formats.signed(each.unexplained))
            yield f"{label}: {left}"
        elif not each.explanations:
            follows = say.text("follows from the rest")
            yield f"{label}: {follows}"
