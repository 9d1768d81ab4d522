"""Taking in the stamps of another system: each line is stored or counted, judged, and judged again when people come."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import clock
from timeclock.core import walltime
from timeclock.core.spans import Span
from timeclock.core.stamps import StampKind
from timeclock.core.undirected import Tap, unsure_from
from timeclock.ledger import keys
from timeclock.ledger.leaf import canonical, plain
from timeclock.service import stamp_owners
from timeclock.service.stamp_files import Line, Said
from timeclock.service.stamp_owners import Owner, Who
from timeclock.settings import Settings
from timeclock.store import audit, recalculation, rulings, sources, stamps
from timeclock.store import imports as brought
from timeclock.store import intake as sums
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.imports import Batch, BatchRow, Waiting
from timeclock.store.rulings import Ruling
from timeclock.store.stamps import Original, Stored

CHUNK = 1_000
# Coming and going cannot be told apart.
UNSURE = "direction_unsure"
# Which passage of the hour that exists twice is meant.
AMBIGUOUS = "ambiguous_local_time"
# Taps without direction take turns from a person's first one on: what any file brought is one story.
EVER = Span(datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))
CONCLUDED = "import.stamps"
KEPT = ("uid", "source_id", "epoch", "seq", "kind", "at", "person_id")


class Verdict(StrEnum):
    """What becomes of a line."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ImportRules:
    """What lines are judged by: the zone days begin in, and the site key that hashes badge numbers."""

    zone: ZoneInfo
    badge_key: bytes

    @classmethod
    def of(cls, settings: Settings) -> ImportRules:
        return cls(settings.zone, keys.read_secret(settings.badge_key_file))


@dataclass(frozen=True, slots=True)
class Released:
    """What came of judging again: stamps that count now, such that said what another says, and those that wait on."""

    assigned: int
    duplicate: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """One stamp of a line with its judgement, and the name it has before it is stored."""

    line: Line
    said: Said
    who: Who
    owner: Owner
    uid: UUID

    @property
    def identity(self) -> str:
        """What makes two stamps the same: person, instant and kind; or, unresolved, what the lines say."""
        if self.owner.code is None:
            return f"{self.owner.person_id}|{plain(self.said.at)}|{self.said.kind}"
        return f"{self.who.badge_hash or ''}|{self.who.staff_no or ''}|{self.said.clock}|{self.said.kind}"


def begin(session: Session, format_: str, raw: bytes, lines: int, now: datetime) -> tuple[Batch, int]:
    """Return the batch of a file and how many of its lines are through: one that was not concluded goes on."""
    brought.hold(session)
    digest = hashlib.sha256(raw).hexdigest()
    last = brought.newest(session, format_, digest, lines)
    if last is None or audit.is_recorded(session, CONCLUDED, str(last.uid), last.at):
        return brought.begin(session, format_, digest, lines, now), 0
    return last, brought.done(session, last.id)


