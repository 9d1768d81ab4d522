"""Leave that people enter: days chosen in place of pay, what was left before Timeclock, corrections, and grounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from timeclock.core.chosen_days import conversion_days, exchange_days, is_in_time
from timeclock.core.leave_figures import ExchangeDays, SocialDays
from timeclock.core.leave_situation import Ground
from timeclock.core.leave_year import NONE, LeaveKind
from timeclock.i18n.wording import N_
from timeclock.service.rulebook import Rulebook
from timeclock.store import audit, leave, leave_waiting, people
from timeclock.store.db import Session
from timeclock.store.leave import Entered
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

EVERYBODY = Scope.system("leave")


class Refusal(StrEnum):
    """Why something about leave is not entered."""

    UNKNOWN_PERSON = "unknown_person"
    NO_REASON = "no_reason"
    NO_DAYS = "no_days"
    TOO_LATE = "too_late"
    NO_MORE = "no_more"
    NOT_YET = "not_yet"
    NO_NOTICE = "no_notice"


SENTENCES = {
    Refusal.UNKNOWN_PERSON: N_("Nobody with the staff number {staff_no} is employed on {day}"),
    Refusal.NO_REASON: N_("Say why: it is shown to the person concerned"),
    Refusal.NO_DAYS: N_("Leave is entered in days and half days, not {days}"),
    Refusal.TOO_LATE: N_("Declared on {day}; for the year to come it has to be declared by {until}"),
    Refusal.NO_MORE: N_("No more of these days can be chosen for that year: {days} already are"),
    Refusal.NO_NOTICE: N_("No such notice of {year} was made; the nightly job does that"),
    Refusal.NOT_YET: N_("On {day} nothing of this kind can be chosen"),
}


class NotEntered(ValueError):
    """Something that is not entered; `figures` are what its sentence needs."""

    def __init__(self, refusal: Refusal, **figures: object) -> None:
        super().__init__(f"{refusal}: {figures}")
        self.sentence = SENTENCES[refusal]
        self.figures: Mapping[str, object] = figures


@dataclass(frozen=True, slots=True)
class Declaration:
    """Days somebody wants in place of pay for the year after, and the day she said so in text form."""

    staff_no: str
    kind: LeaveKind
    days: int
    on: date


@dataclass(frozen=True, slots=True)
class Correction:
    """Days that somebody has more or less than law and tariff give; `opening` are those of a system before this one."""

    staff_no: str
    kind: LeaveKind
    year: int
    days: Fraction
    reason: str
    opening: bool = False


def declare(
    session: Session, wanted: Declaration, rulebook: Rulebook, now: datetime, by: int | None = None
) -> Fraction:
    """Enter days chosen in place of pay; return how many are bought. Raises `NotEntered` where none can be."""
    whose = _employed(session, wanted.staff_no, wanted.on)
    figures = _figures(wanted, rulebook)
    kept = leave.kept(session, whose.person_id)
    year = wanted.on.year if wanted.kind is LeaveKind.EXCHANGE else wanted.on.year + 1
    already = kept.had(whose.employment_id).get((wanted.kind, year), NONE)
    in_all = _bought(session, whose, wanted, figures, int(already) + wanted.days)
    if in_all <= already:
        raise NotEntered(Refusal.NO_MORE, days=int(already))
    new = Entered(
        whose.employment_id, wanted.kind, year, in_all - already, "declared", wanted.on.isoformat(), figures.citation
    )
    _enter(session, whose, new, now, by)
    return new.days


def _figures(wanted: Declaration, rulebook: Rulebook) -> ExchangeDays | SocialDays:
    law = rulebook.around.law.leave
    found = law.exchange.if_on(wanted.on) if wanted.kind is LeaveKind.EXCHANGE else law.social.if_on(wanted.on)
    if found is None:
        raise NotEntered(Refusal.NOT_YET, day=wanted.on)
    if not is_in_time(found, wanted.on):
        raise NotEntered(
            Refusal.TOO_LATE, day=wanted.on, until=date(wanted.on.year, found.until_month, found.until_day)
        )
    return found


def _bought(
    session: Session, whose: Employed, wanted: Declaration, figures: ExchangeDays | SocialDays, days: int
) -> Fraction:
    week = leave.days_per_week(session, whose.employment_id, wanted.on)
    if isinstance(figures, ExchangeDays):
        return Fraction(exchange_days(figures, week, days))
    return Fraction(conversion_days(figures, week, days))


def correct(session: Session, wanted: Correction, today: date, now: datetime, by: int | None = None) -> None:
    """Enter days more or less, with a reason that the person reads."""
    whose = _employed(session, wanted.staff_no, today)
    _demand_reason(wanted.reason)
    if not wanted.days or (wanted.days * 2).denominator != 1:
        raise NotEntered(Refusal.NO_DAYS, days=float(wanted.days))
    cause = "opening" if wanted.opening else "corrected"
    new = Entered(whose.employment_id, wanted.kind, wanted.year, wanted.days, cause, wanted.reason.strip(), "")
    _enter(session, whose, new, now, by)


def carry_over(
    session: Session, staff_no: str, ground: Ground, reason: str, today: date, now: datetime, by: int | None = None
) -> None:
    """Enter why leave of a year could not be taken in it."""
    whose = _employed(session, staff_no, today)
    _demand_reason(reason)
    leave.add_ground(session, whose.employment_id, ground, reason.strip(), now, by)
    _record(session, "leave.ground", whose, now, by)


def _employed(session: Session, staff_no: str, day: date) -> Employed:
    found = people.by_staff_no(session, staff_no, day, EVERYBODY)
    if found is None:
        raise NotEntered(Refusal.UNKNOWN_PERSON, staff_no=staff_no, day=day)
    return found


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise NotEntered(Refusal.NO_REASON)


def _enter(session: Session, whose: Employed, new: Entered, now: datetime, by: int | None) -> None:
    leave.enter(session, [new], now, by)
    _record(session, f"leave.{new.cause}", whose, now, by)


def _record(session: Session, action: str, whose: Employed, now: datetime, by: int | None) -> None:
    audit.add(session, action, str(whose.employment_uid), now, by=by, person_id=whose.person_id)
    leave_waiting.mark(session, [whose.person_id], now)
