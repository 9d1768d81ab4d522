"""How a terminal is set, beside how most of the others are: a setting of its own is easily a mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# Of two terminals that differ neither is the odd one.
FEWEST_ALIKE = 2
VERSION = "version."


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as a terminal told it; `value` is None where nothing is set."""

    name: str
    value: str | None
    by_default: bool


@dataclass(frozen=True, slots=True)
class Usual:
    """What most other terminals have: how many of how many."""

    value: str | None
    alike: int
    others: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One setting of a terminal, None for `by_default` where it did not tell it, and what is usual where it is not."""

    name: str
    value: str | None
    by_default: bool | None
    unlike: Usual | None


class FleetSettings:
    """What all terminals have, counted once, so that each of hundreds can be held against the others."""

    def __init__(self, configurations: Sequence[Sequence[Setting]]) -> None:
        self._terminals = len(configurations)
        self._told: dict[str, Counter[str | None]] = {}
        self._defaults: dict[str, str | None] = {}
        for each in (setting for settings in configurations for setting in settings):
            self._told.setdefault(each.name, Counter())[each.value] += 1
            if each.by_default:
                self._defaults.setdefault(each.name, each.value)

    def compared(self, mine: Sequence[Setting]) -> tuple[Compared, ...]:
        """Return the settings of one of these terminals, and those it lacks that most of the others have."""
        told = {each.name: each for each in mine}
        return (*self._of_mine(told), *self._lacking(told))

    def _of_mine(self, told: Mapping[str, Setting]) -> Iterator[Compared]:
        for each in told.values():
            yield Compared(each.name, each.value, each.by_default, self._usual(each.name, each.value))

    def _lacking(self, told: Mapping[str, Setting]) -> Iterator[Compared]:
        for name in self._told.keys() - told.keys():
            # A program of before does not tell a setting it does not have: that is as if nobody had set it.
            value = self._defaults.get(name)
            unlike = self._usual(name, value)
            if unlike is not None:
                yield Compared(name, value, None, unlike)

    def _usual(self, name: str, mine: str | None) -> Usual | None:
        """Return what more than half of the other terminals have, where it is not this."""
        counts = self._told[name].copy()
        counts[self._defaults.get(name)] += self._terminals - counts.total()
        counts[mine] -= 1
        [(value, alike)] = counts.most_common(1)
        others = self._terminals - 1
        return None if value == mine or alike < FEWEST_ALIKE or 2 * alike <= others else Usual(value, alike, others)


def with_versions(versions: Mapping[str, str], settings: Sequence[Setting]) -> tuple[Setting, ...]:
    """Return versions and settings as one, to be compared alike."""
    return (*(Setting(VERSION + name, version, by_default=False) for name, version in versions.items()), *settings)
