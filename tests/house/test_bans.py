"""What Ruff and import-linter are told to refuse, they refuse: each ban is tried on a planted violation."""

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.house.tree import PRODUCT, ROOT

SCRIPTS = Path(sysconfig.get_path("scripts"))
NOW = "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n"
PLANTED = {
    "layers": ("timeclock/store/planted.py", "from timeclock.service import access\n"),
    "reports": ("reports/planted.py", "from timeclock.web import edge\n"),
    "acyclic": ("timeclock/core/spans.py", "from timeclock.core import day\n"),
    "core-pure": ("timeclock/core/planted.py", "import sqlalchemy\n"),
    "ledger-cryptography": ("timeclock/ledger/planted.py", "import flask\n"),
    "sql": ("timeclock/service/planted.py", "import sqlalchemy\n"),
    "web": ("timeclock/service/planted.py", "import flask\n"),
    "schedule": ("timeclock/jobs/planted.py", "import apscheduler\n"),
    "holidays": ("timeclock/service/planted.py", "import holidays\n"),
    "typst": ("reports/planted.py", "import typst\n"),
    "workbooks": ("timeclock/service/planted.py", "import python_calamine\n"),
    "webauthn": ("timeclock/web/planted.py", "import webauthn\n"),
    "terminals": ("terminals/planted.py", "from timeclock.core import spans\n"),
    "demo": ("timeclock/planted.py", "import demo\n"),
}


def refusals(source, path):
    """Return the codes Ruff answers with when `source` stood at `path`."""
    command = [SCRIPTS / "ruff", "check", "--no-cache", "--output-format=json", "--stdin-filename", path, "-"]
    answer = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    return {finding["code"] for finding in json.loads(answer.stdout)}


def contract_kept(name, house):
    command = [SCRIPTS / "lint-imports", "--no-cache", "--no-logo", "--contract", name]
    return subprocess.run(command, cwd=house, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PRODUCT:
        ignored = shutil.ignore_patterns("node_modules", "vendor", "__pycache__")
        shutil.copytree(ROOT / package, copy / package, ignore=ignored)
    return copy


@pytest.mark.parametrize(
    "asking",
    [
        NOW,
        "from datetime import datetime\n\nnow = datetime.utcnow()\n",
        "from datetime import date\n\ntoday = date.today()\n",
        "import time\n\nnow = time.time()\n",
        "import time\n\nnow = time.time_ns()\n",
    ],
)
@pytest.mark.parametrize("path", ["timeclock/service/planted.py", "terminals/planted.py", "demo/planted.py"])
def test_only_the_clock_may_ask_for_the_time(path, asking):
    assert "TID251" in refusals(asking, path)


@pytest.mark.parametrize("path", ["timeclock/clock.py", "terminals/clock.py"])
def test_the_clock_itself_may(path):
    assert refusals(NOW, path) == set()


def test_a_number_without_name_is_refused_in_core_alone():
    planted = "def long(minutes: int) -> bool:\n    return minutes > 600\n"

    assert refusals(planted, "timeclock/core/planted.py") == {"PLR2004"}
    assert refusals(planted, "timeclock/web/planted.py") == set()


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(contract, house):
    path, statement = PLANTED[contract]
    planted = house / path
    before = planted.read_text() if planted.exists() else None
    planted.write_text((before or "") + statement)
    try:
        assert not contract_kept(contract, house)
    finally:
        planted.write_text(before) if before is not None else planted.unlink()


@pytest.mark.parametrize("contract", PLANTED)
def test_without_it_the_contract_is_kept(contract, house):
    assert contract_kept(contract, house)
