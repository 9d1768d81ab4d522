"""What the pages say to the script that keeps stamps, and the worker that keeps the shell."""

import json
import re
from datetime import UTC, timedelta
from uuid import UUID

import pytest

from tests.city import NOW
from tests.web.conftest import THURSDAY

ADDRESS = "/me/stamps/waiting"
SCRIPT = {"Accept": "application/json"}


def stamped(no=1, **said):
    at = (NOW - timedelta(hours=1)).astimezone(UTC).isoformat()
    there = {"uid": str(UUID(int=no)), "epoch": str(UUID(int=1)), "seq": no, "kind": "in", "page": str(UUID(int=2))}
    return {**there, "device_at": at, "lived_ms": 0, "offset_ms": 0, **said}


def body(contact, *stamps, **said):
    clocks = {"device_at": NOW.astimezone(UTC).isoformat(), "page": str(UUID(int=3)), "lived_ms": 0}
    return {"owner": contact["owner"], **clocks, "stamps": list(stamps), **said}


def test_what_waited_is_answered_one_by_one_and_shown_with_its_origin(aydin):
    contact = aydin.get(ADDRESS).json
    # The last one's phone had lost the time.
    unread, lost = (stamped(2, kind="auto"), stamped(3, seq=True), {}), stamped(4, device_at="1970-01-01T00:00:07Z")
    sent = body(contact, stamped(1), *unread, lost)
    answer = aydin.client.post(ADDRESS, json=sent, headers={"X-CSRFToken": contact["token"]})

    said = [(each["uid"], each["status"]) for each in answer.json["answers"]]
    assert [status for _, status in said] == ["accepted", "unreadable", "unreadable", "unreadable", "quarantined"]
    page = aydin.get("/me/today").text
    assert "Ihre Buchung von" in page
    assert "Das Zeitbüro muss darüber entscheiden" in page
    day = aydin.get(f"/me/day/{NOW.date()}").text
    assert re.search(r"Handy\s*<span class=\"tc-cite\">ohne Netz, angekommen", day)
    assert THURSDAY.isoformat() not in json.dumps(answer.json)


def test_a_stale_token_another_login_or_none_leaves_it_on_the_device(aydin, signed_in, visitor):
    brandt = signed_in("brandt")
    contact = aydin.get(ADDRESS).json
    sent = body(contact, stamped())

    assert aydin.client.post(ADDRESS, json=sent, headers={"X-CSRFToken": "stale"}).status_code == 400
    fresh = {"X-CSRFToken": brandt.get(ADDRESS).json["token"]}
    assert brandt.client.post(ADDRESS, json=sent, headers=fresh).status_code == 409
    # Nor does a page that was open before give what she pressed to the other, or show her what is the other's.
    click = {"kind": "in", "request_uid": str(UUID(int=5)), "owner": contact["owner"]}
    assert brandt.post("/me/stamps", click, headers=SCRIPT).status_code == 409
    assert brandt.get(f"/me/today/state?of={contact['owner']}").status_code == 204
    assert aydin.get(f"/me/today/state?of={contact['owner']}").status_code == 200
    assert visitor.client.post(ADDRESS, json=sent, headers=SCRIPT).status_code == 401
    assert visitor.get(ADDRESS, headers=SCRIPT).status_code == 401
    assert visitor.get(ADDRESS).status_code == 303


@pytest.mark.parametrize(
    "odd",
    [
        {"stamps": []},
        {"stamps": ["x"]},
        {"owner": "x"},
        {"lived_ms": "1"},
        {"device_at": "1700-01-01T00:00:00Z"},
        {"x": 1},
    ],
)
def test_what_has_no_frame_is_refused_whole(aydin, odd):
    contact = aydin.get(ADDRESS).json
    answer = aydin.client.post(ADDRESS, json=body(contact, stamped()) | odd, headers={"X-CSRFToken": contact["token"]})

    assert answer.status_code == 422


def test_a_click_by_script_is_answered_to_the_script(aydin):
    uid = str(UUID(int=44))
    answer = aydin.post("/me/stamps", {"kind": "in", "request_uid": uid}, headers=SCRIPT)

    assert answer.json == {"uid": uid, "status": "accepted"}


def test_the_worker_keeps_the_shell_alone_and_is_named_by_its_contents(aydin, visitor):
    worker = aydin.get("/service-worker.js")
    kept = json.loads(re.search(r"const SHELL = (\[.*?\]);", worker.text)[1])

    assert all(address.startswith("/static/") for address in kept)
    icons = [icon["src"] for icon in aydin.get("/manifest.webmanifest").json["icons"]]
    for address in (*kept, *icons, "/offline"):
        with visitor.get(address) as answer:
            assert answer.status_code == 200
    assert worker.mimetype == "text/javascript"
    assert worker.text == visitor.get("/service-worker.js").text
    visitor.post("/language", {"language": "en", "back": "/login"})
    assert worker.text != visitor.get("/service-worker.js").text
    assert "Aydin" not in aydin.get("/offline").text
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]
