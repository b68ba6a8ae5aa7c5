"""JSON 行文件: one object a line, under the department's headings; values are texts or numbers, nothing nested."""

import json
from typing import Any

import pyarrow as pa

from doudi.verification.reading import CannotRead, Contract, Sheet, columns_in, lost_digits, text_table
from doudi.verification.reading.csv_file import decoded

MOST_CELLS, MOST_BYTES = 5_000_000, 1_000_000
MOST_LINE = 100_000
"""Characters of one line: no row of any contract comes near."""


def read(content: bytes, feed: Contract) -> Sheet:
    """Every line that is an object with the headings of the first; what is none stands apart with a reason. Rows are numbered as lines of a file with a
    heading would be: the first is row 2."""
    if content.count(b"\n") * len(feed.columns) > MOST_CELLS:
        raise CannotRead(f"文件超过 {MOST_CELLS // 10_000} 万个值，已拒绝打开。请按日期拆分后发送。")
    if (long := _longest(content)) > MOST_BYTES:
        raise CannotRead(f"有一行长达 {long // 1_000_000} MB，不是约定的 JSON 行文件。请一行一条重新导出。")
    lines = decoded(content).split("\n")
    if lines[-1].strip():
        raise CannotRead(f"文件在第 {len(lines)} 行中断，可能没有传完。请在每行末尾换行后重新发送。")
    rows, numbers, wrong = [], [], []
    places: dict[str, str] = {}
    for number, line in enumerate(lines[:-1], start=2):
        if not line.strip():
            continue
        row = _object(line)
        if isinstance(row, str):
            wrong.append((number, row))
            continue
        if not places:
            found = list(row)
            places = {code: found[place] for code, place in columns_in(found, feed).items()}
        if missing := [code for code, heading in places.items() if heading not in row]:
            wrong.append((number, f"缺少 {'、'.join(missing)}"))
            continue
        if isinstance(row[places[feed.id_column]], int | float):
            raise lost_digits(number, feed)
        rows.append([_text(row[heading]) for heading in places.values()])
        numbers.append(number)
    if not places:
        if wrong:
            raise CannotRead(f"第 1 行：{wrong[0][1]}。请按约定导出 JSON 行文件，一行一条。")
        raise CannotRead("文件里没有一行。请重新导出后发送。")
    columns = zip(*rows, strict=True) if rows else [()] * len(places)
    table = text_table({code: pa.array(column, pa.string()) for code, column in zip(places, columns, strict=True)}, pa.array(numbers, pa.int64()))
    return Sheet(table, wrong)


def _longest(content: bytes) -> int:
    """Bytes of the longest line, found without copying any."""
    start = longest = 0
    while (end := content.find(b"\n", start)) >= 0:
        longest, start = max(longest, end - start), end + 1
    return max(longest, len(content) - start)


def _object(line: str) -> dict[str, Any] | str:
    """What the line holds, or why it is no row."""
    if len(line) > MOST_LINE:
        return "这一行过长"
    try:
        row = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return "不是完整的 JSON 对象"
    if not isinstance(row, dict):
        return "不是 JSON 对象"
    if not all(heading.isprintable() for heading in row):
        return "有无法读取的列名"
    if any(isinstance(value, dict | list) for value in row.values()):
        return "有嵌套的值"
    return row


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a heading stands twice")
    return dict(pairs)


def _text(value: Any) -> str:
    """As it would be typed; a lone surrogate is no character of any name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).encode(errors="replace").decode()
