"""My own times: today with one big button, the month, and every day's bill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.i18n import formats
from timeclock.i18n.wording import N_
from timeclock.service import (
    answers,
    breaks,
    clicks,
    documents,
    evaluation,
    on_call_months,
    places,
    reminders,
    reports,
    times,
)
from timeclock.service.access import Action
from timeclock.service.answers import CannotAnswer, OwnMonth
from timeclock.service.bills import DayBill, Holder
from timeclock.service.clocking import Status
from timeclock.service.places import PlaceSeen
from timeclock.service.sight import Sight
from timeclock.service.times import MonthView
from timeclock.web import downloads, edge, language, obstacles, papers
from timeclock.web.inputs import EmploymentChosenForm, InvalidInput, NothingForm, parse
from timeclock.web.me.time_inputs import AnswerForm, ContestForm, NoticeForm, StampForm
from timeclock.web.months import neighbours
from timeclock.web.owners import owner
from timeclock.web.policies import policy

bp = Blueprint("me", __name__, url_prefix="/me")

STAMPED = {
    StampKind.IN: N_("You came at {clock}. Have a good day!"),
    StampKind.OUT: N_("You left at {clock}. Goodbye!"),
    StampKind.BREAK_START: N_("Your break began at {clock}. Enjoy it!"),
    StampKind.BREAK_END: N_("Your break ended at {clock}."),
}
STAMPED_OTHERWISE = N_("Your stamp was stored at {clock}.")
QUARANTINED = N_("Your stamp was stored. The time office has to say which employment it belongs to.")
NOT_STORED = N_("This stamp was not stored, because the page was an old one. Please press the button again.")
TAKEN = frozenset({Status.ACCEPTED, Status.DUPLICATE})
CONTESTED = N_("Your declaration is on record. The break counts as worked; your superior is asked.")
AGREED = N_("Thank you. Your superior can see that you agree.")
OBJECTED = N_("Your objection is with your superior, who can read your reason.")
WITHDRAWN = N_("Your declaration was withdrawn. The statutory break is deducted again.")


@bp.get("/today")
@policy(Action.READ_OWN_TIMES)
def today() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        seen = times.today(session, sight)
        forgotten = reminders.unread(session, sight)
        taps = reminders.proposed(session, sight, edge.house().rulebook, forgotten.reminders)
        place = places.asked(session, sight) if _places_are_asked() else None
    rest = on_call_months.rest_until(seen, edge.house().rulebook)
    return render_template(
        "me/today.html",
        today=seen,
        unread=forgotten,
        taps=taps,
        rest_until=rest,
        codes=_codes_are_shown(),
        offline=edge.house().settings.phone_offline,
        place=place,
    )


@bp.get("/today/state")
@policy(Action.READ_OWN_TIMES)
def state() -> ResponseReturnValue:
    """Answer the poll: the part of the page that a tap at a terminal changes."""
    sight, mine = edge.sight(), str(owner(edge.actor()))
    if request.args.get("of", mine) != mine:
        # Somebody else has signed in meanwhile: a page that was open before does not show what is hers.
        return "", 204
    with edge.reading() as session:
        seen = times.today(session, sight)
    rest = on_call_months.rest_until(seen, edge.house().rulebook)
    return render_template(
        "me/state.html",
        today=seen,
        rest_until=rest,
        codes=_codes_are_shown(),
        offline=edge.house().settings.phone_offline,
    )


@bp.post("/stamps")
@policy(Action.STAMP)
def stamp() -> ResponseReturnValue:
    asked, actor, now = parse(StampForm, request.form), edge.actor(), clock.now()
    if asked.owner not in {None, owner(actor)}:
        # Somebody else has signed in meanwhile. What is hers goes out under her own login.
        return jsonify(owner=owner(actor)), 409
    with edge.transaction() as session:
        outcome = clicks.stamp(session, actor, asked.kind, asked.request_uid, edge.house().settings.zone, now)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    if outcome.status in TAKEN:
        sentence = STAMPED.get(asked.kind, STAMPED_OTHERWISE)
        flash(language.say().text(sentence, clock=formats.clock(now, edge.house().settings.zone)))
    elif outcome.status is Status.QUARANTINED:
        flash(language.say().text(QUARANTINED))
    else:
        flash(language.say().text(NOT_STORED))
    if edge.asked_by_script():
        return jsonify(uid=asked.request_uid, status=outcome.status)
    return redirect(url_for(".today"), 303)


@bp.post("/notices/read")
@policy(Action.READ_NOTICES)
def read_notice() -> ResponseReturnValue:
    asked, sight = parse(NoticeForm, request.form), edge.sight()
    with edge.transaction() as session:
        reminders.read(session, sight, asked.notice)
    return redirect(url_for(".today"), 303)


@bp.get("/month")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/month/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    with edge.reading() as session:
        seen = times.month(session, sight, chosen, first_day, own=True)
        mine = times.own_employments(session, sight, DaySpan.month(first_day.year, first_day.month))
        own = answers.of(session, sight, first_day, seen.holder.employment_uid)
    return _month_page(sight, seen, mine, own, {})


@bp.post("/month/<month:first_day>")
@policy(Action.ANSWER_MONTHS)
def answer(first_day: date) -> ResponseReturnValue:
    """Take the person's own word about her month: that it is right, or what is not."""
    chosen = _chosen()
    try:
        asked = parse(AnswerForm, request.form)
        objection = asked.reason if asked.answer == "object" else None
        with edge.transaction() as session:
            answers.give(session, edge.sight(), first_day, asked.employment, asked.seen, objection)
    except InvalidInput as fault:
        problems = [each for found in fault.problems.values() for each in found]
    except CannotAnswer as refused:
        problems = [obstacles.told(refused.obstacle)[1]]
    else:
        flash(language.say().text(AGREED if objection is None else OBJECTED))
        return redirect(url_for(".month", first_day=first_day, employment=chosen), 303)
    sight = edge.sight()
    with edge.reading() as session:
        seen = times.month(session, sight, chosen, first_day, own=True)
        mine = times.own_employments(session, sight, DaySpan.month(first_day.year, first_day.month))
        own = answers.of(session, sight, first_day, seen.holder.employment_uid)
    return _month_page(sight, seen, mine, own, {"reason": problems}), 422


