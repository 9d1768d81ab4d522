"""Who finds which page at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from timeclock.i18n.wording import N_
from timeclock.service import access
from timeclock.service.access import Action, Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One entry, open to whoever may do its action; `sections` are the pages below it."""

    label: str
    endpoint: str
    action: Action
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    current: str | None


PLACES = (
    Place(N_("Today"), "me.today", Action.READ_OWN_TIMES, sections=("me.today",)),
    Place(
        N_("Month"),
        "me.this_month",
        Action.READ_OWN_TIMES,
        sections=("me.month", "me.day", "me.report", "corrections."),
    ),
    Place(N_("Documents"), "me.list_documents", Action.READ_OWN_DOCUMENTS, sections=("me.list_documents",)),
    Place(N_("Team"), "team.members", Action.READ_TEAM, sections=("team.",)),
    Place(N_("Requests"), "decisions.waiting", Action.DECIDE_REQUESTS, sections=("decisions.case",)),
    Place(N_("Confirm"), "decisions.last_month", Action.CONFIRM_MONTHS, sections=("decisions.month",)),
    Place(N_("Deviations"), "office.deviations", Action.READ_DEVIATIONS, sections=("office.",)),
    Place(N_("Figures"), "hr.this_month", Action.READ_FIGURES, sections=("hr.",)),
    Place(N_("What if"), "what_if.ask", Action.TRY_MODELS, sections=("what_if.",)),
    Place(N_("Evidence"), "council.evidence", Action.READ_EVIDENCE, sections=("council.",)),
    Place(N_("Health"), "admin.health", Action.READ_HEALTH, sections=("admin.health",)),
    Place(N_("Jobs"), "admin.jobs", Action.READ_HEALTH, sections=("admin.jobs",)),
    Place(N_("Help"), "start.explanation", Action.USE, sections=("start.explanation",)),
)


def links(actor: Actor) -> tuple[Link, ...]:
    """Return the entries this actor can use; the first is where she starts."""
    return tuple(
        Link(place.label, url_for(place.endpoint), _current(place))
        for place in PLACES
        if access.allowed_roles(place.action) & actor.roles
    )


def _current(place: Place) -> str | None:
    """Return the value of `aria-current`: the page itself, or something below it."""
    endpoint = request.endpoint or ""
    if endpoint == place.endpoint:
        return "page"
    return "true" if endpoint.startswith(place.sections) else None
