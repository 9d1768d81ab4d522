"""Where a stamp was made, sent by the page after the stamp itself: without it the stamp is the same."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from timeclock.core.places import Fix, Spot
from timeclock.service import places
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.inputs import parse
from timeclock.web.me.place_inputs import PlaceForm
from timeclock.web.owners import owner
from timeclock.web.policies import policy

bp = Blueprint("my_places", __name__, url_prefix="/me/stamps/place")


@bp.post("")
@policy(Action.STAMP)
def keep() -> ResponseReturnValue:
    """Keep the place of a stamp; nothing is kept, and nothing is wrong, where no agreement asks for it."""
    asked, sight = parse(PlaceForm, request.form), edge.sight()
    if asked.owner != owner(sight.actor):
        # Somebody else has signed in meanwhile: what is hers waits for her.
        return jsonify(owner=owner(sight.actor)), 409
    if not edge.house().settings.place_at_stamp:
        return jsonify(kept=False)
    fix = Fix(Spot(asked.latitude, asked.longitude), asked.accuracy)
    with edge.transaction() as session:
        kept = places.keep(session, sight, asked.stamp, fix)
    return jsonify(kept=kept)
