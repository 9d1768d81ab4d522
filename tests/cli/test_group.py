"""The command line: every command opens the database it is told to, and says what is wrong with the name of one."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from timeclock.cli import main


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize(("path", "command"), [pytest.param(*each, id=" ".join(each[0])) for each in commands(main)])
def test_every_command_takes_the_database(path: tuple[str, ...], command: click.Command) -> None:
    assert "--database" in [option for each in command.params for option in each.opts]


@pytest.mark.parametrize("words", [["init", "--database", "{url}"], ["--database", "{url}", "init"]])
def test_the_command_line_wins_over_the_setting(tmp_path: Path, words: list[str]) -> None:
    there = tmp_path / "there.sqlite"
    environment = {"TIMECLOCK_VAR": str(tmp_path / "var")}
    done = CliRunner().invoke(main, [word.format(url=f"sqlite:///{there}") for word in words], env=environment)

    assert done.exit_code == 0, done.output
    assert there.is_file()
    assert not list((tmp_path / "var").glob("*.sqlite"))


def test_a_name_that_is_no_database_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["init", "--database", "there.sqlite"], env={"TIMECLOCK_VAR": str(tmp_path)})

    assert done.exit_code == 2
    assert "sqlite:///path/to/file.sqlite" in done.output


def test_every_command_is_called_what_it_says() -> None:
    assert [path for path, command in commands(main) if command.name != path[-1]] == []


@pytest.mark.parametrize(("words", "read"), [("questions --help", ""), ("leave --help", ""), ("serve --help", "flask")])
def test_a_command_reads_the_pages_only_if_it_serves_them(words: str, read: str) -> None:
    code = f"import sys; from timeclock.cli import main; main({words.split()}, standalone_mode=False)"
    said = "print(*{'flask'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", f"{code}; {said}"], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == read
