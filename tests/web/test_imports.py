"""A list sent through the page: looked at, taken over as it was seen, accounted for, and never twice unnoticed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from tests.city import NOW, City
from tests.imports.bringing import give_badge
from tests.uploads import LIST
from tests.web.conftest import Visitor
from timeclock.jobs import bringing, work
from timeclock.service import imports, stamp_looks
from timeclock.service.uploads import LARGEST_WORKBOOK
from timeclock.store import logins
from timeclock.store.schema.access import role_grant
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.imports import upload
from timeclock.store.schema.people import person, unit, unit_version
from timeclock.store.schema.results import recalculation
from timeclock.store.schema.stamps import stamp

Arrive = Callable[[str], Visitor]
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


def send(visitor: Visitor, content: bytes, kind: str = "people", name: str = "liste.csv") -> TestResponse:
    return visitor.post("/imports", {"kind": kind, "as_of": "2026-11-20", "file": (io.BytesIO(content), name)})


def people(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(person)).scalar_one()


def waiting_files(city: City) -> list[str]:
    return [each.name for each in city.settings.uploads.rglob("*") if each.is_file()]


def test_a_list_is_looked_at_and_taken_over_exactly_as_it_was_seen(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    at = send(hr, LIST, name="..\\..\\<b>.csv").location
    page = hr.get(at).text
    table = hr.get(f"{at}/lines.csv").data.decode("utf-8-sig")
    rejected = hr.get(f"{at}?only=rejected").text

    assert (people(small_town), len(waiting_files(small_town))) == (3, 1)
    assert "Wochenstunden 39:00 → 30:00" in page
    assert "&lt;b&gt;.csv" in page
    assert "Die Wochenstunden sind keine Zahl: viele" in rejected
    assert "00010099" not in rejected
    became = [line.split(";")[2] for line in table.splitlines()[1:]]
    assert became == ["geändert", "unverändert", "unverändert", "neu", "abgelehnt"]
    [seen] = set(SEEN.findall(page))

    done = hr.post(at, {"seen": seen}, follow_redirects=True).text
    twice = hr.post(at, {"seen": seen})
    again = hr.get(send(hr, LIST).location).text

    assert "5 Zeilen: 1 neu, 1 geändert, 2 unverändert, 1 abgelehnt" in re.sub(r"\s+", " ", done)
    assert "Jede Zeile ist gezählt." in done
    assert (twice.status_code, people(small_town)) == (422, 4)
    assert "Dieselbe Datei wurde schon übernommen: Hr" in again
    assert "übernehmen</span>" not in again
    with small_town.database.reading() as session:
        acts = session.execute(select(audit.c.action, audit.c.by).where(audit.c.action.like("import.%"))).all()
    hr_login = small_town.logins["hr"]
    assert [tuple(row) for row in acts] == [(f"import.{act}", hr_login) for act in ("sent", "taken", "sent")]


def test_what_changed_meanwhile_is_not_taken_over_unseen(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    at = send(hr, LIST).location
    [seen] = set(SEEN.findall(hr.get(at).text))
    with small_town.database.transaction() as session:
        session.execute(update(person).where(person.c.family_name == "Celik").values(given_name="Cem"))
        session.execute(delete(recalculation))
    refused = hr.post(at, {"seen": seen})

    assert (refused.status_code, "Inzwischen ist" in refused.text, people(small_town)) == (422, True, 3)
    given_up = hr.post(f"{at}/give-up", {"seen": seen}, follow_redirects=True)
    assert "verworfen" in given_up.text
    assert (waiting_files(small_town), hr.get(at).status_code) == ([], 404)


def test_badges_come_by_list_and_no_number_is_kept_or_shown(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    content = b"Personalnummer;Ausweis\r\n10001;04AABBCC\r\n=1+1;04AABBCD\r\n"
    at = send(hr, content, kind="badges").location
    page, table = hr.get(at).text, hr.get(f"{at}/lines.csv").data.decode("utf-8-sig")
    done = hr.post(at, {"seen": SEEN.search(page)[1]}, follow_redirects=True).text

    assert "\r\n3;'=1+1;abgelehnt;" in table
    assert ("04AABBCC" in page, "04AABBCD" in page) == (False, False)
    assert "2 Zeilen: 1 neu, 0 geändert, 0 unverändert, 1 abgelehnt" in re.sub(r"\s+", " ", done)
    assert waiting_files(small_town) == []


def test_what_is_no_list_is_refused_in_words(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/sheet", "w") as sheet:
        for _ in range(LARGEST_WORKBOOK // 2**24 + 1):
            sheet.write(bytes(2**24))
    nothing, large, odd = send(hr, b""), send(hr, bomb.getvalue()), send(hr, b"a;b\r\n1;2\r\n")

    assert (nothing.status_code, 'href="#file"' in nothing.text) == (422, True)
    assert (large.status_code, "zu groß" in large.text) == (422, True)
    assert "Verwerfen" in hr.get(odd.location).text
    # Sixteen megabytes fit through this one address; more is too much, and elsewhere a form stays small.
    length = {"CONTENT_LENGTH": str(17 * 1024 * 1024)}
    assert (
        hr.post("/imports", content_type="multipart/form-data; boundary=x", environ_overrides=length).status_code == 413
    )
    assert hr.post("/imports/00000000-0000-0000-0000-000000000007", {"seen": "0" * 70_000}).status_code == 413


def test_lists_of_the_whole_city_are_for_hr_of_the_whole_city(signed_in: Arrive, small_town: City) -> None:
    with small_town.database.transaction() as session:
        rows = session.execute(select(role_grant.c.id).where(role_grant.c.role == "hr")).scalars().all()
        assert rows
        session.execute(update(role_grant).where(role_grant.c.id.in_(rows)).values(superseded_at=NOW))
        logins.grant(session, small_town.logins["hr"], "hr", small_town.registry, NOW.date(), NOW, by=None)

    assert signed_in("hr").get("/imports").status_code == 403
    assert send(signed_in("officer"), LIST).status_code == 403
    with small_town.database.reading() as session:
        assert session.execute(select(upload)).all() == []


ATTLOG = b"".join(
    "{:>9}\t{} {}\t1\t{}\t1\t0\r\n".format(*line.split()).encode()
    for line in (
        "4711 2026-09-18 07:31:12 0",
        "4711 2026-09-18 16:14:59 1",
        "4711 2026-09-18 07:31:12 0",
        "4799 2026-09-18 07:31:12 0",
        "4711 2026-10-25 02:30:00 0",
        "4711 2026-09-31 07:31:12 0",
        "4711 2026-09-19 07:31:12 9",
    )
)
SUMS = "2 angenommen, 1 schon da, 4 zurückgehalten, 0 keine Buchung"


def send_stamps(visitor: Visitor, content: bytes, about: str = "attlog") -> TestResponse:
    return visitor.post("/imports", {"kind": "stamps", "about": about, "file": (io.BytesIO(content), "1_attlog.dat")})


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def known_badge(city: City) -> None:
    with city.database.transaction() as session:
        give_badge(session, city.settings, city.aydin.person_id, 4711)


def test_stamps_are_looked_at_and_then_taken_over_portion_by_portion(
    signed_in: Arrive, small_town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_badge(small_town)
    hr = signed_in("hr")
    at = send_stamps(hr, ATTLOG).location
    page = words(hr.get(at).text)
    held = words(hr.get(f"{at}?only=quarantined").text)
    foreseen = hr.get(f"{at}/lines.csv").data.decode("utf-8-sig").splitlines()

    assert "2026-09-18T07:31:12 Kommen" in page
    assert "Ausweis unbekannt; Spalte 1; Bringen Sie Personen und Ausweise auf den Stand" in held
    assert "Diesen Tag gibt es nicht; Spalte 2; Berichtigen Sie die Zeile" in held
    assert "Spalte 4; Berichtigen" in held
    assert "angenommen 2 schon da 1 zurückgehalten 4 keine Buchung 0" in page
    assert "4711" not in page + "".join(foreseen)
    assert stored(small_town) == 4

    monkeypatch.setattr(imports, "CHUNK", 2)
    monkeypatch.setattr(bringing, "PORTIONS_PER_TURN", 2)
    [seen] = set(SEEN.findall(hr.get(at).text))
    pressed = words(hr.post(at, {"seen": seen}, follow_redirects=True).text)
    twice = hr.post(at, {"seen": seen}).status_code
    turns = [bringing.work_off(small_town.database, small_town.settings)]
    between = words(hr.get(at).text)
    turns += [bringing.work_off(small_town.database, small_town.settings) for _ in range(2)]
    done, became = words(hr.get(at).text), hr.get(f"{at}/lines.csv").data.decode("utf-8-sig").splitlines()

    assert ("Es beginnt in wenigen Sekunden" in pressed, twice, turns) == (True, 422, [2, 2, 0])
    assert "4 von 7 Zeilen sind durch" in between
    assert f"7 Zeilen: {SUMS}. Jede Zeile ist gezählt. Hr, " in done
    assert [each.split(";")[2] for each in became] == [each.split(";")[2] for each in foreseen]
    assert (waiting_files(small_town), stored(small_town)) == ([], 8)
    again = words(hr.get(send_stamps(hr, ATTLOG).location).text)
    assert "Dieselbe Datei wurde schon übernommen: Hr" in again
    with small_town.database.reading() as session:
        by = session.execute(select(audit.c.by).where(audit.c.action == "import.stamps")).scalars().all()
    assert by == [small_town.logins["hr"]]


def stored(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(stamp)).scalar_one()


def test_what_nobody_takes_over_is_deleted_and_says_so(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    late, kept = send(hr, LIST).location, send_stamps(hr, ATTLOG).location
    taken = send(hr, LIST.replace(b"30,0", b"31,0")).location
    hr.post(taken, {"seen": SEEN.search(hr.get(taken).text)[1]})
    days = timedelta(days=small_town.settings.uploads_days)
    with small_town.database.transaction() as session:
        uid = UUID(kept.rpartition("/")[2])
        session.execute(update(upload).where(upload.c.uid == uid).values(sent_at=NOW + timedelta(days=2)))
    [seen] = set(SEEN.findall(hr.get(late).text))
    with time_machine.travel(NOW + days, tick=False):
        work.forget(small_town.database, small_town.settings)
    assert len(waiting_files(small_town)) == 2
    with time_machine.travel(NOW + days + timedelta(seconds=1), tick=False):
        work.forget(small_town.database, small_town.settings)

    assert len(waiting_files(small_town)) == 1
    hr.sign_in("hr")
    assert "Niemand hat diese Datei rechtzeitig übernommen" in words(hr.get(late).text)
    assert "gelöscht, nicht übernommen" in hr.get("/imports").text
    refused = [hr.post(path, {"seen": seen}) for path in (late, f"{late}/give-up")]
    assert [(each.status_code, "nicht mehr" in each.text or "gelöscht" in each.text) for each in refused] == [
        (422, True)
    ] * 2
    assert "Schritt 3 von 3" in hr.get(taken).text


def test_a_file_that_is_gone_says_so_and_can_be_given_up(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    at = send_stamps(hr, ATTLOG).location
    [seen] = set(SEEN.findall(hr.get(at).text))
    hr.post(at, {"seen": seen})
    for each in small_town.settings.uploads.rglob("*"):
        if each.is_file():
            each.unlink()

    assert bringing.work_off(small_town.database, small_town.settings) == 0
    assert "Die Datei ist nicht mehr da" in hr.get(at).text
    assert hr.post(f"{at}/give-up", {"seen": seen}).status_code == 303
    assert send_stamps(hr, ATTLOG, "nirgends").status_code == 422
    assert hr.post("/imports", {"kind": "nothing"}).status_code == 422


ROSTER = """Personalnummer;Tag;Art;Von;Bis;Tagesplan
10001;01.12.2026;Dienst;06:00;14:30;
10001;02.12.2026;Dienst;06:00;14:30;
10002;2026-12-04;Rufbereitschaft;15:00;2026-12-07 07:00;
"""
WRONG = (
    ROSTER
    + """10001;31.11.2026;Dienst;06:00;14:30;
