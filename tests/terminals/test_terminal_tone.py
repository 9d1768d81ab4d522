"""No tone before the disk: at each tone and each light the power goes, and the stamp it was for is there."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminals.spool import Spool
from tests.terminals.power import disk
from tests.terminals.power.cuts import ROOT
from tests.terminals.power.disk import Did, Disk, Note
from tests.terminals.power.door import CAP, FILE, Hasty

BADGES = 8
SYNC = 2  # as disk.c counts them


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What takes note of all that is done to the disk."""
    return disk.build(tmp_path_factory.mktemp("disk"))


def lived(library: Path, folder: Path, defect: str = "", *fault: int) -> list[Note]:
    """Hold badges to a terminal and return all it did to its disk, with each tone in its place."""
    place, log = folder / "terminal", folder / "notes"
    place.mkdir()
    words = map(str, (place, log, BADGES, defect, *fault))
    command = [sys.executable, "-m", "tests.terminals.power.door", *words]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "LD_PRELOAD": str(library)}, check=True)
    return list(disk.notes(log))


def cut_at_each_tone(done: list[Note], folder: Path) -> Iterator[tuple[int, int]]:
    """Yield for each tone and light how many there were of its kind by then, and how many stamps a disk has to have."""
    now, heard = Disk({}), Counter[str]()
    for note in done:
        now.take(note)
        if note.did is Did.SAID and (word := note.data.decode()) != "refused":
            heard[word] += 1
            yield heard[word], on_disk(now.after_cut(None), folder / "after")


def on_disk(files: dict[str, bytes], place: Path) -> int:
    """Start a terminal on what the power left and return how many stamps it finds."""
    disk.put_back(files, place)
    spool = Spool(place / FILE, cap=CAP)
    found = spool.counts().captured
    spool.close()
    shutil.rmtree(place)
    return found


def said(done: list[Note]) -> Counter[str]:
    return Counter(note.data.decode() for note in done if note.did is Did.SAID)


def test_when_the_tone_comes_or_the_reader_lights_up_the_stamp_is_on_disk(library: Path, tmp_path: Path) -> None:
    done = lived(library, tmp_path)

    assert said(done) == {"tone": BADGES, "light": BADGES}
    assert [found - promised for promised, found in cut_at_each_tone(done, tmp_path)] == [0] * 2 * BADGES


def test_a_stamp_whose_commit_fails_has_no_tone_and_no_light(library: Path, tmp_path: Path) -> None:
    done = lived(library, tmp_path, "", SYNC, 5, 1, errno.EIO)

    heard = said(done)
    assert heard == {"tone": heard["tone"], "light": heard["tone"], "refused": 2 * (BADGES - heard["tone"])}
    assert 0 < heard["tone"] < BADGES
    assert all(found >= promised for promised, found in cut_at_each_tone(done, tmp_path))


@pytest.mark.parametrize("defect", Hasty)
def test_a_tone_or_a_light_before_the_stamp_is_on_disk_is_seen(library: Path, tmp_path: Path, defect: Hasty) -> None:
    done = lived(library, tmp_path, defect)

    assert next(cut_at_each_tone(done, tmp_path)) == (1, 0)
