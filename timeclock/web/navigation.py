"""Who finds which page at the top of every page: the areas of the house, and the pages of the area one is in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from timeclock.i18n.wording import N_
from timeclock.service import access
from timeclock.service.access import Action, Actor, Role
from timeclock.web import edge


@dataclass(frozen=True, slots=True)
class Place:
    """One page, open to whoever may do its action; `sections` are it and the pages below it.

    `colleagues`: who does it as an employee alone finds it only where the city lets colleagues see each other.
    `only`: who finds it there, where others find it in another area; nobody named is everybody.
    `seldom`: where an area has many pages it folds away behind "More", so that a phone has two lines of them at most.
    """

    label: str
    endpoint: str
    action: Action
    sections: tuple[str, ...]
    colleagues: bool = False
    seldom: bool = False
    only: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Area:
    """What one does in one capacity: for oneself, for a team, for the time of all."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    current: str | None


@dataclass(frozen=True, slots=True)
class Navigation:
    """The areas, none where there is but one, and the pages of the current one; help is open to everybody."""

    areas: tuple[Link, ...]
    places: tuple[Link, ...]
    more: tuple[Link, ...]
    help: Link


AREAS = (
    Area(
        N_("My time"),
        (
            Place(N_("Today"), "me.today", Action.READ_OWN_TIMES, sections=("me.today", "my_code.")),
            Place(
                N_("Month"),
                "me.this_month",
                Action.READ_OWN_TIMES,
                sections=("me.this_month", "me.month", "me.day", "me.report", "corrections."),
            ),
            Place(
                N_("Absences"),
                "own_absences.listed",
                Action.READ_OWN_ABSENCES,
                sections=("own_absences.",),
            ),
            Place(N_("Accounts"), "my_accounts.this_month", Action.READ_OWN_TIMES, sections=("my_accounts.",)),
            Place(
                N_("Roster"),
                "my_roster.this_month",
                Action.READ_OWN_TIMES,
                sections=("my_roster.", "my_on_call.", "my_swaps.", "roster_calendar."),
            ),
            Place(N_("Leave"), "leave.own", Action.READ_OWN_TIMES, sections=("leave.",)),
            Place(
                N_("Requests"),
                "requests.own",
                Action.READ_OWN_REQUESTS,
                sections=("requests.", "asking.", "changes.", "my_notices."),
            ),
            Place(
                N_("Documents"),
                "me.list_documents",
                Action.READ_OWN_DOCUMENTS,
                sections=("me.list_documents", "my_reads."),
            ),
        ),
    ),
    Area(
        N_("Team"),
        (
            Place(N_("People"), "team.members", Action.READ_TEAM, sections=("team.",)),
            Place(
                N_("Presence"),
                "presence.board",
                Action.READ_PRESENCE,
                sections=("presence.",),
                colleagues=True,
            ),
            Place(N_("Calendar"), "calendar.this_month", Action.READ_TEAM, sections=("calendar.",)),
            Place(
                N_("Roster"),
                "roster.this_month",
                Action.PLAN_ROSTERS,
                sections=("roster.", "roster_catalogue.", "imports."),
            ),
            Place(N_("On call"), "on_call.this_month", Action.READ_ON_CALL, sections=("on_call.",)),
            Place(
                N_("Decide"),
                "decisions.waiting",
                Action.DECIDE_REQUESTS,
                sections=("decisions.waiting", "decisions.case"),
            ),
            Place(
                N_("Confirm"),
                "decisions.last_month",
                Action.CONFIRM_MONTHS,
                sections=("decisions.last_month", "decisions.month"),
                seldom=True,
            ),
            Place(N_("Evacuation"), "evacuation.now", Action.READ_EVACUATION, sections=("evacuation.",), seldom=True),
            Place(
                N_("Minimum staffing"),
                "staffing.listed",
                Action.SET_STAFFING,
                sections=("staffing.",),
                seldom=True,
            ),
            Place(N_("Deputies"), "deputies.listed", Action.NAME_DEPUTIES, sections=("deputies.",), seldom=True),
        ),
    ),
    Area(
        N_("Time management"),
        (
            Place(N_("Deviations"), "office.deviations", Action.READ_DEVIATIONS, sections=("office.",)),
            Place(N_("Absences"), "absence_desk.start", Action.KEEP_ABSENCES, sections=("absence_desk.",)),
            Place(N_("Accounts"), "accounts.kept", Action.KEEP_ACCOUNTS, sections=("accounts.",)),
            Place(N_("For many"), "mass.listed", Action.POST_FOR_MANY, sections=("mass.",)),
            Place(N_("Close months"), "closing.last_month", Action.CLOSE_MONTHS, sections=("closing.",)),
            Place(N_("Messages"), "messages.listed", Action.LEAVE_MESSAGES, sections=("messages.",), seldom=True),
            Place(N_("Overtime budgets"), "budgets.listed", Action.KEEP_BUDGETS, sections=("budgets.",), seldom=True),
            Place(N_("Working-time models"), "models.listed", Action.KEEP_MODELS, sections=("models.",), seldom=True),
            Place(N_("What if"), "what_if.ask", Action.TRY_MODELS, sections=("what_if.", "unit_trial."), seldom=True),
        ),
    ),
    Area(
        N_("Personnel"),
        (
            Place(
                N_("Staff"),
                "staff.listed",
                Action.READ_STAFF,
                sections=("staff.", "staff_changing.", "hiring.", "badges.", "medical_checks."),
            ),
            Place(N_("Figures"), "hr.this_month", Action.READ_FIGURES, sections=("hr.",)),
            Place(
                N_("Statistics"),
                "statistics.table",
                Action.READ_STATISTICS,
                sections=("statistics.",),
                only=frozenset({Role.HR}),
            ),
            Place(
                N_("Kinds of accounts"),
                "account_kinds.listed",
                Action.KEEP_ACCOUNT_KINDS,
                sections=("account_kinds.",),
                seldom=True,
            ),
            Place(
                N_("Evaluations"),
                "register.listed",
                Action.READ_REGISTER,
                sections=("register.", "evaluations."),
                seldom=True,
                only=frozenset({Role.HR, Role.TIME_OFFICER}),
            ),
            Place(
                N_("Places of stamps"),
                "agreed_places.listed",
                Action.READ_PLACES,
                sections=("agreed_places.",),
                seldom=True,
                only=frozenset({Role.HR}),
            ),
            Place(
                N_("Kept for now"),
                "holds.listed",
                Action.KEEP_HOLDS,
                sections=("holds.",),
                seldom=True,
                only=frozenset({Role.HR}),
            ),
            Place(N_("Imports"), "imports.listed", Action.IMPORT_LISTS, sections=("imports.",)),
            Place(N_("Change-over"), "changeover.plan", Action.CHANGE_OVER, sections=("changeover.",)),
        ),
    ),
    Area(
        N_("Evidence"),
        (
            Place(N_("Evidence"), "council.evidence", Action.READ_EVIDENCE, sections=("council.",)),
            Place(
                N_("Evaluations"),
                "register.listed",
                Action.READ_REGISTER,
                sections=("register.", "evaluations."),
                only=frozenset({Role.STAFF_COUNCIL, Role.DATA_PROTECTION}),
            ),
            Place(N_("Trials"), "trials.listed", Action.READ_TRIALS, sections=("trials.",)),
            Place(
                N_("Places of stamps"),
                "agreed_places.listed",
                Action.READ_PLACES,
                sections=("agreed_places.",),
                only=frozenset({Role.STAFF_COUNCIL, Role.DATA_PROTECTION}),
            ),
            Place(
                N_("Kept for now"),
                "holds.listed",
                Action.KEEP_HOLDS,
                sections=("holds.",),
                only=frozenset({Role.DATA_PROTECTION}),
            ),
            Place(
                N_("Statistics"),
                "statistics.table",
                Action.READ_STATISTICS,
                sections=("statistics.",),
                only=frozenset({Role.STAFF_COUNCIL}),
            ),
        ),
    ),
    Area(
        N_("Operation"),
        (
            Place(N_("Health"), "admin.health", Action.READ_HEALTH, sections=("admin.health",)),
            Place(
                N_("Terminals"),
                "terminals.listed",
                Action.READ_TERMINALS,
                sections=("terminals.",),
            ),
            Place(N_("Jobs"), "admin.jobs", Action.READ_HEALTH, sections=("admin.jobs", "admin.job", "admin.run_job")),
            Place(N_("Users"), "users.listed", Action.KEEP_ROLES, sections=("users.",)),
            Place(N_("Settings"), "admin.settings", Action.READ_SETTINGS, sections=("admin.settings",)),
            Place(N_("Log"), "admin.log", Action.READ_LOG, sections=("admin.log",)),
        ),
    ),
)
AT_ONCE = 5  # so many pages of an area need no folding
HELP = Place(N_("Help"), "start.explanation", Action.USE, sections=("start.explanation",))


