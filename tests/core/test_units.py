"""Units under their departments, as a form of hundreds of them folds them."""

from timeclock.core.units import departments

# 1 is the whole city; 2 and 3 are departments, 4 and 5 belong to 2, 6 to 5; 7 lies in a city that nobody asked about.
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 5, 7: 8, 8: None}


def test_below_the_whole_city_each_department_holds_all_that_is_below_it():
    assert departments([6, 3, 4, 1, 2, 5], PARENTS) == {1: (), 3: (), 2: (6, 4, 5)}


def test_who_reaches_some_units_alone_finds_the_highest_of_them_as_departments():
    assert departments([3, 5, 6, 7], PARENTS) == {3: (), 5: (6,), 7: ()}
    assert departments([5, 6], PARENTS) == {5: (), 6: ()}
    assert departments([], PARENTS) == {}
