"""Run the benchmarks named, or all, and print one table; ends with 1 where a planted slow-down was not noticed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

from benchmarks import evaluation, intake, proofs, today
from benchmarks.pace import HEAD, Bench, Figures, measure, row

ALL: Mapping[str, Callable[[], AbstractContextManager[Iterable[Bench]]]] = {
    "evaluation": evaluation.benches,
    "intake": intake.benches,
    "today": today.benches,
    "proofs": proofs.benches,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(ALL)}; all without a name")
    parser.add_argument("--long", action="store_true", help="three times as many rounds")
    parser.add_argument(
        "--planted", action="store_true", help="measure the thing at half its speed: it has to be slower"
    )
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - ALL.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(HEAD, flush=True)
    found: list[Figures] = []
    for name in asked.names or ALL:
        with ALL[name]() as benches:
            for bench in benches:
                found.append(measure(bench, 21 if asked.long else 7))
                print(row(found[-1], planted=asked.planted), flush=True)
    if unnoticed := [each.bench.name for each in found if not each.noticed]:
        print(f"planted slow-downs not noticed: {'; '.join(unnoticed)}")
    return 1 if unnoticed or asked.planted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
