"""One's own requests, deciding from the list, and naming deputies, page by page."""

import re
from uuid import UUID, uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.premises import application
from timeclock.core.spans import DaySpan
from timeclock.store.schema.requests import deputy, request

DAY = NOW.date().replace(day=19)


@pytest.fixture
def town(tmp_path):
    city = builders.small_city(builders.settings_in(tmp_path))
    with city.database.transaction() as session:
        builders.stamped(session, city.aydin, DAY, "08:00 in", city.settings)
        builders.evaluated(session, city.aydin, DaySpan.one(DAY), city)
    with time_machine.travel(NOW, tick=False):
        yield city


def client_of(town: City, name: str) -> FlaskClient:
    app = application(town)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def ask(aydin: FlaskClient) -> None:
    wanted = {"request_uid": str(uuid4()), "change": "new", "kind": "out", "clock": "1630", "reason": "vergessen"}
    assert aydin.post(f"/me/day/{DAY}/correction", data=wanted).status_code == 303


def states(town: City) -> list[str]:
    with town.database.reading() as session:
        return list(session.execute(select(request.c.state).order_by(request.c.id)).scalars())


def test_a_request_is_approved_in_the_list_itself(town):
    aydin, brandt = client_of(town, "aydin"), client_of(town, "brandt")
    ask(aydin)
    page = brandt.get("/team/requests").text
    [address] = set(re.findall(r'action="(/team/requests/[0-9a-f-]+)"', page))
    answer = brandt.post(address, data={"decision": "approve", "version": "1"}, follow_redirects=True)

    assert "Genehmigt." in answer.text
    assert states(town) == ["approved"]
    assert "16:30" in aydin.get(f"/me/day/{DAY}").text


def test_refused_it_can_be_objected_to_once_with_a_reason(town):
    aydin, brandt = client_of(town, "aydin"), client_of(town, "brandt")
    ask(aydin)
    [address] = set(re.findall(r'action="(/team/requests/[0-9a-f-]+)"', brandt.get("/team/requests").text))
    brandt.post(address, data={"decision": "refuse", "version": "1", "reason": "Das Haus war zu."})
    page = aydin.get("/me/requests").text
    uid = UUID(address.rsplit("/", 1)[1])
    silent = aydin.post("/me/requests/object", data={"request_uid": uid, "reason": " "})
    answer = aydin.post(
        "/me/requests/object", data={"request_uid": uid, "reason": "Ich war da."}, follow_redirects=True
    )
    again = aydin.post("/me/requests/object", data={"request_uid": uid, "reason": "Doch."})

    assert ("Widersprechen" in page, "Das Haus war zu." in page) == (True, True)
    assert (silent.status_code, "Bitte sagen Sie, warum" in silent.text) == (422, True)
    assert "Ihr Widerspruch ist aufgenommen" in answer.text
    assert "Widerspruch, wartet auf Entscheidung" in answer.text
    assert again.status_code == 409
    assert states(town) == ["objected"]


def test_a_superior_names_a_deputy_and_ends_it(town):
    brandt = client_of(town, "brandt")
    wrong = brandt.post("/team/deputies", data={"staff_no": "10002", "first": str(NOW.date()), "last": ""})
    named = brandt.post(
        "/team/deputies", data={"staff_no": "10003", "first": str(NOW.date()), "last": ""}, follow_redirects=True
    )
    with town.database.reading() as session:
        uid = session.execute(select(deputy.c.uid)).scalar_one()
    ended = brandt.post("/team/deputies/end", data={"deputy": str(uid)}, follow_redirects=True)

    assert (wrong.status_code, "nicht selbst vertreten" in wrong.text) == (422, True)
    assert ("Celik" in named.text, "Celik" in ended.text) == (True, False)


def test_a_missing_day_is_asked_for(town):
    answer = client_of(town, "brandt").post("/team/deputies", data={"staff_no": "10003", "first": "", "last": ""})

    assert answer.status_code == 422
