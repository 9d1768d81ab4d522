"""A month in words and figures of one language: what stands in which cell, for the page and the PDF alike.

Both only lay it out. So what is read on the screen is what is printed, letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.corrections import After, Before
from timeclock.core.day import DayState
from timeclock.core.findings import Code, Finding
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.i18n import Translator, formats, wording
from timeclock.i18n.wording import N_
from timeclock.service.bills import Holder
from timeclock.service.documents import DocumentKind
from timeclock.service.reports import Maker, MonthReport, ReportDay, StampProven, WorkedSpan
from timeclock.store.corrections import Asked
from timeclock.store.rulings import Verdict
from timeclock.store.stamps import RulingRow

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# A stamp that came in later than this was kept by its terminal for a while; the paper says when it arrived.
LATE = timedelta(minutes=5)
# So much of a leaf hash is printed beside a stamp; the whole one is in the file inside the PDF.
LEAF_SHOWN = 12
NEXT_DAY = "+1"
TERMINAL = "terminal"
NOTHING = "–"

MADE_BY = {Maker.OPERATOR: N_("by the operators of the system"), Maker.HOUSE: N_("by the system itself")}


class Look(StrEnum):
    """How a column or a row wants to be read; nothing depends on it but the layout."""

    TEXT = "text"
    FIGURE = "figure"
    HASH = "hash"
    NORMAL = "normal"
    FREE = "free"
    OPEN = "open"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a name for machines (a class on the page), its heading, and how it is set."""

    name: str
    heading: str
    look: Look = Look.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """One row; each cell is a list of lines."""

    cells: tuple[tuple[str, ...], ...]
    look: Look = Look.NORMAL


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, and the row of sums, if it has one."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: Row | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what it stands before."""

    label: str
    value: str
    look: Look = Look.TEXT
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is read on one report; `notices` are what the reader must not overlook."""

    name: str
    language: str
    city: str
    title: str
    subtitle: str
    holder: tuple[Pair, ...]
    figures: tuple[Pair, ...]
    notices: tuple[str, ...]
    confirmations: tuple[str, ...]
    tables: tuple[Table, ...]
    legend: tuple[str, ...]
    evidence_title: str
    evidence: tuple[Pair, ...]
    evidence_notes: tuple[str, ...]
    foot: str
    page_of: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose words are used: a language and the zone of the clocks."""

    say: Translator
    zone: ZoneInfo

    @property
    def locale(self) -> str:
        return self.say.locale

    def clock(self, at: datetime) -> str:
        return formats.clock(at, self.zone)

    def moment(self, at: datetime) -> str:
        return formats.moment(at, self.zone, self.locale)


def proof(month: MonthReport, say: Translator) -> Sheet:
    """Return the proof of working time: begin, end, breaks and duration of each day, and every stamp behind them."""
    reading = Reading(say, month.zone)
    return _sheet(
        month,
        reading,
        name=DocumentKind.PROOF,
        title=say.text(wording.DOCUMENT[DocumentKind.PROOF]),
        figures=_lasted(month, say),
        tables=(
            _proven_days(month, reading),
            *_requests(month, reading),
            *_corrections(month, reading),
            _stamps(month, reading),
        ),
    )


def timesheet(month: MonthReport, say: Translator) -> Sheet:
    """Return the timesheet: each day against its target, and the balance before and after."""
    reading = Reading(say, month.zone)
    return _sheet(
        month,
        reading,
        name=DocumentKind.TIMESHEET,
        title=say.text(wording.DOCUMENT[DocumentKind.TIMESHEET]),
        figures=_balances(month, say),
        tables=(_balanced_days(month, reading), *_requests(month, reading), *_corrections(month, reading)),
    )


