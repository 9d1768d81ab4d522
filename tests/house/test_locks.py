"""Lock files pin by hash and name no place: any mirror will do, and no mirror can slip something in."""

import json
import re

import pytest

from tests.house.tree import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
NPM_LOCK = ROOT / "timeclock" / "web" / "package-lock.json"
ADDRESS = re.compile(r"://|^-|file:", re.MULTILINE)


def unhashed(lock: str) -> list[str]:
    """Return the requirements without a SHA-256."""
    requirements = re.sub(r"\\\n", " ", lock).splitlines()
    return [line.split()[0] for line in requirements if line.strip() and "--hash=sha256:" not in line]


def unproven(lock: dict) -> list[str]:
    """Return the npm packages without an integrity hash or with an address."""
    packages = {name: package for name, package in lock["packages"].items() if name}
    return [name for name, package in packages.items() if "integrity" not in package or "resolved" in package]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_by_hash_and_names_no_place(path):
    text = path.read_text()

    assert text.strip()
    assert unhashed(text) == []
    assert ADDRESS.findall(text) == []


def test_every_npm_package_is_pinned_by_hash_and_names_no_place():
    text = NPM_LOCK.read_text()

    assert unproven(json.loads(text)) == []
    assert "://" not in text


def test_a_requirement_without_hash_is_found():
    assert unhashed("flask==3.1.3 \\\n    --hash=sha256:00\nclick==8.5.1\n") == ["click==8.5.1"]


@pytest.mark.parametrize(
    "planted",
    ["--index-url https://mirror.example/simple", "-f wheels", "x @ file:wheels/x.whl", "# from https://a.example"],
)
def test_an_address_is_found(planted):
    assert ADDRESS.findall(f"flask==3.1.3\n{planted}\n")


def test_an_npm_package_with_address_is_found():
    planted = {"packages": {"": {}, "node_modules/a": {"integrity": "sha512-00", "resolved": "https://a.example"}}}

    assert unproven(planted) == ["node_modules/a"]
