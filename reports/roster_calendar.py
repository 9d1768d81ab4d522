"""One's own duties as a calendar that phones subscribe to (RFC 5545): kind, place and time, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.i18n import Translator, wording
from timeclock.store.duty_calendar import PublishedDuty

MEDIA = "text/calendar"
PRODUCT = "-//Timeclock//Roster//DE"
# A line has at most so many octets, the break not counted (RFC 5545 §3.1).
LINE_OCTETS = 75
# How often a program should look again.
REFRESH = "PT1H"
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
# What a sequence counts its minutes from: it has to fit where a whole number of 31 bits does.
SEQUENCE_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def write(duties: Sequence[PublishedDuty], whose: UUID, zone: ZoneInfo, say: Translator) -> bytes:
    """Return the calendar; `whose` makes the events unique, as no other calendar has it."""
    name = _text(say.text("Roster"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    for uid, duty in _named(duties, whose, zone):
        lines += _event(uid, duty, say)
    lines.append("END:VCALENDAR")
    return b"".join(b"%b\r\n" % each for line in lines for each in _folded(line))


def _named(duties: Iterable[PublishedDuty], whose: UUID, zone: ZoneInfo) -> Iterator[tuple[UUID, PublishedDuty]]:
    """Yield duties with names that stay while employment, kind and day do: a duty whose hours move is the same one."""
    seen = Counter[str]()
    for each in duties:
        what = f"{each.employment_id}/{each.kind.value}/{walltime.local_day(each.span.from_at, zone).isoformat()}"
        yield uuid5(whose, f"{what}/{seen[what]}"), each
        seen[what] += 1


def _event(uid: UUID, duty: PublishedDuty, say: Translator) -> Iterator[str]:
    told = _instant(duty.told_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{told}"
    yield f"LAST-MODIFIED:{told}"
    yield f"SEQUENCE:{max(int((duty.told_at - SEQUENCE_SINCE).total_seconds()) // 60, 0)}"
    yield f"DTSTART:{_instant(duty.span.from_at)}"
    yield f"DTEND:{_instant(duty.span.to_at)}"
    yield f"SUMMARY:{_text(say.text(wording.DUTY[duty.kind]))}"
    if duty.unit:
        yield f"LOCATION:{_text(duty.unit)}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(ESCAPED)


def _folded(line: str) -> Iterator[bytes]:
    """Yield a line in pieces of at most 75 octets, each but the first behind a blank, and no letter torn apart."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > LINE_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
