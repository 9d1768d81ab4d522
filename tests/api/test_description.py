"""The description is kept as a file, so that whoever reviews a change sees what changes for programs outside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from marshmallow import Schema

from tests.house.tree import ROOT
from timeclock.web.api import examples
from timeclock.web.api.description import describe
from timeclock.web.api.schemas import absences, documents, months, people, requests, rosters, stamps, times

FILE = ROOT / "docs" / "reference" / "openapi.json"
# Every operation needs a token, so every one can be told that it is missing, and fail.
ALWAYS = {"401", "403", "429", "500"}
EXAMPLES: dict[str, type[Schema]] = {
    "ME": people.Me,
    "BALANCE": times.Balance,
    "DAYS": times.Days,
    "DAY": times.DayBill,
    "STAMPS": stamps.Stamps,
    "STAMP": stamps.Stamp,
    "STAMP_TAKEN": stamps.StampTaken,
    "DOCUMENTS": documents.Documents,
    "REQUESTS": requests.Requests,
    "ABSENCES": absences.Absences,
    "ABSENCE_REASONS": absences.AbsenceReasons,
    "VERSIONS": months.Versions,
    "MONTH": months.Month,
    "ANSWERED": months.Answered,
    "CORRECTION_BODY": requests.CorrectionBody,
    "BREAK_BODY": requests.BreakBody,
    "ABSENCE_BODY": requests.AbsenceBody,
    "RETURN_BODY": requests.ReturnBody,
    "OVERTIME_BODY": requests.OvertimeBody,
    "MOBILE_WORK_BODY": requests.MobileWorkBody,
    "TRANSFER_BODY": requests.TransferBody,
    "OBJECTION_BODY": requests.ObjectionBody,
    "ANSWER_BODY": months.AnswerBody,
    "ROSTER": rosters.Roster,
    "ROSTER_BODY": rosters.RosterBody,
    "DELIVERY": rosters.Delivery,
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return describe()


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": each
        for path, methods in description["paths"].items()
        for method, each in methods.items()
        if method != "parameters"
    }


def test_the_file_is_what_the_code_says(description: dict[str, Any]) -> None:
    kept = json.loads(FILE.read_text("utf-8"))

    assert kept == json.loads(json.dumps(description)), (
        "write it anew: timeclock describe-api > docs/reference/openapi.json"
    )


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"


def test_every_operation_says_what_it_is_in_both_languages_and_how_it_fails(description: dict[str, Any]) -> None:
    for name, each in operations(description).items():
        assert each["summary"] != each["x-summary-de"], name
        assert each["description"] != each["x-description-de"], name
        assert each["security"], name
        assert each["responses"].keys() >= ALWAYS, name


def test_names_are_unique(description: dict[str, Any]) -> None:
    names = [each["operationId"] for each in operations(description).values()]

    assert len(names) == len(set(names))


def test_every_field_is_described(description: dict[str, Any]) -> None:
    bare = [
        f"{schema}.{name}"
        for schema, body in description["components"]["schemas"].items()
        for name, field in body["properties"].items()
        if "description" not in field and "$ref" not in field and "anyOf" not in field
    ]

    assert bare == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_it_is_an_example_of(name: str) -> None:
    """Validating is strict: nothing missing, nothing more, every value of its kind."""
    assert EXAMPLES[name]().validate(getattr(examples, name)) == {}


def test_an_example_that_lacks_a_field_would_be_seen() -> None:
    assert people.Me().validate({**examples.ME, "token": {}}) != {}
