"""The Debian package: what it holds, what its units allow, how much it takes, and that it works on Debian's Python."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from terminals import __version__
from terminals.debian import deb
from tests.terminals.parts import SOURCE
from tests.terminals.sim.pcscd import end, until
from tests.terminals.sim.server import SmallServer

ROOT = Path(__file__).parents[2]
DEBIANS_PYTHON = "/usr/bin/python3"
NUMBER = "04A1B2C3D4E5F6"
MIB_AT_MOST = 60
# Of 10, by `systemd-analyze security`; the browser needs namespaces and a screen, so it is allowed more.
EXPOSED_AT_MOST = {"timeclock-terminal": 1.5, "timeclock-terminal-kiosk": 4.6, "pcscd": 2.0}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deb.build(tmp_path_factory.mktemp("deb"))


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("root")
    subprocess.run(["dpkg-deb", "-R", str(package), str(root)], check=True)
    return root


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# --- what is in it ---


def test_it_is_the_same_to_the_byte_wherever_and_whenever_it_is_built(package: Path, tmp_path: Path) -> None:
    again = deb.build(tmp_path)

    assert again.name == package.name == f"timeclock-terminal_{__version__}_all.deb"
    assert again.read_bytes() == package.read_bytes()


def test_it_carries_the_agent_as_the_wheel_does_and_no_more(unpacked: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT / "terminals", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        shipped = {name for name in file.namelist() if ".dist-info/" not in name} - {"terminals/WIRE.md"}
    home = unpacked / "usr/share/timeclock-terminal"
    agent = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}

    assert agent == shipped
    assert {"terminals/__main__.py", "terminals/page/page.html", "terminals/pcsc/watch.py"} <= agent
    assert not any(name.startswith("terminals/debian") for name in agent)


def test_everything_belongs_to_root_is_writable_by_nobody_else_and_has_its_checksum(
    package: Path, unpacked: Path
) -> None:
    listed = [line.split(maxsplit=5) for line in said("dpkg-deb", "-c", str(package)).splitlines()]
    odd = [name for mode, owner, *_, name in listed if owner != "root/root" or mode[5] == "w" or mode[8] == "w"]
    run = {name for mode, *_, name in listed if mode.startswith("-") and "x" in mode}
    files = {name.removeprefix("./") for mode, *_, name in listed if mode.startswith("-")}
    sums = {line.split("  ")[1] for line in (unpacked / "DEBIAN/md5sums").read_text().splitlines()}

    assert (odd, run) == ([], {"./usr/bin/timeclock-terminal"})
    assert sums == files
    assert not any(name.startswith(("etc/", "lib/", "var/")) for name in files)


def test_it_needs_debians_card_stack_and_never_comes_beside_a_virtual_reader(package: Path) -> None:
    depends = said("dpkg-deb", "-f", str(package), "Depends")

    assert {each.split()[0] for each in depends.split(", ")} >= {"python3-pyscard", "python3-cryptography", "pcscd"}
    assert said("dpkg-deb", "-f", str(package), "Conflicts") == "vsmartcard-vpcd\n"


def test_its_scripts_are_shell_and_leave_what_was_stamped(unpacked: Path) -> None:
    for name in deb.SCRIPTS:
        subprocess.run(["sh", "-n", str(unpacked / "DEBIAN" / name)], check=True)
    removing = "".join((unpacked / "DEBIAN" / name).read_text() for name in ("prerm", "postrm"))

    assert "rm " not in removing
    assert "deluser" not in removing


# --- what its units allow ---


@pytest.fixture(scope="module")
def units(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as systemd finds them, with programs that are there, and Debian's pcscd with our drop-in."""
    folder = tmp_path_factory.mktemp("units")
    for unit in (unpacked / deb.UNITS).glob("*.service"):
        text = re.sub(r"(?m)^(ExecStart=)\S+", rf"\1{DEBIANS_PYTHON}", unit.read_text())
        (folder / unit.name).write_text(text)
    (folder / "pcscd.service").write_text("[Service]\nExecStart=/usr/sbin/pcscd --foreground\n")
    (folder / "pcscd.service.d").mkdir()
    (drop_in,) = (unpacked / deb.UNITS / "pcscd.service.d").iterdir()
    (folder / "pcscd.service.d" / drop_in.name).write_text(drop_in.read_text())
    return folder


def test_systemd_finds_no_fault_with_the_units(units: Path) -> None:
    checked = [str(units / f"{name}.service") for name in EXPOSED_AT_MOST]
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=one", *checked],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("name", EXPOSED_AT_MOST)
def test_the_units_expose_little(units: Path, name: str) -> None:
    told = said("systemd-analyze", "security", "--offline=true", "--no-pager", str(units / f"{name}.service"))
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)

    assert found is not None
    assert float(found[1]) <= EXPOSED_AT_MOST[name]


def test_the_agent_is_started_again_for_ever_and_watched(unpacked: Path) -> None:
    unit = (unpacked / deb.UNITS / "timeclock-terminal.service").read_text().splitlines()

    assert {"Type=notify", "WatchdogSec=60", "Restart=always", "StartLimitIntervalSec=0", "User=terminal"} <= {*unit}
    # It would refuse the question whether the clock is right, and every stamp would be unsure.
    assert "ProtectClock=yes" not in unit


# --- how much it takes ---


