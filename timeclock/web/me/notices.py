"""All that I was told, read or not, with the way to the place it is about."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, fields, validate

from timeclock.i18n.wording import N_
from timeclock.service import notices
from timeclock.service.access import Action
from timeclock.web import edge, language
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, parse
from timeclock.web.me.time_inputs import NoticeForm
from timeclock.web.policies import policy

bp = Blueprint("my_notices", __name__, url_prefix="/me/notices")

MOST_PAGES = 1_000
READ = N_("Marked as read. It stays on this list.")


@dataclass(frozen=True, slots=True)
class PageChosen:
    page: int


class PageForm(Form[PageChosen]):
    """Which page of a list, in the address; the rest is for others."""

    made = PageChosen
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(1, MOST_PAGES, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )

    class Meta:
        unknown = EXCLUDE


@bp.get("")
@policy(Action.READ_NOTICES)
def listed() -> ResponseReturnValue:
    page = parse(PageForm, request.args).page
    with edge.reading() as session:
        seen = notices.listed(session, edge.sight(), page)
    return render_template("me/notices.html", seen=seen)


@bp.post("")
@policy(Action.READ_NOTICES)
def read() -> ResponseReturnValue:
    asked, page = parse(NoticeForm, request.form), parse(PageForm, request.args).page
    with edge.transaction() as session:
        notices.read(session, edge.sight(), asked.notice)
    flash(language.say().text(READ))
    return redirect(url_for(".listed", page=page if page > 1 else None), 303)
