"""A whole month of each working-time model, day by day as its author worked it out, and what the month rests on.

`stories/*.toml` names the model of the catalogue, the person, and the rules the month rests on. Its table has a row for
every day: the stamps, what is due, what was worked, the difference, the balance after the day, and what else is found
(findings, premiums and amounts). `absences`, `orders`, `duties` and `special_plans` begin with the day of the month:
"12 leave", "05 18:00 to 20:00", "07 on_call 16:00 to +1 07:00", "09 kurz 4:00". With a rule taken away exactly the
stories that name it come out otherwise.

`periods` has a row for every week, month or longer period that touches the month and is of a kind it speaks of, or has
a finding: its days, its kind, its figures, its findings. Lengths stand without their "_min"; a row may leave figures
out. Nothing is known of the days before the month, nor of those after it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.core.builders import (
    BERLIN,
    ONE_DAY,
    SHIFTS,
    absent,
    amount_of,
    day_plan,
    duty,
    hours,
    law_figures,
    nrw,
    order,
    protections,
    shown,
    taps,
)
from tests.core.periods import period_file_of
from tests.core.without import RULES
from timeclock.core.balances import running
from timeclock.core.day import DayResult, PersonFile, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.period_results import period_results
from timeclock.core.periods import PeriodResult
from timeclock.core.plans import DayPlan, ModelRules, Pattern, PlanInForce
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.walltime import day_span
from timeclock.service.model_catalogue import catalogue

FILES = sorted((Path(__file__).parent / "stories").glob("*.toml"))
KEYS = {"rulebook", "model", "title", "month", "terms", "rests_on", "days"}
OPTIONAL = {
    "sunday_exemption", "born_on", "anchor", "absences", "orders", "duties", "special_plans", "protections", "periods",
}  # fmt: skip
EMPLOYMENT = 1
WEEKLY_TERMS = "weekly_terms"
IN_MINUTES = "_min"
# What holds for a person on top of any model (rulebook M35 to M41).
OVERLAYS = {"M35", "M36", "M37", "M38", "M39", "M40", "M41"}


@dataclass(frozen=True)
class Row:
    """One day of a story: the stamps, and what is to come of them."""

    day: date
    stamps: str
    expected: str


@dataclass(frozen=True)
class Story:
    """One month of one person."""

    name: str
    said: dict[str, Any]
    rows: tuple[Row, ...]

    @property
    def days(self) -> DaySpan:
        year, month = (int(part) for part in self.said["month"].split("-"))
        return DaySpan.month(year, month)

    def entries(self, key: str) -> list[tuple[date, str]]:
        """Return what stands under a key, each with its day: "12 leave"."""
        found = (entry.split(" ", 1) for entry in self.said.get(key, ()))
        return [(date.fromisoformat(f"{self.said['month']}-{number}"), words) for number, words in found]


def read(path: Path) -> Story:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    assert said.keys() - OPTIONAL == KEYS, path.name
    rows = [row(said["month"], line) for line in said["days"].strip().splitlines()]
    return Story(path.stem, said, tuple(rows))


def row(month: str, line: str) -> Row:
    """Read "02 Mo | 08:00 in 16:30 out | 7:48 | 8:00 | +0:12 | +0:12 | ARBZG-…"."""
    day, stamps, *expected = (" ".join(cell.split()) for cell in line.split("|"))
    return Row(date.fromisoformat(f"{month}-{day[:2]}"), stamps, " | ".join(expected))


STORIES = [read(path) for path in FILES]


def plans_of(story: Story) -> dict[tuple[int, date], PlanInForce]:
    """Return what holds on each day, as the store makes it of model, terms and unit."""
    model, around = (
        catalogue()[story.said["model"]].new,
        DaySpan(story.days.from_day - 7 * ONE_DAY, story.days.to_day + 7 * ONE_DAY),
    )
    held = {date.fromisoformat(since): terms for since, terms in story.said["terms"].items()}
    anchor = story.said.get("anchor", date(2026, 1, 5))
    found = {}
    for day in around:
        terms = held[max((since for since in held if since <= day), default=min(held))]
        days = model.rules.due(tuple(model.days), hours(terms["weekly"]))
        plan = Pattern(days, anchor).on(day)
        exemption = story.said.get("sunday_exemption", "")
        regime, weekly = terms["regime"], hours(terms["weekly"])
        choices = choices_of(model.rules, days)
        found[EMPLOYMENT, day] = PlanInForce(
            EMPLOYMENT, plan, model.rules, exemption, regime, choices, weekly=weekly, pattern=days
        )
    return found


def choices_of(rules: ModelRules, days: Sequence[DayPlan]) -> tuple[DayPlan, ...]:
    """Return the shifts among which stamps choose, each once, as the store makes them."""
    begun = {plan.code: plan for plan in days if plan.begins is not None}
    return tuple(begun.values()) if rules.recognised else ()


def file_of(story: Story) -> PersonFile:
    stamps = [stamp for row in story.rows for stamp in taps(row.stamps, row.day)]
    duties = tuple(duty(words, day) for day, words in story.entries("duties"))
    return PersonFile(
        person_id=1,
        days=story.days,
        stamps=tuple(stamps),
        plans=plans_of(story),
        calendar=nrw(),
        law=law_figures(),
        zone=BERLIN,
        as_of=day_span(story.days.to_day + 2 * ONE_DAY, BERLIN).from_at,
        born_on=story.said.get("born_on"),
        protections=protections(story.said.get("protections", ()), since=story.days.from_day),
        absences=tuple(absent(words, day, EMPLOYMENT) for day, words in story.entries("absences")),
        orders=tuple(order(words, day) for day, words in story.entries("orders")),
        duties=duties,
        rostered=frozenset((EMPLOYMENT, story.days.from_day) for each in duties if each.kind in SHIFTS),
        special_plans={(EMPLOYMENT, day): day_plan(words) for day, words in story.entries("special_plans")},
    )


def without(story: Story, rule: str) -> PersonFile:
    """Return a story's file with one rule taken away; the terms' hours are no part of a file but in what is due."""
    if rule != WEEKLY_TERMS:
        return RULES[rule](AS_WRITTEN[story.name])
    full_time = {since: {**terms, "weekly": "39:00"} for since, terms in story.said["terms"].items()}
    return file_of(replace(story, said={**story.said, "terms": full_time}))


AS_WRITTEN = {story.name: file_of(story) for story in STORIES}


def comes_out_otherwise(story: Story, file: PersonFile) -> bool:
    """Say whether a file makes another month than is written; the file that is written makes the month that is."""
    return file != AS_WRITTEN[story.name] and bool(differing(story, file))


def told(result: PersonResult) -> list[str]:
    """Return a month as the table of a story has it."""
    balances = running([day.difference for day in result.days])
    return [row_of(day, shown_signed(balance), result) for day, balance in zip(result.days, balances, strict=True)]


def row_of(day: DayResult, balance: str, result: PersonResult) -> str:
    on_person = [finding for finding in result.findings if finding.day == day.day]
    found = [finding.code.value for finding in (*day.findings, *on_person)]
    premiums = [f"{premium.kind.value} {shown(premium.amount)}" for premium in day.premiums]
    amounts = [amount_of(amount) for amount in day.amounts]
    difference = "–" if day.difference is None else shown_signed(day.difference)
    besides = ", ".join([*sorted(found), *sorted([*premiums, *amounts])])
    return " | ".join([shown(day.target), shown(day.worked), difference, balance, besides]).rstrip()


def shown_signed(length: Any) -> str:
    text = shown(length)
    return text if text.startswith("-") else f"+{text}"


def differing(story: Story, file: PersonFile) -> list[str]:
    """Return the days that came out otherwise, each with what was written and what was found, and the periods."""
    result = evaluate(file)
    pairs = zip(story.rows, told(result), strict=True)
    days = [f"{row.day}: {row.expected} ≠ {found}" for row, found in pairs if row.expected.rstrip() != found]
    return days if "periods" not in story.said else [*days, *differing_periods(story, file, result)]


def differing_periods(story: Story, file: PersonFile, result: PersonResult) -> list[str]:
    """Return the periods that came out otherwise, those that were not found, and those that are not written."""
    written = written_periods(story)
    kinds = {kind for _, kind in written}
    found = {
        key_of(each): each
        for each in period_results(period_file_of(file, result))
        if each.days.from_day < story.days.to_day and each.days.to_day > story.days.from_day
        if each.kind in kinds or each.findings
    }
    shown = {key: period_row(each, written.get(key)) for key, each in found.items()}
    return [
        f"{' '.join(key)}: {written.get(key)} ≠ {shown.get(key)}"
        for key in sorted(written.keys() | shown.keys())
        if written.get(key) != shown.get(key)
    ]


def written_periods(story: Story) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what `periods` says of each: its figures, and its findings last."""
    rows = {}
    for line in story.said["periods"].strip().splitlines():
        days, kind, figures, *findings = (" ".join(cell.split()) for cell in line.split("|"))
        rows[days, kind] = (*(figures.split(", ") if figures else ()), ", ".join(findings))
    return rows


