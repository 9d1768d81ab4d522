"""The lines of a file sent through a page, with what becomes of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from timeclock.core.stamps import StampKind
from timeclock.service.people_reasons import Hint
from timeclock.service.profiles import Cell
from timeclock.service.staff_changes import Difference
from timeclock.store.rosters import NewShift


@dataclass(frozen=True, slots=True)
class LineSeen:
    """What becomes of one line, by a word of its kind's `OUTCOMES`, and why or what.

    `said` are the moments and kinds of stamps it was read as, `shift` the duty; `places` is where in the line to look,
    and `advice` what to do.
    """

    no: int
    staff_no: str | None
    change: str
    code: str = ""
    why: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    hints: Mapping[Hint, str] = field(default_factory=dict)
    said: tuple[tuple[str, StampKind], ...] = ()
    shift: NewShift | None = None
    places: tuple[Cell, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, each made where it is shown alone, for there may be a great many; `changes` are theirs."""

    changes: Sequence[str]
    made: Callable[[int], LineSeen]

    @classmethod
    def of(cls, lines: Iterable[LineSeen]) -> Lines:
        kept = tuple(lines)
        return cls([each.change for each in kept], kept.__getitem__)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[LineSeen]:
        return map(self.made, range(len(self.changes)))

    @property
    def counts(self) -> Mapping[str, int]:
        return Counter(self.changes)

    def part(self, change: str, first: int, most: int) -> tuple[LineSeen, ...]:
        """Return some of the lines with a change, or of all where none is named."""
        which = (no for no, each in enumerate(self.changes) if change in {"", each})
        return tuple(map(self.made, islice(which, first, first + most)))


NO_LINES = Lines.of(())
