"""Serving pages and terminals."""

from __future__ import annotations

import json
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from timeclock.cli import group
from timeclock.web.api.description import describe
from timeclock.web.app import create_app


@click.command(cls=group.Command)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True)
@click.option("--threads", default=8, show_default=True)
@click.pass_context
def serve(context: click.Context, host: str, port: int, processes: int, threads: int) -> None:
    """Serve pages and terminals."""
    options = {
        "bind": f"{host}:{port}",
        "workers": processes,
        "threads": threads,
        "worker_class": "gthread",
        # Its control socket wants a writable home, which a hardened service has not.
        "control_socket_disable": True,
    }
    _Server(create_app(group.settings(context), group.database(context)), options).run()


@click.command(cls=group.Command)
def describe_api() -> None:
    """Print the description of the API (OpenAPI 3.1, JSON)."""
    click.echo(json.dumps(describe(), indent=2, ensure_ascii=False))


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our application and options instead of a configuration file."""

    def __init__(self, app: Any, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._app
