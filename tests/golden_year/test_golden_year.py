"""A year of sixty people of all models: the product says what a second program says that knows nothing of it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.golden_year import by_hand, moving_in, product
from tests.golden_year.by_hand import Row
from tests.golden_year.moving_in import Town
from timeclock.service import model_catalogue

SECOND = Path(__file__).parent / "second.py"
PEOPLE = {str(each["no"]): each for each in moving_in.everybody()}
HAND: dict[str, list[Row]] = {}
for each_row in by_hand.rows():
    HAND.setdefault(each_row.staff_no, []).append(each_row)
# What is a step on the way and told in by_hand.md in words.
WITHIN = frozenset({"deducted", "open", "ordered", "uncredited"})


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """The second program, reckoning while the product does: a process of its own that finds nothing of ours."""
    where = tmp_path_factory.mktemp("second")
    with subprocess.Popen([sys.executable, "-I", SECOND], stdout=subprocess.PIPE, text=True, cwd=where) as process:
        yield process


@pytest.fixture(scope="module")
def town(beside: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The city in which all of it has happened, once the year is over."""
    found = moving_in.moved_in([*PEOPLE.values()], tmp_path_factory.mktemp("golden"))
    found.evaluated()
    found.given(PEOPLE.values())
    yield found
    found.database.dispose()


@pytest.fixture(scope="module")
def second(beside: subprocess.Popen[str], town: Town) -> Mapping[str, Any]:
    """What the second program says of each person: as it was known, and where something was learned late, as it is."""
    out, _ = beside.communicate(timeout=120)
    assert beside.returncode == 0
    found: Mapping[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize("staff_no", PEOPLE, ids=[each["name"].split(",")[0] for each in PEOPLE.values()])
def test_the_year_of_a_person_is_what_the_second_program_says(
    town: Town, second: Mapping[str, Any], staff_no: str
) -> None:
    of_product, of_second = product.year(town, staff_no), second[staff_no][0]
    assert of_product["days"] == of_second["days"]
    assert of_product["months"] == of_second["months"]
    assert product.postings(town, staff_no) == of_second["postings"]


def test_sixty_people_are_of_all_models_of_the_catalogue() -> None:
    models = {job[1] for each in PEOPLE.values() for job in each["jobs"]}
    assert len(PEOPLE) == 60
    assert models == model_catalogue.catalogue().keys()


def test_the_second_program_is_short_and_has_nothing_of_ours() -> None:
    text = SECOND.read_text("utf-8")
    names = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Import | ast.ImportFrom)]
    modules = {each.module or "" if isinstance(each, ast.ImportFrom) else each.names[0].name for each in names}
    assert {name.partition(".")[0] for name in modules} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("staff_no", HAND, ids=[PEOPLE[each]["name"].split(",")[0] for each in HAND])
def test_the_year_of_a_person_is_what_was_reckoned_by_hand(town: Town, staff_no: str) -> None:
    months, balance = product.year(town, staff_no)["months"], 0
    assert [row.month for row in HAND[staff_no]] == [*months]
    for row in HAND[staff_no]:
        balance += row.difference
        found = {name: amount for name, amount in months[row.month].items() if name not in WITHIN}
        assert row.balance == balance
        assert row.due + row.difference == row.worked
        assert found == {name: amount for name, amount in _as_told(row).items() if amount}


def _as_told(row: Row) -> Mapping[str, int]:
    return {"target": row.due, "worked": row.worked, "balance": row.difference, **row.besides}


def test_twelve_people_are_reckoned_by_hand() -> None:
    assert len(HAND) == 12
