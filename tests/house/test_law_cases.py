"""Every figure of law is held by a case: changed by the least there is, at least one case comes out otherwise.

The cases are all that tests/core has: the worked cases of the rulebook, the day cases, the stories, and what is written
in Python. Each runs once to note which figures it asks for; a changed figure is then tried on those that ask for it,
the quickest first.
"""

import time
from datetime import date

import pytest

from tests.core.builders import written_law
from tests.house.every_case import every_case
from tests.house.other_law import Watch, changes, tried

# With a figure that makes no sense nothing is found, or a value is refused.
OTHERWISE = (AssertionError, ValueError, LookupError, StopIteration, pytest.fail.Exception)
HOLIDAY = "a holiday without time off has its 135 % first, and a minute has one of the two"
ROUNDED = "the month is worth the same full euros a minute more or less; of each wage a cent is noticed"
MIDNIGHT = "what is worked before lessons at midnight belongs to the day before"
NOTHING_SHORTER = "no work is shorter than none"
NEW_YEAR = "a year of leave has the figures of its first day"
NO_SUCH_DAY = "no month has a 32nd"
# Nothing can come out otherwise.
WITHOUT_EFFECT = {
    " leave social 2022-07-01 until_day → 32": NO_SUCH_DAY,
    " leave tariff 2027-01-01 → 2026-12-31": NEW_YEAR,
    " premiums no. 1 2005-10-01 rules no. 3 only → always": HOLIDAY,
    " school 2020-01-01 early no. 1 → 00:01–09:00": MIDNIGHT,
    " school 2024-08-01 early no. 1 → 00:01–09:00": MIDNIGHT,
    " short_work 1994-07-01 ignored_under → -1 day, 23:59:00": NOTHING_SHORTER,
    " minimum_wage 2025-01-01 month → 1 day, 19:19:00": ROUNDED,
    " minimum_wage 2025-01-01 month → 1 day, 19:21:00": ROUNDED,
    " minimum_wage 2026-01-01 month → 1 day, 19:19:00": ROUNDED,
    " minimum_wage 2026-01-01 month → 1 day, 19:21:00": ROUNDED,
    " minimum_wage 2027-01-01 month → 1 day, 19:19:00": ROUNDED,
    " minimum_wage 2027-01-01 month → 1 day, 19:21:00": ROUNDED,
}


def comes_out_otherwise(case):
    try:
        case()
    except OTHERWISE:
        return True
    return False


def is_held(change, cases):
    """Say whether a case notices a change; the one that does is the first to be asked about the next."""
    with tried(change.changed):
        for no, case in enumerate(cases):
            if comes_out_otherwise(case):
                cases.insert(0, cases.pop(no))
                return True
    return False


@pytest.fixture(scope="module")
def asking():
    """Return which cases ask for which figure, the quickest first."""
    found = {}
    watch = Watch(written_law())
    try:
        for case in every_case():
            began = time.perf_counter()
            asked = watch.read_by(case)
            for each in asked:
                found.setdefault(each, []).append((time.perf_counter() - began, len(asked), case))
    finally:
        watch.take_off()
    return {each: [case for *_, case in sorted(cases, key=lambda one: one[:2])] for each, cases in found.items()}


def test_every_figure_is_held_by_a_case(asking):
    free = {change.where for change in changes(written_law()) if not is_held(change, asking.get(change.asked, []))}

    assert free == set(WITHOUT_EFFECT)


def test_a_figure_that_no_case_looks_at_is_found(asking):
    longest = next(each for each in changes(written_law()) if each.where == " limits 1994-07-01 longest_day → 9:59:00")
    others = [case for asked, cases in asking.items() if asked[1] == "early" for case in cases]

    assert is_held(longest, asking[longest.asked])
    assert not is_held(longest, others[:1])


def test_every_kind_of_figure_is_changed():
    said = "\n".join(change.where for change in changes(written_law()))

    for each in ("regimes → frozenset", "travel_counts → as_long", "clocks no. 1 → ", "weeks_from → ", "percent → 19"):
        assert each in said
    assert f" school {date(2024, 8, 1)} → {date(2024, 7, 31)}" in said
