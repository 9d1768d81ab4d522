"""The kinds of accounts a city starts with: readable, within the law, and a slip in the catalogue is named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.city import NOW, City
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, CutOff, Feed, Limits, Opened
from timeclock.service import account_kind_changes, account_kinds
from timeclock.service.access import NotAllowed
from timeclock.service.account_kind_changes import TooEarly, Wanted
from timeclock.service.account_kinds import KindError
from timeclock.settings import data_directory
from timeclock.store import account_kinds as rows
from timeclock.store.schema.evidence import audit

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


def test_a_kind_changes_from_a_day_on_and_again_from_the_same_day(city: City) -> None:
    june, today = date(2027, 6, 1), NOW.date()
    wide, wider = (Limits(most_credit=hours * 60, warn_credit=hours * 30) for hours in (80, 90))
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        hr = sight(session, city, "hr")
        wanted = Wanted(FLEXTIME, june, wide, CutOff(((3, 31),), 4800), "DV Gleitzeit vom 1.3.2027, §7")
        account_kind_changes.change(session, hr, wanted)
        account_kind_changes.change(session, hr, replace(wanted, limits=wider, cut_off=None))
        with pytest.raises(TooEarly):
            account_kind_changes.change(session, hr, replace(wanted, since=today - timedelta(days=1)))
        with pytest.raises(NotAllowed):
            account_kind_changes.change(session, sight(session, city, "officer"), wanted)
        before, then = (rows.on(session, day)[FLEXTIME] for day in (date(2027, 5, 31), june))
        listed = [each for each in account_kind_changes.listed(session, hr) if each.new.kind.code == FLEXTIME]
    assert (before.limits.most_credit, then.limits, then.cut_off) == (3600, wider, None)
    assert (then.feeds, then.goes_to) == (before.feeds, before.goes_to)
    assert [(each.new.since.year, each.until, each.by) for each in listed] == [
        (2005, june, None),
        (2027, None, "Hr"),
    ]
    assert listed[1].new.source == wanted.source


def test_a_change_from_an_earlier_day_leaves_what_is_agreed_for_later(city: City) -> None:
    march, june = date(2027, 3, 1), date(2027, 6, 1)
    narrow, wide = (Limits(most_credit=hours * 60) for hours in (50, 80))
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        hr = sight(session, city, "hr")
        for since, limits in ((june, wide), (march, narrow)):
            account_kind_changes.change(session, hr, Wanted(FLEXTIME, since, limits, None, "DV"))
        listed = [each for each in account_kind_changes.listed(session, hr) if each.new.kind.code == FLEXTIME]
        told = session.execute(select(audit.c.detail).order_by(audit.c.id.desc()).limit(1)).scalar_one()
    assert [(each.new.since, each.until, each.new.kind.limits.most_credit) for each in listed] == [
        (date(2005, 10, 1), march, 3600),
        (march, june, 3000),
        (june, None, 4800),
    ]
    assert told == {"since": "2027-03-01"}
