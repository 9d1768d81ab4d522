"""One's own absences, and what one can ask to be away for."""

from __future__ import annotations

from typing import Any

from flask import url_for

from timeclock.i18n.wording import N_
from timeclock.service import away
from timeclock.service.access import Action
from timeclock.service.kinds import absences as kind
from timeclock.web import edge, language
from timeclock.web.api import examples, request_answers
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import ALWAYS, PREFIX, READING, V1, operation
from timeclock.web.api.schemas.absences import AbsenceReasons, Absences, SpanAsked, SpanQuery
from timeclock.web.policies import policy

bp = V1("api_v1_absences", __name__, url_prefix=f"{PREFIX}/absences", description="Own absences.")


@bp.get("")
@operation(
    N_("My absences"),
    N_("The person's absences of a span as they count, with what came of illnesses, in pages."),
    READING,
)
@bp.arguments(SpanQuery, location="query")
@bp.response(200, Absences, description="A page of absences.", example=examples.ABSENCES)
@policy(Action.READ_OWN_ABSENCES)
def get_absences(asked: SpanAsked) -> Answer:
    sight, say, page = edge.sight(), language.say(), asked.page
    with edge.reading() as session:
        seen = away.own(session, sight, page)
    more: dict[str, Any] = {"from": page.to_day, "to": asked.to_day}
    return {
        "from_day": page.from_day,
        "to_day": page.to_day,
        "absences": [request_answers.absence(each, sight, say) for each in seen.kept],
        "illnesses": [request_answers.illness(each, say) for each in seen.illnesses],
        "next": url_for(".get_absences", **more) if page.to_day < asked.to_day else None,
    }


@bp.get("/reasons")
@operation(N_("Reasons of absence"), N_("What the person can ask to be away for, from which day on."), ALWAYS)
@bp.response(200, AbsenceReasons, description="All that can be asked for.", example=examples.ABSENCE_REASONS)
@policy(Action.READ_OWN_ABSENCES)
def get_absence_reasons() -> Answer:
    # The catalogue's reasons that the city does not have yet are copied.
    with edge.transaction() as session:
        found = kind.reasons(session, edge.sight())
    return {"reasons": [request_answers.absence_reason(each, language.say()) for each in found]}
