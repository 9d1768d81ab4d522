"""Statistics that name nobody: a year beside the year before, as a table with bars and as a file; and who looked."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from reports import statistics as files
from reports.xlsx_file import MEDIA as WORKBOOK
from timeclock.core.statistics import By, Kind
from timeclock.service import statistics as service
from timeclock.service.access import Action
from timeclock.service.documents import Media
from timeclock.service.statistics import Asked, Least, Table
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.hr.statistics_inputs import StatisticsForm
from timeclock.web.inputs import parse
from timeclock.web.policies import policy

bp = Blueprint("statistics", __name__, url_prefix="/statistics")


@bp.get("")
@policy(Action.READ_STATISTICS)
def table() -> ResponseReturnValue:
    seen = _seen()
    query = _query(seen.asked)
    return render_template(
        "hr/statistics.html", seen=seen, most=seen.most, query=query, kinds=list(Kind), groupings=list(By)
    )


@bp.get("/<any(csv,xlsx):form>")
@policy(Action.READ_STATISTICS)
def file(form: str) -> Response:
    seen, say = _seen(), language.say()
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


def _seen() -> Table:
    asked, least = parse(StatisticsForm, request.args), Least.of(edge.house().settings)
    with edge.transaction() as session:
        return service.table(session, edge.sight(), asked, least)


def _query(asked: Asked) -> dict[str, object]:
    """Return what an address of these statistics says, for links that ask for others beside them."""
    return {"kind": asked.kind.value, "by": asked.by.value, "year": asked.year, "unit": asked.unit}
