"""Badges of one person: issued, lent, blocked, taken back and replaced; their numbers are never shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import badge_desk
from timeclock.service.access import Action
from timeclock.service.badge_desk import Act
from timeclock.service.badges import BadgeRefused
from timeclock.web import edge, language
from timeclock.web.hr.badge_inputs import BadgeForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("badges", __name__, url_prefix="/staff")

DONE = {
    Act.ISSUE: N_("The badge is issued. It works from now on."),
    Act.LEND: N_("The card is lent. It comes back by itself."),
    Act.BLOCK: N_("The badge is blocked. Stamps with it are kept and wait for a decision."),
    Act.GIVE_BACK: N_("The badge is taken back. It may be issued again."),
    Act.REPLACE: N_("The badge is replaced; the old one is blocked."),
}


@bp.get("/<uuid:uid>/<day:day>/badges")
@policy(Action.KEEP_BADGES)
def of_person(uid: UUID, day: date) -> ResponseReturnValue:
    return _page(uid, day, {})


@bp.post("/<uuid:uid>/<day:day>/badges")
@policy(Action.KEEP_BADGES)
@asks_again
def act(uid: UUID, day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        badge_desk.whose(session, sight, uid, day)
    field = f"number-{request.form.get('act', '')}"
    try:
        asked = parse(BadgeForm, request.form).asked(edge.house().keys.badges)
        with edge.transaction() as session:
            badge_desk.act(session, sight, uid, asked)
    except InvalidInput as fault:
        return _page(uid, day, {name if "-" in name else field: said for name, said in fault.problems.items()}), 422
    except BadgeRefused as refused:
        return _page(uid, day, {field: [refused.sentence.format(**refused.figures)]}), 422
    flash(language.say().text(DONE[asked.act]))
    return redirect(url_for(".of_person", uid=uid, day=sight.today), 303)


def _page(uid: UUID, day: date, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.transaction() as session:
        found = badge_desk.of(session, sight, uid, day)
    return render_template("hr/person_badges.html", desk=found, now=sight.now, today=sight.today, problems=problems)
