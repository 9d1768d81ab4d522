"""The Flask application: what is wired to what, once."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from timeclock.service.logins import SignInRules
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store.db import Database
from timeclock.web import (
    addresses,
    confirming,
    edge,
    errors,
    headers,
    language,
    policies,
    presentation,
    shell,
    signing_in,
    start,
    terminal_api,
)
from timeclock.web.admin import terminals, users
from timeclock.web.admin import views as admin
from timeclock.web.api import description, reference, rosters
from timeclock.web.council import register, trials
from timeclock.web.council import views as council
from timeclock.web.house import House, Keys
from timeclock.web.hr import (
    account_kinds,
    badges,
    changeover,
    closing,
    evaluations,
    hiring,
    holds,
    imports,
    medical_checks,
    place_agreements,
    staff,
    staff_changing,
    statistics,
)
from timeclock.web.hr import leave as hr_leave
from timeclock.web.hr import views as hr
from timeclock.web.me import absences as own_absences
from timeclock.web.me import accounts as my_accounts
from timeclock.web.me import (
    asking,
    changes,
    corrections,
    leave,
    passkeys,
    requests,
    roster_calendar,
    second_factor,
    security,
    tokens,
    waiting,
)
from timeclock.web.me import export as my_export
from timeclock.web.me import notices as my_notices
from timeclock.web.me import on_call as my_on_call
from timeclock.web.me import phone_code as my_code
from timeclock.web.me import places as my_places
from timeclock.web.me import reads as my_reads
from timeclock.web.me import roster as my_roster
from timeclock.web.me import swaps as my_swaps
from timeclock.web.me import views as me
from timeclock.web.office import absences as absence_desk
from timeclock.web.office import accounts as kept_accounts
from timeclock.web.office import budgets, entering, mass, messages, models, unit_trial, what_if
from timeclock.web.office import views as office
from timeclock.web.team import (
    calendar,
    decisions,
    deputies,
    evacuation,
    on_call,
    presence,
    roster,
    roster_catalogue,
    staffing,
)
from timeclock.web.team import views as team
from timeclock.web.terminal_api import enrolment as terminal_enrolment

LARGEST_FORM = 64 * 1024
LARGEST_DELIVERY = 1024 * 1024
LARGEST_LIST = 16 * 1024 * 1024
PAGES = (
    start.bp,
    shell.bp,
    me.bp,
    waiting.bp,
    my_places.bp,
    my_code.bp,
    my_accounts.bp,
    corrections.bp,
    own_absences.bp,
    requests.bp,
    asking.bp,
    changes.bp,
    my_notices.bp,
    my_reads.bp,
    my_export.bp,
    tokens.bp,
    security.bp,
    second_factor.bp,
    passkeys.bp,
    leave.bp,
    my_roster.bp,
    my_swaps.bp,
    roster_calendar.bp,
    my_on_call.bp,
    reference.bp,
    team.bp,
    decisions.bp,
    calendar.bp,
    presence.bp,
    staffing.bp,
    evacuation.bp,
    deputies.bp,
    roster.bp,
    roster_catalogue.bp,
    on_call.bp,
    office.bp,
    absence_desk.bp,
    kept_accounts.bp,
    budgets.bp,
    entering.bp,
    mass.bp,
    messages.bp,
    models.bp,
    what_if.bp,
    unit_trial.bp,
    hr.bp,
    staff.bp,
    staff_changing.bp,
    hiring.bp,
    place_agreements.bp,
    holds.bp,
    badges.bp,
    medical_checks.bp,
    imports.bp,
    hr_leave.bp,
    statistics.bp,
    evaluations.bp,
    account_kinds.bp,
    closing.bp,
    changeover.bp,
    council.bp,
    trials.bp,
    register.bp,
    admin.bp,
    terminals.bp,
    users.bp,
)


def create_app(settings: Settings, database: Database, keys: Keys | None = None) -> Flask:
    """Return the application; raise `MissingPolicy` where a route does not say who may use it."""
    app = wired()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    furnish(app, settings, database, keys)
    return app


def wired() -> Flask:
    """Return the application as it is in every city: nobody lives in it yet."""
    app = Flask("timeclock.web")
    app.url_map.converters.update(
        day=addresses.DayConverter, month=addresses.MonthConverter, evaluation=addresses.EvaluationConverter
    )
    csrf = CSRFProtect()
    app.before_request(limit_delivery)
    headers.install(app)
    signing_in.install(app)
    csrf.init_app(app)
    confirming.install(app)
    csrf.exempt(terminal_api.bp)
    csrf.exempt(terminal_enrolment.bp)
    for of_programs in description.BLUEPRINTS:
        csrf.exempt(of_programs)
    errors.install(app)
    presentation.install(app)
    app.after_request(language.name_language)
    for blueprint in (*PAGES, terminal_api.bp, terminal_enrolment.bp, *description.BLUEPRINTS):
        app.register_blueprint(blueprint)
    return app


def furnish(app: Flask, settings: Settings, database: Database, keys: Keys | None = None) -> None:
    """Let a city move in; raise `MissingPolicy` where a route does not say who may use it."""
    signing = Keys.read(settings) if keys is None else keys
    app.config.update(_configuration(settings, signing))
    app.extensions[edge.EXTENSION] = House(
        settings,
        database,
        signing,
        Rulebook.of(settings),
        SignInRules.of(settings),
        policies.declared(app),
        policies.asking_again(app),
        description.describe,
    )


def limit_delivery() -> None:
    """Let terminals, programs that send a month's roster, and who sends a list send more than a person types."""
    if request.blueprint in {terminal_api.bp.name, rosters.bp.name}:
        request.max_content_length = LARGEST_DELIVERY
    elif request.endpoint == imports.UPLOAD:
        request.max_content_length = LARGEST_LIST


def _configuration(settings: Settings, keys: Keys) -> dict[str, object]:
    return {
        "SECRET_KEY": keys.cookie,
        "SESSION_COOKIE_NAME": "__Host-timeclock" if settings.https else "timeclock",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "MAX_CONTENT_LENGTH": LARGEST_FORM,
        "MAX_FORM_PARTS": 50,
        # The token dies with the session it belongs to; a page left open over lunch still works.
        "WTF_CSRF_TIME_LIMIT": None,
    }
