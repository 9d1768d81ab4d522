"""Each view declares the one action it is for; the application refuses to start if one does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from timeclock.service.access import Action

View = TypeVar("View", bound=Callable[..., Any])

ATTRIBUTE = "declared_action"
ASKS_AGAIN = "asks_again"
# Flask's own view has no decorator: style sheets, fonts, script and icons, nothing personal.
BUILT_IN = {"static": Action.PUBLIC}


class MissingPolicy(RuntimeError):
    """A route says nothing about who may use it."""

    def __init__(self, rule: str, endpoint: str) -> None:
        super().__init__(
            f"the route {rule} ({endpoint}) declares no policy; add @policy(Action.…) directly above its view function"
        )


def policy(action: Action) -> Callable[[View], View]:
    """Declare what a view is for; write it directly above the function, below the route."""

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, action)
        return view

    return declare


def asks_again(view: View) -> View:
    """Let a view be reached alone by who has proven lately who she is; write it below the policy."""
    setattr(view, ASKS_AGAIN, True)
    return view


def asking_again(app: Flask) -> frozenset[str]:
    """Return the endpoints that ask once more who somebody is."""
    return frozenset(name for name, view in app.view_functions.items() if getattr(view, ASKS_AGAIN, False))


def declared(app: Flask) -> dict[str, Action]:
    """Return the action of every endpoint; raise `MissingPolicy` naming the first route that has none."""
    actions: dict[str, Action] = {}
    for rule in app.url_map.iter_rules():
        action = BUILT_IN.get(rule.endpoint) or getattr(app.view_functions[rule.endpoint], ATTRIBUTE, None)
        if action is None:
            raise MissingPolicy(rule.rule, rule.endpoint)
        actions[rule.endpoint] = action
    return actions
