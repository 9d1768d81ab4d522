"""Files sent through a page: chosen, looked at line by line, taken over, and accounted for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reports import csv_file
from timeclock.core import walltime
from timeclock.i18n import formats, wording
from timeclock.i18n.wording import N_
from timeclock.service import uploads
from timeclock.service.access import Action
from timeclock.service.documents import Media
from timeclock.service.people_reasons import DIFFERENCES, HINTS
from timeclock.service.staff_changes import Difference
from timeclock.service.upload_lines import LineSeen
from timeclock.service.upload_looks import Look, Rules, UploadKind
from timeclock.service.uploads import NotImported, Refusal, Sent
from timeclock.store.rosters import NewShift
from timeclock.store.uploads import Upload
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.hr.import_inputs import FORMS, ChosenForm, SeenForm, ShownForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import next_month
from timeclock.web.policies import asks_again, policy

bp = Blueprint("imports", __name__, url_prefix="/imports")

# The one address that takes more than a form.
UPLOAD = "imports.send"
PAGE = 50
LONGEST_NAME = 80
NAMED = 20
TAKEN_OVER = N_("The list is taken over.")
BEGUN = N_("The stamps are being taken over. You may leave this page.")
ON_THE_DESK = N_("The month lies on the desk.")
DONE = {
    UploadKind.PEOPLE: TAKEN_OVER,
    UploadKind.BADGES: TAKEN_OVER,
    UploadKind.STAMPS: BEGUN,
    UploadKind.ROSTER: ON_THE_DESK,
}
GIVEN_UP = N_("The file is given up. Nothing was changed.")


@bp.get("")
@policy(Action.SEND_FILES)
def listed() -> ResponseReturnValue:
    return _list(parse(ChosenForm, request.args).kind, {})


@bp.post("")
@policy(Action.SEND_FILES)
def send() -> ResponseReturnValue:
    kind = None
    try:
        kind = _kind_sent()
        said = parse(FORMS[kind or UploadKind.PEOPLE], request.form)
        file = request.files.get("file")
        content, name = (b"", "") if file is None else (file.read(), file.filename or "")
        # What a browser calls a file is shown and never used as a path.
        shown = "".join(each for each in PurePath(name.replace("\\", "/")).name if each.isprintable())[:LONGEST_NAME]
        sent = Sent(kind or UploadKind.PEOPLE, shown, content, said.as_of or edge.today(), said.about)
        with edge.transaction() as session:
            uid = uploads.send(session, edge.sight(), sent, _rules())
    except InvalidInput as fault:
        return _list(kind, dict(fault.problems)), 422
    except NotImported as refused:
        return _list(kind, {"file": [wording.NOT_IMPORTED[refused.why]]}), 422
    return redirect(url_for(".one", upload_uid=uid), 303)


@bp.get("/<uuid:upload_uid>")
@policy(Action.SEND_FILES)
def one(upload_uid: UUID) -> ResponseReturnValue:
    return _page(upload_uid, {})


@bp.post("/<uuid:upload_uid>")
@policy(Action.SEND_FILES)
@asks_again
def take_over(upload_uid: UUID) -> ResponseReturnValue:
    seen = parse(SeenForm, request.form).seen
    try:
        with edge.transaction() as session:
            done = uploads.take_over(session, edge.sight(), upload_uid, seen, _rules())
    except NotImported as refused:
        return _refused(upload_uid, refused.why)
    _forget(done)
    flash(language.say().text(DONE[UploadKind(done.kind)]))
    return redirect(url_for(".one", upload_uid=upload_uid), 303)


@bp.post("/<uuid:upload_uid>/judge-again")
@policy(Action.SEND_FILES)
def judge_again(upload_uid: UUID) -> ResponseReturnValue:
    parse(SeenForm, request.form)
    try:
        with edge.transaction() as session:
            before = uploads.judge_again(session, edge.sight(), upload_uid)
    except NotImported as refused:
        return _refused(upload_uid, refused.why)
    _forget(before)
    return redirect(url_for(".one", upload_uid=upload_uid), 303)


@bp.post("/<uuid:upload_uid>/give-up")
@policy(Action.SEND_FILES)
def give_up(upload_uid: UUID) -> ResponseReturnValue:
    parse(SeenForm, request.form)
    try:
        with edge.transaction() as session:
            gone = uploads.give_up(session, edge.sight(), upload_uid)
    except NotImported as refused:
        return _refused(upload_uid, refused.why)
    _forget(gone)
    flash(language.say().text(GIVEN_UP))
    return redirect(url_for(".listed"), 303)


@bp.get("/<uuid:upload_uid>/lines.csv")
@policy(Action.SEND_FILES)
def report(upload_uid: UUID) -> ResponseReturnValue:
    found = _look(upload_uid)
    say = language.say()
    headings = (say.text("Line"), say.text("Staff number"), say.text("What becomes of it"), say.text("Why or what"))
    cells = [
        (str(each.no), each.staff_no or "", say.text(wording.LINE_CHANGE[each.change]), "; ".join(sentences(each)))
        for each in found.lines
    ]
    return download(csv_file.table(headings, cells), Media.CSV, f"import-{found.upload.as_of}.csv")


def _kind_sent() -> UploadKind | None:
    return parse(ChosenForm, MultiDict([("kind", request.form.get("kind", ""))])).kind


def _rules() -> Rules:
    house = edge.house()
    return Rules.of(house.settings, house.keys.badges, house.rulebook)


def _forget(file: Upload) -> None:
    """Let the contents go once what they said is committed."""
    with edge.reading() as session:
        uploads.forget(session, file.contents, edge.house().settings.uploads)


def _refused(upload_uid: UUID, why: Refusal) -> ResponseReturnValue:
    return _page(upload_uid, {"seen": [wording.NOT_IMPORTED[why]]}), 422


def _look(upload_uid: UUID) -> Look:
    """Return a file looked at, which nothing is held up by; a look at others is recorded before anybody sees it."""
    sight = edge.sight()
    with edge.reading() as session:
        found = uploads.look(session, sight, upload_uid, _rules())
    if found.roster is not None:
        with edge.transaction() as session:
            uploads.record(session, sight, found)
    return found


def _list(kind: UploadKind | None, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        found = uploads.listed(session, sight)
    return render_template(
        "hr/imports.html",
        found=found,
        chosen=kind if kind in found.kinds else found.kinds[0],
        next_month=next_month(sight.today),
        problems=problems,
        sent=request.form,
        today=sight.today,
        days=edge.house().settings.uploads_days,
    )


def _page(upload_uid: UUID, problems: dict[str, list[str]]) -> str:
    asked = parse(ShownForm, request.args)
    found = _look(upload_uid)
    count = found.counts.get(asked.change, 0) if asked.change else len(found.lines)
    shown = found.lines.part(asked.change, (asked.page - 1) * PAGE, PAGE)
    return render_template(
        "hr/import.html",
        look=found,
        fault=language.say().text(found.fault, **found.figures) if found.fault else "",
        account=found.upload.account,
        lines=[(each, sentences(each)) for each in shown],
        asked=asked,
        pages=max(1, -(-count // PAGE)),
        problems=problems,
        some=_some,
        numbers=_numbers(found),
        until=found.upload.sent_at + timedelta(days=edge.house().settings.uploads_days),
    )


def sentences(line: LineSeen) -> list[str]:
    """Return why a line is rejected and what to do about it, or what it changes, and what to look at."""
    say = language.say()
    why = [say.text(line.why, **line.figures)] if line.why else []
    hints = [say.text(HINTS[hint], value=value) for hint, value in line.hints.items()]
    read = [] if why else [f"{clock} {say.text(wording.STAMP[kind])}" for clock, kind in line.said]
    if line.shift is not None:
        read = [_planned(line.shift)]
    return [*why, *_to_do(line), *read, *map(_changed, line.differences), *hints]


def _planned(shift: NewShift) -> str:
    zone, locale, span = edge.house().settings.zone, language.locale(), shift.span
    day = walltime.local_day(span.from_at, zone)
    until = formats.clock_on(day, span.to_at, zone, locale)
    begins = f"{formats.short_day(day, locale)} {formats.clock(span.from_at, zone)}"
    return f"{language.say().text(wording.DUTY[shift.kind])} {begins}–{until}"


def _to_do(line: LineSeen) -> list[str]:
    """Return where in a line to look, and what to do about it."""
    say = language.say()
    where = ", ".join(
        f"{each.first}" if each.first == each.last else f"{each.first}–{each.last}" for each in line.places
    )
    column = [say.text("Column {where}", where=where)] if where else []
    return [*column, say.text(line.advice)] if line.advice else column


def _changed(one: Difference) -> str:
    name = language.say().text(DIFFERENCES[one.what])
    # The number of a badge is nobody's to read.
    return name if one.what == "badge" else f"{name} {_value(one.what, one.old)} → {_value(one.what, one.new)}"


def _value(what: str, value: str | int | None) -> str:
    if value is None:
        return "–"
    return formats.duration(timedelta(minutes=int(value))) if what == "weekly_minutes" else str(value)


def _numbers(found: Look) -> dict[int, str]:
    """Return the staff numbers of those a roster is for, by employment."""
    return {} if found.roster is None else {each.employment_id: each.staff_no for each in found.roster.desk.people}


def _some(listed: tuple[str, ...]) -> str:
    return ", ".join(listed[:NAMED]) + (" …" if len(listed) > NAMED else "")
