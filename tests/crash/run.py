"""The crash loop: stamps flow, processes die in random order and are started again, and in the end all is counted."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg

from tests.crash import planted, undisturbed, verdict
from tests.crash.cluster import Cluster
from tests.crash.kills import KillLog
from tests.crash.planted import Defect
from tests.crash.proxy import Ack, Fate, Proxy
from tests.crash.stack import ROOT, Nursery, Part, Stack, free_port
from tests.crash.taps import NOT_STORED, Crowd, tones
from tests.crash.town import BASE, Town
from tests.crash.verdict import Captured, Fault, Wrong, wrong
from timeclock.ledger import keys

PAUSE_SECONDS = (0.05, 0.55)
LEAD = 3  # kills by which the taps may run ahead
LATE_SECONDS = 1.5
BACKLOG = 10  # what may wait in the spools: one stamp in so many
FLOW_SECONDS = 120.0
DRAIN_SECONDS = 120.0
LEAST_UNKNOWN = 20
LEFT = {
    "stamps": "SELECT coalesce(sum(captured - unsent), 0) < %(tones)s OR max(unsent) > 0 FROM device_state",
    "leaves": "SELECT count(*) FROM ledger_record WHERE leaf_no IS NULL",
    "days to evaluate": "SELECT count(*) FROM recalculation",
    "periods of jobs": "SELECT count(*) FROM job_run WHERE state <> 'done' AND period <> 'continuous'",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is to happen, by which chance, and what is wrong with the town, if anything."""

    name: str
    seed: int
    kills: int
    stamps: int
    look_every: int
    defect: Defect | None = None

    def order(self) -> list[Part]:
        """Return what is killed when: every part equally often, in random order."""
        parts = list(Part) * -(-self.kills // len(Part))
        Random(f"order {self.seed}").shuffle(parts)
        return parts[: self.kills]


class Run:
    """One town that goes through a plan."""

    def __init__(self, plan: Plan, cluster: Cluster, nursery: Nursery, town: Town, folder: Path) -> None:
        folder.mkdir()
        self.plan, self._cluster, self._town = plan, cluster, town
        self.kills = KillLog()
        cluster.copy(BASE, plan.name)
        settings = town.settings_in(folder / "var", cluster.url(plan.name))
        server_port = free_port()
        self.proxy = Proxy(server_port, self.kills, Random(f"line {plan.seed}"))
        ports = [free_port() for _ in town.terminals]
        files = tuple(
            town.terminal_in(folder / f"terminal-{no}", no, self.proxy.server_port, port)
            for no, port in enumerate(ports)
        )
        self.stack = Stack(cluster, nursery, folder, settings, server_port, files, self.kills, plan.defect)
        self._chance = Random(f"kills {plan.seed}")
        self.crowds = [
            Crowd(port, len(town.badges), self._may, Random(f"taps {plan.seed} {no}")) for no, port in enumerate(ports)
        ]
        self.seconds: dict[str, float] = {}
        self.slowest_recovery = 0.0
        self.captured: dict[str, Captured] = {}

    @property
    def tones(self) -> int:
        return sum(crowd.tones for crowd in self.crowds)

    def go(self) -> list[Wrong]:
        """Go through the plan; return what was wrong, as soon as anything is."""
        with self.connection() as connection:
            if self.plan.defect is Defect.NO_UNIQUE_KEY:
                planted.drop_unique_keys(connection)
        try:
            with self.proxy:
                return self._crash() or self._settle()
        finally:
            for crowd in self.crowds:
                crowd.go_home()
            self.stack.end()

    def _crash(self) -> list[Wrong]:
        """Kill in random order while stamps flow, and look now and then whether all is still there."""
        with self._took("crashing"):
            self.stack.start()
            self.stack.wait_ready()
            for crowd in self.crowds:
                crowd.start()
            found = self._kill_and_look()
            for crowd in self.crowds:
                crowd.go_home()
        return found

    def _kill_and_look(self) -> list[Wrong]:
        for no, part in enumerate(self.plan.order(), start=1):
            time.sleep(self._chance.uniform(*PAUSE_SECONDS))
            self._wait_for_flow(self.plan.stamps * (no - 1) // self.plan.kills)
            self.stack.start()
            self.stack.kill(part, self._chance)
            if no % self.plan.look_every == 0 and (found := self._look()):
                return found
        self._wait_for_flow(self.plan.stamps)
        return []

    def _settle(self) -> list[Wrong]:
        """Restart everything, let the spools drain, and hold all that was seen against each other."""
        self.proxy.calm = True
        with self._took("draining"):
            self.stack.restart_in_order()
            undrained = self._drain()
            self.stack.stop()
        if undrained:
            return undrained
        with self._took("judging"):
            return self.judge()

    def judge(self) -> list[Wrong]:
        """Hold spools, tones, line, database, ledger and results against each other; nothing runs but PostgreSQL."""
        self.captured = {}
        stack, witness = self.stack, self.proxy.witness
        heard: dict[str, int] = {}
        for no, file in enumerate(stack.terminals):
            self.captured |= verdict.spooled(file.with_name("spool.sqlite"))
            heard |= tones(stack.log(f"terminal-{no}"))
        receipt_key = keys.signing_key(stack.settings.receipt_key_file).public
        with self.connection() as connection:
            found = verdict.stored_once(connection, self.captured, heard, witness.firm())
            found += verdict.receipts_kept(connection, witness, self.captured, receipt_key)
            found += verdict.sums_hold(connection, witness, self._town.terminals)
            found += verdict.periods_done(connection)
            with ThreadPoolExecutor() as pool:
                audit = pool.submit(self._audit)
                # A stamp stored twice does not fit into an undisturbed town.
                if not any(each.fault is Fault.TWICE for each in found):
                    found += self._compare(connection)
                found += audit.result()
        refused = [each for each in self._terminal_logs() if NOT_STORED in each.read_text("utf-8", "replace")]
        found += wrong(Fault.MISSING, refused)
        found += wrong(Fault.DIED, stack.deaths)
        return found + self._tameness(len(heard))

    def _compare(self, connection: psycopg.Connection) -> list[Wrong]:
        fresh = f"{self.plan.name}_undisturbed"
        self._cluster.copy(BASE, fresh)
        with self._cluster.connect(fresh) as other:
            return undisturbed.compare(self.stack.settings, self._cluster.url(fresh), connection, other)

    def _audit(self) -> list[Wrong]:
        """Let the operator's own command look through the whole ledger."""
        command = [str(Path(sys.executable).with_name("timeclock")), "audit", "verify"]
        command += ["--database", self.stack.settings.database_url]
        environment = {"TIMECLOCK_VAR": str(self.stack.settings.var), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        return wrong(Fault.UNSOUND, [done.stdout[:1000] + done.stderr[-1000:]] if done.returncode else [])

    def _tameness(self, heard: int) -> list[Wrong]:
        """Name what the run should have met and did not: a run without it proves nothing."""
        witness = self.proxy.witness
        met = {
            f"{LEAST_UNKNOWN} unknown outcomes": witness.unknown >= LEAST_UNKNOWN,
            "an unknown outcome the server had committed": witness.unknown_committed > 0,
            f"{self.plan.kills} kills": self.kills.total >= self.plan.kills,
            f"{self.plan.stamps} stamps": heard >= self.plan.stamps,
            "a duplicate": witness.statuses["duplicate"] > 0,
            "a request sent twice": witness.fates[Fate.TWICE] > 0 and witness.refusals[409] > 0,
            "an acknowledgement of each class": witness.classes()[Ack.FIRM] > 0 and witness.classes()[Ack.RACING] > 0,
        }
        return wrong(Fault.TAME, (what for what, was_met in met.items() if not was_met))

    def _look(self) -> list[Wrong]:
        firm = self.proxy.witness.firm()
        with self.connection() as connection:
            found = verdict.look(connection, firm)
        if any(each.fault is Fault.LOST for each in found):
            # A commit that is only late is not lost.
            time.sleep(LATE_SECONDS)
            with self.connection() as connection:
                found = verdict.look(connection, firm)
        return found

    def _drain(self) -> list[Wrong]:
        """Wait until the terminals have reported an empty spool, and nothing waits for log, evaluation or jobs."""
        until = time.monotonic() + DRAIN_SECONDS
        with self.connection() as connection:
            while left := [what for what, question in LEFT.items() if self._is_left(connection, question)]:
                if time.monotonic() > until:
                    return wrong(Fault.MISSING, [f"after {DRAIN_SECONDS:g} s there still are {', '.join(left)}"])
                time.sleep(0.2)
        return []

    def _is_left(self, connection: psycopg.Connection, question: str) -> bool:
        return bool((connection.execute(question, {"tones": self.tones}).fetchone() or (True,))[0])

    def _may(self) -> int:
        """Return how many taps each terminal may have had by now: stamps flow for as long as there are kills."""
        share = min(1.0, (self.kills.total + LEAD) / self.plan.kills)
        return -(-round(self.plan.stamps * share) // len(self.crowds))

    def _wait_for_flow(self, tones: int) -> None:
        """Wait for so many tones and most of their acknowledgements: where nothing flows, no kill proves a thing."""
        until = time.monotonic() + FLOW_SECONDS
        least = tones - self.plan.stamps // BACKLOG
        while self.tones < tones or self.proxy.witness.acknowledged < least:
            if time.monotonic() > until:
                heard = f"{self.tones} tones, {self.proxy.witness.acknowledged} acknowledged"
                raise TimeoutError(f"{heard} after {FLOW_SECONDS:g} s, expected {tones} and {least}")
            time.sleep(0.02)
            self.stack.start()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        began = time.monotonic()
        with self._cluster.connect(self.plan.name) as connection:
            self.slowest_recovery = max(self.slowest_recovery, time.monotonic() - began)
            yield connection

    @contextmanager
    def _took(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[what] = time.monotonic() - began

    def _terminal_logs(self) -> list[Path]:
        return [self.stack.log(f"terminal-{no}") for no in range(len(self.crowds))]

    def report(self) -> str:
        """Return what happened, in figures."""
        witness = self.proxy.witness
        classes = witness.classes()
        took = ", ".join(f"{what} {seconds:.0f} s" for what, seconds in self.seconds.items())
        manners = ", ".join(f"{number}× {manner}" for manner, number in sorted(self.kills.manners.items()))
        fates = ", ".join(f"{number}× {fate}" for fate, number in witness.fates.items())
        return (
            f"crash loop {self.plan.name}: {self.tones} taps, {self.kills.total} kills ({manners}); {took}\n"
            f"  line: {fates}\n"
            f"  unknown outcomes: {witness.unknown}, of them {witness.unknown_committed} seen to be committed\n"
            f"  stamps: {classes[Ack.FIRM]} firm, {classes[Ack.RACING]} racing, {classes[Ack.NONE]} none; "
            f"answers {dict(witness.statuses)}, refused {dict(witness.refusals)}\n"
            f"  slowest recovery of PostgreSQL seen: {self.slowest_recovery:.2f} s; "
            f"again: CRASH_SEED={self.plan.seed}"
        )
