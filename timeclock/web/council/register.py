"""The register of evaluations: what each is for, what the staff council says of it, and who ran which."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.register import Code, Decision
from timeclock.i18n.wording import N_
from timeclock.service import register as service
from timeclock.service.access import Action
from timeclock.service.register import NotSaid, Refused
from timeclock.service.statistics import Least
from timeclock.web import edge, language
from timeclock.web.council.register_inputs import SayForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("register", __name__, url_prefix="/evaluations")

DONE = {
    Decision.GIVEN: N_("The consent is on record. The evaluation may be run from that day on."),
    Decision.WITHDRAWN: N_("The withdrawal is on record. From that day on the evaluation is run no more."),
}
# Where on the form each refusal is explained, and how.
REFUSALS = {
    Refused.NEEDS_NONE: ("decision", N_("This evaluation needs no consent.")),
    Refused.GIVEN: ("decision", N_("Consent is given already.")),
    Refused.NOT_GIVEN: ("decision", N_("There is no consent that could be withdrawn.")),
    Refused.BEFORE: ("since", N_("This day lies before the day of what was said last.")),
    Refused.PAST: ("since", N_("Consent is withdrawn from today on, or from a later day on.")),
}


@bp.get("")
@policy(Action.READ_REGISTER)
def listed() -> ResponseReturnValue:
    with edge.reading() as session:
        found = service.listed(session, edge.sight())
    return render_template("council/register.html", found=found)


@bp.get("/runs")
@policy(Action.READ_RUNS)
def runs() -> ResponseReturnValue:
    with edge.reading() as session:
        found = service.runs(session, edge.sight())
    return render_template("council/register_runs.html", found=found)


@bp.get("/<evaluation:evaluation>")
@policy(Action.READ_REGISTER)
def one(evaluation: Code) -> ResponseReturnValue:
    return _page(evaluation, {})


@bp.post("/<evaluation:evaluation>")
@policy(Action.SAY_OF_EVALUATIONS)
@asks_again
def say(evaluation: Code) -> ResponseReturnValue:
    try:
        wanted = parse(SayForm, request.form)
        with edge.transaction() as session:
            service.say(session, edge.sight(), evaluation, wanted)
    except InvalidInput as fault:
        return _page(evaluation, dict(fault.problems)), 422
    except NotSaid as refused:
        field, sentence = REFUSALS[refused.reason]
        return _page(evaluation, {field: [sentence]}), 422
    flash(language.say().text(DONE[wanted.decision]))
    return redirect(url_for(".one", evaluation=evaluation), 303)


def _page(code: Code, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        seen = service.one(session, sight, code)
    return render_template(
        "council/register_one.html",
        seen=seen,
        about=seen.standing.entry,
        least=Least.of(edge.house().settings),
        problems=problems,
        sent=request.form,
        today=sight.today,
    )
