"""Stamps out of files: every line ends in a verdict, nothing is stored twice, and what waits is judged again."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.city import NOW, City
from tests.imports.bringing import FILES, badged, bring, brought, counting, give_badge, sessions, taps, verdicts
from tests.lived_in import AUDIT_AT, signed, trusted
from timeclock.service import imports, profiles, verification
from timeclock.store import intake, recalculation, rulings, staffing, stamps
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.schema.evidence import audit, ledger_record
from timeclock.store.schema.imports import batch, batch_row, import_waiting
from timeclock.store.schema.stamps import stamp

DAY = ("4711 2026-09-18 07:31:12 0", "4711 2026-09-18 16:14:59 1")
SAP = "00010001{badge:08}{at:%Y%m%d%H%M%S}20260918073112{kind}T001    \n"


def rows(city: City, table: object) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("4711 2026-09-18 07:31:12 0", "accepted"),
        ("0000004711 2026-09-18 07:31:12 0", "accepted"),
        ("4799 2026-09-18 07:31:12 0", "quarantined unknown_badge"),
        ("4711 2025-12-31 07:31:12 0", "quarantined not_employed_on_date"),
        ("4711 2019-12-31 07:31:12 0", "quarantined badge_not_held"),
        ("4711 2000-01-01 00:00:07 0", "quarantined implausible_date"),
        ("4711 2026-10-25 02:30:00 0", "quarantined ambiguous_local_time"),
        ("4711 2026-09-31 07:31:12 0", "quarantined impossible_date"),
        ("4711 2026-09-18 07:31:12 255", "quarantined unknown_kind"),
    ],
)
def test_a_line_ends_in_a_verdict(city: City, line: str, verdict: str) -> None:
    assert verdicts(bring(badged(city), taps(line))) == [verdict]


@pytest.mark.parametrize(
    ("badge", "staff_no", "verdict"),
    [
        ("4711", "10001", "accepted"),
        ("", "10001", "accepted"),
        ("00004711", "", "accepted"),
        ("4712", "10001", "quarantined badge_person_mismatch"),
        ("4799", "10001", "quarantined unknown_badge"),
        ("4711", "10777", "quarantined unknown_person"),
    ],
)
def test_badge_and_number_have_to_say_the_same(city: City, badge: str, staff_no: str, verdict: str) -> None:
    row = f"{badge};{staff_no};2026-09-18T07:31:12+02:00;KO;T001\n"

    assert verdicts(bring(badged(city), row.encode(), "offset-csv")) == [verdict]


def test_what_a_person_stamped_counts_and_her_days_are_worked_out_again(city: City) -> None:
    bring(badged(city), taps(*DAY))

    assert counting(city, city.aydin) == ["18.09. 05:31:12 in", "18.09. 14:14:59 out"]
    with city.database.reading() as session:
        assert recalculation.waits(session, city.aydin.person_id)


def test_the_same_stamp_is_the_same_in_any_spelling_and_format(city: City) -> None:
    first = bring(badged(city), taps(*DAY, DAY[0]))
    again = bring(city, b"4711;10001;2026-09-18T05:31:12.5Z;KO;T1\n4711;;2026-09-18T16:14:59+0200;GE;T1", "offset-csv")

    assert verdicts(first) == ["accepted", "accepted", "duplicate same_stamp"]
    assert verdicts(again) == ["duplicate same_stamp"] * 2
    assert rows(city, stamp) == 2


def test_another_kind_or_another_person_at_the_same_instant_is_another_stamp(city: City) -> None:
    found = bring(badged(city), taps(DAY[0], DAY[0][:-1] + "1", DAY[0].replace("4711", "4712")))

    assert verdicts(found) == ["accepted"] * 3


def test_a_file_brought_twice_stores_nothing_twice(city: City) -> None:
    raw = taps(*DAY, "4799 2026-09-18 07:31:12 0", "4711 2026-10-25 02:30:00 0") + b"\r\n"
    bring(badged(city), raw)
    stored = rows(city, stamp)

    again = bring(city, raw)

    assert verdicts(again) == [
        "duplicate same_stamp",
        "duplicate same_stamp",
        "quarantined unknown_badge",
        "quarantined ambiguous_local_time",
        "ignored blank",
    ]
    assert rows(city, stamp) == stored == 4
    assert rows(city, batch) == 2


def test_an_import_broken_off_goes_on_and_reports_every_line(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    raw = taps(*DAY, *DAY, "4712 2026-09-18 07:31:12 0")
    broken = bring(badged(city), raw, portions=1)

    whole = bring(city, raw)

    assert verdicts(broken) == ["accepted"] * 2
    assert verdicts(whole) == ["accepted"] * 2 + ["duplicate same_stamp"] * 2 + ["accepted"]
    assert rows(city, batch) == 1


def test_an_import_whose_report_was_never_written_tells_it_again_and_then_is_done(city: City) -> None:
    raw = taps(*DAY)
    bring(badged(city), raw, portions=1)

    again, anew = bring(city, raw), bring(city, raw)

    assert verdicts(again) == ["accepted"] * 2
    assert verdicts(anew) == ["duplicate same_stamp"] * 2
    assert rows(city, batch) == 2


def test_the_sums_balance(city: City) -> None:
    raw = taps(*DAY, DAY[0], "4799 2026-09-18 07:31:12 0") + b"\r\n\0garbage\r\n"
    report = bring(badged(city), raw)

    with city.database.reading() as session:
        [sums] = [each for each in intake.listed(session, date(2026, 1, 1)) if each.source_name == "import"]
    assert len(report) == 6
    assert (sums.received, sums.accepted, sums.duplicate, sums.quarantined, sums.unreadable) == (5, 2, 1, 1, 1)


def test_the_ledger_holds_the_line_byte_for_byte_with_its_file_and_place(city: City) -> None:
    raw = taps(*DAY)
    bring(badged(city), raw)

    with city.database.reading() as session:
        query = select(ledger_record.c.bytes).join(stamp, stamp.c.ledger_id == ledger_record.c.id).order_by(stamp.c.seq)
        records = session.execute(query).scalars().all()
    kept = [json.loads(stamps.original_of(record).payload) for record in records]
    assert [b64decode(each["raw"]) for each in kept] == raw.splitlines()
    assert [each["line"] for each in kept] == [1, 2]


def test_what_became_no_stamp_is_kept_beside_its_verdict(city: City) -> None:
    bring(badged(city), b"\0garbage\r\n" + taps(DAY[0], DAY[0]))

    with city.database.reading() as session:
        kept = session.execute(select(batch_row.c.raw).order_by(batch_row.c.no)).scalars().all()
    assert kept == [b"\0garbage", None, taps(DAY[0]).strip(b"\r\n")]


def test_an_audit_finds_an_import_as_committed(city: City) -> None:
    bring(badged(city), taps(*DAY, DAY[0], "4799 2026-09-18 07:31:12 0"))
    with city.database.transaction() as session:
        give_badge(session, city.settings, city.celik.person_id, 4799)
        imports.judge_again(session, NOW)
    signed(city, NOW)

    with city.database.snapshot() as session:
        assert verification.verify(session, trusted(city), AUDIT_AT).discrepancies == ()


def test_the_end_of_an_import_commits_the_digest_of_its_report(city: City) -> None:
    bring(badged(city), taps(*DAY))

    with city.database.reading() as session:
        [detail] = session.execute(select(audit.c.detail).where(audit.c.action == "import.stamps")).scalars()
    assert (detail["lines"], detail["accepted"]) == (2, 2)
    assert len(detail["report"]) == 64


def test_stamps_that_came_before_their_people_are_released_with_them(city: City) -> None:
    raw = taps(*DAY, "4712 2026-09-18 08:00:00 0")
    waiting = bring(city, raw)

    badged(city)
    with city.database.transaction() as session:
        released = imports.judge_again(session, NOW)

    assert verdicts(waiting) == ["quarantined unknown_badge"] * 3
    assert (released.assigned, released.duplicate, released.waiting) == (3, 0, 0)
    assert counting(city, city.aydin) == ["18.09. 05:31:12 in", "18.09. 14:14:59 out"]
    assert verdicts(bring(city, raw)) == ["duplicate same_stamp"] * 3
    with city.database.reading() as session:
        assert recalculation.waits(session, city.brandt.person_id)


def test_what_was_released_and_says_the_same_as_another_does_not_count_twice(city: City) -> None:
    bring(city, taps(DAY[0]))
    bring(city, b"4711;10001;2026-09-18T07:31:12+02:00;KO;T001\n", "offset-csv")
    badged(city)
    bring(
        city,
        SAP.format(badge=4711, at=NOW.replace(month=9, day=18, hour=7, minute=31, second=12), kind="P10").encode(),
        "sap55",
    )

    with city.database.transaction() as session:
        released = imports.judge_again(session, NOW)

    assert (released.assigned, released.duplicate, released.waiting) == (0, 2, 0)
    assert counting(city, city.aydin) == ["18.09. 05:31:12 in"]


def test_who_joins_later_releases_what_she_stamped_before_the_list_knew_it(city: City) -> None:
    found = bring(city, b";10010;2026-09-18T07:31:12+02:00;KO;T001\n", "offset-csv")
    with city.database.transaction() as session:
        employer = staffing.add_employer(session, "Stadtwerke")
        new = staffing.NewPerson("Ada", "Neu", "00010010", city.registry, date(2026, 9, 1), 2340)
        hired = staffing.hire(session, employer, new, NOW)
        imports.judge_again(session, NOW)

    assert verdicts(found) == ["quarantined unknown_person"]
    assert counting(city, hired) == ["18.09. 05:31:12 in"]


def test_what_a_person_decided_about_is_not_judged_again(city: City) -> None:
    bring(city, taps(DAY[0]))
    with city.database.transaction() as session:
        waiting = session.execute(select(import_waiting.c.stamp_id)).scalar_one()
        rulings.add_many(session, [Ruling(waiting, Verdict.VOID, "Probe")], NOW)
    badged(city)

    with city.database.transaction() as session:
        released = imports.judge_again(session, NOW)

    assert released.assigned == 0
    assert counting(city, city.aydin) == []


def test_taps_without_direction_take_turns_until_one_is_missing(city: City) -> None:
    week = [
        f"4711 2026-09-{day} {clock}:00 255"
        for day, clocks in (("14", "08:00 12:00 12:30 16:30"), ("15", "08:00 12:00 12:30"), ("16", "08:00 16:30"))
        for clock in clocks.split()
    ]
    found = bring(badged(city), taps(*week, week[0], "4712 2026-09-17 08:00:00 255"), "attlog-undirected")

    assert verdicts(found) == [
        *["accepted"] * 4,
        *["quarantined direction_unsure"] * 5,
        "duplicate same_stamp",
        "accepted",  # may still be in
    ]
    assert [(each["day"], each["net_seconds"]) for each in sessions(city)] == [
        ("2026-09-14", 4 * 3600),
        ("2026-09-14", 4 * 3600),
        ("2026-09-17", None),
    ]


def test_a_second_download_goes_on_with_the_first_wherever_it_was_cut(city: City) -> None:
    first = [f"4711 2026-09-{day:02} {clock}:00 255" for day in range(1, 9) for clock in ("07:50", "16:00")]
    bring(badged(city), taps(*first), "attlog-undirected")

    later = bring(city, taps("4711 2026-09-09 08:10:00 255", "4711 2026-09-09 16:00:00 255"), "attlog-undirected")

    assert verdicts(later) == ["accepted"] * 2


def test_the_missing_tap_of_a_later_file_releases_what_was_held_back(city: City) -> None:
    monday = "08:00 12:00 12:30"
    lines = [f"4711 2026-09-14 {clock}:00 255" for clock in monday.split()]
    bring(badged(city), taps(*lines, "4712 2026-09-16 08:00:00 255"), "attlog-undirected")
    late = bring(city, taps("4711 2026-09-14 16:30:00 255"), "attlog-undirected")

    with city.database.transaction() as session:
        released = imports.judge_again(session, NOW)

    assert verdicts(late) == ["accepted"]
    assert released.assigned == 3
    assert [each["net_seconds"] for each in sessions(city)][:2] == [4 * 3600] * 2


def test_taps_without_direction_that_came_before_their_people_are_asked_about_too(city: City) -> None:
    lines = ["14 08:00", "14 16:00", "15 08:00", "16 08:00", "16 16:00"]
    bring(city, taps(*(f"4711 2026-09-{line}:00 255" for line in lines)), "attlog-undirected")
    badged(city)

    with city.database.transaction() as session:
        released = imports.judge_again(session, NOW)

    assert (released.assigned, released.waiting) == (2, 3)


def test_an_import_of_pieces_of_work_takes_both_ends_of_a_row(city: City) -> None:
    profile = profiles.load(FILES / "intervals.toml")
    found = bring(city, (FILES / "intervals.csv").read_bytes(), profile)

    assert verdicts(found) == ["ignored header", "accepted", "accepted", "quarantined missing_time"]
    assert counting(city, city.aydin) == ["18.09. 06:00:00 in", "18.09. 09:30:00 out", "18.09. 10:00:00 in"]


def test_a_stamp_of_the_repeated_hour_leaves_the_session_it_may_belong_to_open(city: City) -> None:
    night = ("2026-10-24 22:00:00 0", "2026-10-25 02:30:00 2", "2026-10-25 02:45:00 3", "2026-10-25 06:00:00 1")
    bring(badged(city), taps(*(f"4711 {line}" for line in night)))
    before = sessions(city)

    told = b"4711;;2026-10-25T02:30:00+02:00;PB;T\n4711;;2026-10-25T02:45:00+01:00;PE;T\n"
    bring(city, told, "offset-csv")

    assert [(each["open"], each["net_seconds"]) for each in before] == [(True, None)]
    assert [(each["open"], each["net_seconds"]) for each in sessions(city)] == [(False, 9 * 3600 - 75 * 60)]


def test_a_stamp_of_the_repeated_hour_that_came_before_its_person_leaves_her_session_open(city: City) -> None:
    night = ("2026-10-24 22:00:00 0", "2026-10-25 02:30:00 2", "2026-10-25 02:45:00 3", "2026-10-25 06:00:00 1")
    bring(city, taps(*(f"4711 {line}" for line in night)))
    badged(city)
    with city.database.transaction() as session:
        released = imports.judge_again(session, NOW)
    before = sessions(city)

    told = b"4711;;2026-10-25T02:30:00+02:00;PB;T\n4711;;2026-10-25T02:45:00+01:00;PE;T\n"
    bring(city, told, "offset-csv")

    assert (released.assigned, released.waiting) == (2, 2)
    assert [(each["open"], each["net_seconds"]) for each in before] == [(True, None)]
    assert [(each["open"], each["net_seconds"]) for each in sessions(city)] == [(False, 9 * 3600 - 75 * 60)]


def test_the_export_writes_what_was_stamped(city: City) -> None:
    bring(badged(city), taps(DAY[0], "4711 2026-09-18 12:00:00 2", "4711 2026-09-18 12:30:01 3", DAY[1]))

    assert sessions(city) == [
        {
            "staff_no": "00010001",
            "day": "2026-09-18",
            "in": "2026-09-18T05:31:12Z",
            "out": "2026-09-18T14:14:59Z",
            "net_seconds": 8 * 3600 + 43 * 60 + 47 - 30 * 60 - 1,
            "open": False,
            "breaks": [{"from": "2026-09-18T10:00:00Z", "to": "2026-09-18T10:30:01Z"}],
        }
    ]


def test_two_imports_of_one_instant_in_a_row_share_one_sequence(city: City) -> None:
    bring(badged(city), taps(DAY[0]))
    brought(city.database, city.settings, taps(DAY[1]), now=NOW + timedelta(minutes=1))

    with city.database.reading() as session:
        numbers = session.execute(select(stamp.c.epoch, stamp.c.seq).order_by(stamp.c.seq)).all()
    assert [tuple(each) for each in numbers] == [("import", 1), ("import", 2)]
