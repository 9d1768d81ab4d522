"""A test states what it expects; one that cannot fail protects nothing."""

import ast

import pytest

from tests.house.tree import modules, name_of, parse

STATES = ("assert", "expect", "raises", "warns", "fail")


def silent_tests(tree: ast.Module) -> list[str]:
    """Return the tests without an assertion, an expected exception or a call that asserts."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [function.name for function in functions if function.name.startswith("test_") and not _states(function)]


def _states(function: ast.AST) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name.startswith(STATES):
                return True
    return False


def test_every_test_states_something():
    found = [f"{name_of(path)}: {name}" for path in modules("tests") for name in silent_tests(parse(path))]

    assert found == []


@pytest.mark.parametrize(
    "planted", ["def test_a():\n    f()\n", "class TestA:\n    def test_a(self):\n        x = 1\n"]
)
def test_a_silent_test_is_found(planted):
    assert silent_tests(ast.parse(planted)) == ["test_a"]


@pytest.mark.parametrize("good", ["assert x", "with pytest.raises(E): f()", "expect_no_violations(page)"])
def test_a_test_that_states_something_passes(good):
    assert silent_tests(ast.parse(f"def test_a():\n    {good}\n")) == []
