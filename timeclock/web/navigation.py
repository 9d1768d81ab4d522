"""Who finds which page at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from timeclock.i18n.wording import N_
from timeclock.service import access
from timeclock.service.access import Action, Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One entry; `own` places need a person, for others the role decides; `sections` are the pages below it."""

    label: str
    endpoint: str
    action: Action
    own: bool
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    current: str | None


PLACES = (
    Place(N_("Today"), "me.today", Action.READ_TIMES, own=True, sections=("me.today",)),
    Place(N_("Month"), "me.this_month", Action.READ_TIMES, own=True, sections=("me.month", "me.day")),
    Place(N_("Team"), "team.members", Action.READ_TEAM, own=False, sections=("team.",)),
    Place(N_("Deviations"), "office.deviations", Action.READ_DEVIATIONS, own=False, sections=("office.",)),
    Place(N_("Figures"), "hr.this_month", Action.READ_FIGURES, own=False, sections=("hr.",)),
    Place(N_("Evidence"), "council.evidence", Action.READ_EVIDENCE, own=False, sections=("council.",)),
    Place(N_("Health"), "admin.health", Action.READ_HEALTH, own=False, sections=("admin.",)),
    Place(N_("Help"), "start.explanation", Action.USE, own=False, sections=("start.explanation",)),
)


def links(actor: Actor) -> tuple[Link, ...]:
    """Return the entries this actor can use; the first is where she starts."""
    return tuple(
        Link(place.label, url_for(place.endpoint), _current(place)) for place in PLACES if _open_to(place, actor)
    )


def _open_to(place: Place, actor: Actor) -> bool:
    if place.own:
        return actor.person_id is not None
    return bool(access.allowed_roles(place.action) & actor.roles)


def _current(place: Place) -> str | None:
    """Return the value of `aria-current`: the page itself, or something below it."""
    endpoint = request.endpoint or ""
    if endpoint == place.endpoint:
        return "page"
    return "true" if endpoint.startswith(place.sections) else None
