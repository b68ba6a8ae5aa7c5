"""用语: what each word says of the unknown, on plain values."""

from datetime import date

import pytest

from doudi.policy import NEVER, any_of, count_of, every, first_of, full_years, greatest, how_many, least, one_of, percent, rounded, total, when
from doudi.policy.scalars import Lack, Members, Scalar

YES, NO = Scalar(True), Scalar(False)


def lacking(name):
    return Scalar(None, frozenset({Lack(name, "household")}))


UNSURE = lacking("a")


def plain(*values):
    return [value.plain for value in values]


def names(value):
    return {lack.name for lack in value.why}


def test_unknown_times_nothing_is_unknown():
    assert plain(UNSURE * 0, UNSURE + 1, 1 - UNSURE, -UNSURE, UNSURE / 12, UNSURE < 3, UNSURE == 3) == [None] * 7
    assert names(UNSURE + lacking("b")) == {"a", "b"}


def test_a_settled_side_settles_it():
    assert plain(UNSURE & NO, NO & UNSURE, UNSURE | YES, YES | UNSURE) == [False, False, True, True]
    assert plain(UNSURE & YES, UNSURE | NO, ~UNSURE) == [None, None, None]


def test_when_does_not_merge_equal_answers():
    assert when(UNSURE, 0, 0).plain is None
    assert when(YES, 1, UNSURE).plain == 1
    assert when(NO, 1, UNSURE).plain is None


def test_first_of_stops_at_an_unknown_branch():
    assert first_of((NO, "a"), (YES, "b"), (UNSURE, "c"), otherwise="d").plain == "b"
    assert first_of((NO, "a"), (UNSURE, "b"), (YES, "b"), otherwise="d").plain is None


def test_greatest_and_least_need_every_argument():
    assert plain(greatest(Scalar(1), 3, 2), least(Scalar(1), 3, 2)) == [3, 1]
    assert plain(greatest(UNSURE, 3), least(3, UNSURE)) == [None, None]


def test_division_is_exact_and_by_nothing_unknown():
    assert (Scalar(100) / 3 * 3 == 100).plain is True
    assert (Scalar(1) / 3 + Scalar(1) / 6 == Scalar(1) / 2).plain is True
    assert (Scalar(100) / 12 < percent(Scalar(7), 133)).plain is True
    assert plain(Scalar(1) / Scalar(0), Scalar(1) / Scalar(-1)) == [None, None]


@pytest.mark.parametrize(
    ("fen", "way", "found"),
    [
        (100, "yuan_up", 100),
        (101, "yuan_up", 200),
        (-101, "yuan_up", -100),
        (149, "yuan_nearest", 100),
        (150, "yuan_nearest", 200),
        (-150, "yuan_nearest", -100),
        (111, "jiao_up", 120),
        (110, "jiao_up", 110),
        (111, "fen", 111),
    ],
)
def test_rounding(fen, way, found):
    assert rounded(Scalar(fen), way).plain == found


def test_half_a_fen_goes_up():
    assert plain(rounded(Scalar(1) / 2, "fen"), rounded(Scalar(5) / 12, "fen"), rounded(UNSURE, "fen"), rounded(Scalar(1), UNSURE)) == [1, 0, None, None]


def test_one_of_and_how_many():
    assert plain(one_of(Scalar("a"), "b", "a"), one_of(Scalar("c"), "b", "a"), one_of(UNSURE, "a")) == [True, False, None]
    assert plain(how_many(YES, NO, YES), how_many(YES, UNSURE)) == [2, None]


def test_ages_on_the_birthday_the_day_before_and_in_leap_years():
    on = Scalar(date(2026, 8, 1))
    assert plain(full_years(Scalar(date(1966, 8, 1)), on), full_years(Scalar(date(1966, 8, 2)), on)) == [60, 59]
    leap = Scalar(date(2008, 2, 29))
    assert plain(full_years(leap, Scalar(date(2026, 2, 28))), full_years(leap, Scalar(date(2026, 3, 1)))) == [17, 18]
    assert (Scalar(NEVER) > on).plain is True


def test_a_sum_with_an_unknown_part_is_unknown_unless_it_does_not_count():
    values, some = Members([Scalar(1), UNSURE]), Members([YES, NO])
    assert plain(total(values), total(values, where=some), total(values, where=Members([YES, UNSURE])), total(Members())) == [None, 1, None, 0]


def test_gatherings_of_claims():
    assert plain(any_of(Members([YES, UNSURE])), any_of(Members([NO, UNSURE])), any_of(Members())) == [True, None, False]
    assert plain(every(Members([NO, UNSURE])), every(Members([YES, UNSURE])), every(Members())) == [False, None, True]
    assert plain(count_of(Members([YES, NO])), count_of(Members([YES, UNSURE])), count_of(Members())) == [1, None, 0]
    assert plain(every(Members([NO, YES]), where=Members([NO, YES])), any_of(Members([YES]), where=Members([NO]))) == [True, False]


def test_python_may_not_decide_about_the_unknown():
    with pytest.raises(TypeError, match="say when"):
        bool(UNSURE)
    with pytest.raises(TypeError, match="no fact, rule or parameter"):
        greatest(1, 2)
