"""Runs where the virtual readers are: the terminal as it is, telling when its tones are due, or the bare loop."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from typing import Any

from smartcard import scard

from terminals.__main__ import main
from terminals.screen import Screen

GET_UID = list(bytes.fromhex("FFCA000000"))
PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
STAMP_BYTES = 700


def terminal(told: int, arguments: list[str]) -> int:
    """Run the terminal; once a stamp's tone is due, tell the instant."""
    stored = Screen.stored

    def noted(screen: Screen, *words: Any, **named: Any) -> None:
        stored(screen, *words, **named)
        os.write(told, b"%d\n" % time.monotonic_ns())

    Screen.stored = noted  # type: ignore[method-assign]
    return main(arguments)


def bare(told: int, path: str, reader: str) -> None:
    """Read what is held and store as many bytes as a stamp has; tell when it was read and when it was on disk."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = TRUNCATE")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE stamp (seq INTEGER PRIMARY KEY, number BLOB, payload BLOB)")
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    _, [(_, state, _)] = scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
    os.write(told, b"0\n")
    counter = state >> 16
    while True:
        code, [(_, state, _)] = scard.SCardGetStatusChange(context, 60_000, [(reader, state)])
        if code != scard.SCARD_S_SUCCESS or state >> 16 == counter:
            continue
        counter = state >> 16
        if state & scard.SCARD_STATE_PRESENT:
            number = _read(context, reader)
            read = time.monotonic_ns()
            database.execute("INSERT INTO stamp (number, payload) VALUES (?, ?)", (number, bytes(STAMP_BYTES)))
            os.write(told, b"%d %d\n" % (read, time.monotonic_ns()))


def _read(context: Any, reader: str) -> bytes:
    """Ask for the number as often as its first byte says."""
    _, card, protocol = scard.SCardConnect(context, reader, scard.SCARD_SHARE_EXCLUSIVE, PROTOCOLS)
    pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
    _, number = scard.SCardTransmit(card, pci, GET_UID)
    for _ in range(number[0] - 1):
        scard.SCardTransmit(card, pci, GET_UID)
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    return bytes(number[:-2])


if __name__ == "__main__":
    what, pipe, *others = sys.argv[1:]
    line = os.open(pipe, os.O_WRONLY)
    if what == "terminal":
        sys.exit(terminal(line, others))
    bare(line, *others)
