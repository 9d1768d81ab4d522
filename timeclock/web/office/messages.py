"""Messages left for one person at the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from timeclock.i18n.wording import N_
from timeclock.service import terminal_messages
from timeclock.service.access import Action
from timeclock.service.terminal_messages import LONGEST, NobodyThere, Wanted
from timeclock.web import edge, language
from timeclock.web.absence_forms import STAFF_NO_MISSING
from timeclock.web.inputs import Form, InvalidInput, parse
from timeclock.web.office.absences import NOBODY
from timeclock.web.policies import policy

bp = Blueprint("messages", __name__, url_prefix="/office/messages")

LEFT = N_("The message waits for the next tap.")
NO_TEXT = N_("Please enter a message of at most 100 letters.")
LONGEST_STAFF_NO = 50


class MessageForm(Form[Wanted]):
    made = Wanted
    staff_no = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_STAFF_NO, error=STAFF_NO_MISSING),
        error_messages={"required": STAFF_NO_MISSING, "invalid": STAFF_NO_MISSING},
    )
    text = fields.String(
        required=True,
        # One line that can be read: no letters that steer, no line of blanks.
        validate=[
            validate.Length(max=LONGEST, error=NO_TEXT),
            validate.Regexp(r"^(?=.*\S)[^\x00-\x1f\x7f]+\Z", error=NO_TEXT),
        ],
        error_messages={"required": NO_TEXT, "invalid": NO_TEXT},
    )


@bp.get("")
@policy(Action.LEAVE_MESSAGES)
def listed() -> ResponseReturnValue:
    return _page({})


@bp.post("")
@policy(Action.LEAVE_MESSAGES)
def leave() -> ResponseReturnValue:
    try:
        wanted = parse(MessageForm, request.form)
        with edge.transaction() as session:
            terminal_messages.leave(session, edge.sight(), wanted)
    except InvalidInput as fault:
        return _page(fault.problems), 422
    except NobodyThere:
        return _page({"staff_no": [NOBODY]}), 422
    flash(language.say().text(LEFT))
    return redirect(url_for("messages.listed"), 303)


def _page(problems: Mapping[str, list[str]]) -> str:
    with edge.transaction() as session:
        found = terminal_messages.listed(session, edge.sight())
    return render_template("office/messages.html", found=found, problems=dict(problems), sent=request.form)
