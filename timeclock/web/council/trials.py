"""Trials that were made available to the staff council: which there are, each as a page and as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from reports import trial as files
from timeclock.i18n.wording import cause_sentences, changed_sentences, trial_figures
from timeclock.service import council_trials as service
from timeclock.service.access import Action
from timeclock.service.council_trials import Available
from timeclock.service.documents import Media
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.policies import policy

bp = Blueprint("trials", __name__, url_prefix="/council/trials")


@bp.get("")
@policy(Action.READ_TRIALS)
def listed() -> ResponseReturnValue:
    with edge.reading() as session:
        found = service.listed(session, edge.house().settings.documents, edge.sight())
    return render_template("council/trials.html", found=found)


@bp.get("/<uuid:trial_uid>")
@policy(Action.READ_TRIALS)
def one(trial_uid: UUID) -> ResponseReturnValue:
    found, say = _found(trial_uid), language.say()
    sums = found.paper.found
    return render_template(
        "council/trial.html",
        found=found,
        changed=tuple(changed_sentences(found.paper.changed, say)),
        figures=tuple(trial_figures(sums.now, sums.then, say, sums.hidden)),
        causes=tuple(cause_sentences(sums.causes, say)),
    )


@bp.get("/<uuid:trial_uid>/csv")
@policy(Action.READ_TRIALS)
def file(trial_uid: UUID) -> Response:
    found = _found(trial_uid)
    return download(files.unnamed(found.paper, language.say()), Media.CSV, f"probe-{found.at:%Y-%m-%d}.csv")


def _found(uid: UUID) -> Available:
    with edge.reading() as session:
        return service.found(session, edge.house().settings.documents, edge.sight(), uid)
