"""`python -m demo run --port N` starts Musterhausen: web, jobs and a terminal to try out."""

from __future__ import annotations

import argparse
import fcntl
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.table import Table

from demo import city, terminal
from demo.city import HALF_A_YEAR, Musterhausen, Place, Wanted
from demo.moving_in import DEMO_PASSWORD, VISITORS
from demo.processes import LOCALHOST, Processes, Trouble, demand_free, own_environment
from terminals.pcsc.backend import PcscError
from terminals.pcsc.scard import Scard
from timeclock import clock

ROOT = Path(__file__).parent.parent
WATCH_SECONDS = 0.3
TABLE_WIDTH = 110


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the city until it is asked to stop; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="demo", description="Stadt Musterhausen, a made-up city for trying out Timeclock"
    )
    run_parser = parser.add_subparsers(required=True).add_parser("run", help="start the city")
    run_parser.add_argument("--port", type=int, default=8000, help="of the pages; the terminal's page has the next one")
    run_parser.add_argument("--pcsc", action="store_true", help="tap real cards through pcscd")
    run_parser.add_argument(
        "--card", metavar="HEX", help="with --pcsc: the number of a card that Elif Aydın holds from now on"
    )
    run_parser.add_argument("--fresh", action="store_true", help="make the city anew; what was stamped is lost")
    run_parser.add_argument("--people", type=int, help="make a smaller city (3 and more)")
    run_parser.add_argument("--days", type=int, default=HALF_A_YEAR, help="days of stamps")
    run_parser.add_argument("--var", type=Path, default=ROOT / "var" / "demo", help="directory of its data")
    asked = parser.parse_args(arguments)
    clock.use_pinned_zones()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        with _alone(asked.var):
            return run(asked)
    except Trouble as fault:
        print(f"demo: {fault}", file=sys.stderr, flush=True)
        return 1


def run(asked: argparse.Namespace) -> int:
    """Start all processes, say where they are, and watch them."""
    demand_free(asked.port, "the pages")
    demand_free(asked.port + 1, "the terminal's page")
    readers = _readers() if asked.pcsc else None
    place = Place(asked.var)
    pages, page = f"http://{LOCALHOST}:{asked.port}", f"http://{LOCALHOST}:{asked.port + 1}"
    timeclock = [sys.executable, "-c", "from timeclock.cli import main; main()", "--config", str(place.city_file)]
    web = [*timeclock, "serve", "--port", str(asked.port), "--threads", "8"]
    processes = Processes(place.logs, own_environment())
    try:
        found = city.opened(place, Wanted(asked.people, asked.days), fresh=asked.fresh)
        if found.is_there:
            # It takes as long to start as we take to catch up.
            processes.start("web", web)
        town = city.ready(found, _say)
        if asked.card:
            terminal.hand_out(town, asked.card, clock.now())
        if not found.is_there:
            processes.start("web", web)
        terminal_file = terminal.settings_file(town, place, asked.port, readers)
        processes.start("terminal", [sys.executable, "-m", "terminals", "--settings", str(terminal_file)])
        processes.wait_for("web", f"{pages}/login")
        processes.start("jobs", [*timeclock, "jobs"])
        processes.wait_for("terminal", f"{page}/")
        print(f"ready {pages}", flush=True)
        _tell(town, page, readers)
        while True:
            time.sleep(WATCH_SECONDS)
            processes.check()
    finally:
        # Asked once is enough: what follows must not be cut short.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        processes.stop()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the city for this process; two would stamp under the same numbers."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"the city in {directory} is running already; end it first, or choose another --var"
            ) from None
        yield


def _readers() -> list[str]:
    try:
        context = Scard().context()
        try:
            return context.readers()
        finally:
            context.release()
    except ImportError as fault:
        raise Trouble(f"--pcsc needs pyscard ({fault}); `python3 dev.py test` brings it") from None
    except PcscError as fault:
        raise Trouble(f"--pcsc needs pcscd: {fault}; start it with `systemctl start pcscd`") from None


def _say(line: str) -> None:
    print(f"· {line}", flush=True)


def _tell(town: Musterhausen, page: str, readers: Sequence[str] | None) -> None:
    where = "a reader, once one is there" if not readers else " or ".join(readers)
    held = "hold a badge there" if readers is None else f"hold a card to {where}"
    print(f"terminal {page} – {held}\n")
    table = Table(box=None, pad_edge=False)
    for title in ("login", "name", "role", "look at"):
        table.add_column(title)
    there = {who.family_name for who in town.members}
    for each in VISITORS:
        if each.family_name is None or each.family_name in there:
            table.add_row(each.name, each.shown, each.title, each.look_at)
    console = Console(highlight=False, width=TABLE_WIDTH)
    console.print(table)
    console.print(f"\nPassword of all: {DEMO_PASSWORD}. Ctrl-C ends the city; it is as you left it when you come back.")


if __name__ == "__main__":
    sys.exit(main())
