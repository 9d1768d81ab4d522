"""What the staff council checks: the log, its heads, and the rules in force."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.service import evidence as service
from timeclock.service.access import Action
from timeclock.service.evidence import PublicKeys
from timeclock.web import edge
from timeclock.web.policies import policy

bp = Blueprint("council", __name__, url_prefix="/council")


@bp.get("/evidence")
@policy(Action.READ_EVIDENCE)
def evidence() -> ResponseReturnValue:
    sight, keys = edge.sight(), edge.house().keys
    with edge.reading() as session:
        seen = service.shown(session, sight, PublicKeys(keys.receipt.public, keys.log_public))
    return render_template("council/evidence.html", seen=seen, places=edge.house().settings.place_at_stamp)
