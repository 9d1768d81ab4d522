"""Cities to try things out in, which another distribution says it can make."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

import click

DEMO = "timeclock.demo"


def maker(name: str) -> Any:
    """Return what fills an empty directory with a city: `city` a small one, `whole` everybody and half a year."""
    found = list(entry_points(group=DEMO, name=name))
    if not found:
        raise click.ClickException("there is no demo: install the distribution timeclock-demo beside timeclock")
    return found[0].load()
