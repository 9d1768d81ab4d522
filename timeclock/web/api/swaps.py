"""Swapping duties through a program: a duty offered, and what colleagues offered answered."""

from __future__ import annotations

from flask import Response, json

from timeclock.i18n.wording import N_
from timeclock.service import idempotency, offers, requests
from timeclock.service.access import Action
from timeclock.store.ids import new_uid
from timeclock.web import edge, language, problems
from timeclock.web.api import examples, request_answers
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import ASKING, PREFIX, READING, V1, created, keyed, operation
from timeclock.web.api.schemas.asked import KeyHeader, KeySent
from timeclock.web.api.schemas.requests import Request
from timeclock.web.api.schemas.swaps import Offer, OfferAnswerBody, OfferAnswered, Offers, SwapAsked, SwapBody
from timeclock.web.policies import policy

bp = V1("api_v1_swaps", __name__, url_prefix=f"{PREFIX}/swaps", description="Swaps of rostered duties.")


@bp.post("")
@operation(
    N_("Offer a duty"),
    N_("Offer a duty to a colleague of the unit, for one of hers or to take over. She agrees before it is decided."),
    ASKING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(SwapBody, example=examples.SWAP_BODY)
@bp.response(201, Request, description="The request as it stands.", example=examples.REQUEST)
@policy(Action.ASK)
def post_swap(sent: KeySent, asked: SwapAsked) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            wanted = asked.wanted(new_uid(sight.now))
            offers.ask(session, sight, wanted, edge.terms())
            mine = requests.one(session, sight, wanted.uid)
            shown = request_answers.request(mine, language.say(), edge.house().settings.zone)
            answer = json.dumps(Request().dump(shown)).encode()
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)


@bp.get("/offers")
@operation(
    N_("What colleagues offer"),
    N_("The swaps colleagues offered to the person, the newest first: those that wait for her answer, and others."),
    READING,
)
@bp.response(200, Offers, description="The last offers.", example=examples.OFFERS)
@policy(Action.READ_OWN_REQUESTS)
def get_offers() -> Answer:
    with edge.reading() as session:
        found = offers.listed(session, edge.sight())
    zone = edge.house().settings.zone
    return {"offers": [request_answers.offer(each, language.say(), zone) for each in found]}


@bp.post("/answers")
@operation(
    N_("Answer an offer"),
    N_("Agree to what a colleague offered, or decline it; a yes may become a no until it is decided. Twice is once."),
    (*ASKING, problems.OVERTAKEN),
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(OfferAnswerBody, example=examples.OFFER_ANSWER_BODY)
@bp.response(201, Offer, description="The offer as it stands.", example=examples.OFFER)
@policy(Action.ASK)
def post_offer_answer(sent: KeySent, asked: OfferAnswered) -> Response:
    sight, asking = edge.sight(), keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, sight.actor, asking, sight.now)
        if answer is None:
            if asked.answer == "agree":
                offers.agree(session, sight, asked.request, edge.terms())
            else:
                offers.decline(session, sight, asked.request, asked.reason.strip())
            found = offers.one(session, sight, asked.request)
            shown = request_answers.offer(found, language.say(), edge.house().settings.zone)
            answer = json.dumps(Offer().dump(shown)).encode()
            idempotency.keep(session, sight.actor, asking, answer)
    return created(answer)
