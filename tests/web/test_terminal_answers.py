"""What the terminal is told to show: to whoever stamped, and to whoever only holds the badge to look."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.city import NOW, badge
from tests.door import Door
from tests.terminal import UNKNOWN_BADGE, enrolled
from timeclock.service import leave
from timeclock.store.schema.notices import notice
from timeclock.store.schema.stamps import stamp

INQUIRIES = "/terminal/v1/inquiries"


@pytest.fixture
def wall(pages, small_town):
    """Frau Aydin's badge at a terminal, on Friday at 16:00; her leave of the year is worked out."""
    with small_town.database.transaction() as session:
        hash_ = badge(session, small_town.aydin, "04A1B2C3D4E5F6", small_town.settings, NOW - timedelta(hours=9))
        leave.refresh_now(session, small_town.aydin.person_id, small_town.rulebook(), NOW)
    return Door(small_town, pages.test_client(), enrolled(small_town, NOW), hash_)


def lines(wall, language="de", **stamped):
    [result] = wall.deliver(wall.odd(**stamped))
    return result["display"][language]


def earlier(wall, kind, **ago):
    """Let a stamp have been taken some time ago."""
    wall.deliver(wall.odd(at=NOW - timedelta(**ago), kind=kind))


def ask(wall, show, badge_hash=None, **headers):
    body = json.dumps(
        {"v": 1, "badge": {"hash": badge_hash or wall.badge, "level": "identified"}, "show": show}
    ).encode()
    signed = wall.terminal.headers(body, wall.now, path=INQUIRIES, **headers)
    return wall.client.post(INQUIRIES, data=body, headers=signed)


def stored(wall):
    with wall.city.database.reading() as session:
        return session.execute(select(func.count(stamp.c.id))).scalar_one()


def test_a_coming_is_answered_with_name_time_balance_and_leave(wall):
    """Wednesday nothing of 7:48; Thursday 8:00 to 14:25 less 0:25 of break (C-7) is 6:00 of 7:48. 30 days by tariff."""
    assert lines(wall) == ["Guten Tag, Elif Aydin", "Kommen 16:00", "Saldo bis 19.11. −9:36", "Urlaub noch 30 Tage"]


def test_a_going_tells_the_day_and_counts_it(wall):
    """Nine hours less 0:30 of break are 8:30 worked, 0:42 more than due: −9:36 + 0:42."""
    earlier(wall, "in", hours=9)

    assert lines(wall, language="en", kind="out") == [
        "Goodbye Elif Aydin", "Going 16:00", "Today 8:30", "Balance −8:54 up to 20/11", "Leave left: 30 days"
    ]  # fmt: skip


def test_a_key_that_takes_a_wrong_one_back_says_so(wall):
    earlier(wall, "in", hours=1)
    earlier(wall, "in", seconds=40)

    assert lines(wall, kind="out")[1] == "Gehen 16:00, statt Kommen"


def test_a_key_that_takes_a_held_badge_back_says_what_that_was_taken_for(wall):
    earlier(wall, "in", hours=1)
    earlier(wall, "auto", seconds=40)

    assert lines(wall, kind="in")[1] == "Kommen 16:00, statt Gehen"


def test_the_same_key_again_is_told_to_be_recorded_already(wall):
    earlier(wall, "in", seconds=59)

    assert lines(wall, kind="in")[1] == "Bereits gebucht, 16:00"


def test_another_key_in_the_minute_of_a_doubled_one_is_told_for_what_it_is(wall):
    earlier(wall, "in", seconds=40)
    earlier(wall, "in", seconds=10)

    assert lines(wall, at=NOW - timedelta(seconds=5), kind="break_start")[1] == "Pause seit 15:59"


def test_an_errand_is_called_by_its_key(wall):
    earlier(wall, "in", hours=1)

    assert lines(wall, kind="errand_out")[1] == "Dienstgang beginnt 16:00"


def test_a_message_of_the_time_office_is_shown_at_the_next_tap_and_not_again(wall, signed_in):
    officer, words = signed_in("officer"), "Bitte den neuen Ausweis in Zimmer 12 abholen"
    page = officer.post("/office/messages", {"staff_no": "10001", "text": words}, follow_redirects=True).text
    assert "wartet auf die nächste Buchung" in page

    entry = wall.good()
    [first] = wall.deliver(entry)
    [sent_again] = wall.deliver(entry)
    assert first["display"]["de"][-1] == words
    assert sent_again["display"]["de"][-1] == words, "the first answer may have been lost"
    wall.now += timedelta(minutes=1)
    with time_machine.travel(wall.now, tick=False):
        assert words not in lines(wall)
    with wall.city.database.reading() as session:
        assert session.execute(select(notice.c.read_at).where(notice.c.kind == "terminal_message")).scalar_one() == NOW
    assert "gezeigt 20.11.2026, 16:00" in officer.get("/office/messages").text


