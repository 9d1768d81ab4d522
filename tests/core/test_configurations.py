"""Which settings of a terminal are unlike those of most others."""

from __future__ import annotations

import pytest

from timeclock.core.configurations import FleetSettings, Setting, Usual, with_versions


def fleet(*values: str | None) -> FleetSettings:
    """Return terminals with these values of one setting, set in the file; `…` stands for one that does not tell it."""
    return FleetSettings([settings(value) for value in values])


def settings(value: str | None) -> list[Setting]:
    return [] if value == "…" else [Setting("reader", value, by_default=False)]


@pytest.mark.parametrize(
    ("values", "unlike"),
    [
        (("osdp", "pcsc", "pcsc", "pcsc"), Usual("pcsc", 3, 3)),
        (("osdp", "pcsc", "pcsc", "osdp"), Usual("pcsc", 2, 3)),
        (("osdp", "pcsc", "pcsc", "osdp", "osdp"), None),  # two of four are not most
        (("osdp", "pcsc", "pcsc", "wedge", "replay"), None),
        (("pcsc", "pcsc", "pcsc", "osdp"), None),
        (("osdp", "pcsc"), None),  # of two neither is the odd one
        (("osdp",), None),
        (("osdp", None, None), Usual(None, 2, 2)),
        ((None, "pcsc", "pcsc"), Usual("pcsc", 2, 2)),
        (("osdp", "…", "…"), Usual(None, 2, 2)),
    ],
)
def test_a_setting_is_odd_where_most_others_agree_on_another(
    values: tuple[str | None, ...], unlike: Usual | None
) -> None:
    [mine] = fleet(*values).compared(settings(values[0]))

    assert (mine.value, mine.by_default, mine.unlike) == (values[0], False, unlike)


def test_what_most_others_have_and_this_one_lacks_is_told() -> None:
    [lacking] = fleet("…", "3042F5", "3042F5").compared(())

    assert (lacking.name, lacking.value, lacking.by_default) == ("reader", None, None)
    assert lacking.unlike == Usual("3042F5", 2, 2)
    assert fleet("…", "3042F5", "…").compared(()) == ()


@pytest.mark.parametrize("others", [("20", "20"), ("…", "…")])
def test_a_program_of_before_that_does_not_tell_a_setting_has_its_default(others: tuple[str, ...]) -> None:
    """Neither the first that is updated nor the last that is not differs from the others."""
    new = [Setting("reader", "20", by_default=True)]
    told = [new if value == "20" else [] for value in others]
    mine = [] if others == ("20", "20") else new

    assert [each.unlike for each in FleetSettings([mine, *told]).compared(mine)] == [None] * len(mine)


def test_versions_are_compared_as_settings_are() -> None:
    new, old = (with_versions({"agent": version}, ()) for version in ("0.2.0", "0.1.0"))

    [agent] = FleetSettings([old, new, new]).compared(old)

    assert (agent.name, agent.value, agent.unlike) == ("version.agent", "0.1.0", Usual("0.2.0", 2, 2))
