"""Swapping a duty with a colleague: what to offer whom, and her answer."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import offers, requests
from timeclock.service.access import Action
from timeclock.service.kinds.kind import CannotAsk
from timeclock.service.kinds.swap import rules_of
from timeclock.service.offers import Wanted
from timeclock.web import edge, language, obstacles
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.request_inputs import OfferForm, SwapForm
from timeclock.web.policies import policy

bp = Blueprint("my_swaps", __name__, url_prefix="/me/roster/swap")

OFFERED = N_("Your offer is on record. Your colleague finds it on her page; once she agrees, your superior decides.")
AGREED = N_("You agreed. The duties change hands once your superior has approved it.")
DECLINED = N_("You declined; your colleague can read it. The roster stays as it is.")


@bp.get("/<day:day>")
@policy(Action.ASK)
def draft(day: date) -> ResponseReturnValue:
    return _page(day, {})


@bp.post("/<day:day>")
@policy(Action.ASK)
def ask(day: date) -> ResponseReturnValue:
    try:
        asked = parse(SwapForm, request.form)
        wanted = Wanted(asked.request_uid, asked.given, *asked.partner, asked.reason.strip())
        with edge.transaction() as session:
            offers.ask(session, edge.sight(), wanted, edge.terms())
    except InvalidInput as fault:
        return _page(day, dict(fault.problems)), 422
    except CannotAsk as refused:
        field, sentence = obstacles.told(refused.obstacle)
        return _page(day, {field: [sentence]}), 422
    flash(language.say().text(OFFERED))
    return redirect(url_for("requests.own"), 303)


@bp.post("/answer")
@policy(Action.ASK)
def answer() -> ResponseReturnValue:
    asked, sight = parse(OfferForm, request.form), edge.sight()
    agrees = asked.answer == "agree"
    try:
        with edge.transaction() as session:
            if agrees:
                offers.agree(session, sight, asked.request_uid, edge.terms())
            else:
                offers.decline(session, sight, asked.request_uid, asked.reason.strip())
    except CannotAsk as refused:
        problems = {f"answer-{asked.request_uid}": [obstacles.told(refused.obstacle)[1]]}
        with edge.reading() as session:
            found, offered = requests.listed(session, sight), offers.listed(session, sight)
        return render_template("me/requests.html", requests=found, offers=offered, problems=problems), 422
    flash(language.say().text(AGREED if agrees else DECLINED))
    return redirect(url_for("requests.own"), 303)


def _page(day: date, problems: dict[str, list[str]]) -> str:
    with edge.transaction() as session:
        found = offers.draft(session, edge.sight(), rules_of(edge.terms().rosters), day)
    return render_template("me/swap.html", day=day, draft=found, problems=problems, sent=request.form)
