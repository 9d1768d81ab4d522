"""Where somebody stands, in the few figures a terminal shows her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from timeclock.core.day import DayResult, DayState
from timeclock.core.spans import ZERO, DaySpan
from timeclock.i18n import formats
from timeclock.i18n.translation import Translator
from timeclock.service import leave_view
from timeclock.service.rulebook import Rulebook
from timeclock.store import accounts, people, results, terminal_messages
from timeclock.store.accounts import Balance
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.results import SavedDay
from timeclock.store.terminal_messages import Message

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person on a day: the results of it and of the day before, her balance, her leave, and what she is to be told.

    `leave` are the days she can still plan, None where she has no leave of ours. `news` waits on her own pages.
    """

    employed: Employed
    day: date
    today: SavedDay | None
    yesterday: SavedDay | None
    balance: Balance
    leave: Fraction | None
    messages: tuple[Message, ...]
    news: int

    @property
    def name(self) -> str:
        return f"{self.employed.given_name} {self.employed.family_name}"


def of_person(session: Session, person_id: int, day: date, rulebook: Rulebook, since: datetime) -> Standing | None:
    """Return where a person stands on a day; messages she was shown `since` are those of the same tap.

    None where she is not employed. For the person herself alone.
    """
    greeted = people.of_person(person_id, day)
    employed = ask(session, greeted).to(greeted)
    if employed is None:
        return None
    both = results.own_days(employed.employment_id, DaySpan(day - ONE_DAY, day + ONE_DAY))
    stands = accounts.balance(employed.employment_id, day)
    waiting, unread = terminal_messages.to_show(person_id, since), terminal_messages.unread(person_id)
    answers = ask(session, both, stands, waiting, unread)
    by_day = {each.result.day: each for each in answers.to(both)}
    return Standing(
        employed,
        day,
        by_day.get(day),
        by_day.get(day - ONE_DAY),
        answers.to(stands),
        _leave(session, employed, rulebook, day),
        answers.to(waiting),
        answers.to(unread),
    )


def _leave(session: Session, employed: Employed, rulebook: Rulebook, day: date) -> Fraction | None:
    seen = leave_view.of_employment(session, employed, rulebook, day)
    held = () if seen is None else [each.left for each in seen.balance.held if each.year <= day.year]
    return sum(held, Fraction(0)) if held else None


def figures(stands: Standing, result: DayResult | None, balance: timedelta, say: Translator, locale: str) -> list[str]:
    """Return the lines with the figures: today where it is complete, the balance of the last complete day, leave."""
    lines, until = [], stands.balance.until
    if result is not None and result.state is DayState.COMPLETE and result.worked is not None:
        lines.append(say.text("Today {worked}", worked=formats.duration(result.worked)))
        if result.difference is not None:
            balance, until = balance + result.difference, result.day
    lines.append(_balance(balance, until, say, locale))
    if stands.leave is not None:
        lines.append(say.text("Leave left: {days} days", days=formats.leave_days(stands.leave, locale)))
    return lines


def _balance(balance: timedelta, until: date | None, say: Translator, locale: str) -> str:
    shown = formats.signed(balance)
    if until is None:
        return say.text("Balance {balance}", balance=shown)
    return say.text("Balance {balance} up to {day}", balance=shown, day=formats.wall_day(until, locale))


def before_night(stands: Standing) -> timedelta:
    """Return the balance without the day before: what is said of a night is said of the day it began."""
    night = stands.yesterday
    return stands.balance.before - ((night.result.difference or ZERO) if night is not None else ZERO)


def told(stands: Standing, say: Translator) -> list[str]:
    """Return the lines with what she is to be told: messages word for word, and how much waits on her own pages."""
    lines = [each.text for each in stands.messages]
    if stands.news == 1:
        lines.append(say.text("One notice waits for you in Timeclock"))
    elif stands.news:
        lines.append(say.text("{count} notices wait for you in Timeclock", count=stands.news))
    return lines
