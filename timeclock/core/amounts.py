"""What a day gives payroll besides premiums: minutes and hours of pay by kind, never money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from math import floor

from timeclock.core.dated import Since
from timeclock.core.spans import MINUTE, Span

THOUSAND = 1000
HALF = Fraction(1, 2)


class AmountKind(StrEnum):
    """What the amount is for.

    on_call: the flat rate of Rufbereitschaft; on_call_hours: its hours where it is short; call_out and remote_call:
    what is paid of work during it, away from the place of stay and at it; standby_on_site: Bereitschaftsdienst;
    standby_time: Bereitschaftszeit within the regular week (TVöD §9).
    """

    ON_CALL = "on_call"
    ON_CALL_HOURS = "on_call_hours"
    CALL_OUT = "call_out"
    REMOTE_CALL = "remote_call"
    STANDBY_ON_SITE = "standby_on_site"
    STANDBY_TIME = "standby_time"


class Unit(StrEnum):
    """What is counted: minutes, or hours of pay, which are kept in thousandths."""

    MINUTES = "min"
    PAY_HOURS = "milli"


@dataclass(frozen=True, slots=True)
class Amount:
    """One kind's amount on a day, with the duties or the work it comes from; `since`: from when on its figure holds."""

    kind: AmountKind
    amount: Fraction
    unit: Unit
    rule: str
    citation: str
    spans: tuple[Span, ...]
    since: Since | None = None


def of_minutes(
    kind: AmountKind, length: timedelta, rule: str, citation: str, spans: Iterable[Span], since: Since | None = None
) -> Amount:
    """Return an amount of full minutes."""
    return Amount(kind, Fraction(length // MINUTE), Unit.MINUTES, rule, citation, tuple(spans), since)


def thousandths(amount: Fraction) -> int:
    """Return hours of pay as they are kept, half a thousandth upwards: 1.3125 is 1313."""
    return floor(amount * THOUSAND + HALF)
