"""Absences kept by the time office and human resources: who, what it would do, and then saved."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import N_
from timeclock.service import absence_desk, evaluation
from timeclock.service.absence_desk import Effect
from timeclock.service.absences import Asked, NotEntered, Refusal
from timeclock.service.access import Action
from timeclock.service.illnesses import NewNote, NotNoted
from timeclock.store.people import Employed
from timeclock.web import edge, language
from timeclock.web.absence_forms import (
    AbsenceChosenForm,
    AbsenceForm,
    AbsenceWanted,
    NoteForm,
    StaffNumberForm,
)
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("absence_desk", __name__, url_prefix="/absences")

SAVED = N_("The absence is saved.")
CHANGED = N_("The absence is changed; the one before stays on record.")
WITHDRAWN = N_("The absence is withdrawn; it stays on record.")
NOTED = N_("It is noted.")
NOBODY = N_("Nobody with this staff number is employed today, or not in your units.")
# Where on the form each refusal is explained.
FIELDS = {
    Refusal.LAST_BEFORE_FIRST: "last",
    Refusal.NOT_KEPT: "first",
    Refusal.OVERLAPS: "first",
    Refusal.CLOCKS: "from_clock",
    Refusal.UNKNOWN_REASON: "reason",
    Refusal.REASON_NOT_IN_FORCE: "reason",
    Refusal.FIGURES: "reason",
    Refusal.GONE: "reason",
}


@bp.get("")
@policy(Action.KEEP_ABSENCES)
def start() -> ResponseReturnValue:
    return render_template("office/absence_start.html", problems={}, sent=request.form)


@bp.post("")
@policy(Action.KEEP_ABSENCES)
def find() -> ResponseReturnValue:
    """Lead on to whose absences are kept; a staff number has no business in an address."""
    try:
        asked = parse(StaffNumberForm, request.form)
    except InvalidInput as fault:
        return render_template("office/absence_start.html", problems=dict(fault.problems), sent=request.form), 422
    with edge.reading() as session:
        held = absence_desk.find(session, edge.sight(), asked.staff_no.strip())
    if held is None:
        problems = {"staff_no": [NOBODY]}
        return render_template("office/absence_start.html", problems=problems, sent=request.form), 422
    return redirect(_address(held.employment_uid, edge.today()), 303)


@bp.get("/<uuid:uid>/<month:first_day>")
@policy(Action.KEEP_ABSENCES)
def of_person(uid: UUID, first_day: date) -> ResponseReturnValue:
    return _page(uid, first_day, {})


@bp.post("/<uuid:uid>/<month:first_day>")
@policy(Action.KEEP_ABSENCES)
def enter(uid: UUID, first_day: date) -> ResponseReturnValue:
    """Show what an absence would do, or save it."""
    try:
        wanted = parse(AbsenceForm, request.form)
        if wanted.step == "show":
            with edge.transaction() as session:
                effect = absence_desk.effect(
                    session, edge.sight(), uid, _asked(wanted), edge.house().rulebook, wanted.instead_of
                )
            return _page(uid, first_day, {}, effect)
        with edge.transaction() as session:
            held, _ = absence_desk.enter(session, edge.sight(), uid, _asked(wanted), wanted.instead_of)
    except InvalidInput as fault:
        return _page(uid, first_day, dict(fault.problems)), 422
    except NotEntered as refused:
        sentence = language.say().text(refused.sentence, **refused.figures)
        return _page(uid, first_day, {FIELDS[refused.refusal]: [sentence]}), 422
    return _done(held, first_day, SAVED if wanted.instead_of is None else CHANGED)


@bp.post("/<uuid:uid>/<month:first_day>/withdraw")
@policy(Action.KEEP_ABSENCES)
def withdraw(uid: UUID, first_day: date) -> ResponseReturnValue:
    try:
        asked = parse(AbsenceChosenForm, request.form)
    except InvalidInput as fault:
        return _page(uid, first_day, dict(fault.problems)), 422
    with edge.transaction() as session:
        held = absence_desk.withdraw(session, edge.sight(), uid, asked.absence)
    return _done(held, first_day, WITHDRAWN)


@bp.post("/<uuid:uid>/<month:first_day>/note")
@policy(Action.KEEP_ABSENCES)
def note(uid: UUID, first_day: date) -> ResponseReturnValue:
    try:
        asked = parse(NoteForm, request.form)
        days = None if asked.first is None else DaySpan(asked.first, (asked.last or asked.first) + ONE_DAY)
        new = NewNote(asked.absence, asked.kind, days, asked.same_as)
        with edge.transaction() as session:
            held = absence_desk.note(session, edge.sight(), uid, new)
    except InvalidInput as fault:
        return _page(uid, first_day, dict(fault.problems)), 422
    except NotNoted as refused:
        sentence = language.say().text(refused.sentence, **refused.figures)
        return _page(uid, first_day, {f"kind-{asked.absence}": [sentence]}), 422
    return _done(held, first_day, NOTED)


def _asked(wanted: AbsenceWanted) -> Asked:
    clocks = wanted.from_clock, wanted.to_clock
    return Asked("", wanted.reason, wanted.first, wanted.last, *clocks, wanted.certificate, wanted.figures)


def _done(held: Employed, first_day: date, said: str) -> ResponseReturnValue:
    """Work out the days that changed, and lead back to the page with a word."""
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, held.person_id, edge.house().rulebook, clock.now())
    flash(language.say().text(said))
    return redirect(_address(held.employment_uid, first_day), 303)


def _address(uid: UUID, day: date) -> str:
    return url_for("absence_desk.of_person", uid=uid, first_day=day.replace(day=1))


def _page(uid: UUID, first_day: date, problems: dict[str, list[str]], effect: Effect | None = None) -> str:
    with edge.transaction() as session:
        desk = absence_desk.of_person(session, edge.sight(), uid, first_day)
    changing = request.values.get("instead_of") or None
    return render_template(
        "office/absences.html",
        desk=desk,
        uid=uid,
        first_day=first_day,
        around=neighbours(first_day),
        problems=problems,
        effect=effect,
        changed=next((each.entered for each in desk.kept if str(each.entered.uid) == changing), None),
        sent=request.form,
    )
