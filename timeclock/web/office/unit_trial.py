"""A model or another agreement tried on a unit's last year: for the time office with names, for the council without."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reports import trial as files
from timeclock.core.plans import BreakDeduction
from timeclock.i18n.wording import BREAK_RULE, N_, NOT_TRIED, cause_sentences, changed_sentences, trial_figures
from timeclock.service import council_trials, simulation, unit_trials
from timeclock.service.access import Action
from timeclock.service.documents import Media
from timeclock.service.simulation import UnknownModel
from timeclock.service.unit_trials import NotTried, UnitTrial
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.office.unit_trial_inputs import UnitTrialAsked, UnitTrialForm
from timeclock.web.policies import policy

bp = Blueprint("unit_trial", __name__, url_prefix="/what-if/unit")

# The year of so many is worked out within ten seconds.
MOST = 100
NO_SUCH_MODEL = N_("There is no such working-time model.")
MADE_AVAILABLE = N_("The staff council can read this trial now, without names.")
BEGINNING = MultiDict([("with_below", "true")])


@bp.get("")
@policy(Action.TRY_MODELS)
def ask() -> ResponseReturnValue:
    return _page(BEGINNING)


@bp.post("")
@policy(Action.TRY_MODELS)
def answer() -> ResponseReturnValue:
    """Show both sides, give them as a file, or give them to the council without names; none has an address."""
    try:
        asked = parse(UnitTrialForm, request.form)
        return _done(asked, _tried(asked))
    except UnknownModel:
        return _page(request.form, {"model": [NO_SUCH_MODEL]}), 422
    except InvalidInput as fault:
        return _page(request.form, dict(fault.problems)), 422
    except NotTried as refused:
        return _page(request.form, {"unit": [NOT_TRIED[refused.refusal]]}), 422


def _tried(asked: UnitTrialAsked) -> UnitTrial:
    """Work it out in a session that writes nothing, for it takes seconds."""
    sight = edge.sight()
    wanted = asked.wanted(unit_trials.last_year(sight.today), sight.today)
    with edge.reading() as session:
        return unit_trials.tried(session, sight, wanted, edge.house().rulebook, MOST)


def _done(asked: UnitTrialAsked, trial: UnitTrial) -> ResponseReturnValue:
    settings = edge.house().settings
    with edge.transaction() as session:
        if asked.step == "release":
            council_trials.make_available(
                session, edge.sight(), settings.documents, trial, settings.least_group, SystemRandom()
            )
        else:
            unit_trials.looked(session, edge.sight(), trial)
    if asked.step == "release":
        flash(language.say().text(MADE_AVAILABLE))
        return redirect(url_for(".ask"), 303)
    if asked.step == "csv":
        return download(files.named(trial, language.say()), Media.CSV, f"probe-{edge.today():%Y-%m-%d}.csv")
    return _page(request.form, found=trial)


def _page(
    sent: MultiDict[str, str], problems: dict[str, list[str]] | None = None, found: UnitTrial | None = None
) -> str:
    with edge.reading() as session:
        models, units = simulation.choices(session), unit_trials.units(session, edge.sight())
    return render_template(
        "office/unit_trial.html",
        found=found,
        told=None if found is None else _told(found),
        models=[(code, f"{code} · {title}") for code, title in models],
        units=[(str(each.uid), each.name) for each in units],
        breaks=[(rule.value, language.say().text(BREAK_RULE[rule])) for rule in BreakDeduction],
        days=unit_trials.last_year(edge.today()),
        problems=problems or {},
        sent=sent,
    )


def _told(found: UnitTrial) -> dict[str, object]:
    """Return what is told of a trial as words: what is tried, the sums, and what moves the balances."""
    say = language.say()
    return {
        "changed": tuple(changed_sentences(found.wanted.changed, say)),
        "figures": tuple(trial_figures(found.now, found.then, say)),
        "causes": tuple(cause_sentences(found.causes, say)),
        "why": tuple(tuple(cause_sentences(each.causes, say)) for each in found.rows),
    }
