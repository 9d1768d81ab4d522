"""Every route × method × actor × relation, taken from the URL map; what is expected follows from the one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update
from werkzeug.routing import Rule

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.lived_in import sight
from tests.trials import made_available
from tests.uploads import sent_list, sent_roster
from timeclock.core.corrections import After, Wish
from timeclock.core.mass_postings import Away, Order, Selection
from timeclock.core.places import PlaceTerms
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import (
    changes,
    devices,
    documents,
    mass_postings,
    mass_previews,
    model_changes,
    place_agreements,
    role_changes,
    tokens,
)
from timeclock.service.access import ALLOWED, WITHOUT_LOGIN, Action, Relation, Role
from timeclock.service.changes import Change
from timeclock.service.documents import Media
from timeclock.service.mass_previews import Look
from timeclock.service.role_changes import Wanted
from timeclock.service.tokens import TokenAsked, TokenScope
from timeclock.store import corrections, models, staffing, told_changes
from timeclock.store.documents import Subject
from timeclock.store.models import NewModel
from timeclock.store.role_drafts import Change as RoleChange
from timeclock.store.schema.people import placement
from timeclock.store.scope import Scope
from timeclock.store.staffing import NewPerson
from timeclock.web.app import create_app
from timeclock.web.policies import declared

DAY = date(2026, 11, 19)
BEFORE_THE_MOVE = date(2026, 6, 15)
MOVED = date(2026, 7, 1)
ROLES: Mapping[str, frozenset[Role]] = {
    "anonymous": frozenset(),
    "aydin": frozenset({Role.EMPLOYEE}),
    "brandt": frozenset({Role.EMPLOYEE, Role.SUPERVISOR}),
    "officer": frozenset({Role.TIME_OFFICER}),
    "hr": frozenset({Role.HR}),
    "council": frozenset({Role.STAFF_COUNCIL}),
    "privacy": frozenset({Role.DATA_PROTECTION}),
    "it": frozenset({Role.IT_ADMIN}),
}
# HR's grant is for the whole city; the supervisor's and the time officer's for the registry alone.
EVERYWHERE = frozenset({"hr"})


@dataclass(frozen=True, slots=True)
class Target:
    """One person's data of one day: whose, and in which unit she was then."""

    name: str
    uid: UUID | None
    day: date
    in_registry: bool


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The small city with one more person who moved from the registry to the archive in July."""
    return builders.small_city(builders.settings_in(tmp_path_factory.mktemp("matrix")))


@pytest.fixture(scope="module")
def targets(city: City) -> list[Target]:
    with city.database.transaction() as session:
        new = NewPerson("Deniz", "Demir", "10004", city.registry, builders.FIRST_DAY, 2340)
        demir = staffing.hire(session, 1, new, NOW)
        models.assign(session, demir.employment_id, 1, builders.MONDAY, builders.FIRST_DAY, NOW)
        here = placement.c.employment_id == demir.employment_id
        session.execute(update(placement).where(here).values(valid_to=MOVED))
        moved = {"employment_id": demir.employment_id, "unit_id": city.archive, **staffing.held_from(MOVED, NOW)}
        session.execute(insert(placement), moved)
        for who in (city.aydin, city.brandt, city.celik, demir):
            builders.stamped(session, who, DAY, "08:00 in 16:00 out", city.settings)
            builders.evaluated(session, who, DaySpan.one(DAY), city)
    return [
        Target("nobody", None, DAY, in_registry=False),
        Target("aydin", city.aydin.employment_uid, DAY, in_registry=True),
        Target("brandt", city.brandt.employment_uid, DAY, in_registry=True),
        Target("celik", city.celik.employment_uid, DAY, in_registry=False),
        Target("demir", demir.employment_uid, DAY, in_registry=False),
        Target("demir", demir.employment_uid, BEFORE_THE_MOVE, in_registry=True),
    ]


@pytest.fixture(scope="module")
def app(city: City) -> Flask:
    app = create_app(city.settings, city.database)
    # The matrix asks for rights alone; that a form without its token is refused has tests of its own.
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture(scope="module")
def tokens_of(city: City) -> dict[str, str]:
    """A token for everything, for everybody who can have one."""
    wish = TokenAsked("Matrix", frozenset(TokenScope), NOW.date())
    with city.database.transaction() as session:
        return {
            name: tokens.make(session, sight(session, city, name), wish, city.settings.token_days)
            for name, roles in ROLES.items()
            if Role.EMPLOYEE in roles
        }


def client_of(app: Flask, actor: str) -> FlaskClient:
    client = app.test_client()
    if actor != "anonymous":
        answer = client.post("/login", data={"name": actor, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
    return client


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


@pytest.fixture(scope="module")
def kept(city: City) -> dict[str, UUID]:
    """A document of the supervisor's own, and one of somebody else's for all others to try."""
    with city.database.transaction() as session:
        return {
            name: documents.put(
                session, city.settings.documents, Subject("proof", who.person_id), Media.PDF, b"", NOW
            ).uid
            for name, who in (("brandt", city.brandt), ("aydin", city.aydin))
        }


@pytest.fixture(scope="module")
def trial(city: City, targets: list[Target]) -> UUID:
    """A trial of everybody's day that was made available, once there are days."""
    with city.database.transaction() as session:
        return made_available(session, city, DaySpan.one(DAY))


