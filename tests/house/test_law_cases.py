"""Every figure of law is held by a case: changed by the least there is, at least one case comes out otherwise.

The cases are all that tests/core has: the worked cases of the rulebook, the day cases, the stories, and what is written
in Python. Each runs once to note which figures it asks for; a changed figure is then tried on those that ask for it,
the quickest first.
"""

import importlib
import pkgutil
import time
from datetime import date
from functools import partial
from itertools import product
from types import FunctionType

import pytest

from tests import core as tests_of_core
from tests.core.builders import BERLIN, law_figures, written_law
from tests.core.test_rulebook_cases import ALL
from tests.house.other_law import Watch, changes, tried
from timeclock.cases.judging import judge
from timeclock.cases.kinds import KINDS
from timeclock.cases.world import World

# Of these modules one test is the cases; the others look at all of them.
THE_CASES = {
    "test_cases": {"test_a_case_comes_out_as_written"},
    "test_stories": {"test_a_month_comes_out_as_written"},
    "test_rulebook_cases": set(),
}
# With a figure that makes no sense nothing is found, or a value is refused.
OTHERWISE = (AssertionError, ValueError, LookupError, StopIteration)
HOLIDAY = "a holiday without time off has its 135 % first, and a minute has one of the two"
ROUNDED = "the month is worth the same full euros a minute more or less; of each wage a cent is noticed"
MIDNIGHT = "what is worked before lessons at midnight belongs to the day before"
# Nothing can come out otherwise.
WITHOUT_EFFECT = {
    " premiums no. 1 2005-10-01 rules no. 3 only → always": HOLIDAY,
    " school 2020-01-01 early no. 1 → 00:01–09:00": MIDNIGHT,
    " school 2024-08-01 early no. 1 → 00:01–09:00": MIDNIGHT,
    " minimum_wage 2025-01-01 month → 1 day, 19:19:00": ROUNDED,
    " minimum_wage 2025-01-01 month → 1 day, 19:21:00": ROUNDED,
    " minimum_wage 2026-01-01 month → 1 day, 19:19:00": ROUNDED,
    " minimum_wage 2026-01-01 month → 1 day, 19:21:00": ROUNDED,
    " minimum_wage 2027-01-01 month → 1 day, 19:19:00": ROUNDED,
    " minimum_wage 2027-01-01 month → 1 day, 19:21:00": ROUNDED,
}


def judged(case):
    assert judge([case], World(law_figures(), BERLIN)).failed == []


def every_case():
    """Yield each case as a call without arguments that raises where it comes out otherwise."""
    yield from (partial(judged, case) for case in ALL if case.kind in KINDS)
    for found in pkgutil.iter_modules(tests_of_core.__path__):
        module = importlib.import_module(f"{tests_of_core.__name__}.{found.name}")
        for name, test in vars(module).items():
            if name in THE_CASES.get(found.name, {name}) and is_a_case(test, module.__name__):
                yield from calls_of(test)


def is_a_case(test, module):
    if not isinstance(test, FunctionType) or test.__module__ != module or not test.__name__.startswith("test_"):
        return False
    return not hasattr(test, "is_hypothesis_test")


def calls_of(test):
    """Yield the calls that pytest makes of a test which needs no more than its parameters."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    names = [names_of(mark.args[0]) for mark in marks]
    needed = test.__code__.co_varnames[: test.__code__.co_argcount]
    if {name for each in names for name in each} == set(needed):
        for chosen in product(*(mark.args[1] for mark in marks)):
            given = {}
            for own, value in zip(names, chosen, strict=True):
                given |= dict(zip(own, values_of(value, len(own)), strict=True))
            yield partial(test, **given)


def names_of(said):
    return [name.strip() for name in said.split(",")] if isinstance(said, str) else said


def values_of(value, number):
    if hasattr(value, "marks"):  # pytest.param
        return value.values
    return value if number > 1 else (value,)


def comes_out_otherwise(case):
    try:
        case()
    except OTHERWISE:
        return True
    return False


def is_held(change, cases):
    with tried(change.changed):
        return any(comes_out_otherwise(case) for case in cases)


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
    free = {change.where for change in changes(written_law()) if not is_held(change, asking.get(change.asked, ()))}

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
