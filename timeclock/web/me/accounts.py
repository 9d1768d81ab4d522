"""My accounts: what each month gave and took, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service import account_desk, courses, times, transfers
from timeclock.service import accounts as service
from timeclock.service.access import Action
from timeclock.service.account_desk import NoAmount
from timeclock.service.accounts import AccountsView
from timeclock.service.bills import Holder
from timeclock.service.kinds.kind import CannotAsk
from timeclock.service.transfers import Wanted
from timeclock.store.courses import MonthGone
from timeclock.web import edge, language, obstacles
from timeclock.web.charts import Pictures
from timeclock.web.inputs import EmploymentChosenForm, InvalidInput, parse
from timeclock.web.me.account_inputs import TransferAsked, TransferForm
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("my_accounts", __name__, url_prefix="/me/accounts")

ASKED = N_("Asked for. It is posted once your superior has approved it.")
LENGTH_MISSING = N_("Please enter hours and minutes, for example 1:30.")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    with edge.reading() as session:
        view = service.statement(session, sight, chosen, first_day, own=True)
        mine = times.own_employments(session, sight, DaySpan.month(first_day.year, first_day.month))
        gone = courses.own(session, sight, chosen, first_day)
    return _page(view, mine, chosen, gone, {})


@bp.post("/<month:first_day>/transfer")
@policy(Action.REQUEST_TRANSFER)
def transfer(first_day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    try:
        wanted = _wanted(parse(TransferForm, request.form), chosen)
        with edge.transaction() as session:
            transfers.ask(session, sight, wanted, edge.terms())
    except (InvalidInput, CannotAsk) as fault:
        with edge.reading() as session:
            view = service.statement(session, sight, chosen, first_day, own=True)
            mine = times.own_employments(session, sight, DaySpan.month(first_day.year, first_day.month))
            gone = courses.own(session, sight, chosen, first_day)
        return _page(view, mine, chosen, gone, _problems(fault)), 422
    flash(language.say().text(ASKED))
    return redirect(url_for(".month", first_day=first_day, employment=chosen), 303)


def _chosen() -> UUID | None:
    return parse(EmploymentChosenForm, request.args).employment


def _wanted(asked: TransferAsked, chosen: UUID | None) -> Wanted:
    try:
        length = timedelta(minutes=account_desk.amount_of(asked.amount, Unit.MINUTES))
    except NoAmount:
        raise InvalidInput({"amount": [LENGTH_MISSING]}) from None
    return Wanted(asked.request_uid, chosen, asked.account, asked.to, length, asked.reason.strip())


def _problems(fault: InvalidInput | CannotAsk) -> Mapping[str, list[str]]:
    if isinstance(fault, CannotAsk):
        field, sentence = obstacles.told(fault.obstacle)
        return {field: [sentence]}
    return fault.problems


def _page(
    view: AccountsView,
    mine: Sequence[Holder],
    chosen: UUID | None,
    gone: Sequence[MonthGone],
    problems: Mapping[str, list[str]],
) -> str:
    return render_template(
        "accounts/mine.html",
        view=view,
        mine=mine,
        chosen=chosen,
        pictures=Pictures.of(gone) if gone else None,
        around=neighbours(view.month),
        problems=problems,
        sent=request.form,
    )
