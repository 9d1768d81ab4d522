"""The README sets up with two commands and nothing else; the licence is the one the project names."""

import re
import tomllib

import pytest

from tests.house.tree import ROOT

SET_UP = {"python3 dev.py", "python3 dev.py test"}
OTHER_WAYS = re.compile(
    r"\b(?:pip3? install|uv (?:sync|run|venv|pip)|apt(?:-get)? install|npm (?:install|ci)|make |docker|-m venv)"
)


def other_ways(text: str) -> list[str]:
    """Return what a newcomer would have to type beyond the two commands."""
    return OTHER_WAYS.findall(text)


def first_commands(text: str) -> list[str]:
    """Return the lines of the first code block, without comments."""
    block = re.search(r"```\w*\n(.*?)```", text, re.DOTALL)
    lines = block[1].splitlines() if block else []
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


def test_the_first_screen_is_two_commands_and_a_picture():
    text = (ROOT / "README.md").read_text()
    first_screen = "\n".join(text.splitlines()[:25])

    assert set(first_commands(first_screen)) == SET_UP
    assert re.search(r"!\[[^\]]+\]\(docs/pictures/\S+\.png\)", first_screen)


def test_the_readme_names_no_other_set_up():
    assert other_ways((ROOT / "README.md").read_text()) == []


@pytest.mark.parametrize("planted", ["First `pip install flask`.", "sudo apt-get install -y gcc", "run npm ci"])
def test_another_way_is_found(planted):
    assert other_ways(planted)


def test_the_pictures_are_there():
    wanted = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text())

    assert [name for name in wanted if not (ROOT / name).is_file()] == []


def test_the_licence_is_the_eupl():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "EUPL-1.2"
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
