"""Correcting a stamp and confirming a month, page by page."""

import re
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import delete, select, update

from tests import city as builders
from tests.lived_in import sight
from timeclock.core.spans import DaySpan
from timeclock.service import confirmations
from timeclock.store.schema.people import employment_version
from timeclock.store.schema.requests import request as request_table
from timeclock.store.schema.results import day_result

DAY = "/me/day/2026-11-19"
ASK = f"{DAY}/correction"
NOVEMBER = date(2026, 11, 1)
DECEMBER = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


def wanted(**other):
    return {
        "request_uid": str(uuid4()),
        "change": "new",
        "kind": "break_start",
        "clock": "1200",
        "reason": "Ausweis vergessen",
    } | other


def stamp_links(text):
    return [UUID(found) for found in re.findall(r"correction\?stamp=([0-9a-f-]+)", text)]


def asked(town):
    with town.database.reading() as session:
        return session.execute(select(request_table.c.uid).order_by(request_table.c.id)).scalars().all()


def approve(somebody, case):
    """Approve a request as its page shows it."""
    seen = re.search(r'name="seen" value="([^"]+)"', somebody.get(case).text)[1]
    return somebody.post(case, {"decision": "approve", "version": "1", "seen": seen})


def main(answer):
    return main_of(answer.text)


def main_of(text):
    return text.split("<main")[1].split("</main>")[0]


