"""A badge of our own for the virtual reader: a TCP client that plays the card and the reader's own commands.

Traps of vpcd that are heeded here: acknowledge each message at once (else 40 ms each), never answer with nothing
(the slot would hang), a connection is not yet a card (wait for the power-on), stay ≥ 0.42 s apart (pcscd polls).
"""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.terminals.sim.desfire_card import DesfireCard
from tests.terminals.sim.sam_card import SamCard

POWER_OFF, POWER_ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
GET_UID = bytes.fromhex("FFCA000000")
OK, NOT_SUPPORTED = b"\x90\x00", b"\x6a\x81"
MIFARE_ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a badge behaves when it is not simply held: torn away at a message, or never answering a command.

    One with a key is a DESFire that proves itself by it; one that `says` something says that to all it is asked.
    """

    atr: bytes = MIFARE_ATR
    torn_at: int | None = None
    silent: bool = False
    key: bytes = b""
    says: bytes = b""


@dataclass
class VirtualCard:
    """One badge held on one slot until `remove`; it comes back by itself when pcscd restarts under it."""

    port: int
    number: bytes
    manner: Manner = field(default_factory=Manner)
    powered: Event = field(default_factory=Event)
    powered_ns: int = 0  # when that was, since boot
    reads: int = 0
    ended: Event = field(default_factory=Event)
    desfire: DesfireCard | SamCard | None = None
    _gone: Event = field(default_factory=Event)
    _socket: socket.socket | None = None
    _thread: Thread | None = None

    def insert(self) -> None:
        if self.manner.key and self.desfire is None:
            self.desfire = DesfireCard(self.number, {1: self.manner.key})
        self._thread = Thread(target=self._hold, daemon=True)
        self._thread.start()

    def remove(self) -> None:
        self._gone.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread is not None:
            self._thread.join(2)

    def _hold(self) -> None:
        try:
            while not self._gone.is_set():
                with (
                    suppress(OSError),
                    socket.create_connection(("127.0.0.1", self.port), timeout=1) as link,
                ):
                    link.settimeout(None)
                    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._socket = link
                    self._answer(link)
                if self.manner.torn_at is not None:
                    return
                self._gone.wait(0.02)
        finally:
            self.ended.set()

    def _answer(self, link: socket.socket) -> None:
        """Answer until the other side hangs up or the badge is torn away."""
        messages = 0
        while not self._gone.is_set():
            message = self._receive(link)
            if not message:
                return
            messages += 1
            if messages == self.manner.torn_at:
                return
            if message in (POWER_ON, RESET):
                if self.desfire is not None:
                    self.desfire.leave()
                if not self.powered.is_set():
                    self.powered_ns = time.monotonic_ns()
                self.powered.set()
            elif message == GET_ATR:
                self._send(link, self.manner.atr)
            elif message != POWER_OFF:
                if self.manner.silent:
                    self._gone.wait()
                    return
                self._send(link, self._said(message))
                self.reads += message == GET_UID

    def _said(self, message: bytes) -> bytes:
        if self.manner.says:
            return self.manner.says
        if self.desfire is not None:
            return self.desfire.transmit(message)
        return self.number + OK if message == GET_UID else NOT_SUPPORTED

    def _receive(self, link: socket.socket) -> bytes:
        head = self._exactly(link, 2)
        return self._exactly(link, struct.unpack(">H", head)[0]) if head else b""

    def _exactly(self, link: socket.socket, size: int) -> bytes:
        got = b""
        while len(got) < size:
            part = link.recv(size - len(got))
            # The kernel forgets this after each read.
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            if not part:
                return b""
            got += part
        return got

    def _send(self, link: socket.socket, body: bytes) -> None:
        assert body, "an empty message hangs the slot"
        link.sendall(struct.pack(">H", len(body)) + body)
