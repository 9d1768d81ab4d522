"""The months of the golden year are closed one by one, opened again, and put right where it is learned late."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from tests.golden_year.moving_in import HERE, YEAR, Said, Town, listed, months_of, stamp_lines
from tests.imports.bringing import brought
from timeclock.service import closings, evaluation, months, profiles
from timeclock.service.access import Action, Actor, Grant, Role
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import logins, people
from timeclock.store.db import Session
from timeclock.store.scope import Scope

CLOSED = datetime(2027, 2, 1, 9, tzinfo=UTC)
SOON = timedelta(hours=1)
REOPENED, LEARNED = 6, 10
WHY = "the golden year is not confirmed by anybody"


def closed(town: Town, said: Iterable[Said]) -> None:
    """Close the year of these people month by month; what is learned late is learned as people.toml says it was."""
    with town.database.transaction() as session:
        actor = _hr(session)
    closer = _Closer(town, actor, Rulebook.of(town.settings))
    late = [each for each in said if "late" in each]
    for each in late:
        closer.close_year(each)
    numbers = {str(each["no"]) for each in said if "late" not in each}
    for first in months_of({}):
        closer.close_month(first, numbers, CLOSED + first.month * SOON)


def _hr(session: Session) -> Actor:
    login = logins.add(session, "hr", "HR", "no password", CLOSED)
    logins.grant(session, login, Role.HR, None, YEAR.from_day, CLOSED, by=None)
    everywhere = frozenset(people.unit_names(session, YEAR.from_day))
    return Actor(login, "hr", "HR", None, "de", frozenset({Grant(Role.HR, everywhere)}))


@dataclass(frozen=True, slots=True)
class _Closer:
    """Somebody of HR at work; the rules are read once."""

    town: Town
    actor: Actor
    rulebook: Rulebook

    def close_year(self, each: Said) -> None:
        now, late = CLOSED, each.get("late", {})
        for first in months_of(each):
            now += SOON
            self._close(each, first, now)
            if first.month == REOPENED and "days" in late:
                self._open_again(each, first, now + SOON / 2)
            if first.month == LEARNED and "jobs" in late:
                [(since, *_)] = late["jobs"]
                listed(
                    self.town.database, self.town.settings, [{**each, "jobs": each["jobs"] + late["jobs"]}], since, now
                )
                self._work_out(each, now)

    def close_month(self, first: date, numbers: Collection[str], now: datetime) -> None:
        """Close a month of all of these people as it is shown at once."""
        sight = Sight(self.actor, now, self.town.settings.zone)
        with self.town.database.transaction() as session:
            for each in closings.look(session, sight, first, None).people:
                if each.employed.staff_no in numbers:
                    uid = each.employed.employment_uid
                    months.close(session, sight, first, uid, each.seen, WHY, self.rulebook)

    def _close(self, each: Said, first: date, now: datetime) -> None:
        sight = Sight(self.actor, now, self.town.settings.zone)
        with self.town.database.transaction() as session:
            uid = _uid(session, each, first)
            seen = closings.one(session, sight, first, uid, Action.CLOSE_MONTHS).seen
            months.close(session, sight, first, uid, seen, WHY, self.rulebook)

    def _open_again(self, each: Said, first: date, now: datetime) -> None:
        """Open a month, bring in what was forgotten, and close it a second time."""
        with self.town.database.transaction() as session:
            sight = Sight(self.actor, now, self.town.settings.zone)
            months.reopen(session, sight, first, _uid(session, each, first), WHY)
        forgotten = {**each, "comes": [], "days": each["late"]["days"]}
        lines = "".join(stamp_lines(forgotten, self.town.settings))
        brought(self.town.database, self.town.settings, lines.encode(), profiles.load(HERE / "stamps.toml"), now)
        self._work_out(each, now)
        self._close(each, first, now + SOON / 4)

    def _work_out(self, each: Said, now: datetime) -> None:
        person_id, _ = self.town.employments[str(each["no"])]
        with self.town.database.transaction() as session:
            evaluation.refresh_now(session, person_id, self.rulebook, now)


def _uid(session: Session, each: Said, first: date) -> UUID:
    day = max(first, each.get("entry", first))
    found = people.by_staff_no(session, str(each["no"]), day, Scope.system("golden year"))
    if found is None:
        raise AssertionError(f"{each['no']} is not there on {day}")
    return found.employment_uid
