"""Until when leave of a year can be taken: but for a few cases it lapses only where its owner was told in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timeclock.core.leave_figures import LeaveLaw
from timeclock.core.leave_months import last_day
from timeclock.core.leave_year import LeaveKind
from timeclock.core.periods import MONTHS


class ExpiryReason(StrEnum):
    """Why leave can be taken until a day, or without an end.

    chosen: a day in place of pay. official. returned: after a ban on employment or parental leave. ill: throughout.
    ill_uninformed, uninformed: nobody told her, so it does not lapse. year: of its own year. prevented: until 31 May.
    carried: until 31 March.
    """

    CHOSEN = "chosen"
    OFFICIAL = "official"
    RETURNED = "returned"
    ILL = "ill"
    ILL_UNINFORMED = "ill_uninformed"
    UNINFORMED = "uninformed"
    YEAR = "year"
    PREVENTED = "prevented"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Unused:
    """Leave of a year that is left, and what decides how long.

    `year`: the leave year, of a day in place of pay that of the declaration. `informed`: she was told how much she has,
    asked to take it and warned, and there is proof. `ground`: she could not take it in its year. `prevented`: nor until
    31 March. `ill`: through the year and on; `worked`: she had worked in the year before. `returned_on`: from a ban on
    employment or from parental leave.
    """

    kind: LeaveKind
    year: int
    regime: str
    informed: bool = False
    ground: bool = False
    prevented: bool = False
    ill: bool = False
    worked: bool = False
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """Until which day leave can be taken, None without an end; `begun`: it is enough that it begins by then."""

    on: date | None
    reason: ExpiryReason
    citation: str
    begun: bool = False


def expiry(unused: Unused, law: LeaveLaw) -> Expiry:
    """Return until when leave can be taken; the first of the rules decides that has something to say."""
    new_year = date(unused.year, 1, 1)
    figures, officials = law.expiry.on(new_year), law.officials.if_on(new_year)
    if unused.kind is not LeaveKind.ANNUAL and (chosen := _chosen(unused, law)) is not None:
        return chosen
    if officials is not None and unused.regime in officials.regimes:
        until = last_day(unused.year + 1, officials.months_after)
        return Expiry(until, ExpiryReason.OFFICIAL, officials.expiry_citation)
    if unused.returned_on is not None:
        until = last_day(unused.returned_on.year + figures.return_years, MONTHS)
        return Expiry(until, ExpiryReason.RETURNED, figures.return_citation)
    if unused.ill:
        return _ill(unused, law)
    if not unused.informed:
        return Expiry(None, ExpiryReason.UNINFORMED, figures.informed_citation)
    if not unused.ground:
        return Expiry(last_day(unused.year, MONTHS), ExpiryReason.YEAR, figures.year_citation)
    return _carried(unused, law)


def _chosen(unused: Unused, law: LeaveLaw) -> Expiry | None:
    """Return until when a day in place of pay can be taken: the year after its declaration, or the year it is for."""
    exchange, social = law.exchange.if_on(date(unused.year, 1, 1)), law.social.if_on(date(unused.year, 1, 1))
    if unused.kind is LeaveKind.EXCHANGE and exchange is not None:
        return Expiry(last_day(unused.year + 1, exchange.months_after), ExpiryReason.CHOSEN, exchange.citation)
    if unused.kind in {LeaveKind.REGENERATION, LeaveKind.CONVERSION} and social is not None:
        return Expiry(last_day(unused.year, MONTHS), ExpiryReason.CHOSEN, social.citation)
    return None


def _ill(unused: Unused, law: LeaveLaw) -> Expiry:
    """Return fifteen months after the year; none where she had worked in it and nobody had told her (C-518/20)."""
    figures = law.expiry.on(date(unused.year, 1, 1))
    if unused.worked and not unused.informed:
        return Expiry(None, ExpiryReason.ILL_UNINFORMED, figures.informed_citation)
    return Expiry(last_day(unused.year + 1, figures.ill_months), ExpiryReason.ILL, figures.ill_citation)


def _carried(unused: Unused, law: LeaveLaw) -> Expiry:
    new_year = date(unused.year, 1, 1)
    prevented, figures = law.prevented.if_on(new_year), law.expiry.on(new_year)
    if unused.prevented and prevented is not None:
        until = last_day(unused.year + 1, prevented.months)
        return Expiry(until, ExpiryReason.PREVENTED, prevented.citation, begun=True)
    until = last_day(unused.year + 1, figures.carried_months)
    return Expiry(until, ExpiryReason.CARRIED, figures.carried_citation, begun=True)
