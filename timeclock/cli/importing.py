"""What other systems bring: people, rosters and stamps, out of files."""

from __future__ import annotations

import click

from timeclock.cli import group, importing_people, importing_rosters, importing_stamps


@click.group("import", cls=group.Group)
def importing() -> None:
    """Bring people, a roster or stamps in from the files of another system."""


importing.add_command(importing_people.people)
importing.add_command(importing_rosters.roster)
importing.add_command(importing_stamps.stamps)
