"""Names stand where somebody looks for them."""

import pytest

from timeclock.i18n.sorting import place


@pytest.mark.parametrize(
    "names",
    [
        ["Odenthal", "Özkan", "Ozon", "Petersen"],
        ["Ağaoğlu", "Aydın", "Äyers"],
        ["Strassen", "Straßer", "Straub"],
        ["Łukasz", "Lutz"],
        ["de Boer", "Deboer", "Decker"],
        ["Nguyen", "Nguyễn Thi", "Nickel"],
    ],
)
def test_marks_and_capitals_do_not_move_a_name(names: list[str]) -> None:
    backwards = names[::-1]

    assert sorted(backwards, key=place) == names
