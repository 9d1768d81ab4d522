"""A city in which something of everything happened: at least two rows in every fact table, made by services."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tests.city import FIRST_DAY, NOW, City, badge, stamped
from tests.terminal import BOOT, UPTIME_MS, Terminal, enrolled
from timeclock.core.accounts import FLEXTIME, PostingKind
from timeclock.core.corrections import Change
from timeclock.core.fixes import Basis
from timeclock.core.leave_notices import NoticeKind
from timeclock.core.leave_situation import Ground
from timeclock.core.mass_postings import Order as MassOrder
from timeclock.core.mass_postings import Selection, Written
from timeclock.core.medical_checks import Outcome as CheckOutcome
from timeclock.core.places import PlaceTerms
from timeclock.core.plans import ClockSpan
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.register import Code, Decision
from timeclock.core.rollout import GoLive
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.core.statistics import By
from timeclock.core.statistics import Kind as Statistic
from timeclock.ledger import keys
from timeclock.service import (
    absences,
    account_kinds,
    breaks,
    card_ledger,
    clicks,
    clocking,
    closings,
    confirmations,
    corrections,
    decisions,
    deviations,
    documents,
    evaluation,
    fixing,
    illnesses,
    imports,
    leave,
    leave_entries,
    log,
    log_watch,
    logins,
    mass_postings,
    medical_checks,
    model_changes,
    model_retiring,
    months,
    openings,
    overtime,
    place_agreements,
    places,
    postings,
    profiles,
    protections,
    register,
    reminders,
    role_changes,
    rollout,
    staff_desk,
    stamp_files,
    team,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Action, Actor, Role
from timeclock.service.clocking import Delivery, IntakeRules, Outcome
from timeclock.service.corrections import Wanted
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.fixing import Chosen, Order
from timeclock.service.illnesses import NewNote
from timeclock.service.imports import ImportRules
from timeclock.service.kinds.kind import Terms
from timeclock.service.logins import SignInRules
from timeclock.service.medical_checks import Wanted as Examination
from timeclock.service.register import Wanted as Said
from timeclock.service.role_changes import Wanted as RoleWanted
from timeclock.service.sight import Sight
from timeclock.service.staff_moves import From, Name
from timeclock.service.trust import Discrepancy, Trusted
from timeclock.service.verification import Verification
from timeclock.store import (
    backups,
    deputies,
    erasures,
    holds,
    job_runs,
    recalculation,
    rulings,
    saved_statistics,
    sources,
    stamps,
)
from timeclock.store import leave as leave_rows
from timeclock.store import logins as login_rows
from timeclock.store.backups import Fault, Tried
from timeclock.store.db import Session
from timeclock.store.deputies import NewDeputy
from timeclock.store.documents import DocumentRow, Subject
from timeclock.store.erasures import What
from timeclock.store.ids import new_uid
from timeclock.store.illness_notes import NoteKind
from timeclock.store.job_runs import State
from timeclock.store.leave import Delivered
from timeclock.store.models import NewModel
from timeclock.store.role_drafts import Change as RoleChange
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.saved_statistics import NewSaved
from timeclock.store.staff import Terms as StaffTerms

# As a city decides first: what is asked for counts once it was approved.
TERMS = Terms(timedelta(days=90), frozenset(), frozenset(), timedelta(days=7))
YEAR_END = date(2026, 12, 31)
# When the auditor looks: long after every promise was due.
AUDIT_AT = datetime(2027, 2, 1, 12, tzinfo=NOW.tzinfo)


def actor(session: Session, city: City, name: str, now: datetime = NOW) -> Actor:
    """Return who holds a browser session of that login, opened beside the password, which takes its time."""
    token = f"{name} {now}"
    values = {
        "id_hash": hashlib.sha256(token.encode()).digest(),
        "login_id": city.logins[name],
        "uid": new_uid(now),
        "factor": "password",
        "browser": "",
        "system": "",
        "created_at": now,
        "seen_at": now,
        "expires_at": now + timedelta(hours=1),
        "confirmed_at": now,
    }
    login_rows.open_session(session, values)
    found = logins.actor_of(session, token, now, SignInRules.of(city.settings), city.settings)
    login_rows.end_session(session, values["id_hash"])
    assert found is not None
    return found


def sight(session: Session, city: City, name: str, now: datetime = NOW) -> Sight:
    """Return how that login looks at times."""
    return Sight(actor(session, city, name, now), now, city.settings.zone)


def click(session: Session, city: City, name: str, kind: StampKind, uid: UUID, now: datetime = NOW) -> None:
    """Press the big button."""
    clicks.stamp(session, actor(session, city, name, now), kind, uid, city.settings.zone, now)


def delivered(
    session: Session, city: City, terminal: Terminal, entries: list[dict[str, str]], now: datetime = NOW
) -> list[Outcome]:
    """Take a delivery in as the endpoint does once it believes the request."""
    device = sources.device(session, terminal.uid)
    assert device is not None
    delivery = Delivery(device, BOOT, UPTIME_MS + 1000, None, entries, now)
    return clocking.take_in(session, delivery, IntakeRules.of(city.settings))


def evaluated(city: City, now: datetime) -> None:
    """Work off all that waits."""
    rulebook = city.rulebook()
    with city.database.transaction() as session:
        while (person_id := recalculation.next_person(session)) is not None:
            evaluation.refresh_now(session, person_id, rulebook, now)


def live(city: City) -> Terminal:
    """Let a good year pass: stamps good and bad, a conflict, declarations, looks at others, two signed heads."""
    terminal = enrolled(city, NOW)
    with city.database.transaction() as session:
        known = badge(session, city.aydin, "04A1B2C3D4E5F6", city.settings, NOW - timedelta(days=30))
        stamped(session, city.aydin, date(2026, 11, 18), "08:00 in 17:00 out", city.settings)
        stamped(session, city.aydin, date(2026, 11, 19), "08:00 in 16:00 out", city.settings)
        stamped(session, city.celik, YEAR_END, "08:00 in 16:00 out", city.settings)
        stamped(session, city.celik, YEAR_END + timedelta(days=1), "08:00 in 12:00 out", city.settings)
        click(session, city, "brandt", StampKind.IN, UUID(int=1))
        protections.add(session, "10001", Protection(ProtectionKind.NIGHT_WORKER, FIRST_DAY), NOW)
        good = [terminal.stamp(NOW - timedelta(minutes=3), known), terminal.stamp(NOW - timedelta(minutes=1), known)]
        strange = [terminal.stamp(NOW), terminal.stamp(NOW, known, zone="Europe/Lisbon")]
        *_, unknown, _ = delivered(session, city, terminal, [*good, *strange])
        ruled(session, city, unknown)
    evaluated(city, NOW)
    with city.database.transaction() as session:
        forged = [{**entry, "sig": strange[0]["sig"]} for entry in good]
        delivered(session, city, terminal, forged)
        corrected(session, city)
        breaks.contest(session, sight(session, city, "aydin"), date(2026, 11, 18), "Dienst am Schalter", TERMS)
        breaks.contest(session, sight(session, city, "aydin"), date(2026, 11, 19), "Dienst am Schalter", TERMS)
        kept(session, city, b"first version")
        kept(session, city, b"second version")
        deputised(session, city)
        ordered(session, city)
        away(session, city)
        posted(session, city)
        for_many(session, city)
        on_leave(session, city)
        changed_over(session, city)
        brought(session, city, 4711)
        brought(session, city, 4712)
        drafted(session, city)
        entrusted(session, city)
        renamed(session, city)
        agreed_to(session, city)
        examined(session, city)
        remembered(session, city)
        checked(session)
        erased_and_held(session, city)
    signed(city, NOW)
    evaluated(city, NOW + timedelta(days=60))
    with city.database.transaction() as session:
        november = DaySpan(date(2026, 11, 1), date(2026, 12, 1))
        evaluation.refresh(session, city.aydin.person_id, november, city.rulebook(), NOW + timedelta(days=60))
        confirmed(session, city, NOW + timedelta(days=60))
        breaks.withdraw(session, sight(session, city, "aydin"), date(2026, 11, 19))
        team.members(session, sight(session, city, "brandt"))
        settled(session, city)
        reminded(session, city, NOW + timedelta(days=60))
    evaluated(city, NOW + timedelta(days=60))
    with city.database.transaction() as session:
        confirmed(session, city, NOW + timedelta(days=60, minutes=1))
        closed(session, city, NOW + timedelta(days=60, minutes=2))
    signed(city, NOW + timedelta(days=60))
    return terminal


def drafted(session: Session, city: City) -> None:
    """Let the office draft a model's next version with a longer frame, and a model of its own from that."""
    office, code, day = sight(session, city, "hr"), "gleitzeit-39", date(2026, 11, 20)
    held = model_changes.one(session, office, code).on(day)
    days = tuple(replace(plan, frame=ClockSpan(time(6), time(22))) for plan in held.day_plans)
    for name, is_new in ((code, False), ("gleitzeit-lang", True)):
        new = NewModel(name, "Gleitzeit 39 Stunden", days, held.rules)
        model_changes.propose(session, office, new, day, "Längere Rahmenzeit", is_new=is_new)
    for month in (3, 4, 5):
        model_retiring.take_back(session, office, code)
        model_retiring.retire(session, office, code, date(2027, month, 1), "Läuft aus")


