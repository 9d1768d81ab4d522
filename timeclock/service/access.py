"""Who may do what to whose data: one table of role and relation, asked before every act and every read.

Nothing here reads the database: an actor comes with the units her grants reach, and a read is limited by the
`Scope` made here, which the store turns into a condition on the units people were placed in, day by day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from timeclock.core.absences import Sees
from timeclock.store.scope import Scope


class Role(StrEnum):
    """What a login is entrusted with; `employee` is everyone with a person."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    TIME_OFFICER = "time_officer"
    HR = "hr"
    STAFF_COUNCIL = "staff_council"
    DATA_PROTECTION = "data_protection"
    IT_ADMIN = "it_admin"
    CLIENT = "client"
    # Held only while the superior she stands in for is away, and never granted.
    DEPUTY = "deputy"


class Relation(StrEnum):
    """How the actor stands to the person concerned on the day in question.

    Judged day by day, a former unit is the own unit for the days the person was in it and another one since.
    """

    SELF = "self"
    OWN_UNIT = "own_unit"
    OTHER_UNIT = "other_unit"
    NOBODY = "nobody"


class Action(StrEnum):
    """Everything a route or a job may want to do; each route declares exactly one."""

    PUBLIC = "public"
    SIGN_IN = "sign_in"
    DELIVER_STAMPS = "deliver_stamps"
    ENROL_TERMINAL = "enrol_terminal"
    FETCH_CALENDAR = "fetch_calendar"
    USE = "use"
    KEEP_LOGIN = "keep_login"
    USE_API = "use_api"
    STAMP = "stamp"
    READ_OWN_TIMES = "read_own_times"
    READ_OWN_DOCUMENTS = "read_own_documents"
    READ_TIMES = "read_times"
    READ_NOTICES = "read_notices"
    CONTEST_BREAK = "contest_break"
    SHOW_CODE = "show_code"
    MANAGE_TOKENS = "manage_tokens"
    REQUEST_CORRECTION = "request_correction"
    REQUEST_TRANSFER = "request_transfer"
    ASK = "ask"
    READ_OWN_REQUESTS = "read_own_requests"
    DECIDE_REQUESTS = "decide_requests"
    NAME_DEPUTIES = "name_deputies"
    CONFIRM_MONTHS = "confirm_months"
    ANSWER_MONTHS = "answer_months"
    CLOSE_MONTHS = "close_months"
    REOPEN_MONTHS = "reopen_months"
    READ_PROTECTIONS = "read_protections"
    READ_RELEASED = "read_released"
    READ_REASONS = "read_reasons"
    READ_LEAVE = "read_leave"
    READ_TEAM = "read_team"
    READ_OWN_ABSENCES = "read_own_absences"
    READ_CALENDAR = "read_calendar"
    READ_PRESENCE = "read_presence"
    SET_STAFFING = "set_staffing"
    READ_EVACUATION = "read_evacuation"
    KEEP_ABSENCES = "keep_absences"
    REQUEST_ABSENCE = "request_absence"
    PLAN_ROSTERS = "plan_rosters"
    RELEASE_SHIFTS = "release_shifts"
    READ_ON_CALL = "read_on_call"
    READ_DEVIATIONS = "read_deviations"
    SETTLE_DEVIATIONS = "settle_deviations"
    ACT_LATE = "act_late"
    KEEP_ACCOUNTS = "keep_accounts"
    LEAVE_MESSAGES = "leave_messages"
    CHANGE_OVER = "change_over"
    KEEP_ACCOUNT_KINDS = "keep_account_kinds"
    KEEP_MODELS = "keep_models"
    KEEP_BUDGETS = "keep_budgets"
    POST_FOR_MANY = "post_for_many"
    READ_STAFF = "read_staff"
    KEEP_STAFF = "keep_staff"
    KEEP_BADGES = "keep_badges"
    KEEP_CHECKS = "keep_checks"
    IMPORT_LISTS = "import_lists"
    SEND_FILES = "send_files"
    READ_FIGURES = "read_figures"
    READ_STATISTICS = "read_statistics"
    READ_REGISTER = "read_register"
    READ_RUNS = "read_runs"
    RUN_EVALUATIONS = "run_evaluations"
    READ_VIOLATIONS = "read_violations"
    ANSWER_AUTHORITY = "answer_authority"
    READ_UNNAMED = "read_unnamed"
    SAY_OF_EVALUATIONS = "say_of_evaluations"
    TRY_MODELS = "try_models"
    READ_TRIALS = "read_trials"
    READ_EVIDENCE = "read_evidence"
    READ_PLACES = "read_places"
    ENTER_PLACES = "enter_places"
    SIGN_PLACES = "sign_places"
    END_PLACES = "end_places"
    READ_HEALTH = "read_health"
    READ_TERMINALS = "read_terminals"
    KEEP_TERMINALS = "keep_terminals"
    READ_SETTINGS = "read_settings"
    READ_LOG = "read_log"
    RUN_JOBS = "run_jobs"
    KEEP_ROLES = "keep_roles"
    KEEP_HOLDS = "keep_holds"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held for some units: one and all below it, or the whole city."""

    role: Role
    reach: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a login with its person, if any, and the grants in force."""

    login_id: int
    login_name: str
    display_name: str
    person_id: int | None
    locale: str
    grants: frozenset[Grant]
    # How much her person was told and has not read, known with her session.
    unread: int = 0

    @property
    def roles(self) -> frozenset[Role]:
        held = {grant.role for grant in self.grants}
        if self.person_id is not None:
            held.add(Role.EMPLOYEE)
        return frozenset(held)


