"""Who is in a building now, for the day on which it has to be left."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reports import evacuation as paper
from timeclock.service import evacuation
from timeclock.service.access import Action
from timeclock.service.documents import Media
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.policies import policy

bp = Blueprint("evacuation", __name__, url_prefix="/team/evacuation")


@bp.get("")
@policy(Action.READ_EVACUATION)
def now() -> ResponseReturnValue:
    with edge.transaction() as session:
        found = evacuation.listed(session, edge.sight())
    say = language.say()
    names = [(paper.site_name(site, say), site) for site in found.sites]
    return render_template("team/evacuation.html", found=found, sites=names, paper=paper)


@bp.get("/pdf")
@policy(Action.READ_EVACUATION)
def file() -> ResponseReturnValue:
    with edge.transaction() as session:
        found = evacuation.listed(session, edge.sight())
    content = paper.write(found, edge.house().settings.city_name, language.locale())
    return download(content, Media.PDF, "evacuation.pdf")