def chunks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield the lines in portions that fit into one transaction."""
    for start in range(0, len(lines), CHUNK):
        yield lines[start : start + CHUNK]


def examine(session: Session, lines: Sequence[Line], rules: ImportRules, now: datetime) -> tuple[BatchRow, ...]:
    """Return what would become of each line, if all were taken in now; reads only."""
    unsure, said = direction_unsure(session, lines, rules), set[str]()
    return tuple(row for portion in chunks(lines) for row in foresee(session, portion, rules, unsure, said, now))


def foresee(
    session: Session,
    lines: Sequence[Line],
    rules: ImportRules,
    unsure: Mapping[int, datetime],
    said: set[str],
    now: datetime,
) -> tuple[BatchRow, ...]:
    """Return what would become of the next lines of a file; reads only.

    `said` are the stamps that the lines before say, and is added to; `unsure` as in `take_in`.
    """
    judged = _judge(session, lines, rules, unsure, now)
    first = {each.identity: each for each in reversed(judged)}
    known = brought.claimed(session, first) | said
    said.update(first)
    fresh = {each.uid: each for identity, each in first.items() if identity not in known}
    return tuple(_rows(lines, judged, fresh))


def take_in(
    session: Session,
    batch: Batch,
    lines: Sequence[Line],
    rules: ImportRules,
    unsure: Mapping[int, datetime],
    now: datetime,
) -> None:
    """Store and judge the next lines of a batch; those that are through already are left alone.

    `unsure` says from when on whose stamps without a direction are held back (`direction_unsure`).
    """
    brought.hold(session)
    through = brought.done_among(session, batch.id, lines[0].no, lines[-1].no)
    ahead = [line for line in lines if line.no not in through]
    if not ahead:
        return
    judged = _judge(session, ahead, rules, unsure, now)
    first = {each.identity: each for each in reversed(judged)}
    new = brought.claim(session, {identity: each.uid for identity, each in first.items()})
    fresh = {each.uid: each for each in judged if each.identity in new and first[each.identity] is each}
    source_id, stored = _append(session, batch, list(fresh.values()), now)
    brought.wait(session, _to_wait(fresh, stored, rules))
    rows = list(_rows(ahead, judged, fresh))
    brought.add_rows(session, batch.id, rows)
    days = [
        (each.owner.person_id, walltime.local_day(each.said.at, rules.zone))
        for each in fresh.values()
        if each.owner.code is None and each.owner.person_id is not None and each.said.at is not None
    ]
    recalculation.mark(session, days, "import", now)
    _count(session, source_id, ahead, rows, walltime.local_day(now, rules.zone))


def report(session: Session, batch: Batch) -> list[dict[str, Any]]:
    """Return what became of each line of a batch, those of an earlier, broken-off run included."""
    return [{"line": row.no, "verdict": row.outcome, "reason": row.reason} for row in brought.rows(session, batch.id)]


def conclude(
    session: Session, batch: Batch, told: Sequence[Mapping[str, Any]], now: datetime, by: int | None = None
) -> None:
    """Record that a file is through and its report told, with the report's digest, so that no verdict is rewritten.

    Until then the same file goes on where it was broken off, so that a report that was never written is not lost.
    """
    digest = hashlib.sha256("".join(json.dumps(line) + "\n" for line in told).encode()).hexdigest()
    counted = Counter(line["verdict"] for line in told)
    detail = {"format": batch.format, "file": batch.digest, "lines": len(told), "report": digest, **counted}
    audit.add(session, CONCLUDED, str(batch.uid), now, by=by, detail=detail)


def doubtful(session: Session) -> dict[int, list[tuple[StampKind, datetime]]]:
    """Return by person the stamps of the repeated hour that came before her, with the first instant each can be."""
    queue = [each for each in brought.waiting(session) if not each.certain]
    whos = {each.stamp_id: Who(each.badge_hash, each.staff_no) for each in queue}
    known = stamp_owners.known(session, whos.values())
    found: defaultdict[int, list[tuple[StampKind, datetime]]] = defaultdict(list)
    for each in queue:
        person_id = stamp_owners.owner(whos[each.stamp_id], each.earliest, each.day, known).person_id
        if person_id is not None:
            found[person_id].append((each.kind, each.earliest))
    return found


def direction_unsure(session: Session, lines: Iterable[Line], rules: ImportRules) -> dict[int, datetime]:
    """Return from when on whose stamps without a direction cannot be read; persons without an oddity are not in it.

    Judged with those that came in other files before, so that two downloads that overlap are one story.
    """
    found = [
        (_named(said, rules), said.earliest, said.at is not None)
        for line in lines
        for said in line.said
        if said.kind is StampKind.AUTO and said.fault != "implausible_date"
    ]
    held = [
        (Who(each.badge_hash, each.staff_no), each.earliest, each.certain)
        for each in brought.waiting(session)
        if each.kind is StampKind.AUTO
    ]
    return _unsure(session, found + held)


def judge_again(session: Session, now: datetime) -> Released:
    """Judge the stamps that wait for a person once more and rule on those that have become clear."""
    brought.hold(session)
    queue = brought.waiting(session)
    whos = {each.stamp_id: Who(each.badge_hash, each.staff_no) for each in queue}
    known = stamp_owners.known(session, whos.values())
    owners = {each.stamp_id: stamp_owners.owner(whos[each.stamp_id], each.earliest, each.day, known) for each in queue}
    taps = [(whos[each.stamp_id], each.earliest, each.certain) for each in queue if each.kind is StampKind.AUTO]
    unsure = _unsure(session, taps)
    clear = [each for each in queue if each.certain and not _is_held(each, owners[each.stamp_id], unsure)]
    names = {each.stamp_id: _resolved(owners[each.stamp_id], each.earliest, each.kind) for each in clear}
    first = {names[each.stamp_id]: each for each in reversed(clear)}
    new = brought.claim(session, {name: each.stamp_uid for name, each in first.items()})
    counted = {first[name].stamp_id for name in new}
    rulings.add_many(session, [_ruling(each, owners[each.stamp_id], counted) for each in clear], now)
    brought.release(session, [each.stamp_id for each in clear])
    days = [(owners[each.stamp_id].person_id or 0, each.day) for each in clear if each.stamp_id in counted]
    recalculation.mark(session, days, "import", now)
    return Released(len(counted), len(clear) - len(counted), len(queue) - len(clear))


def _is_held(waiting: Waiting, owner: Owner, unsure: Mapping[int, datetime]) -> bool:
    if owner.code is not None or owner.person_id is None:
        return True
    since = unsure.get(owner.person_id)
    return waiting.kind is StampKind.AUTO and since is not None and waiting.earliest >= since


def _ruling(waiting: Waiting, owner: Owner, counted: set[int]) -> Ruling:
    if waiting.stamp_id not in counted:
        return Ruling(waiting.stamp_id, rulings.Verdict.VOID, "same_stamp")
    return Ruling(
        waiting.stamp_id,
        rulings.Verdict.ASSIGN,
        "person_known",
        person_id=owner.person_id,
        employment_id=owner.employment_id,
    )


def _resolved(owner: Owner, at: datetime, kind: StampKind) -> str:
    return f"{owner.person_id}|{plain(at)}|{kind}"


def _judge(
    session: Session, lines: Iterable[Line], rules: ImportRules, unsure: Mapping[int, datetime], now: datetime
) -> list[_Judged]:
    """Return every stamp of the lines with whose it is, or why that or its time is not clear."""
    heard = [(line, said, _named(said, rules)) for line in lines for said in line.said]
    known = stamp_owners.known(session, (who for _, _, who in heard))
    # Ascending, so that stamps of one instant keep the order of the file.
    uids = sorted(new_uid(now) for _ in heard)
    judged = []
    for (line, said, who), uid in zip(heard, uids, strict=True):
        owner = stamp_owners.owner(who, said.earliest, walltime.local_day(said.earliest, rules.zone), known)
        if said.fault is not None:
            owner = Owner(owner.person_id, None, said.fault)
        since = None if owner.person_id is None else unsure.get(owner.person_id)
        if owner.code is None and said.kind is StampKind.AUTO and since is not None and said.earliest >= since:
            owner = Owner(owner.person_id, None, UNSURE)
        judged.append(_Judged(line, said, who, owner, uid))
    return judged


def _named(said: Said, rules: ImportRules) -> Who:
    return stamp_owners.named(said.badge, said.staff_no, rules.badge_key)


def _unsure(session: Session, taps: Sequence[tuple[Who, datetime, bool]]) -> dict[int, datetime]:
    """Return from when on whose alternation of coming and going breaks off."""
    if not taps:
        return {}
    known = stamp_owners.known(session, (who for who, _, _ in taps))
    of_person: defaultdict[int, list[Tap]] = defaultdict(list)
    for who, at, certain in taps:
        # Whether she was employed that day does not matter here: the tap is one either way.
        person_id = stamp_owners.owner(who, at, date.min, known).person_id
        if person_id is not None:
            of_person[person_id].append(Tap(at, certain))
    newest = max(at for _, at, _ in taps)
    found = {}
    for person_id, tapped in of_person.items():
        counting = [stamp for stamp in stamps.between(session, person_id, EVER) if stamp.kind is StampKind.AUTO]
        since = unsure_from([*tapped, *(Tap(stamp.at) for stamp in counting if stamp.origin == "import")], newest)
        if since is not None:
            found[person_id] = since
    return found


def _append(session: Session, batch: Batch, fresh: Sequence[_Judged], now: datetime) -> tuple[int, dict[UUID, Stored]]:
    """Store the stamps that are new, under the next numbers of the source of imports."""
    source_id, epoch, first = sources.next_seq(session, "import", now, len(fresh))
    numbered = enumerate(fresh, start=first)
    rows = [_row(each, batch, {"source_id": source_id, "epoch": epoch, "seq": seq}, now) for seq, each in numbered]
    appended = stamps.append(session, rows, now)
    if len(appended) != len(fresh):
        raise RuntimeError(f"batch {batch.uid}: a number of the source of imports was given twice")
    return source_id, {stored.uid: stored for stored in appended.values()}


def _row(each: _Judged, batch: Batch, numbers: Mapping[str, Any], now: datetime) -> tuple[dict[str, Any], Original]:
    """Return a stamp's row and its original: the line byte for byte, with the file it stood in and where."""
    row = {
        **numbers,
        "uid": each.uid,
        "kind": each.said.kind.value,
        "at": each.said.at,
        "at_rule": "file",
        "device_at": each.said.earliest,
        "received_at": now,
        "clock_quality": "unsure",
        "zone_rules": clock.zone_rules(),
        "level": "identified",
        "badge_hash": each.who.badge_hash,
        "person_id": each.owner.person_id,
        "employment_id": each.owner.employment_id,
        "quarantine": each.owner.code,
    }
    kept = {name: row[name] for name in KEPT}
    where = {"format": batch.format, "file": batch.digest, "line": each.line.no, "raw": each.line.raw}
    return row, Original(canonical({"v": 1, **where, **kept}), b"")


