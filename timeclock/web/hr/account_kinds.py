"""The kinds of accounts the city has, and what human resources changes about them from a day on."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.accounts import CutOff
from timeclock.i18n.wording import N_
from timeclock.service import account_kind_changes as service
from timeclock.service.access import Action
from timeclock.service.account_kind_changes import TooEarly
from timeclock.service.account_kinds import MONTH_ENDS
from timeclock.web import edge, language
from timeclock.web.hr.account_kind_inputs import ChangeForm, KindForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy

bp = Blueprint("account_kinds", __name__, url_prefix="/account-kinds")

CHANGED = N_("The change is on record and holds from that day on.")
TOO_EARLY = N_("This day is over. Please choose today or a later one.")


@bp.get("")
@policy(Action.KEEP_ACCOUNT_KINDS)
def listed() -> ResponseReturnValue:
    chosen = parse(KindForm, request.args)
    return _page(chosen.kind, {}, chosen.since)


@bp.post("")
@policy(Action.KEEP_ACCOUNT_KINDS)
def change() -> ResponseReturnValue:
    try:
        asked = parse(ChangeForm, request.form)
        with edge.transaction() as session:
            sight = edge.sight()
            held = service.held(session, sight, asked.code, asked.since)
            service.change(session, sight, asked.wanted(held))
    except InvalidInput as fault:
        return _page(request.form.get("code", ""), dict(fault.problems)), 422
    except TooEarly:
        return _page(request.form.get("code", ""), {"since": [TOO_EARLY]}), 422
    flash(language.say().text(CHANGED))
    return redirect(url_for(".listed"), 303)


def _page(code: str, problems: dict[str, list[str]], since: date | None = None) -> str:
    """Show the kinds, and one to be changed: as it holds since a day, or without one as it holds today."""
    sight = edge.sight()
    with edge.reading() as session:
        found = service.listed(session, sight)
    rows = [each for each in found if each.new.kind.code == code and since in {None, each.new.since}]
    return render_template(
        "hr/account_kinds.html",
        found=found,
        chosen=rows[0] if rows else None,
        problems=problems,
        sent=request.form,
        today=sight.today,
        cut_days=_cut_days,
        month_ends=MONTH_ENDS,
    )


def _cut_days(cut: CutOff | None) -> str:
    """Return the days of a cut-off as people enter them, nothing for the end of each month."""
    if cut is None or cut.on == MONTH_ENDS:
        return ""
    return ", ".join(f"{day}.{month}." for month, day in cut.on)
