"""Figures as words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from timeclock.core.absences import AbsenceClass
from timeclock.core.stamps import StampKind
from timeclock.i18n import formats
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording.absences import ABSENCE_CLASS
from timeclock.i18n.wording.stamps import STAMP


def spoken(figures: Mapping[str, int | str], say: Translator) -> dict[str, object]:
    """Return figures as words: minutes as 0:30, days, a kind of stamp and a holiday as this language has them."""
    parameters: dict[str, object] = {
        name: formats.duration(timedelta(minutes=value)) if isinstance(value, int) else value
        for name, value in figures.items()
    }
    for name, value in figures.items():
        if name.endswith("_day"):
            parameters[name.removesuffix("_day")] = formats.plain_day(date.fromisoformat(str(value)), say.locale)
    if "kind" in figures:
        parameters["stamp"] = say.text(STAMP[StampKind(str(figures["kind"]))])
    if "of_class" in figures:
        parameters["absence"] = say.text(ABSENCE_CLASS[AbsenceClass(str(figures["of_class"]))])
    if f"name_{say.locale}" in figures:
        parameters["holiday"] = parameters["absence"] = figures[f"name_{say.locale}"]
    return parameters
