"""Small wrong turns of functions, one at a time: a border shifted, a condition turned round, a line left out."""

import ast
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from timeclock import core

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
# Of these a border alone is not all that may be wrong.
TURNED = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
JOINED = {ast.And: ast.Or, ast.Or: ast.And}
RECKONED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One function with one thing wrong in it: where, what stood there, and what does now."""

    module: str
    function: str
    line: int
    said: str
    wrong: str
    code: CodeType

    @property
    def name(self) -> str:
        """How the list of equivalent ones names it: not by its line, for lines move."""
        return f"{self.module}.{self.function}: {self.said} → {self.wrong}"


def mutants(name: str) -> Iterator[Mutant]:
    """Yield the mutants of a module of the core."""
    path = Path(core.__path__[0]) / f"{name}.py"
    source = path.read_text()
    for qualname, no in _places(ast.parse(source)):
        for turn, _ in enumerate(_wrong(_node(ast.parse(source), no))):
            tree = ast.parse(source)
            node = _node(tree, no)
            wrong = list(_wrong(node))[turn]
            said, line = _text(node), node.lineno if hasattr(node, "lineno") else node.iter.lineno
            changed = ast.fix_missing_locations(_Replaced(node, wrong).visit(tree))
            code = next(each for each in _codes(compile(changed, str(path), "exec")) if each.co_qualname == qualname)
            yield Mutant(name, qualname, line, said, _text(wrong), code)


class _Replaced(ast.NodeTransformer):
    def __init__(self, node: ast.AST, wrong: ast.AST) -> None:
        self.node, self.wrong = node, wrong

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.wrong, node) if node is self.node else self.generic_visit(node)


def _places(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield what functions and methods do, node by node, with their names; arguments and decorators are left out."""
    numbers = {node: no for no, node in enumerate(ast.walk(tree))}
    held = [("", each) for each in tree.body]
    held += [(f"{kind.name}.", each) for kind in tree.body if isinstance(kind, ast.ClassDef) for each in kind.body]
    for prefix, function in held:
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                for node in _done(statement):
                    yield f"{prefix}{function.name}", numbers[node]


def _done(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is done: neither annotations nor that lengths are as they have to be (`strict`)."""
    if isinstance(node, ast.arguments) or (isinstance(node, ast.keyword) and node.arg == "strict"):
        return
    yield node
    for name, part in ast.iter_fields(node):
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, ast.AST) and name not in {"annotation", "returns"}:
                yield from _done(each)


def _node(tree: ast.Module, no: int) -> ast.AST:
    return next(node for number, node in enumerate(ast.walk(tree)) if number == no)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _text(node: ast.AST) -> str:
    """Return a node as it reads; of what has a body only its condition."""
    shown = node.test if isinstance(node, ast.If | ast.While | ast.IfExp) else node
    return " ".join(ast.unparse(shown).split())


def _wrong(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(JOINED[type(node.op)](), node.values)
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not | ast.USub):
            yield node.operand
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        if type(node.op) in RECKONED:
            yield _with(node, op=RECKONED[type(node.op)]())
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in CALLED:
            yield _with(node, func=ast.Name(CALLED[node.func.id], ast.Load()))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        if not isinstance(node.test, ast.Compare | ast.UnaryOp):
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        for no, test in enumerate(node.ifs):
            if not isinstance(test, ast.Compare | ast.UnaryOp):
                yield _with(node, ifs=[*node.ifs[:no], ast.UnaryOp(ast.Not(), test), *node.ifs[no + 1 :]])
    elif isinstance(node, ast.Expr):
        if not isinstance(node.value, ast.Constant):
            yield ast.Pass()
    elif isinstance(node, ast.Continue | ast.Break):
        yield ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for no, operator in enumerate(node.ops):
        for table in (COMPARED, TURNED):
            if other := table.get(type(operator)):
                yield _with(node, ops=[*node.ops[:no], other(), *node.ops[no + 1 :]])


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _with(node: ast.AST, **parts: Any) -> ast.AST:
    return type(node)(**{**{name: getattr(node, name, None) for name in node._fields}, **parts})


def functions(name: str) -> dict[str, FunctionType]:
    """Return the functions and methods of a module as it runs, by name, whatever is wrapped around them."""
    module = importlib.import_module(f"{core.__name__}.{name}")
    found = {}
    for value in _values(module):
        function = getattr(value, "__wrapped__", value)
        function = getattr(function, "fget", getattr(function, "__func__", function))
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            found[function.__qualname__] = function
    return found


def _values(module: ModuleType) -> Iterator[Any]:
    for value in vars(module).values():
        yield value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from vars(value).values()


@contextmanager
def put_in(function: FunctionType, code: CodeType) -> Iterator[None]:
    """Let a function do something else; whoever has taken it in by name does so too."""
    held = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = held
