"""A file of worked cases: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NEEDED = ("id", "kind", "person", "policy", "expected")


class UnreadableCase(ValueError):
    """A line is no case; `line` is its number."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case with the line it stands in.

    `decision` is the number of the decision note that says why the law is read otherwise; empty means it is not.
    """

    line: int
    id: str
    kind: str
    title: str
    decision: str
    said: Mapping[str, Any]


def cases_of(lines: Iterable[str]) -> Iterator[Case]:
    """Yield the cases of a file's lines; raise `UnreadableCase` at the first that is none."""
    for no, line in enumerate(lines, start=1):
        if line.strip():
            yield _case(no, line)


def _case(no: int, line: str) -> Case:
    try:
        said = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableCase(no, f"this is not JSON: {error}") from None
    if not isinstance(said, dict):
        raise UnreadableCase(no, "a case is a JSON object")
    needed = ("id", "kind", "given") if said.get("kind") == "behaviour" else NEEDED
    missing = [key for key in needed if key not in said]
    if missing:
        raise UnreadableCase(no, f"a case has {', '.join(needed)}; missing here: {', '.join(missing)}")
    title, decision = str(said.get("title", "")), str(said.get("decision", ""))
    return Case(no, str(said["id"]), str(said["kind"]), title, decision, said)