def key_of(each: PeriodResult) -> tuple[str, str]:
    """Return which period it is: "2026-11-02 to 2026-11-08", "overtime_week"."""
    return f"{each.days.from_day} to {each.days.to_day - ONE_DAY}", each.kind.value


def period_row(each: PeriodResult, written: Sequence[str] | None) -> tuple[str, ...]:
    """Return a period's figures, of one that is written those named there, and its findings last."""
    told = {
        name.removesuffix(IN_MINUTES): shown(value * MINUTE) if isinstance(value, int) else value
        for name, value in each.figures.items()
    }
    named = told if written is None else [figure.split()[0] for figure in written[:-1]]
    findings = sorted(finding.code.value for finding in each.findings)
    return (*(f"{name} {told.get(name, '–')}" for name in named), ", ".join(findings))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_month_comes_out_as_written(story: Story) -> None:
    assert [row.day for row in story.rows] == list(story.days)
    assert differing(story, file_of(story)) == []


@pytest.mark.parametrize("rule", [*RULES, WEEKLY_TERMS])
def test_without_a_rule_exactly_the_stories_that_rest_on_it_come_out_otherwise(rule: str) -> None:
    otherwise = {story.name for story in STORIES if comes_out_otherwise(story, without(story, rule))}

    assert otherwise == {story.name for story in STORIES if rule in story.said["rests_on"]}


def test_every_story_rests_on_a_rule_that_can_be_taken_away() -> None:
    assert {story.name: story.said["rests_on"] for story in STORIES if not story.said["rests_on"]} == {}
    assert {rule for story in STORIES for rule in story.said["rests_on"]} == {*RULES, WEEKLY_TERMS}


def test_a_story_is_of_a_model_of_its_number() -> None:
    starters = catalogue()
    own = [story for story in STORIES if story.said["rulebook"] not in OVERLAYS]

    assert {each.name for each in own if each.said["rulebook"] not in starters[each.said["model"]].rulebook} == set()
