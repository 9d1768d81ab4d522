"""How the months of an account went: the geometry of the pictures, and what is saved beside them on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert

from tests.city import NOW, City
from tests.web.conftest import Visitor
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds
from timeclock.store import accounts, courses
from timeclock.store.schema.leave import entitlement_use
from timeclock.store.schema.results import day_result
from timeclock.web import charts
from timeclock.web.charts import GROUND, TOP

Arrive = Callable[[str], Visitor]
MONTHS = [date(2026, month, 1) for month in (8, 9, 10, 11)]


@pytest.mark.parametrize(
    ("amounts", "scale"),
    [
        ([0, 0], [0, 60]),
        ([59], [0, 60]),
        ([60, 0, 300], [0, 60, 120, 180, 240, 300]),
        ([301], [0, 120, 240, 360]),
        ([-61, 61], [-120, -60, 0, 60, 120]),
        ([-9000, -8000], [-9000, -6000, -3000, 0]),
    ],
)
def test_a_scale_is_round_and_holds_zero_and_all_amounts(amounts: list[int], scale: list[int]) -> None:
    drawn = charts.line(MONTHS[: len(amounts)], amounts, 60)

    assert [tick.amount for tick in drawn.ticks] == scale
    assert (drawn.ticks[0].y, drawn.ticks[-1].y) == (GROUND, TOP)
    assert all(TOP <= point.y <= GROUND for point in drawn.points)


def test_bars_stand_on_zero_and_beside_each_other_within_the_drawing() -> None:
    drawn = charts.bars(MONTHS, ([60, 120, -60, 0], [120, 120, 120, 120]), 60)
    first, below = drawn.bars[0], drawn.bars[2]

    assert first.y + first.height == pytest.approx(drawn.zero)
    assert below.y == pytest.approx(drawn.zero)
    assert all(bar.x >= 14 and bar.x + bar.width <= 100 for bar in drawn.bars)
    worked, target = drawn.bars[:4], drawn.bars[4:]
    assert all(a.x + a.width == pytest.approx(b.x, abs=0.01) for a, b in zip(worked, target, strict=True))
    assert [name.month.month for name in drawn.names] == [8, 11]


@pytest.fixture
def town(small_town: City) -> City:
    """Ms Aydin's October is closed at −1:00, of which her days say −2:00; in November she is 0:30 over so far."""
    with small_town.database.transaction() as session:
        account_kinds.bring(session, NOW)
        who = small_town.aydin.employment_id
        days = [
            (date(2025, 11, 3), "complete", 480, 468, 12),
            (date(2026, 10, 1), "frozen", 348, 468, -120),
            (date(2026, 11, 2), "complete", 498, 468, 30),
            (date(2026, 11, 3), "open", None, 468, None),
        ]
        session.execute(delete(day_result))
        made = {"employment_id": who, "present_min": 0, "lines": [], "rules_hash": "made up", "facts_until": NOW}
        names = ("day", "state", "worked_min", "target_min", "difference_min")
        session.execute(insert(day_result), [{**made, **dict(zip(names, day, strict=True))} for day in days])
        account = accounts.opened(session, who, FLEXTIME, Unit.MINUTES, date(2026, 10, 1), NOW)
        closed = Posting(date(2026, 10, 31), -60, PostingKind.MONTH, "2026-10/1", date(2026, 10, 1), "")
        accounts.post(session, account.id, closed, NOW)
        taken = {"employment_id": who, "day": date(2026, 11, 9), "no": 0, "kind": "annual", "leave_year": 2026}
        session.execute(insert(entitlement_use), {**taken, "milli_days": 1500})
    return small_town


def test_the_balance_of_a_month_is_what_the_statement_says(town: City) -> None:
    who = town.aydin.employment_id
    with town.database.reading() as session:
        gone = courses.months(session, who, DaySpan(date(2025, 12, 1), date(2026, 12, 1)))
        stands = [accounts.standing(session, who, first)[FLEXTIME] for first in (MONTHS[3], date(2026, 12, 1))]

    assert [(each.month.month, each.balance, each.worked, each.target, each.milli_days) for each in gone] == [
        (10, timedelta(minutes=-48), timedelta(minutes=348), timedelta(minutes=468), 0),
        (11, timedelta(minutes=-18), timedelta(minutes=498), timedelta(minutes=468), 1500),
    ]
    assert [each.balance for each in gone] == [timedelta(minutes=each) for each in stands]


def test_each_picture_says_itself_and_its_table_says_the_same(town: City, signed_in: Arrive) -> None:
    page = signed_in("aydin").get("/me/accounts/2026-11").text
    [balance, worked, leave] = re.findall(r'<svg class="tc-chart".*?</details>', page, re.DOTALL)

    assert all('role="img"' in each and "<title" in each and "<desc" in each for each in (balance, worked, leave))
    assert "Ende November 2026: −0:18." in balance
    assert re.findall(r'<td class="tc-num">([^<]+)</td>', balance) == ["−0:48", "−0:18"]
    assert re.findall(r'<td class="tc-num">([^<]+)</td>', worked) == ["5:48", "7:48", "8:18", "7:48"]
    assert re.findall(r'<td class="tc-num">([^<]+)</td>', leave) == ["0", "1,5"]
    assert "Verlauf der Monate" not in signed_in("celik").get("/me/accounts/2026-11").text
