"""Asking for a correction of one's own stamps, from the page of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.core.corrections import Change
from timeclock.i18n.wording import N_
from timeclock.service import corrections, evaluation, requests
from timeclock.service.access import Action
from timeclock.service.corrections import KINDS, Wanted
from timeclock.service.kinds import corrections as correction
from timeclock.service.kinds.kind import CannotAsk, counts_at_once
from timeclock.web import edge, language, obstacles
from timeclock.web.inputs import EmploymentChosenForm, InvalidInput, parse
from timeclock.web.me.request_inputs import CorrectionForm, RequestForm, StampChosenForm
from timeclock.web.policies import policy

bp = Blueprint("corrections", __name__, url_prefix="/me")

ASKED = N_("Your request is on record. Your superior decides; until then the day stays as it is.")
COUNTS = N_(
    "Your request is on record and counts from now on. Your superior can still refuse it; then it is as before."
)
WITHDRAWN = N_("Your request was withdrawn.")


@bp.get("/day/<day:day>/correction")
@policy(Action.REQUEST_CORRECTION)
def draft(day: date) -> ResponseReturnValue:
    asked = parse(StampChosenForm, request.args)
    return _page(day, asked.employment, asked.stamp, {}, asked.proposed)


@bp.post("/day/<day:day>/correction")
@policy(Action.REQUEST_CORRECTION)
def ask(day: date) -> ResponseReturnValue:
    chosen = parse(EmploymentChosenForm, request.args).employment
    try:
        wanted = _wanted(day)
        with edge.transaction() as session:
            corrections.ask(session, edge.sight(), wanted, edge.terms())
        with edge.second_transaction() as session:
            evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    except InvalidInput as fault:
        return _page(day, chosen, _stamp_sent(), dict(fault.problems)), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _page(day, chosen, _stamp_sent(), {field: [sentence]}), 422
    flash(language.say().text(COUNTS if counts_at_once(correction, edge.terms()) else ASKED))
    return redirect(url_for("me.day", day=day, employment=chosen), 303)


@bp.post("/requests/withdraw")
@policy(Action.REQUEST_CORRECTION)
def withdraw() -> ResponseReturnValue:
    asked, chosen = parse(RequestForm, request.form), parse(EmploymentChosenForm, request.args).employment
    with edge.transaction() as session:
        day = corrections.withdraw(session, edge.sight(), asked.request_uid)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    flash(language.say().text(WITHDRAWN))
    return redirect(url_for("me.today") if day is None else url_for("me.day", day=day, employment=chosen), 303)


@bp.post("/requests/seen")
@policy(Action.REQUEST_CORRECTION)
def see() -> ResponseReturnValue:
    asked = parse(RequestForm, request.form)
    with edge.transaction() as session:
        requests.see(session, edge.sight(), asked.request_uid)
    return redirect(url_for("me.today"), 303)


def _wanted(day: date) -> Wanted:
    asked = parse(CorrectionForm, request.form)
    second = None if asked.which is None else asked.which == "second"
    return Wanted(
        asked.request_uid,
        day,
        asked.change,
        asked.stamp,
        asked.kind,
        asked.clock,
        second,
        asked.reason.strip(),
        asked.employment,
    )


def _stamp_sent() -> UUID | None:
    """Return the stamp the form was about, so that the page comes back with it; what is no uid is none."""
    try:
        return UUID(request.form.get("stamp", ""))
    except ValueError:
        return None


def _page(
    day: date,
    chosen: UUID | None,
    stamp: UUID | None,
    problems: dict[str, list[str]],
    proposed: Mapping[str, str] | None = None,
) -> str:
    with edge.reading() as session:
        found = corrections.draft(session, edge.sight(), day, stamp, chosen)
    kinds = KINDS if found.stamp is None or found.stamp.kind in KINDS else (found.stamp.kind, *KINDS)
    return render_template(
        "me/correction.html",
        draft=found,
        kinds=kinds,
        changes=Change,
        problems=problems,
        sent=proposed or request.form,
        chosen=chosen,
    )
