"""Leichte Sprache where everybody needs it: what can be counted of DIN SPEC 33429, for all that those pages say."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

import timeclock
from timeclock.i18n import SIMPLE, translator, wording
from timeclock.i18n.translation import catalogue
from timeclock.web.me import views, waiting
from timeclock.web.navigation import AREAS

TEMPLATES = Path(timeclock.__file__).parent / "web" / "templates"
# What the pages of `presentation.IN_SIMPLE_WORDS` are made of.
PAGES = (
    "base",
    "login",
    "help",
    "offline",
    "me/today",
    "me/state",
    "me/reminders",
    "me/absences",
    "me/correction",
    "parts/balance",
    "parts/form",
    "parts/requests",
    "parts/dayline",
    "parts/absences",
    "parts/waiting",
)
MOST_WORDS, LONGEST_WORD = 12, 13
# Letters that stand for something are words everybody at work knows.
HARD = re.compile(
    r"saldo|differenz|abwesenheit|korrektur|korrigier|buchung|beantrag|genehmig|widerspr|rücknahme|optional|"
    r"kurzfristig|beschäftigung|geschuldet|vollständig|[;()]"
)
SENTENCE_ENDS = re.compile(r"(?<=[.!?:])\s+")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß{}]+")


def said_on_pages():
    found = set()
    for page in PAGES:
        for _, key, _, _ in extract_from_file(
            "jinja2", TEMPLATES / f"{page}.html", keywords={"_": None, "plural": (1, 2)}
        ):
            found.add(key)
    return found


def said_by_code():
    kinds = list(views.STAMPED)
    yield from (views.STAMPED[kind] for kind in kinds)
    yield from (wording.ACT[kind] for kind in kinds)
    yield from (wording.STAMP[kind] for kind in kinds)
    yield from wording.REMINDER.values()
    yield from (views.STAMPED_OTHERWISE, views.QUARANTINED, views.NOT_STORED)
    yield from (waiting.ARRIVED, waiting.QUARANTINED)
    yield from (place.label for area in AREAS[:1] for place in area.places)


def forms(key):
    say = translator(SIMPLE)
    return [say.catalogue.ngettext(*key, count) for count in (1, 2)] if isinstance(key, tuple) else [say.text(key)]


def figures(text):
    """Return what fills a sentence; one of a thing may be counted in words."""
    return set(re.findall(r"{\w+}", text)) - {"{count}"}


def hardness(text):
    """Return what is hard about a text: each sentence and word that is too long, and each word that is not simple."""
    return [
        *(each for each in SENTENCE_ENDS.split(text) if len(WORD.findall(each)) > MOST_WORDS),
        *(each for each in WORD.findall(text) if len(each) > LONGEST_WORD and "{" not in each),
        *(found[0] for found in HARD.finditer(text.lower())),
    ]


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("Sie sind da. Es ist 7 Uhr.", []),
        ("Arbeitszeiterfassung", ["Arbeitszeiterfassung"]),
        ("Ihr Saldo", ["saldo"]),
        ("a b c d e f g h i j k l m", ["a b c d e f g h i j k l m"]),
    ],
)
def test_what_is_hard_is_noticed(text, hard):
    assert hardness(text) == hard


def test_all_that_is_said_there_is_simple():
    found = {
        text: hard for key in {*said_on_pages(), *said_by_code()} for text in forms(key) if (hard := hardness(text))
    }

    assert found == {}


def test_no_simple_sentence_is_left_over_or_loses_a_figure():
    """Entries that the source has no more are found here: `de.po` has each sentence of the source."""
    german = {message.id: message.string for message in catalogue("de") if message.id}
    simple = {message.id: message.string for message in catalogue(SIMPLE) if message.id}

    assert simple.keys() - german.keys() == set()
    for key, string in simple.items():
        pairs = zip(german[key], string, strict=True) if isinstance(key, tuple) else [(german[key], string)]
        assert all(figures(one) == figures(other) for one, other in pairs), key


def test_the_rest_is_german():
    say = translator(SIMPLE)

    assert (say.locale, say.text("Present since {clock}", clock="7:30"), say.text("Minimum staffing")) == (
        "de",
        "Sie sind bei der Arbeit. Sie sind um 7:30 Uhr gekommen.",
        translator("de").text("Minimum staffing"),
    )