class TestAsking:
    def test_every_stamp_of_my_day_leads_to_its_correction(self, aydin):
        text = aydin.get(DAY).text

        assert len(stamp_links(text)) == 2
        assert f'href="{ASK}"' in text
        for uid in stamp_links(text):
            assert "Buchung korrigieren" in aydin.get(f"{ASK}?stamp={uid}").text

    def test_a_request_shows_on_its_day_and_can_be_withdrawn(self, aydin, small_town):
        answer = aydin.post(ASK, wanted())
        assert answer.location == DAY
        text = aydin.get(DAY).text
        assert "wartet auf Entscheidung" in text
        assert "Pause beginnt 12:00" in text

        [uid] = asked(small_town)
        answer = aydin.post("/me/requests/withdraw", {"request_uid": str(uid)})
        assert answer.location == DAY
        assert "zurückgenommen" in main(aydin.get(DAY))
        assert "Antrag zurücknehmen" not in main(aydin.get(DAY))

    def test_a_double_click_is_one_request(self, aydin, small_town):
        form = wanted()
        assert [aydin.post(ASK, form).status_code for _ in range(2)] == [303, 303]

        assert len(asked(small_town)) == 1

    def test_a_form_edited_after_it_was_sent_comes_back_to_be_sent_as_another(self, aydin, small_town):
        form = wanted()
        aydin.post(ASK, form)
        answer = aydin.post(ASK, form | {"clock": "13:15", "reason": "Doch erst später"})
        [fresh] = re.findall(r'name="request_uid" value="([^"]+)"', answer.text)
        [first] = asked(small_town)

        assert answer.status_code == 422
        assert "schon einmal gesendet" in answer.text
        assert 'value="13:15"' in answer.text
        assert "Doch erst später" in answer.text
        assert aydin.post(ASK, form | {"clock": "13:15", "request_uid": fresh}).status_code == 303
        assert asked(small_town) == [first, UUID(fresh)]

    @pytest.mark.parametrize("clock", ["12:00", "12.00", "1200", "12", "12 Uhr", "12:00 uhr", " 12h ", "12h00"])
    def test_a_time_is_understood_however_it_is_written(self, aydin, clock):
        assert aydin.post(ASK, wanted(clock=clock)).status_code == 303
        assert "Pause beginnt 12:00" in aydin.get(DAY).text

    @pytest.mark.parametrize(
        ("clock", "shown"), [("730", "07:30"), ("0730", "07:30"), ("7", "07:00"), ("0.05", "00:05")]
    )
    def test_a_short_time_is_understood_too(self, aydin, clock, shown):
        assert aydin.post(ASK, wanted(clock=clock)).status_code == 303
        assert f"Pause beginnt {shown}" in aydin.get(DAY).text

    @pytest.mark.parametrize("clock", ["", "halb acht", "7:30 C", "24:00", "7:60", "7:3", "12345", "-7:00", "7:30:00"])
    def test_what_is_no_time_is_asked_again(self, aydin, clock):
        answer = aydin.post(ASK, wanted(clock=clock))

        assert answer.status_code == 422
        assert 'href="#clock">Bitte geben Sie die Uhrzeit an, zum Beispiel 7:30.' in answer.text

    @pytest.mark.parametrize(
        "other",
        [
            {"reason": ""},
            {"reason": "x" * 501},
            {"change": "erase"},
            {"kind": "sideways"},
            {"kind": None},
            {"request_uid": "1"},
            {"stamp": "no uid", "change": "delete"},
            {"change": "delete"},
            {"which": "third"},
            {"person_id": "2"},
        ],
        ids=str,
    )
    def test_what_makes_no_sense_comes_back_with_what_was_entered(self, aydin, small_town, other):
        sent = {name: value for name, value in wanted(**other).items() if value is not None}
        answer = aydin.post(ASK, sent)

        assert answer.status_code == 422
        assert "<title>Fehler: Buchung" in answer.text
        assert 'value="1200"' in answer.text
        assert asked(small_town) == []

    @pytest.mark.parametrize("reason", ["", "   ", "\n \n"])
    def test_without_a_reason_it_is_asked_for_one(self, aydin, reason):
        answer = aydin.post(ASK, wanted(reason=reason))

        assert answer.status_code == 422
        assert "Bitte sagen Sie in wenigen Worten" in answer.text

    def test_what_no_database_keeps_is_not_taken(self, aydin):
        answer = aydin.post(ASK, wanted(reason="ver\x00gessen"))

        assert answer.status_code == 422
        assert "Das wurde nicht verstanden" in answer.text

    def test_in_the_night_that_has_an_hour_twice_the_page_asks_which(self, aydin):
        night = "/me/day/2026-10-25"
        answer = aydin.post(f"{night}/correction", wanted(clock="2:30"))
        assert answer.status_code == 422
        assert "Diese Uhrzeit gab es zweimal" in answer.text
        assert answer.text.count('name="which"') == 2
        assert 'name="which"' not in aydin.get(f"{night}/correction").text

        as_shown = aydin.post(f"{night}/correction", wanted(clock="02:30 A"))
        assert "Sommerzeit" in as_shown.text
        assert aydin.post(f"{night}/correction", wanted(clock="2:30", which="second")).status_code == 303
        assert "Pause beginnt 02:30" in aydin.get(night).text

    def test_in_the_night_that_lacks_an_hour_the_page_says_so(self, visitor):
        with time_machine.travel(datetime(2026, 4, 1, 9, 0, tzinfo=UTC), tick=False):
            visitor.sign_in("aydin")
            answer = visitor.post("/me/day/2026-03-29/correction", wanted(clock="2:30"))

        assert answer.status_code == 422
        assert "Diese Uhrzeit gab es nicht" in answer.text

    def test_somebody_elses_stamp_cannot_be_reached(self, signed_in, aydin):
        [uid, _] = stamp_links(aydin.get(DAY).text)
        celik = signed_in("celik")

        assert celik.get(f"{ASK}?stamp={uid}").status_code == 404
        assert celik.post(ASK, wanted(change="delete", stamp=str(uid))).status_code == 404

    def test_somebody_elses_request_cannot_be_withdrawn_or_read(self, signed_in, aydin, small_town):
        aydin.post(ASK, wanted())
        [uid] = asked(small_town)
        for path in ("withdraw", "seen"):
            assert signed_in("celik").post(f"/me/requests/{path}", {"request_uid": str(uid)}).status_code == 404

    def test_markup_in_a_reason_stays_text(self, aydin, signed_in, small_town):
        aydin.post(ASK, wanted(reason="<svg/onload=alert(1)>"))

        assert "<svg/onload" not in aydin.get(DAY).text
        brandt = signed_in("brandt")
        assert "<svg/onload" not in brandt.get("/team/requests").text
        assert "<svg/onload" not in brandt.get(f"/team/requests/{asked(small_town)[0]}").text


