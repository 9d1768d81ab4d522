"""What a terminal has promised by the time the power goes, and what of it does not hold afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from terminals.spool import Spool, SpoolRefused
from terminals.wire import digest
from tests.terminals.power.life import CAP, FILE, put


@dataclass
class Promised:
    """All that was said before a cut: stamps by number, each with the hash of its bytes."""

    epoch: str | None = None
    tones: dict[int, str] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    going: int = 0

    def hear(self, words: str) -> None:
        """Take one line of a terminal's life."""
        what, *rest = words.split()
        match what, rest:
            case "epoch", [epoch]:
                self.epoch = epoch
            case "tone", [seq, hashed]:
                self.tones[int(seq)] = hashed
            case "taken", [seq, hashed]:
                self.taken[int(seq)] = hashed
            case "going", [seq]:
                self.going = max(self.going, int(seq))

    def hear_late(self, words: str) -> None:
        """Take a line said while the power went: no new promise, but what was promised before may be gone by it."""
        what, *rest = words.split()
        if what == "going" or (what == "taken" and int(rest[0]) in self.tones):
            self.hear(words)

    def copy(self) -> Promised:
        return Promised(self.epoch, dict(self.tones), dict(self.taken), self.going)

    def after(self, found: Found) -> Promised:
        """Return what is promised from now on: what the terminal found when it started again, it has."""
        epoch = found.epoch if found.there else self.epoch
        return Promised(epoch, self.tones | found.there, dict(self.taken), self.going)


@dataclass(frozen=True, slots=True)
class Found:
    """What the spool holds after a cut, and what is wrong with that."""

    epoch: str | None
    there: dict[int, str]
    wrong: tuple[str, ...]


def judge(folder: Path, promised: Promised) -> Found:
    """Start the terminal again on this folder and hold it against what was promised; it goes on where it was."""
    try:
        spool = Spool(folder / FILE, cap=CAP)  # checks the file, and that each stamp follows the one before
    except SpoolRefused as fault:
        return Found(None, {}, (f"the spool does not open: {fault}",))
    try:
        there = _stamps(spool)
        wrong = [
            *_missing("promised", promised.tones, there, promised),
            *_missing("sent", promised.taken, there, promised),
        ]
        if (promised.tones or promised.taken) and promised.epoch != spool.epoch:
            wrong.append(f"epoch {spool.epoch}, was {promised.epoch}")
        if there and list(there) != list(range(min(there), max(there) + 1)):
            wrong.append("there are gaps in the numbers")
        heard = Promised()
        put(spool, heard.hear)
        following = max(there, default=0) + 1
        if list(heard.tones) != [following] or _stamps(spool) != there | heard.tones:
            wrong.append(f"the next stamp is {list(heard.tones)}, expected {following}")
    finally:
        spool.close()
    return Found(spool.epoch, there, tuple(wrong))


def _missing(what: str, said: dict[int, str], there: dict[int, str], promised: Promised) -> Iterable[str]:
    """Name what is not there; what the server has may be gone once it was old."""
    for seq, hashed in said.items():
        gone = seq not in there and seq < promised.going and promised.taken.get(seq) == hashed
        if there.get(seq) != hashed and not gone:
            yield f"stamp {seq} was {what} and is {'another' if seq in there else 'lost'}"


def _stamps(spool: Spool) -> dict[int, str]:
    rows = spool._db.execute("SELECT seq, payload FROM stamp ORDER BY seq")
    return {seq: digest(payload) for seq, payload in rows}
