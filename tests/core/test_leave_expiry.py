"""Until when leave can be taken: the border of each rule, and what no worked case says."""

from datetime import date

import pytest

from tests.core.builders import law_figures
from timeclock.core.leave_expiry import Expiry, ExpiryReason, Unused, expiry
from timeclock.core.leave_year import LeaveKind


def until(kind=LeaveKind.ANNUAL, year=2026, regime="tvoed", **more) -> Expiry:
    return expiry(Unused(kind, year, regime, **more), law_figures().leave)


@pytest.mark.parametrize(
    ("said", "on", "reason"),
    [
        ({}, None, ExpiryReason.UNINFORMED),
        ({"informed": True}, "2026-12-31", ExpiryReason.YEAR),
        ({"informed": True, "ground": True}, "2027-03-31", ExpiryReason.CARRIED),
        ({"informed": True, "ground": True, "prevented": True}, "2027-05-31", ExpiryReason.PREVENTED),
        ({"ill": True, "informed": True}, "2028-03-31", ExpiryReason.ILL),
        ({"ill": True}, "2028-03-31", ExpiryReason.ILL),
        ({"ill": True, "worked": True}, None, ExpiryReason.ILL_UNINFORMED),
        ({"returned_on": date(2027, 3, 1)}, "2028-12-31", ExpiryReason.RETURNED),
        ({"regime": "azvo_nrw"}, "2028-03-31", ExpiryReason.OFFICIAL),
        ({"regime": "azvofeu_nrw"}, "2028-03-31", ExpiryReason.OFFICIAL),
        ({"regime": "wahlamt", "returned_on": date(2027, 3, 1)}, "2028-03-31", ExpiryReason.OFFICIAL),
        ({"kind": LeaveKind.EXCHANGE, "regime": "azvo_nrw"}, "2027-12-31", ExpiryReason.CHOSEN),
        ({"kind": LeaveKind.REGENERATION}, "2026-12-31", ExpiryReason.CHOSEN),
        ({"kind": LeaveKind.CONVERSION}, "2026-12-31", ExpiryReason.CHOSEN),
        ({"kind": LeaveKind.DISABILITY}, None, ExpiryReason.UNINFORMED),
    ],
)
def test_the_first_rule_that_has_something_to_say_decides(said, on, reason):
    found = until(**said)

    assert (found.on, found.reason) == (None if on is None else date.fromisoformat(on), reason)


def test_carried_over_leave_only_has_to_begin():
    assert until(informed=True, ground=True).begun
    assert until(informed=True, ground=True, prevented=True).begun
    assert not until(informed=True).begun


def test_before_the_tariff_said_so_nothing_lasts_longer_than_until_march():
    assert until(year=2004, informed=True, ground=True, prevented=True).on == date(2005, 3, 31)


def test_days_nobody_could_choose_yet_lapse_like_all_others():
    assert until(LeaveKind.EXCHANGE, 2020, informed=True).on == date(2020, 12, 31)
    assert until(LeaveKind.CONVERSION, 2020, informed=True).on == date(2020, 12, 31)
