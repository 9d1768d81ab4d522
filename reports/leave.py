"""Letters about leave: the individual notice of a year, the reminder in autumn, and the certificate on leaving."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from reports import pdf
from reports.sheet import Column, Look, Pair, Row, Sheet, Table, holder_of
from timeclock.core.leave_balance import Held
from timeclock.core.leave_notices import NoticeKind
from timeclock.i18n import Translator, formats, wording
from timeclock.i18n.wording import N_
from timeclock.service.documents import DocumentKind
from timeclock.service.leave_view import LeaveView, Source

NOTICE_OF = {NoticeKind.YEARLY: DocumentKind.LEAVE_NOTICE, NoticeKind.REMINDER: DocumentKind.LEAVE_REMINDER}
# What EuGH C-684/16 asks for: how much it is, to take it, and that it lapses otherwise.
NOTICE = (
    N_("Of your leave {left} days are neither taken nor planned; the table says which, and until when."),
    N_("Please take your leave so early that all of it can be taken in time. If you cannot, say so in time."),
    N_("Leave that you could have taken and did not take lapses on the day named for it, without pay in its place."),
)
TWO_WEEKS = N_("One part of a year's leave is to have two weeks in one piece (BUrlG §7); none is taken or planned yet.")
CERTIFIED = (
    N_("This certifies the leave that was granted in the calendar year of leaving (BUrlG §6 Abs. 2)."),
    N_("What is left when the employment ends is paid for; payroll does that (BUrlG §7 Abs. 4)."),
)


def notice(view: LeaveView, kind: NoticeKind, city: str, say: Translator, made_at: datetime) -> bytes:
    """Return the notice or the reminder as a PDF."""
    left = sum((each.held.left for each in view.open if each.held.year <= view.year), Fraction())
    said = [say.text(NOTICE[0], left=formats.leave_days(left, say.locale)), *(say.text(each) for each in NOTICE[1:])]
    if view.lacks_two_weeks and kind is NoticeKind.REMINDER:
        said.append(say.text(TWO_WEEKS))
    sources = tuple(each for each in view.open if each.held.year <= view.year)
    return _printed(view, NOTICE_OF[kind], str(view.year), tuple(said), sources, city, say, made_at)


def certificate(view: LeaveView, last: date, city: str, say: Translator, made_at: datetime) -> bytes:
    """Return the certificate for who has left on a day."""
    sources = tuple(each for each in view.sources if each.held.year <= last.year)
    said = tuple(say.text(each) for each in CERTIFIED)
    subtitle = formats.plain_day(last, say.locale)
    return _printed(view, DocumentKind.LEAVE_CERTIFICATE, subtitle, said, sources, city, say, made_at)


def _printed(
    view: LeaveView,
    kind: DocumentKind,
    subtitle: str,
    said: tuple[str, ...],
    sources: tuple[Source, ...],
    city: str,
    say: Translator,
    made_at: datetime,
) -> bytes:
    title, holder = say.text(wording.DOCUMENT[kind]), view.holder
    sheet = Sheet(
        name=kind,
        language=say.locale,
        city=city,
        title=title,
        subtitle=subtitle,
        holder=holder_of(holder, say),
        figures=_sums(sources, say),
        notices=said,
        confirmations=(),
        tables=(_table(sources, say),),
        legend=(),
        evidence_title=say.text("What this rests on"),
        evidence=tuple(_rule(each, say) for each in sources),
        evidence_notes=(),
        foot=f"{title} · {holder.given_name} {holder.family_name} · {holder.staff_no} · {subtitle}",
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )
    return pdf.press().render(sheet, (), made_at)


def _sums(sources: tuple[Source, ...], say: Translator) -> tuple[Pair, ...]:
    held = [each.held for each in sources]
    sums = (
        (say.text("Days"), sum((each.days for each in held), Fraction())),
        (say.text("Taken"), sum((each.taken for each in held), Fraction())),
        (say.text("Planned"), sum((each.planned for each in held), Fraction())),
        (say.text("Left"), sum((each.left for each in held), Fraction())),
    )
    return tuple(Pair(label, formats.leave_days(days, say.locale), Look.FIGURE) for label, days in sums)


def _table(sources: tuple[Source, ...], say: Translator) -> Table:
    columns = (
        Column("kind", say.text("Leave")),
        Column("year", say.text("Year"), Look.FIGURE),
        Column("days", say.text("Days"), Look.FIGURE),
        Column("taken", say.text("Taken"), Look.FIGURE),
        Column("planned", say.text("Planned"), Look.FIGURE),
        Column("left", say.text("Left"), Look.FIGURE),
        Column("remarks", say.text("Can be taken")),
    )
    rows = tuple(Row(_cells(each.held, say)) for each in sources)
    return Table("leave", say.text("Leave"), columns, rows)


def _cells(held: Held, say: Translator) -> tuple[tuple[str, ...], ...]:
    figures = (held.days, held.taken, held.planned, held.left)
    return (
        (say.text(wording.LEAVE_KIND[held.kind]),),
        (str(held.year),),
        *((formats.leave_days(days, say.locale),) for days in figures),
        (wording.expiry_sentence(held.expiry, say),),
    )


def _rule(source: Source, say: Translator) -> Pair:
    label = f"{say.text(wording.LEAVE_KIND[source.held.kind])} {source.held.year}"
    citations = (source.given.citation if source.given else "", source.held.expiry.citation)
    return Pair(label, "; ".join(each for each in citations if each))
