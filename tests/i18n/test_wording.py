"""Lines and findings as sentences."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from timeclock.core.dated import Since
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.spans import Span
from timeclock.i18n import translator, wording
from timeclock.service.access import Role

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 23)
MORNING = Span(datetime(2026, 11, 23, 6, 30, tzinfo=UTC), datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
LATE = Span(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
NEXT_DAY = Span(datetime(2026, 11, 24, 0, 0, tzinfo=UTC), datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
HALF_AN_HOUR = timedelta(minutes=30)


def line(reason, amount=HALF_AN_HOUR, span=None, **figures):
    return Line(Part.WORKED, reason, amount, "RULE", "Law", span, figures)


def finding(code, figure=None, limit=None, **figures):
    return Finding(code, Severity.WARNING, DAY, "Law", figure, limit, figures)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (line(Reason.WORK, span=MORNING), "Arbeit von 07:30 bis 12:00"),
        (line(Reason.MOBILE_WORK, span=MORNING), "Mobile Arbeit von 07:30 bis 12:00"),
        (
            line(Reason.BREAK_DEDUCTED, -HALF_AN_HOUR, present=400, required=30, interruptions=0),
            "Pause abgezogen: Bei 6:40 Arbeit sind 0:30 vorgeschrieben, genommen wurden 0:00",
        ),
        (
            line(Reason.BREAK_DEDUCTED, -HALF_AN_HOUR, present=370, required=30, interruptions=0, kept=360),
            "Pause abgezogen: Bei 6:10 Arbeit sind 0:30 vorgeschrieben, genommen wurden 0:00; der Abzug endet bei 6:00",
        ),
        (line(Reason.WORK, span=LATE), "Arbeit von 18:00 bis 24:00"),
        (line(Reason.CALL_OUT, span=NEXT_DAY), "Einsatz von Di. 01:00 bis Di. 02:00"),
        (
            line(Reason.OUTSIDE_FRAME, **{"from": "06:00", "to": "20:00"}),
            "Außerhalb der Rahmenzeit von 06:00 bis 20:00: zählt nicht",
        ),
        (line(Reason.DOUBLED_STAMP, kind="in", at="07:31"), "Kommen um 07:31 doppelt gebucht: zählt einmal"),
        (
            line(Reason.HOLIDAY, name_de="Allerheiligen", name_en="All Saints' Day"),
            "Allerheiligen ist Feiertag: keine Arbeit geschuldet",
        ),
        (
            line(Reason.HOLIDAY_PAID, name_de="Fronleichnam", name_en="Corpus Christi", percent="135 %"),
            "Fronleichnam ist Feiertag: Die Schicht bleibt geschuldet, denn ihre Stunden werden mit 135 % bezahlt und "
            "nicht mit Freizeit ausgeglichen",
        ),
    ],
    ids=lambda value: value.reason if isinstance(value, Line) else "",
)
def test_a_line_says_why_it_is_there(given, sentence):
    assert wording.line_sentence(given, DAY, translator("de"), BERLIN) == sentence


@pytest.mark.parametrize(
    ("since", "german", "english"),
    [
        (None, "", ""),
        (Since(date(1994, 7, 1)), "gilt seit 01.07.1994", "in force from 1 Jul 1994"),
        (
            Since(date(2027, 1, 1), replaces=True),
            "gilt seit 01.01.2027 (bis 31.12.2026 anders)",
            "in force from 1 Jan 2027 (different until 31 Dec 2026)",
        ),
    ],
)
def test_a_figure_says_from_when_on_it_holds_and_until_when_another_did(since, german, english):
    assert [wording.since_sentence(since, translator(locale)) for locale in ("de", "en")] == [german, english]


def test_a_holiday_has_its_english_name_in_english():
    given = line(Reason.HOLIDAY, name_de="Allerheiligen", name_en="All Saints' Day")

    assert (
        wording.line_sentence(given, DAY, translator("en"), BERLIN)
        == "All Saints' Day is a public holiday: no work is due"
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (finding(Code.ARBZG_3_2_MAX10, 620, 600), "10:20 gearbeitet, 10:00 erlaubt"),
        (finding(Code.CORE_TIME, 15, 0), "0:15 der Kernzeit fehlen"),
        (finding(Code.MISSING_OUT, kind="in", at="07:30"), "Kommen um 07:30 steht allein"),
        (finding(Code.NO_STAMPS), ""),
        (finding(Code.STILL_IN, kind="in", at="07:30"), ""),
    ],
    ids=lambda value: value.code if isinstance(value, Finding) else "",
)
def test_a_finding_says_its_figures(given, sentence):
    assert wording.finding_figures(given, translator("de")) == sentence


def test_every_role_has_a_name():
    assert set(wording.ROLE) == {role.value for role in Role}
