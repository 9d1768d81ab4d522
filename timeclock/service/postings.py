"""Writing on accounts by four eyes: one proposes, somebody else confirms, and nobody about herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from timeclock.core import posting_acts
from timeclock.core.accounts import AccountKind, Opened, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import Act, ActRefusal
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight, known
from timeclock.store import account_kinds, accounts, audit, people, plans, proposals, recalculation
from timeclock.store.accounts import Account
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.proposals import Decision, NewProposal, Proposal

OPENING_ORIGIN = "opening"


class Refusal(StrEnum):
    """Why something is not proposed or not confirmed, besides what the accounts themselves refuse."""

    NO_SUCH_ACCOUNT = "no_such_account"
    MONTH_CLOSED = "month_closed"
    OPENED_ALREADY = "opened_already"
    REASON_MISSING = "reason_missing"
    SAME_PERSON = "same_person"
    DECIDED_ALREADY = "decided_already"


class NotWritten(ValueError):
    """Nothing was written; `why` says why."""

    def __init__(self, why: Refusal | ActRefusal) -> None:
        super().__init__(f"not written: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: on the account of a kind as of a day, an amount in its unit; `to` takes what is moved."""

    kind: PostingKind
    account: str
    day: date
    amount: int
    reason: str
    to: str = ""


def propose(session: Session, sight: Sight, employment_uid: UUID, wanted: Wanted) -> UUID:
    """Propose a posting for somebody whose accounts the actor keeps; return the proposal's uid."""
    scope = access.scope(sight.actor, Action.KEEP_ACCOUNTS)
    employed = known(people.find(session, employment_uid, None, wanted.day, scope))
    return proposed(session, employed, wanted, sight.actor.login_id, sight.now)


def confirm(session: Session, sight: Sight, uid: UUID) -> None:
    """Write what somebody else proposed, as the accounts stand now.

    Raises `NotWritten` where both are the same, or the accounts do not allow it any more.
    """
    found = _waiting(session, sight, uid)
    if found.by == sight.actor.login_id or (found.by_person is not None and found.by_person == sight.actor.person_id):
        raise NotWritten(Refusal.SAME_PERSON)
    recalculation.hold(session, found.person_id)
    act = _act(session, found)
    _demand_writable(session, found.employment_id, act, found.new.day)
    if not proposals.decide(session, uid, Decision.CONFIRMED, "", sight.actor.login_id, sight.now):
        raise NotWritten(Refusal.DECIDED_ALREADY)
    origin = OPENING_ORIGIN if act.kind is PostingKind.OPENING else f"proposal {uid}"
    for is_taking, posting in posting_acts.postings(act, found.new.day, origin, found.new.reason):
        account_id = found.new.to_account_id if is_taking else found.new.account_id
        if account_id is not None:
            accounts.post(session, account_id, posting, sight.now, by=found.by, second_by=sight.actor.login_id)
    _audit(session, sight, found, "posting.confirm")


def refuse(session: Session, sight: Sight, uid: UUID, reason: str) -> None:
    """Refuse what somebody else proposed, or take back one's own proposal; it stays on record."""
    found = _waiting(session, sight, uid)
    is_own = found.by == sight.actor.login_id
    if not is_own and not reason.strip():
        raise NotWritten(Refusal.REASON_MISSING)
    decision = Decision.WITHDRAWN if is_own else Decision.REFUSED
    if not proposals.decide(session, uid, decision, reason.strip(), sight.actor.login_id, sight.now):
        raise NotWritten(Refusal.DECIDED_ALREADY)
    _audit(session, sight, found, f"posting.{decision}")


def proposed(session: Session, employed: Employed, wanted: Wanted, by: int | None, now: datetime) -> UUID:
    """Record a proposal of a login, or of an operator without one; the accounts it names are opened where need be."""
    if not wanted.reason.strip():
        raise NotWritten(Refusal.REASON_MISSING)
    if wanted.kind not in posting_acts.BY_PEOPLE:
        raise NotWritten(Refusal.NO_SUCH_ACCOUNT)
    kinds = account_kinds.on(session, wanted.day)
    names = [wanted.account, wanted.to] if wanted.kind is PostingKind.TRANSFER else [wanted.account]
    held = [_account(session, employed, kinds.get(name), wanted.day, now) for name in names]
    act = Act(wanted.kind, wanted.amount, kinds[wanted.account], kinds[wanted.to] if len(held) > 1 else None)
    _demand_writable(session, employed.employment_id, act, wanted.day)
    to = held[1].id if len(held) > 1 else None
    new = NewProposal(held[0].id, to, wanted.day, wanted.amount, wanted.kind, wanted.reason.strip())
    uid = proposals.add(session, new, by, now)
    audit.add(session, "posting.propose", str(uid), now, by=by, person_id=employed.person_id)
    return uid


