"""The MuSchG where no case of a day is: bans by days, the weeks after a miscarriage, and who sees what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.core.builders import Model, a_person, codes, law_figures
from timeclock.core import maternity
from timeclock.core.findings import NEUTRAL, Code, Finding, Severity, neutral
from timeclock.core.plans import Gateway, ModelRules
from timeclock.core.protections import Figures, Protection, ProtectionKind, in_force
from timeclock.core.spans import DaySpan

DUE = date(2026, 6, 15)
SINCE = date(2026, 11, 1)


def test_until_the_birth_is_known_the_days_before_it_are_banned() -> None:
    assert maternity.ban(Figures(due_on=DUE), law_figures().maternity.on(DUE)) == maternity.Ban(
        DaySpan(date(2026, 5, 4), date(2026, 6, 16)), None
    )


def test_without_a_day_of_birth_expected_nothing_is_banned() -> None:
    assert maternity.ban(Figures(), law_figures().maternity.on(DUE)) is None


def test_a_birth_nobody_expected_counts_as_due() -> None:
    found = maternity.ban(Figures(birth_on=DUE), law_figures().maternity.on(DUE))

    assert found == maternity.Ban(DaySpan(date(2026, 5, 4), DUE), DaySpan(DUE, date(2026, 8, 11)))


@pytest.mark.parametrize(("week", "weeks"), [(12, 0), (13, 2), (16, 2), (17, 6), (19, 6), (20, 8), (40, 8)])
def test_the_later_the_miscarriage_the_longer_the_protection(week: int, weeks: int) -> None:
    assert maternity.weeks_after_miscarriage(week, law_figures().miscarriage.on(DUE)) == weeks


def test_before_the_act_there_was_no_protection_after_a_miscarriage() -> None:
    assert maternity.weeks_after_miscarriage(20, law_figures().miscarriage.if_on(date(2025, 5, 31))) == 0


def test_before_the_act_was_in_force_the_arbzg_holds() -> None:
    day = date(2017, 12, 29)
    since = Protection(ProtectionKind.MATERNITY, date(2017, 11, 1))

    assert "ARBZG-3-2-MAX10" in codes(a_person("07:00 in 18:00 out", day=day, protections=(since,)))


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (Protection(ProtectionKind.MATERNITY, SINCE), "MUSCHG-4-1-MAX830"),
        (Protection(ProtectionKind.MATERNITY, SINCE, date(2026, 11, 4)), "MUSCHG-4-1-MAX830"),
        (Protection(ProtectionKind.MATERNITY, SINCE, date(2026, 11, 3)), "ARBZG-3-2-MAX10"),
        (Protection(ProtectionKind.MATERNITY, date(2026, 11, 4)), "ARBZG-3-2-MAX10"),
        (Protection(ProtectionKind.NIGHT_WORKER, SINCE), "ARBZG-3-2-MAX10"),
    ],
)
def test_the_act_holds_on_the_days_that_were_entered(held: Protection, code: str) -> None:
    found = codes(a_person("07:00 in 12:00 out 12:45 in 18:46 out", protections=(held,)))

    assert code in found
    assert len({"MUSCHG-4-1-MAX830", "ARBZG-3-2-MAX10"} & set(found)) == 1


def test_where_an_agreement_asks_for_no_breaks_a_pregnant_woman_is_asked_for_none_either() -> None:
    held = (Protection(ProtectionKind.MATERNITY, SINCE),)
    model = Model(rules=ModelRules(gateway=Gateway("DV", timedelta(hours=24), breaks_asked=False)))

    assert codes(a_person("08:00 in 16:31 out", protections=held, model=model)) == ["MUSCHG-4-1-MAX830"]


def test_every_code_of_maternity_has_a_neutral_one() -> None:
    assert {code for code in Code if code.value.startswith(("MUSCHG", "SGBIX"))} <= NEUTRAL.keys()
    assert not any(code.value.startswith(("MUSCHG", "ARBZG", "JARBSCHG")) for code in NEUTRAL.values())


def test_a_neutral_finding_keeps_the_limit_and_loses_code_and_citation() -> None:
    found = Finding(Code.MUSCHG_5_1_NIGHT, Severity.VIOLATION, DUE, "MuSchG §5", 1, 0, {"from": "06:00"})

    assert neutral(found) == Finding(Code.PERSONAL_HOURS, Severity.VIOLATION, DUE, "", 1, 0, {"from": "06:00"})


def test_a_week_that_tells_the_degree_is_not_told() -> None:
    found = Finding(Code.OFFICIAL_WEEK, Severity.WARNING, DUE, "AZVO NRW §2 Abs. 1", 2460, 2390)

    assert neutral(found) == Finding(Code.PERSONAL_WEEK, Severity.WARNING, DUE)


def test_what_protects_everybody_is_told_to_everybody() -> None:
    found = Finding(Code.ARBZG_3_2_MAX10, Severity.VIOLATION, DUE, "ArbZG §3", 601, 600)

    assert neutral(found) is found


def test_of_a_kind_the_one_that_holds_on_the_day_is_found() -> None:
    first = Protection(ProtectionKind.OPT_OUT, SINCE, date(2026, 11, 5))
    second = Protection(ProtectionKind.OPT_OUT, date(2026, 11, 5))
    other = Protection(ProtectionKind.S18, SINCE)

    assert in_force((other, first, second), ProtectionKind.OPT_OUT, date(2026, 11, 4)) == first
    assert in_force((other, first, second), ProtectionKind.OPT_OUT, date(2026, 11, 5)) == second
    assert in_force((other,), ProtectionKind.OPT_OUT, date(2026, 11, 5)) is None
