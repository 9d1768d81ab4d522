"""The application for the tests: wiring it and compiling its templates takes longer than what most of them ask."""

from __future__ import annotations

from functools import cache

from flask import Flask

from tests.city import City
from timeclock.web import app


@cache
def _built() -> tuple[Flask, dict[str, object]]:
    found = app.wired()
    return found, dict(found.config)


def application(city: City) -> Flask:
    """Let a city move into the application of this process; who was there before has moved out, with all settings.

    A test that has two cities at once, or changes what is wired, makes one of its own with `create_app`.
    """
    found, empty = _built()
    found.config.clear()
    found.config.update(empty)
    app.furnish(found, city.settings, city.database)
    return found