def _account(session: Session, employed: Employed, kind: AccountKind | None, day: date, now: datetime) -> Account:
    """Return somebody's account of a kind; one that needs her wish has to be there already."""
    found = _demand_held(session, employed, kind, day)
    return accounts.opened(session, employed.employment_id, found.code, found.unit, day, now)


def _demand_held(session: Session, employed: Employed, kind: AccountKind | None, day: date) -> AccountKind:
    if kind is None:
        raise NotWritten(Refusal.NO_SUCH_ACCOUNT)
    held = accounts.held(session, employed.employment_id, day)
    plan = plans.of_person(session, employed.person_id, DaySpan.one(day)).by_day.get((employed.employment_id, day))
    is_hers = kind.code in {each.kind for each in held}
    by_rule = kind.opened is Opened.BY_RULE and plan is not None and kind.is_for(plan.regime)
    if not is_hers and not by_rule:
        raise NotWritten(Refusal.NO_SUCH_ACCOUNT)
    return kind


def _demand_writable(session: Session, employment_id: int, act: Act, day: date) -> None:
    """Raise `NotWritten` where the month is closed, the account was opened already, or it does not allow the act."""
    if accounts.given(session, employment_id, day.replace(day=1)):
        raise NotWritten(Refusal.MONTH_CLOSED)
    then, now = (accounts.standing(session, employment_id, before) for before in (day + ONE_DAY, date.max))
    held = {each.kind: each for each in accounts.held(session, employment_id, day)}
    own = held.get(act.account.code)
    # One that was undone is no opening any more.
    if (
        act.kind is PostingKind.OPENING
        and own
        and sum(amount for _, amount in accounts.of_origin(session, own.id, OPENING_ORIGIN))
    ):
        raise NotWritten(Refusal.OPENED_ALREADY)
    balance = now.get(act.account.code, 0)
    if act.kind in posting_acts.TAKEN:
        # What was there then may have gone since.
        balance = min(balance, then.get(act.account.code, 0))
    why = posting_acts.refused(act, balance, 0 if act.to is None else now.get(act.to.code, 0))
    if why is not None:
        raise NotWritten(why)


def _act(session: Session, found: Proposal) -> Act:
    kinds = account_kinds.on(session, found.new.day)
    to = None if found.to_account is None else kinds[found.to_account]
    return Act(found.new.kind, found.new.amount, kinds[found.account], to)


def _waiting(session: Session, sight: Sight, uid: UUID) -> Proposal:
    found = proposals.find(session, uid, access.scope(sight.actor, Action.KEEP_ACCOUNTS), sight.today)
    if found is None:
        raise NotFound("no such proposal waits, or it is not for you to see")
    return found


def _audit(session: Session, sight: Sight, found: Proposal, action: str) -> None:
    audit.add(session, action, str(found.uid), sight.now, by=sight.actor.login_id, person_id=found.person_id)


def demand_transfer(session: Session, employed: Employed, act: Act, day: date) -> None:
    """Raise `NotWritten` where somebody has one of the accounts not, or they do not allow a transfer on a day."""
    for kind in (act.account, act.to):
        _demand_held(session, employed, kind, day)
    _demand_writable(session, employed.employment_id, act, day)


def demand_opening(session: Session, employed: Employed, account: str, day: date, amount: int) -> None:
    """Raise `NotWritten` where somebody has no such account, or it cannot be opened with an amount on a day."""
    kind = _demand_held(session, employed, account_kinds.on(session, day).get(account), day)
    _demand_writable(session, employed.employment_id, Act(PostingKind.OPENING, amount, kind), day)


def unit_of(session: Session, code: str, day: date) -> Unit:
    """Return the unit of a kind of account on a day; minutes where there is none, which is refused by its name."""
    found = account_kinds.on(session, day).get(code)
    return Unit.MINUTES if found is None else found.unit
