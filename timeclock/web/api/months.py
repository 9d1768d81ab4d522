"""One's own months: as they stand, as they were closed, and what one says of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, json, url_for

from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service import answers, idempotency, own_months, times
from timeclock.service.access import Action
from timeclock.web import edge, language, problems
from timeclock.web.api import examples, request_answers
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import PREFIX, READING, V1, WRITING, created, keyed, operation
from timeclock.web.api.schemas.asked import DaysAsked, DaysQuery, EmploymentAsked, EmploymentQuery, KeyHeader, KeySent
from timeclock.web.api.schemas.months import AnswerAsked, AnswerBody, Answered, Month, Versions
from timeclock.web.policies import policy

bp = V1("api_v1_months", __name__, url_prefix=f"{PREFIX}/months", description="Own months, open and closed.")

ANSWERING = (*WRITING, problems.of_status(404), problems.CANNOT_ANSWER)


@bp.get("")
@operation(
    N_("My closed months"),
    N_("All versions of the months that begin in a span, each with its hash: a closed month never changes."),
    READING,
)
@bp.arguments(DaysQuery, location="query")
@bp.response(200, Versions, description="All versions.", example=examples.VERSIONS)
@policy(Action.READ_OWN_TIMES)
def get_closed_months(asked: DaysAsked) -> Answer:
    with edge.reading() as session:
        found = own_months.closed(session, edge.sight(), asked.employment, asked.days)
    return {
        "employment": found.holder.employment_uid,
        "versions": [request_answers.version(each) for each in found.versions],
    }


@bp.get("/<month:first_day>")
@operation(
    N_("One of my months"),
    N_("A month with its sums, who confirmed it, how it was closed, what was found since, and what the person said."),
    READING,
)
@bp.arguments(EmploymentQuery, location="query")
@bp.response(200, Month, description="The month.", example=examples.MONTH)
@policy(Action.READ_OWN_TIMES)
def get_month(asked: EmploymentAsked, first_day: date) -> Answer:
    sight, zone = edge.sight(), edge.house().settings.zone
    with edge.reading() as session:
        seen = times.month(session, sight, asked.employment, first_day, own=True)
        own = answers.of(session, sight, first_day, seen.holder.employment_uid)
    span = DaySpan.month(first_day.year, first_day.month)
    where: dict[str, Any] = {"from": span.from_day, "to": span.to_day, "employment": seen.holder.employment_uid}
    return request_answers.month(seen, own, language.say(), zone, url_for("api_v1.get_days", **where))


@bp.post("/<month:first_day>/answer")
@operation(
    N_("Say whether a month is right"),
    N_("Agree to a month as it was seen, or object with a reason, which the superior reads."),
    ANSWERING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(AnswerBody, example=examples.ANSWER_BODY)
@bp.response(201, Answered, description="What was said is on record.", example=examples.ANSWERED)
@policy(Action.ANSWER_MONTHS)
def post_month_answer(sent: KeySent, asked: AnswerAsked, first_day: date) -> Response:
    sight, answering = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, answering, sight.now)
        if answer is None:
            answers.give(session, sight, first_day, asked.employment, asked.seen, asked.objection)
            own = answers.of(session, sight, first_day, asked.employment)
            said = {
                "employment": asked.employment,
                "month": f"{first_day:%Y-%m}",
                "own_word": None if own.word is None else request_answers.own_word(own.word),
            }
            answer = json.dumps(Answered().dump(said)).encode()
            idempotency.keep(session, sight.actor, answering, answer)
    return created(answer)