def entrusted(session: Session, city: City) -> None:
    """Let personnel ask for two roles; IT gives one of them."""
    asking, roles = sight(session, city, "hr"), (("celik", Role.SUPERVISOR), ("privacy", Role.STAFF_COUNCIL))
    drafts = [
        role_changes.propose(session, asking, RoleWanted(RoleChange.GIVE, name, role, None, NOW.date(), "Wechsel"))
        for name, role in roles
    ]
    role_changes.confirm(session, sight(session, city, "it"), drafts[1])


def examined(session: Session, city: City) -> None:
    """Let personnel enter two examinations of a night worker, one of them by mistake."""
    office, uid, day = sight(session, city, "hr"), city.aydin.employment_uid, NOW.date()
    for outcome in (CheckOutcome.OFFERED, CheckOutcome.DONE):
        medical_checks.enter(session, office, uid, day, Examination(outcome, day, None))
    last = medical_checks.of(session, office, uid, day).checks[0]
    medical_checks.withdraw(session, office, uid, day, last.uid)


def remembered(session: Session, city: City) -> None:
    """Let somebody keep two statistics under names."""
    for name in ("Krankheitstage", "Kranke der Stadt"):
        new = NewSaved(name, Statistic.SICK, By.UNIT, None, Role.HR, tells=True)
        saved_statistics.add(session, city.logins["aydin"], new, NOW)