class NotAllowed(PermissionError):
    """The actor may not do this to this person's data; the message names neither."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"not allowed: {action}")


# The one table of permissions: what each role may do, to whom. What is not here is forbidden.
ALLOWED: dict[Action, frozenset[tuple[Role, Relation]]] = {
    Action.PUBLIC: frozenset(),
    Action.SIGN_IN: frozenset(),
    Action.DELIVER_STAMPS: frozenset(),
    Action.ENROL_TERMINAL: frozenset(),
    Action.FETCH_CALENDAR: frozenset(),
    Action.USE: frozenset((role, Relation.NOBODY) for role in Role if role is not Role.CLIENT),
    # One's own password, factors and sessions: whoever can sign in looks after them herself.
    Action.KEEP_LOGIN: frozenset((role, Relation.NOBODY) for role in Role if role is not Role.CLIENT),
    Action.USE_API: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.STAMP: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.READ_OWN_TIMES: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.READ_OWN_DOCUMENTS: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.READ_NOTICES: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.CONTEST_BREAK: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.SHOW_CODE: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.MANAGE_TOKENS: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.REQUEST_CORRECTION: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.REQUEST_TRANSFER: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.ASK: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.READ_OWN_REQUESTS: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.DECIDE_REQUESTS: frozenset(
        {
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.DEPUTY, Relation.OWN_UNIT),
        },
    ),
    Action.NAME_DEPUTIES: frozenset({(Role.SUPERVISOR, Relation.NOBODY)}),
    Action.CONFIRM_MONTHS: frozenset(
        {(Role.SUPERVISOR, Relation.OWN_UNIT), (Role.TIME_OFFICER, Relation.OWN_UNIT)},
    ),
    Action.ANSWER_MONTHS: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.CLOSE_MONTHS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # What was closed once is opened again by HR alone.
    Action.REOPEN_MONTHS: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    Action.READ_TIMES: frozenset(
        {
            (Role.EMPLOYEE, Relation.SELF),
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    # No route of its own: whoever may not do this is told of a finding that a personal limit was not kept, and no more.
    Action.READ_PROTECTIONS: frozenset({(Role.EMPLOYEE, Relation.SELF), (Role.HR, Relation.OWN_UNIT)}),
    # Nor this: whoever may not do it is told of an absence what class it is, or that there is one.
    Action.READ_REASONS: frozenset(
        {
            (Role.EMPLOYEE, Relation.SELF),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    # No route of its own either: superiors read nothing of who is released in full for an office of trust.
    Action.READ_RELEASED: frozenset(
        {
            (Role.EMPLOYEE, Relation.SELF),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    # Additional leave tells of a disability, so nobody but HR reads it of others.
    Action.READ_LEAVE: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    Action.READ_TEAM: frozenset(
        {
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    Action.PLAN_ROSTERS: frozenset({(Role.SUPERVISOR, Relation.OWN_UNIT), (Role.TIME_OFFICER, Relation.OWN_UNIT)}),
    # That a shift stays although it breaks a limit answers the superior for (ArbZG §14), never for her own.
    Action.RELEASE_SHIFTS: frozenset({(Role.SUPERVISOR, Relation.OWN_UNIT)}),
    # Which units payroll gets for being on call, and after which calls somebody may begin later.
    Action.READ_ON_CALL: frozenset(
        {
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    Action.READ_DEVIATIONS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    Action.SETTLE_DEVIATIONS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # No route of its own either: whoever may put right what lies further back than the window of the time office.
    Action.ACT_LATE: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    Action.KEEP_ACCOUNTS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # What holds for the accounts of the whole city.
    Action.KEEP_ACCOUNT_KINDS: frozenset({(Role.HR, Relation.NOBODY)}),
    # So are working-time models; each change wants a second look.
    Action.KEEP_MODELS: frozenset({(Role.TIME_OFFICER, Relation.NOBODY), (Role.HR, Relation.NOBODY)}),
    Action.KEEP_BUDGETS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # Whoever proposes and whoever agrees may be among those who are hit: of each the other is somebody else.
    Action.POST_FOR_MANY: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    Action.READ_OWN_ABSENCES: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.REQUEST_ABSENCE: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    # Colleagues find who is away in their own unit; `away.calendar` says which units those are.
    Action.READ_CALENDAR: frozenset(
        {
            (Role.EMPLOYEE, Relation.SELF),
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    # Colleagues find their own unit where the city agreed on it; `presence.board` asks the setting.
    Action.READ_PRESENCE: frozenset(
        {
            (Role.EMPLOYEE, Relation.SELF),
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
        }
    ),
    Action.SET_STAFFING: frozenset({(Role.SUPERVISOR, Relation.OWN_UNIT), (Role.TIME_OFFICER, Relation.OWN_UNIT)}),
    Action.READ_EVACUATION: frozenset({(Role.SUPERVISOR, Relation.OWN_UNIT), (Role.TIME_OFFICER, Relation.OWN_UNIT)}),
    Action.KEEP_ABSENCES: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # What a terminal shows to one person at her next tap.
    Action.LEAVE_MESSAGES: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # Opening balances, leave and cards of the time before, and from when a unit clocks here.
    Action.CHANGE_OVER: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    # Who is employed how, from when to when; what protects her and what she was born on HR alone reads.
    Action.READ_STAFF: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # What a contract says, human resources alone writes down.
    Action.KEEP_STAFF: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    # Examinations of night workers: that there was one, and when the next is due.
    Action.KEEP_CHECKS: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    # Whoever hands badges out stamps with none that she gave herself.
    Action.KEEP_BADGES: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # Rosters come from whoever plans the unit, all else from human resources; `uploads` asks of what a file is.
    Action.SEND_FILES: frozenset(
        {(Role.HR, Relation.NOBODY), (Role.SUPERVISOR, Relation.NOBODY), (Role.TIME_OFFICER, Relation.NOBODY)}
    ),
    # No route of its own either. A list names people of the whole city; `uploads` asks that the grants reach all of it.
    Action.IMPORT_LISTS: frozenset({(Role.HR, Relation.NOBODY)}),
    Action.READ_FIGURES: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    # Sums of blocks of people, made once and the same for every reader.
    Action.READ_STATISTICS: frozenset({(Role.HR, Relation.OWN_UNIT), (Role.STAFF_COUNCIL, Relation.OWN_UNIT)}),
    # Which evaluations there are, by what right, and since when; of nobody.
    Action.READ_REGISTER: frozenset(
        {
            (Role.TIME_OFFICER, Relation.NOBODY),
            (Role.HR, Relation.NOBODY),
            (Role.STAFF_COUNCIL, Relation.NOBODY),
            (Role.DATA_PROTECTION, Relation.NOBODY),
        }
    ),
    # Who ran which of them: those who watch over it, and not those who run them.
    Action.READ_RUNS: frozenset({(Role.STAFF_COUNCIL, Relation.NOBODY), (Role.DATA_PROTECTION, Relation.NOBODY)}),
    # Each evaluation has an action of its own beside this, which says whose data it reaches.
    Action.RUN_EVALUATIONS: frozenset(
        {(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT), (Role.STAFF_COUNCIL, Relation.OWN_UNIT)}
    ),
    # Whoever may not settle deviations as well gets units of enough people.
    Action.READ_VIOLATIONS: frozenset(
        {(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT), (Role.STAFF_COUNCIL, Relation.OWN_UNIT)}
    ),
    # What the supervising authority demands (ArbZG §17), human resources answers.
    Action.ANSWER_AUTHORITY: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    # Under numbers that say nothing outside their list.
    Action.READ_UNNAMED: frozenset({(Role.STAFF_COUNCIL, Relation.OWN_UNIT)}),
    Action.SAY_OF_EVALUATIONS: frozenset({(Role.STAFF_COUNCIL, Relation.NOBODY)}),
    Action.TRY_MODELS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT), (Role.HR, Relation.OWN_UNIT)}),
    # What the time office made available, without names; the days of others are not the council's to judge again.
    Action.READ_TRIALS: frozenset({(Role.STAFF_COUNCIL, Relation.NOBODY)}),
    Action.READ_EVIDENCE: frozenset({(Role.STAFF_COUNCIL, Relation.NOBODY), (Role.DATA_PROTECTION, Relation.NOBODY)}),
    # What is agreed about the places of stamps, unit by unit: two sides sign it, and either ends it.
    Action.READ_PLACES: frozenset(
        {
            (Role.HR, Relation.NOBODY),
            (Role.STAFF_COUNCIL, Relation.NOBODY),
            (Role.DATA_PROTECTION, Relation.NOBODY),
        }
    ),
    Action.ENTER_PLACES: frozenset({(Role.HR, Relation.NOBODY)}),
    Action.SIGN_PLACES: frozenset({(Role.STAFF_COUNCIL, Relation.NOBODY)}),
    Action.END_PLACES: frozenset({(Role.HR, Relation.NOBODY), (Role.STAFF_COUNCIL, Relation.NOBODY)}),
    Action.READ_HEALTH: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
    Action.READ_TERMINALS: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
    Action.KEEP_TERMINALS: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
    Action.READ_SETTINGS: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
    Action.READ_LOG: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
    Action.RUN_JOBS: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
    # Who is entrusted with what; each change wants a second look, and grants that reach the whole city.
    Action.KEEP_ROLES: frozenset({(Role.IT_ADMIN, Relation.NOBODY), (Role.HR, Relation.NOBODY)}),
    # About whom nothing is deleted for now, of the whole city.
    Action.KEEP_HOLDS: frozenset({(Role.HR, Relation.NOBODY), (Role.DATA_PROTECTION, Relation.NOBODY)}),
}

# Nobody judges her own times, or writes on her own accounts, whatever units her grants reach: whoever else does.
NEVER_ONES_OWN = frozenset(
    {
        Action.DECIDE_REQUESTS,
        Action.CONFIRM_MONTHS,
        Action.CLOSE_MONTHS,
        Action.REOPEN_MONTHS,
        Action.KEEP_ABSENCES,
        Action.RELEASE_SHIFTS,
        Action.READ_DEVIATIONS,
        Action.SETTLE_DEVIATIONS,
        Action.ACT_LATE,
        Action.KEEP_ACCOUNTS,
        Action.KEEP_STAFF,
        Action.KEEP_BADGES,
        Action.CHANGE_OVER,
    }
)

# Reports on what people do, in which nobody finds who is released in full for an office of trust (LPVG NRW §7).
ON_PERFORMANCE = frozenset({Action.READ_TEAM, Action.READ_FIGURES, Action.READ_STATISTICS, Action.READ_VIOLATIONS})

# Asked without a login: a page for everybody, signing in, terminals, which prove themselves by their key, and calendars
# on phones, which know an address that nobody else does.
WITHOUT_LOGIN = frozenset(
    {Action.PUBLIC, Action.SIGN_IN, Action.DELIVER_STAMPS, Action.ENROL_TERMINAL, Action.FETCH_CALENDAR}
)


def allowed_roles(action: Action) -> frozenset[Role]:
    """Return the roles for which an action is possible at all."""
    return frozenset(role for role, _ in ALLOWED[action])


def relation(actor: Actor, grant: Grant | None, person_id: int | None, unit_ids: frozenset[int]) -> Relation:
    """Return how an actor, by one grant or as herself, stands to a person placed in these units on the day."""
    if person_id is None:
        return Relation.NOBODY
    if person_id == actor.person_id:
        return Relation.SELF
    return Relation.OWN_UNIT if grant is not None and grant.reach & unit_ids else Relation.OTHER_UNIT


def may(actor: Actor, action: Action, person_id: int | None = None, unit_ids: frozenset[int] = frozenset()) -> bool:
    """Say whether an actor may do this to a person placed in these units on the day; None where nobody is concerned."""
    held: list[tuple[Role, Grant | None]] = [(grant.role, grant) for grant in actor.grants]
    if actor.person_id is not None:
        held.append((Role.EMPLOYEE, None))
    return any((role, relation(actor, grant, person_id, unit_ids)) in ALLOWED[action] for role, grant in held)


def sees(actor: Actor, person_id: int, unit_id: int) -> Sees:
    """Return how much of the absences of a person in a unit an actor reads: herself and who keeps them the reason."""
    if may(actor, Action.READ_REASONS, person_id, frozenset({unit_id})):
        return Sees.REASON
    return Sees.CLASS if may(actor, Action.READ_TIMES, person_id, frozenset({unit_id})) else Sees.ABSENT


def demand(actor: Actor, action: Action, person_id: int | None = None) -> None:
    """Raise `NotAllowed` unless the actor may do this to herself, or to nobody in particular."""
    if not may(actor, action, person_id):
        raise NotAllowed(action)


def scope(actor: Actor, action: Action) -> Scope:
    """Return whose data an action reaches for this actor: herself, the people of her units, or nobody."""
    own = (Role.EMPLOYEE, Relation.SELF) in ALLOWED[action]
    told = _reach(actor, ALLOWED[action] & ALLOWED[Action.READ_PROTECTIONS])
    released = frozenset() if action in ON_PERFORMANCE else ALLOWED[action] & ALLOWED[Action.READ_RELEASED]
    return Scope(
        action,
        person_id=actor.person_id if own else None,
        unit_ids=_reach(actor, ALLOWED[action]),
        but_person_id=actor.person_id if action in NEVER_ONES_OWN else None,
        released_unit_ids=_reach(actor, released),
        told_unit_ids=told,
    )


def _reach(actor: Actor, allowed: frozenset[tuple[Role, Relation]]) -> frozenset[int]:
    """Return the units that the actor's grants reach for what some roles may do to the people of their units."""
    return frozenset().union(*(grant.reach for grant in actor.grants if (grant.role, Relation.OWN_UNIT) in allowed))


def reach_of(unit_id: int | None, parents: Mapping[int, int | None]) -> frozenset[int]:
    """Return a unit and all below it; for None every unit there is."""
    if unit_id is None:
        return frozenset(parents)
    found = {unit_id}
    children: dict[int | None, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    ahead = [unit_id]
    while ahead:
        below = [child for child in children.get(ahead.pop(), []) if child not in found]
        found.update(below)
        ahead += below
    return frozenset(found)
