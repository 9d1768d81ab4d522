"""The timesheets of a month for a whole city by the job that makes them: how fast, how much memory, how far."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import typst
from sqlalchemy import text

from benchmarks.pace import Bench
from benchmarks.proofs import AT, MONTH, month, work
from benchmarks.servers import ROOT
from benchmarks.town import SINCE, Town, copy_rows, town
from reports import catalogue, pdf, sheet
from reports.pdf import Attachment
from timeclock import clock
from timeclock.i18n import translator
from timeclock.service import account_kinds, months
from timeclock.service.documents import DocumentKind, Media
from timeclock.store import placements
from timeclock.store.scope import Scope

TIMESHEET = catalogue.REPORTS[DocumentKind.TIMESHEET]
EVERYBODY = Scope.system("bench")
# Everybody did what one of them did: her stamps and what was made of them, under names of their own.
OTHERS = "JOIN employment e ON e.id > :employment AND e.staff_no LIKE '5%' WHERE o.employment_id = :employment"
OWN = "CAST(md5(CAST({} AS text) || e.id) AS uuid)"
COPIED = {
    "ledger_record": {"id": OWN.format("o.id"), "leaf_no": "NULL", "subject": "o.subject || '.' || e.id"},
    "stamp": {
        "id": "o.id + 100000 * e.id", "uid": OWN.format("o.uid"), "seq": "o.seq + 100000 * e.id",
        "person_id": "e.person_id", "employment_id": "e.id", "ledger_id": OWN.format("o.ledger_id"),
    },
    "day_result": {"employment_id": "e.id"},
    "work_session": {
        "employment_id": "e.id", "in_stamp": f"CAST({OWN.format('o.in_stamp')} AS text)",
        "out_stamp": f"CAST({OWN.format('o.out_stamp')} AS text)",
    },
    "break": {"employment_id": "e.id"},
}  # fmt: skip
OF_STAMPS = "JOIN stamp s ON s.ledger_id = o.id " + OTHERS.replace("o.employment_id", "s.employment_id")
PROGRESS = "SELECT done, total FROM job_run WHERE job = 'timesheets' ORDER BY period DESC LIMIT 1"
LOOK_EVERY = 0.5
# From here on nothing is read for the first time.
WARM = 0.1


@dataclass(slots=True)
class Seen:
    """How many mebibytes the job took while it went on, by how many it had done."""

    taken: list[tuple[int, int, int]] = field(default_factory=list)
    seconds: float = 0

    def __str__(self) -> str:
        warm = [(done, of, mebibytes) for done, of, mebibytes in self.taken if of and mebibytes and done >= WARM * of]
        if not warm:
            return "too few to say"
        (early, _, before), (late, of, after) = warm[0], warm[-1]
        most = max(mebibytes for *_, mebibytes in warm)
        speed = f"{of / self.seconds:.1f}/s by the clock on the wall; " if self.seconds else ""
        return f"{speed}{before} MiB after {early:,}, {after} MiB after {late:,} of {of:,}, at most {most} MiB"


@contextmanager
def benches(people: int) -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with town(people) as found:
        settle(found)
        seen, source = Seen(), source_of(found)

        def ours() -> None:
            _run(found, seen)

        def floor() -> None:
            fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
            compiler = typst.Compiler(pdf.LAYOUT, root=pdf.LAYOUT.parent, font_paths=fonts, ignore_system_fonts=True)
            for number in range(people):
                filled = source.replace("10001", f"{number:05}")
                compiler.compile(format="pdf", sys_inputs={"sheet": filled}, pdf_standards=pdf.STANDARDS)

        bench = Bench(
            f"timesheets of {people:,} people",
            "PDF",
            people,
            "typst alone, same source",
            0.7,
            ours,
            floor,
            None,
            remark=lambda: f"by processor time\n  {seen}",
            clock=processor,
        )
        yield iter([bench])


def processor() -> float:
    """Return the seconds of processor time of this process and of those it waited for, without those of PostgreSQL."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def settle(found: Town) -> None:
    """Let everybody work October as one of them did, and close it."""
    work(found)
    employment, now = found.city.aydin.employment_id, clock.now()
    with found.city.database.transaction() as session:
        account_kinds.bring(session, SINCE)
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for name, changed in COPIED.items():
            source = f'"{name}" o {OF_STAMPS if name == "ledger_record" else OTHERS}'
            copy_rows(session, name, changed, source, {"employment": employment})
        session.execute(text("DELETE FROM recalculation"))
    for who in (found.city.aydin, *found.people):
        with found.city.database.transaction() as session:
            [placed] = placements.at_the_end_of(session, MONTH, EVERYBODY, who.employment_uid)
            if months.close_by_house(session, placed, MONTH.from_day, found.city.rulebook(), now, "Messung"):
                raise RuntimeError("the month could not be closed")
    with psycopg.connect(found.uri, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def source_of(found: Town) -> str:
    """Return what the layout of one timesheet is filled with."""
    seen = replace(month(found, 10001), made_at=AT)
    files = [
        Attachment(catalogue.file_name(TIMESHEET, seen, media), media.value, "", content)
        for media in (Media.CSV, Media.JSON)
        for content in [catalogue.write(TIMESHEET, seen, media, "de")]
    ]
    return pdf.filling(sheet.timesheet(seen, translator("de")), files, AT)


def _run(found: Town, seen: Seen) -> None:
    """Run the job as operators do, and look at it meanwhile."""
    command = [str(Path(sys.executable).with_name("timeclock")), "jobs", "timesheets"]
    job = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **found.environment}, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    with psycopg.connect(found.uri, autocommit=True) as connection:
        while job.poll() is None:
            row = connection.execute(PROGRESS).fetchone()
            seen.taken.append((*(row or (0, 0)), _mebibytes(job.pid)))
            time.sleep(LOOK_EVERY)
        seen.seconds = time.monotonic() - began
        done = connection.execute("SELECT count(*) FROM document WHERE kind = 'timesheet'").fetchone()
    if job.returncode or done is None or done[0] < len(found.people):
        raise RuntimeError(f"{done} timesheets were made")


def _mebibytes(pid: int) -> int:
    """Return how much memory a process has now."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (FileNotFoundError, IndexError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // (1 << 20)
