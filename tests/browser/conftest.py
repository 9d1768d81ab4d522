"""A real browser in front of a real server: the small city on a free port, seen through Debian's Chromium."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests import city as builders
from tests.browser.running import ARGUMENTS, CHROMIUM, serving
from tests.browser.window import DESKTOP, PHONE, Judge, Site, Visit
from tests.city import City
from tests.lived_in import sight
from tests.terminal import enrolled, told
from tests.trials import made_available
from tests.uploads import sent_list
from timeclock import clock
from timeclock.core.mass_postings import Away, Order, Selection
from timeclock.core.places import PlaceTerms
from timeclock.core.plans import ClockSpan
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import local_day
from timeclock.service import (
    absence_desk,
    absences,
    documents,
    fleet,
    illnesses,
    leave,
    mass_postings,
    mass_previews,
    model_changes,
    place_agreements,
    role_changes,
    terminal_alarms,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Role
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.illnesses import NewNote
from timeclock.service.mass_previews import Look
from timeclock.service.role_changes import Wanted
from timeclock.store import corrections, staffing, told_changes
from timeclock.store.documents import Subject
from timeclock.store.illness_notes import NoteKind
from timeclock.store.models import NewModel
from timeclock.store.role_drafts import Change
from timeclock.store.scope import Scope
from timeclock.web import create_app

ASKED = UUID(int=4711)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    town = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("site")))
    today = local_day(clock.now(), town.settings.zone)
    _live(town, today)
    about, terminal = _told(town, today), _terminal(town)
    app = create_app(town.settings, town.database)
    with serving(app) as address:
        trial, upload, draft, role = _trial(town, today), _upload(town), _draft(town, today), _role(town, today)
        place = _place(town, today)
        yield Site(town, address, app.url_map, today, ASKED, about, trial, upload, terminal, draft, role, place)
    town.database.dispose()


def _live(town: City, today: date) -> None:
    """Let three weeks pass with the mistakes people make."""
    days = ("08:00 in 16:30 out", "08:00 in 14:25 out", "07:30 in", "05:40 in 19:10 out", "08:00 in 08:01 in 16:00 out")
    with town.database.transaction() as session:
        builders.agreed(session)
        # Where units are chosen those below a department fold away.
        staffing.add_unit(session, 1, "Standesamt", builders.FIRST_DAY, clock.now(), town.registry)
        for ago in range(1, 22):
            for who in (town.aydin, town.brandt):
                builders.stamped(session, who, today - timedelta(days=ago), days[(ago - 1) % len(days)], town.settings)
        subject = Subject(DocumentKind.PROOF, town.aydin.person_id, town.aydin.employment_id, today.replace(day=1))
        documents.put(session, town.settings.documents, subject, Media.PDF, b"a proof", clock.now())
        wish = corrections.Wish(today - timedelta(days=4), None, corrections.After(StampKind.BREAK_START, clock.now()))
        login = town.logins["aydin"]
        # In the time to come, so that no page of what was changes by it.
        away = today + timedelta(days=3), today + timedelta(days=8)
        ill = absences.enter(session, Asked("10001", "sick", *away), town.settings.zone, clock.now())
        absences.enter(session, Asked("10002", "leave", *away), town.settings.zone, clock.now())
        illnesses.note(session, NewNote(ill, NoteKind.ASKED), town.settings.zone, clock.now())
        corrections.ask(session, ASKED, town.aydin.employment_id, wish, login, "Pause vergessen", clock.now())
        registry = Selection(also=frozenset({"10001", "10002"}), only_planned=False)
        outing = Order(Away("works_outing", today, today), registry, "Ausflug")
        look = Look(Scope.system("test"), clock.now(), town.rulebook())
        mass_postings.proposed(session, ASKED, mass_previews.preview(session, outing, look), None, clock.now())
    for who in (town.aydin, town.brandt, town.celik):
        with town.database.transaction() as session:
            span = DaySpan(today - timedelta(days=62), today + timedelta(days=1))
            builders.evaluated(session, who, span, town, clock.now())
            leave.refresh_now(session, who.person_id, town.rulebook(), clock.now())


def _told(town: City, today: date) -> UUID:
    """Let the office enter leave for Frau Celik; return what she is told of it."""
    away = today + timedelta(days=3), today + timedelta(days=8)
    with town.database.transaction() as session:
        office, uid = sight(session, town, "hr", clock.now()), town.celik.employment_uid
        absence_desk.enter(session, office, uid, Asked("", "leave", *away))
        [told] = told_changes.of_person(session, town.celik.person_id, 1)
    return told.uid


def _terminal(town: City) -> UUID:
    """Put up a terminal of which a stamp was lost and a reader does not answer, and one that was never heard."""
    now = clock.now()
    enrolled(town, now - timedelta(days=1), "Stadtarchiv", seed=2, unit=town.archive)
    wall = enrolled(town, now - timedelta(days=1))
    wall.stamp(now)
    stuck = ({"name": "ACS ACR1252 Dual Reader 00 00", "state": "stuck"},)
    told(town, wall, now, wall.stamp(now), readers=stuck, drift_ms=-61_250, unsent=3, oldest_unsent_at=now)
    with town.database.transaction() as session:
        terminal_alarms.look(session, fleet.limits_of(town.settings), now)
    return wall.uid


def _upload(town: City) -> UUID:
    """Send a personnel list in which one line is not right."""
    with town.database.transaction() as session:
        return sent_list(session, town, clock.now())


def _trial(town: City, today: date) -> UUID:
    with town.database.transaction() as session:
        return made_available(session, town, DaySpan(today - timedelta(days=21), today), clock.now())


def _role(town: City, today: date) -> UUID:
    """Let personnel ask for a role for Herr Celik."""
    wanted = Wanted(Change.GIVE, "celik", Role.SUPERVISOR, None, today, "Leitung ab heute")
    with town.database.transaction() as session:
        return role_changes.propose(session, sight(session, town, "hr", clock.now()), wanted)


def _place(town: City, today: date) -> UUID:
    """Let personnel enter one agreement about places that the council signs, and one that waits for it."""
    terms = PlaceTerms("DV Mobile Zeiterfassung", today, None, 500, 14)
    with town.database.transaction() as session:
        office, council = (sight(session, town, name, clock.now()) for name in ("hr", "council"))
        first, second, *_ = place_agreements.units(session, office)
        signed = place_agreements.propose(session, office, first.uid, terms)
        place_agreements.sign(session, council, signed, "")
        return place_agreements.propose(session, office, second.uid, terms)


def _draft(town: City, today: date) -> UUID:
    """Let the office draft a longer frame."""
    with town.database.transaction() as session:
        office, code = sight(session, town, "hr", clock.now()), "gleitzeit-39"
        held = model_changes.one(session, office, code).on(today)
        days = tuple(replace(plan, frame=ClockSpan(time(6), time(22))) for plan in held.day_plans)
        new = NewModel(code, "Gleitzeit 39 Stunden", days, held.rules)
        return model_changes.propose(session, office, new, today, "Längere Rahmenzeit", is_new=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture(scope="session")
def judge(axe: Axe) -> Judge:
    return Judge(axe)


@pytest.fixture(scope="session")
def cookies(site: Site, chromium: Browser) -> Callable[[str], Any]:
    """Sign somebody in once; later windows start with her cookies."""

    @cache
    def of(name: str) -> Any:
        window = chromium.new_context(locale="de-DE")
        Visit(site, window.new_page()).sign_in(name)
        kept = window.storage_state()
        window.close()
        return kept

    return of


@pytest.fixture
def visit(site: Site, chromium: Browser, cookies: Callable[[str], Any]) -> Iterator[Callable[..., Visit]]:
    """Open a window as somebody, with what the browser should be like; nothing may complain by the end."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def arrive(name: str | None = None, **options: object) -> Visit:
        state = None if name is None else cookies(name)
        window = chromium.new_context(locale="de-DE", storage_state=state, **({"viewport": DESKTOP} | options))
        found = Visit(site, window.new_page())
        found.listen()
        opened.append((window, found))
        return found

    yield arrive
    complaints = [text for _, found in opened for text in found.complaints]
    for window, _ in opened:
        window.close()
    assert complaints == []


@pytest.fixture(scope="module")
def windows(site: Site, chromium: Browser, cookies: Callable[[str], Any]) -> Iterator[Callable[[str | None], Visit]]:
    opened: list[BrowserContext] = []

    @cache
    def of(name: str | None) -> Visit:
        state = None if name is None else cookies(name)
        opened.append(chromium.new_context(locale="de-DE", storage_state=state, viewport=PHONE))
        visit = Visit(site, opened[-1].new_page())
        visit.listen()
        return visit

    yield of
    for window in opened:
        window.close()


@pytest.fixture
def same_window(windows: Callable[[str | None], Visit]) -> Iterator[Callable[[str | None], Visit]]:
    """Return to the one window of somebody, on a phone: style sheets and fonts came with the first page."""
    used: list[Visit] = []

    def arrive(name: str | None) -> Visit:
        visit = windows(name)
        visit.complaints.clear()
        visit.meant_to_fail = ()
        used.append(visit)
        return visit

    yield arrive
    assert [text for visit in used for text in visit.complaints] == []