10001;03.12.2026;Urlaub;06:00;14:30;
10001;03.12.2026;Dienst;6 Uhr;14:30;
10003;03.12.2026;Dienst;06:00;14:30;
10001;03.12.2026;Dienst;06:00;14:30;gibtsnicht
10001;01.12.2026;Dienst;14:00;15:00;
10001;01.01.2027;Dienst;14:00;15:00;
10001;03.12.2026;Dienst
10001;03.12.2026;Dienst;06:00+02:00;14:30;
10001;03.12.2026;Dienst;06:00;9999-12-31 14:30;
"""
)


def send_roster(visitor: Visitor, content: str, month: str = "2026-12", about: str | None = None) -> TestResponse:
    page = visitor.get("/imports?kind=roster").text
    about = about or re.search(r'<option value="([^"]+)"[^>]*>Bürgerdienste<', page)[1]
    said = {"kind": "roster", "as_of": month, "about": about, "file": (io.BytesIO(content.encode()), "plan.csv")}
    return visitor.post("/imports", said)


def test_a_roster_is_looked_at_line_by_line_and_laid_on_the_desk(signed_in: Arrive, small_town: City) -> None:
    officer = signed_in("officer")
    faulty = words(officer.get(send_roster(officer, WRONG).location).text)
    path = send_roster(officer, ROSTER).location
    page = officer.get(path).text
    [seen] = set(SEEN.findall(page))
    done = words(officer.post(path, {"seen": seen}, follow_redirects=True).text)
    desk = officer.get("/team/roster/2026-12").text

    assert [what in faulty for what in ("Spalte 2; Schreiben Sie den Tag", "Spalte 3; Schreiben Sie Dienst")] == [
        True
    ] * 2
    assert "neu 3 unverändert 0 abgelehnt 10" in faulty
    assert faulty.count("Spalte 4, 5; ") == 4
    assert "Spalte 1, 2; Prüfen Sie Nummer und Tag" in faulty
    assert "Spalte 6; Lassen Sie das Feld leer" in faulty
    assert "Eine Zeile ist Personalnummer" in faulty
    assert ("Bitte berichtigen Sie zuerst" in faulty, "Auf den Planungstisch legen" in faulty) == (True, False)
    assert "Dienst Di., 1. Dez. 06:00–14:30" in words(page)
    assert "plan.csv Dienstplan · Bürgerdienste, Dezember 2026" in words(page)
    assert "3 Schichten liegen auf dem Planungstisch: 3 neu, 0 unverändert; 0, die jetzt zählen" in done
    assert re.search(r"Planungstisch: .* Officer, ", done)
    assert len(re.findall(r'value="[^"]*14:30"', desk)) == 2
    with small_town.database.reading() as session:
        acts = session.execute(select(audit.c.action).where(audit.c.by == small_town.logins["officer"])).scalars().all()
    assert acts.count("import.taken") == 1
    assert "roster.deliver" in acts


def test_a_roster_is_never_laid_over_what_somebody_planned_unseen(signed_in: Arrive, small_town: City) -> None:
    officer = signed_in("officer")
    path = send_roster(officer, ROSTER).location
    [seen] = set(SEEN.findall(officer.get(path).text))
    other = send_roster(officer, ROSTER.rpartition("10002")[0]).location
    officer.post(other, {"seen": SEEN.search(officer.get(other).text)[1]})
    refused = officer.post(path, {"seen": seen})
    again = send_roster(officer, ROSTER.partition("10002")[0].replace("02.12.", "08.12.")).location
    shown = officer.get(again).text

    assert (refused.status_code, "Inzwischen ist" in refused.text) == (422, True)
    assert "1 Schicht, die auf dem Planungstisch liegt, steht nicht in der Datei" in shown
    assert officer.post(again, {"seen": SEEN.search(shown)[1]}).status_code == 303
    assert (
        "Dieselbe Datei wurde schon übernommen"
        in officer.get(send_roster(officer, ROSTER.rpartition("10002")[0]).location).text
    )


def test_a_roster_is_for_whoever_plans_the_unit(signed_in: Arrive, small_town: City) -> None:
    officer, archive = signed_in("officer"), unit_uid(small_town, "Stadtarchiv")
    path = send_roster(officer, ROSTER).location
    empty, odd = send_roster(officer, ROSTER.partition("\n")[0]), send_roster(officer, "a;b\n1;2\n")
    foreign, no_month = send_roster(officer, ROSTER, about=archive), send_roster(officer, ROSTER, month="")
    lists = officer.get("/imports")

    assert "In der Datei steht keine Schicht." in officer.get(empty.location).text
    assert "Die erste Zeile muss sein" in officer.get(odd.location).text
    endless = send_roster(officer, f'{ROSTER}10001;"{"0" * 140_000}')
    assert "hat kein Ende" in officer.get(endless.location).text
    assert (foreign.status_code, no_month.status_code, 'href="#as_of"' in no_month.text) == (404, 422, True)
    assert (send(officer, LIST).status_code, "Personalliste" in lists.text, "plan.csv" in lists.text) == (
        403,
        False,
        True,
    )
    hr = signed_in("hr")
    assert (hr.get(path).status_code, "plan.csv" in hr.get("/imports").text) == (403, False)


def unit_uid(city: City, name: str) -> str:
    with city.database.reading() as session:
        found = (
            select(unit.c.uid)
            .join(unit_version, unit_version.c.unit_id == unit.c.id)
            .where(unit_version.c.name == name)
        )
        return str(session.execute(found).scalar_one())


def test_a_large_file_of_stamps_is_judged_once_by_the_job(
    signed_in: Arrive, small_town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_badge(small_town)
    hr = signed_in("hr")
    at_once = hr.get(f"{send_stamps(hr, ATTLOG).location}/lines.csv").data
    monkeypatch.setattr(stamp_looks, "AT_ONCE", len(ATTLOG) - 1)
    monkeypatch.setattr(imports, "CHUNK", 2)
    at = send_stamps(hr, ATTLOG).location
    before = words(hr.get(at).text)
    turns = [bringing.work_off(small_town.database, small_town.settings) for _ in range(3)]
    judged, page = hr.get(f"{at}/lines.csv").data, hr.get(at).text
    [seen] = set(SEEN.findall(page))
    with small_town.database.transaction() as session:
        give_badge(session, small_town.settings, small_town.brandt.person_id, 4799)
    same = hr.get(f"{at}/lines.csv").data
    again = words(hr.post(f"{at}/judge-again", {"seen": seen}, follow_redirects=True).text)
    bringing.work_off(small_town.database, small_town.settings)
    anew = words(hr.get(at).text)

    assert ("Wird angesehen" in before, "übernehmen" in before, turns) == (True, False, [4, 4, 0])
    assert (judged == at_once, same == judged) == (True, True)
    assert "Beurteilt: 20.11.2026" in words(page)
    assert ("Wird angesehen" in again, "angenommen 3 schon da 1 zurückgehalten 3" in anew) == (True, True)
    # The file and what was judged of it at first still wait, for it was sent twice.
    assert len(waiting_files(small_town)) == 3
    hr.post(at, {"seen": seen})
    while bringing.work_off(small_town.database, small_town.settings):
        pass
    assert f"7 Zeilen: {SUMS.replace('2 a', '3 a').replace('4 z', '3 z')}" in words(hr.get(at).text)
    assert hr.post(f"{at}/judge-again", {"seen": seen}).status_code == 422
    assert len(waiting_files(small_town)) == 2
