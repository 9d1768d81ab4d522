"""Profiles: layouts as they are described in a file, and what is refused with a word on what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeclock.core.stamps import StampKind
from timeclock.service import profiles
from timeclock.service.profiles import ProfileError

GOOD = """
separator = ";"
[[stamp]]
badge = 1
at = [{ field = 2, pattern = "DD.MM.YYYY hh:mm" }]
kind = 3
[kinds]
K = "in"
"""


def written(directory: Path, text: str) -> Path:
    path = directory / "ours.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", profiles.NAMED)
def test_the_named_formats_are_profiles_themselves(name: str) -> None:
    profile = profiles.named(name)

    assert profile.name == name
    assert profile.stamps


def test_a_profile_says_what_its_file_says(tmp_path: Path) -> None:
    profile = profiles.load(written(tmp_path, GOOD))

    assert (profile.name, profile.separator, profile.encoding) == ("ours", ";", "utf-8")
    assert profile.kinds == {"K": StampKind.IN}


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("separator", "seperator", "did you mean 'separator'?"),
        ("badge = 1", "", "whose is it?"),
        ("badge = 1", "badge = 0", "counted from 1"),
        ("badge = 1", "badge = [1, 8]", "the number of a field"),
        ('separator = ";"', "", r"\[first, last\] column"),
        ('separator = ";"', 'separator = ";;"', "one character"),
        ("kind = 3", 'kind = 3\nkind_is = "in"', "'kind' .* or 'kind_is'"),
        ('K = "in"', 'K = "kommen"', "'kommen' is not a kind of stamp"),
        ('[kinds]\nK = "in"', "", r"\[kinds\] is missing"),
        ("DD.MM.YYYY hh:mm", "DD.MM.YYYY", "each once"),
        ("field = 2, ", "", "'at' is a list of"),
        ("[[stamp]]", "[[stamps]]", "nobody reads 'stamps'"),
        ('separator = ";"', 'separator = ";"\nencoding = "ansi-7"', "is no code page"),
        ('separator = ";"', 'separator = ";"\nrecord_end = 0', "record_end"),
        ('separator = ";"', 'separator = ";"\nheader = "Ausweis"', "is a list of texts"),
        ('separator = ";"', 'separator = ";"\nleast_fields = -1', "a number from 1 on"),
        ('separator = ";"', 'separator = ";"\nnot_before = 2010', "is a day like"),
        (GOOD, 'separator = ";"', "no \\[\\[stamp\\]\\]"),
        (GOOD, "separator = ", "ours.toml"),
    ],
)
def test_nonsense_is_refused_with_a_word_on_what_to_do(tmp_path: Path, good: str, bad: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        profiles.load(written(tmp_path, GOOD.replace(good, bad)))


def test_a_missing_profile_says_where_examples_are(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="config/imports"):
        profiles.load(tmp_path / "none.toml")
