"""What the presence board says of somebody: one word."""

from __future__ import annotations

from timeclock.core.presence_board import Standing
from timeclock.i18n.marking import N_

STANDING = {
    Standing.PRESENT: N_("present"),
    Standing.ELSEWHERE: N_("at work elsewhere"),
    Standing.ABSENT: N_("absent from work"),
    Standing.NOT_THERE: N_("not there yet, or gone"),
}
