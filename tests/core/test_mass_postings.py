"""Who of many is hit by one act, who is left out and why, and what it does to a balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from timeclock.core.absences import AbsenceReason, Averaging, Credit
from timeclock.core.accounts import AccountKind, Limits, Opened
from timeclock.core.amounts import Unit
from timeclock.core.day import DayResult, DayState
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.mass_postings import (
    Account,
    Away,
    Effect,
    LeftOut,
    Looked,
    Order,
    Selection,
    Written,
    effect,
    fits_many,
    left_out,
    written,
)
from timeclock.core.spans import MINUTE, ZERO, DaySpan

DAY, TODAY = date(2026, 11, 19), date(2026, 11, 20)
DUE = timedelta(hours=7, minutes=48)
AWAY = Order(Away("bridge_day", DAY, DAY), Selection(), "Brückentag")
WRITTEN = Order(Written("flextime", DAY, 60), Selection(), "Dank für die Wahl")
KIND = AccountKind(
    "flextime", {}, Unit.MINUTES, regimes=frozenset({"tvoed"}), opened=Opened.BY_RULE, limits=Limits(most_credit=600)
)
HERS = Account(KIND, is_hers=False, regime="tvoed", balance=0)
FINE = Looked(is_employed=True, is_away=False, is_closed=False, effect=Effect(DUE), account=HERS)
ANY_DAY = replace(WRITTEN, selection=Selection(only_planned=False))


@pytest.mark.parametrize(
    ("order", "looked", "why"),
    [
        (AWAY, FINE, None),
        (AWAY, replace(FINE, is_employed=False), LeftOut.NOT_EMPLOYED),
        (AWAY, replace(FINE, is_away=True), LeftOut.AWAY),
        (AWAY, replace(FINE, effect=Effect()), LeftOut.NO_PLAN),
        (AWAY, replace(FINE, is_closed=True), None),
        (WRITTEN, FINE, None),
        (WRITTEN, replace(FINE, is_away=True), None),
        (WRITTEN, replace(FINE, effect=Effect()), LeftOut.NO_PLAN),
        (ANY_DAY, replace(FINE, effect=Effect()), None),
        (WRITTEN, replace(FINE, is_closed=True), LeftOut.MONTH_CLOSED),
        (WRITTEN, replace(FINE, account=replace(HERS, kind=None)), LeftOut.NO_ACCOUNT),
        (WRITTEN, replace(FINE, account=replace(HERS, regime="azvo")), LeftOut.NO_ACCOUNT),
        (WRITTEN, replace(FINE, account=replace(HERS, regime="azvo", is_hers=True)), None),
        (WRITTEN, replace(FINE, account=replace(HERS, kind=replace(KIND, opened=Opened.BY_HAND))), LeftOut.NO_ACCOUNT),
        (WRITTEN, replace(FINE, account=replace(HERS, balance=600)), LeftOut.BEYOND_LIMIT),
    ],
)
def test_who_is_left_out_and_why(order: Order, looked: Looked, why: LeftOut | None) -> None:
    assert left_out(order, looked) is why


def test_who_has_no_account_to_be_written_on_has_none_in_any_case() -> None:
    assert not replace(HERS, kind=None, is_hers=True).is_to_have


@pytest.mark.parametrize(
    ("selection", "taken"),
    [
        (Selection(), True),
        (Selection(models=frozenset({"gleitzeit-39"})), True),
        (Selection(models=frozenset({"schicht"})), False),
        (Selection(models=frozenset({"schicht"}), also=frozenset({"10001"})), True),
        (Selection(also=frozenset({"10001"}), but=frozenset({"10001"})), False),
        (Selection(but=frozenset({"10002"})), True),
    ],
)
def test_a_number_counts_before_units_and_models(selection: Selection, taken: bool) -> None:
    assert selection.takes("10001", "gleitzeit-39", in_units=True) is taken


def test_outside_the_units_a_number_alone_helps() -> None:
    assert not Selection().takes("10001", "gleitzeit-39", in_units=False)
    assert Selection(also=frozenset({"10001"})).takes("10001", "gleitzeit-39", in_units=False)


def day(
    on: date, target: timedelta, difference: timedelta | None, credited: timedelta = ZERO, work: timedelta = ZERO
) -> DayResult:
    away: Mapping[str, str] = {"of_class": "release"}
    lines = (
        Line(Part.WORKED, Reason.WORK, work, "", ""),
        Line(Part.TARGET, Reason.ABSENT_NO_TARGET, ZERO, "", "", figures=away),
        Line(Part.WORKED, Reason.ABSENT, credited, "", "", figures=away),
    )
    return DayResult(1, on, DayState.COMPLETE, work, work, target, difference, (), lines, ())


@pytest.mark.parametrize(
    ("on", "now", "then", "moved"),
    [
        # A bridge day to come, credited: as if it had been worked.
        (TODAY, -DUE, ZERO, ZERO),
        # A flextime day to come costs its target.
        (TODAY, -DUE, -DUE, -DUE),
        # Snow on a day that is over: what was missing comes back.
        (DAY, -timedelta(hours=4), ZERO, timedelta(hours=4)),
        (DAY, None, ZERO, None),
        (TODAY, None, None, None),
    ],
)
def test_what_moves_is_what_the_balance_does_not_know_yet(
    on: date, now: timedelta | None, then: timedelta | None, moved: timedelta | None
) -> None:
    credited = DUE if then == ZERO else ZERO
    found = effect([day(on, DUE, now)], [day(on, DUE, then, credited)], TODAY)

    assert found == Effect(DUE, credited, moved)


def test_of_several_days_one_that_is_open_leaves_the_whole_open() -> None:
    days = [day(DAY, DUE, None), day(TODAY, DUE, -DUE)]

    assert effect(days, [day(DAY, DUE, ZERO), day(TODAY, DUE, ZERO)], TODAY).moved is None


def test_a_posting_moves_what_it_says() -> None:
    assert written(-45, DUE) == Effect(DUE, ZERO, -45 * MINUTE)


def test_what_needs_a_certificate_or_figures_is_not_for_many() -> None:
    reason = AbsenceReason("closure", Credit.PLANNED, Averaging.COUNTS, {}, {}, "", "")

    assert fits_many(reason)
    assert not fits_many(replace(reason, needs_certificate=True))
    assert not fits_many(replace(reason, credit=Credit.TRIP))


def test_an_act_says_its_days() -> None:
    assert replace(AWAY.act, last=TODAY).days == DaySpan(DAY, date(2026, 11, 21))
    assert WRITTEN.act.days == DaySpan.one(DAY)
