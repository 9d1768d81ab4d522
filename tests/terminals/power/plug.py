"""Real power cuts: an ext4 file system on a loop mount is shut down under a terminal that is at work on it.

The shutdown ioctl throws away all that was not synced, as the plug does. It needs root and loop devices. Run in a mount
namespace of its own; `lacking()` says why it cannot run here.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from random import Random

from tests.terminals.power.cuts import ROOT, Report
from tests.terminals.power.life import Defect, live
from tests.terminals.power.promise import Promised, judge

FS_IOC_SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2
IMAGE_BYTES = 48 << 20
LONGEST_SECONDS = 0.12
MANY = 1_000_000


def lacking(folder: Path) -> str | None:
    """Return what this machine lacks; None where power can be cut."""
    done = _run(folder, "0", "0", "")
    return None if done.returncode == 0 else done.stderr.strip().rsplit("\n", 1)[-1] or f"exit code {done.returncode}"


def cut(folder: Path, cuts: int, seed: int, defect: Defect | None = None) -> Report:
    """Cut the power so often; a defect may end it early, at the first promise that is broken."""
    done = _run(folder, str(cuts), str(seed), defect or "")
    if done.returncode:
        raise RuntimeError(done.stderr)
    said = json.loads(done.stdout)
    return Report(**said)


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "tests.terminals.power.plug", str(folder), *words]
    command = ["unshare", "--mount", "--propagation", "private", *program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


class Plugged:
    """A file system that can lose its power."""

    def __init__(self, folder: Path) -> None:
        self._image, self.at = folder / "disk.img", folder / "disk"
        self.at.mkdir(exist_ok=True)
        with self._image.open("wb") as image:
            image.truncate(IMAGE_BYTES)
        quick = "lazy_itable_init=0,lazy_journal_init=0"
        subprocess.run(["/sbin/mkfs.ext4", "-q", "-F", "-E", quick, self._image], check=True)
        self._mount()

    def pull(self) -> None:
        """Throw away whatever was not synced."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, FS_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def plug_in(self) -> None:
        """Mount again, which recovers the journal of the file system."""
        subprocess.run(["umount", self.at], check=True)
        self._mount()

    def _mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", self._image, self.at], check=True)


def _one_life(disk: Plugged, promised: Promised, defect: Defect | None, seconds: float) -> Promised:
    """Let a terminal live for so long and cut its power; return what it had promised before."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        os.close(ear)
        try:
            live(disk.at, lambda words: _say(mouth, words), MANY, defect)
        finally:
            os._exit(1)
    os.close(mouth)
    heard = promised.copy()
    end, said = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0:
        if select.select([ear], [], [], left)[0]:
            said += os.read(ear, 1 << 16)
    # What was heard before the cut is promised; a tone that sounds during it may be or not.
    said += _rest(ear)
    disk.pull()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    last = _rest(ear)
    os.close(ear)
    before, during = said.rpartition(b"\n")[::2]
    for line in before.decode().splitlines():
        heard.hear(line)
    for line in (during + last).rpartition(b"\n")[0].decode().splitlines():
        heard.hear_late(line)
    return heard


def _rest(ear: int) -> bytes:
    """Return what was said and not heard yet."""
    rest = b""
    while select.select([ear], [], [], 0)[0] and (more := os.read(ear, 1 << 16)):
        rest += more
    return rest


def _say(mouth: int, words: str) -> None:
    os.write(mouth, f"{words}\n".encode())


def main(folder: str, cuts: str, seed: str, defect: str) -> None:
    disk, chance, report, promised = Plugged(Path(folder)), Random(f"plug {seed}"), Report(), Promised()
    planted = Defect(defect) if defect else None
    if cuts == "0":
        disk.pull()
    while report.cuts < int(cuts) and not (planted and report.wrong):
        heard = _one_life(disk, promised, planted, chance.uniform(0, LONGEST_SECONDS))
        disk.plug_in()
        found = judge(disk.at, heard)
        report.met(heard)
        report.wrong += [f"cut {report.cuts}: {'; '.join(found.wrong[:3])}"] if found.wrong else []
        promised = heard.after(found)
    print(json.dumps(asdict(report)))


if __name__ == "__main__":
    main(*sys.argv[1:])
