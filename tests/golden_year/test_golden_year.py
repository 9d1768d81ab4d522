"""A year of sixty people of all models: the product says what a second program says that knows nothing of it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.golden_year import by_hand, closing, moving_in, product
from tests.golden_year.by_hand import Row
from tests.golden_year.moving_in import Town
from timeclock.core.accounts import PostingKind
from timeclock.service import model_catalogue

SECOND = Path(__file__).parent / "second.py"
PEOPLE = {str(each["no"]): each for each in moving_in.everybody()}
HAND: dict[str, list[Row]] = {}
for each_row in by_hand.rows():
    if not each_row.late:
        HAND.setdefault(each_row.staff_no, []).append(each_row)
HAND_LATER = [each_row for each_row in by_hand.rows() if each_row.late]
LATE = [staff_no for staff_no, each in PEOPLE.items() if "late" in each]
POSTED = "posted later"
# What is a step on the way and told in by_hand.md in words.
WITHIN = frozenset({"deducted", "open", "ordered", "uncredited"})


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """The second program, reckoning while the product does: a process of its own that finds nothing of ours."""
    where = tmp_path_factory.mktemp("second")
    with subprocess.Popen([sys.executable, "-I", SECOND], stdout=subprocess.PIPE, text=True, cwd=where) as process:
        yield process


@dataclass(frozen=True, slots=True)
class Lived:
    """The city in which all of it has happened, and the years of those of whom something was learned late, before."""

    town: Town
    known: Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def lived(beside: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """The city once the year is over, its months closed, and all of it known."""
    found = moving_in.moved_in([*PEOPLE.values()], tmp_path_factory.mktemp("golden"))
    found.evaluated()
    found.leave_worked_out()
    known = {staff_no: product.year(found, staff_no) for staff_no in LATE}
    closing.closed(found, PEOPLE.values())
    yield Lived(found, known)
    found.database.dispose()


@pytest.fixture(scope="module")
def town(lived: Lived) -> Town:
    """The city."""
    return lived.town


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
    of_product, of_second = product.year(town, staff_no), second[staff_no][-1]
    assert of_product["days"] == of_second["days"]
    assert of_product["months"] == of_second["months"]
    assert product.days_of_leave(town, staff_no) == of_second["leave"]
    if staff_no not in LATE:
        kept = sum(of["flextime"] for of in of_second["postings"].values()) - of_second["lapsed"]
        assert product.postings(town, staff_no) == of_second["postings"]
        assert product.balance(town, staff_no) == kept


@pytest.mark.parametrize("staff_no", LATE, ids=[PEOPLE[each]["name"].split(",")[0] for each in LATE])
def test_what_is_learned_late_is_posted_to_closed_months_and_all_adds_up(
    lived: Lived, second: Mapping[str, Any], staff_no: str
) -> None:
    before, after = second[staff_no]
    # A job is learned of when so many months are closed; for a day that was forgotten its month is closed anew.
    closed = closing.LEARNED if "jobs" in PEOPLE[staff_no]["late"] else 0
    given = {no: (before if int(no) <= closed else after)["postings"][no] for no in after["postings"]}
    later = {no: after["postings"][no]["flextime"] - given[no]["flextime"] for no in given}
    assert lived.known[staff_no]["months"] == before["months"]
    assert product.postings(lived.town, staff_no) == given
    deltas = product.postings(lived.town, staff_no, PostingKind.DELTA)
    assert {no: of["flextime"] for no, of in deltas.items()} == {no: amount for no, amount in later.items() if amount}
    assert product.balance(lived.town, staff_no) == sum(of["flextime"] for of in given.values())


def test_a_month_opened_again_has_both_versions(town: Town, second: Mapping[str, Any]) -> None:
    month = str(closing.REOPENED)
    for staff_no in [each for each in LATE if "days" in PEOPLE[each]["late"]]:
        assert product.versions(town, staff_no, month) == [
            each["months"][month]["balance"] for each in second[staff_no]
        ]


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
def test_the_year_of_a_person_is_what_was_reckoned_by_hand(lived: Lived, staff_no: str) -> None:
    first, later = HAND[staff_no], {row.month: row for row in HAND_LATER if row.staff_no == staff_no}
    known = lived.known[staff_no] if staff_no in LATE else product.year(lived.town, staff_no)
    _compared(first, known["months"])
    if later:
        months, deltas = (
            product.year(lived.town, staff_no)["months"],
            product.postings(lived.town, staff_no, PostingKind.DELTA),
        )
        _compared([later.get(row.month, row) for row in first], months)
        posted = {row.month: row.besides[POSTED] for row in later.values() if POSTED in row.besides}
        assert posted == {no: of["flextime"] for no, of in deltas.items()}


def _compared(rows: Sequence[Row], months: Mapping[str, Mapping[str, int]]) -> None:
    """Compare what was reckoned of each month with what the product has, and the balance that runs through them."""
    balance, told = 0, [row for row in rows if row.late] or rows
    assert [row.month for row in rows] == [*months]
    for row in rows:
        balance += row.difference
        assert row.balance == balance or row not in told
        assert row.due + row.difference == row.worked
        found = {name: amount for name, amount in months[row.month].items() if name not in WITHIN}
        assert found == {name: amount for name, amount in _as_told(row).items() if amount}


def _as_told(row: Row) -> Mapping[str, int]:
    besides = {name: amount for name, amount in row.besides.items() if name != POSTED}
    return {"target": row.due, "worked": row.worked, "balance": row.difference, **besides}


def test_twelve_people_are_reckoned_by_hand() -> None:
    assert len(HAND) == 12
