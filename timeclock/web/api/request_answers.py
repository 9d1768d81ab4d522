"""From requests, absences and months to what a program gets, in the language it asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from timeclock.core.corrections import After, Before
from timeclock.core.periods import PeriodResult
from timeclock.i18n import Translator, formats, wording
from timeclock.i18n.wording import N_
from timeclock.service import absence_requests
from timeclock.service.answers import OwnMonth
from timeclock.service.away import OwnAbsence
from timeclock.service.kinds.kind import Line
from timeclock.service.offers import Offered
from timeclock.service.requests import Mine
from timeclock.service.sight import Sight
from timeclock.service.times import MonthView
from timeclock.store import corrections
from timeclock.store.absences import NewReason
from timeclock.store.confirmations import Confirmed, OwnWord
from timeclock.store.late_truths import Found
from timeclock.store.months import Version
from timeclock.store.requests import Asked, Decision

Answer = dict[str, Any]
BEFORE, AFTER = N_("Stamp as it stands"), N_("Stamp as it should be")
NO_STAMP = N_("no stamp")


def request(mine: Mine, say: Translator, zone: ZoneInfo) -> Answer:
    asked = mine.asked
    return {
        "uid": asked.uid,
        "kind": asked.kind,
        "title": say.text(mine.title),
        "employment": asked.employment_uid,
        "day": asked.day,
        "lines": _lines(asked, mine.lines, say, zone),
        "granted": _lines(asked, mine.part, say, zone) if mine.part else None,
        "reason": asked.reason,
        "asked_by": asked.by,
        "asked_at": asked.at,
        "state": asked.state,
        "text": say.text(wording.REQUEST_STATE[asked.state]),
        "decision": _decision(asked.decision),
        "can_withdraw": mine.can_withdraw,
        "can_object": mine.can_object,
    }


def offer(offered: Offered, say: Translator, zone: ZoneInfo) -> Answer:
    asked = offered.asked
    return {
        "uid": asked.uid,
        "day": asked.day,
        "lines": _lines(asked, offered.lines, say, zone),
        "reason": asked.reason,
        "asked_by": asked.by,
        "asked_at": asked.at,
        "state": asked.state,
        "text": say.text(wording.REQUEST_STATE[asked.state]),
        "decision": _decision(asked.decision),
        "can_agree": offered.can_agree,
        "can_decline": offered.can_decline,
    }


def _lines(asked: Asked, lines: Sequence[Line], say: Translator, zone: ZoneInfo) -> list[Answer]:
    """Return all that is asked for: a correction by its stamps, another by what its kind says."""
    if isinstance(asked, corrections.Asked):
        sides = ((BEFORE, asked.wish.before), (AFTER, asked.wish.after))
        return [{"label": say.text(label), "text": _stamp(side, say, zone)} for label, side in sides]
    return [{"label": say.text(line.label), "text": wording.line_value(line.value, say, zone)} for line in lines]


def _stamp(side: Before | After | None, say: Translator, zone: ZoneInfo) -> str:
    return (
        say.text(NO_STAMP) if side is None else f"{say.text(wording.STAMP[side.kind])} {formats.clock(side.at, zone)}"
    )


def _decision(decision: Decision | None) -> Answer | None:
    return None if decision is None else {"by": decision.by, "at": decision.at, "reason": decision.reason}


def absence(own: OwnAbsence, sight: Sight, say: Translator) -> Answer:
    entered = own.entered
    return {
        "uid": entered.uid,
        "employment": own.employment_uid,
        "reason": entered.reason,
        "title": entered.names[f"name_{say.locale}"],
        "of_class": entered.of_class,
        "from_day": entered.days.from_day,
        "to_day": entered.days.to_day,
        "extent": entered.extent,
        "from_clock": _clock(entered.from_clock),
        "to_clock": _clock(entered.to_clock),
        "certificate": entered.certificate,
        "can_ask_back": absence_requests.may_come_back(sight, entered),
    }


def _clock(at: time | None) -> str | None:
    return None if at is None else at.isoformat("minutes")


def illness(period: PeriodResult, say: Translator) -> Answer:
    days = period.days
    return {"from_day": days.from_day, "to_day": days.to_day, "text": wording.period_sentence(period, say)}


def absence_reason(new: NewReason, say: Translator) -> Answer:
    reason = new.reason
    title = reason.names[f"name_{say.locale}"]
    return {"code": reason.code, "title": title, "of_class": reason.of_class, "since": new.since}


def version(each: Version) -> Answer:
    reopened = each.reopened
    return {
        "month": _month(each.month),
        "version": each.version,
        "hash": each.hash,
        "worked_minutes": each.sums.worked,
        "target_minutes": each.sums.target,
        "difference_minutes": each.sums.difference,
        "open_days": each.sums.open_days,
        "closed_at": each.facts_until,
        "closed_by": each.by,
        "reason": each.reason,
        "handed_over_at": None if each.handed_over is None else each.handed_over.at,
        "reopened": None if reopened is None else {"at": reopened.at, "by": reopened.by, "reason": reopened.reason},
    }


def _month(first: date) -> str:
    return f"{first:%Y-%m}"


def month(view: MonthView, own: OwnMonth, say: Translator, zone: ZoneInfo, days: str) -> Answer:
    return {
        "employment": view.holder.employment_uid,
        "month": _month(view.month),
        "worked_minutes": view.worked,
        "target_minutes": view.target,
        "difference_minutes": view.difference,
        "balance_before_minutes": view.balance_from,
        "posted_minutes": view.posted,
        "balance_minutes": view.balance_to,
        "open_days": view.open_days,
        "confirmed": [_confirmed(each) for each in view.confirmed],
        "version": None if view.story is None else version(view.story.saved.version),
        "found_since": [_found(each, say, zone) for each in view.found],
        "own_word": None if own.word is None else own_word(own.word),
        "can_answer": own.open_to_answer,
        "seen": own.seen,
        "days": days,
    }


def _confirmed(each: Confirmed) -> Answer:
    said = each.confirmation
    days = said.days
    return {"from_day": days.from_day, "to_day": days.to_day, "by": said.by, "at": said.at, "holds": each.holds}


def _found(each: Found, say: Translator, zone: ZoneInfo) -> Answer:
    return {
        "day": each.day.day,
        "before_minutes": each.day.before,
        "now_minutes": each.day.now,
        "at": each.at,
        "because": [wording.came_sentence(came, say, zone) for came in each.came],
    }


def own_word(word: OwnWord) -> Answer:
    return {
        "agreed": word.agreed,
        "at": word.at,
        "reason": word.reason,
        "answered": word.answered,
        "holds": word.holds,
    }
