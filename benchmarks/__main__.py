"""Run the benchmarks named, or all, and print one table; ends with 1 where a planted slow-down was not noticed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial

from benchmarks import (
    deviations,
    door,
    drain,
    evaluation,
    intake,
    proofs,
    rosters,
    statistics,
    timesheets,
    today,
    workbook,
    years,
)
from benchmarks.pace import HEAD, Bench, Figures, measure, row

Ready = Callable[[], AbstractContextManager[Iterable[Bench]]]
ALL: Mapping[str, Ready] = {
    "evaluation": evaluation.benches,
    "intake": intake.benches,
    "today": today.benches,
    "proofs": proofs.benches,
    "rosters": rosters.benches,
}
# These take minutes or want the card stack, and so only where they are asked for.
YEARS, DRAIN, DOOR, DEVIATIONS, STATISTICS, WORKBOOK, TIMESHEETS = (
    "years",
    "drain",
    "door",
    "deviations",
    "statistics",
    "workbook",
    "timesheets",
)
NAMED = (DEVIATIONS, DOOR, DRAIN, STATISTICS, TIMESHEETS, WORKBOOK, YEARS)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"{', '.join(ALL)}, which are all without a name, and {', '.join(NAMED)}",
    )
    parser.add_argument(
        "--long",
        action="store_true",
        help=f"three times as many rounds; {DOOR} with 1,000 badges, {DRAIN} with 50,000 stamps, "
        f"{WORKBOOK} with a million rows",
    )
    parser.add_argument(
        "--planted", action="store_true", help="measure the thing at half its speed: it has to be slower"
    )
    parser.add_argument(
        "--people",
        type=int,
        default=200,
        help=f"how many people {YEARS}, {STATISTICS} and {TIMESHEETS} work with (200)",
    )
    asked = parser.parse_args(arguments)
    known: Mapping[str, Ready] = {
        **ALL,
        YEARS: partial(years.benches, asked.people),
        DRAIN: partial(drain.benches, long=asked.long),
        DOOR: partial(door.benches, long=asked.long),
        DEVIATIONS: deviations.benches,
        WORKBOOK: partial(workbook.benches, long=asked.long),
        TIMESHEETS: partial(timesheets.benches, asked.people),
        STATISTICS: partial(statistics.benches, asked.people),
    }
    if unknown := set(asked.names) - known.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(HEAD, flush=True)
    found: list[Figures] = []
    for name in asked.names or ALL:
        with known[name]() as benches:
            for bench in benches:
                found.append(measure(bench, (bench.rounds or 7) * (3 if asked.long else 1)))
                print(row(found[-1], planted=asked.planted), flush=True)
    if unnoticed := [each.bench.name for each in found if not each.noticed]:
        print(f"planted slow-downs not noticed: {'; '.join(unnoticed)}")
    return 1 if unnoticed or asked.planted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
