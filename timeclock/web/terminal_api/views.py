"""One request: believe the terminal, store its stamps, work out what they change, answer each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from timeclock import clock
from timeclock.ledger import receipt
from timeclock.ledger.receipt import wire_time
from timeclock.service import (
    badge_list,
    clocking,
    configurations,
    devices,
    display,
    evaluation,
    inquiries,
    terminal_messages,
)
from timeclock.service.access import Action
from timeclock.service.clocking import Delivery, Examined, IntakeRules, Outcome, Status
from timeclock.service.devices import DeviceRefused, SignedRequest
from timeclock.service.display import Display
from timeclock.service.phone_codes import ON_THE_WIRE
from timeclock.store.sources import Device
from timeclock.web import edge
from timeclock.web.policies import policy
from timeclock.web.terminal_api import body, configuration, inquiry, mirror
from timeclock.web.terminal_api.body import Body, TooManyStamps, UnreadableBody
from timeclock.web.terminal_api.looks import Looks
from timeclock.web.terminal_api.turnstile import Turnstile, is_large

logger = structlog.get_logger()
bp = Blueprint("terminal_api", __name__, url_prefix="/terminal/v1")

# A tap is evaluated while the person waits; a backlog is left to the jobs.
EVALUATED_AT_ONCE = 3
DAYS_AT_ONCE = 4
BACKLOGS = Turnstile()
LOOKS = Looks()
# Told only to whoever has the terminal's key: it may be somebody else's by now, and IT is to hear of it.
BY_ITS_KEY = frozenset({"wrong_certificate", "too_many_looks"})


@bp.post("/stamps")
@policy(Action.DELIVER_STAMPS)
def post_stamps() -> Response:
    """Take a delivery in (commit), evaluate what is fresh (commit), answer each entry."""
    signed = _signed()
    with BACKLOGS.passing(len(signed.body)):
        return _answered(signed)


def _answered(signed: SignedRequest) -> Response:
    now, house = clock.now(), edge.house()
    sent, examined = _opened(signed, now) if is_large(len(signed.body)) else (None, None)
    with edge.transaction() as session:
        device = devices.identify(session, signed, now)
        sent = sent or body.read(signed.body, now)
        outcomes = clocking.take_in(session, _delivery(device, sent), IntakeRules.of(house.settings), examined)
    for person_id in _to_evaluate(outcomes):
        with edge.second_transaction() as session:
            evaluation.refresh_now(session, person_id, house.rulebook, clock.now(), most=DAYS_AT_ONCE)
    shown: dict[int, Display | None] = {}
    if len(outcomes) <= EVALUATED_AT_ONCE:
        with edge.reading() as session:
            for n, outcome in enumerate(outcomes):
                kind = body.kind_of(sent.entries[n])
                shown[n] = display.of_outcome(session, outcome, kind, house.rulebook, clock.now())
        _keep_shown(*shown.values())
    results = [_result(n, outcome, shown.get(n)) for n, outcome in enumerate(outcomes)]
    return jsonify(v=1, server_time=wire_time(clock.now()), results=results)


def _opened(signed: SignedRequest, now: datetime) -> tuple[Body, Examined]:
    """Read a backlog and check its signatures before its transaction begins: whoever taps meanwhile goes first."""
    with edge.reading() as session:
        device = devices.believed(session, signed, now)
    sent = body.read(signed.body, now)
    return sent, clocking.examine(device, sent.entries)


def _keep_shown(*shown: Display | None) -> None:
    """Note which messages people are shown with this answer."""
    for each in shown:
        if each is not None and each.person_id is not None and each.messages:
            with edge.second_transaction() as session:
                terminal_messages.shown(session, each.person_id, each.messages, clock.now())


@bp.post("/inquiries")
@policy(Action.DELIVER_STAMPS)
def post_inquiry() -> Response:
    """Answer a badge that was held to look and not to stamp; only that messages were shown is noted."""
    now, house = clock.now(), edge.house()
    signed = _signed()
    with edge.transaction() as session:
        device = devices.identify(session, signed, now)
    asked = inquiry.read(signed.body)
    LOOKS.admit(device.uid, now)
    with edge.reading() as session:
        shown = inquiries.answer(session, asked.badge_hash, asked.asked, house.rulebook, now)
    _keep_shown(shown)
    return jsonify(v=1, server_time=wire_time(clock.now()), display=shown.to_wire())


@bp.post("/badges")
@policy(Action.DELIVER_STAMPS)
def post_badges() -> Response:
    """Answer which badges are known, as far as the terminal does not have them yet; nothing is stored."""
    now = clock.now()
    signed = _signed()
    with edge.transaction() as session:
        devices.identify(session, signed, now)
    known, bit_by_bit = mirror.read(signed.body), request.headers.get(mirror.BIT_BY_BIT) == "yes"
    with edge.reading() as session:
        found = badge_list.changed(session, edge.house().badge_sums, known, now, bit_by_bit=bit_by_bit)
    answer = {"version": found.version, "expires_at": wire_time(found.expires_at), "parts": found.parts}
    return jsonify(v=1, server_time=wire_time(clock.now()), **answer, **({"more": found.more} if bit_by_bit else {}))


@bp.post("/configuration")
@policy(Action.DELIVER_STAMPS)
def post_configuration() -> Response:
    """Keep how a terminal says that it is set."""
    now, signed = clock.now(), _signed()
    with edge.transaction() as session:
        device = devices.identify(session, signed, now)
        sent = configuration.read(signed.body)
        configurations.keep(session, device, sent.versions, sent.settings, now)
    return jsonify(v=1, server_time=wire_time(clock.now()))


def _signed() -> SignedRequest:
    return SignedRequest(request.method, request.path, _raw(), dict(request.headers), edge.client_certificate())


def _raw() -> bytes:
    if request.mimetype != "application/json":
        raise DeviceRefused(415, "wrong_media_type", "stamps are sent as application/json")
    return request.get_data(cache=False)


def _delivery(device: Device, sent: Body) -> Delivery:
    return Delivery(device, sent.boot_id, sent.mono_ms, sent.report, sent.entries, sent.received_at)


def _to_evaluate(outcomes: list[Outcome]) -> list[int]:
    """Return whoever just tapped, or taps again because the first answer got lost; nobody where it is a backlog."""
    accepted = (outcome.stored for outcome in outcomes if outcome.status in {Status.ACCEPTED, Status.DUPLICATE})
    people = {stored.person_id for stored in accepted if stored is not None and stored.person_id is not None}
    return sorted(people) if len(people) <= EVALUATED_AT_ONCE else []


def _result(n: int, outcome: Outcome, shown: Display | None) -> dict[str, Any]:
    stored = outcome.stored
    if stored is None:
        return {"n": n, "uid": None, "status": outcome.status, "code": outcome.code, "receipt": None, "display": None}
    promise = receipt.issue(
        edge.house().keys.receipt,
        stored.committed.record,
        stored.committed.leaf,
        stored.received_at,
        stored.committed.include_by,
    )
    return {
        "n": n,
        "uid": str(stored.uid),
        "status": outcome.status,
        "code": ON_THE_WIRE.get(outcome.code or "", outcome.code),
        "receipt": promise.to_wire(),
        "display": None if shown is None else shown.to_wire(),
    }


@bp.errorhandler(DeviceRefused)
def refused(fault: DeviceRefused) -> tuple[Response, int]:
    if fault.code in BY_ITS_KEY:
        logger.warning("terminal refused", terminal=request.headers["Timeclock-Device"], code=fault.code)
    return _error(fault.code, str(fault)), fault.status


@bp.errorhandler(UnreadableBody)
def unreadable(fault: UnreadableBody) -> tuple[Response, int]:
    return _error("unreadable_body", str(fault)), 400


@bp.errorhandler(TooManyStamps)
@bp.errorhandler(RequestEntityTooLarge)
def too_large(_fault: Exception) -> tuple[Response, int]:
    return _error("body_too_large", "send fewer stamps at once: at most 200, at most 1 MiB"), 413


def _error(code: str, message: str) -> Response:
    return jsonify(code=code, message=message, server_time=wire_time(clock.now()))
