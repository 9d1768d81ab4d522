"""Power cuts on disks worked out from what a terminal really asked of its disk: any call may have been the last."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.terminals.power import disk
from tests.terminals.power.disk import Did, Disk, Note
from tests.terminals.power.life import Defect
from tests.terminals.power.promise import Found, Promised, judge

ROOT = Path(__file__).parents[3]
STAMPS = 60
CUTS_A_LIFE = 50
LIVES_A_TERMINAL = 20  # then a new one comes to the wall: of an ever larger disk each cut would take ever longer


@dataclass
class Report:
    """What was cut and what was lost."""

    cuts: int = 0
    tones: int = 0
    sent: int = 0
    gone: int = 0
    amid: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def met(self, promised: Promised) -> None:
        """Note a cut and how much was promised by then."""
        self.cuts += 1
        self.tones = max(self.tones, len(promised.tones))
        self.sent = max(self.sent, len(promised.taken))
        self.gone = max(self.gone, promised.going - 1)

    def __str__(self) -> str:
        amid = ", ".join(f"{number}× before {what}" for what, number in sorted(self.amid.items()))
        what = f"{self.tones} stamps with a tone, {self.sent} sent, {self.gone} old enough to go"
        return f"{self.cuts} power cuts{f' ({amid})' if amid else ''}, {what}; {len(self.wrong)} broke a promise"


class Lives:
    """A terminal that lives, loses its power, and lives on with what its disk held; many times, in one folder."""

    def __init__(self, library: Path, folder: Path, seed: int, defect: Defect | None = None) -> None:
        folder.mkdir()
        self._library, self._folder, self._defect = library, folder, defect
        self._chance = Random(f"cuts {seed}")
        self.report = Report()

    def go(self, cuts: int, *, until_red: bool = False) -> Report:
        """Cut so often; each life goes on from one of the disks that the one before may have left."""
        files: dict[str, bytes] = {}
        promised, life = Promised(), 0
        while self.report.cuts < cuts and not (until_red and self.report.wrong):
            if life % LIVES_A_TERMINAL == 0:
                files, promised = {}, Promised()
            life += 1
            done = self.lived(life, files)
            wanted = min(CUTS_A_LIFE, cuts - self.report.cuts)
            ends = sorted(self._chance.choices(range(len(done) + 1), k=wanted))
            following = self._chance.randrange(len(ends))
            for no, (at_end, heard, left) in enumerate(self._after_cuts(done, ends, files, promised)):
                found = self._judge(at_end, heard, left)
                if no == following:
                    carried, kept = left, heard.after(found)
            files, promised = carried, kept
        return self.report

    def with_faults(self, stamps: int, kinds: int, nth: int, times: int, error: int, cuts: int) -> list[str]:
        """Live on a disk with faults, cut now and then, and return what was said; a crash raises."""
        done = self.lived(nth, {}, stamps, kinds, nth, times, error)
        ends = sorted([*self._chance.choices(range(len(done)), k=cuts - 1), len(done)])
        for at_end, heard, left in self._after_cuts(done, ends, {}, Promised()):
            self._judge(at_end, heard, left)
        return [note.data.decode() for note in done if note.did is Did.SAID]

    def lived(self, life: int, files: dict[str, bytes], stamps: int = STAMPS, *faults: int) -> list[Note]:
        """Let a terminal live on these files and return all it did to its disk."""
        place, log = self._folder / f"life-{life}", self._folder / "notes"
        log.unlink(missing_ok=True)
        disk.put_back(files, place)
        words = (place, log, stamps, self._defect or "", *faults)
        command = [sys.executable, "-m", "tests.terminals.power.life", *map(str, words)]
        try:
            subprocess.run(command, cwd=ROOT, env={**os.environ, "LD_PRELOAD": str(self._library)}, check=True)
        finally:
            shutil.rmtree(place)
        return list(disk.notes(log))

    def _after_cuts(
        self, done: list[Note], ends: list[int], files: dict[str, bytes], before: Promised
    ) -> Iterator[tuple[str, Promised, dict[str, bytes]]]:
        """Yield for each end what was going on, what was promised, and what the disk then held."""
        now, heard, no = Disk(files), before.copy(), 0
        for end in ends:
            for note in done[no:end]:
                now.take(note)
                if note.did is Did.SAID:
                    heard.hear(note.data.decode())
            no = end
            least = self._chance.random() < 0.3
            amid = done[end].did.name.lower() if end < len(done) else "the end"
            yield amid, heard.copy(), now.after_cut(None if least else self._chance)

    def _judge(self, amid: str, promised: Promised, left: dict[str, bytes]) -> Found:
        place = self._folder / "after"
        disk.put_back(left, place)
        found = judge(place, promised)
        shutil.rmtree(place)
        self.report.met(promised)
        self.report.amid[amid] += 1
        if found.wrong:
            self.report.wrong.append(f"cut {self.report.cuts} (before {amid}): {'; '.join(found.wrong[:3])}")
        return found