def _sheet(
    month: MonthReport, reading: Reading, *, name: str, title: str, figures: tuple[Pair, ...], tables: tuple[Table, ...]
) -> Sheet:
    say, holder = reading.say, month.holder
    month_name = formats.month_name(month.month, reading.locale)
    return Sheet(
        name=name,
        language=reading.locale,
        city=month.city,
        title=title,
        subtitle=month_name,
        holder=holder_of(holder, say),
        figures=figures,
        notices=tuple(_notices(month, reading)),
        confirmations=tuple(_confirmations(month, reading)),
        tables=tables,
        legend=tuple(_legend(name, tables, say)),
        evidence_title=say.text("What this can be checked by"),
        evidence=tuple(_evidence(month, reading)),
        evidence_notes=tuple(_evidence_notes(month, say)),
        foot=f"{title} · {holder.given_name} {holder.family_name} · {holder.staff_no} · {month_name}",
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def holder_of(holder: Holder, say: Translator) -> tuple[Pair, ...]:
    """Return whose paper it is."""
    return (
        Pair(say.text("Name"), f"{holder.family_name}, {holder.given_name}"),
        Pair(say.text("Staff number"), holder.staff_no),
        Pair(say.text("Unit"), holder.unit_name),
        Pair(say.text("Working-time model"), holder.model_title or NOTHING),
    )


def _lasted(month: MonthReport, say: Translator) -> tuple[Pair, ...]:
    sums = month.sums
    return (
        Pair(say.text("Duration"), formats.duration(sums.present), Look.FIGURE, say.text("of the complete days")),
        Pair(say.text("Breaks"), formats.duration(sums.interrupted), Look.FIGURE),
        Pair(say.text("Credited"), formats.duration(sums.worked), Look.FIGURE),
        Pair(say.text("Open days"), str(sums.open_days), Look.FIGURE),
    )


def _balances(month: MonthReport, say: Translator) -> tuple[Pair, ...]:
    sums = month.sums
    posted = (Pair(say.text("Postings"), formats.signed(sums.posted), Look.FIGURE),) if sums.posted else ()
    return (
        Pair(say.text("Worked"), formats.duration(sums.worked), Look.FIGURE),
        Pair(say.text("Target"), formats.duration(sums.target), Look.FIGURE, say.text("of the complete days")),
        Pair(say.text("Difference"), formats.signed(sums.difference), Look.FIGURE),
        Pair(say.text("Open days"), str(sums.open_days), Look.FIGURE),
        Pair(say.text("Balance before"), formats.signed(sums.balance_from), Look.FIGURE),
        *posted,
        Pair(say.text("Balance after"), formats.signed(sums.balance_to), Look.FIGURE),
    )


def _closed(month: MonthReport, reading: Reading) -> Iterator[str]:
    """Yield that the month is closed, in which version, and what was found of it since."""
    say, version = reading.say, month.version
    if version is None:
        return
    by, at = version.by or say.text("the house itself"), reading.moment(version.facts_until)
    yield say.text("Closed on {moment} by {by}, version {version}.", moment=at, by=by, version=version.version)
    for each in month.found:
        yield say.text(
            "Found on {moment}: the difference of {day} is {now}, not {before}. It was posted to the account.",
            moment=reading.moment(each.at),
            day=formats.plain_day(each.day.day, reading.locale),
            now=formats.signed(each.day.now * MINUTE),
            before=formats.signed(each.day.before * MINUTE),
        )


def _notices(month: MonthReport, reading: Reading) -> Iterator[str]:
    say = reading.say
    if month.provisional:
        yield say.text("Provisional: the month is not over.")
    yield from _closed(month, reading)
    if month.sums.open_days:
        yield say.plural(
            "{count} day is open because a stamp is missing; it is in no sum.",
            "{count} days are open because stamps are missing; they are in no sum.",
            month.sums.open_days,
        )
    if month.waiting:
        yield say.text("There are stamps that have not been worked out yet; ask for this paper again in a few minutes.")
    if month.hidden_days:
        yield say.plural(
            "{count} day was spent in another unit and is not shown here; the sums leave it out.",
            "{count} days were spent in another unit and are not shown here; the sums leave them out.",
            month.hidden_days,
        )


def _confirmations(month: MonthReport, reading: Reading) -> Iterator[str]:
    """Yield who confirmed the month, or which part of it, and whether it has changed since."""
    say = reading.say
    whole = DaySpan.month(month.month.year, month.month.month)
    for each in month.confirmed:
        of, days = each.confirmation, each.confirmation.days
        sentence = say.text("Confirmed by {name}, {moment}.", name=of.by, moment=reading.moment(of.at))
        if days != whole:
            last = formats.plain_day(days.to_day - ONE_DAY, reading.locale)
            stretch = f"{formats.plain_day(days.from_day, reading.locale)}–{last}"
            sentence = say.text("{days}: {sentence}", days=stretch, sentence=sentence)
        remark = say.text("Remark: “{reason}”", reason=of.reason) if of.reason else ""
        changed = "" if each.holds else say.text("What was confirmed has changed since.")
        yield " ".join(filter(None, (sentence, remark, changed)))


# --- days ----------------------------------------------------------------------------------------------------------


def _proven_days(month: MonthReport, reading: Reading) -> Table:
    say, sums = reading.say, month.sums
    columns = (
        Column("day", say.text("Day")),
        Column("begin", say.text("Begin"), Look.FIGURE),
        Column("end", say.text("End"), Look.FIGURE),
        Column("breaks", say.text("Breaks"), Look.FIGURE),
        Column("interrupted", say.text("Break in all"), Look.FIGURE),
        Column("present", say.text("Duration"), Look.FIGURE),
        Column("worked", say.text("Credited"), Look.FIGURE),
        Column("origin", say.text("Origin")),
        Column("remarks", say.text("Remarks")),
    )
    rows = tuple(_proven_day(row, reading) for row in month.days)
    total = Row(
        (
            (say.text("Sum"),),
            (),
            (),
            (),
            (formats.duration(sums.interrupted),),
            (formats.duration(sums.present),),
            (formats.duration(sums.worked),),
            (),
            (),
        )
    )
    return Table("days", say.text("Days"), columns, rows, total)


def _proven_day(row: ReportDay, reading: Reading) -> Row:
    return Row(
        (
            *_times(row, reading),
            _amount(row, row.present, reading.say),
            _amount(row, row.worked, reading.say),
            _origins(row.spans, reading.say),
            tuple(remarks(row, reading, in_full=True)),
        ),
        _look(row),
    )


def _balanced_days(month: MonthReport, reading: Reading) -> Table:
    say, sums = reading.say, month.sums
    columns = (
        Column("day", say.text("Day")),
        Column("begin", say.text("Coming"), Look.FIGURE),
        Column("end", say.text("Going"), Look.FIGURE),
        Column("breaks", say.text("Breaks"), Look.FIGURE),
        Column("interrupted", say.text("Break in all"), Look.FIGURE),
        Column("deducted", say.text("deducted"), Look.FIGURE),
        Column("worked", say.text("Worked"), Look.FIGURE),
        Column("target", say.text("Target"), Look.FIGURE),
        Column("difference", say.text("Difference"), Look.FIGURE),
        Column("balance", say.text("Balance"), Look.FIGURE),
        Column("remarks", say.text("Remarks")),
    )
    total = Row(
        (
            (say.text("Sum"),),
            (),
            (),
            (),
            (formats.duration(sums.interrupted),),
            (_deducted(sums.deducted),),
            (formats.duration(sums.worked),),
            (formats.duration(sums.target),),
            (formats.signed(sums.difference),),
            (formats.signed(sums.balance_to),),
            (),
        )
    )
    return Table("days", say.text("Days"), columns, tuple(_balanced_day(row, reading) for row in month.days), total)


def _balanced_day(row: ReportDay, reading: Reading) -> Row:
    quiet = row.is_quiet
    return Row(
        (
            *_times(row, reading),
            (_deducted(row.deducted),),
            _amount(row, row.worked, reading.say),
            () if row.target is None or quiet else (formats.duration(row.target),),
            () if row.difference is None or quiet else (formats.signed(row.difference),),
            () if row.balance is None else (formats.signed(row.balance),),
            tuple(remarks(row, reading, in_full=False)),
        ),
        _look(row),
    )


def _times(row: ReportDay, reading: Reading) -> tuple[tuple[str, ...], ...]:
    """Return day, begin, end, breaks and their sum."""
    return (
        (formats.short_day(row.day, reading.locale),),
        tuple(reading.clock(span.begin) for span in row.spans),
        tuple(_end(row, span, reading) for span in row.spans),
        tuple(stretch(row.day, pause.from_at, pause.to_at, reading) for pause in row.breaks),
        (formats.duration(row.interrupted),) if row.breaks else (),
    )


def _end(row: ReportDay, span: WorkedSpan, reading: Reading) -> str:
    if span.end is not None:
        return clock_on(row.day, span.end, reading)
    running = any(finding.code is Code.STILL_IN for finding in row.findings)
    return reading.say.text("running") if running else reading.say.text("missing")


def stretch(day: date, begin: datetime, end: datetime | None, reading: Reading) -> str:
    """Return from when to when: 12:02–12:32; a question mark where the end is not known."""
    return f"{clock_on(day, begin, reading)}–{'?' if end is None else clock_on(day, end, reading)}"


def clock_on(day: date, at: datetime, reading: Reading) -> str:
    """Return a clock of a day's work; after midnight it says that it is the next day's."""
    clock = reading.clock(at)
    return clock if walltime.local_day(at, reading.zone) == day else f"{clock} {NEXT_DAY}"


def _deducted(amount: timedelta) -> str:
    return formats.duration(amount) if amount else ""


def _amount(row: ReportDay, amount: timedelta | None, say: Translator) -> tuple[str, ...]:
    """Return how long, or that it is open; nothing for a day on which there is nothing to say."""
    if amount is not None:
        return () if row.is_quiet else (formats.duration(amount),)
    return (say.text("open"),) if row.state is DayState.OPEN and (row.spans or row.findings) else ()


def _origins(spans: Iterable[WorkedSpan], say: Translator) -> tuple[str, ...]:
    """Return where the stretches were stamped: Terminal, or Terminal/Browser where coming and going differ."""
    found = []
    for span in spans:
        both = dict.fromkeys(filter(None, (span.begin_origin, span.end_origin)))
        found.append("/".join(say.text(wording.ORIGIN[origin]) for origin in both))
    return tuple(dict.fromkeys(found))


def _look(row: ReportDay) -> Look:
    if row.state is DayState.OPEN:
        return Look.OPEN
    return Look.FREE if row.holiday is not None or row.day.weekday() >= SATURDAY else Look.NORMAL


def remarks(row: ReportDay, reading: Reading, *, in_full: bool) -> Iterator[str]:
    """Yield what there is to say about a day: holiday, absence, findings, what the person declared."""
    say = reading.say
    if row.holiday is not None:
        yield row.holiday.name_de if reading.locale == "de" else row.holiday.name_en
    for line in row.away:
        yield f"{line.figures[f'name_{reading.locale}']} {formats.signed(line.amount)}"
    if in_full and row.deducted:
        yield say.text("{deducted} of break deducted", deducted=formats.duration(row.deducted))
    for finding in row.findings:
        yield _finding(finding, say) if in_full else say.text(wording.FINDING[finding.code])
    if row.contest is not None:
        yield say.text("Declared: “{reason}”", reason=row.contest.reason)


def _finding(finding: Finding, say: Translator) -> str:
    figures = "; ".join(filter(None, (wording.finding_figures(finding, say), finding.citation)))
    sentence = say.text(wording.FINDING[finding.code])
    return f"{sentence} ({figures})" if figures else sentence


# --- stamps --------------------------------------------------------------------------------------------------------


def _requests(month: MonthReport, reading: Reading) -> tuple[Table, ...]:
    """Return a table of what the person asked to have corrected, and what became of it."""
    say = reading.say
    columns = (
        Column("day", say.text("Day")),
        Column("before", say.text("Before")),
        Column("after", say.text("Asked for")),
        Column("remarks", say.text("Reason")),
        Column("asked", say.text("Asked")),
        Column("decided", say.text("Decision")),
    )
    rows = tuple(_request(asked, reading) for asked in month.requests)
    return (Table("requests", say.text("Corrections asked for"), columns, rows),) if rows else ()


def _request(asked: Asked, reading: Reading) -> Row:
    say, wish, decision = reading.say, asked.wish, asked.decision
    state = say.text(wording.REQUEST_STATE[asked.state])
    return Row(
        (
            (formats.short_day(wish.day, reading.locale),),
            (_as_stamped(wish.before, wish.day, reading) if wish.before else NOTHING,),
            (_as_stamped(wish.after, wish.day, reading) if wish.after else say.text("no stamp"),),
            (asked.reason,),
            (reading.moment(asked.at), asked.by),
            (state,)
            if decision is None
            else (state, *filter(None, (decision.reason,)), f"{reading.moment(decision.at)} · {decision.by}"),
        )
    )


def _as_stamped(stamp: Before | After, day: date, reading: Reading) -> str:
    return f"{reading.say.text(wording.STAMP[stamp.kind])} {clock_on(day, stamp.at, reading)}"


def _corrections(month: MonthReport, reading: Reading) -> tuple[Table, ...]:
    """Return a table of all that was decided about stamps afterwards, the original beside what took its place."""
    say = reading.say
    rows = tuple(_correction(stamp, stamp.ruling, reading) for stamp in month.stamps if stamp.ruling is not None)
    columns = (
        Column("day", say.text("Day")),
        Column("at", say.text("Time"), Look.FIGURE),
        Column("kind", say.text("Stamp")),
        Column("source", say.text("Origin")),
        Column("verdict", say.text("Decision")),
        Column("remarks", say.text("Reason")),
        Column("decided", say.text("Decided")),
    )
    return (Table("corrections", say.text("Corrections"), columns, rows),) if rows else ()


def _correction(stamp: StampProven, ruling: RulingRow, reading: Reading) -> Row:
    say = reading.say
    by = say.text(MADE_BY[Maker.HOUSE]) if ruling.by is None else ruling.by
    return Row(
        (
            (formats.short_day(walltime.local_day(stamp.at, reading.zone), reading.locale),),
            (reading.clock(stamp.at),),
            (say.text(wording.STAMP[stamp.kind]),),
            (_source(stamp, say),),
            (_verdict(ruling, say),),
            (ruling.reason,),
            (f"{reading.moment(ruling.at)} · {by}",),
        ),
        Look.NORMAL if stamp.counts else Look.VOID,
    )


def _verdict(ruling: RulingRow, say: Translator) -> str:
    """Return what was decided in a word; a stamp assigned to another employment does not count here."""
    counts = ruling.counts or ruling.verdict is Verdict.ASSIGN
    return say.text(wording.RULING[ruling.verdict if counts else Verdict.VOID])


def _stamps(month: MonthReport, reading: Reading) -> Table:
    say = reading.say
    columns = (
        Column("day", say.text("Day")),
        Column("at", say.text("Time"), Look.FIGURE),
        Column("kind", say.text("Stamp")),
        Column("source", say.text("Origin")),
        Column("remarks", say.text("Remarks")),
        Column("leaf", say.text("Leaf in the log"), Look.HASH),
    )
    rows = tuple(_stamp(stamp, reading) for stamp in month.stamps)
    return Table("stamps", say.text("Stamps as they came in"), columns, rows)


def _stamp(stamp: StampProven, reading: Reading) -> Row:
    say = reading.say
    number = "" if stamp.leaf.no is None else f"{stamp.leaf.no} · "
    return Row(
        (
            (formats.short_day(walltime.local_day(stamp.at, reading.zone), reading.locale),),
            (reading.clock(stamp.at),),
            (say.text(wording.STAMP[stamp.kind]),),
            (_source(stamp, say),),
            tuple(_stamp_remarks(stamp, reading)),
            (f"{number}{stamp.leaf.hash.hex()[:LEAF_SHOWN]}",),
        ),
        Look.NORMAL if stamp.counts else Look.VOID,
    )


def _source(stamp: StampProven, say: Translator) -> str:
    """Return which terminal, by its name; the house's own sources have none but what they are."""
    origin = say.text(wording.ORIGIN[stamp.origin])
    return f"{origin} {stamp.source_name}" if stamp.origin == TERMINAL else origin


def _stamp_remarks(stamp: StampProven, reading: Reading) -> Iterator[str]:
    if stamp.quarantine is not None:
        yield reading.say.text(wording.QUARANTINE[stamp.quarantine])
    if stamp.ruling is not None:
        yield _verdict(stamp.ruling, reading.say)
    if stamp.received_at - stamp.at > LATE:
        yield reading.say.text("arrived {moment}", moment=reading.moment(stamp.received_at))


# --- evidence ------------------------------------------------------------------------------------------------------


def _evidence(month: MonthReport, reading: Reading) -> Iterator[Pair]:
    say, evidence = reading.say, month.evidence
    if month.facts_until is not None:
        yield Pair(say.text("Facts known until"), reading.moment(month.facts_until))
    for rules in month.rules:
        label = say.text("Rules")
        if len(month.rules) > 1:
            label = say.text("Rules from {day}", day=formats.plain_day(rules.first_day, reading.locale))
        yield Pair(label, rules.hash, Look.HASH, say.text("Timeclock {version}", version=rules.engine))
    if evidence.head is not None:
        signed = say.text("signed {moment}", moment=reading.moment(evidence.head.at))
        yield Pair(say.text("Records in the log"), str(evidence.head.size), Look.TEXT, signed)
        yield Pair(say.text("Root of the log"), evidence.head.root.hex(), Look.HASH)
        over = say.plural("over {count} stamp", "over {count} stamps", evidence.covered)
        yield Pair(say.text("Digest of the stamps"), evidence.digest, Look.HASH, over)
    by = say.text(MADE_BY[Maker(month.made_by)]) if month.made_by in set(Maker) else month.made_by
    yield Pair(say.text("Made"), f"{reading.moment(month.made_at)} · {by}")


def _evidence_notes(month: MonthReport, say: Translator) -> Iterator[str]:
    evidence = month.evidence
    if evidence.head is None:
        yield say.text("No head of the log has been signed yet, so this paper cannot be checked against one.")
        return
    if evidence.uncovered:
        yield say.plural(
            "{count} stamp is younger than this head and not in the digest.",
            "{count} stamps are younger than this head and not in the digest.",
            evidence.uncovered,
        )
    yield say.text(
        "To check: “timeclock audit verify” proves the log against the heads its witnesses keep; “timeclock audit "
        "paper {staff_no} {month}” with records, root and digest as printed here shows the stamps as committed.",
        staff_no=month.holder.staff_no,
        month=f"{month.month:%Y-%m}",
    )


def _legend(name: str, tables: Sequence[Table], say: Translator) -> Iterator[str]:
    cells = [line for table in tables for row in table.rows for cell in row.cells for line in cell]
    if name == DocumentKind.PROOF:
        yield say.text(
            "Record of begin, end, breaks and duration of daily working time after CJEU C-55/18 and BAG 1 ABR 22/21. "
            "A stamp is never changed; a correction stands beside it."
        )
        yield say.text(
            "Duration is the time between begin and end without the breaks. Credited is what counts of it by the "
            "rules; what was taken off is said under remarks."
        )
    else:
        yield say.text(
            "Worked is the time between coming and going without breaks, deducted breaks and time that does not count."
        )
    if any(line.endswith(NEXT_DAY) for line in cells):
        yield say.text("+1: on the next day.")
    if any(line.endswith((" A", " B")) for line in cells):
        yield say.text("A, B: first and second passage of the hour that comes twice when the clocks go back.")
