"""Asking through a program, as the pages ask: each kind has an operation, and one machine carries them all."""

from __future__ import annotations

from uuid import UUID

from flask import Response, json, url_for

from timeclock import clock
from timeclock.i18n.wording import N_
from timeclock.service import (
    absence_requests,
    breaks,
    corrections,
    evaluation,
    idempotency,
    requests,
    transfers,
    wishes,
)
from timeclock.service.access import Action
from timeclock.service.requests import MOST_SHOWN, Mine
from timeclock.store.ids import new_uid
from timeclock.web import edge, language, problems
from timeclock.web.api import examples, request_answers
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import ASKING, PREFIX, READING, V1, created, keyed, operation
from timeclock.web.api.schemas.asked import KeyHeader, KeySent
from timeclock.web.api.schemas.requests import (
    AbsenceAsked,
    AbsenceBody,
    BreakAsked,
    BreakBody,
    CorrectionAsked,
    CorrectionBody,
    MobileWorkAsked,
    MobileWorkBody,
    ObjectionAsked,
    ObjectionBody,
    OvertimeAsked,
    OvertimeBody,
    Request,
    Requests,
    RequestsAsked,
    RequestsQuery,
    ReturnAsked,
    ReturnBody,
    TransferAsked,
    TransferBody,
)
from timeclock.web.policies import policy

bp = V1("api_v1_requests", __name__, url_prefix=f"{PREFIX}/requests", description="What the person asks for.")

STANDS = "The request as it stands."


@bp.get("")
@operation(
    N_("My requests"),
    N_("What the person asked for and what became of it, the newest first; 'next' leads on until it is null."),
    READING,
)
@bp.arguments(RequestsQuery, location="query")
@bp.response(200, Requests, description="A page of requests.", example=examples.REQUESTS)
@policy(Action.READ_OWN_REQUESTS)
def get_requests(asked: RequestsAsked) -> Answer:
    with edge.reading() as session:
        found = requests.listed(session, edge.sight(), asked.before)
    following = url_for(".get_requests", before=found[-1].asked.uid) if len(found) == MOST_SHOWN else None
    return {"requests": [_shown(each) for each in found], "next": following}


@bp.get("/<uuid:own_request_uid>")
@operation(N_("One of my requests"), N_("Where one of the person's requests stands now, and what she can do."), READING)
@bp.response(200, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.READ_OWN_REQUESTS)
def get_request(own_request_uid: UUID) -> Answer:
    with edge.reading() as session:
        found = requests.one(session, edge.sight(), own_request_uid)
    return _shown(found)


