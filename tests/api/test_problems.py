"""Whatever goes wrong is said as problem details, in the language asked for, with what to do now."""

from __future__ import annotations

import pytest
from flask import Blueprint
from werkzeug.test import TestResponse

from tests.api.conftest import Api, Program
from timeclock.service import times
from timeclock.service.access import Action
from timeclock.web import app as application
from timeclock.web import create_app
from timeclock.web.policies import policy

KEY = "a-key-of-one-stamp"
HIDDEN = "the password is sesame"


def expect_problem(answer: TestResponse, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["type"] == f"urn:timeclock:problem:{code}"
    assert answer.json["status"] == status
    assert len(answer.json["title"]) > 5
    assert len(answer.json["detail"]) > 20


def post(program: Program, body: str | bytes, media: str = "application/json") -> TestResponse:
    headers = program.headers({"Idempotency-Key": KEY})
    return program.client.post("/api/v1/stamps", data=body, content_type=media, headers=headers)


@pytest.mark.parametrize(
    "path",
    [
        "days?from=0001-01-01&to=2026-12-01",
        "stamps?from=0001-01-01&to=2026-12-01",
        "days?from=2026-01-01&to=9999-12-31",
        "stamps?from=9999-12-30&to=9999-12-31",
        "nowhere",
        "",
        "days/2026-02-30",
        "days/1980-01-01",
        "days/2026-11-19/",
        "documents/none/content",
    ],
)
def test_what_is_not_there_is_a_problem(aydin: Program, path: str) -> None:
    expect_problem(aydin.get(path), 404, "not_found")


@pytest.mark.parametrize("path", ["/api/v2/me", "/api/", "/api/v1"])
def test_without_a_token_too(api: Api, path: str) -> None:
    expect_problem(api.app.test_client().get(path), 404, "not_found")


@pytest.mark.parametrize(("method", "path", "allowed"), [("DELETE", "stamps", "POST"), ("POST", "me", "GET")])
def test_405_says_what_is_allowed(aydin: Program, method: str, path: str, allowed: str) -> None:
    answer = aydin.client.open(f"/api/v1/{path}", method=method, headers=aydin.headers({}))

    expect_problem(answer, 405, "wrong_method")
    assert allowed in answer.headers["Allow"]


@pytest.mark.parametrize(
    "body", [b"", b"in", b"{", b'{"kind": "in", "kind": "out"}', b"\xff\xfe", b"[" * 50_000, b'{"kind": NaN']
)
def test_what_is_no_json_is_not_understood(aydin: Program, body: bytes) -> None:
    expect_problem(post(aydin, body), 400, "not_understood")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_media_type_is_refused(aydin: Program, media: str) -> None:
    expect_problem(post(aydin, '{"kind": "in"}', media), 415, "wrong_media_type")


def test_too_much_is_refused(aydin: Program) -> None:
    expect_problem(post(aydin, b'{"kind": "' + b"x" * 70_000), 413, "too_large")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("days", {"from", "to"}),
        ("days?from=2026-11-01", {"to"}),
        ("days?from=gestern&to=2026-12-01", {"from"}),
        ("days?from=2026-12-01&to=2026-11-01", {"from"}),
        ("days?from=2026-11-01&to=2026-11-01", {"from"}),
        ("days?from=2026-11-01&from=2026-11-02&to=2026-12-01", {"from"}),
        ("days?from=2026-11-01&to=2026-12-01&person=2", {"person"}),
        ("balance?employment=1", {"employment"}),
        ("balance?employment=", {"employment"}),
    ],
)
def test_each_wrong_field_is_named(aydin: Program, path: str, fields: set[str]) -> None:
    answer = aydin.get(path)

    expect_problem(answer, 422, "invalid_input")
    assert {(each["in"], each["field"]) for each in answer.json["errors"]} == {("query", name) for name in fields}


@pytest.mark.parametrize(
    "body", ['{"kind": "auto"}', '{"kind": null}', '{"kind": ["in"]}', "{}", '["in"]', '{"kind": "in", "at": 1}']
)
def test_a_wrong_stamp_is_refused_and_says_why(aydin: Program, body: str) -> None:
    answer = post(aydin, body)

    expect_problem(answer, 422, "invalid_input")
    assert [each["in"] for each in answer.json["errors"]] == ["json"]


@pytest.mark.parametrize("key", [None, "short", "x" * 65, "with a space", "with/slash", "übermut-1"])
def test_a_stamp_needs_a_key(aydin: Program, key: str | None) -> None:
    headers = aydin.headers({} if key is None else {"Idempotency-Key": key})
    answer = aydin.client.post("/api/v1/stamps", json={"kind": "in"}, headers=headers)

    expect_problem(answer, 422, "invalid_input")
    assert [(each["in"], each["field"]) for each in answer.json["errors"]] == [("headers", "Idempotency-Key")]


def test_texts_come_in_the_language_asked_for(aydin: Program) -> None:
    german, english = (
        aydin.get("days?from=x&to=2026-12-01", Accept_Language=each) for each in ("de-AT", "en-GB, en;q=0.9, de;q=0.5")
    )

    assert german.json["errors"][0]["detail"] == "Ein Tag wird so geschrieben: 2026-11-23."
    assert english.json["errors"][0]["detail"] == "A day is written like this: 2026-11-23."
    assert (german.headers["Content-Language"], english.headers["Content-Language"]) == ("de", "en")


def test_without_a_wish_the_persons_own_language_is_used(aydin: Program) -> None:
    assert aydin.get("days/2026-11-19").headers["Content-Language"] == "de"
    assert aydin.get("days/2026-11-19", Accept_Language="fr").headers["Content-Language"] == "de"


def test_our_own_fault_says_nothing_about_the_inside(api: Api, aydin: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(HIDDEN)

    monkeypatch.setattr(times, "today", fail)
    answer = aydin.get("balance")

    expect_problem(answer, 500, "fault")
    assert "sesame" not in answer.text


def test_an_error_nobody_described_is_our_fault(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A status that is in no table must not reach a program bare."""
    bp = Blueprint("planted", __name__)

    @bp.get("/api/v1/planted")
    @policy(Action.PUBLIC)
    def planted() -> str:
        raise RuntimeError(HIDDEN)

    monkeypatch.setattr(application, "PAGES", (*application.PAGES, bp))
    answer = create_app(api.city.settings, api.city.database).test_client().get("/api/v1/planted")

    expect_problem(answer, 500, "fault")
