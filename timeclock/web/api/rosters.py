"""Rosters of units for the programs that plan them: reading what counts, and laying a month on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Response, json

from timeclock.i18n import LOCALES, translator, wording
from timeclock.i18n.wording import N_
from timeclock.service import idempotency, roster_delivery, roster_desk
from timeclock.service.access import Action
from timeclock.service.idempotency import KeyedRequest
from timeclock.service.roster_delivery import Delivered
from timeclock.service.roster_desk import RosterRules
from timeclock.service.roster_law import Objected
from timeclock.store.placements import UnitNamed
from timeclock.web import edge, problems
from timeclock.web.api import examples
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import PREFIX, READING, V1, WRITING, created, operation
from timeclock.web.api.schemas.asked import KeyHeader, KeySent
from timeclock.web.api.schemas.rosters import Delivery, Roster, RosterAsked, RosterBody, UnitAsked, UnitQuery
from timeclock.web.policies import policy

bp = V1("api_v1_rosters", __name__, url_prefix=f"{PREFIX}/rosters", description="Rosters of units, to plan them.")

DELIVERING = (*WRITING, problems.of_status(404), problems.OVERTAKEN)


@bp.get("/<month:first_day>")
@operation(
    N_("A unit's published roster"),
    N_("The shifts that count of a month, of a unit whose roster the person plans; the look is recorded."),
    READING,
)
@bp.arguments(UnitQuery, location="query")
@bp.response(200, Roster, description="The roster.", example=examples.ROSTER)
@policy(Action.PLAN_ROSTERS)
def get_roster(asked: UnitAsked, first_day: date) -> Answer:
    sight = edge.sight()
    with edge.transaction() as session:
        desk = roster_desk.load(session, sight, _rules(), first_day, asked.unit)
        found = roster_delivery.published(session, sight, desk)
    return {
        "month": f"{first_day:%Y-%m}",
        "unit": _unit(desk.unit),
        "units": [_unit(each) for each in desk.units],
        "published": desk.standing.published_id is not None,
        "planning": desk.standing.plan is not None,
        "shifts": [
            {
                "employment": who.employment_uid,
                "staff_no": who.staff_no,
                "kind": row.new.kind,
                "key": row.key or None,
                "from_at": row.new.span.from_at,
                "to_at": row.new.span.to_at,
            }
            for who, row in found
        ],
    }


@bp.post("/<month:first_day>/plan")
@operation(
    N_("Send a unit's roster"),
    N_(
        "Lay a month on the desk, in place of what is planned there, if every shift can be taken; nothing otherwise. "
        "It counts once a person has published it at the desk, who sees what speaks against it."
    ),
    DELIVERING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(RosterBody, example=examples.ROSTER_BODY)
@bp.response(201, Delivery, description="What became of it.", example=examples.DELIVERY)
@policy(Action.PLAN_ROSTERS)
def post_roster(sent: KeySent, asked: RosterAsked, first_day: date) -> Response:
    sight, path = edge.sight(), f"{PREFIX}/rosters/{first_day:%Y-%m}/plan"
    body = {"unit": str(asked.unit), "dry_run": str(asked.dry_run), "shifts": json.dumps(asked.shifts)}
    delivering = KeyedRequest(sent.key, path, body)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, delivering, sight.now)
        if answer is None:
            desk = roster_desk.load(session, sight, _rules(), first_day, asked.unit)
            take = roster_delivery.examine if asked.dry_run else roster_delivery.enter
            told = _told(take(session, sight, desk, asked.shifts, _rules()))
            answer = json.dumps(Delivery().dump(told)).encode()
            idempotency.keep(session, sight.actor, delivering, answer)
    return created(answer)


def _rules() -> RosterRules:
    return RosterRules.of(edge.house().settings, edge.house().rulebook)


def _unit(unit: UnitNamed) -> Answer:
    return {"uid": unit.uid, "name": unit.name}


def _told(found: Delivered) -> Answer:
    numbers = {each.employment_id: each.staff_no for each in found.desk.people}
    return {
        "entered": found.entered,
        "withdrawn": found.withdrawn,
        "shifts": [
            {
                "no": each.line,
                "staff_no": each.staff_no,
                "reason": each.fault,
                "change": None if each.fault is not None else "new" if each.new else "unchanged",
                "message": None if each.fault is None else _in_both(wording.ROSTER_LINE[str(each.fault)]),
            }
            for each in found.judged
        ],
        "objections": [_objection(each, numbers) for each in found.objected],
    }


def _objection(each: Objected, numbers: Mapping[int, str]) -> Answer:
    finding = each.objection.finding
    return {
        "staff_no": numbers[each.employment_id],
        "day": finding.day,
        "code": finding.code,
        "blocks": each.blocks,
        "citation": finding.citation or None,
        "message": {locale: wording.finding_on(finding, translator(locale)) for locale in LOCALES},
    }


def _in_both(sentence: str) -> dict[str, str]:
    return {locale: translator(locale).text(sentence) for locale in LOCALES}
