"""Cut-offs: of officials what is above lapses within the law, of everybody else it goes elsewhere or to people."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.builders import law_figures
from timeclock.core.accounts import CutOff, PostingKind
from timeclock.core.cut_offs import Carried, Cut, carry_over, is_allowed, lapse_law, postings, waiting
from timeclock.core.figures import LapseFigures

YEAR_END, SINCE = date(2026, 12, 31), date(2014, 1, 1)
NONE_YET = Cut()
KEPT = CutOff(((12, 31),), 3600)
TAKEN = CutOff(((12, 31),), 3600, "agreed")
TOO_MUCH = CutOff(((12, 31),), 7201)


def of_officials(day: date = YEAR_END) -> LapseFigures:
    found = lapse_law("azvo_nrw", day, law_figures())
    assert found is not None
    return found


def written(balance: int, cut_off: CutOff, law: LapseFigures | None, cut: Cut = NONE_YET) -> list[tuple[str, str, int]]:
    return [(code, each.kind.value, each.amount) for code, each in postings(YEAR_END, balance, cut_off, law, cut)]


def test_an_officials_agreement_keeps_up_to_120_hours_on_up_to_twelve_dates() -> None:
    agreements = [(7200, 1), (7201, 1), (7200, 0), (2400, 12), (2400, 13)]

    assert [is_allowed(*each, of_officials()) for each in agreements] == [True, False, False, True, False]


def test_credit_lapses_of_officials_alone_and_since_the_ordinance_says_so() -> None:
    law = law_figures()

    assert of_officials(SINCE).citation == "AZVO NRW §14 Abs. 5"
    assert lapse_law("tvoed", YEAR_END, law) is None
    assert lapse_law("azvofeu_nrw", YEAR_END, law) is None
    assert lapse_law("azvo_nrw", date(2013, 12, 31), law) is None


@pytest.mark.parametrize(
    ("balance", "official", "tariff"),
    [
        (3661, Carried(3600, 61, 0), Carried(3600, 0, 61)),
        (3600, Carried(3600, 0, 0), Carried(3600, 0, 0)),
        (-90, Carried(-90, 0, 0), Carried(-90, 0, 0)),
    ],
)
def test_what_is_above_lapses_or_goes_elsewhere_and_a_debt_stays(
    balance: int, official: Carried, tariff: Carried
) -> None:
    assert carry_over(balance, 3600, of_officials()) == official
    assert carry_over(balance, 3600, None) == tariff


def test_an_officials_credit_is_written_off_with_the_date_as_origin() -> None:
    [(code, lapse)] = postings(YEAR_END, 3661, KEPT, of_officials())

    assert (code, lapse.day, lapse.amount, lapse.kind) == ("", YEAR_END, -61, PostingKind.LAPSE)
    assert lapse.origin == "cut-off 2026-12-31"


def test_under_the_tariff_what_is_above_goes_to_the_account_named() -> None:
    assert written(3661, TAKEN, None) == [("", "transfer", -61), ("agreed", "transfer", 61)]
    assert waiting(3661, TAKEN, None) == 0


def test_without_such_an_account_people_decide_and_nothing_is_written() -> None:
    assert written(3661, KEPT, None) == []
    assert waiting(3661, KEPT, None) == 61
    assert waiting(3600, KEPT, None) == 0


def test_an_agreement_the_law_does_not_allow_takes_nothing_from_an_official() -> None:
    assert written(9000, TOO_MUCH, of_officials()) == []
    assert waiting(9000, TOO_MUCH, of_officials()) == 9000 - 7201
    assert waiting(9000, KEPT, of_officials()) == 0


def test_a_month_closed_anew_gives_back_what_lapsed_too_much() -> None:
    [(_, back)] = postings(YEAR_END, 3630, KEPT, of_officials(), Cut(lapsed=61, turns=1))

    assert (back.amount, back.origin) == (31, "cut-off 2026-12-31/2")
    assert written(3661, KEPT, of_officials(), Cut(lapsed=61, turns=1)) == []
    assert written(3700, TAKEN, None, Cut(moved=61, turns=1)) == [("", "transfer", -39), ("agreed", "transfer", 39)]
