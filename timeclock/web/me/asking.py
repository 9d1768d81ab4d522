"""Asking for overtime and for mobile work, and reporting a call: what has no day of its own to be asked from."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.i18n.wording import N_
from timeclock.service import call_reports, evaluation, wishes
from timeclock.service.access import Action
from timeclock.service.call_reports import Called
from timeclock.service.kinds.kind import CannotAsk
from timeclock.service.wishes import DaysWanted, NoSuchTime, OvertimeWanted
from timeclock.web import edge, language, obstacles
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.request_inputs import CallForm, MobileWorkForm, OvertimeForm
from timeclock.web.policies import policy

bp = Blueprint("asking", __name__, url_prefix="/me/requests")

ASKED = N_("Your request is on record and counts once it is approved.")

REPORTED = N_("Your call is on record. Your superior confirms it.")


@bp.get("/call")
@policy(Action.ASK)
def call_draft() -> ResponseReturnValue:
    return _call_page({})


@bp.post("/call")
@policy(Action.ASK)
def report_call() -> ResponseReturnValue:
    try:
        said = parse(CallForm, request.form)
        clocks, remote = (said.from_clock, said.to_clock), said.where == "remote"
        with edge.transaction() as session:
            called = Called(said.request_uid, said.day, *clocks, remote, said.reason.strip())
            call_reports.report(session, edge.sight(), called, edge.terms())
    except InvalidInput as fault:
        return _call_page(dict(fault.problems)), 422
    except NoSuchTime:
        return _call_page({"from_clock": [obstacles.NO_SUCH_TIME]}), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _call_page({field: [sentence]}), 422
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    flash(language.say().text(REPORTED))
    return redirect(url_for("requests.own"), 303)


@bp.get("/overtime")
@policy(Action.ASK)
def overtime_draft() -> ResponseReturnValue:
    return _overtime_page({})


@bp.post("/overtime")
@policy(Action.ASK)
def ask_for_overtime() -> ResponseReturnValue:
    try:
        asked = parse(OvertimeForm, request.form)
        most = None if asked.most is None else timedelta(hours=asked.most.hour, minutes=asked.most.minute)
        clocks = (asked.from_clock, asked.to_clock)
        wanted = OvertimeWanted(asked.request_uid, asked.day, *clocks, most, asked.reason.strip())
        with edge.transaction() as session:
            wishes.ask_for_overtime(session, edge.sight(), wanted, edge.terms())
    except InvalidInput as fault:
        return _overtime_page(dict(fault.problems)), 422
    except NoSuchTime:
        return _overtime_page({"from_clock": [obstacles.NO_SUCH_TIME]}), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _overtime_page({field: [sentence]}), 422
    flash(language.say().text(ASKED))
    return redirect(url_for("requests.own"), 303)


@bp.get("/mobile-work")
@policy(Action.ASK)
def mobile_work_draft() -> ResponseReturnValue:
    return _mobile_work_page({})


@bp.post("/mobile-work")
@policy(Action.ASK)
def ask_for_mobile_work() -> ResponseReturnValue:
    try:
        asked = parse(MobileWorkForm, request.form)
        wanted = DaysWanted(asked.request_uid, asked.first, asked.last, asked.reason.strip())
        with edge.transaction() as session:
            wishes.ask_for_mobile_work(session, edge.sight(), wanted, edge.terms())
    except InvalidInput as fault:
        return _mobile_work_page(dict(fault.problems)), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _mobile_work_page({field: [sentence]}), 422
    flash(language.say().text(ASKED))
    return redirect(url_for("requests.own"), 303)


def _call_page(problems: dict[str, list[str]]) -> str:
    return render_template("me/call.html", problems=problems, sent=request.form, today=edge.today())


def _overtime_page(problems: dict[str, list[str]]) -> str:
    return render_template("me/overtime.html", problems=problems, sent=request.form, today=edge.today())


def _mobile_work_page(problems: dict[str, list[str]]) -> str:
    return render_template("me/mobile_work.html", problems=problems, sent=request.form, today=edge.today())
