"""Lets a TCP port of one network namespace be reached from another, through a socket in the file system."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread


def listen_tcp(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


def listen_unix(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener


def to_tcp(port: int) -> Callable[[], socket.socket]:
    return lambda: socket.create_connection(("127.0.0.1", port))


def to_unix(path: Path) -> Callable[[], socket.socket]:
    def connect() -> socket.socket:
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(str(path))
        except OSError:
            link.close()
            raise
        return link

    return connect


def bridge(listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
    """Forward each connection until the listener is closed."""
    Thread(target=_accept, args=(listener, connect), daemon=True).start()


def close(listener: socket.socket) -> None:
    """Close for good: a thread that waits in accept() does not notice close() alone."""
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def _accept(listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
    while True:
        try:
            near, _ = listener.accept()
        except OSError:
            return
        try:
            far = connect()
        except OSError:
            near.close()
            continue
        for source, sink in ((near, far), (far, near)):
            Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Copy one direction; the thread of the second direction to end closes the socket it reads from."""
    with source, suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
