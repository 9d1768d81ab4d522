"""Imports stand at the top, and the pure packages import nothing from outside."""

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.house.tree import PRODUCT, modules, name_of, parse

HIDDEN = re.compile(r"^(?!import |from ).*\bimport\b|import_module|__import__", re.MULTILINE)
PURE = {
    "timeclock/core": {"timeclock.core"},
    "timeclock/ledger": {"timeclock.ledger", "cryptography"},
}


def may_hide_imports(text: str) -> bool:
    """Say quickly whether a file may import anything but at the beginning of a line."""
    return bool(HIDDEN.search(text))


def hidden_imports(tree: ast.Module) -> list[int]:
    """Return the lines of imports inside a function: each marks a circle somebody should cut."""
    inside = [node for function in _outermost_functions(tree) for node in ast.walk(function)]
    statements = [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]
    calls = [node.lineno for node in inside if isinstance(node, ast.Call) and _loads_a_module(node.func)]
    return sorted({*statements, *calls})


def _outermost_functions(node: ast.AST) -> Iterator[ast.AST]:
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield below
        else:
            yield from _outermost_functions(below)


def _loads_a_module(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def foreign_imports(tree: ast.Module, allowed: set[str]) -> list[str]:
    """Return what is imported beyond the standard library and `allowed`."""
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [
        name
        for name in names
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == own or name.startswith(f"{own}.") for own in allowed)
    ]


# The table of commands (docs/decisions/0168-what-nobody-asks-for-is-not-read.md).
READS_WHEN_ASKED = "timeclock/cli/__init__.py"


def test_no_import_hides_inside_a_function():
    suspects = [path for path in modules(*PRODUCT) if may_hide_imports(path.read_text())]
    suspects = [path for path in suspects if name_of(path) != READS_WHEN_ASKED]
    found = [f"{name_of(path)}:{line}" for path in suspects for line in hidden_imports(parse(path))]

    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "def f():\n    import json\n",
        "async def f():\n    from json import loads\n",
        "class A:\n    def f(self):\n        if self:\n            import json\n",
        "def f():\n    return importlib.import_module('json')\n",
    ],
)
def test_a_hidden_import_is_found(planted):
    assert may_hide_imports(planted)
    assert hidden_imports(ast.parse(planted))


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_import_the_standard_library_and_what_the_design_grants(package):
    found = {name_of(path): foreign_imports(parse(path), PURE[package]) for path in modules(package)}

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("planted", ["import sqlalchemy", "from timeclock.store import db", "from . import spans"])
def test_a_foreign_import_is_found(planted):
    assert foreign_imports(ast.parse(planted), PURE["timeclock/core"])
