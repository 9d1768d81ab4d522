"""One's own roster, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import duty_calendar, offers, own_roster
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("my_roster", __name__, url_prefix="/me/roster")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    return page(first_day, {})


def page(first_day: date, problems: Mapping[str, Sequence[str]], address: str | None = None) -> str:
    """Return a month; `address` is that of the calendar where it was just made, the only moment to show it."""
    sight = edge.sight()
    with edge.reading() as session:
        duties = own_roster.month(session, sight, first_day)
        calendar = duty_calendar.current(session, sight)
    return render_template(
        "me/roster.html",
        month=first_day,
        duties=duties,
        given=frozenset(each for each in duties if offers.can_give(each, sight)),
        zone=sight.zone,
        today=sight.today,
        around=neighbours(first_day),
        calendar=calendar,
        address=address,
        problems=problems,
    )