def agreed_to(session: Session, city: City) -> None:
    """Let the staff council agree to statistics, and think better of it."""
    council = sight(session, city, "council")
    for decision in (Decision.GIVEN, Decision.WITHDRAWN):
        register.say(session, council, Code.STATISTICS, Said(decision, NOW.date(), "Beschluss vom 20.11.2026"))


def renamed(session: Session, city: City) -> None:
    """Let personnel enter another name and other hours of somebody, as they saw it before."""
    office, day = sight(session, city, "hr"), NOW.date()
    longer = From(date(2027, 1, 1), StaffTerms("tvoed", 2400, 5, "NW"))
    for wanted in (Name("Celik-Roth", "Can"), longer):
        seen = staff_desk.preview(session, office, city.celik.employment_uid, day, wanted).seen
        staff_desk.enter(session, office, city.celik.employment_uid, day, wanted, "Heirat", seen)


def erased_and_held(session: Session, city: City) -> None:
    """Delete twice what is over of the history of jobs, and keep what there is about people, of one no longer."""
    for night in ("2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"):
        job_runs.note(session, "nightly-evaluation", [(night, NOW)])
        run = job_runs.hold(session, "nightly-evaluation", night)
        assert run is not None
        job_runs.save(session, replace(run, state=State.DONE, ended_at=NOW - timedelta(days=400)))
    for most in (1, 2):
        erasures.erase(session, What.RUNS, NOW - timedelta(days=365), (), most, NOW)
    holds.end(session, holds.add(session, city.aydin.person_id, "7 Ca 1/26", NOW), NOW)
    holds.add(session, city.celik.person_id, "7 Ca 2/26", NOW)


