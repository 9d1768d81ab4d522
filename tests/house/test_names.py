"""A module or class that is called "helper" has not found its place yet."""

import re

import pytest

from tests.house.tree import PRODUCT, modules, name_of

CLASS = re.compile(r"^\s*class (\w+)", re.MULTILINE)
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "handler", "handlers", "stuff"}


def vague(name: str) -> set[str]:
    """Return the vague words in a name: `PayrollManager` → manager."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {word.lower() for word in words} & VAGUE


def test_modules_and_classes_have_telling_names():
    found = [name_of(path) for path in modules(*PRODUCT) if vague(name_of(path))]
    for path in modules(*PRODUCT):
        found += [f"{name_of(path)}: {name}" for name in CLASS.findall(path.read_text()) if vague(name)]

    assert found == []


@pytest.mark.parametrize("planted", ["timeclock/utils.py", "StampHandler", "timeclock/store/date_helpers.py"])
def test_a_vague_name_is_found(planted):
    assert vague(planted)


@pytest.mark.parametrize("good", ["timeclock/core/spans.py", "Commonwealth", "handles"])
def test_a_telling_name_passes(good):
    assert not vague(good)
