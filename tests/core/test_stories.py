"""A whole month of each working-time model, day by day as its author worked it out, and what the month rests on.

`stories/*.toml` names the model of the catalogue, the person, and the rules the month rests on. Its table has a row for
every day: the stamps, what is due, what was worked, the difference, the balance after the day, and what else is found
(findings, premiums and amounts). `absences`, `orders`, `duties` and `special_plans` begin with the day of the month:
"12 leave", "05 18:00 to 20:00", "07 on_call 16:00 to +1 07:00", "09 kurz 4:00". With a rule taken away exactly the
stories that name it come out otherwise.
"""

from __future__ import annotations

import tomllib
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
from tests.core.without import RULES
from timeclock.core.balances import running
from timeclock.core.day import DayResult, PersonFile, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.plans import Pattern, PlanInForce, shared_out
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import day_span
from timeclock.service.model_catalogue import catalogue

FILES = sorted((Path(__file__).parent / "stories").glob("*.toml"))
KEYS = {"rulebook", "model", "title", "month", "terms", "rests_on", "days"}
OPTIONAL = {
    "sunday_exemption", "born_on", "anchor", "absences", "orders", "duties", "special_plans", "protections",
}  # fmt: skip
EMPLOYMENT = 1
WEEKLY_TERMS = "weekly_terms"
# What protects a person on top of any model (rulebook M37 to M39).
OVERLAYS = {"M37", "M38", "M39"}


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
        days = shared_out(tuple(model.days), hours(terms["weekly"]))
        plan = Pattern(days, anchor).on(day)
        exemption = story.said.get("sunday_exemption", "")
        regime, weekly = terms["regime"], hours(terms["weekly"])
        found[EMPLOYMENT, day] = PlanInForce(EMPLOYMENT, plan, model.rules, exemption, regime, weekly=weekly)
    return found


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
        return RULES[rule](file_of(story))
    full_time = {since: {**terms, "weekly": "39:00"} for since, terms in story.said["terms"].items()}
    return file_of(replace(story, said={**story.said, "terms": full_time}))


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


def differing(story: Story, result: PersonResult) -> list[str]:
    """Return the days that came out otherwise, each with what was written and what was found."""
    pairs = zip(story.rows, told(result), strict=True)
    return [f"{row.day}: {row.expected} ≠ {found}" for row, found in pairs if row.expected.rstrip() != found]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_month_comes_out_as_written(story: Story) -> None:
    assert [row.day for row in story.rows] == list(story.days)
    assert differing(story, evaluate(file_of(story))) == []


@pytest.mark.parametrize("rule", [*RULES, WEEKLY_TERMS])
def test_without_a_rule_exactly_the_stories_that_rest_on_it_come_out_otherwise(rule: str) -> None:
    otherwise = {story.name for story in STORIES if differing(story, evaluate(without(story, rule)))}

    assert otherwise == {story.name for story in STORIES if rule in story.said["rests_on"]}


def test_every_story_rests_on_a_rule_that_can_be_taken_away() -> None:
    assert {story.name: story.said["rests_on"] for story in STORIES if not story.said["rests_on"]} == {}
    assert {rule for story in STORIES for rule in story.said["rests_on"]} == {*RULES, WEEKLY_TERMS}


def test_a_story_is_of_a_model_of_its_number() -> None:
    starters = catalogue()
    own = [story for story in STORIES if story.said["rulebook"] not in OVERLAYS]

    assert {each.name for each in own if each.said["rulebook"] not in starters[each.said["model"]].rulebook} == set()
