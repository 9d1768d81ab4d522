"""Somebody's accounts with their statements, as she and whoever keeps them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from timeclock.core.accounts import FLEXTIME, AccountKind, Light, Opened, PostingKind, light
from timeclock.core.amounts import Unit
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, bills
from timeclock.service.access import Action
from timeclock.service.bills import Holder
from timeclock.service.sight import Sight, known
from timeclock.store import account_kinds, accounts, audit, people, plans, proposals
from timeclock.store.accounts import Entry
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose
from timeclock.store.proposals import Proposal


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement; the days that are not in a closed month yet are one line without day and kind."""

    day: date | None
    kind: PostingKind | None
    amount: int
    balance: int
    month: date | None
    reason: str
    origin: str
    by: str | None
    second_by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """One account in a month: what it began and ended with, and each line between; amounts in its unit."""

    kind: AccountKind
    before: int
    balance: int
    light: Light
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class AccountsView:
    """An employment's accounts in a month; `proposals` wait for somebody else to confirm them.

    `choices` are the kinds she has or may come to.
    """

    holder: Holder
    month: date
    accounts: tuple[AccountSeen, ...]
    proposals: tuple[Proposal, ...]
    choices: tuple[AccountKind, ...]

    @property
    def transferable(self) -> tuple[AccountKind, ...]:
        """The accounts she may ask to bring something from: with something on them, and somewhere to bring it."""
        held = (each.kind for each in self.accounts if each.balance > 0)
        return tuple(kind for kind in held if self._targets_of(kind))

    @property
    def targets(self) -> tuple[AccountKind, ...]:
        """The accounts to which something may be brought from any of these."""
        codes = {target.code for kind in self.transferable for target in self._targets_of(kind)}
        return tuple(kind for kind in self.choices if kind.code in codes)

    def _targets_of(self, kind: AccountKind) -> tuple[AccountKind, ...]:
        in_minutes = (each for each in self.choices if each.unit is kind.unit is Unit.MINUTES)
        return tuple(each for each in in_minutes if each.code in kind.goes_to)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whose accounts somebody keeps: where the flextime of each stands, and what waits to be confirmed."""

    people: tuple[tuple[Employed, int, Light], ...]
    proposals: tuple[Proposal, ...]


def statement(
    session: Session, sight: Sight, employment_uid: UUID | None, first: date, *, own: bool = False
) -> AccountsView:
    """Return somebody's accounts in a month for whoever keeps them; the look is recorded.

    With `own` they are the actor's, of her first employment or the one asked for.
    """
    action = Action.READ_OWN_TIMES if own else Action.KEEP_ACCOUNTS
    if own:
        access.demand(sight.actor, action, sight.actor.person_id)
    scope, month = access.scope(sight.actor, action), DaySpan.month(first.year, first.month)
    whose = Whose(employment_uid, person_id=sight.actor.person_id if own else None)
    employed, covered = known(people.during(session, whose, month, scope))
    if not own:
        audit.read_of_others(session, sight.actor.login_id, "accounts", scope.purpose, [employed.person_id], sight.now)
    employment_id, kinds = employed.employment_id, account_kinds.on(session, month.to_day - ONE_DAY)
    plan = plans.of_person(session, employed.person_id, month).by_day.get((employment_id, max(covered)))
    before = accounts.standing(session, employment_id, month.from_day)
    after = accounts.standing(session, employment_id, month.to_day)
    entries = accounts.postings(session, employment_id, month, scope)
    found = (_seen(kinds[code], before.get(code, 0), after[code], entries) for code in after if code in kinds)
    seen = tuple(sorted(found, key=lambda each: (each.kind.code != FLEXTIME, each.kind.code)))
    regime = "" if plan is None else plan.regime
    return AccountsView(
        bills.holder(employed),
        first,
        seen,
        tuple(proposals.waiting(session, scope, sight.today, employment_id)),
        tuple(kind for kind in kinds.values() if kind.is_for(regime) and _may_hold(kind, seen)),
    )


def kept(session: Session, sight: Sight) -> Keeping:
    """Return everybody whose accounts the actor keeps; the look is recorded."""
    scope = access.scope(sight.actor, Action.KEEP_ACCOUNTS)
    employed = people.listed(session, sight.today, scope)
    balances = accounts.balances(session, [each.employment_id for each in employed], sight.today)
    flextime = account_kinds.on(session, sight.today).get(FLEXTIME)
    persons = (each.person_id for each in employed)
    audit.read_of_others(session, sight.actor.login_id, "balances", scope.purpose, persons, sight.now)
    found = ((each, balances[each.employment_id] // MINUTE) for each in employed)
    return Keeping(
        tuple((each, balance, _light(balance, flextime)) for each, balance in found),
        tuple(proposals.waiting(session, scope, sight.today)),
    )


def _light(balance: int, kind: AccountKind | None) -> Light:
    return Light.GREEN if kind is None else light(balance, kind.limits)


def _may_hold(kind: AccountKind, seen: Sequence[AccountSeen]) -> bool:
    return kind.opened is Opened.BY_RULE or any(each.kind.code == kind.code for each in seen)


def _seen(kind: AccountKind, before: int, after: int, entries: Sequence[Entry]) -> AccountSeen:
    mine = [each for each in entries if each.account == kind.code]
    lines, balance = [], before
    for entry in mine:
        balance += entry.posting.amount
        lines.append(_line(entry, balance))
    if after != balance:
        # What no posting says is the difference of days whose month is not closed yet.
        lines.append(StatementLine(None, None, after - balance, after, None, "", "", None, None, None))
    return AccountSeen(kind, before, after, light(after, kind.limits), tuple(lines))


def _line(entry: Entry, balance: int) -> StatementLine:
    said = entry.posting
    return StatementLine(
        said.day,
        said.kind,
        said.amount,
        balance,
        said.month,
        said.reason,
        said.origin,
        entry.by,
        entry.second_by,
        entry.at,
    )
