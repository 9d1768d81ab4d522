"""Entering stamps for somebody who cannot do it herself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.i18n.wording import HINDRANCE, N_
from timeclock.service import entering as service
from timeclock.service import evaluation
from timeclock.service.access import Action
from timeclock.service.entering import KINDS, Whose
from timeclock.service.fixing import LeftOpen
from timeclock.store.db import Session
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.office.inputs import EntryForm
from timeclock.web.policies import policy

bp = Blueprint("entering", __name__, url_prefix="/office/people")

ENTERED = N_("Entered. The day was worked out anew, and the person is told.")


@bp.get("/<uuid:uid>/day/<day:day>/stamps")
@policy(Action.SETTLE_DEVIATIONS)
def page(uid: UUID, day: date) -> ResponseReturnValue:
    with edge.transaction() as session:
        whose = _whose(session, uid, day)
    return _page(whose, {})


@bp.post("/<uuid:uid>/day/<day:day>/stamps")
@policy(Action.SETTLE_DEVIATIONS)
def enter(uid: UUID, day: date) -> ResponseReturnValue:
    with edge.transaction() as session:
        whose = _whose(session, uid, day)
    try:
        asked = parse(EntryForm, request.form)
        with edge.transaction() as session:
            person_id = service.enter(session, edge.sight(), _whose(session, uid, day), asked.entry)
    except InvalidInput as fault:
        return _page(whose, fault.problems), 422
    except LeftOpen as reason:
        return _page(whose, {"in": [HINDRANCE[reason.hindrance]]}), 409
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, person_id, edge.house().rulebook, clock.now())
    flash(language.say().text(ENTERED))
    return redirect(url_for("team.day", uid=uid, day=day), 303)


def _whose(session: Session, uid: UUID, day: date) -> Whose:
    house = edge.house()
    window = timedelta(days=house.settings.acting_past_days)
    return service.page(session, edge.sight(), house.rulebook, uid, day, window)


def _page(whose: Whose, problems: Mapping[str, list[str]]) -> str:
    return render_template("office/entering.html", whose=whose, kinds=KINDS, problems=dict(problems), sent=request.form)
