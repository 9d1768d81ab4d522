"""Founding the city: units, models, people with badges and logins, the terminals at the doors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from demo.cast import Member
from demo.mistakes import SCENES, Mistake
from demo.models import MODELS
from demo.names import DEPARTMENTS
from demo.walls import NAMES, Wall, lost_number, new_wall
from terminals.keys import make_device_key
from terminals.wire import badge_hash, from_b64url
from timeclock.ledger import keys
from timeclock.service import account_kinds, devices, logins, setup
from timeclock.service.access import Role
from timeclock.settings import Settings
from timeclock.store import badges, models, staffing
from timeclock.store import logins as login_rows
from timeclock.store.db import Session
from timeclock.store.staffing import NewPerson

CITY = "Stadt Musterhausen"
DEMO_PASSWORD = "musterhausen"  # noqa: S105  printed at every start; the product's wheel is searched for it
TRIED_OUT = "Terminal zum Ausprobieren"
# Who offers Elif Aydın a swap of duties signs in as well.
SWAPS = "El-Sayed"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A login to try out: whom the pages greet, whose role it shows, and what to look at."""

    name: str
    shown: str
    title: str
    look_at: str
    role: Role | None = None
    family_name: str | None = None


VISITORS = (
    Visitor(
        "aydin", "Elif Aydın", "employee", "Today: stamp, watch the balance; Month: why each minute", None, "Aydın"
    ),
    Visitor("brandt", "Jens Brandt", "supervisor", "Decide: requests; Confirm: the last month", None, "Brandt"),
    Visitor(
        "zeit", "Zeynep Korkmaz", "time officer", "Deviations: missing and odd stamps", Role.TIME_OFFICER, "Korkmaz"
    ),
    Visitor("personal", "Personalabteilung", "HR", "Figures: by unit and month, of nobody", Role.HR),
    Visitor("rat", "Personalrat", "staff council", "Evidence: the log, its heads, the rules", Role.STAFF_COUNCIL),
    Visitor("it", "Technik", "IT", "Health: terminals, queues, what came in", Role.IT_ADMIN),
)


@dataclass(frozen=True, slots=True)
class Founded:
    """What has to be remembered of the founding: the terminals that stamp, and the one to try out."""

    walls: tuple[Wall, ...]
    tried_out: UUID


def found(session: Session, city: Settings, members: Sequence[Member], place: Path, first: datetime) -> Founded:
    """Move everybody in, as of the first day."""
    since = first.astimezone(city.zone).date()
    setup.bring_holidays(session, city, range(since.year - 1, since.year + 3))
    account_kinds.bring(session, first)
    employer = staffing.add_employer(session, CITY)
    units = _units(session, employer, since, first)
    ids = {code: models.add_model(session, model.new, since, first) for code, model in MODELS.items()}
    site_key = keys.read_secret(city.badge_key_file)
    secret = logins.password_hash(DEMO_PASSWORD)
    for who in members:
        model = MODELS[who.model]
        hired = staffing.hire(session, employer, _person(who, units[who.unit], since), first)
        models.assign(session, hired.employment_id, ids[who.model], model.anchor, since, first)
        _badges(session, who, hired.person_id, site_key, first)
        visitor = next((each for each in VISITORS if each.family_name == who.family_name), None)
        if visitor or who.leads or "home" in who.habits or who.family_name == SWAPS:
            name = visitor.name if visitor else who.login_name
            login = login_rows.add(session, name, who.full_name, secret, first, person_id=hired.person_id)
            roles: list[tuple[Role, int | None]] = [(Role.SUPERVISOR, units[who.unit])] if who.leads else []
            roles += [(visitor.role, None)] if visitor and visitor.role else []
            _grant(session, login, roles, since, first)
    for visitor in VISITORS:
        if visitor.family_name is None:
            login = login_rows.add(session, visitor.name, visitor.shown, secret, first)
            _grant(session, login, [(visitor.role, None)] if visitor.role else [], since, first)
    return Founded(
        tuple(
            new_wall(n, _enrol(session, name, place / f"wall-{n}.key", first), place / f"wall-{n}.key", first)
            for n, name in enumerate(NAMES)
        ),
        _enrol(session, TRIED_OUT, place / "device.key", first),
    )


def login_of(who: Member) -> str:
    """Return the login of a member who has one."""
    return next((each.name for each in VISITORS if each.family_name == who.family_name), who.login_name)


def hashes(city: Settings, numbers: Iterable[str]) -> dict[str, str]:
    """Return the keyed hash of each badge number."""
    site_key = keys.read_secret(city.badge_key_file)
    return {number: badge_hash(site_key, number) for number in numbers}


def _units(session: Session, employer: int, since: date, first: datetime) -> dict[str, int]:
    top = staffing.add_unit(session, employer, CITY, since, first)
    found: dict[str, int] = {}
    for department, names in DEPARTMENTS.items():
        above = staffing.add_unit(session, employer, department, since, first, top)
        found |= {name: staffing.add_unit(session, employer, name, since, first, above) for name in names}
    return found


def _person(who: Member, unit_id: int, since: date) -> NewPerson:
    model = MODELS[who.model]
    return NewPerson(
        who.given_name,
        who.family_name,
        who.staff_no,
        unit_id,
        since,
        model.weekly // MINUTE,
        model.days_per_week,
        model.regime,
    )


def _badges(session: Session, who: Member, person_id: int, site_key: bytes, first: datetime) -> None:
    badges.issue(session, badge_hash(site_key, who.badge_number), person_id, first)
    if any(mistake is Mistake.LOST_BADGE for _, mistake in SCENES.get(who.family_name, ())):
        lost = badge_hash(site_key, lost_number(who))
        badges.issue(session, lost, person_id, first)
        badges.block(session, lost)


def _grant(
    session: Session, login: int, roles: Sequence[tuple[Role, int | None]], since: date, first: datetime
) -> None:
    for role, unit_id in roles:
        login_rows.grant(session, login, role, unit_id, since, first, by=None)


def _enrol(session: Session, name: str, key_file: Path, first: datetime) -> UUID:
    public = from_b64url(make_device_key(key_file))
    return devices.enrol(session, name, None, public, first)
