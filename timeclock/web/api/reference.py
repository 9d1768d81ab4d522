"""The reference of the API as a page for people: made from its description, without any script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, json, render_template
from flask.typing import ResponseReturnValue

from timeclock.service.access import Action
from timeclock.web import edge, language
from timeclock.web.api.operations import ALWAYS
from timeclock.web.policies import policy

bp = Blueprint("api_reference", __name__, url_prefix="/help/api")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something an operation is sent, apart from the body."""

    name: str
    place: str
    needed: bool
    says: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One way an operation can be answered."""

    status: str
    says: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: str
    answers: tuple[Answer, ...]


@bp.get("")
@policy(Action.USE)
def overview() -> ResponseReturnValue:
    operations = tuple(_operations(edge.house().describe_api()))
    # Every operation can fail like the first; the page says so once.
    always = [each for each in operations[0].answers if int(each.status) in {problem.status for problem in ALWAYS}]
    return render_template("api/reference.html", operations=operations, always=always)


def _operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    say = language.say()
    for path, methods in description["paths"].items():
        common = methods.get("parameters", [])
        for method, each in methods.items():
            if method == "parameters":
                continue
            summary, says = each["summary"], each["description"]
            yield Operation(
                id=each["operationId"],
                method=method.upper(),
                path=path,
                summary=say.text(summary),
                says=say.text(says),
                scopes=tuple(each["security"][0]["token"]),
                parameters=tuple(_parameter(sent) for sent in [*common, *each.get("parameters", [])]),
                body=_example(each.get("requestBody", {})),
                answers=tuple(_answer(status, said) for status, said in sorted(each["responses"].items())),
            )


def _parameter(sent: Mapping[str, Any]) -> Parameter:
    return Parameter(sent["name"], sent["in"], sent.get("required", False), sent.get("description", ""))


def _answer(status: str, said: Mapping[str, Any]) -> Answer:
    # Backticks mark codes for tools that read Markdown; here they would be noise.
    return Answer(status, said["description"].replace("`", ""), _example(said))


def _example(said: Mapping[str, Any]) -> str:
    content = said.get("content", {}).get("application/json", {})
    return json.dumps(content["example"], indent=2, ensure_ascii=False) if "example" in content else ""
