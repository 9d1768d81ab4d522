"""The one state machine of requests: what may follow on what, who may take it, and what counts in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from timeclock.core import requests
from timeclock.core.requests import (
    Concerned,
    Course,
    Granted,
    NotPossible,
    Obstacle,
    State,
    Who,
    agreed,
    approved,
    begun,
    declined,
    in_effect,
    may_decide,
    objected,
    refused,
    withdrawn,
)

AYDIN = Who(1, 11)
BRANDT, CELIK, OBERST = Who(2, 12), Who(3, 13), Who(4, 14)
OF_AYDIN = Concerned(11, AYDIN)
ALL, TWO_HOURS, ONE_HOUR = Granted(), {"minutes": 120}, {"minutes": 60}


def waiting(needed: int = 1, *, at_once: bool = False) -> Course:
    return begun(needed, at_once=at_once)


class TestWhatCounts:
    """What is in effect follows from where a request stands, and from nothing else."""

    def test_what_counts_at_once_counts_until_it_is_refused(self) -> None:
        course = waiting(at_once=True)

        assert in_effect(course) == ALL
        assert in_effect(approved(course, BRANDT, OF_AYDIN)) == ALL
        assert in_effect(refused(course, BRANDT, OF_AYDIN)) is None
        assert in_effect(withdrawn(course)) is None

    def test_anything_else_counts_once_it_is_approved(self) -> None:
        assert in_effect(waiting()) is None
        assert in_effect(approved(waiting(), BRANDT, OF_AYDIN)) == ALL

    def test_a_part_is_what_counts_of_it(self) -> None:
        assert in_effect(approved(waiting(), BRANDT, OF_AYDIN, TWO_HOURS)) == Granted(TWO_HOURS)
        assert in_effect(approved(waiting(at_once=True), BRANDT, OF_AYDIN, TWO_HOURS)) == Granted(TWO_HOURS)

    def test_an_objection_leaves_what_was_decided_until_it_is_heard(self) -> None:
        partly = objected(approved(waiting(), BRANDT, OF_AYDIN, TWO_HOURS))
        not_at_all = objected(refused(waiting(), BRANDT, OF_AYDIN))

        assert (in_effect(partly), in_effect(not_at_all)) == (Granted(TWO_HOURS), None)


class TestTwoApprovals:
    """The second says whether it holds, and may grant less than the first."""

    def test_the_first_decides_nothing(self) -> None:
        first = approved(waiting(2), BRANDT, OF_AYDIN)

        assert (first.state, in_effect(first)) == (State.SUBMITTED, None)
        assert approved(first, OBERST, OF_AYDIN).state is State.APPROVED

    @pytest.mark.parametrize(
        ("parts", "left"), [((TWO_HOURS, None), TWO_HOURS), ((TWO_HOURS, ONE_HOUR), ONE_HOUR), ((None, None), None)]
    )
    def test_what_the_first_left_out_stays_out(self, parts: tuple[object, object], left: object) -> None:
        course = waiting(2)
        for who, part in zip((BRANDT, OBERST), parts, strict=True):
            course = approved(course, who, OF_AYDIN, part)  # type: ignore[arg-type]

        assert in_effect(course) == Granted(left)  # type: ignore[arg-type]

    def test_refused_by_the_second_nothing_is_left_of_the_first(self) -> None:
        course = refused(approved(waiting(2), BRANDT, OF_AYDIN, TWO_HOURS), OBERST, OF_AYDIN)

        assert (course.state, in_effect(course), course.given) == (State.REFUSED, None, 0)

    def test_nobody_is_the_second_after_herself(self) -> None:
        first = approved(waiting(2), BRANDT, OF_AYDIN)

        assert obstacle(lambda: approved(first, BRANDT, OF_AYDIN)) is Obstacle.DECIDED_BEFORE

    def test_more_approvals_than_needed_are_no_course(self) -> None:
        with pytest.raises(ValueError, match="approvals"):
            Course(State.SUBMITTED, needed=1, given=2)


class TestObjecting:
    """Once, to what was refused; whoever hears it has the last word."""

    def test_heard_by_another_it_is_granted_after_all(self) -> None:
        course = approved(objected(refused(waiting(), BRANDT, OF_AYDIN)), OBERST, OF_AYDIN)

        assert (course.state, in_effect(course), course.heard) == (State.APPROVED, ALL, True)

    @pytest.mark.parametrize(("part", "stands"), [(None, State.REFUSED), (TWO_HOURS, State.APPROVED)])
    def test_turned_down_the_first_decision_stands(self, part: dict[str, int] | None, stands: State) -> None:
        decided = approved(waiting(), BRANDT, OF_AYDIN, part) if part else refused(waiting(), BRANDT, OF_AYDIN)
        course = refused(objected(decided), OBERST, OF_AYDIN)

        assert (course.state, in_effect(course)) == (stands, Granted(part) if part else None)

    def test_who_decided_does_not_hear_it(self) -> None:
        course = objected(refused(waiting(), BRANDT, OF_AYDIN))

        assert not may_decide(course, BRANDT, OF_AYDIN)
        assert may_decide(course, OBERST, OF_AYDIN)

    def test_where_nothing_was_refused_there_is_nothing_to_object_to(self) -> None:
        assert obstacle(lambda: objected(approved(waiting(), BRANDT, OF_AYDIN))) is Obstacle.NOTHING_REFUSED

    def test_what_waits_or_was_taken_back_is_not_objected_to(self) -> None:
        for course in (waiting(), withdrawn(waiting())):
            assert obstacle(lambda course=course: objected(course)) is Obstacle.NOT_DECIDED

    def test_it_is_heard_once(self) -> None:
        heard = refused(objected(refused(waiting(), BRANDT, OF_AYDIN)), OBERST, OF_AYDIN)

        assert obstacle(lambda: objected(heard)) is Obstacle.HEARD_ALREADY

    def test_of_a_kind_whose_decisions_are_final_not_at_all(self) -> None:
        decided = refused(waiting(), BRANDT, OF_AYDIN)

        assert obstacle(lambda: objected(decided, final=True)) is Obstacle.HEARD_ALREADY


class TestWhoMayDecide:
    """Nobody about herself, whatever she is entrusted with and for whom she stands in."""

    @pytest.mark.parametrize(
        "who",
        [
            pytest.param(AYDIN, id="herself"),
            pytest.param(Who(9, 11), id="herself by another login"),
            pytest.param(Who(1, 11, for_login=2), id="as her superior's deputy"),
            pytest.param(Who(9, 11, for_login=2), id="as her superior's deputy by another login"),
            pytest.param(Who(5, 15, for_login=1), id="somebody standing in for her"),
            pytest.param(Who(5, 15, for_login=9, for_person_id=11), id="somebody standing in for her other login"),
        ],
    )
    def test_nobody_decides_about_herself(self, who: Who) -> None:
        assert obstacle(lambda: approved(waiting(), who, OF_AYDIN)) is Obstacle.ONES_OWN
        assert obstacle(lambda: refused(waiting(), who, OF_AYDIN)) is Obstacle.ONES_OWN

    @pytest.mark.parametrize("who", [CELIK, Who(8, 13), Who(7, 17, for_login=3), Who(7, 17, 8, 13)])
    def test_who_asked_for_another_does_not_decide(self, who: Who) -> None:
        assert obstacle(lambda: approved(waiting(), who, Concerned(11, CELIK))) is Obstacle.ONES_OWN

    @pytest.mark.parametrize("who", [CELIK, Who(9, 99, for_login=CELIK.login_id), Who(8, CELIK.person_id)])
    def test_not_about_what_she_did_herself(self, who: Who) -> None:
        about = Concerned(11, AYDIN, authors=(CELIK,))
        assert obstacle(lambda: approved(waiting(), who, about)) is Obstacle.ONES_OWN
        assert approved(waiting(), BRANDT, about).state is State.APPROVED

    def test_logins_without_a_person_are_told_apart_by_the_login(self) -> None:
        officer, other = Who(20, None), Who(21, None)
        first = approved(waiting(2), officer, OF_AYDIN)

        assert not may_decide(first, officer, OF_AYDIN)
        assert may_decide(first, other, OF_AYDIN)

    @pytest.mark.parametrize("who", [Who(6, 16, for_login=2), Who(8, 12)])
    def test_the_second_is_not_the_firsts_deputy_nor_her_other_login(self, who: Who) -> None:
        assert not may_decide(approved(waiting(2), BRANDT, OF_AYDIN), who, OF_AYDIN)


class TestTakingBack:
    """While it waits, and where the kind allows it after it was approved."""

    def test_what_waits_can_be_taken_back(self) -> None:
        for course in (waiting(), waiting(at_once=True), objected(refused(waiting(), BRANDT, OF_AYDIN))):
            assert withdrawn(course).state is State.WITHDRAWN

    def test_what_was_approved_only_where_the_kind_allows_it(self) -> None:
        course = approved(waiting(), BRANDT, OF_AYDIN)

        assert obstacle(lambda: withdrawn(course)) is Obstacle.NOT_WAITING
        assert in_effect(withdrawn(course, after_approval=True)) is None

    def test_what_was_refused_never(self) -> None:
        course = refused(waiting(), BRANDT, OF_AYDIN)

        assert obstacle(lambda: withdrawn(course, after_approval=True)) is Obstacle.NOT_WAITING

    def test_what_does_not_wait_is_not_decided(self) -> None:
        for course in (withdrawn(waiting()), approved(waiting(), BRANDT, OF_AYDIN)):
            assert obstacle(lambda course=course: refused(course, OBERST, OF_AYDIN)) is Obstacle.NOT_WAITING


def obstacle(step: object) -> Obstacle:
    with pytest.raises(NotPossible) as refusal:
        step()  # type: ignore[operator]
    return refusal.value.obstacle


def test_states_are_offered_waiting_told_or_over() -> None:
    assert requests.WAITING | requests.TOLD | {State.OFFERED, State.WITHDRAWN} == set(State)


class TestOffered:
    """What binds somebody else as well waits for her first, and nobody decides about either of them."""

    BOTH = Concerned(11, AYDIN, partner_id=12)
    offered = staticmethod(lambda: begun(1, at_once=True, offered=True))

    def test_nobody_decides_before_the_partner_agreed_and_nothing_counts_before_that(self) -> None:
        course = self.offered()

        assert (course.state, in_effect(course)) == (State.OFFERED, None)
        assert obstacle(lambda: approved(course, OBERST, self.BOTH)) is Obstacle.NOT_WAITING
        yes = agreed(course, BRANDT, self.BOTH)
        assert (yes.state, in_effect(yes)) == (State.SUBMITTED, None)
        assert in_effect(approved(yes, OBERST, self.BOTH)) == ALL

    def test_only_the_partner_says_yes_or_no_and_once(self) -> None:
        for step in (agreed, declined):
            for who, of in ((AYDIN, self.BOTH), (Who(9, None), self.BOTH), (Who(9, None), OF_AYDIN)):
                assert obstacle(lambda step=step, who=who, of=of: step(self.offered(), who, of)) is Obstacle.NOT_OFFERED
        yes = agreed(self.offered(), BRANDT, self.BOTH)
        assert obstacle(lambda: agreed(yes, BRANDT, self.BOTH)) is Obstacle.NOT_OFFERED

    def test_her_yes_may_become_a_no_until_it_is_decided_and_her_no_is_final(self) -> None:
        first = approved(replace(agreed(self.offered(), BRANDT, self.BOTH), needed=2), CELIK, self.BOTH)
        no = declined(first, BRANDT, self.BOTH)

        assert (no.state, no.given, in_effect(no)) == (State.DECLINED, 0, None)
        assert obstacle(lambda: objected(no)) is Obstacle.NOT_DECIDED
        assert obstacle(lambda: withdrawn(no)) is Obstacle.NOT_WAITING
        assert declined(objected(refused(first, OBERST, self.BOTH)), BRANDT, self.BOTH).state is State.DECLINED
        done = approved(first, OBERST, self.BOTH)
        assert obstacle(lambda: declined(done, BRANDT, self.BOTH)) is Obstacle.NOT_OFFERED

    def test_neither_of_the_two_decides_nor_who_stands_in_for_one(self) -> None:
        yes = agreed(self.offered(), BRANDT, self.BOTH)
        in_his_place = Who(3, 13, for_login=7, for_person_id=12)

        assert not any(may_decide(yes, who, self.BOTH) for who in (AYDIN, BRANDT, Who(8, 12), in_his_place))
        assert may_decide(yes, CELIK, self.BOTH)

    def test_what_is_offered_can_be_withdrawn(self) -> None:
        assert withdrawn(self.offered()).state is State.WITHDRAWN
