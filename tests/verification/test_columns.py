"""What a column takes, tidies, and sends back."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.verification.columns import Code, Column, Day, Given, IdNumber, Name, RegionCode, Word, Yuan

FILE = Given("370702", date(2026, 10, 12))
NUMBER = "11010519491231002X"


def read(column: Column, text: str | None) -> tuple[object, str | None]:
    values, wrong = column.read(pa.array([text], pa.string()), FILE)
    return values[0].as_py(), wrong[0].as_py()


@pytest.mark.parametrize("text", [NUMBER, NUMBER.lower(), f" {NUMBER[:6]} {NUMBER[6:]} ", "１１０１０５１９４９１２３１００２Ｘ", "110105491231002"])
def test_one_number_in_every_spelling(text: str) -> None:
    assert read(IdNumber("号"), text) == (NUMBER, None)


@pytest.mark.parametrize("text", ["", None, "110105", "11010519491231002Y", "没有", NUMBER + "1"])
def test_what_is_no_number_is_sent_back(text: str | None) -> None:
    value, wrong = read(IdNumber("号"), text)
    assert value is None and wrong in ("空值", "身份证号不是 18 位数字")


def test_a_wrong_check_character_is_kept_for_a_person_to_see() -> None:
    assert read(IdNumber("号"), "110105194912310021") == ("110105194912310021", None)


@pytest.mark.parametrize(
    ("text", "fen"), [("0", 0), ("0.01", 1), ("12.5", 1250), ("1,234.50", 123450), ("１２", 1200), ("10000000.00", 10**9), ("12,345,678", None), ("007", 700)]
)
def test_yuan_become_whole_fen(text: str, fen: int | None) -> None:
    value, wrong = read(Yuan("元"), text)
    assert value == fen and (wrong is None) == (fen is not None)


@pytest.mark.parametrize("text", ["-1", "1.234", "1e3", "1,2x0", "1,23", "0.30000000000000004", "NaN", "1.", ".5", "9" * 40, "+5", "壹佰"])
def test_what_is_no_amount_is_sent_back(text: str) -> None:
    assert read(Yuan("元"), text)[0] is None and read(Yuan("元"), text)[1]


@given(st.integers(0, 10**9))
def test_every_amount_reads_back_exactly(fen: int) -> None:
    assert read(Yuan("元"), f"{fen // 100}.{fen % 100:02d}") == (fen, None)


@pytest.mark.parametrize("text", ["20261012", "2026-10-12", "2026/10/12", "2026年10月12日", "2026-10-12 00:00:00", " 20261012 "])
def test_one_day_in_every_spelling(text: str) -> None:
    assert read(Day("日"), text) == (date(2026, 10, 12), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20261013", "晚于"),
        ("18991231", "过早"),
        ("20260230", "不存在"),
        ("46307", "不存在"),
        ("20250229", "不存在"),
        ("2026-13-01", "不存在"),
        ("00000000", "不存在"),
    ],
)
def test_days_that_cannot_be_are_sent_back(text: str, words: str) -> None:
    value, wrong = read(Day("日"), text)
    assert value is None and wrong and words in wrong


def test_a_leap_day_is_a_day() -> None:
    assert read(Day("日"), "20240229") == (date(2024, 2, 29), None)


@pytest.mark.parametrize(
    ("text", "name"), [("某 甲", "某甲"), ("某　甲", "某甲"), ("阿依古丽·某", "阿依古丽·某"), ("阿依古丽•某", "阿依古丽·某"), ("𠮷某", "𠮷某")]
)
def test_names_have_one_spelling(text: str, name: str) -> None:
    assert read(Name("名"), text) == (name, None)


@pytest.mark.parametrize("text", ["某", "某甲1", "<b>某甲</b>", "=1+1", "某甲\u202e", "某" * 41, "某\t甲\ufffd"])
def test_what_is_no_name_is_sent_back(text: str) -> None:
    assert read(Name("名"), text)[1] == "姓名含有不应出现的字符"


def test_places_words_and_codes() -> None:
    assert read(RegionCode("地"), "370702001001")[1] is None
    assert read(RegionCode("地"), "370703001001")[1] == "区划不属于文件所标明的县区"
    assert read(RegionCode("地"), "37070200100")[1] == "不是区划代码"
    assert read(Word("词", among=("死亡",)), "死亡") == ("死亡", None) and "约定的取值" in str(read(Word("词", among=("死亡",)), "出国")[1])
    assert read(Word("词", required=False), "") == (None, None)
    assert read(Code("号"), "A-1/2_3") == ("A-1/2_3", None) and read(Code("号"), "A B'")[1]
