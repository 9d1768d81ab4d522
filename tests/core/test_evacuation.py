"""Who stands on which building's list."""

from __future__ import annotations

from datetime import UTC, datetime

from timeclock.core.evacuation import Inside, sites

EIGHT, NINE = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (8, 9))


def inside(person_id: int, name: str, terminal: str, last_at: datetime = EIGHT) -> Inside:
    return Inside(person_id, f"1000{person_id}", "Elif", name, "Bürgerdienste", terminal, last_at)


def test_doors_of_a_building_are_one_list_and_who_used_none_comes_last_by_unit() -> None:
    found = sites(
        [
            inside(1, "Zeh", "Rathaus, Eingang"),
            inside(2, "Aydin", "Rathaus, Hof"),
            inside(3, "Brandt", ""),
            inside(4, "Celik", "Bibliothek"),
        ]
    )

    assert [(each.name, each.by_terminal, [who.family_name for who in each.people]) for each in found] == [
        ("Bibliothek", True, ["Celik"]),
        ("Rathaus", True, ["Aydin", "Zeh"]),
        ("Bürgerdienste", False, ["Brandt"]),
    ]


def test_who_has_two_employments_stands_once_where_she_used_a_terminal_last() -> None:
    found = sites(
        [
            inside(1, "Aydin", "Rathaus, Eingang", EIGHT),
            inside(1, "Aydin", "", NINE),
            inside(2, "Brandt", "Rathaus, Eingang", EIGHT),
            inside(2, "Brandt", "Bibliothek", NINE),
        ]
    )

    assert [(each.name, [who.family_name for who in each.people]) for each in found] == [
        ("Bibliothek", ["Brandt"]),
        ("Rathaus", ["Aydin"]),
    ]
