"""What the law leaves open: the city's decisions with their defaults, as one page for those who have to decide."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from timeclock.law.entry import Entry, LawError
from timeclock.law.files import Tables, tables_of

HEAD = """\
# Offene Rechtsfragen

Was das Gesetz offen lässt, entscheidet die Stadt, bevor sie beginnt. Hier steht zu jeder Frage, womit Timeclock kommt,
was sonst möglich wäre, was die Wahl ändert und wo sie steht. Eine andere Entscheidung wird dort mit ihrem ersten Tag
eingetragen; was vorher war, bleibt, wie es beurteilt wurde. Die Seite wird aus `config/open_questions.toml` und
`config/law` erzeugt (`timeclock questions`).
"""
FIXED = "fest"
DECIDED_BY = {
    FIXED: "Nur die Vorgabe ist gebaut; eine andere Wahl braucht eine Änderung am Programm.",
    "closed": "Die Frage ist geschlossen.",
    "leave": "Wer Abwesenheiten pflegt, entscheidet bei jeder; ein halber Tag verbraucht einen halben.",
    "accounts": "In der Kontenart, Angabe `cut_off`; nur bei Beamtinnen und Beamten verfällt etwas.",
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question of the rulebook's section D, in German.

    `decides` is what carries the answer: `law:` and a table, `model:` and a figure, `fact:` and a table and kind, or a
    word of `DECIDED_BY`.
    """

    id: str
    question: str
    default: str
    changes: str
    others: tuple[str, ...]
    decides: str


def load(path: Path) -> tuple[OpenQuestion, ...]:
    """Return the questions in their order; refuse what is missing, left over or not in order."""
    raw = tomllib.loads(path.read_text(encoding="utf-8")).get("question", [])
    found = tuple(_question(Entry(f"{path.name}: [[question]] no. {no}", dict(each))) for no, each in enumerate(raw, 1))
    expected = [f"OPEN-{no:02}" for no in range(1, len(found) + 1)]
    if [each.id for each in found] != expected:
        raise LawError(f"{path.name}: the questions are OPEN-01, OPEN-02 … in order, got {[each.id for each in found]}")
    return found


def _question(entry: Entry) -> OpenQuestion:
    question = OpenQuestion(
        id=entry.text("id"),
        question=entry.text("question"),
        default=entry.text("default"),
        changes=entry.text("changes"),
        others=entry.choices("others"),
        decides=entry.text("decides"),
    )
    entry.close()
    return question


def page(questions: Iterable[OpenQuestion], laws: Path) -> str:
    """Return the page in Markdown, with file, first day and source of the figures that carry a decision."""
    tables = tables_of(laws)
    return "\n".join([HEAD, *(line for question in questions for line in _section(question, tables))])


def _section(question: OpenQuestion, tables: Tables) -> Iterator[str]:
    yield f"## {question.id}: {question.question}\n"
    yield f"**Vorgabe.** {question.default}\n"
    yield f"**Andere Wahl.** {'; '.join(question.others) or 'Keine.'}\n"
    yield f"**Was sich ändert.** {question.changes}\n"
    yield f"**Wo es steht.** {_where(question, tables)}\n"


def _where(question: OpenQuestion, tables: Tables) -> str:
    carrier, _, name = question.decides.partition(":")
    match carrier:
        case "law":
            if name not in tables:
                raise LawError(f"{question.id}: no law file has [[{name}]], which is to carry the decision")
            file, entries = tables[name]
            since = ", ".join(f"ab {entry['from']:%d.%m.%Y}: {entry['source']}" for entry in entries)
            return f"`config/law/{file}`, `[[{name}]]` ({since})."
        case "model":
            return f"Im Arbeitszeitmodell, Angabe `{name}`."
        case "fact":
            return f"Bei der Person, Eintrag `{name}`."
        case _:
            return DECIDED_BY[question.decides]
