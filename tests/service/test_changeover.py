"""The move from the punch card: a unit of forty against its ledger, balances by two signatures, units going live."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tests.city import FIRST_DAY, MONDAY, NOW, City
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.reconciliation import Cause, Figure, Outcome
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.ledger.leaf import canonical
from timeclock.service import absence_reasons, absences, card_ledger, evaluation, reconciliation
from timeclock.service.absences import Asked
from timeclock.service.reconciliation import PersonCompared
from timeclock.store import accounts, models, sources, staffing, stamps
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.staffing import Hired, NewPerson
from timeclock.store.stamps import Original

MAY, WHIT_MONDAY = date(2026, 5, 1), date(2026, 5, 25)
# The unit was set up in the middle of May. Everybody is there for 8:30 without a stamped break on every day but Whit
# Monday, so that half an hour is taken off.
SINCE = date(2026, 5, 18)
DAYS = DaySpan(SINCE, date(2026, 6, 1))
WORKED = [day for day in DAYS if day.weekday() < 5 and day != WHIT_MONDAY]
PRESENT = (time(8), time(16, 30))
JUNE_2 = datetime(2026, 6, 2, 12, tzinfo=UTC)
# Who is ill on the last Friday of the month.
ILL, FRIDAY_ILL = 9, date(2026, 5, 29)


def forty(session: Session) -> list[Hired]:
    """Hire a unit of forty who all bring ten hours along."""
    unit = staffing.add_unit(session, 1, "Bauhof", FIRST_DAY, NOW)
    opening = Posting(SINCE, 600, PostingKind.OPENING, "opening", reason="Karte")
    hired = []
    for no in range(40):
        who = staffing.hire(session, 1, NewPerson("A", f"Bau {no:02}", f"4{no:04}", unit, SINCE, 2340), NOW)
        models.assign(session, who.employment_id, 1, MONDAY, SINCE, NOW)
        account = accounts.open_(session, who.employment_id, FLEXTIME, Unit.MINUTES, SINCE, NOW)
        accounts.post(session, account.id, opening, NOW)
        hired.append(who)
    return hired


def clocked(session: Session, city: City, hired: list[Hired]) -> None:
    """Store the stamps of all of them at once."""
    taps = [
        (who, instant(day, clock, city.settings.zone), kind)
        for no, who in enumerate(hired)
        for day in WORKED
        if no != ILL or day != FRIDAY_ILL
        for clock, kind in zip(PRESENT, (StampKind.IN, StampKind.OUT), strict=True)
    ]
    source_id, epoch, first = sources.next_seq(session, "web", NOW, len(taps))
    rows = []
    for seq, (who, at, kind) in enumerate(taps, start=first):
        row = {
            "uid": new_uid(at),
            "source_id": source_id,
            "epoch": epoch,
            "seq": seq,
            "kind": kind.value,
            "at": at,
            "at_rule": "server",
            "received_at": at,
            "clock_quality": "good",
            "zone_rules": "test",
            "level": "authenticated",
            "person_id": who.person_id,
            "employment_id": who.employment_id,
        }
        rows.append((row, Original(canonical(row), b"")))
    stamps.append(session, rows, NOW)


# Nine days of 8:00 against as many of 7:48, after ten hours of before: as a clerk adds them up by hand.
CARD = {"worked": "72:00", "target": "70:12", "balance": "11:48"}
MISTAKES = {
    # No break was taken off in the whole month: nine times half an hour.
    3: {"worked": "76:30", "balance": "16:18"},
    # The illness of the 29th is not on the card; she is owed 7:48 of it.
    ILL: {"worked": "64:00", "balance": "3:48"},
    # Whit Monday was a working day.
    14: {"target": "78:00", "balance": "4:00"},
    # 72:00 was written down as 27:00, and added up with it.
    22: {"worked": "27:00", "balance": "-33:12"},
    # Nobody looked at what was there before.
    31: {"balance": "1:48"},
}


def ledger() -> bytes:
    """Write the ledger of the cards by hand, as a spreadsheet of the city saves it."""
    lines = ["Personalnummer;Monat;Ist;Soll;Saldo"]
    lines += [";".join((f"4{no:04}", "05/2026", *(CARD | MISTAKES.get(no, {})).values())) for no in range(40)]
    return "\n".join(lines).encode("cp1252")


def named(each: PersonCompared) -> dict[Figure, list[Cause]]:
    """Return the causes by figure."""
    return {one.figure: [said.cause for said in one.explanations] for one in each.differences}


def test_of_a_unit_of_forty_the_five_mistakes_are_found_and_named_and_no_other(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        hired = forty(session)
        clocked(session, city, hired)
        absences.enter(session, Asked(f"4{ILL:04}", "sick", FRIDAY_ILL, FRIDAY_ILL), city.settings.zone, NOW)
        for who in hired:
            evaluation.refresh(session, who.person_id, DAYS, city.rulebook(), JUNE_2)
        brought, again = (card_ledger.enter(session, ledger(), NOW) for _ in range(2))
        overview = reconciliation.month(session, sight(session, city, "hr"), MAY, None)
        [unit] = [each for each in overview.units if each.name == "Bauhof"]
        found = reconciliation.month(session, sight(session, city, "hr"), MAY, unit.uid)

    assert [each.change for each in brought] == ["new"] * 40
    assert [each.change for each in again] == ["unchanged"] * 40
    assert found.counts == {Outcome.EXPLAINED: 5, Outcome.ALIKE: 35}
    told = {int(each.employed.staff_no[1:]): named(each) for each in found.people if each.differences}
    assert told == {
        3: {Figure.WORKED: [Cause.BREAK_NOT_DEDUCTED], Figure.BALANCE: []},
        ILL: {Figure.WORKED: [Cause.ABSENCE_NOT_CREDITED], Figure.BALANCE: []},
        14: {Figure.TARGET: [Cause.HOLIDAY_MISSED], Figure.BALANCE: []},
        22: {Figure.WORKED: [Cause.DIGITS_TRANSPOSED], Figure.BALANCE: []},
        31: {Figure.BALANCE: [Cause.CARRIED_OVER_MISSED]},
    }