def links(actor: Actor) -> Navigation:
    """Return the areas and pages this actor can use; the first page of all is where she starts."""
    open_ = _open_to(actor)
    current = next((places for _, places in open_ if any(_is_in(place) for place in places)), None)
    areas = tuple(
        Link(label, url_for(places[0].endpoint), "true" if places is current else None) for label, places in open_
    )
    shown = current or (open_[0][1] if open_ else ())
    folds = len(shown) > AT_ONCE
    often, more = (tuple(_link(each) for each in shown if (folds and each.seldom) is kept) for kept in (False, True))
    return Navigation(areas if len(areas) > 1 else (), often, more, _link(HELP))


def start(actor: Actor) -> str:
    """Return the address of the page an actor starts on."""
    open_ = _open_to(actor)
    return url_for(open_[0][1][0].endpoint if open_ else HELP.endpoint)


def _open_to(actor: Actor) -> list[tuple[str, tuple[Place, ...]]]:
    """Return each area in which the actor can use something, with the pages she can use."""
    found = [(area.label, tuple(place for place in area.places if _open_roles(place) & actor.roles)) for area in AREAS]
    return [(label, places) for label, places in found if places]


def _open_roles(place: Place) -> frozenset[Role]:
    roles = access.allowed_roles(place.action)
    roles = roles & place.only if place.only else roles
    closed = place.colleagues and not edge.house().settings.presence_among_colleagues
    return roles - {Role.EMPLOYEE} if closed else roles


def _link(place: Place) -> Link:
    """Return a link; `aria-current` tells the page itself from something below it."""
    current = "page" if request.endpoint == place.endpoint else "true" if _is_in(place) else None
    return Link(place.label, url_for(place.endpoint), current)


def _is_in(place: Place) -> bool:
    return (request.endpoint or "").startswith(place.sections)