def test_a_message_shown_to_a_badge_that_only_looks_is_noted_as_shown(wall, signed_in):
    officer, words = signed_in("officer"), "Bitte den neuen Ausweis in Zimmer 12 abholen"
    officer.post("/office/messages", {"staff_no": "10001", "text": words})

    assert words not in ask(wall, "today").json["display"]["de"]
    assert "wartet auf die nächste Buchung" in officer.get("/office/messages").text
    assert words in ask(wall, "account").json["display"]["de"]
    assert "gezeigt 20.11.2026, 16:00" in officer.get("/office/messages").text
    assert words in ask(wall, "account").json["display"]["de"], "the first answer may have been lost"
    wall.now += timedelta(minutes=3)
    with time_machine.travel(wall.now, tick=False):
        assert words not in ask(wall, "account").json["display"]["de"]
        assert words not in lines(wall)


@pytest.mark.parametrize(
    ("staff_no", "text", "told"),
    [
        ("10003", "Hallo", "Personalnummer"),
        ("10001", "x" * 101, "höchstens 100 Zeichen"),
        ("10001", " ", "höchstens 100 Zeichen"),
        ("10001", "eine\x07zwei", "höchstens 100 Zeichen"),
        ("", "Hallo", "Personalnummer"),
    ],
)
def test_a_message_that_cannot_be_shown_is_not_left(wall, signed_in, staff_no, text, told):
    """The time officer's people are those of the registry; Herr Celik works in the archive."""
    answer = signed_in("officer").post("/office/messages", {"staff_no": staff_no, "text": text})

    assert answer.status_code == 422
    assert told in answer.text
    assert "Es wurden noch keine Nachrichten hinterlassen" in answer.text


def test_the_account_is_shown_without_a_stamp(wall):
    answer = ask(wall, "account")

    assert answer.json["display"]["de"] == [
        "Elif Aydin", "Ihr Konto", "Saldo bis 19.11. −9:36", "Urlaub noch 30 Tage"
    ]  # fmt: skip
    assert stored(wall) == 4, "those of Thursday"


def test_todays_line_says_what_was_stamped_and_what_it_was_taken_for(wall):
    assert ask(wall, "today").json["display"]["de"] == ["Elif Aydin", "Heute", "Noch nichts gebucht"]
    for hours, kind in ((8, "auto"), (4, "break_start"), (3, "break_end")):
        earlier(wall, kind, hours=hours)
    lines(wall)

    assert ask(wall, "today").json["display"]["de"][2] == (
        "08:00 Kommen · 12:00 Pause beginnt · 13:00 Pause endet · 16:00 Gehen"
    )


def test_a_badge_that_leads_to_nobody_asks_in_vain(wall):
    shown = ask(wall, "account", UNKNOWN_BADGE).json["display"]

    assert (shown["tone"], shown["de"][0]) == ("unsure", "Dieser Ausweis führt hier zu keinem Konto")


def test_whoever_has_a_terminals_key_does_not_see_everybodys_account_in_a_minute(wall):
    answers = [ask(wall, "account") for _ in range(21)]
    of_another = ask(replace(wall, terminal=enrolled(wall.city, NOW, "Archiv", seed=2)), "account")
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        later = ask(wall, "account")

    assert [each.status_code for each in answers] == [200] * 20 + [429]
    assert answers[-1].json["code"] == "too_many_looks"
    assert "display" not in answers[-1].json
    assert [of_another.status_code, later.status_code] == [200, 200]


def test_nobody_asks_but_an_enrolled_terminal_with_a_request_of_its_own(wall):
    assert ask(wall, "account", signature="AAAA").json["code"] == "wrong_signature"
    assert ask(wall, "account", device=UNKNOWN_BADGE[:32]).json["code"] == "unknown_device"
    first = ask(wall, "account", nonce="AAAAAAAAAAAAAAAAAAAAAA")
    again = ask(wall, "account", nonce="AAAAAAAAAAAAAAAAAAAAAA")
    assert (first.status_code, again.status_code, again.json["code"]) == (200, 409, "replayed_request")


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"v":1,"badge":{"hash":"zz"},"show":"account"}', b'{"v":1}'])
def test_what_is_no_inquiry_is_refused(wall, body):
    answer = wall.client.post(INQUIRIES, data=body, headers=wall.terminal.headers(body, NOW, path=INQUIRIES))

    assert (answer.status_code, answer.json["code"]) == (400, "unreadable_body")
