"""A day's bill as plain text: stamps, every minute with reason and citation, and the sums they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from timeclock.core.amounts import Amount
from timeclock.core.day import DayResult
from timeclock.core.findings import Finding
from timeclock.core.lines import Part
from timeclock.core.premiums import Premium
from timeclock.core.spans import MINUTE, ZERO
from timeclock.i18n import formats, wording
from timeclock.i18n.translation import Translator
from timeclock.service.bills import ClosedDay, DayBill, StampSeen

# What is counted, the sentence about it, and below that where it comes from.
Row = tuple[str, str, str]


def text(bill: DayBill, say: Translator, zone: ZoneInfo) -> str:
    """Return one day so that whoever has nothing but the text can work it out again."""
    holder = bill.holder
    head = (
        f"{holder.given_name} {holder.family_name} · {holder.staff_no} · {holder.unit_name}",
        f"{formats.long_day(bill.day, say.locale)} · {holder.model_title}",
    )
    return "\n".join((*head, *_stamps(bill.stamps, say, zone), *_result(bill, say, zone)))


def _stamps(stamps: Iterable[StampSeen], say: Translator, zone: ZoneInfo) -> Iterator[str]:
    rows = [(formats.clock(stamp.at, zone), _stamp(stamp, say, zone), "") for stamp in stamps]
    yield from _section(say.text("Stamps"), rows or [("", say.text("No stamps on this day."), "")])


def _stamp(stamp: StampSeen, say: Translator, zone: ZoneInfo) -> str:
    origin = say.text(wording.ORIGIN[stamp.origin]) if stamp.origin in wording.ORIGIN else stamp.origin
    whence = f"{origin} {stamp.source_name}" if stamp.origin == "terminal" else origin
    said = [say.text(wording.STAMP[stamp.kind]), whence]
    if stamp.origin == "phone":
        arrived = formats.moment(stamp.received_at, zone, say.locale)
        said.append(say.text("without a connection, arrived {moment}", moment=arrived))
    if stamp.quarantine is not None:
        said += [say.text("waits for the time office"), say.text(wording.QUARANTINE[stamp.quarantine])]
    if stamp.ruling is not None:
        by = stamp.ruling.by or say.text("automatically")
        why = say.text(wording.RULED.get(stamp.ruling.reason, stamp.ruling.reason))
        at = formats.moment(stamp.ruling.at, zone, say.locale)
        said += [say.text(wording.RULING[stamp.ruling.verdict]), by, at, why]
    return " · ".join(said)


def _result(bill: DayBill, say: Translator, zone: ZoneInfo) -> Iterator[str]:
    result = bill.result
    if result is None:
        yield from ("", say.text("There is no result for this day yet."))
        return
    worked = _sum(result.worked, say.text("Worked"), say)
    target = _sum(result.target, say.text("Target"), say)
    yield from _section(say.text("Worked"), [*_lines(result, Part.WORKED, say, zone), worked])
    yield from _section(say.text("Target"), [*_lines(result, Part.TARGET, say, zone), target])
    yield from _section(say.text("Balance"), _balance(bill, result, say))
    if result.premiums:
        yield from _section(say.text("Premiums"), [_premium(each, say, zone) for each in result.premiums])
        yield f"  {say.text('Minutes for payroll. The balance stays as it is.')}"
    if result.amounts:
        heading = say.text("Standby, on call and call-outs")
        yield from _section(heading, [_amount(each, say, zone) for each in result.amounts])
        yield f"  {say.text('For payroll. The balance stays as it is.')}"
    if result.findings:
        yield from _section(say.text("What to look at"), [_finding(each, say) for each in result.findings])
    if bill.periods:
        rows = [("" if each.ok else "!", wording.period_sentence(each, say), "") for each in bill.periods]
        yield from _section(say.text("Periods"), rows)
    if bill.closed is not None:
        yield from _section(say.text("Since the month was closed"), _closed(bill.closed, result, say, zone))
    if bill.rules_hash is not None and bill.facts_until is not None:
        moment = formats.moment(bill.facts_until, zone, say.locale)
        yield from ("", say.text("Rules in force: {hash}", hash=bill.rules_hash))
        yield say.text("Worked out with everything known until {moment}.", moment=moment)


def _lines(result: DayResult, part: Part, say: Translator, zone: ZoneInfo) -> Iterator[Row]:
    for line in result.lines:
        if line.part is part:
            sentence = wording.line_sentence(line, result.day, say, zone)
            yield formats.signed(line.amount), sentence, wording.cited(line, say)


def _sum(amount: timedelta | None, label: str, say: Translator) -> Row:
    if amount is None:
        return "–", f"{label}: {say.text('the day is open')}", ""
    return f"={formats.duration(amount)}", label, ""


def _balance(bill: DayBill, result: DayResult, say: Translator) -> Iterator[Row]:
    yield formats.signed(bill.balance_before), say.text("Balance before this day"), ""
    if result.difference is None or result.worked is None:
        yield "–", f"{say.text('Difference')}: {say.text('the day is open')}", ""
        return
    worked, target = formats.duration(result.worked), formats.duration(result.target)
    difference = say.text("Difference: {worked} worked less {target} due", worked=worked, target=target)
    yield formats.signed(result.difference), difference, ""
    yield _sum(bill.balance_before + result.difference, say.text("Balance after this day"), say)


def _closed(closed: ClosedDay, now: DayResult, say: Translator, zone: ZoneInfo) -> Iterator[Row]:
    """Yield what the day was when its month was closed, what came since, and what it added."""
    version = closed.version
    was = say.text(
        "Difference as closed on {moment} by {by}: version {version}, the whole month {total}",
        moment=formats.moment(version.facts_until, zone, say.locale),
        by=version.by or say.text("the house itself"),
        version=version.version,
        total=formats.signed(version.sums.difference),
    )
    yield _signed(closed.difference), was, ""
    for each in closed.found:
        for came in each.came:
            yield "", wording.came_sentence(came, say, zone), ""
        found = formats.moment(each.at, zone, say.locale)
        yield (
            formats.signed(each.day.amount * MINUTE),
            say.text("Found on {moment} and posted to the account", moment=found),
            "",
        )
    yield f"={_signed(now.difference)}", say.text("Difference by what is known now"), ""


def _signed(difference: timedelta | None) -> str:
    return formats.signed(difference or ZERO)


def _premium(premium: Premium, say: Translator, zone: ZoneInfo) -> Row:
    return formats.duration(premium.amount), wording.premium_sentence(premium, say, zone), wording.cited(premium, say)


def _amount(amount: Amount, say: Translator, zone: ZoneInfo) -> Row:
    figure = wording.amount_figure(amount, say.locale)
    return figure, wording.amount_sentence(amount, say, zone), wording.cited(amount, say)


def _finding(finding: Finding, say: Translator) -> Row:
    figures = wording.finding_figures(finding, say)
    sentence = say.text(wording.FINDING[finding.code])
    return "!", f"{sentence}: {figures}" if figures else sentence, finding.citation


def _section(heading: str, rows: Iterable[Row]) -> Iterator[str]:
    """Yield a heading and its rows: figures right-aligned, and citations below their sentences."""
    rows = list(rows)
    width = max(len(figure) for figure, _, _ in rows)
    yield from ("", heading)
    for figure, sentence, citation in rows:
        yield f"  {figure:>{width}}  {sentence}" if width else f"  {sentence}"
        if citation:
            yield f"  {'':{width}}  {citation}"
