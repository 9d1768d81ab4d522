"""Stamps that waited on a device for a connection: who may send them now, and what became of each."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from timeclock import clock
from timeclock.i18n import formats
from timeclock.i18n.wording import N_
from timeclock.ledger.receipt import wire_time
from timeclock.service import evaluation, phone_stamps
from timeclock.service.access import Action
from timeclock.service.clocking import Status
from timeclock.service.phone_stamps import Delivery, PhoneRules
from timeclock.web import edge, language
from timeclock.web.me import waiting_inputs
from timeclock.web.owners import owner
from timeclock.web.policies import policy

bp = Blueprint("waiting", __name__, url_prefix="/me/stamps/waiting")

ARRIVED = N_("Your stamp of {clock} has arrived.")
QUARANTINED = N_("A stamp that waited on this device has arrived. The time office has to decide about it.")


@bp.get("")
@policy(Action.STAMP)
def contact() -> ResponseReturnValue:
    """Say who is signed in, with a token that is good now, and what time it is."""
    return jsonify(owner=owner(edge.actor()), token=generate_csrf(), now=wire_time(clock.now()))


@bp.post("")
@policy(Action.STAMP)
def send() -> ResponseReturnValue:
    """Take in what waited on a device; each stamp is answered for itself, and the device forgets what is answered."""
    asked, actor, now = waiting_inputs.read(request.get_json(silent=True)), edge.actor(), clock.now()
    if asked.owner != owner(actor):
        # Somebody else has signed in meanwhile. What is hers goes out under her own login.
        return jsonify(owner=owner(actor)), 409
    settings = edge.house().settings
    rules = PhoneRules(settings.zone, settings.phone_offline, timedelta(days=settings.phone_past_days))
    entries = [entry.pressed for entry in asked.entries]
    with edge.transaction() as session:
        outcomes = phone_stamps.take_in(session, actor, Delivery(asked.clocks, entries, now), rules)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    for outcome in outcomes:
        if outcome.status is Status.ACCEPTED and outcome.at is not None:
            flash(language.say().text(ARRIVED, clock=formats.clock(outcome.at, settings.zone)))
        elif outcome.status is Status.QUARANTINED:
            flash(language.say().text(QUARANTINED))
    answers = [
        {"uid": entry.uid, "status": outcome.status, "code": outcome.code}
        for entry, outcome in zip(asked.entries, outcomes, strict=True)
    ]
    return jsonify(answers=answers)