@bp.get("/day/<day:day>")
@policy(Action.READ_OWN_TIMES)
def day(day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    with edge.reading() as session:
        bill = times.day(session, sight, chosen, day, own=True)
        where = places.of_bill(session, sight, bill)
        mine = times.own_employments(session, sight, DaySpan.one(day))
    return _day_page(sight, bill, where, mine, chosen)


@bp.post("/day/<day:day>/contest")
@policy(Action.CONTEST_BREAK)
def contest(day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    try:
        asked = parse(ContestForm, request.form)
    except InvalidInput as fault:
        with edge.reading() as session:
            bill = times.day(session, sight, chosen, day, own=True)
            where = places.of_bill(session, sight, bill)
            mine = times.own_employments(session, sight, DaySpan.one(day))
        return _day_page(sight, bill, where, mine, chosen, fault), 422
    with edge.transaction() as session:
        breaks.contest(session, sight, day, asked.reason, edge.terms(), chosen)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    flash(language.say().text(CONTESTED))
    return redirect(url_for(".day", day=day, employment=chosen), 303)


@bp.post("/day/<day:day>/contest/withdraw")
@policy(Action.CONTEST_BREAK)
def withdraw(day: date) -> ResponseReturnValue:
    parse(NothingForm, request.form)
    chosen = _chosen()
    with edge.transaction() as session:
        breaks.withdraw(session, edge.sight(), day, chosen)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    flash(language.say().text(WITHDRAWN))
    return redirect(url_for(".day", day=day, employment=chosen), 303)


@bp.get(f"/<{papers.KINDS}:kind>/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def report(kind: str, first_day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    with edge.reading() as session:
        seen = reports.month(session, reports.asked_by_owner(sight, chosen), first_day, papers.city(), sight.now)
    return papers.own_page(kind, seen, first_day, chosen)


@bp.get(f"/<{papers.KINDS}:kind>/<month:first_day>/<{papers.ENDING}:form>")
@policy(Action.READ_OWN_TIMES)
def report_file(kind: str, first_day: date, form: str) -> ResponseReturnValue:
    sight, chosen = edge.sight(), _chosen()
    with edge.reading() as session:
        seen = reports.month(session, reports.asked_by_owner(sight, chosen), first_day, papers.city(), sight.now)
    return papers.file(kind, form, seen)


@bp.get("/documents")
@policy(Action.READ_OWN_DOCUMENTS)
def list_documents() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        seen = documents.listed(session, sight)
    return render_template("me/documents.html", documents=seen, endings=documents.ENDINGS)


@bp.get("/documents/<uuid:document_uid>")
@policy(Action.READ_OWN_DOCUMENTS)
def document(document_uid: UUID) -> ResponseReturnValue:
    with edge.reading() as session:
        found = documents.fetch(session, edge.house().settings.documents, edge.sight(), document_uid)
    return downloads.download(found.content, found.document.media, found.file_name)


def _month_page(
    sight: Sight, seen: MonthView, mine: tuple[Holder, ...], own: OwnMonth, problems: dict[str, list[str]]
) -> str:
    return render_template(
        "times/month.html",
        view=seen,
        today=sight.today,
        around=neighbours(seen.month),
        month_at=".month",
        day_at=".day",
        mine=mine,
        chosen=_chosen(),
        own_month=own,
        problems=problems,
        reason=request.form.get("reason", ""),
    )


def _chosen() -> UUID | None:
    """Return which of her employments the address names; most people have one and no address does."""
    return parse(EmploymentChosenForm, request.args).employment


def _day_page(
    sight: Sight,
    bill: DayBill,
    where: Mapping[UUID, PlaceSeen],
    mine: tuple[Holder, ...],
    chosen: UUID | None,
    fault: InvalidInput | None = None,
) -> str:
    return render_template(
        "times/day.html",
        bill=bill,
        where=where,
        now=sight.now,
        month_at=".month",
        day_at=".day",
        own=True,
        mine=mine,
        chosen=chosen,
        problems=fault.problems if fault else {},
        reason=request.form.get("reason", ""),
    )


def _codes_are_shown() -> bool:
    """Say whether the city lets people stamp by a code from the phone."""
    return edge.house().settings.phone_code_seconds > 0


def _places_are_asked() -> bool:
    """Say whether anybody is asked where she is: by the script that keeps what is pressed, and by no other."""
    settings = edge.house().settings
    return settings.place_at_stamp and settings.phone_offline