@pytest.fixture(scope="module")
def sent(city: City) -> dict[str, UUID]:
    """A list that HR has sent and not taken over, and for those who plan a roster of theirs."""
    with city.database.transaction() as session:
        roster = sent_roster(session, city, NOW, date(2026, 12, 1), b"staff_no;day;kind;from;to;plan\n10001;;;;;\n")
        return {"aydin": sent_list(session, city, NOW), "officer": roster, "brandt": roster}


@pytest.fixture(scope="module")
def terminal(city: City) -> UUID:
    with city.database.transaction() as session:
        return devices.enrol(session, "Rathaus, Foyer", None, bytes(32), NOW)


@pytest.fixture(scope="module")
def asked(city: City) -> dict[str, UUID]:
    """A request of Frau Aydin's, for all to try to decide, and one of the supervisor's; one for many of
    the same name as hers; nobody sends what decides.
    """
    uids, wish = {"aydin": UUID(int=4711), "brandt": UUID(int=4712)}, Wish(DAY, None, After(StampKind.OUT, NOW))
    with city.database.transaction() as session:
        for name, who in (("aydin", city.aydin), ("brandt", city.brandt)):
            corrections.ask(session, uids[name], who.employment_id, wish, city.logins[name], "vergessen", NOW)
        order = Order(Away("closure", DAY, DAY), Selection(also=frozenset({"10001"})), "Glatteis")
        look = Look(Scope.system("test"), NOW, city.rulebook())
        mass_postings.proposed(session, uids["aydin"], mass_previews.preview(session, order, look), None, NOW)
    return uids


@pytest.fixture(scope="module")
def told(city: City) -> dict[str, UUID]:
    """What both of them were told of a change of their times, for all others to try."""
    with city.database.transaction() as session:
        officer = sight(session, city, "officer")
        for who in (city.aydin, city.brandt):
            changes.tell(session, officer, who.person_id, "matrix", Change(who.employment_uid, DAY, "entered"))
        return {
            name: told_changes.of_person(session, who.person_id, 1)[0].uid
            for name, who in (("brandt", city.brandt), ("aydin", city.aydin))
        }


@pytest.fixture(scope="module")
def draft(city: City) -> UUID:
    """A model's next version, for all to try to read."""
    new = NewModel("gleitzeit-39", "Gleitzeit", builders.WEEK)
    with city.database.transaction() as session:
        office = sight(session, city, "officer")
        return model_changes.propose(session, office, new, NOW.date(), "Probe", is_new=False)


@pytest.fixture(scope="module")
def role_draft(city: City) -> UUID:
    """A role that is to be given, for all to try to read."""
    wanted = Wanted(RoleChange.GIVE, "celik", Role.HR, None, NOW.date(), "Probe")
    with city.database.transaction() as session:
        return role_changes.propose(session, sight(session, city, "it"), wanted)


@pytest.fixture(scope="module")
def place_draft(city: City) -> UUID:
    """An agreement about places that human resources entered, for all to try to read."""
    terms = PlaceTerms("DV Mobile Zeiterfassung", NOW.date(), None, 500, 14)
    with city.database.transaction() as session:
        hr = sight(session, city, "hr")
        unit = place_agreements.units(session, hr)[0]
        return place_agreements.propose(session, hr, unit.uid, terms)


