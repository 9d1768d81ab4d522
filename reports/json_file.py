"""Everything a month holds as JSON, for machines: the same keys in every language, durations in whole minutes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from timeclock.core.lines import Line
from timeclock.core.spans import MINUTE
from timeclock.service.documents import DocumentKind
from timeclock.service.reports import MonthReport, ReportDay, StampProven, is_below
from timeclock.store.corrections import Asked

# Grows when a key changes its meaning or goes; new keys may come at any time.
FORMAT = 1
ONE_DAY = timedelta(days=1)


def write(month: MonthReport, kind: DocumentKind) -> bytes:
    """Return the file: UTF-8, instants with the offset of the city, so that the hour that comes twice is two."""
    return (json.dumps(_month(month, kind), ensure_ascii=False, indent=1) + "\n").encode()


def _month(month: MonthReport, kind: DocumentKind) -> dict[str, Any]:
    holder, sums = month.holder, month.sums
    return {
        "format": FORMAT,
        "report": kind.value,
        "city": month.city,
        "month": f"{month.month:%Y-%m}",
        "provisional": month.provisional,
        "waiting": month.waiting,
        "closed": _closed(month),
        "found_later": [
            {
                "day": each.day.day.isoformat(),
                "difference_before_minutes": each.day.before,
                "difference_now_minutes": each.day.now,
                "at": _instant(each.at, month),
            }
            for each in month.found
        ],
        "hidden_days": month.hidden_days,
        "zone": month.zone.key,
        "employment": {
            "uid": str(holder.employment_uid),
            "staff_no": holder.staff_no,
            "given_name": holder.given_name,
            "family_name": holder.family_name,
            "unit": holder.unit_name,
            "model": holder.model_title,
        },
        "sums": {
            "present_minutes": _minutes(sums.present),
            "worked_minutes": _minutes(sums.worked),
            "target_minutes": _minutes(sums.target),
            "difference_minutes": _minutes(sums.difference),
            "break_minutes": _minutes(sums.interrupted),
            "deducted_minutes": _minutes(sums.deducted),
            "open_days": sums.open_days,
            "balance_before_minutes": _minutes(sums.balance_from),
            "posted_minutes": _minutes(sums.posted),
            "balance_after_minutes": _minutes(sums.balance_to),
        },
        "days": [_day(row, month) for row in month.days],
        "stamps": [_stamp(stamp, month) for stamp in month.stamps],
        "requests": [_request(asked, month) for asked in month.requests],
        "confirmations": [
            {
                "first_day": each.confirmation.days.from_day.isoformat(),
                "last_day": (each.confirmation.days.to_day - ONE_DAY).isoformat(),
                "by": each.confirmation.by,
                "at": _instant(each.confirmation.at, month),
                "reason": each.confirmation.reason,
                "holds": each.holds,
            }
            for each in month.confirmed
        ],
        "evidence": _evidence(month),
        "made_at": _instant(month.made_at, month),
        "made_by": month.made_by,
    }


def _closed(month: MonthReport) -> dict[str, Any] | None:
    version = month.version
    if version is None:
        return None
    at = _instant(version.facts_until, month)
    return {"version": version.version, "at": at, "by": version.by, "reason": version.reason, "hash": version.hash}


def _day(row: ReportDay, month: MonthReport) -> dict[str, Any]:
    holiday, result = row.holiday, row.result
    return {
        "day": row.day.isoformat(),
        "state": None if row.state is None else row.state.value,
        "holiday": None if holiday is None else {"kind": holiday.kind, "de": holiday.name_de, "en": holiday.name_en},
        "spans": [
            {
                "kind": span.kind,
                "begin": _instant(span.begin, month),
                "end": _instant(span.end, month),
                "begin_origin": span.begin_origin,
                "end_origin": span.end_origin,
            }
            for span in row.spans
        ],
        "breaks": [
            {"begin": _instant(pause.from_at, month), "end": _instant(pause.to_at, month)} for pause in row.breaks
        ],
        "break_minutes": _minutes(row.interrupted),
        "deducted_minutes": _minutes(row.deducted),
        "present_minutes": _minutes(row.present),
        "worked_minutes": _minutes(row.worked),
        "target_minutes": _minutes(row.target),
        "difference_minutes": _minutes(row.difference),
        "balance_minutes": _minutes(row.balance),
        "lines": [_line(line, month) for line in (() if result is None else result.lines)],
        "findings": [
            {
                "code": finding.code.value,
                "severity": finding.severity.value,
                "citation": finding.citation,
                "figures": dict(finding.figures),
                "figure_minutes": finding.figure,
                "limit_minutes": finding.limit,
            }
            for finding in (() if result is None else result.findings)
        ],
        "contest": None
        if row.contest is None
        else {"reason": row.contest.reason, "at": _instant(row.contest.at, month)},
    }


def _line(line: Line, month: MonthReport) -> dict[str, Any]:
    return {
        "part": line.part.value,
        "reason": line.reason.value,
        "minutes": _minutes(line.amount),
        "rule": line.rule,
        "citation": line.citation,
        "begin": None if line.span is None else _instant(line.span.from_at, month),
        "end": None if line.span is None else _instant(line.span.to_at, month),
    }


def _stamp(stamp: StampProven, month: MonthReport) -> dict[str, Any]:
    head = month.evidence.head
    return {
        "uid": str(stamp.uid),
        "kind": stamp.kind.value,
        "at": _instant(stamp.at, month),
        "received_at": _instant(stamp.received_at, month),
        "origin": stamp.origin,
        "source": stamp.source_name,
        "level": stamp.level,
        "quarantine": stamp.quarantine,
        "counts": stamp.counts,
        "ruling": None
        if stamp.ruling is None
        else {
            "verdict": stamp.ruling.verdict.value,
            "reason": stamp.ruling.reason,
            "by": stamp.ruling.by,
            "at": _instant(stamp.ruling.at, month),
        },
        "leaf": stamp.leaf.hash.hex(),
        "leaf_no": stamp.leaf.no,
        "in_digest": head is not None and is_below(stamp.leaf, head.size),
    }


def _request(asked: Asked, month: MonthReport) -> dict[str, Any]:
    before, after, decision = asked.wish.before, asked.wish.after, asked.decision
    return {
        "uid": str(asked.uid),
        "day": asked.wish.day.isoformat(),
        "change": asked.wish.change.value,
        "before": before
        and {"stamp": str(before.stamp_uid), "kind": before.kind.value, "at": _instant(before.at, month)},
        "after": after and {"kind": after.kind.value, "at": _instant(after.at, month)},
        "reason": asked.reason,
        "by": asked.by,
        "at": _instant(asked.at, month),
        "state": asked.state.value,
        "decision": decision and {"by": decision.by, "at": _instant(decision.at, month), "reason": decision.reason},
    }


def _evidence(month: MonthReport) -> dict[str, Any]:
    evidence, head = month.evidence, month.evidence.head
    return {
        "facts_until": _instant(month.facts_until, month),
        "rules": [
            {"hash": rules.hash, "engine": rules.engine, "first_day": rules.first_day.isoformat()}
            for rules in month.rules
        ],
        "records": None if head is None else head.size,
        "root": None if head is None else head.root.hex(),
        "signed_at": None if head is None else _instant(head.at, month),
        "digest": None if head is None else evidence.digest,
        "digest_stamps": evidence.covered,
    }


def _instant(at: datetime | None, month: MonthReport) -> str | None:
    return None if at is None else at.astimezone(month.zone).isoformat()


def _minutes(amount: timedelta | None) -> int | None:
    return None if amount is None else amount // MINUTE
