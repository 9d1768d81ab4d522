"""Mutation testing of the core: each small wrong turn has to make a case come out otherwise.

    python3 dev.py mutants                    the modules of MODULES
    python3 dev.py mutants breaks limits      these

Each case of tests/core runs once to note which functions it calls. A mutant of a function is then put into the running
program in place of it, and the cases that call it are tried, the quickest first, until one fails.
"""

import gc
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import CodeType

import pytest

from tests.house.every_case import every_case
from tests.house.other_law import remembering
from tests.mutation.mutants import Mutant, functions, mutants, put_in

MODULES = (
    "breaks", "limits", "premiums", "premium_time", "minors", "minor_weeks", "maternity", "maternity_weeks",
    "protections", "disability", "officials", "acts", "cut_rests", "standby", "credit", "frame",
)  # fmt: skip
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
LEAST_KILLED = 90
# A mutant may go round for ever.
PATIENCE_SECONDS = 20

Case = Callable[[], object]


class TooLong(Exception):
    """A case did not come to an end."""


def calling(names: Iterable[str]) -> Mapping[tuple[str, str], Sequence[Case]]:
    """Return which cases call which function of the modules, the quickest first."""
    codes = {f.__code__: (name, qualname) for name in names for qualname, f in functions(name).items()}
    found: dict[tuple[str, str], list[tuple[float, int, Case]]] = {}
    for no, case in enumerate(every_case()):
        forget()
        began, called = time.perf_counter(), called_by(case, codes)
        for each in called:
            found.setdefault(each, []).append((time.perf_counter() - began, no, case))
    return {each: [case for *_, case in sorted(cases, key=lambda one: one[:2])] for each, cases in found.items()}


def called_by(case: Case, codes: Mapping[CodeType, tuple[str, str]]) -> set[tuple[str, str]]:
    called: set[tuple[str, str]] = set()

    def note(frame: object, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in codes:  # type: ignore[attr-defined]
            called.add(codes[frame.f_code])  # type: ignore[attr-defined]

    sys.setprofile(note)
    try:
        case()
    finally:
        sys.setprofile(None)
    return called


def forget() -> None:
    for each in remembering():
        each.cache_clear()


def is_killed(mutant: Mutant, cases: Iterable[Case]) -> bool:
    """Say whether some case comes out otherwise, or breaks down, or does not end."""
    with put_in(functions(mutant.module)[mutant.function], mutant.code):
        for case in cases:
            forget()
            signal.alarm(PATIENCE_SECONDS)
            try:
                case()
            except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever a wrong program raises is noticed
                return True
            finally:
                signal.alarm(0)
    return False


def no_end(*_: object) -> None:
    raise TooLong


def equivalent() -> Mapping[str, str]:
    """Return the mutants that do the same as the function they came from, each with the reason."""
    return {each["mutant"]: each["why"] for each in tomllib.loads(EQUIVALENT.read_text("utf-8")).get("equivalent", ())}


def main(names: Sequence[str]) -> int:
    signal.signal(signal.SIGALRM, no_end)
    cases, known = calling(names), equivalent()
    killed, total, survived = Counter[str](), Counter[str](), []
    gc.freeze()
    for name in names:
        for mutant in mutants(name):
            total[name] += 1
            if is_killed(mutant, cases.get((name, mutant.function), ())):
                killed[name] += 1
            else:
                survived.append(mutant)
    open_ones = [each for each in survived if each.name not in known]
    for each in open_ones:
        print(f"{each.module}.py:{each.line}  {each.name}")
    print(f"\n{'module':<18}{'mutants':>9}{'killed':>9}{'share':>8}")
    for name in [*names]:
        print(f"{name:<18}{total[name]:>9}{killed[name]:>9}{share(killed[name], total[name]):>7.1f} %")
    share_of_all = share(killed.total(), total.total())
    print(f"{'all':<18}{total.total():>9}{killed.total():>9}{share_of_all:>7.1f} %")
    print(f"{len(survived)} survive, {len(survived) - len(open_ones)} of them known to be equivalent")
    return 1 if open_ones or share_of_all < LEAST_KILLED else 0


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
