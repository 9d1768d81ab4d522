"""What a program is told of a person's times is what the pages and the log say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import update

from tests.api.conftest import THURSDAY, Api, Program
from tests.city import NOW, employed_again, evaluated, stamped
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan
from timeclock.ledger import keys, receipt
from timeclock.ledger.keys import from_b64url
from timeclock.ledger.receipt import Receipt
from timeclock.service import account_kinds, leave, times
from timeclock.service.sight import Sight
from timeclock.store import accounts
from timeclock.store.schema import people

YEAR = "from=2026-01-01&to=2027-01-01"
KEY = "a-key-of-one-stamp"


def second_employment(api: Api) -> UUID:
    """Let Frau Aydin begin a second employment today, in the archive."""
    with api.city.database.transaction() as session:
        return employed_again(session, api.city.aydin, api.city.archive, NOW.date()).employment_uid


def answers(program: Program, path: str) -> list[dict[str, object]]:
    """Follow `next` to the end."""
    found: list[dict[str, object]] = []
    following = path
    while following is not None:
        found.append(program.get(following.removeprefix("/api/v1/")).json)
        following = found[-1]["next"]
    return found


def pages(program: Program, path: str, name: str) -> list[dict[str, object]]:
    """Return what all pages hold under a name."""
    return [each for answer in answers(program, path) for each in answer[name]]


def test_a_day_is_the_bill_of_the_page(api: Api, aydin: Program) -> None:
    with api.city.database.reading() as session:
        bill = times.day(session, sight_of(api), None, THURSDAY)
    assert bill.result is not None
    told = aydin.get(f"days/{THURSDAY}").json

    minutes = [(line["part"], line["minutes"]) for line in told["lines"]]
    assert minutes == [(line.part, line.amount // timedelta(minutes=1)) for line in bill.result.lines]
    assert sum(amount for part, amount in minutes if part == "worked") == told["worked_minutes"] == 360
    assert sum(amount for part, amount in minutes if part == "target") == told["target_minutes"] == 468
    assert told["lines"][1]["text"].startswith("Pause abgezogen: Bei 6:25 Arbeit sind 0:30 vorgeschrieben")
    assert [each["uid"] for each in told["stamps"]] == [str(each.uid) for each in bill.stamps]


def test_the_pages_of_a_year_hold_every_day_once_and_the_balance_runs_through(aydin: Program) -> None:
    days = pages(aydin, f"days?{YEAR}", "days")
    told = [date.fromisoformat(str(each["day"])) for each in days]

    assert (told[0], told[-1], len(told)) == (date(2026, 1, 1), date(2026, 12, 31), 365)
    assert all(after - before == timedelta(days=1) for before, after in pairwise(told))
    by_day = dict(zip(told, days, strict=True))
    assert by_day[THURSDAY]["balance_minutes"] == aydin.get("balance").json["balance_minutes"]
    assert by_day[THURSDAY]["difference_minutes"] == -108


def test_the_pages_of_a_year_hold_every_stamp_once(aydin: Program) -> None:
    aydin.stamp(KEY)
    stamps = pages(aydin, f"stamps?{YEAR}", "stamps")

    assert [(each["kind"], each["origin"]) for each in stamps] == [("in", "web"), ("out", "web"), ("in", "api")]
    assert len({each["uid"] for each in stamps}) == 3


def test_a_stamp_changes_at_once_what_comes_next(aydin: Program) -> None:
    assert aydin.get("balance").json["next_kinds"] == ["in"]
    aydin.stamp(KEY)
    told = aydin.get("balance").json

    assert (told["next_kinds"], told["waiting"]) == (["out", "break_start"], False)
    assert told["inside_since"] == "2026-11-20T15:00:00.000Z"


def test_the_receipt_of_a_stamp_is_the_servers_promise(api: Api, aydin: Program) -> None:
    told = aydin.stamp(KEY).json
    promise = told["receipt"]
    with api.city.database.reading() as session:
        seen = times.day(session, sight_of(api), None, NOW.date()).stamps

    kept = Receipt(
        UUID(promise["record"]),
        bytes.fromhex(promise["leaf"]),
        NOW,
        NOW + timedelta(seconds=60),
        from_b64url(promise["sig"]),
    )
    assert receipt.is_genuine(kept, keys.signing_key(api.city.settings.receipt_key_file).public)
    assert [str(each.uid) for each in seen] == [told["uid"]]


def test_of_two_employments_each_is_told_by_its_name(api: Api, aydin: Program) -> None:
    second = second_employment(api)

    assert [each["staff_no"] for each in aydin.get("me").json["employments"]] == ["10001", "20001"]
    for path in (f"days/{NOW.date()}?", "balance?", f"days?{YEAR}&", f"stamps?{YEAR}&"):
        assert aydin.get(f"{path}employment={second}").json["employment"] == str(second)
        assert aydin.get(path.rstrip("?&")).json["employment"] == str(api.city.aydin.employment_uid)


def test_with_two_employments_a_stamp_is_stored_and_waits(api: Api, aydin: Program) -> None:
    second_employment(api)
    answer = aydin.stamp(KEY)

    assert answer.status_code == 201
    assert (answer.json["status"], answer.json["code"]) == ("quarantined", "several_employments")
    assert "Die Zeitbeauftragten müssen klären" in answer.json["text"]


def test_who_has_left_still_reads_the_month_she_left_in(api: Api, aydin: Program) -> None:
    left = date(2026, 11, 20)
    with api.city.database.transaction() as session:
        for table in (people.employment_version, people.placement):
            here = table.c.employment_id == api.city.aydin.employment_id
            session.execute(update(table).where(here).values(valid_to=left))

    told = aydin.get("days?from=2026-11-01&to=2026-12-01")
    assert told.status_code == 200
    assert {each["day"]: each["worked_minutes"] for each in told.json["days"]}["2026-11-19"] == 360
    assert len(aydin.get("stamps?from=2026-11-01&to=2026-12-01").json["stamps"]) == 2
    assert aydin.get("me").json["employments"] == []
    assert aydin.get("days?from=2026-12-01&to=2026-12-02").status_code == 404


def test_the_pages_of_an_employment_that_ended_lead_to_their_end(api: Api, aydin: Program) -> None:
    """She left the registry in March and came back to the archive in November: a year is one employment's, not two."""
    with api.city.database.transaction() as session:
        for table in (people.employment_version, people.placement):
            here = table.c.employment_id == api.city.aydin.employment_id
            session.execute(update(table).where(here).values(valid_to=date(2026, 3, 15)))
    second, first = second_employment(api), api.city.aydin.employment_uid
    asked = f"days?{YEAR}", f"days?{YEAR}&employment={first}", f"days?{YEAR}&employment={second}"
    told = {path: pages(aydin, path, "days") for path in asked}
    named = {path: {each["employment"] for each in answers(aydin, path)} for path in asked}

    assert [len(days) for days in told.values()] == [365] * 3
    assert list(named.values()) == [{str(first)}, {str(first)}, {str(second)}]
    assert len(pages(aydin, f"stamps?{YEAR}&employment={first}", "stamps")) == 2
    assert aydin.get(f"days?{YEAR}&employment={api.city.celik.employment_uid}").status_code == 404


