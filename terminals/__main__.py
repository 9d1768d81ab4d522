"""`python -m terminals --settings FILE` runs the terminal.

`enrol` brings it into service; `resend`, `personalise` and `keygen FILE` do one thing.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from threading import Event
from zoneinfo import reset_tzpath

from terminals.enrol import NotEnrolled, Person, Wish, enrol
from terminals.keys import KeyFileError, make_device_key
from terminals.resend import told
from terminals.settings import SettingsError, load
from terminals.spool import SpoolRefused
from terminals.terminal import Telling, Terminal, link_of, make_badges, resend
from terminals.watchdog import STUCK_EXIT, Supervisor, end_for_sure, look_after

log = logging.getLogger("terminals")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="terminals", description="Timeclock terminal")
    parser.add_argument("--settings", type=Path, help="settings file of this terminal")
    commands = parser.add_subparsers(dest="command")
    keygen = commands.add_parser("keygen", help="make a device key and print its public half")
    keygen.add_argument("file", type=Path)
    again = commands.add_parser("resend", help="send once more what was acknowledged, to a server that was restored")
    again.add_argument("--since", type=aware, metavar="INSTANT", help="from when on: 2026-11-25T22:00+01:00")
    maker = commands.add_parser("personalise", help="make badges ready, one card after the other, and list them")
    maker.add_argument("--rotate", action="store_true", help="give badges with keys of an earlier version those of now")
    maker.add_argument("--count", type=int, default=0, metavar="N", help="end after N badges; without it on Ctrl+C")
    into = commands.add_parser("enrol", help="bring this terminal into service with a code from IT")
    into.add_argument("--server", required=True, metavar="URL", help="where the server listens: https://host[:port]")
    into.add_argument("--ca", metavar="FILE", help="certificate authority of the server, where the system knows it not")
    into.add_argument(
        "--client-certificate", metavar="FILE", help="what the server's proxy wants to see, with its chain"
    )
    into.add_argument("--client-key", metavar="FILE", help="private key of that certificate")
    into.add_argument("--receipt-key", default="", help="the server's receipt key, where IT gave it beforehand")
    asked = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        if asked.command == "keygen":
            say(make_device_key(asked.file))
            return 0
        if asked.settings is None:
            parser.error("--settings FILE is missing")
        match asked.command:
            case "enrol":
                return into_service(asked)
            case "resend":
                return send_again(asked.settings, asked.since)
            case "personalise":
                return personalise(asked.settings, asked)
            case _:
                return run(asked.settings)
    except (
        SettingsError,
        KeyFileError,
        SpoolRefused,
        NotEnrolled,
        ValueError,
        OSError,
        EOFError,
        sqlite3.Error,
    ) as fault:
        sys.stderr.write(f"terminals: {fault}\n")
        return 1


def run(settings_file: Path) -> int:
    """Run the terminal until it is asked to stop, or until nothing but a new start helps; return the exit code."""
    use_one_zone_source()
    stop, supervisor = asked_to_stop(), Supervisor(os.environ)
    terminal = Terminal(load(settings_file))
    terminal.start()
    code = 1
    try:
        say(f"terminal ready http://127.0.0.1:{terminal.port}")
        supervisor.tell("READY=1")
        code = look_after(terminal, supervisor, stop)
    finally:
        supervisor.tell("STOPPING=1")
        if code == STUCK_EXIT:
            end_for_sure()
        terminal.stop()
    log.info("terminal stopped")
    return code


def personalise(settings_file: Path, asked: argparse.Namespace) -> int:
    """Make badges ready until as many as asked are, or until somebody ends it."""
    logging.getLogger().setLevel(logging.ERROR)  # what becomes of a card is told beside the list
    use_one_zone_source()
    make_badges(load(settings_file), Telling(say, say_beside), asked_to_stop(), rotates=asked.rotate, many=asked.count)
    return 0


def asked_to_stop() -> Event:
    """Return what is set when somebody ends the process."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def send_again(settings_file: Path, since: datetime | None) -> int:
    """Send once more what was acknowledged, say what became of it, and return 1 where something was not answered."""
    again = resend(load(settings_file), since)
    for line in told(again):
        say(line)
    return 1 if again.left else 0


def into_service(asked: argparse.Namespace) -> int:
    """Enrol the terminal with whoever stands at it."""
    given = {
        "ca_file": asked.ca,
        "client_certificate_file": asked.client_certificate,
        "client_key_file": asked.client_key,
    }
    others = {name: str(Path(file).resolve()) for name, file in given.items() if file is not None}
    wish = Wish(asked.settings, asked.server, asked.receipt_key, others)
    enrol(wish, link_of(wish.checked()), Person(input, say))
    return 0


def aware(text: str) -> datetime:
    """Read an instant; one without an offset says nothing and is refused."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant; write it like 2026-11-25T22:00+01:00")
    return at


def use_one_zone_source() -> None:
    """Take time zones from the wheel alone where it is installed: its version is what the stamps say."""
    try:
        metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        return
    reset_tzpath(to=())


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_beside(line: str) -> None:
    """Say what does not belong into a list that the output may go to."""
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
