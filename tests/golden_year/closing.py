"""The months of those of whom the city learns something late are closed, opened again, and put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from tests.golden_year.moving_in import HERE, YEAR, Said, Town, listed, stamp_lines
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
    """Close the year of those of whom something is learned late, month by month, as people.toml says it went."""
    with town.database.transaction() as session:
        actor = _hr(session)
    for each in said:
        if "late" in each:
            _year(town, each, actor)


def _hr(session: Session) -> Actor:
    login = logins.add(session, "hr", "HR", "no password", CLOSED)
    logins.grant(session, login, Role.HR, None, YEAR.from_day, CLOSED, by=None)
    everywhere = frozenset(people.unit_names(session, YEAR.from_day))
    return Actor(login, "hr", "HR", None, "de", frozenset({Grant(Role.HR, everywhere)}))


def _year(town: Town, each: Said, actor: Actor) -> None:
    now = CLOSED
    for number in range(1, 13):
        first, now = date(YEAR.from_day.year, number, 1), now + SOON
        _close(town, each, first, Sight(actor, now, town.settings.zone))
        if number == REOPENED and "days" in each["late"]:
            _open_again(town, each, first, Sight(actor, now + SOON / 2, town.settings.zone))
        if number == LEARNED and "jobs" in each["late"]:
            [(since, *_)] = each["late"]["jobs"]
            listed(town.database, town.settings, [{**each, "jobs": each["jobs"] + each["late"]["jobs"]}], since, now)
            _worked_out(town, each, now)


def _close(town: Town, each: Said, first: date, sight: Sight) -> None:
    with town.database.transaction() as session:
        uid = _uid(session, each, first)
        seen = closings.one(session, sight, first, uid, Action.CLOSE_MONTHS).seen
        months.close(session, sight, first, uid, seen, WHY, Rulebook.of(town.settings))


def _open_again(town: Town, each: Said, first: date, sight: Sight) -> None:
    """Open a month, bring in what was forgotten, and close it a second time."""
    with town.database.transaction() as session:
        months.reopen(session, sight, first, _uid(session, each, first), WHY)
    forgotten = {**each, "comes": [], "days": each["late"]["days"]}
    lines = "".join(stamp_lines(forgotten, town.settings))
    brought(town.database, town.settings, lines.encode(), profiles.load(HERE / "stamps.toml"), sight.now)
    _worked_out(town, each, sight.now)
    _close(town, each, first, replace(sight, now=sight.now + SOON / 4))


def _worked_out(town: Town, each: Said, now: datetime) -> None:
    person_id, _ = town.employments[str(each["no"])]
    with town.database.transaction() as session:
        evaluation.refresh_now(session, person_id, Rulebook.of(town.settings), now)


def _uid(session: Session, each: Said, day: date) -> UUID:
    found = people.by_staff_no(session, str(each["no"]), day, Scope.system("golden year"))
    if found is None:
        raise AssertionError(f"{each['no']} is not there on {day}")
    return found.employment_uid
