"""Names that would break a page are words on every page, in every file, and on a small phone."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from tests import city as builders
from tests.browser.running import serving
from tests.browser.test_pages import NO_PAGE, SEEN_BY
from tests.browser.window import NARROW
from tests.city import NOW, PASSWORD
from tests.hostile import BREAKING, CODES, WORDS, columns, faults, spoil, unguarded_cells
from tests.lived_in import live
from tests.trials import made_available
from tests.uploads import sent_list
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.store.schema.base import metadata
from timeclock.web import create_app

pytestmark = pytest.mark.browser

LATER = NOW + timedelta(days=61)
DAY, MONTH = date(2026, 11, 18), date(2026, 11, 1)
CARRIES_WORDS = 25
# Frau Aydin is who was told of a change there.
SEES = {**SEEN_BY, "changes.one": "aydin"}
# Lists of names, where a word without an end meets the edge first.
AT_THE_EDGE = ("staff.listed", "team.members", "decisions.waiting", "imports.listed", "terminals.one", "mass.listed")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    found = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("hostile")))
    live(found)
    with found.database.transaction() as session:
        builders.agreed(session)
        made_available(session, found, DaySpan(MONTH, date(2026, 12, 1)), LATER)
        sent_list(session, found, LATER)
    spoil(found)
    yield found
    found.database.dispose()


@pytest.fixture(scope="module")
def app(city):
    made = create_app(city.settings, city.database)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture(scope="module")
def addresses(app, city):
    """Where each page and file is, about what there is."""

    def first(name, **such):
        table = metadata.tables[name]
        return connection.execute(select(table.c.uid).filter_by(**such).order_by(table.c.id).limit(1)).scalar_one()

    with city.database.engine.connect() as connection:
        values = {
            "uid": city.aydin.employment_uid,
            "day": DAY,
            "first_day": MONTH,
            "kind": "proof",
            "form": "csv",
            "what": "terms",
            "job_name": "deletion",
            "request_uid": UUID(int=101),
            "notice_uid": first("notice", kind="changed_for_her"),
            "trial_uid": first("document", kind="unit_trial"),
            "upload_uid": first("upload"),
            "terminal_uid": first("source", kind="terminal"),
            "draft_uid": first("model_draft"),
            "role_draft_uid": first("role_draft"),
            "place_draft_uid": first("place_draft"),
            "document_uid": first("document"),
            "code": "gleitzeit-39",
            "evaluation": Code.VIOLATIONS,
        }
    found = {}
    for endpoint in SEEN_BY.keys() | NO_PAGE:
        for rule in app.url_map.iter_rules(endpoint):
            if "GET" in rule.methods and rule.arguments <= values.keys():
                asked = {name: values[name] for name in rule.arguments}
                if endpoint.startswith("mass."):
                    asked = {name: UUID(int=401) for name in asked}
                found[endpoint] = app.url_map.bind("localhost").build(endpoint, asked)
    return found


def client_of(app, name):
    client = app.test_client()
    if name is not None:
        assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def test_every_column_of_words_is_spoilt():
    assert columns() - CODES == {(table, name) for table, names in WORDS.items() for name in names} & columns()


def test_hostile_words_are_words_on_every_page_and_in_every_file(app, addresses):
    wrong, carries, tables = [], set(), []
    with time_machine.travel(LATER, tick=False):
        clients = {name: client_of(app, name) for name in set(SEES.values())}
        for endpoint, name in SEES.items():
            answer = clients[name].get(addresses[endpoint])
            policy = answer.headers["Content-Security-Policy"]
            if answer.status_code != 200 or "unsafe-inline" in policy:
                wrong.append((endpoint, answer.status_code, policy))
            wrong += [(endpoint, fault) for fault in faults(answer.text)]
            if BREAKING[:5] in answer.text:
                carries.add(endpoint)
        for endpoint in sorted(NO_PAGE & addresses.keys()):
            answers = (client.get(addresses[endpoint]) for client in clients.values())
            table = next((each for each in answers if each.status_code == 200 and each.mimetype == "text/csv"), None)
            if table is not None:
                rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig")), delimiter=";"))
                wrong += [(endpoint, cell) for cell in unguarded_cells(rows)]
                tables.append(endpoint)

    assert wrong == []
    assert (len(carries) >= CARRIES_WORDS, len(tables) >= 2) == (True, True), (len(carries), tables)


def test_a_word_without_an_end_pushes_no_page_sideways(app, city, chromium, addresses):
    wide = []
    with serving(app) as server:
        for endpoint in AT_THE_EDGE:
            cookie = client_of(app, SEES[endpoint]).get_cookie("timeclock")
            window = chromium.new_context(viewport=NARROW, locale="de-DE")
            window.add_cookies([{"name": "timeclock", "value": cookie.value, "url": server}])
            page = window.new_page()
            answer = page.goto(server + addresses[endpoint])
            width = page.evaluate("document.documentElement.scrollWidth")
            if answer.status != 200 or not page.get_by_text(BREAKING[:5]).count() or width > NARROW["width"]:
                wide.append((endpoint, answer.status, page.url, width))
            window.close()

    assert wide == []
