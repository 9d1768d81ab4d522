"""One PostgreSQL, one nursery and one town for all runs; nothing of them is left when the suite ends."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.crash import town
from tests.crash.cluster import Cluster
from tests.crash.run import Plan, Run
from tests.crash.stack import Nursery
from tests.crash.town import Town

TERMINALS = 3
STAMPS_PER_PERSON = 250
TAIL = 25

Start = Callable[[Plan], Run]


@pytest.fixture(scope="session")
def seed() -> int:
    """The chance of this run: CRASH_SEED, or any."""
    return int(os.environ.get("CRASH_SEED") or secrets.randbelow(2**32))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Its folder has a short name, as sockets must."""
    folder = Path(tempfile.mkdtemp(prefix="tcc"))
    made = Cluster(folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(tmp_path_factory.mktemp("nursery") / "nursery.log")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def the_town(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, counts: Mapping[str, int]) -> Town:
    people = -(-counts["crash_stamps"] // STAMPS_PER_PERSON)
    return town.build(cluster, tmp_path_factory.mktemp("town"), people, TERMINALS)


@pytest.fixture
def start(cluster: Cluster, nursery: Nursery, the_town: Town, tmp_path: Path) -> Iterator[Start]:
    """Set up a run; when its test failed, the last words of every process are shown."""
    runs: list[Run] = []

    def made(plan: Plan) -> Run:
        runs.append(Run(plan, cluster, nursery, the_town, tmp_path / plan.name))
        return runs[-1]

    yield made
    for run in runs:
        for log in [cluster.log, *sorted(run.stack.folder.glob("*.log"))]:
            lines = log.read_text("utf-8", "replace").splitlines()[-TAIL:]
            print(f"--- {log}", *lines, sep="\n")
