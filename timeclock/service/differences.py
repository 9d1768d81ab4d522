"""What is saved otherwise than the facts give it, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is saved otherwise than the facts give it; `whose` is an employment's name, else the person's."""

    whose: str
    day: date
    column: str
    saved: object
    rebuilt: object


def unlike_values(name: str, saved: object, rebuilt: object) -> Iterator[tuple[str, object, object]]:
    """Yield what differs, of the lines of a bill and of figures each by itself: `lines[2].minutes`, 30, 31."""
    if isinstance(saved, list) and isinstance(rebuilt, list) and len(saved) == len(rebuilt):
        for no, (was, is_now) in enumerate(zip(saved, rebuilt, strict=True), start=1):
            yield from unlike_values(f"{name}[{no}]", was, is_now)
    elif isinstance(saved, dict) and isinstance(rebuilt, dict) and saved.keys() == rebuilt.keys():
        for key, was in saved.items():
            yield from unlike_values(f"{name}.{key}", was, rebuilt[key])
    elif saved != rebuilt:
        yield name, saved, rebuilt