class TestTwoEmployments:
    """Frau Aydin works in the archive as well; every page keeps to the employment it shows."""

    @pytest.fixture
    def second(self, small_town):
        with small_town.database.transaction() as session:
            hired = builders.employed_again(session, small_town.aydin, small_town.archive)
            builders.stamped(session, hired, date(2026, 11, 19), "17:00 in 19:00 out", small_town.settings)
            builders.evaluated(session, hired, DaySpan.one(date(2026, 11, 19)), small_town)
        return hired.employment_uid

    def links(self, text, pattern):
        return {unescape(found) for found in re.findall(rf'(?:href|action)="({pattern}[^"]*)"', main_of(text))}

    def test_from_the_month_to_the_request_the_employment_is_carried(self, aydin, second, small_town):
        month = aydin.get("/me/month/2026-11")
        [chosen] = [each for each in self.links(month.text, "/me/month/2026-11") if str(second) in each]
        days = self.links(aydin.get(chosen).text, "/me/day")
        day = aydin.get(f"{DAY}?employment={second}")
        drafts = self.links(day.text, ASK)
        add = f"{ASK}?employment={second}"
        draft = aydin.get(add)
        form = wanted(employment=re.search(r'name="employment" value="([^"]+)"', draft.text)[1], clock="18:00")
        answer = aydin.post(add, form)

        assert {each.split("?")[1] for each in days} == {f"employment={second}"}
        assert "17:00" in main(day)
        assert "08:00" not in main(day)
        assert len(drafts) == 3
        assert all(str(second) in each for each in drafts)
        assert self.links(draft.text, ASK) == {add}
        assert answer.location == f"{DAY}?employment={second}"
        assert "wartet auf Entscheidung" in main(aydin.get(answer.location))
        assert "wartet auf Entscheidung" not in main(aydin.get(DAY))

    def test_both_employments_of_a_day_are_a_click_away(self, aydin, second, small_town):
        text = aydin.get(DAY).text

        assert {f"{DAY}?employment={uid}" for uid in (second, small_town.aydin.employment_uid)} <= self.links(text, DAY)
        assert "Meine Beschäftigungsverhältnisse" in text
        assert text.count('aria-current="page">Bürgerdienste · 10001') == 1

    def test_who_has_one_employment_sees_no_choice(self, aydin):
        assert "Meine Beschäftigungsverhältnisse" not in aydin.get(DAY).text

    def test_the_papers_of_the_month_are_those_of_the_employment(self, aydin, second):
        month = aydin.get(f"/me/month/2026-11?employment={second}").text
        papers = self.links(month, "/me/proof") | self.links(month, "/me/timesheet")

        assert papers == {f"/me/{kind}/2026-11?employment={second}" for kind in ("proof", "timesheet")}
        for paper in papers:
            assert "20001" in aydin.get(paper).text

    def test_anothers_employment_is_no_page_of_ones_own(self, signed_in, small_town):
        brandt, uid = signed_in("brandt"), small_town.aydin.employment_uid
        for page in (DAY, ASK, "/me/month/2026-11", "/me/proof/2026-11"):
            assert brandt.get(f"{page}?employment={uid}").status_code == 404
        assert brandt.post(ASK, wanted(employment=str(uid))).status_code == 404


