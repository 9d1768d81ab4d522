"""What a correction is: a stamp that is missing, wrong or too many, as it stands and as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from timeclock.core.stamps import StampKind


class Change(StrEnum):
    """What is asked: a stamp that is missing, another time or kind for one, or that one does not count."""

    NEW = "new"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Before:
    """The stamp as it stands."""

    stamp_uid: UUID
    kind: StampKind
    at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class After:
    """The stamp as it should be."""

    kind: StampKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for on a day: nothing before is a new stamp, nothing after a deleted one."""

    day: date
    before: Before | None
    after: After | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a correction has something before or something after")

    @property
    def change(self) -> Change:
        if self.before is None:
            return Change.NEW
        return Change.DELETE if self.after is None else Change.CHANGE

    def concerns_the_same(self, other: Wish) -> bool:
        """Say whether both are about one stamp, or ask for the same new one."""
        if self.before and other.before:
            return self.before.stamp_uid == other.before.stamp_uid
        return self.before is other.before and self.after == other.after
