"""The power goes at any moment, or the disk fails: a stamp that had its tone is there, and the terminal goes on."""

from __future__ import annotations

import errno
import os
import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminals.power import disk, plug
from tests.terminals.power.cuts import Lives
from tests.terminals.power.life import PRAGMAS, UNDISTURBED, Defect

LOSES = [*PRAGMAS, Defect.EARLY_TONE]
CUTS_TO_SHOW, PULLS_TO_SHOW = 100, 40
WRITE, SYNC, SIZE = 1, 2, 4  # as disk.c counts them
STAMPS = {WRITE: 400, SYNC: 700, SIZE: 500}  # until each of these calls was the one that failed
NTHS = {WRITE: 50, SYNC: 50, SIZE: 20}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What takes note of all that is done to the disk."""
    return disk.build(tmp_path_factory.mktemp("disk"))


@pytest.fixture(scope="module")
def seed() -> int:
    """The chance of this run: POWER_SEED, or any."""
    return int(os.environ.get("POWER_SEED") or secrets.randbelow(2**32))


def test_whenever_the_power_goes_every_stamp_that_had_its_tone_is_there(
    library: Path, tmp_path: Path, seed: int, counts: Mapping[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    report = Lives(library, tmp_path / "lives", seed).go(counts["disk_cuts"])

    with capsys.disabled():
        print(f"\ndisks worked out: {report}; again: POWER_SEED={seed}")
    assert report.wrong == []
    assert report.cuts == counts["disk_cuts"]
    # Too tame is a run that never cut between a write and its sync.
    assert min(report.amid["wrote"], report.amid["synced"], report.sent, report.gone) > 0


def test_what_the_kernel_had_not_written_is_gone_and_every_stamp_that_had_its_tone_is_there(
    tmp_path: Path, seed: int, counts: Mapping[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the machine has loop mounts and lets us use them; elsewhere the disks worked out above stand alone."""
    lacks = plug.lacking(tmp_path)
    report = None if lacks else plug.cut(tmp_path, counts["power_cuts"], seed)

    with capsys.disabled():
        print(f"\nan ext4 shut down: {report}" if report else f"\nno power cuts by the kernel here: {lacks}")
    assert report is None or (report.wrong, report.cuts) == ([], counts["power_cuts"])
    if report is not None:
        for defect in LOSES:
            assert plug.cut(tmp_path, PULLS_TO_SHOW, seed, defect).wrong, f"{defect} went unnoticed"


@pytest.mark.parametrize("defect", LOSES)
def test_a_planted_defect_loses_stamps(library: Path, tmp_path: Path, defect: Defect) -> None:
    report = Lives(library, tmp_path / "lives", 1, defect).go(CUTS_TO_SHOW, until_red=True)

    assert any("promised and is lost" in each or "epoch" in each for each in report.wrong)


@pytest.mark.parametrize("kinds", [WRITE, SYNC, SIZE])
@pytest.mark.parametrize(("times", "error"), [(1, errno.EIO), (5, errno.ENOSPC)])
def test_a_call_that_fails_is_told_loses_nothing_and_is_got_over(
    library: Path, tmp_path: Path, seed: int, kinds: int, times: int, error: int
) -> None:
    """The first call fails, then the second from there, up to the fiftieth: once each, or a few in a row."""
    lives = Lives(library, tmp_path / "lives", seed)

    said = lives.with_faults(STAMPS[kinds], kinds, 1, times, error, cuts=20)

    assert lives.report.wrong == []
    assert sum(each.startswith("met") for each in said) >= NTHS[kinds]
    assert any(each.startswith("refused") for each in said)
    assert _last_tones(said) == UNDISTURBED


@pytest.mark.parametrize("kinds", [WRITE, SYNC, SIZE])
def test_a_disk_that_fails_while_the_terminal_starts_is_got_over(
    library: Path, tmp_path: Path, seed: int, kinds: int, counts: Mapping[str, int]
) -> None:
    lives, refused = Lives(library, tmp_path / "lives", seed), 0

    for nth in range(1, counts["disk_faults"] + 1):
        said = lives.with_faults(UNDISTURBED + 1, kinds, nth, 2, errno.EIO, cuts=5)
        refused += any(each.startswith("refused") for each in said)
        assert _last_tones(said) == UNDISTURBED

    assert lives.report.wrong == []
    assert refused


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_is_full_or_read_only_takes_nothing_and_loses_nothing(
    library: Path, tmp_path: Path, seed: int, error: int
) -> None:
    lives = Lives(library, tmp_path / "lives", seed)

    said = lives.with_faults(20, WRITE | SIZE, 100, 10**6, error, cuts=20)

    tones = [each for each in said if each.startswith("tone")]
    assert lives.report.wrong == []
    assert [each for each in said[:-UNDISTURBED] if each.startswith("refused")]
    assert (_last_tones(said), len(tones) < 20) == (UNDISTURBED, True)


def test_going_on_after_an_error_as_if_nothing_had_been_written_is_noticed(library: Path, tmp_path: Path) -> None:
    lives = Lives(library, tmp_path / "lives", 1, Defect.GOES_ON)

    with pytest.raises(subprocess.CalledProcessError):
        lives.with_faults(STAMPS[SYNC], SYNC, 1, 1, errno.EIO, cuts=1)


def _last_tones(said: list[str]) -> int:
    """Return how many of the last stamps had their tone: none is refused once the disk is well again."""
    heard = [each.split()[0] for each in said if each.startswith(("tone", "refused"))]
    return heard[-UNDISTURBED:].count("tone")
