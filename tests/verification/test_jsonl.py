"""JSON 行: what is a row, what is none, and what refuses the whole file."""

import json

import pytest

from doudi.verification.feed import all_feeds
from doudi.verification.reading import CannotRead, read_sheet
from tests.verification.files import a_death

HUKOU = all_feeds()["hukou"]
ROW = a_death("11010519491231002X", "某甲")
LINE = json.dumps(ROW, ensure_ascii=False)


def read(*lines: str) -> tuple[list[dict[str, object]], list[tuple[int, str]]]:
    sheet = read_sheet("".join(f"{line}\n" for line in lines).encode(), HUKOU, "jsonl")
    return sheet.rows.to_pylist(), sheet.broken


def test_rows_keep_their_place_and_headings_may_be_titles_in_any_order() -> None:
    titled = json.dumps({column.title: ROW[code] for code, column in reversed(HUKOU.columns.items()) if code in ROW} | {"备注": 1}, ensure_ascii=False)
    rows, broken = read(titled, "", titled)
    assert [row["row_number"] for row in rows] == [2, 4] and broken == []
    assert {code: rows[0][code] for code in ROW} == ROW


def test_values_are_read_as_they_would_be_typed() -> None:
    rows, _ = read(json.dumps(ROW | {"YWRQ": 20261009.0, "HH": None, "YHZGX": True}))
    assert (rows[0]["YWRQ"], rows[0]["HH"], rows[0]["YHZGX"]) == ("20261009", "", "是")
    [row], _ = read(LINE.replace("某甲", r"某\ud800"))
    assert row["XM"] == "某?"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "不是完整的 JSON 对象"),
        ("[1]", "不是 JSON 对象"),
        ("12", "不是 JSON 对象"),
        (json.dumps(ROW | {"HH": {"a": 1}}), "有嵌套的值"),
        (json.dumps({"SFZH": "x"}), "缺少 XM"),
        ('{"SFZH": "1", "SFZH": "2"}', "不是完整的 JSON 对象"),
        (r'{"\ud800": "x"}', "有无法读取的列名"),
        ("[" * 90_000, "不是完整的 JSON 对象"),
        (json.dumps(ROW | {"HH": "长" * 100_000}, ensure_ascii=False), "这一行过长"),
    ],
)
def test_a_line_that_is_no_row_stands_apart(line: str, why: str) -> None:
    rows, broken = read(LINE, line, LINE)
    assert [row["row_number"] for row in rows] == [2, 4] and broken[0][0] == 3 and why in broken[0][1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (LINE, "第 1 行中断"),
        ("\n\n", "没有一行"),
        ("{\n{\n", "不是完整的 JSON 对象"),
        (json.dumps({"SFZH": "x", "ZH": 1}) + "\n", "缺少列"),
        (json.dumps(ROW | {"SFZH": 11010519491231002}) + "\n", "末几位"),
        ("\0" + LINE + "\n", "NUL"),
        (r'{"\ud800": "x"}' + "\n", "有无法读取的列名"),
        ("x\n" * 700_000, "万个值"),
        ("x" * 2_000_000 + "\n", "有一行长达 2 MB"),
    ],
)
def test_what_cannot_be_rows_at_all_is_refused_whole(content: str, why: str) -> None:
    with pytest.raises(CannotRead, match=why):
        read_sheet(content.encode(), HUKOU, "jsonl")