def checked(session: Session) -> None:
    """Write down two full checks, one of which found something, and two backups, of which one was none."""
    for wrong in ((), (Discrepancy("stamp", "1", "the row was committed and is gone"),)):
        log_watch.note_check(session, Verification(3, 2, 1, wrong), 0, NOW)
    for fault in (None, Fault.NOT_WHOLE):
        backups.add(session, Tried(NOW, "2026-11-20", "timeclock-2026-11-20-011500.zip", 9, "ab", 3, "3 root", fault))


def settled(session: Session, city: City) -> None:
    """Look at what there is to settle in November, talk about what was too long, and take it back."""
    looking, window = sight(session, city, "officer"), timedelta(days=62)
    november = deviations.Wanted(DaySpan(date(2026, 11, 1), date(2026, 12, 1)))
    found = deviations.listed(session, looking, city.rulebook(), november, window).deviations
    [each, *_] = [each for each in found if Basis.TALKED in {fix.basis for fix in each.fixes}]
    order = Order(UUID(int=300), (Chosen(each.name, each.seen),), Basis.TALKED)
    fixing.fix(session, looking, city.rulebook(), order, window)
    fixing.undo(session, looking, order.act)


def away(session: Session, city: City) -> None:
    """Release one for hours of a week; enter that another went home sick at noon twice, note it, and take it back."""
    released = Asked("10002", "release", date(2026, 11, 9), date(2026, 11, 13), time(8), time(10))
    absences.enter(session, released, city.settings.zone, NOW)
    noon = Asked("10001", "sick", date(2026, 11, 16), date(2026, 11, 17), time(12), None, date(2026, 11, 17))
    withdrawn = absences.enter(session, noon, city.settings.zone, NOW)
    illnesses.note(session, NewNote(withdrawn, NoteKind.ASKED), city.settings.zone, NOW)
    seen = illnesses.note(session, NewNote(withdrawn, NoteKind.RECEIVED), city.settings.zone, NOW)
    illnesses.withdraw(session, seen, city.settings.zone, NOW)
    absences.withdraw(session, withdrawn, city.settings.zone, NOW)


def posted(session: Session, city: City) -> None:
    """Bring the flextime of before into an account by four eyes, take an hour out again, and refuse what is doubled."""
    account_kinds.bring(session, NOW)
    opening = postings.Wanted(PostingKind.OPENING, FLEXTIME, FIRST_DAY, 600, "Altsystem")
    doubled = postings.Wanted(PostingKind.MANUAL, FLEXTIME, NOW.date(), -60, "doppelt")
    officer, hr = sight(session, city, "officer"), sight(session, city, "hr")
    for wanted in (opening, doubled):
        uid = postings.propose(session, officer, city.aydin.employment_uid, wanted)
        postings.confirm(session, hr, uid)
    again = postings.propose(session, officer, city.aydin.employment_uid, doubled)
    postings.refuse(session, hr, again, "schon gebucht")


def for_many(session: Session, city: City) -> None:
    """Propose an hour for two people of the registry twice; put it in force once and undo it, refuse it once."""
    officer, hr, rulebook = sight(session, city, "officer"), sight(session, city, "hr"), city.rulebook()
    for number in (401, 402):
        order = MassOrder(Written(FLEXTIME, NOW.date(), 60), Selection(), "Dank für die Wahl")
        shown = mass_postings.preview(session, officer, order, rulebook)
        mass_postings.propose(session, officer, UUID(int=number), shown.order, shown.seen, rulebook)
    mass_postings.confirm(session, hr, UUID(int=401), rulebook)
    mass_postings.undo(session, hr, UUID(int=401), "doch nicht")
    mass_postings.refuse(session, hr, UUID(int=402), "zweimal")