def _to_wait(fresh: Mapping[UUID, _Judged], stored: Mapping[UUID, Stored], rules: ImportRules) -> Iterator[Waiting]:
    """Yield what may become clear later: stamps whose instant is known, any without a direction, and those of the
    repeated hour that are nobody's yet.
    """
    for uid, each in fresh.items():
        said, who = each.said, each.who
        believed = said.at is not None or (said.kind is StampKind.AUTO and said.fault != "implausible_date")
        nobodys = said.fault == AMBIGUOUS and each.owner.person_id is None
        if each.owner.code is None or not (believed or nobodys):
            continue
        yield Waiting(
            stored[uid].id,
            uid,
            who.badge_hash,
            who.staff_no,
            said.kind,
            said.earliest,
            said.at is not None,
            walltime.local_day(said.earliest, rules.zone),
        )


def _rows(lines: Iterable[Line], judged: Iterable[_Judged], fresh: Mapping[UUID, _Judged]) -> Iterator[BatchRow]:
    of_line: defaultdict[int, list[_Judged]] = defaultdict(list)
    for each in judged:
        of_line[each.line.no].append(each)
    for line in lines:
        if line.ignored is not None:
            yield BatchRow(line.no, Verdict.IGNORED, line.ignored, line.raw)
        elif line.fault is not None:
            yield BatchRow(line.no, Verdict.QUARANTINED, line.fault, line.raw)
        else:
            verdict, reason = _verdict(of_line[line.no], fresh)
            whole = all(each.uid in fresh for each in of_line[line.no])
            yield BatchRow(line.no, verdict, reason, None if whole else line.raw)


def _verdict(stamps_: Sequence[_Judged], fresh: Mapping[UUID, _Judged]) -> tuple[Verdict, str | None]:
    """Return a line's verdict: quarantined as soon as one of its stamps is, a duplicate only if all are.

    What is held back for its person or time is held back each time it is said; of whom and when a stamp without a
    direction is, is known, so said again it is the same stamp.
    """
    for each in stamps_:
        if each.owner.code is not None and (each.uid in fresh or each.owner.code != UNSURE):
            return Verdict.QUARANTINED, each.owner.code
    if any(each.uid in fresh for each in stamps_):
        return Verdict.ACCEPTED, None
    return Verdict.DUPLICATE, "same_stamp"


def _count(session: Session, source_id: int, lines: Sequence[Line], rows: Iterable[BatchRow], today: date) -> None:
    """Add the lines to the day's sums: what cannot be read is unreadable there, what says nothing is left out."""
    unreadable = {line.no for line in lines if line.fault is not None}
    counted = Counter("unreadable" if row.no in unreadable else str(row.outcome) for row in rows)
    sums.count(session, source_id, today, sum(line.ignored is None for line in lines), counted)
