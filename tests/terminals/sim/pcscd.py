"""The real card stack without hardware: pcscd and virtual readers in namespaces of their own.

    with VirtualReaders() as readers:
        agent = readers.run_in_namespace([sys.executable, "-m", "terminals", "--settings", "terminal.toml"])
        readers.tap(bytes.fromhex("04A1B2C3D4E5F6"))

Mount and network are private: the virtual reader listens on all addresses, and these are nobody else's.
So several run side by side, and nothing of it is seen outside. What runs inside reaches a server outside through
`bridge_out(port)`; what listens inside is reached from outside through `bridge_in(port)`.

Cards are reported at once, as by a reader on USB: shim/ifdshim.c stands before Debian's virtual reader.
`polled=True` takes that one as it is: pcscd asks it every 0.4 s.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.terminals.sim.bridge import bridge, close, listen_tcp, listen_unix, to_tcp, to_unix
from tests.terminals.sim.vcard import MIFARE_ATR

ROOT = Path(__file__).parents[3]
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SHIM = Path(__file__).parent / "shim" / "ifdshim.c"
HEADERS = Path("/usr/include/PCSC")
# Below the ports that a server outside may be given by chance: it is reached from inside under the same number.
FIRST_PORT = 0x5C7B
PORTS_PER_ENTRY = 16
PATIENCE_SECONDS = 90.0
APART = 0.45  # pcscd asks a polled reader every 0.4 s
ENTER = """
set -e
mkdir -p /run/pcscd
mount -t tmpfs tmpfs /run/pcscd
ip link set lo up
exec "$@"
"""


def missing() -> str | None:
    """Return what the card stack lacks here, or None."""
    if os.geteuid() != 0:
        return "the card stack needs root for its private namespaces"
    for tool in ("pcscd", "unshare", "nsenter", "setpriv", "ip", "gcc"):
        if shutil.which(tool) is None:
            return f"the card stack needs {tool} (apt-get install pcscd util-linux iproute2 gcc libc6-dev)"
    if not DRIVER.exists() or not HEADERS.exists():
        return "the card stack needs the virtual reader (apt-get install vsmartcard-vpcd libpcsclite-dev)"
    if subprocess.run(["unshare", "-m", "-n", "true"], capture_output=True, check=False).returncode:
        return "the card stack needs unshare -m -n (CAP_SYS_ADMIN)"
    return None


def require() -> None:
    """Skip the test where the card stack is missing, but fail in CI: there it has to be."""
    lacks = missing()
    if lacks and os.environ.get("CI") == "true":
        pytest.fail(lacks)
    if lacks:
        pytest.skip(lacks)


@cache
def shim() -> bytes:
    """Return the reader that reports cards at once, compiled."""
    with tempfile.TemporaryDirectory(prefix="shim-") as folder:
        made = Path(folder) / "shim.so"
        options = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", f"-I{HEADERS}"]
        subprocess.run(["gcc", *options, "-o", str(made), str(SHIM)], check=True)
        return made.read_bytes()


class VirtualReaders:
    """pcscd with one reader entry per name; each entry is a dual reader and has two slots."""

    def __init__(self, *names: str, polled: bool = False) -> None:
        self.names = names or ("ACS ACR1252 Dual Reader",)
        self.polled = polled
        self.ports = [
            FIRST_PORT + PORTS_PER_ENTRY * entry + slot for entry in range(len(self.names)) for slot in range(2)
        ]
        self._unlisted: frozenset[int] = frozenset()  # entries that pcscd is not told of
        self._folder = Path(tempfile.mkdtemp(prefix="pcsc-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._children: list[subprocess.Popen[Any]] = []
        self._listeners: list[socket.socket] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self, *, pcscd: bool = True) -> None:
        """Build the namespaces and start pcscd; return when its readers are there."""
        self._copy_drivers()
        self._list_readers()
        options = ["--disable-polkit"] if b"--disable-polkit" in _output("pcscd", "--help") else []
        inside = [sys.executable, "-m", "tests.terminals.sim.inside"]
        arguments = [str(self._folder), *options]
        self._process = subprocess.Popen(
            ["unshare", "-m", "-n", "sh", "-c", ENTER, "sh", *inside, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL
        )
        try:
            until(self._answers, "the namespace did not come up")
            if pcscd:
                self.start_pcscd()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End everything started here, by process id."""
        for child in self._children:
            end(child)
        for listener in self._listeners:
            close(listener)
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def start_pcscd(self) -> None:
        listed = [port for slot, port in enumerate(self.ports) if slot // 2 not in self._unlisted]
        self._ask("start_pcscd", ports=listed)

    def stop_pcscd(self, number: signal.Signals = signal.SIGTERM) -> None:
        self._ask("stop_pcscd", signal=int(number))

    def restart_pcscd(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End pcscd, by default without warning, and start it again; badges held stay held."""
        self.stop_pcscd(number)
        self.start_pcscd()

    def reader_name(self, slot: int = 0) -> str:
        """Return the name by which pcscd calls a slot."""
        return f"{self.names[slot // 2]} 00 {slot % 2:02d}"

    def insert(
        self,
        number: bytes,
        *,
        slot: int = 0,
        atr: bytes = MIFARE_ATR,
        torn_at: int | None = None,
        silent: bool = False,
        key: bytes = b"",
        new: bool = False,
        says: bytes = b"",
        entry: int | None = None,
    ) -> None:
        """Hold a badge on a slot and return at once; one with a key is a DESFire that proves itself by it.

        A `new` one is a DESFire from the factory: held again it is what was made of it. With an `entry` it is a
        security module with the key in it.
        """
        manner = {"atr": atr.hex(), "torn_at": torn_at, "silent": silent, "key": key.hex(), "new": new, "entry": entry}
        manner["says"] = says.hex()
        self._ask("insert", port=self.ports[slot], number=number.hex(), **manner)

    def remove(self, *, slot: int = 0) -> None:
        """Take the badge away, and from a polled reader stay away until that was noticed."""
        self._ask("remove", port=self.ports[slot])
        if self.polled:
            time.sleep(APART)

    def vanish(self, *, slot: int = 0) -> None:
        """Take the reader of a slot out of the list, with both its slots, until `return_all`; the others restart."""
        self._relist(frozenset({slot // 2}))

    def return_all(self) -> None:
        self._relist(frozenset())

    def die(self, *, slot: int = 0) -> None:
        """Let the reader of a slot fail: it stays in the list, but nothing on it works until `live`."""
        self._entry(slot, ".dead").touch()

    def live(self, *, slot: int = 0) -> None:
        self._entry(slot, ".dead").unlink()

    def escapes(self, *, slot: int = 0) -> list[bytes]:
        """Return the commands for the reader itself, in the order they came."""
        log = self._entry(slot, ".escapes")
        return [bytes.fromhex(line) for line in log.read_text().split()] if log.exists() else []

    def card(self, *, slot: int = 0) -> dict[str, Any]:
        """Return of the badge on a slot: is it `powered`, since when, how many `reads` of its number, is it `ended`."""
        return self._ask("card", port=self.ports[slot])

    def tap(self, number: bytes, *, slot: int = 0, until_done: Callable[[], bool] | None = None) -> None:
        """Hold a badge until its number was read (or `until_done` says so) and take it away, as people do."""
        self.insert(number, slot=slot)
        done = until_done or (lambda: self.card(slot=slot)["reads"] > 0)
        try:
            until(done, f"the badge on slot {slot} was not read")
        finally:
            self.remove(slot=slot)

    def run_in_namespace(
        self, command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None, **popen: Any
    ) -> subprocess.Popen[Any]:
        """Start a process where the readers are; it is ended at `stop` at the latest."""
        if self._process is None:
            raise RuntimeError("start the virtual readers first")
        enter = ["nsenter", "-t", str(self._process.pid), "-m", "-n", "--", "sh", "-c", 'cd "$0" && exec "$@"']
        child = subprocess.Popen([*enter, str(cwd), *command], env=env, **popen)
        self._children.append(child)
        return child

    def bridge_out(self, port: int) -> None:
        """Let what runs inside reach a server on 127.0.0.1:`port` outside, at the same address."""
        path = self._folder / f"out-{port}"
        listener = listen_unix(path)
        self._listeners.append(listener)
        bridge(listener, to_tcp(port))
        self._ask("bridge_out", port=port, path=str(path))

    def bridge_in(self, port: int) -> int:
        """Let a server on 127.0.0.1:`port` inside be reached from outside; return the port it has there."""
        path = self._folder / f"in-{port}"
        self._ask("bridge_in", port=port, path=str(path))
        listener = listen_tcp(0)
        self._listeners.append(listener)
        bridge(listener, to_unix(path))
        return int(listener.getsockname()[1])

    def _relist(self, unlisted: frozenset[int]) -> None:
        """Restart pcscd with another list: it reads its own only when it starts."""
        self.stop_pcscd()
        self._unlisted = unlisted
        self._list_readers()
        self.start_pcscd()

    def _copy_drivers(self) -> None:
        """Give each entry a copy of its own: a driver keeps its cards in static memory."""
        for entry in range(len(self.names)):
            driver = self._entry(2 * entry, ".so")
            if self.polled:
                shutil.copy(DRIVER, driver)
            else:
                driver.write_bytes(shim())
                shutil.copy(DRIVER, driver.with_suffix(".vpcd"))

    def _list_readers(self) -> None:
        """Write one file with all entries that pcscd is to know."""
        conf = self._folder / "conf"
        conf.mkdir(exist_ok=True)
        entries = []
        for entry, name in enumerate(self.names):
            if entry in self._unlisted:
                continue
            driver, channel = self._entry(2 * entry, ".so"), f"0x{self.ports[2 * entry]:X}"
            entries.append(
                f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:{channel}\nLIBPATH {driver}\nCHANNELID {channel}\n'
            )
        (conf / "vpcd").write_text("\n".join(entries))

    def _entry(self, slot: int, suffix: str) -> Path:
        return self._folder / f"reader{slot // 2}{suffix}"

    def _answers(self) -> bool:
        with suppress(OSError):
            self._ask("hello")
            return True
        return False

    def _ask(self, command: str, **asked: Any) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(30)
            link.connect(str(self._folder / "control"))
            with link.makefile("rw") as lines:
                lines.write(json.dumps({"command": command, **asked}) + "\n")
                lines.flush()
                answer: dict[str, Any] = json.loads(lines.readline())
        if "fault" in answer:
            raise RuntimeError(answer["fault"])
        return answer


def end(child: subprocess.Popen[Any]) -> None:
    """End one process by its id: ask first, then insist."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(10)
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream is not None:
            stream.close()


def until(done: Callable[[], bool], message: str | Callable[[], str]) -> None:
    """Wait until something is so; how long that may take says nothing of the terminal but of the machine."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"{message if isinstance(message, str) else message()} within {PATIENCE_SECONDS:g} s")
        time.sleep(0.005)


def _output(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=False).stdout
