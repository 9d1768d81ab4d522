"""The move from the punch card: a unit's month against its cards, as a page and as files."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue

from reports import reconciliation as papers
from timeclock.service import reconciliation
from timeclock.service.access import Action
from timeclock.service.documents import ENDINGS, Media
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.hr.closing_inputs import UnitForm
from timeclock.web.inputs import parse
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("changeover", __name__, url_prefix="/changeover")


@bp.get("/cards")
@policy(Action.CHANGE_OVER)
def last_cards() -> ResponseReturnValue:
    """Lead to the month that is over: the one whose cards are in."""
    return redirect(url_for(".cards", first_day=neighbours(edge.today().replace(day=1)).before), 302)


@bp.get("/cards/<month:first_day>")
@policy(Action.CHANGE_OVER)
def cards(first_day: date) -> ResponseReturnValue:
    unit = parse(UnitForm, asked.args).unit
    with edge.transaction() as session:
        found = reconciliation.month(session, edge.sight(), first_day, unit)
    say = language.say()
    return render_template(
        "hr/cards.html",
        view=found,
        around=neighbours(first_day),
        sheet=papers.sheet(found, edge.house().settings.city_name, say),
    )


@bp.get("/cards/<month:first_day>/<any(csv,pdf):form>")
@policy(Action.CHANGE_OVER)
def cards_file(first_day: date, form: str) -> ResponseReturnValue:
    unit = parse(UnitForm, asked.args).unit
    if unit is None:
        return redirect(url_for(".cards", first_day=first_day), 302)
    sight = edge.sight()
    with edge.transaction() as session:
        found = reconciliation.month(session, sight, first_day, unit)
    media, say = (Media.CSV if form == ENDINGS[Media.CSV] else Media.PDF), language.say()
    if media is Media.CSV:
        content = papers.write_csv(found, say)
    else:
        content = papers.write_pdf(found, edge.house().settings.city_name, say, sight.now)
    return download(content, media, papers.file_name(found, form))
