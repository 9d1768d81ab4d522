"""Law files: what is in force, what is refused, and a digest that sees every figure."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from timeclock import law
from timeclock.core.dated import NotInForce
from timeclock.core.spans import MINUTE

DIRECTORY = Path(__file__).parents[2] / "config" / "law"
ARBZG = (DIRECTORY / "arbzg.toml").read_text(encoding="utf-8")
IN_FORCE = date(1994, 7, 1)


def written(folder: Path, text: str, name: str = "arbzg.toml") -> Path:
    """Return the folder with the files as they are, and one of them as given."""
    for path in DIRECTORY.glob("*.toml"):
        if not (folder / path.name).exists():
            shutil.copy(path, folder)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_figures_of_the_act_are_read() -> None:
    figures = law.load(DIRECTORY)
    breaks, limits, form = figures.breaks.on(IN_FORCE), figures.limits.on(IN_FORCE), figures.day_form.on(IN_FORCE)

    assert [(step.worked_over // MINUTE, step.pause // MINUTE) for step in breaks.steps] == [(360, 30), (540, 45)]
    assert (breaks.least_piece // MINUTE, breaks.longest_stretch // MINUTE) == (15, 360)
    assert (limits.longest_day // MINUTE, limits.least_rest // MINUTE) == (600, 660)
    assert (form.new_day_gap // MINUTE, form.same_day_gap // MINUTE) == (660, 300)


def test_the_day_before_the_act_nothing_is_in_force() -> None:
    with pytest.raises(NotInForce, match="limits: nothing is in force on 1994-06-30"):
        law.load(DIRECTORY).limits.on(date(1994, 6, 30))


@pytest.mark.parametrize("path", sorted(DIRECTORY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_entry_names_its_source(path: Path) -> None:
    for entries in tomllib.loads(path.read_text(encoding="utf-8")).values():
        assert all(entry["source"].strip() for entry in entries)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('least_rest ', 'least_rets ', r"arbzg.toml: [[limits]] no. 1: 'least_rest' is missing; add it"),
        ('[[limits]]', '[[limits]]\nnotes = "x"', "arbzg.toml: [[limits]] no. 1: nobody reads notes; remove it"),
        ('source               = "ArbZG §§3', 'other = "ArbZG §§3', "[[limits]] no. 1: 'source' is missing"),
        ('source               = "ArbZG §§3, 5 und 9 vom 6. Juni 1994 (BGBl. I S. 1170), in Kraft seit 1. Juli 1994"',
         'source = " "', "[[limits]] no. 1: 'source' must be a text that says something"),
        ('status       = "OPEN-03"', 'status = "OPEN"', "[[day_form]] no. 1: 'status' must be settled, policy or"),
        ('status       = "OPEN-03"', '', "[[day_form]] no. 1: 'status' is missing; add it"),
        ('"10:00"', '10.0', "'longest_day' must be a duration like \"6:00\""),
        ('"10:00"', '"10:60"', "'longest_day' must be a duration like \"6:00\""),
        ('[[limits]]\nfrom                 = 1994-07-01', '[[limits]]\nfrom = "1994"', "'from' must be the first day"),
        ('pause = "0:30", ', '', "[[breaks]] no. 1, steps no. 1: 'pause' is missing"),
        ('pause = "0:30", ', 'pause = "0:30", break = "x", ', "[[breaks]] no. 1, steps no. 1: nobody reads break"),
        ('ARBZG-4-3-6H', 'ARBZG-4-3-7H', "'ARBZG-4-3-7H' is not a code of findings"),
        ('[[day_form]]', '[[day_froms]]', "no file has [[day_form]]"),
        ('[[limits]]', '[limits]', "arbzg.toml: 'limits' must be a list of dated entries, written [[limits]]"),
        ('steps            = [', 'steps = 3\nrest = [', "'steps' must be a list of at least one"),
        ('[[limits]]', '[[limits', "arbzg.toml: this is not TOML"),
    ],
)  # fmt: skip
def test_a_file_that_says_nonsense_is_refused_with_file_entry_and_remedy(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in ARBZG
    with pytest.raises(law.LawError, match=re.escape(message)):
        law.load(written(tmp_path, ARBZG.replace(old, new, 1)))


def test_a_table_nobody_reads_is_refused(tmp_path: Path) -> None:
    written(tmp_path, '[[siesta]]\nfrom = 2020-01-01\nsource = "x"\n', "zz.toml")

    with pytest.raises(law.LawError, match=re.escape("zz.toml: nobody reads [[siesta]]")):
        law.load(tmp_path)


def test_a_table_in_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, ARBZG)

    with pytest.raises(law.LawError, match=re.escape("zz.toml: [[breaks]] already stands in arbzg.toml")):
        law.load(written(tmp_path, ARBZG, "zz.toml"))


def test_entries_out_of_order_are_refused(tmp_path: Path) -> None:
    form = ARBZG[ARBZG.index("[[day_form]]") :]

    with pytest.raises(law.LawError, match="put the entries in order of 'from'"):
        law.load(written(tmp_path, ARBZG + form))


def test_a_new_figure_is_a_new_entry_and_the_old_one_stays(tmp_path: Path) -> None:
    form = ARBZG[ARBZG.index("[[day_form]]") : ARBZG.index("[[night]]")]
    form = form.replace("1994-07-01", "2030-01-01").replace('"5:00"', '"4:00"')
    figures = law.load(written(tmp_path, f"{ARBZG}\n{form}")).day_form

    assert [figures.on(day).same_day_gap // MINUTE for day in (date(2029, 12, 31), date(2030, 1, 1))] == [300, 240]


def test_the_digest_sees_figures_and_not_layout(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    commented = law.digest(written(tmp_path / "a", "# a remark\n" + ARBZG.replace("    ", "  ")))
    changed = law.digest(written(tmp_path / "b", ARBZG.replace('"10:00"', '"10:01"')))

    assert law.digest(DIRECTORY) == commented != changed
    assert re.fullmatch("[0-9a-f]{64}", commented)


TVOED = (DIRECTORY / "tvoed.toml").read_text(encoding="utf-8")


def test_the_premiums_of_the_tariff_are_read_the_higher_first() -> None:
    premiums = law.load(DIRECTORY).premiums[0].on(date(2026, 1, 1))

    assert premiums.regimes == {"tvoed", "tvaoed"}
    assert [(rule.kind.value, rule.percent, rule.adds) for rule in premiums.rules] == [
        ("night", 20, True),
        ("holiday", 135, False),
        ("holiday_time_off", 35, False),
        ("eve", 35, False),
        ("sunday", 25, False),
        ("saturday", 20, False),
    ]


def test_clocks_over_midnight_are_two_parts_of_one_day() -> None:
    night = law.load(DIRECTORY).night.on(date(2026, 1, 1))

    assert [(part.from_clock.hour, part.to_clock.hour) for part in night.clocks] == [(0, 6), (23, 0)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("percent  = 135", "percent  = 15", "of premiums that exclude each other put the higher first"),
        ("percent  = 135", "percent  = 1.35", "'percent' must be a whole number of percent, 0 for none"),
        ('kind     = "eve"', 'kind     = "sunday"', "a kind of premium stands here twice; keep one"),
        ('kind     = "eve"', 'kind     = "evening"', "'kind' must be one of night, holiday"),
        ("21:00–06:00", "21:00-06:00", "'clocks' must be two clocks like \"21:00–06:00\""),
        ("21:00–06:00", "00:00–00:00", "'clocks' must be two clocks like"),
        ("adds     = true", 'adds     = "yes"', "'adds' must be true or false"),
        ('["tvoed", "tvaoed"]', "[]", "'regimes' must be a list of at least one text"),
        ('clocks = "06:00–24:00" }', 'clocks = "06:00–24:00", of = "x" }', "when no. 1: nobody reads of"),
    ],
)
def test_a_premium_that_says_nonsense_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TVOED
    with pytest.raises(law.LawError, match=re.escape(message)):
        law.load(written(tmp_path, TVOED.replace(old, new, 1), "tvoed.toml"))


FIRST_WINDOW = "weeks_from            = 2026-01-05"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (FIRST_WINDOW, "weeks_from = 2026-01-06", "[[averages]] no. 1: 'weeks_from' must be a Monday, got 2026-01-06"),
        (FIRST_WINDOW, 'weeks_from = "5.1."', "'weeks_from' must be a day like 2026-01-05, got '5.1.'"),
        ("months                = 6", "months = 5", "'months' must fill a year, as 1, 2, 3, 4, 6 or 12 do, got 5"),
        ("free_sundays          = 15", "free_sundays = 0", "'free_sundays' must be a whole number, got 0"),
        ("= 24", '= "24"', "'weeks' must be a whole number, got '24'"),
    ],
)
def test_averages_that_nobody_could_work_out_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert ARBZG.count(old) == 1
    with pytest.raises(law.LawError, match=re.escape(message)):
        law.load(written(tmp_path, ARBZG.replace(old, new)))


def test_being_on_call_is_worth_hours_of_pay() -> None:
    figures, on = law.load(DIRECTORY), date(2026, 1, 1)
    flat, hourly = figures.on_call.on(on), figures.on_call_hours.on(on)

    assert (flat.regimes, flat.least // MINUTE, flat.day, flat.free_day) == ({"tvoed"}, 720, 2, 4)
    assert hourly.an_hour == Fraction(1, 8)
    assert [each.on(on).round_to // MINUTE for each in (figures.call_outs, figures.remote_calls)] == [60, 60]


@pytest.mark.parametrize("written_as", ["0.1255", '"12,5 %"', '"1/8"'])
def test_hours_of_pay_that_are_no_decimal_are_refused(tmp_path: Path, written_as: str) -> None:
    text = TVOED.replace('an_hour  = "0.125"', f"an_hour  = {written_as}")

    with pytest.raises(law.LawError, match="'an_hour' must be hours of pay like"):
        law.load(written(tmp_path, text, "tvoed.toml"))


@pytest.mark.parametrize("amount", ["13.9", "13,90", "-13.90"])
def test_an_amount_of_money_has_its_cents(tmp_path: Path, amount: str) -> None:
    milog = (DIRECTORY / "milog.toml").read_text(encoding="utf-8")

    with pytest.raises(law.LawError, match="'hour' must be an amount in Euro"):
        law.load(written(tmp_path, milog.replace('"13.90"', f'"{amount}"', 1), "milog.toml"))
