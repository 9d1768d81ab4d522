"""The kinds of accounts a city starts with: readable, within the law, and a slip in the catalogue is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from timeclock.core.accounts import Feed, Opened
from timeclock.service import account_kinds
from timeclock.service.account_kinds import KindError
from timeclock.settings import data_directory

FOLDER = data_directory("config") / "accounts"


def changed(folder: Path, old: str, new: str) -> Path:
    """Return a copy of the catalogue with one text in place of another."""
    copy = folder / "accounts"
    shutil.copytree(FOLDER, copy)
    file = copy / "times.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return copy


def test_whatever_a_month_gives_has_an_account_it_goes_to() -> None:
    kinds = [each.kind for each in account_kinds.catalogue()]

    assert frozenset().union(*(kind.feeds for kind in kinds)) == frozenset(Feed)


def test_premiums_become_time_for_who_wishes_it_alone() -> None:
    [premiums] = [each.kind for each in account_kinds.catalogue() if Feed.PREMIUMS in each.kind.feeds]

    assert premiums.opened is Opened.BY_HAND


def test_a_cut_off_at_every_month_end_is_twelve_dates(tmp_path: Path) -> None:
    found = account_kinds.catalogue(changed(tmp_path, '["12-31"]', '"month_end"'))

    [flextime] = [each.kind for each in found if each.kind.code == "flextime"]
    assert flextime.cut_off is not None
    assert len(flextime.cut_off.on) == 12


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("payable     = false\n", "", "flextime: missing or unknown: payable"),
        ("payable     = false", 'payable = "no"', "'payable' is true or false"),
        ('unit        = "min"', 'unit = "hours"', "flextime: 'hours' is not a valid Unit"),
        ('name_de     = "Gleitzeitkonto"', 'name_de = " "', "say something under name_de"),
        ('status      = "OPEN-17"', 'status = "sure"', "'status' must be"),
        ('most_credit = "60:00"', 'most_credit = "60"', 'an amount is like "40:00", got 60'),
        ('warn_credit = "40:00"', 'warn_credit = "61:00"', "what warns of a limit lies before it"),
        ('["12-31"]', '["31.12."]', "a cut-off is on days like"),
        (', to = ""', "", "'cut_off' has keep, on, to"),
        ('to = ""', 'to = "nowhere"', "there is no account nowhere"),
        ('code        = "agreed"', 'code = "flextime"', "flextime stands in the catalogue twice"),
        ('code        = "flextime"', 'code = "glz"', "there is no account flextime"),
    ],
)
def test_a_slip_in_the_catalogue_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(KindError, match=told):
        account_kinds.catalogue(changed(tmp_path, old, new))


def test_a_city_needs_the_account_into_which_days_run(tmp_path: Path) -> None:
    (tmp_path / "only.toml").write_text("", "utf-8")

    with pytest.raises(KindError, match="needs a kind with the code flextime"):
        account_kinds.catalogue(tmp_path)
