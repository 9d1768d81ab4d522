"""`python3 terminals/debian/deb.py DIRECTORY` builds the Debian package with dpkg-deb and nothing else.

Twice built it is the same to the byte: all times are that of the last entry of the changelog.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
AGENT = HERE.parent
FILES = HERE / "files"
HOW_TO = AGENT.parent / "docs" / "how-to"
DPKG_DEB = "/usr/bin/dpkg-deb"
NAME = "timeclock-terminal"
DOC = f"usr/share/doc/{NAME}"
UNITS = "usr/lib/systemd/system"
SCRIPTS = ("postinst", "prerm", "postrm")
# Where each file goes that is installed as it is.
PLACES = {
    f"{NAME}.service": f"{UNITS}/{NAME}.service",
    f"{NAME}-kiosk.service": f"{UNITS}/{NAME}-kiosk.service",
    "pcscd.conf": f"{UNITS}/pcscd.service.d/{NAME}.conf",
    "polkit.rules": f"usr/share/polkit-1/rules.d/{NAME}.rules",
    "sysusers.conf": f"usr/lib/sysusers.d/{NAME}.conf",
    "tmpfiles.conf": f"usr/lib/tmpfiles.d/{NAME}.conf",
    "modprobe.conf": f"usr/lib/modprobe.d/{NAME}.conf",
    "copyright": f"{DOC}/copyright",
    NAME: f"usr/bin/{NAME}",
}
DOCUMENTS = (AGENT / "WIRE.md", HOW_TO / "install-a-terminal.md", HOW_TO / "terminal.md")


def build(target: Path) -> Path:
    """Build the package into a directory; return its file."""
    version = agent_version()
    file = target / f"{NAME}_{version}_all.deb"
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        _install(root)
        _describe(root, version)
        at = _changed_at()
        for path in (*root.rglob("*"), root):
            os.utime(path, (at, at))
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(at)}
        subprocess.run(  # noqa: S603  our own words alone
            [DPKG_DEB, "--root-owner-group", "-Zxz", "--build", str(root), str(file)],
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
    return file


def agent_version() -> str:
    """Return the agent's version; raise ValueError where the changelog tells of another."""
    tree = ast.parse((AGENT / "__init__.py").read_text("utf-8"))
    [version] = [
        str(ast.literal_eval(node.value))
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    ]
    told = (FILES / "changelog").read_text("utf-8").split("(", 1)[1].split(")", 1)[0]
    if told != version:
        raise ValueError(f"{FILES / 'changelog'}: begins with {told}, the agent is {version}; add an entry")
    return version


def _changed_at() -> int:
    lines = (FILES / "changelog").read_text("utf-8").splitlines()
    signed = next(line for line in lines if line.startswith(" -- "))
    return int(parsedate_to_datetime(signed.rpartition(">")[2]).timestamp())


def _install(root: Path) -> None:
    for source, name in _agent_files():
        _put(source.read_bytes(), root / f"usr/share/{NAME}/terminals/{name}")
    for name, place in PLACES.items():
        _put((FILES / name).read_bytes(), root / place)
    (root / PLACES[NAME]).chmod(0o755)
    _put(_packed((FILES / "changelog").read_bytes()), root / DOC / "changelog.gz")
    for document in DOCUMENTS:
        _put(_packed(document.read_bytes()), root / DOC / f"{document.name}.gz")
    for example in sorted((FILES / "examples").iterdir()):
        _put(example.read_bytes(), root / DOC / "examples" / example.name)


def _agent_files() -> Iterator[tuple[Path, str]]:
    """Yield what the wheel carries, too: the modules and the page."""
    for path in sorted((*AGENT.rglob("*.py"), *(AGENT / "page").iterdir())):
        if not path.is_relative_to(HERE):
            yield path, str(path.relative_to(AGENT))


def _describe(root: Path, version: str) -> None:
    """Write what dpkg reads: name and needs, checksums, and what to do after unpacking and before removing."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    control = (FILES / "control").read_text("utf-8").format(version=version, size=size)
    sums = "".join(f"{_md5(path)}  {path.relative_to(root)}\n" for path in files)
    _put(control.encode(), root / "DEBIAN" / "control")
    _put(sums.encode(), root / "DEBIAN" / "md5sums")
    for name in SCRIPTS:
        _put((FILES / name).read_bytes(), root / "DEBIAN" / name)
        (root / "DEBIAN" / name).chmod(0o755)


def _md5(path: Path) -> str:
    """Return what dpkg compares to find a damaged file; it proves nothing against anybody."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _put(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)


def main() -> int:
    if len(sys.argv) != 2:
        sys.exit("usage: python3 terminals/debian/deb.py DIRECTORY")
    if not Path(DPKG_DEB).exists():
        sys.exit("dpkg-deb is missing: build the package on Debian, Ubuntu or Raspberry Pi OS")
    print(build(Path(sys.argv[1])))  # noqa: T201  a command's one answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
