"""The time office's list of what somebody has to settle, and the clicks that settle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.core.deviations import BLOCKING
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import HINDRANCE, N_
from timeclock.service import deviations as service
from timeclock.service import evaluation, fixing, ownerless
from timeclock.service.access import Action
from timeclock.service.deviations import Wanted
from timeclock.service.fixing import Order, Outcome
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.office.inputs import FixForm, ListForm, UndoForm, parse_many, parse_stamps
from timeclock.web.policies import policy

bp = Blueprint("office", __name__, url_prefix="/office")

FILTERS = ("from", "to", "unit", "kind", "settled", "after")
LONGEST = timedelta(days=366)
WRONG_ORDER = N_("The last day lies before the first, or more than a year after it.")
UNDONE = N_("Taken back. Everything is as it was before.")
NOTHING_TO_UNDO = N_("There is nothing to take back: somebody has done something about it since.")


@bp.get("/deviations")
@policy(Action.READ_DEVIATIONS)
def deviations() -> ResponseReturnValue:
    return _page({})


@bp.post("/deviations/fix")
@policy(Action.SETTLE_DEVIATIONS)
def fix() -> ResponseReturnValue:
    try:
        asked = parse(FixForm, request.form)
    except InvalidInput as fault:
        return _page(_at_the_list(fault))
    return _done(Order(asked.act, (asked.chosen,), asked.basis, asked.clock, asked.words.strip()))


@bp.post("/deviations/fix-many")
@policy(Action.SETTLE_DEVIATIONS)
def fix_many() -> ResponseReturnValue:
    try:
        asked, chosen = parse_many(request.form)
    except InvalidInput as fault:
        return _page(_at_the_list(fault))
    return _done(Order(asked.act, chosen, asked.basis, asked.clock, asked.words.strip()))


@bp.post("/deviations/undo")
@policy(Action.SETTLE_DEVIATIONS)
def undo() -> ResponseReturnValue:
    asked = parse(UndoForm, request.form)
    with edge.transaction() as session:
        outcome = fixing.undo(session, edge.sight(), asked.act)
    _work_out(outcome.persons)
    flash(language.say().text(UNDONE if outcome.done else NOTHING_TO_UNDO))
    return redirect(url_for(".deviations", **_filters()), 303)


@bp.post("/deviations/stamps")
@policy(Action.SETTLE_DEVIATIONS)
def decide_stamps() -> ResponseReturnValue:
    try:
        asked = parse_stamps(request.form)
    except InvalidInput as fault:
        return _page(_at_the_list(fault))
    window = timedelta(days=edge.house().settings.acting_past_days)
    with edge.transaction() as session:
        outcome = ownerless.decide(session, edge.sight(), asked, window)
    return _answer(outcome)


def _at_the_list(fault: InvalidInput) -> dict[str, list[str]]:
    return {"list": [sentence for found in fault.problems.values() for sentence in found]}


def _done(order: Order) -> ResponseReturnValue:
    house = edge.house()
    window = timedelta(days=house.settings.acting_past_days)
    with edge.transaction() as session:
        outcome = fixing.fix(session, edge.sight(), house.rulebook, order, window)
    return _answer(outcome)


def _answer(outcome: Outcome) -> ResponseReturnValue:
    _work_out(outcome.persons)
    if not outcome.done:
        return _page({"list": [HINDRANCE[each] for each in dict.fromkeys(outcome.left)]}, 409)
    _say(outcome)
    return redirect(url_for(".deviations", **_filters()), 303)


def _work_out(persons: frozenset[int]) -> None:
    for person_id in persons:
        with edge.second_transaction() as session:
            evaluation.refresh_now(session, person_id, edge.house().rulebook, clock.now())


def _say(outcome: Outcome) -> None:
    flash(language.say().plural("{count} settled.", "{count} settled.", outcome.done))
    for each in dict.fromkeys(outcome.left):
        flash(language.say().text(HINDRANCE[each]))


def _page(problems: Mapping[str, list[str]], status: int = 422) -> ResponseReturnValue:
    sight, house, wrong = edge.sight(), edge.house(), dict(problems)
    wanted = Wanted(_lately(sight.today))
    try:
        wanted = _wanted(wanted.days)
    except InvalidInput as fault:
        wrong |= fault.problems
    window = timedelta(days=house.settings.acting_past_days)
    with edge.transaction() as session:
        seen = service.listed(session, sight, house.rulebook, wanted, window)
        waiting = () if wanted.settled or wanted.unit or wanted.kind else ownerless.waiting(session, sight)
        unreadable = ownerless.unreadable(session)
    last_day = wanted.days.to_day - ONE_DAY
    return render_template(
        "office/deviations.html",
        seen=seen,
        waiting=waiting,
        unreadable=unreadable,
        last_day=last_day,
        problems=wrong,
        filters=_filters(),
        all_pages=_filters(but="after"),
        blocking=BLOCKING,
    ), (status if wrong else 200)


def _filters(but: str | None = None) -> dict[str, Any]:
    """Return what the list was limited to, so that one comes back to the same list."""
    return {name: request.args[name] for name in FILTERS if name != but and request.args.get(name)}


def _lately(today: date) -> DaySpan:
    """Return the days of this month and the one before, which is to be closed next."""
    last_month = today.replace(day=1) - ONE_DAY
    return DaySpan(last_month.replace(day=1), today + ONE_DAY)


def _wanted(otherwise: DaySpan) -> Wanted:
    asked = parse(ListForm, request.args)
    first = asked.from_day or otherwise.from_day
    last = asked.to_day or otherwise.to_day - ONE_DAY
    if not timedelta(0) <= last - first <= LONGEST:
        raise InvalidInput({"to": [WRONG_ORDER]})
    return Wanted(DaySpan(first, last + ONE_DAY), asked.unit or None, asked.kind, asked.settled, asked.after)
