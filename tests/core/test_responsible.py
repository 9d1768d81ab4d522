"""Who decides: up the line of units, never herself, deputies for those who are away, and the time office at last."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core.requests import Concerned, Who, approved, begun, objected, refused
from timeclock.core.responsible import DeputySpan, Organisation, Standing, Turn, closes_circle, deciders

# The city has a department with a registry in it.
CITY, DEPARTMENT, REGISTRY = 1, 2, 3
PARENTS = {CITY: None, DEPARTMENT: CITY, REGISTRY: DEPARTMENT}
AYDIN, BRANDT, CELIK, OBERST, OFFICER, FIRAT = (Who(no, 10 + no) for no in range(1, 7))
NEAREST = Turn(0, 0, by_office=False)
OF_AYDIN = Concerned(AYDIN.person_id or 0, AYDIN)
WAITS = begun(1, at_once=False)


def organisation(**other: object) -> Organisation:
    superiors = {REGISTRY: [BRANDT], DEPARTMENT: [CELIK], CITY: [OBERST]}
    return Organisation(PARENTS, **{"superiors": superiors, "officers": {CITY: [OFFICER]}} | other)  # type: ignore[arg-type]


def test_the_nearest_superior_decides() -> None:
    assert deciders(organisation(), REGISTRY, NEAREST, WAITS, OF_AYDIN) == (BRANDT,)


def test_a_unit_without_a_superior_is_the_next_ones_above() -> None:
    led_from_above = organisation(superiors={CITY: [OBERST]})

    assert deciders(led_from_above, REGISTRY, NEAREST, WAITS, OF_AYDIN) == (OBERST,)


def test_a_superior_of_the_whole_city_comes_last() -> None:
    everywhere = organisation(superiors={None: [OBERST], REGISTRY: [BRANDT]})

    assert everywhere.line(REGISTRY, 11) == ((BRANDT,), (OBERST,))


def test_who_is_told_is_the_nearest_who_is_somebody_and_never_oneself() -> None:
    by_the_office = organisation(superiors={REGISTRY: [Who(9, None)], DEPARTMENT: [OBERST, CELIK], None: [BRANDT]})

    assert [by_the_office.nearest(REGISTRY, person_id) for person_id in (11, 13)] == [(13, 14), (14,)]
    assert organisation(superiors={None: [BRANDT]}).nearest(REGISTRY, 12) == ()


def test_ones_own_request_goes_past_oneself() -> None:
    assert deciders(organisation(), REGISTRY, NEAREST, WAITS, Concerned(12, BRANDT)) == (CELIK,)


def test_it_goes_past_whoever_entered_it() -> None:
    assert deciders(organisation(), REGISTRY, NEAREST, WAITS, Concerned(11, BRANDT)) == (CELIK,)


def test_handed_up_whoever_had_it_may_still_decide() -> None:
    assert deciders(organisation(), REGISTRY, Turn(0, 1, by_office=False), WAITS, OF_AYDIN) == (BRANDT, CELIK)


def test_an_objection_is_for_those_above_alone() -> None:
    course = objected(refused(WAITS, BRANDT, OF_AYDIN))

    assert deciders(organisation(), REGISTRY, Turn(1, 1, by_office=False), course, OF_AYDIN) == (CELIK,)


def test_who_has_decided_is_passed_over_for_the_next_above() -> None:
    first = approved(begun(2, at_once=False), CELIK, OF_AYDIN)

    assert deciders(organisation(), REGISTRY, Turn(1, 1, by_office=False), first, OF_AYDIN) == (OBERST,)


def test_where_nobody_is_above_it_is_the_time_office() -> None:
    top = organisation(superiors={CITY: [OBERST]})

    assert deciders(top, REGISTRY, NEAREST, WAITS, Concerned(14, OBERST)) == (OFFICER,)


def test_an_objection_to_the_time_office_with_nobody_above_is_the_superiors() -> None:
    led = organisation(superiors={REGISTRY: [BRANDT]})
    course = objected(refused(WAITS, OFFICER, OF_AYDIN))

    assert deciders(led, REGISTRY, Turn(1, 1, by_office=False), course, OF_AYDIN) == (BRANDT,)


def test_the_time_office_decides_beside_where_it_is_its_kind() -> None:
    assert deciders(organisation(), REGISTRY, Turn(0, 0, by_office=True), WAITS, OF_AYDIN) == (BRANDT, OFFICER)


class TestDeputies:
    """Who stands in acts for what her principal is responsible for herself."""

    def test_one_stands_in(self) -> None:
        held = organisation(standing_in=[Standing(FIRAT, BRANDT.login_id, None, BRANDT.person_id)])

        found = deciders(held, REGISTRY, NEAREST, WAITS, OF_AYDIN)

        assert found == (BRANDT, Who(FIRAT.login_id, FIRAT.person_id, BRANDT.login_id, BRANDT.person_id))

    def test_not_for_the_second_approval_of_one_person_with_two_logins(self) -> None:
        chief = Who(9, BRANDT.person_id)
        two = organisation(
            superiors={REGISTRY: [BRANDT], CITY: [chief, OBERST]},
            standing_in=[Standing(CELIK, chief.login_id, None, chief.person_id)],
        )
        first = approved(begun(2, at_once=False), BRANDT, OF_AYDIN)

        assert deciders(two, REGISTRY, Turn(1, 1, by_office=False), first, OF_AYDIN) == (OBERST,)

    def test_not_about_herself(self) -> None:
        held = organisation(standing_in=[Standing(AYDIN, BRANDT.login_id)])

        assert deciders(held, REGISTRY, NEAREST, WAITS, OF_AYDIN) == (BRANDT,)

    @pytest.mark.parametrize(("unit", "stands_in"), [(REGISTRY, True), (DEPARTMENT, True), (99, False)])
    def test_only_in_the_unit_she_was_named_for(self, unit: int, stands_in: bool) -> None:
        held = organisation(standing_in=[Standing(FIRAT, BRANDT.login_id, unit)])

        assert (len(deciders(held, REGISTRY, NEAREST, WAITS, OF_AYDIN)) == 2) is stands_in

    def test_not_for_what_her_principal_only_stands_in_for(self) -> None:
        chain = [Standing(FIRAT, BRANDT.login_id), Standing(CELIK, FIRAT.login_id)]

        found = deciders(organisation(standing_in=chain), REGISTRY, NEAREST, WAITS, OF_AYDIN)

        assert [who.login_id for who in found] == [BRANDT.login_id, FIRAT.login_id]

    def test_a_circle_of_deputies_leads_nobody_to_herself(self) -> None:
        circle = [Standing(AYDIN, BRANDT.login_id), Standing(BRANDT, AYDIN.login_id)]

        for turn in (NEAREST, Turn(0, 9, by_office=True)):
            found = deciders(organisation(standing_in=circle), REGISTRY, turn, WAITS, OF_AYDIN)
            assert AYDIN.person_id not in {who.person_id for who in found}


JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("held", "closes"),
    [
        ([], False),
        ([DeputySpan(2, 1, JANUARY, None)], True),
        ([DeputySpan(2, 3, JANUARY, None), DeputySpan(3, 1, JANUARY, None)], True),
        ([DeputySpan(2, 3, JANUARY, None), DeputySpan(3, 2, JANUARY, None)], False),
        ([DeputySpan(2, 1, JANUARY, MARCH)], False),
        ([DeputySpan(2, 1, JUNE, None)], False),
        ([DeputySpan(3, 1, JANUARY, None)], False),
    ],
    ids=["none", "mutual", "over a third", "a circle of others", "over before", "begins after", "of another"],
)
def test_a_circle_of_deputies_is_found(held: list[DeputySpan], closes: bool) -> None:
    """One is to stand in for 1 from March until before June: 2."""
    assert closes_circle(DeputySpan(1, 2, MARCH, JUNE), held) is closes


def test_nobody_stands_in_for_herself() -> None:
    assert closes_circle(DeputySpan(1, 1, MARCH, None), [])


def test_units_in_a_circle_end_the_way_up() -> None:
    assert Organisation({1: 2, 2: 1}, {}).above(1) == (1, 2, None)
