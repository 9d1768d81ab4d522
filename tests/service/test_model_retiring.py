"""A model is retired while somebody gives it to somebody: one of the two comes first."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from tests.city import FIRST_DAY, NOW, WEEK, City
from tests.lived_in import sight
from timeclock.service import model_retiring, staff_desk
from timeclock.service.staff_choices import ToModel
from timeclock.service.staff_moves import NotMoved
from timeclock.store import models
from timeclock.store.models import NewModel

TODAY, LATER = NOW.date(), date(2026, 12, 7)
SOON = 0.4


@pytest.mark.postgres
def test_nobody_is_given_a_model_that_is_just_being_retired(postgres_city: City) -> None:
    city, outcomes, who = postgres_city, [], postgres_city.aydin.employment_uid
    wanted = ToModel(LATER, "kurz", LATER)
    with city.database.transaction() as session:
        models.add_model(session, NewModel("kurz", "Kurze Woche", WEEK), FIRST_DAY, NOW)
    with city.database.transaction() as session:
        seen = staff_desk.preview(session, sight(session, city, "hr"), who, TODAY, wanted).seen

    def give() -> None:
        with city.database.transaction() as session:
            try:
                staff_desk.enter(session, sight(session, city, "hr"), who, TODAY, wanted, "Vertrag", seen)
                outcomes.append("given")
            except NotMoved as refused:
                outcomes.append(refused.reason.value)

    giving = threading.Thread(target=give)
    with city.database.transaction() as session:
        model_retiring.retire(session, sight(session, city, "officer"), "kurz", LATER, "Neue DV")
        giving.start()
        giving.join(SOON)
        assert outcomes == []
    giving.join()

    assert outcomes == ["model_retired"]
