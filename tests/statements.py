"""Statements of the tests are compiled once per process.

Each test has a database of its own, each database an engine, and each engine would compile every statement anew: that
was half of what the tests of service did. Engines of one kind share a dialect here, and what it compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

from timeclock.store.db import Database

MOST = 4_000
_known: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def learn(engine: Engine) -> None:
    """Let all later engines of this kind do as this one; a dialect knows its server only once it was connected."""
    if engine.dialect.name not in _known:
        engine.connect().close()
        engine.dispose()
        _known[engine.dialect.name] = engine.dialect, LRUCache(MOST)


def shared(connect: Callable[[str], Database]) -> Callable[[str], Database]:
    """Return what opens a database as `connect` does; what is learned of its kind already is not learned again."""

    def opened(url: str) -> Database:
        found = connect(url)
        if found.kind in _known:
            found.engine.dialect, cache = _known[found.kind]
            found.engine.update_execution_options(compiled_cache=cache)
        return found

    return opened
