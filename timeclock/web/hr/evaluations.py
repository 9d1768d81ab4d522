"""Evaluations that are tables: chosen, run, shown, and saved as a workbook, CSV, PDF or JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reports import tables
from reports.tables import Form
from timeclock.core.register import Code
from timeclock.i18n.wording import N_
from timeclock.service.access import Action
from timeclock.service.evaluations import catalogue as service
from timeclock.service.evaluations.asked import Chosen, House, NotChosen, Refused
from timeclock.service.evaluations.catalogue import Found
from timeclock.service.statistics import Least
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.hr.evaluation_inputs import ChosenForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy

bp = Blueprint("evaluations", __name__, url_prefix="/evaluations")

# A page of more rows is read by nobody; the files have them all.
MOST_ROWS = 500
# Nor is paper of so many rows, and setting it takes longer than anybody waits.
MOST_PRINTED = 2_000
TOO_MUCH_PAPER = N_("That is too much for paper. Please choose a unit or fewer days, or save it as a workbook.")
FORMS = f"any({','.join(Form)})"
REFUSALS = {
    Refused.ENDS_BEFORE: ("last", N_("The last day lies before the first.")),
    Refused.TOO_LONG: ("last", N_("Please choose a year at most.")),
}


@bp.get("/<evaluation:evaluation>/table")
@policy(Action.RUN_EVALUATIONS)
def table(evaluation: Code) -> ResponseReturnValue:
    try:
        chosen = parse(ChosenForm, request.args)
        return _page(evaluation, chosen, _run(evaluation, chosen, "page"), {})
    except InvalidInput as fault:
        return _page(evaluation, Chosen(), None, dict(fault.problems)), 422
    except NotChosen as refused:
        field, sentence = REFUSALS[refused.reason]
        return _page(evaluation, Chosen(), None, {field: [sentence]}), 422


@bp.get(f"/<evaluation:evaluation>/table/<{FORMS}:form>")
@policy(Action.RUN_EVALUATIONS)
def file(evaluation: Code, form: str) -> ResponseReturnValue:
    chosen, wanted = parse(ChosenForm, request.args), Form(form)
    try:
        found = _run(evaluation, chosen, form)
    except NotChosen as refused:
        field, sentence = REFUSALS[refused.reason]
        raise InvalidInput({field: [sentence]}) from None
    if wanted is Form.PDF and len(found.table.rows) > MOST_PRINTED:
        return _page(evaluation, chosen, found, {"unit": [TOO_MUCH_PAPER]}), 422
    house = edge.house().settings
    content = tables.write(found, wanted, house.city_name, house.zone, language.say())
    return download(content, tables.MEDIA[wanted], tables.file_name(found, wanted))


def _run(code: Code, chosen: Chosen, form: str) -> Found:
    house = House(edge.house().rulebook, Least.of(edge.house().settings))
    with edge.transaction() as session:
        return service.run(session, edge.sight(), code, chosen, house, form)


def _page(code: Code, chosen: Chosen, found: Found | None, problems: dict[str, list[str]]) -> str:
    say = language.say()
    with edge.reading() as session:
        asked = service.form(session, edge.sight(), code, chosen)
    laid = None if found is None else tables.laid_out(found, say)
    return render_template(
        "hr/evaluation.html",
        asked=asked,
        found=found,
        laid=laid,
        most=MOST_ROWS,
        more=max(0, len(laid.rows) - MOST_ROWS) if laid else 0,
        subtitle="" if found is None else tables.subtitle(found, say),
        query=_query(request.args),
        forms=tuple(Form),
        problems=problems,
        sent=request.args,
    )


def _query(sent: Any) -> dict[str, str]:
    """Return what the address says, for the files of the same."""
    return {name: sent[name] for name in ("first", "last", "year", "unit") if sent.get(name)}
