"""A day's bill as text for the terminal: stamps, plan, every minute with rule and citation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from timeclock.core.amounts import Amount
from timeclock.core.lines import Line, Part
from timeclock.core.premiums import Premium
from timeclock.i18n import formats, wording
from timeclock.i18n.translation import Translator
from timeclock.service.bills import DayBill


def show(console: Console, bill: DayBill, say: Translator, locale: str, zone: ZoneInfo) -> None:
    """Print one day."""
    holder = bill.holder
    console.print(f"{holder.given_name} {holder.family_name} · {holder.staff_no} · {holder.unit_name}")
    console.print(f"{formats.long_day(bill.day, locale)} · {holder.model_title}")
    _stamps(console, bill, say, zone)
    if bill.result is None:
        console.print(say.text("There is no result for this day yet."))
        return
    console.print(_lines(bill, say, zone))
    if bill.result.premiums:
        console.print(_premiums(bill.result.premiums, say, zone))
    if bill.result.amounts:
        console.print(_amounts(bill.result.amounts, say, zone))
    for finding in bill.result.findings:
        figures = wording.finding_figures(finding, say)
        console.print(
            " · ".join(filter(None, (f"! {say.text(wording.FINDING[finding.code])}", figures, finding.citation)))
        )
    _periods(console, bill, say)
    if bill.facts_until is not None:
        console.print(f"{say.text('Rules')} {bill.rules_hash} · {formats.moment(bill.facts_until, zone, locale)}")


def _stamps(console: Console, bill: DayBill, say: Translator, zone: ZoneInfo) -> None:
    for stamp in bill.stamps:
        kind = say.text(wording.STAMP[stamp.kind])
        judged = "" if stamp.quarantine is None else f" · {say.text(wording.QUARANTINE[stamp.quarantine])}"
        if stamp.ruling is not None:
            judged = f" · {say.text(wording.RULING[stamp.ruling.verdict])}: {stamp.ruling.reason}"
        console.print(f"  {formats.clock(stamp.at, zone)}  {kind} · {stamp.source_name}{judged}")


def _lines(bill: DayBill, say: Translator, zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for justify in ("left", "right", "left", "left"):
        table.add_column(justify=justify)
    if bill.result is None:
        return table
    for part, heading, total in (
        (Part.WORKED, say.text("Worked"), bill.result.worked),
        (Part.TARGET, say.text("Target"), bill.result.target),
    ):
        for line in bill.result.lines:
            if line.part is part:
                sentence = wording.line_sentence(line, say, zone)
                table.add_row(sentence, formats.signed(line.amount), line.rule, _cited(line, say))
        table.add_row(f"[bold]{heading}[/]", _figure(total), "", "")
    table.add_row(f"[bold]{say.text('Difference')}[/]", _signed(bill.result.difference), "", "")
    return table


def _premiums(premiums: Iterable[Premium], say: Translator, zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for justify in ("left", "right", "left", "left"):
        table.add_column(justify=justify)
    for premium in premiums:
        sentence = wording.premium_sentence(premium, say, zone)
        table.add_row(sentence, formats.duration(premium.amount), premium.rule, _cited(premium, say))
    table.add_row(f"[bold]{say.text('Premiums')}[/]", "", say.text("Minutes for payroll. The balance stays as it is."))
    return table


def _periods(console: Console, bill: DayBill, say: Translator) -> None:
    """Print what the periods came to that the day lies in; what is not right in one is marked."""
    if bill.periods:
        heading = say.text("Periods")
        console.print(f"[bold]{heading}[/]")
    for period in bill.periods:
        console.print(f"{' ' if period.ok else '!'} {wording.period_sentence(period, say)}")


def _amounts(amounts: Iterable[Amount], say: Translator, zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for justify in ("left", "right", "left", "left"):
        table.add_column(justify=justify)
    for amount in amounts:
        sentence, figure = wording.amount_sentence(amount, say, zone), wording.amount_figure(amount, say.locale)
        table.add_row(sentence, figure, amount.rule, _cited(amount, say))
    heading = say.text("Standby, on call and call-outs")
    table.add_row(f"[bold]{heading}[/]", "", say.text("For payroll. The balance stays as it is."))
    return table


def _cited(each: Line | Premium | Amount, say: Translator) -> str:
    return " · ".join(filter(None, (each.citation, wording.since_sentence(each.since, say))))


def _figure(amount: timedelta | None) -> str:
    return "–" if amount is None else formats.duration(amount)


def _signed(amount: timedelta | None) -> str:
    return "–" if amount is None else formats.signed(amount)
