"""Being on call, page by page: a shift over days, a call reported and confirmed, the month and its file."""

import re

NIGHT = {"key": "w", "name": "Winter", "kind": "on_call", "begins": "1530", "ends": "7", "plan": "", "days": "3"}
MONTH = "/team/roster/2026-11"
CALL = {"day": "2026-11-15", "where": "remote", "from_clock": "22:10", "to_clock": "0:20", "reason": "Pumpe"}
SHORT, UID = "Herbststurm", "00000000-0000-0000-0000-000000000007"


def hidden(page: str) -> dict[str, str]:
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("unit", "seen", "people")}


def plan(brandt, step: str, **more: str):
    return brandt.post(MONTH, data={**hidden(brandt.get(MONTH).text), "step": step, **more}, follow_redirects=True)


def test_a_weekend_on_call_is_planned_called_confirmed_and_told_to_payroll(signed_in):
    """Friday 13 November 15:30 to Monday 7:00 are 2 + 4 + 4; from 22:10 to 0:20 on the telephone is 2:10, paid 3:00."""
    brandt, aydin = signed_in("brandt"), signed_in("aydin")
    work = brandt.post("/team/roster/catalogue/shift", data={**NIGHT, "kind": "work"})
    assert (work.status_code, "Nur Rufbereitschaft dauert über Tage" in work.text) == (422, True)
    kept = brandt.post("/team/roster/catalogue/shift", data=NIGHT, follow_redirects=True)
    assert "endet 3 Tage später" in kept.text
    typed = plan(brandt, "save", **{"0.13": "W"})
    assert typed.text.count("noch in Rufbereitschaft") == 3
    assert "ist veröffentlicht" in plan(brandt, "publish", reason=SHORT).text
    mine = aydin.get("/me/roster/2026-11").text
    assert ("Rufbereitschaft</td>" in mine, 'href="/me/on-call/2026-11"' in mine) == (True, True)
    assert "/me/on-call" not in aydin.get("/me/roster/2026-10").text

    asked = {**CALL, "request_uid": UID}
    missing = aydin.post("/me/requests/call", {**asked, "where": ""})
    assert (missing.status_code, 'href="#where"' in missing.text) == (422, True)
    early = aydin.post("/me/requests/call", {**asked, "day": "2026-11-20"})
    assert (early.status_code, "liegt in der Zukunft" in early.text) == (422, True)
    told = aydin.post("/me/requests/call", asked, follow_redirects=True)
    assert "Ihr Einsatz ist erfasst" in told.text
    assert "am Telefon oder Rechner vom Aufenthaltsort aus" in told.text
    case = brandt.get(f"/team/requests/{UID}").text
    decided = {name: re.search(rf'name="{name}" value="([^"]*)"', case)[1] for name in ("version", "seen")}
    assert brandt.post(f"/team/requests/{UID}", {**decided, "decision": "approve"}).status_code == 303

    # After the call until 0:20 she rests until 11:20 on Monday; her core time begins at 9:00.
    for page in (aydin.get("/me/on-call/2026-11").text, brandt.get("/team/on-call/2026-11").text):
        assert "Arbeit beginnt frühestens 16.11.2026, 11:20, geplant war sie ab 16.11.2026, 09:00" in page
        assert re.findall(r'<td role="cell" class="tc-num" data-label="Betrag">(?:<strong>)?([^<]*)', page) == [
            *("10", "3:00", "2:10", "1:50"),
            *("10", "3:00", "2:10", "1:50"),
        ]
    file = brandt.get("/team/on-call/2026-11/csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="on-call-2026-11.csv"'
    lines = file.text.splitlines()
    weekend = "10001;2026-11;;2026-11-13;on_call;;10.000;pay_hours;2026-11-13T14:30Z;2026-11-16T06:00Z;"
    assert lines[1] == f"{weekend}TVöD §8 Abs. 3 Sätze 1 und 2"
    assert lines[2].startswith(
        "10001;2026-11;;2026-11-13;remote_call;;180;minutes;2026-11-15T21:10Z;2026-11-15T23:20Z;"
    )
