"""How a closed month went on: the version in force with all it holds, what was found of it later, what that posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from timeclock.core.accounts import PostingKind
from timeclock.store import accounts, late_truths, months
from timeclock.store.accounts import Entry
from timeclock.store.db import Session
from timeclock.store.late_truths import Found
from timeclock.store.months import SavedMonth
from timeclock.store.questions import Question, ask, names
from timeclock.store.results import SavedDay
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.months import month, month_delta
from timeclock.store.schema.people import employment
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class MonthStory:
    """A closed month, the days of it that are worth something else since, and the differences posted for them."""

    saved: SavedMonth
    found: tuple[Found, ...]
    posted: tuple[Entry, ...]

    def day(self, on: date) -> SavedDay | None:
        """Return a day as it was closed."""
        return next((each for each in self.saved.days if each.result.day == on), None)


def of_month(employment_id: int, first: date) -> Question[MonthStory | None]:
    """Return the question for how a closed month went on, None where it is open. The caller may read it."""
    return Question(STORY, {"story_employment": employment_id, "story_month": first}, _story)


def told(session: Session, employment_id: int, first: date) -> MonthStory | None:
    """Return how a closed month went on, None where it is open; the caller has checked that she may read it."""
    question = of_month(employment_id, first)
    return ask(session, question).to(question)


def tells(session: Session, employment_id: int, day: date, scope: Scope) -> bool:
    """Say whether it may be told what protects the person alone, as of a day."""
    found = select(employment.c.id).where(employment.c.id == employment_id, scope.tells(employment.c.id, day))
    return session.execute(found).first() is not None


EMPLOYMENT, MONTH = names("story", "employment", "month")
STORY = (
    months.with_content().where(
        month.c.employment_id == EMPLOYMENT, month.c.month == MONTH, month.c.reopened_at.is_(None)
    ),
    late_truths.found().where(month_delta.c.employment_id == EMPLOYMENT, month_delta.c.month == MONTH),
    accounts.entries()
    .where(account.c.employment_id == EMPLOYMENT, posting.c.month == MONTH, posting.c.kind == PostingKind.DELTA)
    .order_by(posting.c.id),
)


def _story(versions: Any, found: Any, posted: Any) -> MonthStory | None:
    if not versions:
        return None
    saved = months.saved_of(versions[0])
    mine = saved.version.version
    entries = (accounts.entry_of(row) for row in posted)
    named = f"{saved.version.month:%Y-%m}/{mine}/"
    return MonthStory(
        saved,
        tuple(each for each in map(late_truths.found_of, found) if each.version == mine),
        tuple(each for each in entries if each.posting.origin.startswith(named)),
    )
