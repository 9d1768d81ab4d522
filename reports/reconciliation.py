"""The parallel run on paper and for calculating: each person's card against what is worked out here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

from reports import pdf
from reports.csv_file import BOM, safe
from reports.sheet import NOTHING, Column, Look, Pair, Row, Sheet, Table
from timeclock.core.reconciliation import Outcome
from timeclock.core.spans import MINUTE
from timeclock.i18n import Translator, formats, wording
from timeclock.i18n.wording import N_
from timeclock.service.reconciliation import PersonCompared, UnitCompared

TITLE = N_("Card and time account")
EXPLAINED_BY = N_("A cause is named only where it comes to exactly the difference. What the card says more has a plus.")


def file_name(found: UnitCompared, ending: str) -> str:
    """Return what to call the file: reconciliation-2026-11.pdf."""
    return f"reconciliation-{found.month:%Y-%m}.{ending}"


def write_csv(found: UnitCompared, say: Translator) -> bytes:
    """Return the report as CSV: `;` between the cells, amounts in whole minutes."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(_headings(say))
    for each in found.people:
        rows.writerow([safe(cell) for cell in _cells(found, each, say)])
    return (BOM + text.getvalue()).encode()


def _headings(say: Translator) -> tuple[str, ...]:
    return (
        say.text("Staff number"),
        say.text("Name"),
        say.text("Unit"),
        say.text("Month"),
        say.text("Outcome"),
        say.text("Worked, card (minutes)"),
        say.text("Worked (minutes)"),
        say.text("Target, card (minutes)"),
        say.text("Target (minutes)"),
        say.text("Balance, card (minutes)"),
        say.text("Balance (minutes)"),
        say.text("Not explained (minutes)"),
        say.text("Remarks"),
    )


def _cells(found: UnitCompared, each: PersonCompared, say: Translator) -> tuple[str, ...]:
    new, who = each.new, each.employed
    worked, target, balance = _card(each)
    left = sum((abs(one.unexplained) for one in each.differences), timedelta(0))
    return (
        who.staff_no,
        f"{who.family_name}, {who.given_name}",
        who.unit_name,
        f"{found.month:%Y-%m}",
        outcome_of(each, say),
        _minutes(worked),
        _minutes(new.worked),
        _minutes(target),
        _minutes(new.target),
        _minutes(balance),
        _minutes(new.balance),
        _minutes(left),
        " | ".join(wording.difference_sentences(each.differences, say)),
    )


def _card(each: PersonCompared) -> tuple[timedelta | None, timedelta | None, timedelta | None]:
    """Return what the card says was worked, was due, and stood on it; None for what it does not say."""
    return (None, None, None) if each.old is None else (each.old.worked, each.old.target, each.old.balance)


def _minutes(amount: timedelta | None) -> str:
    return "" if amount is None else str(amount // MINUTE)


def outcome_of(each: PersonCompared, say: Translator) -> str:
    """Return how a person's month stands, in a word."""
    return say.text(wording.NO_CARD if each.outcome is None else wording.CARD_OUTCOME[each.outcome])


def write_pdf(found: UnitCompared, city: str, say: Translator, made_at: datetime) -> bytes:
    """Return the report as a PDF; the same report and instant give the same bytes."""
    return pdf.press().render(sheet(found, city, say), (), made_at)


def sheet(found: UnitCompared, city: str, say: Translator) -> Sheet:
    """Return what stands on the paper."""
    title, month = say.text(TITLE), formats.month_name(found.month, say.locale)
    unit = "" if found.chosen is None else found.chosen.name
    left = found.counts[Outcome.UNEXPLAINED]
    notices = (
        (say.plural("{count} person is not explained.", "{count} people are not explained.", left),) if left else ()
    )
    return Sheet(
        name="reconciliation",
        language=say.locale,
        city=city,
        title=title,
        subtitle=month,
        holder=(Pair(say.text("Unit"), unit), Pair(say.text("Month"), month)),
        figures=tuple(_counts(found, say)),
        notices=notices,
        confirmations=(),
        tables=(_table(found, say),),
        legend=(say.text(EXPLAINED_BY),),
        evidence_title=say.text("What this rests on"),
        evidence=(Pair(say.text("People"), str(len(found.people))),),
        evidence_notes=(say.text("The cards as they were brought in, and the days as they are worked out here."),),
        foot=f"{title} · {unit} · {month}",
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _counts(found: UnitCompared, say: Translator) -> Iterator[Pair]:
    for each in Outcome:
        yield Pair(say.text(wording.CARD_OUTCOME[each]), str(found.counts[each]), Look.FIGURE)


def _table(found: UnitCompared, say: Translator) -> Table:
    here, card = say.text("here"), say.text("card")
    columns = (
        Column("name", say.text("Name")),
        Column("worked_old", f"{say.text('Worked')}, {card}", Look.FIGURE),
        Column("worked_new", here, Look.FIGURE),
        Column("target_old", f"{say.text('Target')}, {card}", Look.FIGURE),
        Column("target_new", here, Look.FIGURE),
        Column("balance_old", f"{say.text('Balance')}, {card}", Look.FIGURE),
        Column("balance_new", here, Look.FIGURE),
        Column("remarks", say.text("Remarks")),
    )
    return Table("days", say.text("People"), columns, tuple(_row(each, say) for each in found.people))


def _row(each: PersonCompared, say: Translator) -> Row:
    new, who = each.new, each.employed
    worked, target, balance = _card(each)
    remarks = (outcome_of(each, say), *wording.difference_sentences(each.differences, say))
    cells = (
        (f"{who.family_name}, {who.given_name}", who.staff_no),
        (_length(worked),),
        (formats.duration(new.worked),),
        (_length(target),),
        (formats.duration(new.target),),
        (_signed(balance),),
        (formats.signed(new.balance),),
        remarks,
    )
    return Row(cells, Look.OPEN if each.outcome is Outcome.UNEXPLAINED else Look.NORMAL)


def _length(amount: timedelta | None) -> str:
    return NOTHING if amount is None else formats.duration(amount)


def _signed(amount: timedelta | None) -> str:
    return NOTHING if amount is None else formats.signed(amount)