def test_with_all_it_needs_beside_a_minimal_debian_it_takes_less_than_60_mib(package: Path) -> None:
    """Counted by what the packages say of their size: ours, Python, the card stack, and every library these need."""
    installed = installed_packages()
    depends = said("dpkg-deb", "-f", str(package), "Depends")
    minimal = closure(installed, [name for name, each in installed.items() if each.minimal])
    added = closure(installed, names(depends, installed)) - minimal

    assert {"python3-pyscard", "python3-cryptography", "pcscd", "libccid", "python3"} <= added
    size = sum(installed[name].kib for name in added) + int(said("dpkg-deb", "-f", str(package), "Installed-Size"))
    assert size / 1024 < MIB_AT_MOST


@dataclass(frozen=True, slots=True)
class Installed:
    """A package on this machine: its size, what it needs, and whether every Debian has it."""

    kib: int
    needs: str
    minimal: bool


def installed_packages() -> Mapping[str, Installed]:
    """Return what is installed by name, and by the names it provides."""
    fields = "${Package}\t${Installed-Size}\t${Priority}\t${Essential}\t${Depends}, ${Pre-Depends}\t${Provides}\n"
    found: dict[str, Installed] = {}
    for line in said("dpkg-query", "-W", f"-f={fields}").splitlines():
        name, kib, priority, essential, needs, _provides = line.split("\t")
        minimal = priority == "required" or essential == "yes" or name in {"apt", "systemd"}
        found[name] = Installed(int(kib or 0), needs, minimal)
    return found


def names(needs: str, installed: Mapping[str, Installed]) -> list[str]:
    """Return of each need the first alternative that is installed; a name that is only provided is another's."""
    alternatives = [[re.split(r"[ (:]", each.strip())[0] for each in need.split("|")] for need in needs.split(",")]
    return [found[0] for need in alternatives if (found := [name for name in need if name in installed])]


def closure(installed: Mapping[str, Installed], of: Iterable[str]) -> set[str]:
    found, ahead = set[str](), list(of)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += names(installed[name].needs, installed)
    return found


# --- that it works ---


@dataclass(frozen=True, slots=True)
class Running:
    """The agent of the package with its page, and where systemd would hear it."""

    port: int
    systemd: socket.socket

    def hold(self, badge: int) -> int:
        """Hold a badge that the page offers."""
        page = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            page.request("POST", "/badge", urlencode({"badge": badge, "lang": "de"}), form)
            return page.getresponse().status
        finally:
            page.close()


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as found:
        yield found


def program(unpacked: Path, folder: Path) -> Path:
    """Return the installed command, which finds the agent where it was unpacked."""
    text = (unpacked / "usr/bin/timeclock-terminal").read_text()
    file = folder / "timeclock-terminal"
    file.write_text(text.replace("/usr/share/", f"{unpacked}/usr/share/"))
    file.chmod(0o755)
    return file


@pytest.fixture
def running(unpacked: Path, server: SmallServer, tmp_path: Path) -> Iterator[Running]:
    """Make a key, write settings, and start the agent with a reader that replays."""
    command = program(unpacked, tmp_path)
    said(str(command), "keygen", str(tmp_path / "device.key"))
    said(str(command), "keygen", str(tmp_path / "site.key"))
    (tmp_path / "badges.json").write_text(json.dumps([{"name": "Aydin", "number": NUMBER}]))
    values: dict[str, str | int | bool] = {
        "server_url": server.url,
        "source": SOURCE,
        "key_file": "device.key",
        "site_key_file": "site.key",
        "spool_file": "spool.db",
        "receipt_public_key": server.receipt_public,
        "reader": "replay",
        "demo_badges_file": "badges.json",
        "trust_host_clock": True,
        "port": 0,
    }
    settings = tmp_path / "terminal.toml"
    settings.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    # Nothing of the environment of these tests may be needed.
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.settimeout(20)
    # By an abstract name: the path of a test is longer than a socket's may be.
    heard.bind(f"\0timeclock-terminal-{os.getpid()}")
    bare = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NOTIFY_SOCKET": f"@timeclock-terminal-{os.getpid()}"}
    child = subprocess.Popen(
        [str(command), "--settings", str(settings)], stdout=subprocess.PIPE, text=True, cwd="/", env=bare
    )
    try:
        assert child.stdout is not None
        ready = child.stdout.readline()
        assert ready.startswith("terminal ready http://127.0.0.1:"), ready
        yield Running(int(ready.rsplit(":", 1)[1]), heard)
    finally:
        end(child)
        heard.close()
        if child.stdout is not None:
            child.stdout.close()


def test_a_badge_held_at_the_installed_agent_is_a_stamp_at_the_server(running: Running, server: SmallServer) -> None:
    until(lambda: bool(server.asked), "the agent never reported")
    until(lambda: running.hold(0) == 303, "the reader was never ready")
    until(lambda: bool(server.kept), "the stamp never came")

    [payload] = server.kept.values()
    stamp = json.loads(payload)
    assert (stamp["seq"], stamp["source"], stamp["agent"]) == (1, SOURCE, __version__)
    # Zones come from Debian, not from the wheel that these tests have.
    assert stamp["zone_rules"].startswith("system 20")


def test_the_installed_agent_tells_systemd_that_it_is_there(running: Running) -> None:
    assert running.systemd.recv(100) == b"READY=1"


def test_debians_card_library_is_one_the_agent_can_use(unpacked: Path) -> None:
    home = unpacked / "usr/share/timeclock-terminal"
    asks = (
        f"import sys; sys.path.insert(0, {str(home)!r})\n"
        "from importlib.metadata import version\n"
        "from terminals.pcsc.scard import Scard\n"
        "Scard()\n"
        "print(sys.modules['smartcard'].__file__, version('cryptography'))"
    )

    assert said(DEBIANS_PYTHON, "-I", "-c", asks).startswith("/usr/lib/python3/dist-packages/smartcard/")
