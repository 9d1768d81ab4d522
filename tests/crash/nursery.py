"""Programs of Timeclock, forked from a process that has imported them already, as gunicorn's preload does.

Started by stack.py. Takes one JSON line per program and answers with the process id; whatever it started dies with it.
Each program is the same `timeclock` command an operator types; only reading its modules, a second each time, is spared.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import click

from tests.crash import planted
from timeclock import cli

PR_SET_PDEATHSIG = 1
SEQUENCER_PAUSE = 0.2


def timeclock(words: list[str]) -> None:
    """Run one command to its end, as the console script does."""
    cli.main(words, prog_name="timeclock")


def sequencer(_words: list[str]) -> None:
    """Run the sequencer's two commands one after the other for ever, so that a kill is likely to hit one half-way."""
    while True:
        for words in (["jobs", "sequence"], ["jobs", "sign-head"]):
            try:
                cli.main(words, prog_name="timeclock", standalone_mode=False)
            except Exception:  # noqa: BLE001 - the rim of the process
                # The next run of the command finds what this one left.
                traceback.print_exc()
            time.sleep(SEQUENCER_PAUSE)


PROGRAMS: dict[str, Callable[[list[str]], None]] = {"timeclock": timeclock, "sequencer": sequencer}


def main() -> None:
    for name in cli.COMMANDS:
        cli.main.get_command(click.Context(cli.main), name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks for exit codes here
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            become(asked)
        print(child, flush=True)


def become(asked: dict[str, Any]) -> None:
    """Turn into the program asked for; never return."""
    code: object = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with open(asked["log"], "ab") as log, open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        os.environ.update(asked["environment"])
        planted.plant(asked["defect"])
        PROGRAMS[asked["program"]](asked["words"])
        code = 0
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - a child must never run on in the nursery's loop
        traceback.print_exc()
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
