"""The figures of a trial as words, one line each: what is so now, what would be, and the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from timeclock.core.trials import Cause, Side, biggest
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording.findings import FINDING
from timeclock.i18n.wording.pay import PREMIUM_NAME
from timeclock.i18n.wording.trials import TRIAL_CAUSE

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class TrialFigure:
    """One figure on both sides; `within` is what it is a kind of, empty for a figure of its own."""

    label: str
    now: str
    then: str
    change: str
    within: str = ""


def trial_figures(
    now: Side, then: Side, say: Translator, hidden: frozenset[str] = frozenset()
) -> Iterator[TrialFigure]:
    """Yield every figure of a trial, those that are hidden left out; kinds that neither side has do not come."""
    yield trial_length(say.text(N_("Worked")), now.worked, then.worked)
    yield trial_balance(say.text(N_("Balances after the last day")), now.balance, then.balance)
    for name, label, of in (
        ("cut", N_("Cut off, lapsed or brought to another account"), trial_length),
        ("waiting", N_("Above what is kept at cut-offs, for people to decide"), trial_length),
        ("beyond", N_("Months that end beyond a limit of the account"), trial_count),
        ("open_days", N_("Open days"), trial_count),
    ):
        if name not in hidden:
            yield of(say.text(label), getattr(now, name), getattr(then, name))
    if "violated" not in hidden:
        within = say.text(N_("Violations of law"))
        yield trial_count(within, now.violated, then.violated)
        yield from _kinds(now.violations, then.violations, say, (within, FINDING), trial_count)
    if "warned" not in hidden:
        within = say.text(N_("Warnings"))
        yield trial_count(within, now.warned, then.warned)
        yield from _kinds(now.warnings, then.warnings, say, (within, FINDING), trial_count)
    if "premium" not in hidden:
        within = say.text(N_("Premiums"))
        yield trial_length(within, now.premium, then.premium)
        yield from _kinds(now.premiums, then.premiums, say, (within, PREMIUM_NAME), trial_length)


def cause_sentences(causes: Mapping[Cause, int], say: Translator) -> Iterator[tuple[str, str]]:
    """Yield what moves the balances most, with by how much: ("Außerhalb der Rahmenzeit", "−3:20")."""
    for cause, minutes in biggest(causes):
        yield say.text(TRIAL_CAUSE[cause]), _signed(minutes)


def trial_count(label: str, now: int, then: int, within: str = "") -> TrialFigure:
    change = then - now
    return TrialFigure(
        label, str(now), str(then), f"{'+' if change > 0 else formats.MINUS}{abs(change)}" if change else "0", within
    )


def trial_length(label: str, now: int, then: int, within: str = "") -> TrialFigure:
    return TrialFigure(label, _duration(now), _duration(then), _signed(then - now), within)


def trial_balance(label: str, now: int, then: int) -> TrialFigure:
    return TrialFigure(label, _signed(now), _signed(then), _signed(then - now))


def _kinds(
    now: Mapping[K, int],
    then: Mapping[K, int],
    say: Translator,
    names: tuple[str, Mapping[K, str]],
    of: Callable[[str, int, int, str], TrialFigure],
) -> Iterator[TrialFigure]:
    """Yield the kinds of a figure in the order of their list, as far as there are any on either side."""
    within, of_kind = names
    for kind in (each for each in of_kind if each in {*now, *then}):
        yield of(say.text(of_kind[kind]), now.get(kind, 0), then.get(kind, 0), within)


def _duration(minutes: int) -> str:
    return formats.duration(timedelta(minutes=minutes))


def _signed(minutes: int) -> str:
    return formats.signed(timedelta(minutes=minutes))
