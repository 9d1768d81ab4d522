"""Hours of pay are exact until they are kept, and then rounded half up."""

from fractions import Fraction

import pytest

from timeclock.core.amounts import thousandths


@pytest.mark.parametrize(("amount", "kept"), [("1.3125", 1313), ("1.3124", 1312), ("10", 10_000), ("0", 0)])
def test_hours_of_pay_are_kept_in_thousandths(amount: str, kept: int) -> None:
    assert thousandths(Fraction(amount)) == kept
