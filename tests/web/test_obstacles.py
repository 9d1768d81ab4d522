"""Whatever keeps somebody from asking has a sentence of its own, whatever its code."""

from __future__ import annotations

from timeclock.core import requests as steps
from timeclock.service.kinds import mobile_work, overtime
from timeclock.web import obstacles

# Of the steps of a request people take one that may be refused them: objecting.
OBJECTING = {steps.Obstacle.NOT_DECIDED, steps.Obstacle.NOTHING_REFUSED, steps.Obstacle.HEARD_ALREADY}


def test_every_obstacle_has_a_sentence() -> None:
    for kind, sentences in obstacles.BY_CLASS.items():
        assert set(sentences) == (OBJECTING if kind is steps.Obstacle else set(kind)), kind


def test_two_obstacles_of_one_code_are_told_apart() -> None:
    same = overtime.Obstacle.ALREADY_ASKED, mobile_work.Obstacle.ALREADY_ASKED

    assert same[0] == same[1]
    assert len({obstacles.told(each) for each in same}) == len(same)
