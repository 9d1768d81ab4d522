"""The kind by which somebody offers a colleague a duty, for one of hers or to take over; once approved it is published.

The colleague agrees before anybody decides, and is told what the law has against her own days alone; whoever decides
sees it of both. A swap is not taken back: two who want it otherwise swap again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID

from timeclock.core.duties import DutyKind
from timeclock.core.requests import Part, State
from timeclock.core.spans import Span
from timeclock.core.swaps import Obstacle
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import JUST_TAKEN_OVER, N_
from timeclock.service import swaps
from timeclock.service.access import Action
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Hindered, Line, NoPart, Overtaken, Payload, Terms
from timeclock.service.roster_desk import RosterRules
from timeclock.service.sight import Sight
from timeclock.service.swaps import Look, Wish
from timeclock.store import logins, requests
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked
from timeclock.store.roster_plans import Rostered

NAME = "swap"
TITLE = N_("Swap of duties")
ACTION = Action.ASK
AT_ONCE = AtOnce.NEVER
TIME_OFFICE = False
RETURNABLE = False
FINAL = False


def payload_of(wish: Wish, giver: str, taker: str, day: date, last: date) -> Payload:
    """Return what a request says: which duty of whom goes to whom, and which comes back; `day` is the first of them."""
    return {
        "day": day.isoformat(),
        "to_day": (last + ONE_DAY).isoformat(),
        "from": {"employment": str(wish.giver), "name": giver},
        "to": {"employment": str(wish.taker), "name": taker},
        "given": _written(wish.given),
        "taken": None if wish.taken is None else _written(wish.taken),
    }


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, terms: Terms) -> None:
    """Raise `CannotAsk` for what rosters and people do not allow, and for what the law has against her own days."""
    standing = requests.standing(session, employed.employment_id, NAME)
    if any(each.payload["given"] == payload["given"] for each in standing if each.state is not State.APPROVED):
        raise CannotAsk(Obstacle.ALREADY_ASKED)
    rules = rules_of(terms.rosters)
    found = swaps.look(session, sight, rules, employed.unit_id, wish_of(payload))
    if found.taker is not None and logins.of_person(session, found.taker.person_id) is None:
        raise CannotAsk(Obstacle.NO_LOGIN)
    _demand(session, sight, rules, found, employed.person_id)


def check_partner(session: Session, sight: Sight, employed: Employed, asked: Asked, terms: Terms) -> None:
    """Raise `CannotAsk` where the colleague cannot agree any more, or the law has something against her own days."""
    rules = rules_of(terms.rosters)
    found = swaps.look(session, sight, rules, employed.unit_id, wish_of(asked.payload))
    _demand(session, sight, rules, found, asked.partner_id)


def _demand(session: Session, sight: Sight, rules: RosterRules, found: Look, person_id: int | None) -> None:
    if found.obstacles:
        raise CannotAsk(found.obstacles[0])
    for who in found.both:
        if who.person_id == person_id and _blocks(session, sight, rules, found, who):
            raise CannotAsk(Obstacle.UNLAWFUL)


def _blocks(session: Session, sight: Sight, rules: RosterRules, found: Look, who: Rostered) -> bool:
    return any(each.blocks for each in swaps.objections(session, sight, rules, found, who))


def part_of(_payload: Payload, _part: Part) -> Payload:
    """Raise `NoPart`: two swap or they do not."""
    raise NoPart("duties are swapped or are not")


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Publish the roster with the duties exchanged, which marks the days; raise `Hindered` where it cannot be."""
    rules, uid = rules_of(deed.rosters), deed.asked.uid
    found = swaps.look(session, deed.sight, rules, deed.employed.unit_id, wish_of(payload))
    if found.obstacles:
        raise Hindered(uid, found.obstacles[0])
    if any(_blocks(session, deed.sight, rules, found, who) for who in found.both):
        raise Hindered(uid, Obstacle.UNLAWFUL)
    if not swaps.publish(session, deed.sight, found, uid):
        raise Hindered(uid, Obstacle.CHANGED)
    return ()


def undo(_session: Session, deed: Deed, _payload: Payload) -> Iterable[date]:
    """Raise `Overtaken`: what two swapped they swap again."""
    raise Overtaken(deed.asked.uid)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return which duty goes to whom, and for which."""
    taken = payload["taken"]
    return (
        Line(N_("Duty given away"), _span(payload["given"])),
        Line(N_("Goes to"), payload["to"]["name"]),
        Line(N_("In return"), JUST_TAKEN_OVER if taken is None else _span(taken)),
    )


def wish_of(payload: Payload) -> Wish:
    """Return what two would exchange as a request says it."""
    given, taken = payload["given"], payload["taken"]
    return Wish(
        UUID(payload["from"]["employment"]),
        UUID(payload["to"]["employment"]),
        (DutyKind(given["kind"]), _span(given)),
        None if taken is None else (DutyKind(taken["kind"]), _span(taken)),
    )


def rules_of(rosters: RosterRules | None) -> RosterRules:
    """Return the rules rosters are planned by; without them nobody can say whether two may swap."""
    if rosters is None:
        raise ValueError("a swap of duties needs the rules that rosters are planned by")
    return rosters


def _written(duty: tuple[DutyKind, Span]) -> Payload:
    kind, span = duty
    return {"kind": kind.value, "from": span.from_at.isoformat(), "to": span.to_at.isoformat()}


def _span(written: Payload) -> Span:
    return Span(*(datetime.fromisoformat(written[end]).astimezone(UTC) for end in ("from", "to")))
