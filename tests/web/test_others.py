"""Pages about others: everyone sees what her task needs, and no name stands where none belongs."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.city import NOW, agreed, evaluated
from tests.web.conftest import Visitor
from timeclock.core.spans import DaySpan
from timeclock.service import absences, deviations
from timeclock.service.absences import Asked
from timeclock.store import backups
from timeclock.store.backups import Fault, Tried
from timeclock.web.app import create_app


def test_the_superior_sees_her_people_and_their_days(signed_in, small_town):
    brandt = signed_in("brandt")
    uid = small_town.aydin.employment_uid

    assert "Aydin, Elif" in brandt.get("/team").text
    assert "Celik" not in brandt.get("/team").text
    assert "Elif Aydin" in brandt.get(f"/team/{uid}/month/2026-11").text
    assert f'href="/team/{uid}/day/2026-11-19"' in brandt.get(f"/team/{uid}/month/2026-11").text
    assert "Arbeit von 08:00 bis 14:25" in brandt.get(f"/team/{uid}/day/2026-11-19").text


def test_why_somebody_was_away_is_told_to_her_and_to_who_keeps_the_absences(signed_in, small_town):
    uid, day = small_town.aydin.employment_uid, "2026-11-17"
    with small_town.database.transaction() as session:
        asked = Asked("10001", "sick", date(2026, 11, 17), date(2026, 11, 17))
        absences.enter(session, asked, small_town.settings.zone, NOW)
        evaluated(session, small_town.aydin, DaySpan.one(asked.first), small_town)

    own = signed_in("aydin").get(f"/me/day/{day}").text
    assert "krank: 7:48 waren geplant" in own
    assert "EFZG" in own
    for keeps in ("officer", "hr"):
        assert "krank: 7:48 waren geplant" in signed_in(keeps).get(f"/team/{uid}/day/{day}").text
    others = [signed_in("brandt").get(f"/team/{uid}/{page}").text for page in (f"day/{day}", "timesheet/2026-11")]
    assert "ungeplant abwesend: 7:48 waren geplant" in others[0]
    assert "DSGVO Art. 9" in others[0]
    assert "abwesend +7:48" in others[1]
    for page in others:
        assert not any(word in page.lower() for word in ("krank", "sick", "efzg"))


def test_somebody_elses_break_cannot_be_contested(signed_in, small_town):
    text = signed_in("brandt").get(f"/team/{small_town.aydin.employment_uid}/day/2026-11-19").text

    assert "Die abgezogene Pause" not in text


def test_the_time_office_sees_what_to_settle(signed_in):
    text = signed_in("officer").get("/office/deviations").text

    assert "Aydin, Elif" in text
    assert "Pause zu kurz" in text


def test_the_list_of_what_to_settle_goes_on_on_further_pages(signed_in, monkeypatch):
    monkeypatch.setattr(deviations, "MOST_SHOWN", 1)
    officer = signed_in("officer")
    first, past = (officer.get(f"/office/deviations?{query}").text for query in ("", "after=40"))

    assert "1 bis 1 von " in first
    assert 'href="/office/deviations?after=1#list" rel="next"' in first
    assert "Die Liste ist kürzer geworden." in past
    assert "Nichts zu erledigen" not in past


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-11-20&to=2026-11-01",
        "from=yesterday",
        "to=2026-13-01",
        "from=2020-01-01",
        "house=1",
        "kind=colour",
        "after=-1",
        "from=2026-11-01&from=2026-11-02",
    ],
)
def test_days_that_make_no_sense_are_refused_and_the_list_stays(signed_in, query):
    answer = signed_in("officer").get(f"/office/deviations?{query}")

    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingabe" in answer.text
    assert "Aydin, Elif" in answer.text


def test_figures_name_nobody_and_hide_small_groups(signed_in, small_town):
    with small_town.database.transaction() as session:
        agreed(session)
    text = signed_in("hr").get("/hr/figures/2026-11").text

    assert "Bürgerdienste" in text
    assert "weniger als 7 Personen" in text
    assert not any(name in text for name in ("Aydin", "Brandt", "Celik"))


def test_evidence_names_nobody(signed_in):
    text = signed_in("council").get("/council/evidence").text

    assert "Öffentlicher Schlüssel des Protokolls" in text
    assert not any(name in text for name in ("Aydin", "Brandt", "Celik"))


def test_health_is_red_where_no_backup_came_back_of_late_and_says_what_was_wrong(small_town, signed_in):
    kept = Tried(NOW, "2026-11-20", "a.zip", 5_000_000, "ab", 41, "41 Zm9v", None)
    nowhere = signed_in("it").get("/admin/health").text
    keeping = replace(small_town.settings, backup_directory="backups")
    it = Visitor(create_app(keeping, small_town.database).test_client())
    it.sign_in("it")
    pages = [it.get("/admin/health").text]
    for each in (replace(kept, at=NOW - timedelta(days=3)), replace(kept, fault=Fault.NOT_WHOLE), kept):
        with small_town.database.transaction() as session:
            backups.add(session, each)
        pages.append(it.get("/admin/health").text)

    assert "es werden keine gemacht" in nowhere
    assert "noch keine gute" in pages[0]
    assert "die letzte gute ist zu alt" in pages[1]
    assert "die Datei ist beschädigt" not in pages[1]
    assert "die Datei ist beschädigt" in pages[2]
    assert "heil zurückgespielt" in pages[3]
    assert "5 MB: Jede Zeile kam zurück und passt zum Protokoll mit 41 Blättern." in pages[3]
    assert "41 Zm9v" in pages[3]


def test_health_says_what_waits(signed_in):
    text = signed_in("it").get("/admin/health").text

    assert "Tage zu berechnen" in text
    assert "Datenbank: sqlite" in text


OWN_PAGES = ("Heute", "Monat", "Abwesenheiten", "Konten", "Dienstplan", "Urlaub", "Anträge", "Dokumente")


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("aydin", [*OWN_PAGES, "Hilfe"]),
        (
            "brandt",
            [
                "Meine Zeit",
                "Team",
                "Hilfe",
                "Heute",
                "Monat",
                "Abwesenheiten",
                "Konten",
                "Dienstplan",
                "Urlaub",
                "Anträge",
                "Dokumente",
            ],
        ),
        (
            "officer",
            [
                "Team",
                "Zeitwirtschaft",
                "Personal",
                "Hilfe",
                "Personen",
                "Anwesend",
                "Kalender",
                "Dienstplan",
                "Rufbereitschaft",
                "Entscheiden",
                "Bestätigen",
                "Räumung",
                "Mindestbesetzung",
            ],
        ),
        (
            "hr",
            ["Team", "Zeitwirtschaft", "Personal", "IT-Betrieb", "Hilfe", "Personen", "Kalender", "Rufbereitschaft"],
        ),
        ("council", ["Nachweise", "Auswertungen", "Proben", "Buchungsorte", "Statistik", "Hilfe"]),
        ("it", ["Betrieb", "Terminals", "Läufe", "Benutzer", "Einstellungen", "Protokoll", "Hilfe"]),
    ],
)
def test_everybody_finds_her_own_pages(signed_in, name, entries):
    text = signed_in(name).get("/help").text
    navigation = text.split('<nav class="tc-nav"')[1].split("</nav>")[0]

    assert re.findall(r"<a [^>]*>([^<]*)</a>", navigation) == entries


@pytest.mark.parametrize(
    ("name", "page", "entries"),
    [
        (
            "brandt",
            "/team/requests",
            [
                "Meine Zeit",
                "Team *",
                "Hilfe",
                "Personen",
                "Anwesend",
                "Kalender",
                "Dienstplan",
                "Rufbereitschaft",
                "Entscheiden *",
                "Bestätigen",
                "Räumung",
                "Mindestbesetzung",
                "Vertretungen",
            ],
        ),
        (
            "officer",
            "/what-if",
            [
                "Team",
                "Zeitwirtschaft *",
                "Personal",
                "Hilfe",
                "Abweichungen",
                "Abwesenheiten",
                "Konten",
                "Für viele",
                "Monate abschließen",
                "Nachrichten",
                "Überstundenbudgets",
                "Arbeitszeitmodelle",
                "Was wäre wenn *",
            ],
        ),
        (
            "hr",
            "/changeover",
            [
                "Team",
                "Zeitwirtschaft",
                "Personal *",
                "IT-Betrieb",
                "Hilfe",
                "Beschäftigte",
                "Kennzahlen",
                "Statistik",
                "Importe",
                "Umstellung *",
                "Kontenarten",
                "Auswertungen",
                "Buchungsorte",
                "Löschsperren",
            ],
        ),
    ],
)
def test_the_pages_of_the_area_one_is_in_stand_below_it(signed_in, name, page, entries):
    text = signed_in(name).get(page).text
    navigation = text.split('<nav class="tc-nav"')[1].split("</nav>")[0]
    links = re.findall(r"<a ([^>]*)>([^<]*)</a>", navigation)

    assert (": Was wäre wenn</span>" in navigation) == (page == "/what-if")
    assert [label + (" *" if "aria-current" in attributes else "") for attributes, label in links] == entries
