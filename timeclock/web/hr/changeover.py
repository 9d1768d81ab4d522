"""The move from the punch card: the plan by units, who lacks a badge, files of balances to sign, months and cards."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue

from reports import reconciliation as papers
from timeclock.core.rollout import GoLive
from timeclock.i18n import wording
from timeclock.i18n.wording import N_
from timeclock.service import badgeless, openings, reconciliation, rollout
from timeclock.service.access import Action
from timeclock.service.documents import ENDINGS, Media
from timeclock.service.openings import Hindrance, NotDone
from timeclock.service.rollout import NotPlanned, Refusal
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.hr.changeover_inputs import GoLiveForm, SignForm, UndoForm
from timeclock.web.hr.closing_inputs import UnitForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import neighbours
from timeclock.web.policies import asks_again, policy

bp = Blueprint("changeover", __name__, url_prefix="/changeover")

PLANNED = N_("Planned. Units below without a plan of their own follow.")
# At which field a refusal is shown.
FIELDS = {Refusal.NO_SUCH_UNIT: "unit", Refusal.NOT_IN_ORDER: "parallel_from"}


@bp.get("")
@policy(Action.CHANGE_OVER)
def plan() -> ResponseReturnValue:
    return _plan({})


@bp.post("")
@policy(Action.CHANGE_OVER)
def go_live() -> ResponseReturnValue:
    try:
        form = parse(GoLiveForm, asked.form)
        with edge.transaction() as session:
            rollout.plan(session, edge.sight(), form.unit, GoLive(form.live_from, form.parallel_from))
    except InvalidInput as fault:
        return _plan(dict(fault.problems)), 422
    except NotPlanned as refused:
        return _plan({FIELDS[refused.why]: [wording.NOT_PLANNED[refused.why]]}), 422
    flash(language.say().text(PLANNED))
    return redirect(url_for(".plan"), 303)


def _plan(problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        found = rollout.overview(session, edge.sight())
    return render_template("hr/rollout.html", view=found, problems=problems, sent=asked.form)


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


@bp.get("/badges")
@policy(Action.CHANGE_OVER)
def badges() -> ResponseReturnValue:
    unit = parse(UnitForm, asked.args).unit
    with edge.transaction() as session:
        found = badgeless.missing(session, edge.sight(), unit)
    return render_template("hr/badges.html", view=found)


@bp.get("/openings")
@policy(Action.CHANGE_OVER)
def opening_files() -> ResponseReturnValue:
    return _openings({})


@bp.post("/openings/sign")
@policy(Action.CHANGE_OVER)
@asks_again
def sign() -> ResponseReturnValue:
    digest = parse(SignForm, asked.form).digest
    try:
        with edge.transaction() as session:
            done = openings.sign(session, edge.sight(), digest)
    except NotDone as refused:
        return _openings({"files": [_why(refused)]}), 422
    say = language.say()
    flash(say.plural("{count} opening balance counts now.", "{count} opening balances count now.", done.written))
    for line, fault in done.held:
        why = say.text(wording.CHANGEOVER_LINE[fault])
        flash(say.text("{staff_no} is held back: {why}", staff_no=line.staff_no, why=why))
    return redirect(url_for(".opening_files"), 303)


@bp.post("/openings/undo")
@policy(Action.CHANGE_OVER)
def undo() -> ResponseReturnValue:
    form = parse(UndoForm, asked.form)
    try:
        with edge.transaction() as session:
            done = openings.undo(session, edge.sight(), form.digest, form.reason)
    except NotDone as refused:
        field = f"reason-{form.digest}" if refused.why is Hindrance.REASON_MISSING else "files"
        return _openings({field: [_why(refused)]}), 422
    said = ("{count} opening balance is taken back.", "{count} opening balances are taken back.")
    flash(language.say().plural(*said, done))
    return redirect(url_for(".opening_files"), 303)


def _why(refused: NotDone) -> str:
    return language.say().text(wording.FILE_NOT_DONE[refused.why], who=", ".join(refused.who))


def _openings(problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.transaction() as session:
        found = openings.listed(session, sight)
        kinds = openings.kinds(session, sight.today)
    return render_template("hr/openings.html", files=found, kinds=kinds, problems=problems)
