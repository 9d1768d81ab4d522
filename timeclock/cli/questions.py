"""The page of the questions that the law leaves open."""

from __future__ import annotations

import click

from timeclock.cli import group
from timeclock.law import questions as open_questions
from timeclock.settings import data_directory


@click.command("questions", cls=group.Command)
def questions() -> None:
    """Print in German what the law leaves open: the default, other choices, what each changes and where it stands."""
    config = data_directory("config")
    click.echo(open_questions.page(open_questions.load(config / "open_questions.toml"), config / "law"))
