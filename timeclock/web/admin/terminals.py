"""The terminals, as IT sees them, adds them by a code, agrees on a fingerprint, names them and ends them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.ledger.keys import b64url
from timeclock.service import fleet, terminal_desk
from timeclock.service.access import Action
from timeclock.service.device_proofs import Code
from timeclock.service.enrolment import CODE_LIVES, MOST_TRIES, Confirmed, NameRefused
from timeclock.service.fleet import Lookout, Wish
from timeclock.web import edge, language
from timeclock.web.admin.inputs import FingerprintForm, FleetForm, PlaceForm
from timeclock.web.inputs import InvalidInput, NothingForm, parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("terminals", __name__, url_prefix="/admin/terminals")

SAID = {
    Confirmed.IN_SERVICE: N_("The terminal is in service."),
    Confirmed.WAITS_FOR_TERMINAL: N_(
        "Agreed. The terminal is in service as soon as somebody says yes at the terminal."
    ),
}
REFUSED = {
    Confirmed.DIFFERS: N_(
        "The terminal is to show something else. Look once more; if it does differ, somebody is in between: "
        "take the terminal out of service and find out who."
    ),
    Confirmed.NOTHING_WAITS: N_("Nothing waits to be agreed on any more. Please give the terminal a new code."),
}


@bp.get("")
@policy(Action.READ_TERMINALS)
def listed() -> ResponseReturnValue:
    """Show the terminals, trouble on top; what makes no sense to ask is told, and all of them are shown."""
    sight, wish, problems = edge.sight(), Wish(), dict[str, list[str]]()
    try:
        wish = parse(FleetForm, request.args)
    except InvalidInput as fault:
        problems = dict(fault.problems)
    with edge.reading() as session:
        seen = fleet.listed(session, sight, lookout(), wish)
    page = render_template("admin/terminals.html", seen=seen, wish=wish, problems=problems, now=sight.now)
    return page, 422 if problems else 200


@bp.get("/new")
@policy(Action.KEEP_TERMINALS)
def new() -> ResponseReturnValue:
    return _new({}, {})


@bp.post("")
@policy(Action.KEEP_TERMINALS)
def add() -> ResponseReturnValue:
    sight = edge.sight()
    try:
        place = parse(PlaceForm, request.form)
        with edge.transaction() as session:
            uid, code = terminal_desk.add(session, sight, place)
    except InvalidInput as fault:
        return _new(fault.problems, request.form), 422
    except NameRefused as refused:
        return _new({"name": [str(refused)]}, request.form), 422
    return _code(uid, place.name, code)


@bp.get("/<uuid:terminal_uid>")
@policy(Action.READ_TERMINALS)
def one(terminal_uid: UUID) -> ResponseReturnValue:
    return _one(terminal_uid, {}, {})


@bp.post("/<uuid:terminal_uid>/name")
@policy(Action.KEEP_TERMINALS)
def rename(terminal_uid: UUID) -> ResponseReturnValue:
    try:
        place = parse(PlaceForm, request.form)
        with edge.transaction() as session:
            terminal_desk.rename(session, edge.sight(), terminal_uid, place)
    except InvalidInput as fault:
        return _one(terminal_uid, fault.problems, request.form), 422
    except NameRefused as refused:
        return _one(terminal_uid, {"name": [str(refused)]}, request.form), 422
    return _back(terminal_uid, N_("Saved."))


@bp.post("/<uuid:terminal_uid>/code")
@policy(Action.KEEP_TERMINALS)
def new_code(terminal_uid: UUID) -> ResponseReturnValue:
    parse(NothingForm, request.form)
    with edge.transaction() as session:
        name, code = terminal_desk.new_code(session, edge.sight(), terminal_uid)
    return _code(terminal_uid, name, code)


@bp.post("/<uuid:terminal_uid>/fingerprint")
@policy(Action.KEEP_TERMINALS)
@asks_again
def confirm(terminal_uid: UUID) -> ResponseReturnValue:
    sight, receipt_key = edge.sight(), edge.house().keys.receipt.public
    try:
        shown = parse(FingerprintForm, request.form).fingerprint
    except InvalidInput as fault:
        return _one(terminal_uid, fault.problems, request.form), 422
    with edge.transaction() as session:
        became = terminal_desk.confirm(session, sight, terminal_uid, shown, receipt_key)
    if became in REFUSED:
        return _one(terminal_uid, {"fingerprint": [REFUSED[became]]}, request.form), 422
    return _back(terminal_uid, SAID[became])


@bp.post("/<uuid:terminal_uid>/revocation")
@policy(Action.KEEP_TERMINALS)
def revoke(terminal_uid: UUID) -> ResponseReturnValue:
    parse(NothingForm, request.form)
    with edge.transaction() as session:
        terminal_desk.revoke(session, edge.sight(), terminal_uid)
    return _back(
        terminal_uid, N_("The terminal is out of service. Its next request is refused, and it keeps its stamps.")
    )


def lookout() -> Lookout:
    """Return what terminals are looked at with."""
    house = edge.house()
    return Lookout(fleet.limits_of(house.settings), house.keys.receipt.public)


def _new(problems: Mapping[str, list[str]], sent: Mapping[str, str]) -> str:
    with edge.reading() as session:
        units = terminal_desk.units(session, edge.sight())
    return render_template("admin/terminal_new.html", units=units, problems=problems, sent=sent)


def _one(uid: UUID, problems: Mapping[str, list[str]], sent: Mapping[str, str]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        desk = terminal_desk.of(session, sight, lookout(), uid)
    found = desk.file
    return render_template(
        "admin/terminal.html",
        desk=desk,
        found=found,
        seen=found.seen,
        now=sight.now,
        problems=problems,
        sent=sent,
    )


def _code(uid: UUID, name: str, code: Code) -> str:
    """Show a code, this once: a second look would need a new one."""
    return render_template(
        "admin/terminal_code.html",
        uid=uid,
        name=name,
        code=str(code),
        minutes=int(CODE_LIVES.total_seconds() / 60),
        tries=MOST_TRIES,
        server=request.host_url.rstrip("/"),
        receipt_key=b64url(edge.house().keys.receipt.public),
    )


def _back(uid: UUID, sentence: str) -> ResponseReturnValue:
    flash(language.say().text(sentence))
    return redirect(url_for(".one", terminal_uid=uid), 303)
