"""A protection says what belongs to its kind, and ends after it begins."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core.protections import Figures, Protection, ProtectionKind

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("kind", "to_day", "figures", "why"),
    [
        (ProtectionKind.MATERNITY, MONDAY, Figures(), "ends after it begins"),
        (ProtectionKind.OPT_OUT, None, Figures(degree=50), "knows no degree"),
        (ProtectionKind.MATERNITY, None, Figures(week=13), "knows no week"),
        (ProtectionKind.DISABLED, None, Figures(), "from 20 to 100, got 0"),
        (ProtectionKind.DISABLED, None, Figures(degree=101), "from 20 to 100, got 101"),
        (ProtectionKind.MISCARRIAGE, None, Figures(), "in a week of the pregnancy"),
    ],
)
def test_a_protection_that_cannot_be_is_refused(
    kind: ProtectionKind, to_day: date | None, figures: Figures, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Protection(kind, MONDAY, to_day, figures)