def on_leave(session: Session, city: City) -> None:
    """Let two people have their leave, carry some of it over, and tell one of hers on paper, twice."""
    for who in (city.aydin, city.celik):
        leave.refresh_now(session, who.person_id, city.rulebook(), NOW)
    for staff_no in ("10001", "10002"):
        leave_entries.carry_over(session, staff_no, Ground(2026), "Wahl im Herbst", NOW.date(), NOW)
    for year in (2026, 2027):
        paper = kept(session, city, f"leave of {year}".encode())
        told = Delivered(year, NoticeKind.YEARLY, paper.uid, NOW.date(), "paper")
        leave_rows.add_notice(session, city.aydin.employment_id, told, NOW, city.logins["officer"])


def changed_over(session: Session, city: City) -> None:
    """Plan two units, bring cards in, carry balances over, and put some of it right."""
    for worked in ("160:00", "161:00"):
        ledger = (
            f"Personalnummer;Monat;Ist;Soll;Saldo\n10001;2026-10;{worked};171:36;3:00\n10002;2026-10;1:00;2:00;0:00"
        )
        card_ledger.enter(session, ledger.encode(), NOW)
    for unit in ("Bürgerdienste", "Stadtarchiv"):
        terms = PlaceTerms("DV Mobile Zeiterfassung", FIRST_DAY, None, 500, 14)
        places.agree(session, unit, terms, NOW.date(), NOW)
        rollout.plan_by_name(session, unit, GoLive(NOW.date(), FIRST_DAY), NOW.date(), NOW)
    office, council = sight(session, city, "hr"), sight(session, city, "council")
    units = {unit.id: unit.uid for unit in place_agreements.units(session, office)}
    later = PlaceTerms("DV Mobile Zeiterfassung, Fassung 2", YEAR_END, None, 300, 7)
    drafts = [place_agreements.propose(session, office, units[unit], later) for unit in (city.registry, city.archive)]
    place_agreements.sign(session, council, drafts[0], "Wie besprochen")
    rollout.plan_by_name(session, "Stadtarchiv", GoLive(YEAR_END), NOW.date(), NOW)
    for staff_no in ("10002", "10003"):
        brought = (
            f"Personalnummer;Konto;Stichtag;Jahr;Stand\n{staff_no};flextime;2026-11-01;;1:30\n{staff_no};annual;;2026;2"
        )
        openings.propose(session, brought.encode(), NOW.date(), NOW)
        digest = hashlib.sha256(brought.encode()).hexdigest()
        openings.sign(session, sight(session, city, "hr"), digest)
    openings.undo(session, sight(session, city, "hr"), digest, "falsches Blatt")


def reminded(session: Session, city: City, now: datetime) -> None:
    """Remind two people of the evening they forgot to go; one of them reads it."""
    november = DaySpan(date(2026, 11, 1), date(2026, 12, 1))
    for who in (city.aydin, city.brandt):
        reminders.remind(session, who.person_id, november, city.rulebook(), now)
    reminders.read(session, sight(session, city, "aydin", now), None)


def ordered(session: Session, city: City) -> None:
    """Order an evening of one, and a Saturday of the archive that is withdrawn again."""
    evening, saturday = (Span(at, at + timedelta(hours=6)) for at in (NOW, NOW + timedelta(days=1)))
    zone = city.settings.zone
    overtime.order(session, overtime.Wanted(evening, "Wahl", "10001", budget=timedelta(hours=2)), zone, NOW)
    withdrawn = overtime.order(session, overtime.Wanted(saturday, "Umzug", unit="Stadtarchiv"), zone, NOW)
    overtime.withdraw(session, withdrawn, zone, NOW)
    november = DaySpan(date(2026, 11, 1), date(2026, 12, 1))
    for unit in ("Bürgerdienste", "Stadtarchiv"):
        held = overtime.budget(session, overtime.WantedBudget(unit, november, timedelta(hours=40), "Wahl"), NOW)
    overtime.withdraw_budget(session, held, NOW)


def deputised(session: Session, city: City) -> None:
    """Let two stand in for Herr Brandt, one of them no more from next week on."""
    lead, today = city.logins["brandt"], NOW.date()
    named = [
        deputies.add(session, NewDeputy(lead, city.logins[name], None, today, None), lead, NOW)
        for name in ("celik", "officer")
    ]
    deputies.end(session, named[0], lead, today + timedelta(days=7), NOW)