class TestDeciding:
    @pytest.fixture
    def waiting(self, aydin, small_town):
        """Frau Aydin asks to go an hour later than she stamped."""
        going = stamp_links(aydin.get(DAY).text)[1]
        aydin.post(ASK, wanted(change="change", stamp=str(going), kind="out", clock="15:25"))
        [uid] = asked(small_town)
        return f"/team/requests/{uid}"

    def test_the_list_and_the_case_show_what_is_needed_to_decide(self, signed_in, waiting):
        brandt = signed_in("brandt")
        listed, case = main(brandt.get("/team/requests")), main(brandt.get(waiting))

        assert "Aydin, Elif" in listed
        assert "1 Antrag wartet auf Ihre Entscheidung" in listed
        for text in (listed, case):
            assert "<del>Gehen 14:25</del>" in text
            assert "<strong>Gehen 15:25</strong>" in text
            assert "Ausweis vergessen" in text
        assert '<td class="tc-num">6:00</td><td class="tc-num">6:55</td>' in case
        assert "Pause abgezogen" in case
        assert '<td class="tc-num">3</td><td class="tc-num">2</td>' in case

    def test_approved_it_shows_struck_through_with_who_and_why(self, signed_in, aydin, waiting):
        answer = approve(signed_in("brandt"), waiting)
        assert answer.location == "/team/requests"

        text = main(aydin.get(DAY))
        assert "<del>14:25</del>" in text
        assert "Jens Brandt" in text or "Brandt" in text
        assert "Arbeit von 08:00 bis 15:25" in text
        today = main(aydin.get("/me/today"))
        assert "wurde genehmigt" in today
        uid = re.search(r'name="request_uid" value="([^"]+)">\s*<button class="tc-quiet">', today)[1]
        assert aydin.post("/me/requests/seen", {"request_uid": uid}).location == "/me/today"
        assert "wurde genehmigt" not in main(aydin.get("/me/today"))

    def test_refused_the_person_reads_why(self, signed_in, aydin, waiting):
        brandt = signed_in("brandt")
        missing = brandt.post(waiting, {"decision": "refuse", "version": "1", "reason": " "})
        assert missing.status_code == 422
        assert 'href="#reason">Bitte sagen Sie, warum Sie ablehnen' in missing.text

        brandt.post(waiting, {"decision": "refuse", "version": "1", "reason": "Der Schalter schloss um zwei."})
        assert "Der Schalter schloss um zwei." in main(aydin.get(DAY))
        assert "wurde abgelehnt" in main(aydin.get("/me/today"))

    def test_what_arrived_since_she_looked_comes_back_to_be_looked_at(self, signed_in, small_town, waiting):
        brandt = signed_in("brandt")
        seen = re.search(r'name="seen" value="([^"]+)"', brandt.get(waiting).text)[1]
        with small_town.database.transaction() as session:
            builders.stamped(session, small_town.aydin, date(2026, 11, 19), "15:10 out", small_town.settings)
        for sent in (seen, ""):
            answer = brandt.post(waiting, {"decision": "approve", "version": "1", "seen": sent})
            assert answer.status_code == 409
            assert "hat sich etwas geändert" in main(answer)
            assert "15:10" in main(answer)
        assert approve(brandt, waiting).location == "/team/requests"

    def test_of_a_day_that_is_none_any_more_only_a_refusal_is_left(self, signed_in, small_town, waiting):
        with small_town.database.transaction() as session:
            held = employment_version.c.employment_id == small_town.aydin.employment_id
            session.execute(update(employment_version).where(held).values(valid_to=date(2026, 11, 10)))
        brandt = signed_in("brandt")
        listed, page = (main(brandt.get(path)) for path in ("/team/requests", waiting))
        answer = brandt.post(waiting, {"decision": "refuse", "version": "1", "reason": "Nicht mehr bei uns."})

        assert "Aydin, Elif" in listed
        assert "kann nur abgelehnt werden" in page
        assert 'value="approve"' not in page
        assert answer.location == "/team/requests"

    def test_the_second_who_decides_is_told(self, signed_in, waiting):
        approve(signed_in("brandt"), waiting)
        late = signed_in("officer").post(waiting, {"decision": "refuse", "version": "1", "reason": "nein"})

        assert late.status_code == 409
        assert "Jemand war schneller" in late.text
        assert "genehmigt" in main(signed_in("officer").get(waiting))

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"decision": "approve"},
            {"decision": "perhaps", "version": "1"},
            {"decision": "approve", "version": "x"},
            {"decision": "approve", "version": "1", "by": "2"},
        ],
        ids=str,
    )
    def test_what_is_no_decision_changes_nothing(self, signed_in, waiting, sent):
        brandt = signed_in("brandt")

        assert brandt.post(waiting, sent).status_code == 422
        assert "wartet auf Entscheidung" in main(brandt.get(waiting))

    @pytest.mark.parametrize("name", ["celik", "hr", "council", "it"])
    def test_others_do_not_decide(self, signed_in, waiting, name):
        somebody = signed_in(name)

        assert somebody.post(waiting, {"decision": "approve", "version": "1"}).status_code == 403
        assert somebody.get(waiting).status_code == 403

    def test_the_superior_has_no_page_for_her_own_request(self, signed_in, small_town):
        brandt = signed_in("brandt")
        brandt.post(ASK, wanted())
        [uid] = asked(small_town)

        assert "Nichts wartet auf Ihre Entscheidung." in brandt.get("/team/requests").text
        assert brandt.get(f"/team/requests/{uid}").status_code == 404
        assert "Brandt, Jens" in signed_in("officer").get("/team/requests").text


