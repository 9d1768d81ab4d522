"""Cases of accounts at a cut-off date."""

from __future__ import annotations

from datetime import date

from timeclock.cases.comparing import Answers
from timeclock.cases.world import Question, Said, World
from timeclock.core import cut_offs

# What the figures of a case that has no date of its own are those of.
TODAY = date(2026, 12, 31)
# The terms of those whom a case calls so; of everybody else the tariff.
REGIMES = {"beamter": "azvo_nrw"}


def cap(said: Said) -> Question:
    """Ask what of a balance is carried over, what lapses and what goes elsewhere; nothing of a wrong agreement."""
    balance, keep, dates = (int(said[key]) for key in ("balance_min", "cap_min", "cutoff_dates_per_year"))
    regime = REGIMES.get(said["person"]["status"], "tvoed")

    def answer(world: World) -> Answers:
        law = cut_offs.lapse_law(regime, TODAY, world.law)
        if law is not None and not cut_offs.is_allowed(keep, dates, law):
            return {"valid_config": False, "carried_min": None, "forfeited_min": None, "transferred_min": None}
        found = cut_offs.carry_over(balance, keep, law)
        return {
            "valid_config": True,
            "carried_min": found.carried,
            "forfeited_min": found.lapsed,
            "transferred_min": found.over,
        }

    return answer
