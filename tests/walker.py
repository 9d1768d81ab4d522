"""Somebody without script who goes through the pages by what she reads there, and counts her steps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import MultiDict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

ALONE = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line"})
BUTTONS = frozenset({"button", "submit"})
MOST_REDIRECTS = 5


@dataclass(eq=False)
class Node:
    """One element, with what stands in it; words of its own are elements without a name."""

    tag: str
    attrs: Mapping[str, str]
    above: Node | None
    said: str = ""
    inside: list[Node] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        yield self
        for each in self.inside:
            yield from each.all()

    @property
    def text(self) -> str:
        """What one reads of it, with every space one space."""
        return " ".join("".join(each.said for each in self.all()).split())

    @property
    def is_shown(self) -> bool:
        return "hidden" not in self.attrs and (self.above is None or self.above.is_shown)

    def around(self, tag: str) -> Node | None:
        node = self.above
        while node is not None and node.tag != tag:
            node = node.above
        return node


class Reader(HTMLParser):
    """Makes the elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = self.at = Node("", {}, None)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        new = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(new)
        if tag not in ALONE:
            self.at = new

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.inside.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node is not None and node.tag != tag:
            node = node.above
        if node is not None and node.above is not None:
            self.at = node.above

    def handle_data(self, data: str) -> None:
        self.at.inside.append(Node("", {}, self.at, data))


class Walker:
    """Follows links and buttons by their words and fills in fields; `taken` counts as the tests with a browser do."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.taken = client, 0
        self.filled: dict[str, str | tuple[str, bytes]] = {}
        self.form: Node | None = None

    def open(self, path: str) -> None:
        """Begin on a page, which is no step."""
        self._at(self.client.get(path))

    def fill(self, field_id: str, said: str | tuple[str, bytes]) -> None:
        """Write into a field, or choose a file by its name and content."""
        self.taken += 1
        found = next(each for each in self.page.all() if each.attrs.get("id") == field_id)
        self.filled[found.attrs["name"]] = said
        self.form = found.around("form")

    def fill_first(self, name: str, said: str) -> None:
        """Write into the first field that goes by a name, as where each row of a list has its own."""
        self.fill(next(each.attrs["id"] for each in self.page.all() if each.attrs.get("name") == name), said)

    def send(self, label: str) -> None:
        """Press the first button of these words of the form in which something was filled in last."""
        self._take(
            next((each for each in self._ways() if label in each.text and each.around("form") is self.form), None),
            label,
        )

    def follow(self, label: str, beside: str = "") -> None:
        """Take the first link or button of these words; `beside`: in a row or an entry of a list that says that."""
        self._take(
            next((each for each in self._ways() if label in each.text and self._is_beside(each, beside)), None), label
        )

    def _take(self, target: Node | None, label: str) -> None:
        self.taken += 1
        assert target is not None, f"nothing is called {label!r} on {self.path}: {self.page.text[:2000]}"
        self._at(self._went(target) if target.tag == "a" else self._sent(target))

    def labels(self) -> list[str]:
        return [each.text for each in self._ways()]

    @property
    def text(self) -> str:
        """What the page says below its navigation."""
        return next(each.text for each in self.page.all() if each.tag == "main")

    def _ways(self) -> list[Node]:
        return [
            each
            for each in self.page.all()
            if each.is_shown
            if (each.tag == "a" and "href" in each.attrs)
            or (each.tag == "button" and each.attrs.get("type", "submit") in BUTTONS)
        ]

    def _is_beside(self, target: Node, words: str) -> bool:
        rows = (target.around(tag) for tag in ("tr", "li", "form", "section"))
        return not words or any(row is not None and words in row.text for row in rows)

    def _at(self, answer: TestResponse) -> None:
        for _ in range(MOST_REDIRECTS):
            if answer.status_code not in (302, 303):
                break
            answer = self.client.get(answer.location)
        assert answer.status_code == 200, f"{answer.status_code} {answer.request.path}: {answer.text[:3000]}"
        self.answer, self.path, self.filled = answer, answer.request.path, {}
        if answer.mimetype == "text/html":
            self.page = Reader(answer.text).root

    def _went(self, link: Node) -> TestResponse:
        return self.client.get(link.attrs["href"])

    def _sent(self, button: Node) -> TestResponse:
        form = button.around("form")
        assert form is not None, f"{button.text} belongs to no form"
        data = MultiDict(_fields(form))
        for name, said in self.filled.items():
            data[name] = (BytesIO(said[1]), said[0]) if isinstance(said, tuple) else said
        if "name" in button.attrs:
            data[button.attrs["name"]] = button.attrs.get("value", "")
        action = button.attrs.get("formaction") or form.attrs.get("action") or self.path
        if form.attrs.get("method", "get") == "get":
            return self.client.get(f"{urlsplit(action).path}?{urlencode(data)}")
        return self.client.post(action, data=data)


def _fields(form: Node) -> Iterator[tuple[str, str]]:
    """Yield what a form says as it stands on the page."""
    for each in form.all():
        name, kind = each.attrs.get("name"), each.attrs.get("type", "text")
        if name is None or "disabled" in each.attrs:
            continue
        if each.tag == "select":
            options = [option for option in each.all() if option.tag == "option"]
            chosen = next((option for option in options if "selected" in option.attrs), options[0] if options else None)
            if chosen is not None:
                yield name, chosen.attrs.get("value", chosen.text)
        elif each.tag == "textarea":
            yield name, re.sub(r"^\n", "", "".join(word.said for word in each.all()))
        elif each.tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in each.attrs:
                yield name, each.attrs.get("value", "on")
        elif each.tag == "input" and kind not in ("file", "submit"):
            yield name, each.attrs.get("value", "")
