"""Planning a unit's month: one grid in which shift keys are typed, and everything that speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from timeclock.core import rosters as core
from timeclock.core.rosters import Rotation
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import N_
from timeclock.service import access, roster_desk, roster_law, roster_release
from timeclock.service.access import Action
from timeclock.service.roster_desk import Desk, Filling, NotPlanned, Refusal, RosterRules
from timeclock.service.roster_release import Release
from timeclock.store import shift_kinds
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import neighbours
from timeclock.web.policies import policy
from timeclock.web.team.roster_inputs import RELEASE, PlannedUnitForm, RosterAsked, Typed, grid_of, typed

bp = Blueprint("roster", __name__, url_prefix="/team/roster")

FAR = timedelta(days=20)
DONE = {
    "publish": N_("The roster is published, and everybody whose days it changes is told."),
    "discard": N_("What was being planned is thrown away; what is published stays."),
    RELEASE: N_("It is on record why this shift stays."),
}
SAVED_ONLY = N_("What you typed is saved. Please look at it, and publish it then.")
SAVED_BEFORE_IT_STAYS = N_("Your changes are saved. Please look at what is found now, and let it stay then.")
REFUSALS = {
    Refusal.UNKNOWN_KEY: N_(
        "What stands here is neither a shift of this unit nor from one time to another, like 6-14:30."
    ),
    Refusal.NOT_HERE: N_("On this day the person is not in this unit."),
    Refusal.UNKNOWN_PLAN: N_("This shift names a day plan that the person's model does not have."),
    Refusal.CHANGED: N_("Somebody else saved meanwhile. This is how it stands now; please enter your changes again."),
    Refusal.NO_PATTERN: N_("Please choose a rotation, or write the keys of the days one after the other."),
    Refusal.OTHER_MONTH: N_("Please choose days of this month."),
    Refusal.REASON_MISSING: N_("Please say on which ground the shift stays, for example ArbZG §14."),
    Refusal.NOTHING_PLANNED: N_("Nothing is planned that is not published already."),
    Refusal.OUTDATED: N_("Another roster of this month was published since. Please throw this one away and plan anew."),
    Refusal.OVERLAPS: N_("Somebody has two shifts at the same time. Please look at the list."),
    Refusal.BLOCKED: N_(
        "Shifts break the law. Please change them, or let your superior give the ground on which they stay."
    ),
    Refusal.SHORT_NOTICE: N_("Some are told on short notice. Please tick who agreed, and say why for the others."),
}
# Where on the page each refusal is mended.
FIELDS = {
    Refusal.NO_PATTERN: "pattern",
    Refusal.OTHER_MONTH: "first",
    Refusal.OVERLAPS: "findings",
    Refusal.BLOCKED: "findings",
    Refusal.SHORT_NOTICE: "reason",
}


@dataclass(frozen=True, slots=True)
class Typing:
    """What is shown again as it was sent, because it could not be taken."""

    texts: roster_desk.Texts
    sent: MultiDict[str, str]


NOTHING = Typing({}, MultiDict())


@bp.get("")
@policy(Action.PLAN_ROSTERS)
def this_month() -> ResponseReturnValue:
    """Lead to the month that has to be planned: the one whose first day the notice still reaches."""
    first, unit = edge.today() + FAR, parse(PlannedUnitForm, request.args).unit
    return redirect(url_for(".month", first_day=first.replace(day=1), unit=unit), 302)


@bp.get("/<month:first_day>")
@policy(Action.PLAN_ROSTERS)
def month(first_day: date) -> ResponseReturnValue:
    return _page(first_day, parse(PlannedUnitForm, request.args).unit, {}, NOTHING)


@bp.post("/<month:first_day>")
@policy(Action.PLAN_ROSTERS)
def plan(first_day: date) -> ResponseReturnValue:
    """Save what is typed, and then do what the button says."""
    try:
        sent = typed(request.form, first_day)
    except InvalidInput as fault:
        return _again(first_day, dict(fault.problems)), 422
    try:
        changed = _save(first_day, sent)
    except NotPlanned as refused:
        again = NOTHING if refused.refusal is Refusal.CHANGED else Typing(sent.cells, request.form)
        return _page(first_day, sent.asked.unit, _problems(refused, sent), again), 422
    try:
        said = _step(first_day, sent, changed)
    except NotPlanned as refused:
        return _page(first_day, sent.asked.unit, _problems(refused, sent), Typing({}, request.form)), 422
    flash(said)
    return redirect(url_for(".month", first_day=first_day, unit=sent.asked.unit), 303)


def _again(first_day: date, problems: dict[str, list[str]]) -> str:
    """Show a grid again as it was typed, where something beside it is wrong; what is no grid shows what stands."""
    try:
        unit, cells = grid_of(request.form, first_day)
    except InvalidInput:
        return _page(first_day, None, problems, NOTHING)
    return _page(first_day, unit, problems, Typing(cells, request.form))


def _rules() -> RosterRules:
    return RosterRules.of(edge.house().settings, edge.house().rulebook)


def _save(first_day: date, sent: Typed) -> int:
    sight = edge.sight()
    with edge.transaction() as session:
        desk = roster_desk.load(session, sight, _rules(), first_day, sent.asked.unit)
        return roster_desk.write(session, sight, desk, sent.asked.seen, sent.cells)


def _step(first_day: date, sent: Typed, changed: int) -> str:
    """Do what the button says with what is saved now; return what is said of it."""
    sight, rules, step = edge.sight(), _rules(), sent.asked.step
    with edge.transaction() as session:
        desk = roster_desk.load(session, sight, rules, first_day, sent.asked.unit)
        if step in ("fill", "copy"):
            if step == "fill":
                filling, rotation_id = _filling(desk, sent.asked)
                texts = roster_desk.filled(desk, filling)
                if rotation_id is not None:
                    shift_kinds.place(session, rotation_id, roster_desk.places(desk, filling))
            else:
                texts = roster_desk.copied(desk, *_weeks(sent.asked))
            changed += roster_desk.write(session, sight, desk, desk.standing.seen, texts)
        elif sent.released is not None and changed:
            return language.say().text(SAVED_BEFORE_IT_STAYS)
        elif sent.released is not None:
            judged = roster_law.judge(session, sight, desk, rules)
            roster_law.release(session, sight, desk, judged, *sent.released, sent.grounds[sent.released])
            return language.say().text(DONE[RELEASE])
        elif step == "publish" and changed:
            return language.say().text(SAVED_ONLY)
        elif step == "publish":
            judged = roster_law.judge(session, sight, desk, rules)
            release = Release(sent.asked.seen, sent.agreed, sent.asked.reason)
            roster_release.publish(session, sight, desk, judged, rules, release)
        elif step == "discard":
            roster_desk.discard(session, sight, desk, desk.standing.seen)
    if step in DONE:
        return language.say().text(DONE[step])
    return language.say().plural("Saved: {count} day changed.", "Saved: {count} days changed.", changed)


def _filling(desk: Desk, asked: RosterAsked) -> tuple[Filling, int | None]:
    """Return what is filled in: a rotation of the unit, where one is chosen, or what was typed, from the first day."""
    if asked.first is None or asked.last is None or asked.last < asked.first:
        raise NotPlanned(Refusal.OTHER_MONTH)
    days = DaySpan(asked.first, asked.last + ONE_DAY)
    step = int(asked.ahead) if asked.ahead.strip() else None
    chosen = next((each for each in desk.catalogue.rotations if each.name == asked.rotation), None)
    if chosen is not None:
        return Filling(days, chosen.rotation, asked.whom, step, chosen.ahead), chosen.id
    rotation = Rotation(core.pattern(asked.pattern), asked.first)
    return Filling(days, rotation, asked.whom, step), None


def _weeks(asked: RosterAsked) -> tuple[date, date]:
    if asked.week is None or asked.to_week is None:
        raise NotPlanned(Refusal.OTHER_MONTH)
    return asked.week, asked.to_week


def _problems(refused: NotPlanned, sent: Typed) -> dict[str, list[str]]:
    """Return what is wrong by the field it is mended in: a cell by its row and day, or the grid without the row."""
    if refused.faults:
        rows = {uid: no for no, uid in enumerate(sent.asked.people.split(","))}
        cells = ((rows.get(str(each.uid)), each) for each in refused.faults)
        return {"grid" if row is None else f"c{row}-{each.day.day}": [REFUSALS[each.refusal]] for row, each in cells}
    if refused.refusal is Refusal.REASON_MISSING and sent.released is not None:
        uid, day = sent.released
        row = sent.asked.people.split(",").index(str(uid))
        return {f"ground-{row}-{day.day}": [REFUSALS[refused.refusal]]}
    return {FIELDS.get(refused.refusal, "grid"): [REFUSALS[refused.refusal]]}


def _page(first_day: date, unit: UUID | None, problems: dict[str, list[str]], again: Typing) -> str:
    sight, rules = edge.sight(), _rules()
    with edge.transaction() as session:
        desk = roster_desk.load(session, sight, rules, first_day, unit)
        judged = roster_law.judge(session, sight, desk, rules)
        away = roster_desk.away(session, sight, desk)
    texts = desk.texts(desk.standing.shown)
    return render_template(
        "team/roster.html",
        desk=desk,
        days=list(desk.month),
        texts=texts,
        typed=again.texts,
        sent=again.sent,
        judged=judged,
        away=away,
        going_on=core.going_on(desk.planned, desk.zone),
        marked={(each.employment_id, each.day): each.blocks for each in judged.objected},
        changes=roster_release.changes(desk, sight, rules),
        rules=rules,
        today=sight.today,
        around=neighbours(first_day),
        problems=problems,
        mondays=[day for day in DaySpan(desk.month.from_day - 6 * ONE_DAY, desk.month.to_day) if day.weekday() == 0],
        may_release=desk.unit.id in access.scope(sight.actor, Action.RELEASE_SHIFTS).unit_ids,
        rows={each.employment_id: no for no, each in enumerate(desk.people)},
    )
