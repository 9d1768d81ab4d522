"""A code for the terminal's scanner: made anew whenever the page is looked at, and kept nowhere in the clear."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.service import phone_codes
from timeclock.service.access import Action
from timeclock.service.phone_codes import TooManyCodes
from timeclock.web import edge, qr
from timeclock.web.policies import policy

bp = Blueprint("my_code", __name__, url_prefix="/me/code")


@bp.get("")
@policy(Action.SHOW_CODE)
def show() -> ResponseReturnValue:
    """Show a code of one's own; to look again is to get another, so that nobody has to press anything at the door."""
    house = edge.house()
    lasts = timedelta(seconds=house.settings.phone_code_seconds)
    try:
        with edge.transaction() as session:
            made = phone_codes.make(session, edge.sight(), house.keys.badges, lasts)
    except TooManyCodes as refused:
        return render_template("me/phone_code.html", made=None, until=refused.until), 429
    picture = qr.picture(made.text)
    return render_template("me/phone_code.html", made=made, picture=picture, lasts=house.settings.phone_code_seconds)
