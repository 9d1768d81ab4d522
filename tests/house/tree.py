"""The source as the house rules read it: files and syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("timeclock", "reports", "terminals", "demo")


def modules(*packages: str) -> Iterator[Path]:
    """Yield the Python files of packages, without what npm brought."""
    for package in packages:
        yield from sorted(path for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
