"""What becomes of an account at a cut-off: carried over, lapsed, or brought elsewhere (AZVO NRW §14, TVöD §10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from timeclock.core.accounts import CutOff, Posting, PostingKind
from timeclock.core.figures import LapseFigures, LawFigures
from timeclock.core.spans import MINUTE


@dataclass(frozen=True, slots=True)
class Carried:
    """What of a balance is carried over, what lapses, and what goes to another account or waits for a decision."""

    carried: int
    lapsed: int
    over: int


def is_allowed(keep: int, dates: int, law: LapseFigures) -> bool:
    """Say whether an official's credit may lapse by such an agreement: 120:00 are kept at most, on 1 to 12 dates."""
    return keep <= law.most_kept // MINUTE and 1 <= dates <= law.most_dates


def carry_over(balance: int, keep: int, law: LapseFigures | None) -> Carried:
    """Return what becomes of a balance: of 131:30 where 120:00 are kept, 11:30 lapse, of officials alone.

    `law` is None for everybody else: nothing of theirs ever lapses (OPEN-17). What is owed is carried over whole.
    """
    over = max(0, balance - keep)
    return Carried(balance - over, over, 0) if law is not None else Carried(balance - over, 0, over)


def lapse_law(regime: str, on: date, law: LawFigures) -> LapseFigures | None:
    """Return the law by which credit under these terms lapses on a day, None where none does."""
    found = law.lapse.if_on(on)
    return found if found is not None and regime in found.regimes else None


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut off up to now at one date: what lapsed and what went to another account, and in how many turns."""

    lapsed: int = 0
    moved: int = 0
    turns: int = 0


NOTHING_YET = Cut()


def postings(
    on: date, balance: int, cut_off: CutOff, law: LapseFigures | None, cut: Cut = NOTHING_YET
) -> Iterator[tuple[str, Posting]]:
    """Yield what a cut-off writes, each with the account it is for, the one cut off being the empty name.

    `balance` is without what was cut off at this date before, so that a month closed anew gives back what lapsed too
    much. An agreement that the law of officials does not allow writes nothing, nor does one that leaves the rest to
    people: `waiting` says how much that is.
    """
    found = applied(balance, cut_off, law)
    lapsed, moved = found.lapsed - cut.lapsed, (found.over if cut_off.to else 0) - cut.moved
    origin = origin_of(on) if not cut.turns else f"{origin_of(on)}/{cut.turns + 1}"
    if lapsed:
        yield "", Posting(on, -lapsed, PostingKind.LAPSE, origin)
    if moved:
        yield "", Posting(on, -moved, PostingKind.TRANSFER, origin)
        yield cut_off.to, Posting(on, moved, PostingKind.TRANSFER, origin)


def waiting(balance: int, cut_off: CutOff, law: LapseFigures | None) -> int:
    """Return what stays above what is kept until people decide: paid, ordered as overtime, or brought elsewhere."""
    return max(0, balance - cut_off.keep) if _is_peoples(cut_off, law) else 0


def applied(balance: int, cut_off: CutOff, law: LapseFigures | None) -> Carried:
    """Return what becomes of a balance at a cut-off; all of it is carried over where people decide what comes next."""
    if _is_peoples(cut_off, law):
        return Carried(balance, 0, 0)
    return carry_over(balance, cut_off.keep, law)


def _is_peoples(cut_off: CutOff, law: LapseFigures | None) -> bool:
    """Say whether people decide: of officials where the law does not allow the agreement, of others without account."""
    return not cut_off.to if law is None else not is_allowed(cut_off.keep, len(cut_off.on), law)


def origin_of(on: date) -> str:
    """Return what a posting of a cut-off comes from."""
    return f"cut-off {on.isoformat()}"
