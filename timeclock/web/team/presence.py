"""The presence board of one's unit; it shows now and knows no other day."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.service import presence
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.policies import policy

bp = Blueprint("presence", __name__, url_prefix="/team/presence")


@bp.get("")
@policy(Action.READ_PRESENCE)
def board() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = presence.board(session, sight, among_colleagues=edge.house().settings.presence_among_colleagues)
    return render_template("team/presence.html", seen=seen, now=sight.now)
