"""A small city for tests: one cast of people, real tables, real keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from sqlalchemy import insert

from timeclock import clock, settings
from timeclock.core.plans import ClockSpan, DayPlan, ModelRules
from timeclock.core.register import Code, Decision, Said
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.ledger import keys
from timeclock.ledger.leaf import canonical
from timeclock.service import evaluation, setup
from timeclock.service.access import Role
from timeclock.service.register import REGISTER
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import badges, consents, db, migrate, models, recalculation, sources, staffing, stamps
from timeclock.store import logins as login_rows
from timeclock.store.db import Database, Session
from timeclock.store.ids import new_uid
from timeclock.store.models import NewModel
from timeclock.store.schema import people
from timeclock.store.staffing import Hired, NewPerson
from timeclock.store.stamps import Original, Stored

PASSWORD = "ein langes Kennwort"
# A hash says itself how much work it is: this cast signs in some thousand times, and nobody is after its password.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
FIRST_DAY = date(2026, 1, 1)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FLEXTIME = DayPlan(
    "flex",
    timedelta(hours=7, minutes=48),
    ClockSpan(time(6), time(20)),
    ClockSpan(time(9), time(15)),
)
FREE = DayPlan("free", timedelta(0), ClockSpan(time(6), time(20)), None)
WEEK = (FLEXTIME,) * 5 + (FREE,) * 2
MONDAY = date(2026, 1, 5)
RULEBOOKS: dict[ZoneInfo, Rulebook] = {}
# The file of a database with the schema and nobody in it.
MIGRATED: list[bytes] = []


@dataclass(frozen=True, slots=True)
class City:
    """The cast. Aydin works in the registry under Brandt; Celik in the archive; Demir left the registry in June."""

    settings: Settings
    database: Database
    aydin: Hired
    brandt: Hired
    celik: Hired
    registry: int
    archive: int
    logins: dict[str, int]

    def rulebook(self) -> Rulebook:
        """Return the rules of the city; their files are read once, for no test writes them."""
        zone = self.settings.zone
        if zone not in RULEBOOKS:
            RULEBOOKS[zone] = Rulebook.of(self.settings)
        return RULEBOOKS[zone]


def settings_in(directory: Path, url: str | None = None) -> Settings:
    """Return the default settings with data in a directory of the test's own, and fresh keys."""
    clock.use_pinned_zones()
    found = settings.load(environment={"TIMECLOCK_VAR": str(directory), "TIMECLOCK_HTTPS": "false"})
    # Here what is asked for counts once it was approved, so that every step is seen; the default has tests of its own.
    found = replace(
        found,
        city_name="Stadt Beispiel",
        database_url=url or found.database_url,
        requests_count_at_once=(),
        second_factor_for=(),
    )
    for name in ("secret", "receipt", "log", "badge", "factor"):
        keys.write_secret(getattr(found, f"{name}_key_file"))
    return found


def small_city(city: Settings) -> City:
    """Bring the schema and move the cast in; migrating takes longer than all else, so a file is migrated once."""
    database, file = db.connect(city.database_url), db.file_of(city.database_url)
    if file is not None and MIGRATED:
        file.write_bytes(MIGRATED[0])
    else:
        migrate.upgrade(database)
    if file is not None and not MIGRATED:
        MIGRATED.append(_content(file))
    with database.transaction() as session:
        return settle(session, city, database)


def _content(file: Path) -> bytes:
    """Return a SQLite database as one piece, what still lies in its log included."""
    with closing(sqlite3.connect(file)) as written, closing(sqlite3.connect(":memory:")) as whole:
        written.backup(whole)
        return whole.serialize()


def settle(session: Session, city: Settings, database: Database) -> City:
    setup.bring_holidays(session, city, range(2025, 2028))
    employer = staffing.add_employer(session, "Stadt Beispiel")
    whole = staffing.add_unit(session, employer, "Stadtverwaltung", FIRST_DAY, NOW)
    registry = staffing.add_unit(session, employer, "Bürgerdienste", FIRST_DAY, NOW, whole)
    archive = staffing.add_unit(session, employer, "Stadtarchiv", FIRST_DAY, NOW, whole)
    model = models.add_model(
        session,
        NewModel("gleitzeit-39", "Gleitzeit 39 Stunden", WEEK, ModelRules(agreement="DV Gleitzeit")),
        FIRST_DAY,
        NOW,
    )
    cast = {
        "aydin": _hire(session, employer, NewPerson("Elif", "Aydin", "10001", registry, FIRST_DAY, 2340)),
        "brandt": _hire(session, employer, NewPerson("Jens", "Brandt", "10002", registry, FIRST_DAY, 2340)),
        "celik": _hire(session, employer, NewPerson("Can", "Celik", "10003", archive, FIRST_DAY, 2340)),
    }
    for hired in cast.values():
        models.assign(session, hired.employment_id, model, MONDAY, FIRST_DAY, NOW)
    ids = _logins(session, cast, registry)
    return City(city, database, cast["aydin"], cast["brandt"], cast["celik"], registry, archive, ids)


