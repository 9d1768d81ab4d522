"""What an agreement on the shape of working time may say, read."""

from __future__ import annotations

from timeclock.core.figures import AgreementFigures, LapseFigures, LongTermFigures
from timeclock.law.entry import Entry, LawError


def agreements(entry: Entry) -> AgreementFigures:
    within = entry.clocks("frame_within")
    if len(within) > 1:
        raise LawError(f"{entry.where}: 'frame_within' ends on its own day")
    return AgreementFigures(
        regimes=entry.texts("regimes"),
        corridor=entry.duration("corridor"),
        corridor_citation=entry.text("corridor_citation"),
        longest_frame=entry.duration("longest_frame"),
        frame_within=within[0],
        frame_citation=entry.text("frame_citation"),
        most_debit=entry.duration("most_debit"),
        credit_step=entry.duration("credit_step"),
        account_citation=entry.text("account_citation"),
        needed_citation=entry.text("needed_citation"),
    )


def long_term(entry: Entry) -> LongTermFigures:
    return LongTermFigures(entry.texts("regimes"), entry.duration("most_more"), entry.text("citation"))


def lapse(entry: Entry) -> LapseFigures:
    return LapseFigures(
        entry.texts("regimes"), entry.duration("most_kept"), entry.whole("most_dates", "dates"), entry.text("citation")
    )
