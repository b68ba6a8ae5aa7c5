"""身份证号: the standard's own sample, every wrong check character, and the spellings departments send."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base import idnumber

SAMPLE = "11010519491231002X"


def test_the_standards_sample() -> None:
    assert idnumber.check(SAMPLE) is None
    assert idnumber.born_on(SAMPLE) == date(1949, 12, 31)
    assert idnumber.sex(SAMPLE) == "female"
    assert idnumber.masked(SAMPLE) == "1101**********002X"


@pytest.mark.parametrize("last", "0123456789")
def test_every_other_check_character_is_wrong(last: str) -> None:
    assert idnumber.check(SAMPLE[:17] + last) == "身份证号校验码不符"


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(place: int, shift: int) -> None:
    wrong = SAMPLE[:place] + str((int(SAMPLE[place]) + shift) % 10) + SAMPLE[place + 1 :]
    assert idnumber.check(wrong) is not None


@pytest.mark.parametrize(
    "raw",
    [
        " 11010519491231002x ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "11010519491231002ｘ",
        "\u300011010519491231002X\n",
        "110105491231002",
    ],
)
def test_spellings_of_one_number(raw: str) -> None:
    assert idnumber.normalise(raw) == SAMPLE


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "不是 18 位"),
        ("1101051949123100", "不是 18 位"),
        ("1101051949123100211", "不是 18 位"),
        ("11010519491331002X", "出生日期不存在"),
        ("11010519000229002X", "出生日期不存在"),
        ("11010500001231002X", "出生日期不存在"),
        ("11010517001231002X", "过早"),
        ("1101051949123100AX", "不应出现"),
        ("X1010519491231002X", "不应出现"),
        ("1101051949123100²X", "不应出现"),
    ],
)
def test_what_cannot_be_a_number_is_refused_in_words_that_do_not_repeat_it(number: str, words: str) -> None:
    reason = idnumber.check(number)
    assert reason and words in reason
    assert not number or number not in reason


def test_a_leap_day_is_a_birthday() -> None:
    body = "11010520000229002"
    assert idnumber.check(body + idnumber.check_character(body)) is None


def test_the_seventeenth_digit_tells_the_sex() -> None:
    assert [idnumber.sex(f"110105194912310{digit:02d}X") for digit in (1, 2, 3)] == ["male", "female", "male"]


@given(st.text(max_size=30))
def test_nothing_makes_it_fail(raw: str) -> None:
    number = idnumber.normalise(raw)
    idnumber.check(number)
    assert len(number) != 18 or "*" * 10 in idnumber.masked(number)
