"""One's own absences: asked for, taken back, and until when pay goes on in an illness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.i18n import sorting
from timeclock.i18n.wording import N_
from timeclock.service import absence_looks, absence_requests, away, evaluation, requests
from timeclock.service.absence_looks import Look
from timeclock.service.absence_requests import Wanted
from timeclock.service.access import Action
from timeclock.service.kinds import absences as kind
from timeclock.service.kinds.kind import CannotAsk, counts_at_once
from timeclock.store.absences import NewReason
from timeclock.store.db import Session
from timeclock.web import edge, language, obstacles
from timeclock.web.absence_forms import AbsenceAskedForm, ReturnForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.request_inputs import RequestForm
from timeclock.web.policies import policy

bp = Blueprint("own_absences", __name__, url_prefix="/me")

# A page shows what is to come within a year, and what was in the one before.
AROUND = timedelta(days=366)
ASKED = N_("You have asked for it. It counts once it is approved.")
COUNTS = N_("You have asked for it, and it counts from now on. It can still be refused; then it is as before.")
ASKED_BACK = N_("You have asked for it. Until it is approved the absence stays as it is.")
WITHDRAWN = N_("Your request was withdrawn.")


@bp.get("/absences")
@policy(Action.READ_OWN_ABSENCES)
def listed() -> ResponseReturnValue:
    return _page({})


@bp.post("/absences")
@policy(Action.REQUEST_ABSENCE)
def ask() -> ResponseReturnValue:
    """Ask to be away; or say beside the form what it would mean, and ask for nothing yet."""
    if request.form.get("step") == "preview":
        return _look()
    said = COUNTS if counts_at_once(kind, edge.terms()) else ASKED
    return _step(_ask, said)


@bp.post("/absences/back")
@policy(Action.REQUEST_ABSENCE)
def ask_back() -> ResponseReturnValue:
    return _step(_ask_back, ASKED_BACK)


@bp.post("/absences/withdraw")
@policy(Action.REQUEST_ABSENCE)
def withdraw() -> ResponseReturnValue:
    return _step(_withdraw, WITHDRAWN)


def _look() -> ResponseReturnValue:
    try:
        wanted = _wanted()
        with edge.transaction() as session:
            found = absence_looks.look(session, edge.sight(), wanted, edge.terms(), edge.house().rulebook)
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _page({field: [sentence]}), 422
    return _page({}, found)


def _wanted() -> Wanted:
    asked = parse(AbsenceAskedForm, request.form)
    days, clocks = (asked.first, asked.last), (asked.from_clock, asked.to_clock)
    return Wanted(asked.request_uid, asked.reason, *days, *clocks, asked.why.strip())


def _ask(session: Session) -> None:
    absence_requests.ask(session, edge.sight(), _wanted(), edge.terms())


def _ask_back(session: Session) -> None:
    asked = parse(ReturnForm, request.form)
    why = asked.why.strip()
    absence_requests.ask_back(session, edge.sight(), asked.request_uid, asked.absence, why, edge.terms())


def _withdraw(session: Session) -> None:
    requests.withdraw(session, edge.sight(), parse(RequestForm, request.form).request_uid)


def _step(take: Callable[[Session], None], said: str) -> ResponseReturnValue:
    """Take a step and work out what it changed; what was not understood or makes no sense is said on the page."""
    try:
        with edge.transaction() as session:
            take(session)
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _page({field: [sentence]}), 422
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    flash(language.say().text(said))
    return redirect(url_for(".listed"), 303)


def _page(problems: dict[str, list[str]], look: Look | None = None) -> str:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = away.own(session, sight, DaySpan(sight.today - AROUND, sight.today + AROUND))
        asked, reasons = absence_requests.own(session, sight), _in_order(kind.reasons(session, sight))
    back = [each.entered.uid for each in seen.kept if absence_requests.may_come_back(sight, each.entered)]
    return render_template(
        "me/absences.html",
        seen=seen,
        asked=asked,
        reasons=reasons,
        back=back,
        problems=problems,
        sent=request.form,
        look=look,
    )


def _in_order(reasons: Iterable[NewReason]) -> list[NewReason]:
    """Return leave first, which most ask for, and the others by what they are called."""
    name = f"name_{language.locale()}"
    return sorted(reasons, key=lambda each: (each.reason.code != "leave", sorting.place(each.reason.names[name])))
