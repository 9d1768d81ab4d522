"""The product's wheel is complete and knows nothing of the demo."""

import ast
import re
import subprocess
import sys
import zipfile

import pytest

from tests.house.tree import ROOT, modules, parse

SECRET = re.compile("PASSWORD|PIN|LOGIN")
NEEDED = {
    "reports/month.typ",
    "reports/table.typ",
    "timeclock/data/config/default.toml",
    "timeclock/data/config/imports/people.toml",
    "timeclock/data/config/law/arbzg.toml",
    "timeclock/data/config/models/flextime.toml",
    "timeclock/data/migrations/env.py",
    "timeclock/web/static/vendor/htmx/htmx.min.js",
    "timeclock/web/static/vendor/kern/LICENSE.md",
    "timeclock/web/static/vendor/kern/fonts/OFL-1.1.txt",
    "timeclock/web/static/vendor/kern/fonts/fira-sans/FiraSans-Regular.woff2",
    "timeclock/web/static/vendor/kern/kern.min.css",
}


def build(project, target):
    """Build a wheel as it is shipped, with what the environment has: no isolation, no network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,) = target.glob("*.whl")
    return wheel


def contents(wheel):
    with zipfile.ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


def strangers(files):
    """Return the files that belong to another distribution or to no product at all."""
    return [name for name in files if not name.startswith(("timeclock/", "reports/")) and ".dist-info/" not in name]


def leaks(files, words):
    """Return where one of the demo's words stands: a login name or password that would open a real city."""
    return sorted({name for name, data in files.items() for word in words if word.encode() in data})


def demo_secrets(trees):
    """Return the strings the demo keeps under names like DEMO_PASSWORD or LOGINS."""
    assignments = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and SECRET.search(ast.unparse(node).split("=")[0])
    ]
    found = {part.value for node in assignments for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return {word for word in found if isinstance(word, str) and len(word) > 3}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_carries_all_it_needs(wheel):
    assert NEEDED - contents(wheel).keys() == set()


def test_the_wheel_carries_nothing_else(wheel):
    assert strangers(contents(wheel)) == []


def test_no_demo_login_is_in_the_wheel(wheel):
    words = demo_secrets([parse(path) for path in modules("demo")])

    assert words, "the demo names no password or login this test could look for"
    assert leaks(contents(wheel), words) == []


def test_an_installed_timeclock_finds_its_configuration(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as file:
        file.extractall(tmp_path)
    question = "from timeclock import settings; settings.load(); print(settings.data_directory('config'))"
    answer = subprocess.run(
        [sys.executable, "-c", question],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert answer.stdout.strip() == str(tmp_path / "timeclock" / "data" / "config")


@pytest.mark.parametrize("project", ["demo", "terminals"])
def test_the_other_distributions_build_and_hold_their_package(project, tmp_path):
    files = contents(build(ROOT / project, tmp_path))

    assert f"{project}/__init__.py" in files
    assert {name.split("/")[0] for name in files if ".dist-info/" not in name} == {project}


def test_a_planted_demo_module_and_login_are_found():
    secrets = demo_secrets(
        [ast.parse("DEMO_PASSWORD = 'musterstadt-2026'\nLOGINS: dict = {'hr': 'petra.personal'}\nX = 'harmless'")]
    )
    planted = {"demo/city.py": b"", "timeclock/web/login.py": b"if name == 'petra.personal': ..."}

    assert secrets == {"musterstadt-2026", "petra.personal"}
    assert strangers(planted) == ["demo/city.py"]
    assert leaks(planted, secrets) == ["timeclock/web/login.py"]
