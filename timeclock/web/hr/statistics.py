"""Statistics that name nobody: a year beside the year before, as a table with bars and as a file; and who looked."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reports import statistics as files
from reports.xlsx_file import MEDIA as WORKBOOK
from timeclock.core.statistics import By, Kind
from timeclock.i18n.wording import N_
from timeclock.service import saved_statistics
from timeclock.service import statistics as service
from timeclock.service.access import Action
from timeclock.service.documents import Media
from timeclock.service.saved_statistics import NotSaved, Refused
from timeclock.service.statistics import Asked, Least, Table
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.hr.statistics_inputs import DroppedForm, SavedForm, StatisticsForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy

bp = Blueprint("statistics", __name__, url_prefix="/statistics")

SAVED = N_("It is saved. One click opens it again, with the newest figures there are.")
DROPPED = N_("It is not saved any more.")
REFUSALS = {Refused.TOO_MANY: N_("You have saved thirty already. Please drop one that you need no more.")}


@bp.get("")
@policy(Action.READ_STATISTICS)
def table() -> ResponseReturnValue:
    return _page(parse(StatisticsForm, request.args), {})


@bp.post("/saved")
@policy(Action.READ_STATISTICS)
def save() -> ResponseReturnValue:
    """Keep what is seen under a name, or show the page again with what was entered."""
    try:
        sent = parse(SavedForm, request.form)
        with edge.transaction() as session:
            saved_statistics.save(session, edge.sight(), sent.wanted)
    except InvalidInput as fault:
        return _page(_asked_before(), dict(fault.problems)), 422
    except NotSaved as refused:
        return _page(_asked_before(), {"name": [REFUSALS[refused.reason]]}), 422
    flash(language.say().text(SAVED))
    return redirect(url_for(".table", kind=sent.kind.value, by=sent.by.value, unit=sent.unit), 303)


@bp.post("/saved/drop")
@policy(Action.READ_STATISTICS)
def drop() -> ResponseReturnValue:
    which = parse(DroppedForm, request.form).saved
    with edge.transaction() as session:
        saved_statistics.drop(session, edge.sight(), which)
    flash(language.say().text(DROPPED))
    return redirect(url_for(".table"), 303)


@bp.get("/<any(csv,xlsx):form>")
@policy(Action.READ_STATISTICS)
def file(form: str) -> Response:
    seen, say = _seen(parse(StatisticsForm, request.args)), language.say()
    name = f"{seen.asked.kind}-{seen.asked.by}-{seen.asked.year}.{form}"
    if form == "csv":
        return download(files.write(seen, say), Media.CSV, name)
    return download(files.workbook(seen, edge.house().settings.city_name, edge.sight().now, say), WORKBOOK, name)


@bp.get("/looks")
@policy(Action.READ_STATISTICS)
def looks() -> ResponseReturnValue:
    with edge.reading() as session:
        found = service.looks(session)
    return render_template("hr/statistics_looks.html", found=found)


def _seen(asked: Asked) -> Table:
    with edge.transaction() as session:
        return service.table(session, edge.sight(), asked, Least.of(edge.house().settings))


def _page(asked: Asked, problems: dict[str, list[str]]) -> str:
    seen = _seen(asked)
    with edge.reading() as session:
        kept = saved_statistics.listed(session, edge.sight())
    return render_template(
        "hr/statistics.html",
        seen=seen,
        most=seen.most,
        query=_query(seen.asked),
        kinds=list(Kind),
        groupings=list(By),
        kept=kept,
        roles=saved_statistics.roles(),
        problems=problems,
        sent=request.form,
    )


def _asked_before() -> Asked:
    """Return which statistics a form was sent from; where it says nonsense, those the page begins with."""
    said = {name: request.form.get(name, "") for name in ("kind", "by", "unit")}
    try:
        return parse(StatisticsForm, MultiDict({name: value for name, value in said.items() if value}))
    except InvalidInput:
        return Asked()


def _query(asked: Asked) -> dict[str, object]:
    """Return what an address of these statistics says, for links that ask for others beside them."""
    return {"kind": asked.kind.value, "by": asked.by.value, "year": asked.year, "unit": asked.unit}
