"""识读: fields picked out of lines of letters, and what is said where they are missing, contradict each other or are no lines at all."""

import pytest

from doudi.casework import reading
from doudi.casework.reading import Line, lines_of, read
from tests.people import ADULT, an_id

NUMBER = an_id(ADULT, "female", seq=7)


def card(number: str = NUMBER, *, name: str = "某甲乙", sex: str = "女", day: str = "1980年6月1日", sure: int = 990) -> list[Line]:
    rows = [("姓名", name), ("性别", f"{sex}民族汉"), ("出生", day), ("住址", "示例省示例市示例路1号"), ("公民身份号码", number)]
    return [line for place, (label, value) in enumerate(rows) for line in (Line(label, sure, 50, 60 * place, 30), Line(value, sure, 200, 60 * place + 4, 40))]


def values(kind: str, lines: list[Line]) -> dict[str, str]:
    return {seen.name: seen.value for seen in read(kind, lines)}


def test_a_card_is_read():
    assert values("id_card", card()) == {"name": "某甲乙", "sex": "女", "born_on": "1980-06-01", "id_number": NUMBER}
    assert all(seen.is_sure and not seen.doubt for seen in read("id_card", card()))
    assert not any(seen.is_sure for seen in read("id_card", card(sure=899)))


def test_a_card_whose_lines_run_together_is_read():
    lines = [Line("姓名某甲乙", 990), Line("性别女民族汉", 870), Line("出生1980年6月1日", 990), Line(f"公民身份号码{NUMBER}", 990)]
    assert values("id_card", lines) == values("id_card", card())


def test_the_address_is_not_even_picked_out():
    assert not any("示例" in seen.value for seen in read("id_card", card()))


def test_what_cannot_be_is_doubted():
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    assert {seen.name: seen.doubt for seen in read("id_card", card(wrong))}["id_number"] == "身份证号校验码不符，请对照照片更正"
    doubts = {seen.name: seen.doubt for seen in read("id_card", card(sex="男", day="1980年6月2日"))}
    assert doubts["sex"] == doubts["born_on"] == "与公民身份号码不符" and doubts["name"] == ""


@pytest.mark.parametrize("day", ["1980年2月30日", "1980年13月1日", "没有"])
def test_a_day_that_is_none_is_not_read(day):
    seen = {one.name: one for one in read("id_card", card(day=day))}["born_on"]
    assert (seen.value, seen.certainty, seen.is_sure) == ("", 0, False) and "请对照照片填写" in seen.doubt


@pytest.mark.parametrize(
    ("lines", "day", "paid"),
    [
        (["结算日期：2026-10-12", "个人自付：1,234.50"], "2026-10-12", "1234.50"),
        (["开票日期:2026年9月3日", "个人现金支付 ¥88"], "2026-09-03", "88.00"),
        (["日期2026.1.2", "个人支付20.5元"], "2026-01-02", "20.50"),
        (["个人现金支付：123.45个人账户支付：0.00"], "", "123.45"),
        (["个人自付：2026-10-12"], "", ""),
        (["个人自付：1234567890123"], "", ""),
        (["金额合计：500.00", "医保统筹基金支付：9.00"], "", ""),
        (["结算日期：二〇二六年"], "", ""),
        ([], "", ""),
    ],
)
def test_a_bill_is_read(lines, day, paid):
    plain = lines_of([[text, 990, 50, 60 * place, 30] for place, text in enumerate(lines)])
    assert values("bill", plain) == {"billed_on": day, "self_paid": paid}


def test_two_amounts_that_differ_are_doubted():
    lines = [Line("个人自付:100.00", 990, 0, 0, 30), Line("个人现金支付:90.00", 990, 0, 60, 30)]
    seen = {one.name: one for one in read("bill", lines)}["self_paid"]
    assert seen.doubt and not seen.is_sure
    same = {one.name: one for one in read("bill", [*lines[:1], Line("个人现金支付:100.00", 990, 0, 60, 30)])}["self_paid"]
    assert not same.doubt


@pytest.mark.parametrize("found", [None, "x", {}, [None], [["只有字"]], [[1, 2, 3, 4, 5]], [["字", "900", 0, 0, 0]], [["字", True, 0, 0, None]]])
def test_an_answer_that_is_no_lines_is_nothing(found):
    assert lines_of(found) == []


def test_a_line_is_tidied_and_bounded():
    (line,) = lines_of([["１９８０ 年６ 月" + "长" * 500, 5000, 1, 2, 3]])
    assert line.text.startswith("1980年6月") and len(line.text) == 200 and line.certainty == 1000


def test_every_readable_kind_has_fields_and_a_reader():
    assert set(reading.FIELDS) == set(reading.READERS)