class TestConfirming:
    PAGE = "/team/confirm/2026-11"

    @pytest.fixture
    def december(self, small_town, pages):
        with small_town.database.transaction() as session:
            span = DaySpan(date(2026, 11, 1), date(2026, 12, 1))
            builders.stamped(session, small_town.aydin, date(2026, 11, 18), "08:00 in", small_town.settings)
            builders.evaluated(session, small_town.aydin, span, small_town, DECEMBER)
        with time_machine.travel(DECEMBER, tick=False):
            yield

    def forms(self, text):
        """Return what each form of the page would send."""
        found = [re.findall(r'<input [^>]*name="(\w+)" (?:value="([^"]*)")?', form) for form in text.split("<form")[1:]]
        return [dict(each) for each in found]

    def test_the_way_leads_to_the_month_that_is_over(self, december, signed_in):
        assert signed_in("brandt").get("/team/confirm").location == self.PAGE

    def test_a_month_with_open_days_wants_a_reason_and_then_shows_to_both(self, december, signed_in):
        brandt, aydin = signed_in("brandt"), signed_in("aydin")
        page = main(brandt.get(self.PAGE))
        assert "Aydin, Elif" in page
        assert "Brandt, Jens" not in page
        [sent] = [form for form in self.forms(page) if "employment_uid" in form]
        sent.pop("csrf_token")

        missing = brandt.post(self.PAGE, sent | {"reason": ""})
        assert missing.status_code == 422
        assert "Bitte sagen Sie, warum Sie ihn trotzdem bestätigen" in missing.text

        assert brandt.post(self.PAGE, sent | {"reason": "Urlaub ist noch nicht erfasst."}).location == self.PAGE
        assert "1 Person, 1 bestätigt" in brandt.get(self.PAGE).text
        month = main(aydin.get("/me/month/2026-11"))
        assert "bestätigt von Brandt" in month
        assert "Urlaub ist noch nicht erfasst." in month

    def test_a_later_correction_shows_as_changed_since(self, december, signed_in, small_town):
        brandt, aydin = signed_in("brandt"), signed_in("aydin")
        [sent] = [form for form in self.forms(main(brandt.get(self.PAGE))) if "employment_uid" in form]
        brandt.post(self.PAGE, {"seen": sent["seen"], "employment_uid": sent["employment_uid"], "reason": "geprüft"})
        going = stamp_links(aydin.get(DAY).text)[1]
        aydin.post(ASK, wanted(change="change", stamp=str(going), kind="out", clock="15:25"))
        waiting = main(brandt.get(self.PAGE))
        [uid] = asked(small_town)
        approve(brandt, f"/team/requests/{uid}")

        assert "1 Antrag offen" in waiting
        assert "seit der Bestätigung geändert" in main(brandt.get(self.PAGE))
        assert "Erneut bestätigen" in main(brandt.get(self.PAGE))
        assert "seit der Bestätigung geändert" in main(aydin.get("/me/month/2026-11"))

    def test_what_changed_while_she_looked_is_not_confirmed(self, december, signed_in, small_town):
        brandt = signed_in("brandt")
        uid = small_town.aydin.employment_uid
        answer = brandt.post(self.PAGE, {"seen": "0" * 64, "employment_uid": str(uid), "reason": "geprüft"})

        assert answer.status_code == 422
        assert "hat sich etwas geändert" in answer.text

    def test_a_month_that_runs_cannot_be_confirmed(self, signed_in, small_town):
        brandt = signed_in("brandt")
        page = main(brandt.get(self.PAGE))
        uid = small_town.aydin.employment_uid
        answer = brandt.post(self.PAGE, {"seen": "", "employment_uid": str(uid)})

        assert "noch nicht vorbei" in page
        assert self.forms(page) == []
        assert answer.status_code == 422

    def test_days_nobody_worked_out_are_named_and_cannot_be_confirmed(self, december, signed_in, small_town):
        brandt = signed_in("brandt")
        with small_town.database.transaction() as session:
            here = day_result.c.employment_id == small_town.aydin.employment_id
            session.execute(delete(day_result).where(here, day_result.c.day > date(2026, 11, 27)))
            shown = confirmations.to_confirm(session, sight(session, small_town, "brandt", DECEMBER), NOVEMBER)
        page = main(brandt.get(self.PAGE))
        [only] = shown.people
        uid = str(only.employed.employment_uid)
        sent = {"seen": only.figures.hash, "employment_uid": uid, "reason": "egal"}
        answer = brandt.post(self.PAGE, sent)

        assert "3 Tage nicht berechnet" in page
        assert self.forms(page) == []
        assert answer.status_code == 422
        assert "nicht bis zu ihrem Ende berechnet" in answer.text

    def test_the_month_of_who_left_within_it_can_be_looked_at(self, december, signed_in, small_town):
        with small_town.database.transaction() as session:
            held = employment_version.c.employment_id == small_town.aydin.employment_id
            session.execute(update(employment_version).where(held).values(valid_to=date(2026, 11, 20)))
        brandt = signed_in("brandt")
        page = main(brandt.get(self.PAGE))
        [address] = re.findall(r'href="(/team/[^"]+/month/2026-11)"', page)
        month = brandt.get(address)
        days = re.findall(r'href="(/team/[^"]+/day/[^"]+)"', month.text)

        assert " · So., 1. Nov. bis Do., 19. Nov." in page
        assert month.status_code == 200
        assert [day[-10:] for day in days] == [f"2026-11-{n:02}" for n in range(1, 20)]
        assert brandt.get(days[-1]).status_code == 200

    def test_another_units_month_cannot_be_confirmed(self, december, signed_in, small_town):
        uid = small_town.celik.employment_uid

        assert signed_in("brandt").post(self.PAGE, {"seen": "", "employment_uid": str(uid)}).status_code == 404
