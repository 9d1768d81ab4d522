"""Whatever day a model credits a shift to: worked out as the stamps come, or all at once afterwards, it is the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.plans import Attribution, CreditDay, ModelRules
from timeclock.core.spans import DaySpan
from timeclock.service import evaluation
from timeclock.store import models
from timeclock.store.db import Session
from timeclock.store.schema.models import model_version
from timeclock.store.schema.results import break_, day_amount, day_result, finding, protect_day, work_session

DAY = date(2026, 11, 10)
ONE_DAY = timedelta(days=1)
AROUND = DaySpan(DAY - 4 * ONE_DAY, DAY + 6 * ONE_DAY)
LATER = NOW + timedelta(days=30)
TABLES = (finding, break_, work_session, day_amount, protect_day, day_result)
# Stamps in the order in which they arrive, each with its day.
NIGHTS = (
    (0, "22:00 in"), (1, "02:00 break_start"), (1, "02:30 break_end"), (1, "06:00 out"),
    (1, "22:00 in"), (2, "05:30 out"), (3, "16:00 in"), (3, "22:00 out"),
)  # fmt: skip
# A duty past two midnights, its end told late, and one that goes on after a short silence.
LONG_DUTY = ((0, "20:00 in"), (1, "12:00 break_start"), (1, "12:30 break_end"), (3, "08:00 in"), (2, "01:00 out"))
CHAIN = ((0, "07:00 in"), (1, "07:00 out"), (1, "10:00 in"), (2, "02:00 out"), (2, "05:00 in"), (2, "09:00 out"))


def everything(session: Session) -> dict[str, list[dict[str, object]]]:
    """Return all results of days there are, but for when they were made."""
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in {"facts_until", "id"}}
            for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in TABLES
    }


def credit_to(session: Session, attribution: Attribution) -> None:
    """Let all models of the city credit shifts so; a session may last thirty hours and a badge never turns a day."""
    rules = ModelRules(attribution=attribution, longest_session=timedelta(hours=30), day_starts=None)
    held = {"attribution": attribution.credit_day, "figures": models.rules_json(rules)}
    session.execute(update(model_version).values(**held))


@pytest.mark.parametrize("credit_day", CreditDay)
@pytest.mark.parametrize("arriving", [NIGHTS, LONG_DUTY, CHAIN], ids=["nights", "a long duty", "a chain"])
def test_worked_out_as_they_came_is_worked_out_afterwards(
    city: City, arriving: tuple[tuple[int, str], ...], credit_day: CreditDay
) -> None:
    with city.database.transaction() as session:
        credit_to(session, Attribution(credit_day))
        evaluated(session, city.aydin, AROUND, city, LATER)
        for after, taps in arriving:
            stamped(session, city.aydin, DAY + after * ONE_DAY, taps, city.settings)
            evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), LATER)
        as_they_came = everything(session)
        for table in TABLES:
            session.execute(table.delete())
        evaluated(session, city.aydin, AROUND, city, LATER)

        assert everything(session) == as_they_came


def test_a_night_is_saved_on_the_day_its_model_credits_it_to(city: City) -> None:
    with city.database.transaction() as session:
        credit_to(session, Attribution(CreditDay.END))
        for after, taps in NIGHTS[:4]:
            stamped(session, city.aydin, DAY + after * ONE_DAY, taps, city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), LATER)
        found = session.execute(select(day_result.c.day).where(day_result.c.present_min > 0)).scalars().all()
        protected = session.execute(select(protect_day.c.day)).scalars().all()

    assert (found, protected) == ([DAY + ONE_DAY], [DAY])