def agreed(session: Session, *but: Code) -> None:
    """Let the staff council agree to every evaluation as it is, but to some."""
    for entry in REGISTER.values():
        if entry.needs_consent and entry.code not in but:
            said = Said(Decision.GIVEN, FIRST_DAY)
            consents.add(session, entry.code, entry.version, said, "Dienstvereinbarung Auswertungen", None, NOW)


def _hire(session: Session, employer: int, new: NewPerson) -> Hired:
    return staffing.hire(session, employer, new, NOW)


def _logins(session: Session, cast: dict[str, Hired], registry: int) -> dict[str, int]:
    secret = QUICK.hash(PASSWORD)
    ids = {
        name: login_rows.add(session, name, name.title(), secret, NOW, person_id=hired.person_id)
        for name, hired in cast.items()
    }
    for name in ("officer", "hr", "council", "privacy", "it"):
        ids[name] = login_rows.add(session, name, name.title(), secret, NOW)
    granted = (
        ("brandt", Role.SUPERVISOR, registry),
        ("officer", Role.TIME_OFFICER, registry),
        ("hr", Role.HR, None),
        ("council", Role.STAFF_COUNCIL, None),
        ("privacy", Role.DATA_PROTECTION, None),
        ("it", Role.IT_ADMIN, None),
    )
    for name, role, unit_id in granted:
        login_rows.grant(session, ids[name], role, unit_id, FIRST_DAY, NOW, by=None)
    return ids


def employed_again(session: Session, who: Hired, unit: int, since: date = FIRST_DAY) -> Hired:
    """Give somebody a second employment, in another unit and under another number."""
    uid = new_uid(NOW)
    row = {"uid": uid, "person_id": who.person_id, "employer_id": 1, "staff_no": f"2000{who.employment_id}"}
    added: int = session.execute(insert(people.employment).returning(people.employment.c.id), row).scalar_one()
    held = {"employment_id": added, **staffing.held_from(since, NOW)}
    session.execute(insert(people.employment_version), held)
    session.execute(insert(people.placement), {**held, "unit_id": unit})
    models.assign(session, added, 1, MONDAY, since, NOW)
    return Hired(who.person_id, added, uid)


def stamped(
    session: Session, who: Hired, day: date, taps: str, city: Settings, received_at: datetime | None = None
) -> None:
    """Store stamps as the web would have: "08:00 in 12:00 out 12:30 in 16:30 out"; or as they came later."""
    words = taps.split()
    for at, kind in zip(words[::2], words[1::2], strict=True):
        stamped_at(session, who, instant(day, time.fromisoformat(at), city.zone), kind, received_at)
    recalculation.mark(session, [(who.person_id, day)], "stamp", NOW)


def stamped_at(
    session: Session, who: Hired, moment: datetime, kind: str, received_at: datetime | None = None
) -> Stored:
    """Store one stamp as the web would have, at an instant; or as it came later."""
    source_id, epoch, seq = sources.next_seq(session, "web", moment)
    row = {
        "uid": new_uid(moment),
        "source_id": source_id,
        "epoch": epoch,
        "seq": seq,
        "kind": StampKind(kind).value,
        "at": moment,
        "at_rule": "server",
        "received_at": received_at or moment,
        "clock_quality": "good",
        "zone_rules": "test",
        "level": "authenticated",
        "person_id": who.person_id,
        "employment_id": who.employment_id,
    }
    [stored] = stamps.append(session, [(row, Original(canonical(row), b""))], moment).values()
    return stored


def evaluated(session: Session, who: Hired, days: DaySpan, city: City, now: datetime = NOW) -> None:
    """Work out the results of these days."""
    evaluation.refresh(session, who.person_id, days, city.rulebook(), now)


def badge(session: Session, who: Hired, number: str, city: Settings, since: datetime = NOW) -> str:
    """Give a person a badge; return its hash."""
    hash_ = badges.number_hash(keys.read_secret(city.badge_key_file), "uid", bytes.fromhex(number))
    badges.issue(session, hash_, who.person_id, since)
    return hash_


__all__ = ["NOW", "PASSWORD", "UUID", "City", "badge", "evaluated", "settings_in", "small_city", "stamped"]
