"""Every figure of law is used: what a reader takes from `config/law` and hands to the core, the core asks for."""

import ast
import dataclasses
import typing
from datetime import timedelta

from tests.house.tree import modules, parse
from timeclock.core import figures
from timeclock.core.dated import Dated
from timeclock.core.figures import LawFigures
from timeclock.core.premiums import PremiumFigures

ASKED = {
    node.attr
    for path in modules("timeclock/core")
    for node in ast.walk(parse(path))
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
}


def kinds_of(table, hints):
    """Return the classes of figures that hang below the fields of a class, however they are wrapped."""
    for field in dataclasses.fields(table):
        waiting = [hints(table)[field.name]]
        while waiting:
            kind = waiting.pop()
            waiting += typing.get_args(kind)
            if dataclasses.is_dataclass(kind) and isinstance(kind, type) and kind is not Dated:
                yield kind


def unused(table, asked, hints=typing.get_type_hints):
    """Return the figures that nothing in the core asks for, as Class.figure."""
    found, seen, waiting = set(), set(), [table]
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            found |= {f"{kind.__name__}.{field.name}" for field in dataclasses.fields(kind) if field.name not in asked}
            waiting += kinds_of(kind, hints)
    return found


def test_the_core_asks_for_every_figure_of_law():
    assert unused(LawFigures, ASKED) == set()


def test_all_classes_of_figures_are_looked_at():
    looked_at = set(kinds_of(LawFigures, typing.get_type_hints))

    assert {figures.BreakFigures, figures.OnDemandFigures, PremiumFigures} <= looked_at


def test_a_figure_that_nobody_asks_for_is_found():
    @dataclasses.dataclass
    class Planted:
        planted_limit: timedelta

    @dataclasses.dataclass
    class WithPlanted:
        breaks: Dated

    hints = {WithPlanted: {"breaks": Dated[Planted]}, Planted: {"planted_limit": timedelta}}

    assert unused(WithPlanted, ASKED, hints.get) == {"Planted.planted_limit"}
