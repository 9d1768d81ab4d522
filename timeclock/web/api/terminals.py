"""The terminals, for the programs that watch them."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from timeclock.i18n import Translator, wording
from timeclock.i18n.wording import N_
from timeclock.service import fleet
from timeclock.service.access import Action
from timeclock.service.configurations import Configuration
from timeclock.service.fleet import Lookout, Show, TerminalSeen, Wish
from timeclock.store.device_alarms import Alarm
from timeclock.web import edge, language
from timeclock.web.api import examples
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import PREFIX, READING, V1, operation
from timeclock.web.api.schemas.terminals import FleetAsked, FleetQuery, TerminalFile, Terminals
from timeclock.web.policies import policy

bp = V1("api_v1_terminals", __name__, url_prefix=f"{PREFIX}/terminals", description="The terminals, to watch them.")


@bp.get("")
@operation(
    N_("The terminals"),
    N_("How each terminal is, trouble first. For IT alone; nothing of people is in it."),
    READING,
)
@bp.arguments(FleetQuery, location="query")
@bp.response(200, Terminals, description="The terminals.", example=examples.TERMINALS)
@policy(Action.READ_TERMINALS)
def get_terminals(asked: FleetAsked) -> Answer:
    sight, say = edge.sight(), language.say()
    with edge.reading() as session:
        seen = fleet.listed(session, sight, _lookout(), Wish(Show(asked.show)))
    return {
        "in_use": seen.in_use,
        "in_trouble": seen.in_trouble,
        "waiting": seen.waiting,
        "revoked": seen.revoked,
        "terminals": [_terminal(each, say) for each in seen.terminals],
    }


@bp.get("/<uuid:terminal_uid>")
@operation(
    N_("One terminal"),
    N_("How a terminal is, with its settings, keys, epochs, the numbers that have not come, and its last alarms."),
    READING,
)
@bp.response(200, TerminalFile, description="The terminal.", example=examples.TERMINAL)
@policy(Action.READ_TERMINALS)
def get_terminal(terminal_uid: UUID) -> Answer:
    sight, say = edge.sight(), language.say()
    with edge.reading() as session:
        found = fleet.file_of(session, sight, _lookout(), terminal_uid)
    return {
        "terminal": _terminal(found.seen, say),
        "keys": [asdict(each) for each in found.keys],
        "epochs": [asdict(each) for each in found.epochs],
        "gaps": [asdict(each) for each in found.gaps],
        "alarms": [_alarm(each, say) for each in found.alarms],
        "configuration": None if found.configuration is None else _configuration(found.configuration, say),
    }


def _lookout() -> Lookout:
    house = edge.house()
    return Lookout(fleet.limits_of(house.settings), house.keys.receipt.public)


def _terminal(seen: TerminalSeen, say: Translator) -> Answer:
    return {
        **asdict(seen),
        "unit": seen.unit_name,
        "readers": [{"name": name, "state": state} for name, state in seen.readers],
        "troubles": [
            {"cause": each.cause, "text": _text(each.cause, say), "since": each.since, "raised_at": each.raised_at}
            for each in seen.troubles
        ],
    }


def _configuration(told: Configuration, say: Translator) -> Answer:
    return {
        "told_at": told.told_at,
        "changed_at": told.changed_at,
        "settings": [
            {
                "name": each.name,
                "text": wording.setting_name(each.name, say),
                "value": each.value,
                "origin": None if each.by_default is None else "default" if each.by_default else "file",
                "unlike": None if each.unlike is None else asdict(each.unlike),
            }
            for each in told.settings
        ],
    }


def _alarm(alarm: Alarm, say: Translator) -> Answer:
    return {
        "cause": alarm.cause,
        "text": _text(alarm.cause, say),
        "since": alarm.since,
        "raised_at": alarm.raised_at,
        "ended_at": alarm.ended_at,
    }


def _text(cause: str, say: Translator) -> str:
    return say.text(wording.TERMINAL_TROUBLE.get(cause, cause))
