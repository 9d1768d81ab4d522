"""Handbook and README show pictures: each main task has one on its page, each is shown somewhere, none is large."""

import re

import pytest

from tests.house.tree import ROOT
from tests.pictures import KEPT, KEPT_IN

KIB = 1024
LARGEST, IN_ALL = 60 * KIB, 2048 * KIB
HANDBOOK = ROOT / "docs" / "handbuch"
# The page of each main task.
TASKS = (
    "buchen", "warum-diese-zahl", "buchung-nachtragen", "urlaub-beantragen", "antrag-entscheiden",
    "abweichung-klaeren", "woche-planen", "monat-abschliessen", "liste-uebernehmen", "monat-nachweisen",
)  # fmt: skip
README_SHOWS = 6
PAGES = {path: path.read_text() for path in [ROOT / "README.md", *HANDBOOK.glob("*.md")]}


def shown(text: str) -> list[str]:
    """Return the names of the kept pictures that a page shows."""
    return re.findall(r"!\[[^\]]+\]\((?:\.\./|docs/)pictures/([\w-]+\.png)\)", text)


def unused(pictures: set[str], pages: list[str]) -> set[str]:
    return pictures - {name for text in pages for name in shown(text)}


def missing(pictures: set[str], pages: list[str]) -> set[str]:
    return {name for text in pages for name in shown(text)} - pictures


def test_every_picture_is_shown_and_is_there():
    pictures = {path.name for path in KEPT_IN.iterdir()}

    assert pictures == {f"{name}.png" for name in KEPT}
    assert unused(pictures, list(PAGES.values())) == set()
    assert missing(pictures, list(PAGES.values())) == set()


@pytest.mark.parametrize("task", TASKS)
def test_the_page_of_a_task_shows_its_picture_and_is_in_the_list(task):
    assert len(shown(PAGES[HANDBOOK / f"{task}.md"])) == 1
    assert f"(handbuch/{task}.md)" in (ROOT / "docs" / "README.md").read_text()


def test_the_readme_shows_the_best():
    assert len(set(shown(PAGES[ROOT / "README.md"]))) == README_SHOWS


def test_no_picture_is_large():
    sizes = {path.name: path.stat().st_size for path in KEPT_IN.iterdir()}

    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert sum(sizes.values()) <= IN_ALL


def test_what_is_missing_or_not_shown_is_found():
    pages = ["![Heute](../pictures/a.png)", "![Today](docs/pictures/b.png) ![](docs/pictures/c.png)"]

    assert missing({"a.png"}, pages) == {"b.png"}
    assert unused({"a.png", "c.png"}, pages) == {"c.png"}
