"""The operations of `/api/v1`: each reads what was sent, asks a service as the pages do, and shows what it said."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, json, url_for

from timeclock import clock
from timeclock.i18n.wording import N_
from timeclock.service import accounts, clicks, documents, evaluation, idempotency, leave_view, times
from timeclock.service.access import Action
from timeclock.service.clicks import Way
from timeclock.service.documents import Media
from timeclock.store.ids import new_uid
from timeclock.web import downloads, edge, language, problems, signing_in
from timeclock.web.api import answers, examples
from timeclock.web.api.answers import Answer
from timeclock.web.api.operations import ALWAYS, PREFIX, READING, V1, WRITING, created, keyed, next_page, operation
from timeclock.web.api.schemas.accounts import Accounts
from timeclock.web.api.schemas.asked import DaysAsked, DaysQuery, EmploymentAsked, EmploymentQuery, KeyHeader, KeySent
from timeclock.web.api.schemas.documents import Documents
from timeclock.web.api.schemas.leave import Leave
from timeclock.web.api.schemas.people import Me
from timeclock.web.api.schemas.stamps import StampAsked, StampBody, Stamps, StampTaken
from timeclock.web.api.schemas.times import Balance, DayBill, Days
from timeclock.web.policies import policy

# A file is bytes; what is in them the media type says.
BYTES = {"type": "string", "format": "binary"}
bp = V1("api_v1", __name__, url_prefix=PREFIX, description="Own times, balance, stamps and documents.")


@bp.get("/me")
@operation(
    N_("Who am I"),
    N_("Whom the token stands for, what it is good for, and the person's employments of today."),
    ALWAYS,
)
@bp.response(200, Me, description="The token's person.", example=examples.ME)
@policy(Action.USE_API)
def get_me() -> Answer:
    sight = edge.sight()
    with edge.reading() as session:
        found = times.employments(session, sight)
    return answers.me(sight.actor, found, signing_in.token())


@bp.get("/openapi.json")
@operation(
    N_("This description"), N_("The description of this API by OpenAPI 3.1, for tools that make clients."), ALWAYS
)
@bp.response(200, {"type": "object"}, description="An OpenAPI document.")
@policy(Action.USE_API)
def get_description() -> Response:
    return Response(json.dumps(edge.house().describe_api()), mimetype="application/json")


@bp.get("/balance")
@operation(
    N_("My balance"),
    N_("Where the balance stands, whether the person is in, and which stamps make sense now: what a tile shows."),
    READING,
)
@bp.arguments(EmploymentQuery, location="query")
@bp.response(200, Balance, description="Where the person stands now.", example=examples.BALANCE)
@policy(Action.READ_OWN_TIMES)
def get_balance(asked: EmploymentAsked) -> Answer:
    sight = edge.sight()
    with edge.reading() as session:
        seen = times.today(session, sight, asked.employment)
    return answers.balance(seen)


@bp.get("/days")
@operation(
    N_("My days"),
    N_("The days of a span with their figures, in pages; 'next' leads on until it is null."),
    READING,
)
@bp.arguments(DaysQuery, location="query")
@bp.response(200, Days, description="A page of days.", example=examples.DAYS)
@policy(Action.READ_OWN_TIMES)
def get_days(asked: DaysAsked) -> Answer:
    sight = edge.sight()
    with edge.reading() as session:
        seen = times.days(session, sight, asked.employment, asked.days, asked.page)
    return answers.days(seen, language.say(), next_page(".get_days", asked, seen.holder))


@bp.get("/days/<day:day>")
@operation(
    N_("One of my days"),
    N_("One day with its bill: why every minute counts or does not, with rule and citation, in words."),
    READING,
)
@bp.arguments(EmploymentQuery, location="query")
@bp.response(200, DayBill, description="The day and all that explains it.", example=examples.DAY)
@policy(Action.READ_OWN_TIMES)
def get_day(asked: EmploymentAsked, day: date) -> Answer:
    sight, zone = edge.sight(), edge.house().settings.zone
    with edge.reading() as session:
        bill = times.day(session, sight, asked.employment, day)
    return answers.day(bill, language.say(), zone)


@bp.get("/stamps")
@operation(
    N_("My stamps"),
    N_("The stamps of a span as they are kept, wherever they came from, in pages; 'next' leads on until it is null."),
    READING,
)
@bp.arguments(DaysQuery, location="query")
@bp.response(200, Stamps, description="A page of stamps.", example=examples.STAMPS)
@policy(Action.READ_OWN_TIMES)
def get_stamps(asked: DaysAsked) -> Answer:
    sight = edge.sight()
    with edge.reading() as session:
        seen = times.stamps_of(session, sight, asked.employment, asked.days, asked.page)
    return answers.stamps(seen, language.say(), next_page(".get_stamps", asked, seen.holder))


@bp.post("/stamps")
@operation(
    N_("Stamp"),
    N_(
        "Store a stamp of this moment. It is stored in every case and never refused; the answer says what became of it "
        "and carries a signed receipt. Send it again under the same key until an answer comes."
    ),
    WRITING,
)
@bp.arguments(KeyHeader, location="headers")
@bp.arguments(StampBody, example=examples.STAMP_BODY)
@bp.response(201, StampTaken, description="What became of the stamp.", example=examples.STAMP_TAKEN)
@policy(Action.STAMP)
def post_stamp(sent: KeySent, asked: StampAsked) -> Response:
    actor, now, house = edge.actor(), clock.now(), edge.house()
    stamping = keyed(sent, asked)
    with edge.transaction() as session:
        answer = idempotency.begin(session, actor, stamping, now)
        if answer is None:
            uid, zone = new_uid(now), house.settings.zone
            outcome = clicks.stamp(session, actor, asked.kind, uid, zone, now, way=Way.API)
            taken = answers.taken(outcome, asked.kind, house.keys.receipt, language.say(), zone)
            answer = json.dumps(StampTaken().dump(taken)).encode()
            idempotency.keep(session, actor, stamping, answer)
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, edge.myself(), house.rulebook, clock.now())
    return created(answer)


@bp.get("/accounts")
@operation(
    N_("My accounts"),
    N_("Where each account stands this month, and every posting with what it comes from."),
    READING,
)
@bp.arguments(EmploymentQuery, location="query")
@bp.response(200, Accounts, description="All accounts of the employment.", example=examples.ACCOUNTS)
@policy(Action.READ_OWN_TIMES)
def get_accounts(asked: EmploymentAsked) -> Answer:
    sight = edge.sight()
    with edge.reading() as session:
        seen = accounts.statement(session, sight, asked.employment, sight.today.replace(day=1), own=True)
    return answers.accounts(seen, language.say())


@bp.get("/leave")
@operation(
    N_("My leave"),
    N_("What leave there is of which kind and year, taken, planned and left, until when it can be taken, and why."),
    READING,
)
@bp.arguments(EmploymentQuery, location="query")
@bp.response(200, Leave, description="All leave that can be taken, and that of this year.", example=examples.LEAVE)
@policy(Action.READ_OWN_TIMES)
def get_leave(asked: EmploymentAsked) -> Answer:
    with edge.reading() as session:
        seen = leave_view.own(session, edge.sight(), edge.house().rulebook, asked.employment)
    return answers.leave(seen, language.say())


@bp.get("/documents")
@operation(
    N_("My documents"),
    N_("The person's documents in all their versions, the newest month first: proofs of working time and timesheets."),
    ALWAYS,
)
@bp.response(200, Documents, description="All documents.", example=examples.DOCUMENTS)
@policy(Action.READ_OWN_DOCUMENTS)
def get_documents() -> Answer:
    sight = edge.sight()
    with edge.reading() as session:
        found = documents.listed(session, sight)
    contents = {each.uid: url_for(".get_document_content", document_uid=each.uid) for each in found}
    return answers.documents(found, contents, language.say())


@bp.get("/documents/<uuid:document_uid>/content")
@operation(
    N_("The content of one of my documents"),
    N_("The file itself, byte for byte as it was made; its SHA-256 is in the list and in the log."),
    (*ALWAYS, problems.CONTENT_LOST, problems.of_status(404)),
)
@bp.response(200, BYTES, content_type=Media.PDF, description="The file, by its media type.")
@bp.alt_response(200, schema=BYTES, content_type=Media.CSV, success=True)
@bp.alt_response(200, schema={}, content_type=Media.JSON, success=True)
@policy(Action.READ_OWN_DOCUMENTS)
def get_document_content(document_uid: UUID) -> Response:
    with edge.reading() as session:
        found = documents.fetch(session, edge.house().settings.documents, edge.sight(), document_uid)
    return downloads.download(found.content, found.document.media, found.file_name)