@bp.post("/corrections")
@operation(
    N_("Ask for a correction"),
    N_("Ask that a stamp be added, changed or taken out. Where the city has it so it counts at once, unless refused."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(CorrectionBody, example=examples.CORRECTION_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.REQUEST_CORRECTION)
def post_correction(sent: KeySent, asked: CorrectionAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            wanted = asked.wanted(new_uid(sight.now))
            corrections.ask(session, sight, wanted, edge.terms())
            answer = _kept(requests.one(session, sight, wanted.uid))
            idempotency.keep(session, sight.actor, asking, answer)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    return created(answer)


@bp.post("/breaks-not-taken")
@operation(
    N_("Say that a break was not taken"),
    N_("Say that the break deducted on a day was worked through: it counts from now on, unless refused."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(BreakBody, example=examples.BREAK_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.CONTEST_BREAK)
def post_break_not_taken(sent: KeySent, asked: BreakAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            uid = breaks.contest(session, sight, asked.day, asked.reason.strip(), edge.terms(), asked.employment)
            answer = _kept(requests.one(session, sight, uid))
            idempotency.keep(session, sight.actor, asking, answer)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    return created(answer)


@bp.post("/absences")
@operation(
    N_("Ask to be away"),
    N_("Ask for leave, time off and the like. Where the city has it so it counts at once, unless refused."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(AbsenceBody, example=examples.ABSENCE_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.REQUEST_ABSENCE)
def post_absence(sent: KeySent, asked: AbsenceAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            wanted = asked.wanted(new_uid(sight.now))
            absence_requests.ask(session, sight, wanted, edge.terms())
            answer = _kept(requests.one(session, sight, wanted.uid))
            idempotency.keep(session, sight.actor, asking, answer)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    return created(answer)


@bp.post("/absence-returns")
@operation(
    N_("Ask that an absence count no more"),
    N_("Ask that an absence to come, granted or entered, count no more. It stays until that is approved."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(ReturnBody, example=examples.RETURN_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.REQUEST_ABSENCE)
def post_absence_return(sent: KeySent, asked: ReturnAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            uid, why = new_uid(sight.now), asked.reason.strip()
            absence_requests.ask_back(session, sight, uid, asked.absence, why, edge.terms())
            answer = _kept(requests.one(session, sight, uid))
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)


@bp.post("/overtime")
@operation(
    N_("Ask for overtime"),
    N_("Ask for overtime beforehand, or afterwards that it be approved. It never counts before that."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(OvertimeBody, example=examples.OVERTIME_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.ASK)
def post_overtime(sent: KeySent, asked: OvertimeAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            wanted = asked.wanted(new_uid(sight.now))
            wishes.ask_for_overtime(session, sight, wanted, edge.terms())
            answer = _kept(requests.one(session, sight, wanted.uid))
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)


@bp.post("/mobile-work")
@operation(N_("Ask for mobile work"), N_("Ask to work from elsewhere on some days. It moves no time."), ASKING)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(MobileWorkBody, example=examples.MOBILE_WORK_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.ASK)
def post_mobile_work(sent: KeySent, asked: MobileWorkAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            wanted = asked.wanted(new_uid(sight.now))
            wishes.ask_for_mobile_work(session, sight, wanted, edge.terms())
            answer = _kept(requests.one(session, sight, wanted.uid))
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)


@bp.post("/account-transfers")
@operation(
    N_("Ask for an account transfer"),
    N_("Ask that time be brought from one account to another. It is posted once it is approved."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(TransferBody, example=examples.TRANSFER_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.REQUEST_TRANSFER)
def post_account_transfer(sent: KeySent, asked: TransferAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            wanted = asked.wanted(new_uid(sight.now))
            transfers.ask(session, sight, wanted, edge.terms())
            answer = _kept(requests.one(session, sight, wanted.uid))
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)


@bp.post("/<uuid:own_request_uid>/withdrawal")
@operation(
    N_("Withdraw a request"),
    N_("Take one of the person's requests back; what counted counts no more. Twice is once."),
    (*ASKING, problems.OVERTAKEN, problems.BUILT_UPON),
)
@bp.arguments(KeyHeader, location="headers")
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.ASK)
def post_withdrawal(sent: KeySent, own_request_uid: UUID) -> Response:
    sight, asking = edge.sight(), keyed(sent)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            requests.withdraw(session, sight, own_request_uid)
            answer = _kept(requests.one(session, sight, own_request_uid))
            idempotency.keep(session, sight.actor, asking, answer)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), edge.house().rulebook, clock.now())
    return created(answer)


@bp.post("/<uuid:own_request_uid>/objection")
@operation(
    N_("Object to a decision"),
    N_("Object to what was refused, as a whole or in part: it goes to whoever is above the one who decided."),
    (*ASKING, problems.OVERTAKEN),
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(ObjectionBody, example=examples.OBJECTION_BODY)
@bp.response(201, Request, description=STANDS, example=examples.REQUEST)
@policy(Action.ASK)
def post_objection(sent: KeySent, asked: ObjectionAsked, own_request_uid: UUID) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            requests.object_to(session, sight, own_request_uid, asked.reason.strip(), edge.terms())
            answer = _kept(requests.one(session, sight, own_request_uid))
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)


def _shown(mine: Mine) -> Answer:
    return request_answers.request(mine, language.say(), edge.house().settings.zone)


def _kept(mine: Mine) -> bytes:
    """Return a request as it is answered now, and each time the same is sent again."""
    return json.dumps(Request().dump(_shown(mine))).encode()
