"""From what the services return to what a program gets, in the language it asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.amounts import Amount, Unit, thousandths
from timeclock.core.dated import Since
from timeclock.core.day import Break, WorkSession
from timeclock.core.findings import Finding
from timeclock.core.holidays import Holiday
from timeclock.core.lines import Line
from timeclock.core.premiums import Premium
from timeclock.core.stamps import StampKind
from timeclock.i18n import Translator, formats, wording
from timeclock.i18n.wording import N_
from timeclock.ledger import receipt
from timeclock.ledger.keys import SigningKey
from timeclock.service.access import Actor
from timeclock.service.accounts import AccountSeen, AccountsView, StatementLine
from timeclock.service.bills import DayBill, Holder, StampSeen
from timeclock.service.clocking import Outcome
from timeclock.service.leave_view import LeaveView, Source
from timeclock.service.times import DaysView, MonthRow, StampsView, Today
from timeclock.store.documents import DocumentRow
from timeclock.store.tokens import TokenRow

Answer = dict[str, Any]
TAKEN = N_("Your stamp was stored at {clock}.")
WAITS = N_("Your stamp was stored. The time office has to say which employment it belongs to.")


def me(actor: Actor, employments: tuple[Holder, ...], token: TokenRow) -> Answer:
    return {
        "login": actor.login_name,
        "name": actor.display_name,
        "language": actor.locale,
        "employments": [
            {"uid": each.employment_uid, "staff_no": each.staff_no, "unit": each.unit_name, "model": each.model_title}
            for each in employments
        ],
        "token": {
            "uid": token.uid,
            "name": token.name,
            "scopes": sorted(token.scopes),
            "expires_at": token.expires_at,
        },
    }


def balance(today: Today) -> Answer:
    return {
        "employment": today.bill.holder.employment_uid,
        "now": today.now,
        "day": today.bill.day,
        "balance_minutes": today.balance_before,
        "balance_with_today_minutes": today.balance_with_today,
        "month_difference_minutes": today.month_difference,
        "present_minutes": today.present_so_far,
        "inside_since": today.inside_since,
        "on_break_since": today.on_break_since,
        "next_kinds": list(today.next_kinds),
        "open_days": list(today.open_days),
        "waiting": today.waiting,
    }


def accounts(view: AccountsView, say: Translator) -> Answer:
    return {
        "employment": view.holder.employment_uid,
        "month": f"{view.month:%Y-%m}",
        "accounts": [_account(each, say) for each in view.accounts],
    }


def _account(seen: AccountSeen, say: Translator) -> Answer:
    return {
        "kind": seen.kind.code,
        "title": seen.kind.names[f"name_{say.locale}"],
        "unit": seen.kind.unit,
        "before": seen.before,
        "balance": seen.balance,
        "light": seen.light,
        "lines": [_account_line(line, say) for line in seen.lines],
    }


def _account_line(line: StatementLine, say: Translator) -> Answer:
    return {
        "day": line.day,
        "kind": line.kind,
        "text": say.text(wording.DAYS_NOT_CLOSED if line.kind is None else wording.POSTING[line.kind]),
        "amount": line.amount,
        "balance": line.balance,
        "origin": line.origin,
        "reason": line.reason,
        "by": line.by,
        "confirmed_by": line.second_by,
    }


def leave(view: LeaveView, say: Translator) -> Answer:
    return {
        "employment": view.holder.employment_uid,
        "day": view.today,
        "entitlements": [_leave_of_year(each, say) for each in view.open],
    }


def _leave_of_year(source: Source, say: Translator) -> Answer:
    held, given = source.held, source.given
    return {
        "kind": held.kind,
        "title": say.text(wording.LEAVE_KIND[held.kind]),
        "year": held.year,
        "milli_days": thousandths(held.days),
        "taken_milli_days": thousandths(held.taken),
        "planned_milli_days": thousandths(held.planned),
        "left_milli_days": thousandths(held.left),
        "until": held.expiry.on,
        "begun_by_then": held.expiry.begun,
        "text": wording.expiry_sentence(held.expiry, say),
        "citation": held.expiry.citation,
        "lines": [] if given is None else [_leave_line(line, say) for line in given.lines],
    }


def _leave_line(line: Mapping[str, Any], say: Translator) -> Answer:
    kept = {name: line[name] for name in ("reason", "milli_days", "rule", "citation")}
    return {**kept, "text": wording.leave_line(line, say)}


def days(view: DaysView, say: Translator, following: str | None) -> Answer:
    return {
        "employment": view.holder.employment_uid,
        "from_day": view.days.from_day,
        "to_day": view.days.to_day,
        "balance_before_minutes": view.balance_from,
        "days": [_row(row, say) for row in view.rows],
        "next": following,
    }


def _row(row: MonthRow, say: Translator) -> Answer:
    return {
        "day": row.day,
        "state": row.state,
        "holiday": _holiday(row.holiday, say),
        "first_in": row.first_in,
        "last_out": row.last_out,
        "worked_minutes": row.worked,
        "target_minutes": row.target,
        "difference_minutes": row.difference,
        "balance_minutes": row.balance,
        "findings": list(row.finding_codes),
    }


def _holiday(holiday: Holiday | None, say: Translator) -> Answer | None:
    if holiday is None:
        return None
    return {"kind": holiday.kind, "name": holiday.name_de if say.locale == "de" else holiday.name_en}


def day(bill: DayBill, say: Translator, zone: ZoneInfo) -> Answer:
    result = bill.result
    return {
        "employment": bill.holder.employment_uid,
        "day": bill.day,
        "state": None if result is None else result.state,
        "holiday": _holiday(bill.holiday, say),
        "present_minutes": None if result is None else result.present,
        "worked_minutes": None if result is None else result.worked,
        "target_minutes": None if result is None else result.target,
        "difference_minutes": None if result is None else result.difference,
        "balance_before_minutes": bill.balance_before,
        "sessions": [] if result is None else [_session(each) for each in result.sessions],
        "lines": [] if result is None else [_line(each, result.day, say, zone) for each in result.lines],
        "premiums": [] if result is None else [_premium(each, say, zone) for each in result.premiums],
        "amounts": [] if result is None else [_amount(each, say, zone) for each in result.amounts],
        "findings": [] if result is None else [_finding(each, say) for each in result.findings],
        "stamps": [_stamp(each, say) for each in bill.stamps],
        "contested": bill.contested,
        "rules_hash": bill.rules_hash,
        "facts_until": bill.facts_until,
    }


def _session(work: WorkSession) -> Answer:
    breaks = [_break(each) for each in work.breaks]
    return {"kind": work.kind, "from_at": work.from_at, "to_at": work.to_at, "breaks": breaks}


def _break(taken: Break) -> Answer:
    return {"from_at": taken.from_at, "to_at": taken.to_at, "kind": taken.kind}


def _line(line: Line, day: date, say: Translator, zone: ZoneInfo) -> Answer:
    return {
        "part": line.part,
        "reason": line.reason,
        "minutes": line.amount,
        "rule": line.rule,
        "citation": line.citation,
        "from_at": None if line.span is None else line.span.from_at,
        "to_at": None if line.span is None else line.span.to_at,
        "text": wording.line_sentence(line, day, say, zone),
        **_in_force(line.since, say),
    }


def _in_force(since: Since | None, say: Translator) -> Answer:
    return {"valid_from": None if since is None else since.day, "validity": wording.since_sentence(since, say)}


def _premium(premium: Premium, say: Translator, zone: ZoneInfo) -> Answer:
    return {
        "kind": premium.kind,
        "minutes": premium.amount,
        "percent": premium.percent,
        "rule": premium.rule,
        "citation": premium.citation,
        "spans": [{"from_at": span.from_at, "to_at": span.to_at} for span in premium.spans],
        "text": wording.premium_sentence(premium, say, zone),
        **_in_force(premium.since, say),
    }


def _amount(amount: Amount, say: Translator, zone: ZoneInfo) -> Answer:
    in_minutes = amount.unit is Unit.MINUTES
    return {
        "kind": amount.kind,
        "minutes": timedelta(minutes=int(amount.amount)) if in_minutes else None,
        "thousandths": None if in_minutes else thousandths(amount.amount),
        "rule": amount.rule,
        "citation": amount.citation,
        "spans": [{"from_at": span.from_at, "to_at": span.to_at} for span in amount.spans],
        "text": wording.amount_sentence(amount, say, zone),
        **_in_force(amount.since, say),
    }


def _finding(finding: Finding, say: Translator) -> Answer:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "text": say.text(wording.FINDING[finding.code]),
        "figures": wording.finding_figures(finding, say),
        "advice": say.text(wording.ADVICE[finding.code]),
        "citation": finding.citation,
    }


def _stamp(stamp: StampSeen, say: Translator) -> Answer:
    return {
        "uid": stamp.uid,
        "kind": stamp.kind,
        "text": say.text(wording.STAMP[stamp.kind]),
        "at": stamp.at,
        "origin": stamp.origin,
        "source": stamp.source_name,
        "quarantine": stamp.quarantine,
    }


def stamps(view: StampsView, say: Translator, following: str | None) -> Answer:
    return {
        "employment": view.holder.employment_uid,
        "from_day": view.days.from_day,
        "to_day": view.days.to_day,
        "stamps": [_stamp(each, say) for each in view.stamps],
        "next": following,
    }


def documents(found: Sequence[DocumentRow], contents: Mapping[UUID, str], say: Translator) -> Answer:
    return {
        "documents": [
            {
                "uid": each.uid,
                "kind": each.subject.kind,
                "title": say.text(wording.DOCUMENT[each.subject.kind]),
                "month": each.subject.month,
                "media": each.media,
                "size_bytes": each.size,
                "sha256": each.sha256,
                "made_at": each.at,
                "content": contents[each.uid],
            }
            for each in found
        ]
    }


def taken(outcome: Outcome, kind: StampKind, key: SigningKey, say: Translator, zone: ZoneInfo) -> Answer:
    """Return what became of a fresh stamp, with the receipt for it."""
    stored = outcome.stored
    if stored is None:
        raise ValueError("a fresh stamp is always stored")
    promise = receipt.issue(
        key, stored.committed.record, stored.committed.leaf, stored.received_at, stored.committed.include_by
    )
    sentence = TAKEN if outcome.code is None else WAITS
    return {
        "uid": stored.uid,
        "kind": kind,
        "at": stored.received_at,
        "status": outcome.status,
        "code": outcome.code,
        "text": say.text(sentence, clock=formats.clock(stored.received_at, zone)),
        "receipt": {
            "record": promise.record,
            "leaf": promise.leaf.hex(),
            "received_at": promise.received_at,
            "include_by": promise.include_by,
            "sig": promise.to_wire()["sig"],
        },
    }
