"""What Ruff and import-linter are told to refuse, they refuse: each ban is tried on a planted violation."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import PRODUCT, ROOT

SCRIPTS = Path(sysconfig.get_path("scripts"))
NOW = "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n"
# Where what is planted, and what is then said of it.
PLANTED = {
    "layers": ("timeclock/store/planted.py", "from timeclock.service import access", "store.planted -> "),
    "reports": ("reports/planted.py", "from timeclock.web import edge", "reports.planted -> timeclock.web.edge"),
    "acyclic": ("timeclock/core/spans.py", "from timeclock.core import day", ".spans -> .day"),
    "core-pure": ("timeclock/core/planted.py", "import sqlalchemy", "core.planted -> sqlalchemy"),
    "ledger-cryptography": ("timeclock/ledger/planted.py", "import flask", "ledger.planted -> flask"),
    "sql": ("timeclock/service/planted.py", "import sqlalchemy", "service.planted -> sqlalchemy"),
    "web": ("timeclock/service/planted.py", "import flask", "service.planted -> flask"),
    "schedule": ("timeclock/jobs/planted.py", "import apscheduler", "jobs.planted -> apscheduler"),
    "holidays": ("timeclock/service/planted.py", "import holidays", "service.planted -> holidays"),
    "typst": ("reports/planted.py", "import typst", "reports.planted -> typst"),
    "workbooks": ("timeclock/service/planted.py", "import python_calamine", "service.planted -> python_calamine"),
    "written-workbooks": ("reports/planted.py", "import xlsxwriter", "reports.planted -> xlsxwriter"),
    "webauthn": ("timeclock/web/planted.py", "import webauthn", "web.planted -> webauthn"),
    "terminals": ("terminals/planted.py", "from timeclock.core import spans", "terminals.planted -> timeclock.core"),
    "demo": ("timeclock/planted.py", "import demo", "timeclock.planted -> demo"),
}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def refusals(source, path):
    """Return the codes Ruff answers with when `source` stood at `path`."""
    command = [SCRIPTS / "ruff", "check", "--no-cache", "--output-format=json", "--stdin-filename", path, "-"]
    answer = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    return {finding["code"] for finding in json.loads(answer.stdout)}


def broken(house):
    """Return which contracts are broken, and what is said of each."""
    command = [SCRIPTS / "lint-imports", "--no-cache", "--no-logo"]
    wide = os.environ | {"COLUMNS": "200"}
    said = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False, env=wide).stdout
    assert f"{len(CONTRACTS)} kept" in said or "Broken contracts" in said, said
    sections = {each["id"]: said.partition(f"\n{each['name']}\n---")[2] for each in CONTRACTS}
    return {contract: re.split(r"\n-{5}", text.lstrip("-"))[0] for contract, text in sections.items() if text}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PRODUCT:
        ignored = shutil.ignore_patterns("node_modules", "vendor", "__pycache__")
        shutil.copytree(ROOT / package, copy / package, ignore=ignored)
    return copy


@pytest.fixture(scope="module")
def planted(house):
    """Break each contract in one place, all at once; return what is said of each."""
    assert broken(house) == {}
    for path, statement, _ in PLANTED.values():
        with (house / path).open("a") as file:
            file.write(f"{statement}\n")
    return broken(house)


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


def test_each_contract_is_tried():
    assert {each["id"] for each in CONTRACTS} == PLANTED.keys()


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract_and_without_it_all_are_kept(contract, planted):
    assert PLANTED[contract][2] in planted[contract]
