"""Personnel and data protection keep what there is about somebody, and end it; each with a name, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City
from tests.web.conftest import Visitor
from timeclock.service.access import Role
from timeclock.store import holds, logins
from timeclock.store.schema.evidence import access_read, audit

Arrive = Callable[[str], Visitor]
LIST = "/holds"


def test_a_hold_has_a_reason_and_a_name_and_ends_by_whoever_looks_after_data(
    small_town: City, signed_in: Arrive
) -> None:
    hr, privacy = signed_in("hr"), signed_in("privacy")
    assert "Niemand." in hr.get(LIST).text
    nobody = hr.post(LIST, {"staff_no": "99999", "reason": "7 Ca 1/26"})
    silent = hr.post(LIST, {"staff_no": "10001", "reason": " "})
    kept = hr.post(LIST, {"staff_no": "10001", "reason": "7 Ca 1/26"})
    page = privacy.get(LIST).text
    [uid] = re.findall(r'name="hold" value="([^"]+)"', page)

    assert (nobody.status_code, silent.status_code, kept.status_code) == (422, 422, 303)
    assert "Niemand hat diese Personalnummer" in nobody.text
    assert 'value="99999"' in nobody.text
    assert "7 Ca 1/26</textarea>" in nobody.text
    assert all(word in page for word in ("Elif Aydin", "7 Ca 1/26", "Hr"))
    with small_town.database.reading() as session:
        assert holds.held(session) == {small_town.aydin.person_id}
        reads = session.execute(select(access_read.c.by, access_read.c.route, access_read.c.purpose)).all()
    assert (small_town.logins["privacy"], "holds", "keep_holds") in [tuple(row) for row in reads]

    assert privacy.post(f"{LIST}/end", {"hold": uid}).status_code == 303
    again = privacy.post(f"{LIST}/end", {"hold": uid})
    assert (again.status_code, "vorbei" in again.text) == (409, True)
    with small_town.database.reading() as session:
        assert holds.held(session) == frozenset()
        told = session.execute(select(audit.c.action, audit.c.by).where(audit.c.action.like("hold.%"))).all()
    assert [tuple(row) for row in told] == [
        ("hold.begun", small_town.logins["hr"]),
        ("hold.ended", small_town.logins["privacy"]),
    ]


def test_whose_grant_reaches_a_part_of_the_city_neither_reads_nor_keeps(small_town: City, signed_in: Arrive) -> None:
    with small_town.database.transaction() as session:
        logins.grant(session, small_town.logins["council"], Role.HR, small_town.archive, FIRST_DAY, NOW, by=None)
    part = signed_in("council")

    assert part.get(LIST).status_code == 403
    assert part.post(LIST, {"staff_no": "10001", "reason": "7 Ca 1/26"}).status_code == 403
    assert signed_in("it").get(LIST).status_code == 403
    with small_town.database.reading() as session:
        assert holds.held(session) == frozenset()
