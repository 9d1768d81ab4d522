"""My pages: one big button, a double click is one stamp, and a deducted break can be contested."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from tests.city import NOW, evaluated, stamped
from timeclock.core.spans import DaySpan


def stamp(visitor, kind, key=None):
    return visitor.post("/me/stamps", {"kind": kind, "request_uid": str(key or uuid4())})


def buttons(text):
    return re.findall(r'name="kind" value="(\w+)"', text)


def test_the_button_knows_what_comes_next(aydin):
    seen = [buttons(aydin.get("/me/today").text)]
    for minutes, kind in ((0, "in"), (20, "break_start"), (40, "break_end"), (60, "out")):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert stamp(aydin, kind).status_code == 303
            seen.append(buttons(aydin.get("/me/today").text))

    assert seen == [["in"], ["out", "break_start"], ["break_end", "out"], ["out", "break_start"], ["in"]]


def test_the_confirmation_says_what_was_stored_and_takes_the_focus(aydin):
    stamp(aydin, "in")

    text = aydin.get("/me/today").text
    assert "Kommen um 16:00 gebucht. Einen guten Tag!" in text
    assert 'role="status" tabindex="-1" autofocus' in text
    assert "Anwesend seit 16:00" in text


def test_a_double_click_is_one_stamp(aydin):
    key = uuid4()
    assert [stamp(aydin, "in", key).status_code for _ in range(2)] == [303, 303]

    assert aydin.get("/me/day/2026-11-20").text.count('<th scope="row">Kommen') == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "in"},
        {"kind": "in", "request_uid": "not-a-uid"},
        {"kind": "auto", "request_uid": str(uuid4())},
        {"kind": "sideways", "request_uid": str(uuid4())},
        {"kind": ["in", "out"], "request_uid": str(uuid4())},
        {"kind": "in", "request_uid": str(uuid4()), "person_id": "2"},
    ],
)
def test_what_is_not_a_stamp_is_refused_and_stores_nothing(aydin, sent):
    assert aydin.post("/me/stamps", sent).status_code == 422
    assert buttons(aydin.get("/me/today").text) == ["in"]


def test_the_poll_brings_only_the_part_that_changes(aydin):
    text = aydin.get("/me/today/state").text

    assert text.lstrip().startswith('<div id="state"')
    assert "<html" not in text


def test_each_form_has_a_key_of_its_own(aydin):
    stamp(aydin, "in")

    keys = re.findall(r'name="request_uid" value="([^"]+)"', aydin.get("/me/today").text)
    assert len(keys) == len(set(keys)) == 2


def test_the_month_leads_to_every_days_bill(aydin):
    text = aydin.get("/me/month/2026-11").text

    assert len(re.findall(r'href="/me/day/2026-11-\d\d"', text)) == 30
    assert "Pause zu kurz für mehr als 6 Stunden Arbeit" in text
    assert "Allerheiligen" in text
    assert 'href="/me/month/2026-10"' in text
    assert 'href="/me/month/2026-12"' in text


def test_the_bill_explains_every_minute(aydin):
    text = aydin.get("/me/day/2026-11-19").text

    assert "Arbeit von 08:00 bis 14:25" in text
    assert "Pause abgezogen: Bei 6:25 Arbeit sind 0:30 vorgeschrieben, genommen wurden 0:00" in text
    assert "ArbZG" in text
    assert "−0:25" in text
    assert "Geltende Regeln:" in text


def test_the_line_of_a_day_names_a_call(aydin, small_town):
    day = date(2026, 11, 12)
    with small_town.database.transaction() as session:
        stamped(
            session, small_town.aydin, day, "08:00 in 13:00 out 19:40 call_start 20:25 call_end", small_town.settings
        )
        evaluated(session, small_town.aydin, DaySpan.one(day), small_town)

    text = aydin.get(f"/me/day/{day}").text

    assert "Einsatz am Aufenthaltsort von 19:40 bis 20:25" in text
    assert '<span class="tc-key tc-key--remote_call" aria-hidden="true"></span>Einsatz am Aufenthaltsort</th>' in text


def test_a_deducted_break_is_contested_and_the_declaration_withdrawn(aydin):
    answer = aydin.post("/me/day/2026-11-19/contest", {"reason": "Der Schalter war allein besetzt."})
    assert answer.location == "/me/day/2026-11-19"
    text = aydin.get("/me/day/2026-11-19").text
    assert "wieder gutgeschrieben" in text
    assert "Erklärung zurücknehmen" in text

    aydin.post("/me/day/2026-11-19/contest/withdraw")
    assert "wieder gutgeschrieben" not in aydin.get("/me/day/2026-11-19").text


def test_without_a_reason_the_form_says_so_and_keeps_the_page(aydin):
    answer = aydin.post("/me/day/2026-11-19/contest", {"reason": ""})

    assert answer.status_code == 422
    assert "<title>Fehler: Donnerstag, 19. November 2026" in answer.text
    assert 'href="#reason">Bitte sagen Sie in wenigen Worten' in answer.text


def test_a_name_like_markup_stays_text(aydin):
    hostile = '"><svg/onload=alert(1)>'
    answer = aydin.post("/me/day/2026-11-19/contest", {"reason": hostile * 30})

    assert answer.status_code == 422
    assert "<svg/onload" not in answer.text


def test_before_the_first_stamp_of_a_day_nothing_is_invented(visitor):
    with time_machine.travel(NOW + timedelta(days=2, hours=14), tick=False):
        visitor.sign_in("aydin")
        text = visitor.get("/me/today").text

    assert "Nicht anwesend" in text
    assert "An diesem Tag ist keine Arbeit erfasst." in text


def test_the_premiums_of_a_day_stand_under_its_bill(aydin, small_town):
    with small_town.database.transaction() as session:
        stamped(session, small_town.aydin, date(2026, 11, 14), "12:00 in 15:00 out", small_town.settings)
        evaluated(session, small_town.aydin, DaySpan.one(date(2026, 11, 14)), small_town)

    text = aydin.get("/me/day/2026-11-14").text

    assert "Samstagsarbeit 13:00–15:00: Zeitzuschlag 20 %" in text
    assert "TVöD §8 Abs. 1 Satz 2 Buchst. f · TVOED-8-1" in text
    assert "Minuten für die Entgeltabrechnung" in text
    assert "Minuten für die Entgeltabrechnung" not in aydin.get("/me/day/2026-11-19").text