def address(app: Flask, rule: Rule, target: Target, request_uid: UUID, own: Mapping[str, UUID]) -> str:
    values = {
        "uid": target.uid,
        "day": target.day,
        "first_day": target.day.replace(day=1),
        "filename": "icon.svg",
        "kind": "proof",
        "form": "csv",
        "request_uid": request_uid,
        "code": "gleitzeit-39",
        "evaluation": Code.VIOLATIONS,
        "job_name": "nightly-evaluation",
        "what": "terms",
        **own,
    }
    with app.test_request_context():
        built: str = app.url_map.bind("localhost").build(rule.endpoint, {a: values[a] for a in rule.arguments})
    return built


def relation(actor: str, role: Role, target: Target, about_somebody: bool) -> Relation:
    if not about_somebody:
        return Relation.SELF if actor in {"aydin", "brandt"} else Relation.NOBODY
    if target.name == actor:
        return Relation.SELF
    reached = actor in EVERYWHERE or target.in_registry
    return Relation.OWN_UNIT if reached and role is not Role.EMPLOYEE else Relation.OTHER_UNIT


def may_reach(actor: str, action: Action, target: Target, about_somebody: bool) -> bool:
    """Say by the table alone whether this actor should get an answer."""
    if action in WITHOUT_LOGIN:
        return True
    held = {(role, relation(actor, role, target, about_somebody)) for role in ROLES[actor]}
    if about_somebody:
        return bool(held & ALLOWED[action])
    # A page about nobody in particular opens to every role the table names; what it lists is limited by the scope.
    return bool(ROLES[actor] & {role for role, _ in ALLOWED[action]})


@pytest.mark.parametrize("actor", ROLES)
def test_the_table_alone_decides_who_gets_an_answer(
    app: Flask,
    city: City,
    targets: list[Target],
    kept: dict[str, UUID],
    asked: dict[str, UUID],
    told: dict[str, UUID],
    trial: UUID,
    sent: dict[str, UUID],
    terminal: UUID,
    draft: UUID,
    role_draft: UUID,
    place_draft: UUID,
    tokens_of: dict[str, str],
    actor: str,
) -> None:
    actions = declared(app)
    wrong = []
    tested = set()
    with time_machine.travel(NOW, tick=False):
        client = client_of(app, actor)
        for rule, method in routes(app):
            if rule.endpoint == "start.logout":
                tested.add(rule.endpoint)
                continue
            about_somebody = "uid" in rule.arguments
            for target in targets[1:] if about_somebody else targets[:1]:
                tested.add(rule.endpoint)
                names = {
                    "document_uid": kept,
                    "own_request_uid": asked,
                    "notice_uid": told,
                    "trial_uid": {"aydin": trial},
                    "upload_uid": sent,
                    "terminal_uid": {"aydin": terminal},
                    "draft_uid": {"aydin": draft},
                    "role_draft_uid": {"aydin": role_draft},
                    "place_draft_uid": {"aydin": place_draft},
                }
                own = {argument: each.get(actor, each["aydin"]) for argument, each in names.items()}
                at = address(app, rule, target, asked["aydin"], own)
                # On the API a token says who asks; the session is sent along, and must not matter.
                headers = (
                    {"Authorization": f"Bearer {tokens_of[actor]}"} if by_program(at) and actor in tokens_of else {}
                )
                answer = client.open(at, method=method, headers=headers, buffered=True)
                expected = may_reach(actor, actions[rule.endpoint], target, about_somebody)
                if by_program(at) and actor not in tokens_of:
                    expected = False
                if answer.status_code >= 500 or answered(answer.status_code, answer.location) != expected:
                    wrong.append((method, rule.rule, target.name, str(target.day), answer.status_code, expected))
    assert wrong == []
    assert tested == set(actions)


def answered(status: int, location: str | None) -> bool:
    """Say whether the actor got through: to the page, to a complaint about her input, or on to the next page."""
    if location is not None and location.startswith("/login"):
        return False
    return status not in {401, 403, 404}


def by_program(path: str) -> bool:
    return path.startswith("/api/")


def test_signing_out_is_for_whoever_is_signed_in(app: Flask, city: City) -> None:
    with time_machine.travel(NOW, tick=False):
        assert client_of(app, "anonymous").post("/logout").location.startswith("/login")
        answer = client_of(app, "it").post("/logout")
    assert answer.status_code == 303
    assert "Clear-Site-Data" in answer.headers
