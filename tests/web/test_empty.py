"""Where there is nothing yet each page says so: no heading without a body, no table or list of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from tests import city as builders
from tests.browser.test_pages import SEEN_BY
from tests.city import NOW, City
from tests.web.conftest import Visitor
from timeclock.core.register import Code
from timeclock.store.schema.models import assignment
from timeclock.web import create_app

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# What would be empty, and what it is expected to hold.
HOLDERS = frozenset({"tbody", "ul", "ol", "dl", "select", "section"})
HEADS = frozenset({"h1", "h2", "h3", "thead", "caption", "legend"})


class Outline(HTMLParser):
    """Counts what is said within each holder, beside its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[list[str | int]] = []
        self.empty: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._said(tag == "input" and ("type", "hidden") not in attrs)
            return
        self.open.append([tag, 0, self.getpos()[0]])

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open:
            return
        name, said, line = self.open.pop()
        assert name == tag, f"<{name}> of line {line} is closed by </{tag}>"
        if tag in HOLDERS and not said:
            self.empty.append(f"<{tag}> of line {line}")

    def handle_data(self, data: str) -> None:
        self._said(bool(data.strip()))

    def _said(self, something: bool) -> None:
        if something and not HEADS & {str(tag) for tag, _, _ in self.open}:
            for each in self.open:
                each[1] = 1


def empty_parts(page: str) -> list[str]:
    found = Outline()
    found.feed(page)
    return found.empty


@pytest.fixture(scope="module")
def nothing_yet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The cast on its first day: nobody has stamped, asked, been asked, or has a model."""
    found = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("nothing")))
    with found.database.transaction() as session:
        session.execute(delete(assignment))
        builders.agreed(session)
    yield found
    found.database.dispose()


def test_no_page_has_a_head_without_a_body(nothing_yet: City) -> None:
    city = nothing_yet
    wrong: list[object] = []
    with time_machine.travel(NOW, tick=False):
        app = create_app(city.settings, city.database)
        clients = {name: visitor(app, name) for name in set(SEEN_BY.values())}
        seen = 0
        for endpoint, path in addresses(app, city):
            answer = clients[SEEN_BY[endpoint]].get(path)
            seen += answer.status_code == 200
            wrong += [(endpoint, answer.status_code)] if answer.status_code != 200 else []
            wrong += [(endpoint, each) for each in empty_parts(answer.text)]

    assert wrong == []
    assert seen > 70


def visitor(app: Flask, name: str | None) -> Visitor:
    found = Visitor(app.test_client())
    if name is not None:
        assert found.sign_in(name).status_code == 303
    return found


def addresses(app: Flask, city: City) -> Iterator[tuple[str, str]]:
    """Yield each page that is there before anything happened."""
    day = NOW.date()
    values = {
        "uid": city.aydin.employment_uid,
        "day": day,
        "first_day": day.replace(day=1),
        "kind": "proof",
        "what": "terms",
        "job_name": "deletion",
        "code": "gleitzeit-39",
        "evaluation": Code.VIOLATIONS,
    }
    for endpoint in SEEN_BY:
        for rule in app.url_map.iter_rules(endpoint):
            if "GET" in (rule.methods or set()) and rule.arguments <= values.keys():
                yield endpoint, app.url_map.bind("localhost").build(endpoint, {a: values[a] for a in rule.arguments})


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<section><h2>Konten</h2></section>", ["<section> of line 1"]),
        ("<section><h2>Konten</h2><p>Noch keines.</p></section>", []),
        ("<table><thead><tr><th>Tag</th></tr></thead>\n<tbody></tbody></table>", ["<tbody> of line 2"]),
        ("<ul> </ul>", ["<ul> of line 1"]),
        ("<select><option>Amt</option></select>", []),
    ],
)
def test_what_is_empty_is_found(page: str, found: list[str]) -> None:
    assert empty_parts(page) == found
