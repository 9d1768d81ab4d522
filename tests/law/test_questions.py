"""What the law leaves open: every question is there, and what carries its answer is there too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from timeclock import law
from timeclock.law import questions
from timeclock.law.files import tables_of
from timeclock.service.model_catalogue import DAY_KEYS, FURTHER_KEYS, KEYS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "config" / "open_questions.toml"
LAWS = ROOT / "config" / "law"
ASKED = questions.load(FILE)
QUESTION = re.compile(r"OPEN-\d\d")


def carried(carrier: str) -> dict[str, set[str]]:
    """Return the questions by what carries their answers."""
    found: dict[str, set[str]] = {}
    for each in ASKED:
        kind, _, name = each.decides.partition(":")
        if kind == carrier:
            found.setdefault(name, set()).add(each.id)
    return found


def test_all_questions_of_the_rulebook_are_there() -> None:
    assert [each.id for each in ASKED] == [f"OPEN-{no:02}" for no in range(1, 26)]


def test_the_page_of_the_handbook_is_the_one_that_is_printed() -> None:
    printed = questions.page(ASKED, LAWS)

    assert (ROOT / "docs" / "handbuch" / "offene-fragen.md").read_text(encoding="utf-8") == printed + "\n"


def test_a_figure_that_answers_a_question_says_so_and_the_other_way_round() -> None:
    said = {
        name: set(QUESTION.findall(str([entry["status"] for entry in entries])))
        for name, (_, entries) in tables_of(LAWS).items()
    }

    assert {name: asked for name, asked in said.items() if asked} == carried("law")


def test_a_figure_of_a_model_that_answers_a_question_is_one_that_models_have() -> None:
    assert carried("model").keys() <= KEYS | FURTHER_KEYS | DAY_KEYS


def test_every_question_named_in_the_code_is_asked() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*ROOT.glob("timeclock/**/*.py"), *LAWS.glob("*.toml"))]

    assert {name for text in texts for name in QUESTION.findall(text)} <= {each.id for each in ASKED}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"OPEN-02"', '"OPEN-03"', "the questions are OPEN-01, OPEN-02 … in order"),
        ('changes  = "Nichts', 'effects = "Nichts', "[[question]] no. 9: 'changes' is missing"),
        ("others   = []", 'others   = "keine"', "'others' must be a list of texts"),
    ],
)
def test_a_list_that_says_nonsense_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "open_questions.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(law.LawError, match=re.escape(message)):
        questions.load(path)


def test_a_question_whose_answer_stands_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(law.LawError, match=re.escape("OPEN-01: no law file has [[outside]]")):
        questions.page(ASKED, tmp_path)