def sight_of(api: Api) -> Sight:
    with api.city.database.transaction() as session:
        return sight(session, api.city, "aydin")


def test_a_day_tells_its_premiums(api: Api, aydin: Program) -> None:
    saturday = THURSDAY.replace(day=14)
    with api.city.database.transaction() as session:
        stamped(session, api.city.aydin, saturday, "12:00 in 15:00 out", api.city.settings)
        evaluated(session, api.city.aydin, DaySpan.one(saturday), api.city)

    (premium,) = aydin.get(f"days/{saturday}").json["premiums"]

    assert (premium["kind"], premium["minutes"], premium["percent"]) == ("saturday", 120, 20)
    assert premium["spans"] == [{"from": "2026-11-14T12:00:00.000Z", "to": "2026-11-14T14:00:00.000Z"}]
    assert premium["text"] == "Samstagsarbeit 13:00–15:00: Zeitzuschlag 20 %"
    assert aydin.get(f"days/{THURSDAY}").json["premiums"] == []


def test_leave_is_told_in_thousandths_of_a_day_with_its_lines(api: Api) -> None:
    with api.city.database.transaction() as session:
        leave.refresh_now(session, api.city.aydin.person_id, api.city.rulebook(), NOW)

    told = api.program("aydin").get("leave").json

    assert [(each["kind"], each["year"], each["left_milli_days"]) for each in told["entitlements"]] == [
        ("annual", 2026, 30_000),
        ("annual", 2027, 31_000),
    ]
    assert told["entitlements"][0]["until"] is None
    assert [line["text"] for line in told["entitlements"][0]["lines"]] == [
        "Urlaub eines Jahres bei 5 Arbeitstagen in der Woche: 30 Tage"
    ]


def test_accounts_are_told_with_every_posting_and_who_wrote_it(api: Api) -> None:
    with api.city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        own = accounts.opened(session, api.city.aydin.employment_id, FLEXTIME, Unit.MINUTES, THURSDAY, NOW)
        new = Posting(THURSDAY, -30, PostingKind.MANUAL, "proposal 1", reason="doppelt")
        accounts.post(session, own.id, new, NOW, by=api.city.logins["officer"], second_by=api.city.logins["hr"])

    told = api.program("aydin").get("accounts").json

    [flextime] = [each for each in told["accounts"] if each["kind"] == "flextime"]
    [line] = [each for each in flextime["lines"] if each["kind"]]
    assert (line["amount"], line["by"], line["confirmed_by"], line["text"]) == (
        -30,
        "Officer",
        "Hr",
        "Buchung von Hand",
    )
    assert flextime["balance"] == flextime["lines"][-1]["balance"]
    assert flextime["light"] == ("yellow" if flextime["balance"] < -600 else "green")