def brought(session: Session, city: City, badge_number: int) -> None:
    """Bring a line of an old device in, by a badge nobody knows."""
    raw = f"{badge_number}\t2026-11-17 08:00:00\t1\t0\t1\t0\n".encode()
    lines = stamp_files.lines(raw, profiles.named("attlog"), city.settings.zone, NOW)
    batch, _ = imports.begin(session, "attlog", raw, len(lines), NOW)
    imports.take_in(session, batch, lines, ImportRules.of(city.settings), {}, NOW)
    imports.conclude(session, batch, imports.report(session, batch), NOW)


def kept(session: Session, city: City, content: bytes) -> DocumentRow:
    """Keep a proof of Frau Aydin's October."""
    subject = Subject(DocumentKind.PROOF, city.aydin.person_id, city.aydin.employment_id, date(2026, 10, 1))
    return documents.put(session, city.settings.documents, subject, Media.PDF, content, NOW)


def ruled(session: Session, city: City, unknown: Outcome) -> None:
    """Find the holder of an unknown badge, and take a click out."""
    [clicked] = stamps.known(session, (), [UUID(int=1)]).values()
    assert unknown.stored is not None
    who = {"person_id": city.celik.person_id, "employment_id": city.celik.employment_id}
    found = Ruling(unknown.stored.id, Verdict.ASSIGN, "badge found", **who)
    rulings.add_many(session, [found, Ruling(clicked.id, Verdict.VOID, "given twice", by=city.logins["officer"])], NOW)


def corrected(session: Session, city: City) -> None:
    """Ask for a going twice; one is granted, the other refused; and confirm the month before."""
    for n, clock in ((1, time(16, 30)), (2, time(17))):
        wanted = Wanted(
            UUID(int=100 + n), date(2026, 11, 17), Change.NEW, None, StampKind.OUT, clock, None, "vergessen"
        )
        corrections.ask(session, sight(session, city, "aydin"), wanted, TERMS)
    deciding = sight(session, city, "brandt")
    seen = decisions.case(session, deciding, city.rulebook(), UUID(int=101)).seen
    decisions.approve(session, deciding, UUID(int=101), 1, seen, TERMS)
    decisions.refuse(session, sight(session, city, "brandt"), UUID(int=102), 1, "zweimal")


def confirmed(session: Session, city: City, now: datetime) -> None:
    """Confirm November twice, before and after something changed."""
    [one] = confirmations.to_confirm(session, sight(session, city, "brandt", now), date(2026, 11, 1)).people
    uid = one.employed.employment_uid
    confirmations.confirm(session, sight(session, city, "brandt", now), date(2026, 11, 1), uid, one.figures.hash, "ok")


def closed(session: Session, city: City, now: datetime) -> None:
    """Close Frau Aydin's November, open it again and close it; then something is found of it, and taken back."""
    account_kinds.bring(session, now)
    hr, november, uid = sight(session, city, "hr", now), date(2026, 11, 1), city.aydin.employment_uid
    for reason in ("noch nicht bestätigt", "jetzt aber"):
        seen = closings.one(session, hr, november, uid, Action.CLOSE_MONTHS).seen
        months.close(session, hr, november, uid, seen, reason, city.rulebook())
        if reason != "jetzt aber":
            months.reopen(session, hr, november, uid, "eine Buchung fehlt")
    aydin, day = sight(session, city, "aydin", now), date(2026, 11, 18)
    breaks.withdraw(session, aydin, day)
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), now)
    breaks.contest(session, aydin, day, "Dienst am Schalter", TERMS)
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), now)


def signed(city: City, now: datetime) -> None:
    """Include what waits and sign the head."""
    with city.database.transaction() as session:
        log.sequence(session)
        log.sign_head(session, city.settings.log_origin, keys.signing_key(city.settings.log_key_file), now)


def trusted(city: City, *witnessed: str) -> Trusted:
    """Return what an auditor checks the city's log against."""
    key = keys.signing_key(city.settings.log_key_file).public
    return Trusted(city.settings.log_origin, key, city.settings.documents, witnessed)
