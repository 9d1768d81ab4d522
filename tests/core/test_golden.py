"""Days explained, word by word in both languages, and worked out again by who has nothing but the text.

The texts in `golden/` are written by hand from the rulebook. Whoever changes a sentence reads them all again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.core.builders import BERLIN, Model, a_file, absent, duty, law_figures, taps
from timeclock import explain
from timeclock.core.balances import PeriodSum
from timeclock.core.dated import Dated, Since
from timeclock.core.day import PersonFile
from timeclock.core.evaluation import evaluate
from timeclock.core.figures import LawFigures
from timeclock.core.late_truths import Arrival, Came, LateDay
from timeclock.core.plans import BreakDeduction, Gateway, ModelRules, ShiftWork
from timeclock.core.stamps import Stamp
from timeclock.core.walltime import local_day
from timeclock.i18n import translator
from timeclock.service.bills import ClosedDay, DayBill, Holder, StampSeen
from timeclock.store.late_truths import Found
from timeclock.store.months import Version
from timeclock.store.rulings import Verdict
from timeclock.store.stamps import RulingRow

GOLDEN = Path(__file__).parent / "golden"
NEW_YEAR = date(2027, 1, 1)
VERSION, NEXT_VERSION = Since(date(2024, 1, 1)), Since(NEW_YEAR, replaces=True)
FLEXTIME = Model(regime="tvoed", since=VERSION)
SHIFTS = Model(
    regime="tvoed",
    rules=ModelRules(agreement="DV Schicht §2", shift_work=ShiftWork.SHIFTS, day_starts=None),
    sunday_exemption="Nr. 1",
)
FIRE = Model(
    "24:00",
    regime="azvofeu_nrw",
    weekly="48:00",
    since=VERSION,
    sunday_exemption="Nr. 1",
    rules=ModelRules(
        BreakDeduction.NONE,
        timedelta(hours=26),
        None,
        agreement="AZVOFeu NRW §2",
        shift_work=ShiftWork.ROUND_THE_CLOCK,
        gateway=Gateway("AZVOFeu NRW §2", timedelta(hours=24), breaks_asked=False),
    ),
)
AYDIN = Holder(UUID(int=1), "10001", "Elif", "Aydin", "Bürgerdienste", "Gleitzeit 39 Stunden")
BRANDT = Holder(UUID(int=2), "10002", "Jens", "Brandt", "Feuerwache 1", "Feuerwehr, 24-Stunden-Dienst")
DISPATCHER = replace(AYDIN, unit_name="Leitstelle", model_title="Schichtdienst")
TRAINEE = replace(AYDIN, model_title="Auszubildende, 39 Stunden")
CELIK = Holder(UUID(int=3), "10003", "Can", "Celik", "Tiefbauamt", "Gleitzeit 39 Stunden")
NIGHT = "22:00 in +1 00:30 break_start 01:00 break_end 06:00 out"
SPRING, AUTUMN, MONDAY, WEDNESDAY = date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 5), date(2026, 11, 4)
CLOSED_AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
CORRECTED, CORRECTED_AT = date(2026, 11, 16), datetime(2026, 12, 2, 8, 10, tzinfo=UTC)
OFFICE_HOURS = "08:00 in 12:00 break_start 12:30 break_end 16:18 out"
CALLED = f"{OFFICE_HOURS} 22:10 call_start 22:45 call_end +1 00:20 call_start 00:50 call_end"
MINUTE = timedelta(minutes=1)


def changed_law() -> LawFigures:
    """Return the law with a change that nobody decided: from New Year on breaks are a third longer."""
    [(first, now)] = law_figures().breaks.entries
    longer = replace(now, steps=tuple(replace(step, pause=step.pause + step.pause / 3) for step in now.steps))
    return replace(law_figures(), breaks=Dated("breaks", ((first, now), (NEW_YEAR, longer))))


@dataclass(frozen=True)
class Told:
    """A day to explain: the file, whose it is, what the balance was before, and stamps that count no more."""

    file: PersonFile
    before: str
    holder: Holder = AYDIN
    void: tuple[Stamp, ...] = ()
    rulings: Mapping[UUID, RulingRow] = field(default_factory=dict)
    closed: ClosedDay | None = None


def corrected() -> Told:
    """Return a day of which somebody asked weeks later that her going was another."""
    counting = taps("07:55 in 12:00 break_start 12:35 break_end 16:45 @correction out", CORRECTED)
    gone = replace(taps("15:30 out", CORRECTED)[0], uid=UUID(int=99))
    why = "Dienstgang versehentlich als Gehen gebucht"
    rulings = {
        gone.uid: RulingRow(Verdict.VOID, counts=False, by="Jens Brandt", at=CORRECTED_AT, reason=why),
        counting[-1].uid: RulingRow(Verdict.ACCEPT, counts=True, by="Jens Brandt", at=CORRECTED_AT, reason=why),
    }
    file = a_file(counting, day=CORRECTED, model=FLEXTIME, as_of=CORRECTED_AT + MINUTE)
    return Told(file, "-0:30", void=(gone,), rulings=rulings)


def corrected_after_close() -> Told:
    """Return the same day, whose month had been closed the day before: what it was then, and what was posted."""
    told = corrected()
    gone = a_file("07:55 in 12:00 break_start 12:35 break_end 15:30 out", day=CORRECTED, model=FLEXTIME)
    [was] = [day for day in evaluate(gone).days if day.day == CORRECTED]
    sums = PeriodSum(timedelta(hours=160), timedelta(hours=163, minutes=12), timedelta(hours=-3, minutes=-12), 0)
    version = Version(1, date(2026, 11, 1), 1, sums, "", "", CLOSED_AT, "Jana Klein", None, None, None)
    why = "Dienstgang versehentlich als Gehen gebucht"
    came = Came(Arrival.CORRECTION, CORRECTED_AT, by="Jens Brandt", reason=why)
    found = Found(LateDay(CORRECTED, -48, 27), (came,), 1, CORRECTED_AT + MINUTE)
    return replace(told, closed=ClosedDay(version, was, (found,)))


def about_new_year(day: date, target: str, since: Since) -> Told:
    file = a_file("07:30 in 16:00 out", day=day, model=replace(FLEXTIME, target=target, since=since))
    return Told(replace(file, law=changed_law()), "2:10")


def over_night(day: date, before: str) -> Told:
    duties = (duty("work 22:00 to +1 06:00", day),)
    return Told(a_file(NIGHT, day=day, model=SHIFTS, duties=duties), before, DISPATCHER)


def called(day: date) -> Told:
    duties = (duty("on_call 16:30 to +1 08:00", day),)
    return Told(a_file(CALLED, day=day, model=FLEXTIME, duties=duties), "0:00", CELIK)


def at_school() -> Told:
    lessons = absent("vocational_school from 08:00 to 11:30 lessons=4 travel_min=25")
    model = replace(FLEXTIME, regime="tvaoed")
    return Told(a_file("12:30 in 16:15 out", model=model, absences=(lessons,)), "0:30", TRAINEE)


def sick_from_noon() -> Told:
    return Told(a_file("08:00 in 12:10 out", model=FLEXTIME, absences=(absent("sick from 12:10"),)), "5:40")


DAYS = {
    "plateau": Told(a_file("08:00 in 14:20 out", model=FLEXTIME), "3:12"),
    "contested": Told(a_file("08:00 in 15:00 out", model=FLEXTIME, contested=True), "-2:00"),
    "spring": over_night(SPRING, "1:05"),
    "autumn": over_night(AUTUMN, "-0:20"),
    "full_duty": Told(a_file("07:00 in +1 07:00 out", day=MONDAY, model=FIRE), "9:36", BRANDT),
    "call_out": called(WEDNESDAY),
    "school_day": at_school(),
    "sick_from_noon": sick_from_noon(),
    "old_year": about_new_year(date(2026, 12, 30), "7:48", VERSION),
    "new_year": about_new_year(date(2027, 1, 4), "7:42", NEXT_VERSION),
    "late_correction": corrected(),
    "after_close": corrected_after_close(),
}


def of(told: Told) -> DayBill:
    """Return the bill of a day as the store gives it, without a database."""
    found = evaluate(told.file)
    day = told.file.days.from_day
    [result] = [each for each in found.days if each.day == day]
    person = sorted((each for each in found.findings if each.day == day), key=lambda each: each.code)
    stamps = sorted((*told.file.stamps, *told.void), key=lambda stamp: stamp.at)
    return DayBill(
        told.holder,
        day,
        None,
        None,
        replace(result, findings=(*person, *result.findings)),
        tuple(_seen(told, stamp) for stamp in stamps if local_day(stamp.at, BERLIN) == day),
        "3f0c9d1b",
        told.file.as_of,
        contested=False,
        may_contest=False,
        requests=(),
        balance_before=minutes(told.before.replace("-", "−")) * MINUTE,
        closed=told.closed,
    )


def _seen(told: Told, stamp: Stamp) -> StampSeen:
    source = "Feuerwache" if told.holder is BRANDT else "Rathaus"
    ruling = told.rulings.get(stamp.uid)
    return StampSeen(
        stamp.uid, stamp.kind, stamp.at, stamp.origin, source, "badge", None, ruling, stamp.recorded_at or stamp.at
    )


def minutes(text: str) -> int:
    """Return −0:30 as −30."""
    hours, rest = text.lstrip("+=−").split(":")
    return (-1 if "−" in text else 1) * (int(hours) * 60 + int(rest))


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("name", DAYS)
def test_a_day_is_explained_word_by_word(name: str, locale: str) -> None:
    told = explain.text(of(DAYS[name]), translator(locale), BERLIN)

    assert told == (GOLDEN / f"{name}.{locale}.txt").read_text("utf-8").removesuffix("\n")


# --- What somebody works out who has only the text -----------------------------------------------------------------

HEADINGS = {"de": ("Istzeit", "Sollzeit", "Saldo"), "en": ("Worked", "Target", "Balance")}
ROW = re.compile(r"^  +([+−=]*\d+:\d\d)  (\S.*)$")
DAY_NAME = r"(?:[A-Z][a-z]{1,2}\.? )?"
CLOCKS = re.compile(
    rf"(?:von|from) {DAY_NAME}(\d\d:\d\d) (?:bis|to) {DAY_NAME}(\d\d:\d\d)"
    r"(?: \((\d:\d\d) (weniger|less|mehr|more): .+\))?(?:: .+ (\d:\d\d) (?:Weg|on the way))?$"
)
DEDUCTED = re.compile(
    r"(?:Bei|for) (\d:\d\d) .+ (\d:\d\d) (?:vorgeschrieben, genommen wurden (\d:\d\d)|are due, (\d:\d\d) were taken)"
    r"(?:; .+ (\d:\d\d))?$"
)
GIVEN_BACK = re.compile(r"wieder gutgeschrieben$|credited again$")
REST = re.compile(r": (\d:\d\d) (?:waren geplant|were planned), (\d:\d\d) (?:zählen bereits|count already)")
DIFFERENCE = re.compile(r": (?:Istzeit )?(\d+:\d\d) (?:weniger Sollzeit|worked less) (\d+:\d\d)")
A_DAY = 24 * 60


def rows(text: str, heading: str) -> list[tuple[str, int, str]]:
    """Return the rows of a section: the sign, the minutes, and the sentence."""
    section = text.partition(f"\n{heading}\n")[2].partition("\n\n")[0]
    found = [match.groups() for line in section.splitlines() if (match := ROW.match(line))]
    return [(figure[0], minutes(figure), sentence) for figure, sentence in found]


def worked_out(sentences: list[str]) -> Iterator[int]:
    """Yield what each sentence about time worked comes to, by the figures that it names."""
    done: list[int] = []
    for sentence in sentences:
        done.append(_worked_out(sentence, done))
        yield done[-1]


def _worked_out(sentence: str, done: list[int]) -> int:
    if found := CLOCKS.search(sentence):
        begin, end, shift, way, travel = found.groups()
        moved = minutes(shift or "0:00") * (1 if way in {"mehr", "more"} else -1)
        return ((minutes(end) - minutes(begin)) % A_DAY or A_DAY) + moved + minutes(travel or "0:00")
    if found := DEDUCTED.search(sentence):
        present, due = minutes(found[1]), minutes(found[2])
        assert present == sum(done)
        return minutes(found[5]) - present if found[5] else minutes(found[3] or found[4]) - due
    if found := REST.search(sentence):
        planned, already = (minutes(each) for each in found.groups())
        assert already == sum(done)
        return planned - already
    assert GIVEN_BACK.search(sentence), sentence
    return -done[-1]


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("name", DAYS)
def test_who_has_only_the_text_comes_to_the_same_sums(name: str, locale: str) -> None:
    text = (GOLDEN / f"{name}.{locale}.txt").read_text("utf-8")
    result, before = of(DAYS[name]).result, minutes(DAYS[name].before.replace("-", "−"))
    assert result is not None
    [*work, worked], [*due, target], [balance, difference, after] = (rows(text, each) for each in HEADINGS[locale])

    assert [amount for _, amount, _ in work] == list(worked_out([sentence for _, _, sentence in work]))
    assert worked[:2] == ("=", sum(amount for _, amount, _ in work)) == ("=", result.worked // MINUTE)
    assert target[:2] == ("=", sum(amount for _, amount, _ in due)) == ("=", result.target // MINUTE)
    assert [minutes(each) for each in DIFFERENCE.search(difference[2]).groups()] == [worked[1], target[1]]
    assert difference[1] == worked[1] - target[1] == result.difference // MINUTE
    assert (balance[1], after[:2]) == (before, ("=", before + difference[1]))


SINCE_CLOSED = {"de": "Seit dem Monatsabschluss", "en": "Since the month was closed"}


@pytest.mark.parametrize("locale", ["de", "en"])
def test_what_was_closed_and_what_was_posted_come_to_what_is_known_now(locale: str) -> None:
    text = (GOLDEN / f"after_close.{locale}.txt").read_text("utf-8")
    [_, closed, _], [sign, posted, _], [total, now, _] = (
        (row[0], row[1], row[2]) for row in rows(text, SINCE_CLOSED[locale])
    )

    assert (closed, sign, total) == (-48, "+", "=")
    assert closed + posted == now == DAYS["after_close"].closed.found[0].day.now


def test_every_text_is_of_a_day() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.{locale}.txt" for name in DAYS for locale in HEADINGS}
