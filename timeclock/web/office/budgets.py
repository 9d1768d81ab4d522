"""Budgets of overtime: how much of it a unit may have approved on request, and how much of that is left."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import overtime_budgets
from timeclock.service.access import Action
from timeclock.service.overtime_budgets import LastBeforeFirst, Wanted
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.office.budget_inputs import BudgetForm, WithdrawForm
from timeclock.web.policies import policy

bp = Blueprint("budgets", __name__, url_prefix="/overtime-budgets")

GIVEN = N_("The budget is given; from now on no more is approved than it holds.")
WITHDRAWN = N_("The budget holds no more. What was approved of it stays.")
LAST_BEFORE_FIRST = N_("The last day lies before the first.")


@bp.get("")
@policy(Action.KEEP_BUDGETS)
def listed() -> ResponseReturnValue:
    return _page({})


@bp.post("")
@policy(Action.KEEP_BUDGETS)
def give() -> ResponseReturnValue:
    try:
        asked = parse(BudgetForm, request.form)
        wanted = Wanted(asked.budget, asked.unit, asked.first, asked.last, asked.hours, asked.reason.strip())
        with edge.transaction() as session:
            overtime_budgets.give(session, edge.sight(), wanted)
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    except LastBeforeFirst:
        return _page({"last": [LAST_BEFORE_FIRST]}), 422
    flash(language.say().text(GIVEN))
    return redirect(url_for(".listed"), 303)


@bp.post("/withdraw")
@policy(Action.KEEP_BUDGETS)
def withdraw() -> ResponseReturnValue:
    asked = parse(WithdrawForm, request.form)
    with edge.transaction() as session:
        overtime_budgets.withdraw(session, edge.sight(), asked.budget)
    flash(language.say().text(WITHDRAWN))
    return redirect(url_for(".listed"), 303)


def _page(problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        seen = overtime_budgets.listed(session, sight)
    return render_template("office/budgets.html", seen=seen, problems=problems, sent=request.form, today=sight.today)
