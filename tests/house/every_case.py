"""Every case of tests/core, as a call without arguments that raises where it comes out otherwise."""

import importlib
import pkgutil
from functools import partial
from itertools import product
from types import FunctionType

from tests import core as tests_of_core
from tests.core.builders import BERLIN, law_figures
from tests.core.test_rulebook_cases import ALL
from timeclock.cases.judging import judge
from timeclock.cases.kinds import KINDS
from timeclock.cases.world import World

# Of these modules one test is the cases; the others look at all of them.
THE_CASES = {
    "test_cases": {"test_a_case_comes_out_as_written"},
    "test_stories": {"test_a_month_comes_out_as_written"},
    "test_rulebook_cases": set(),
    "test_case_files": set(),
}


def judged(case):
    assert judge([case], World(law_figures(), BERLIN)).failed == []


def every_case():
    """Yield the worked cases of the rulebook, the day cases, the stories, and the tests written in Python."""
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
