"""A model tried on somebody's past stamps before anybody works by it; nothing is saved, and the look is recorded."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timeclock.core.periods import monday_of
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import N_
from timeclock.service import simulation
from timeclock.service.access import Action
from timeclock.service.simulation import Comparison, Trial, UnknownModel
from timeclock.web import edge
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.office.trial_inputs import TrialAsked, TrialForm
from timeclock.web.policies import policy

bp = Blueprint("what_if", __name__, url_prefix="/what-if")

LONGEST = timedelta(days=366)
WRONG_DAYS = N_("Only days that have begun can be tried, a year at most, and the last is not before the first.")
NOBODY = N_("Nobody with this staff number is employed on these days, or not in your units.")
NO_SUCH_MODEL = N_("There is no such working-time model.")


@bp.get("")
@policy(Action.TRY_MODELS)
def ask() -> ResponseReturnValue:
    return _page()


@bp.post("")
@policy(Action.TRY_MODELS)
def compare() -> ResponseReturnValue:
    """Show both sides; the answer is the page itself, for a staff number has no business in an address."""
    try:
        trial = _trial(parse(TrialForm, request.form), edge.today())
        with edge.transaction() as session:
            found = simulation.shown(session, edge.sight(), trial, edge.house().rulebook)
    except UnknownModel:
        return _page(problems={"model": [NO_SUCH_MODEL]}), 422
    except InvalidInput as fault:
        return _page(problems=dict(fault.problems)), 422
    if found is None:
        return _page(problems={"staff_no": [NOBODY]}), 422
    return _page(found)


def _trial(asked: TrialAsked, today: date) -> Trial:
    """Return what is tried: without a last day to the end of the first one's month, as far as it has begun."""
    tomorrow = today + ONE_DAY
    month = DaySpan.month(asked.from_day.year, asked.from_day.month)
    end = min(month.to_day, tomorrow) if asked.to_day is None else asked.to_day + ONE_DAY
    if not (asked.from_day < end <= tomorrow and end - asked.from_day <= LONGEST):
        raise InvalidInput({"from": [WRONG_DAYS]})
    return Trial(
        asked.staff_no.strip(), asked.model, DaySpan(asked.from_day, end), asked.anchor or monday_of(asked.from_day)
    )


def _page(found: Comparison | None = None, problems: dict[str, list[str]] | None = None) -> str:
    with edge.reading() as session:
        models = simulation.choices(session)
    first = edge.today().replace(day=1)
    return render_template(
        "office/what_if.html", found=found, models=models, first=first, problems=problems or {}, sent=request.form
    )
