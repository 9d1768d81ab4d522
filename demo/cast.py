"""The cast as values: who works where, by which model, with which habits."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from demo.names import UNITS

FIRST_STAFF_NO = 20_101
# They have a login of their own, so the smallest city has them.
LEADING_ROLES = ("Brandt", "Aydın", "Korkmaz")
# What taking the marks off a letter does not turn into one a keyboard has.
PLAIN = str.maketrans({"ı": "i", "ł": "l", "ß": "ss", "ø": "o", "ä": "ae", "ö": "oe", "ü": "ue"})
OFFICES_IN_THE_TECHNICAL_HALL = frozenset({"Bauordnung", "Jugendamt", "Stadtarchiv", "Stadtbibliothek"})


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the cast; `wall` is the terminal at her door."""

    staff_no: str
    given_name: str
    family_name: str
    unit: str
    model: str
    habits: frozenset[str]
    leads: bool

    @property
    def login_name(self) -> str:
        """Return the family name as typed on any keyboard: Aydın is aydin."""
        lower = unicodedata.normalize("NFC", self.family_name.lower()).translate(PLAIN)
        marks_off = unicodedata.normalize("NFD", lower).encode("ascii", "ignore").decode()
        return marks_off.replace("-", "")

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def wall(self) -> int:
        return 1 if self.unit in OFFICES_IN_THE_TECHNICAL_HALL else 0

    @property
    def badge_number(self) -> str:
        """Return the number of her badge as a reader sees it: seven bytes, the first the chip maker's."""
        return f"04{int(self.staff_no):08X}5A80"


def cast(people: int | None = None) -> tuple[Member, ...]:
    """Return everybody, or the `people` most needed: those with a role first, then some of each unit."""
    everybody = [_member(unit, n, line) for unit, text in UNITS.items() for n, line in enumerate(_lines(text))]
    numbered = [
        Member(str(FIRST_STAFF_NO + n), who.given_name, who.family_name, who.unit, who.model, who.habits, who.leads)
        for n, who in enumerate(everybody)
    ]
    if people is None:
        return tuple(numbered)
    leading = [who for who in numbered if who.family_name in LEADING_ROLES]
    leading.sort(key=lambda who: LEADING_ROLES.index(who.family_name))
    others = [who for who in numbered if who not in leading]
    spread = sorted(others, key=lambda who: [each for each in others if each.unit == who.unit].index(who))
    return tuple([*leading, *spread][:people])


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _member(unit: str, place: int, line: str) -> Member:
    given, family, model, habits = (word.strip() for word in line.split("|"))
    return Member("", given, family, unit, model, frozenset(habits.split()), place == 0)
