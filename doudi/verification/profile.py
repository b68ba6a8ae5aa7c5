"""画像: what a file looks like beside those before it. One that differs as no ordinary day does is held until a person has asked its sender."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doudi.law.figures import figure_or_none
from doudi.verification.checking import WHOLE_ROW, Checked
from doudi.verification.columns import Day, Yuan
from doudi.verification.feed import Feed
from doudi.verification.reading import ROW

SEEN_BEFORE = 10
"""Of how many files the usual is made."""
ENOUGH_FILES, ENOUGH_ROWS, ENOUGH_VALUES = 3, 20, 5
"""Less than this says nothing about what is usual."""
MOST_UNREADABLE = 50
"""Percent of a file's rows that may fail for one reason; more is a column that has changed, not slips."""
SERIAL_DAY = r"^[2-6]\d{4}(\.0+)?$"
"""A day as a spreadsheet counts it: 1954 to 2091."""


@dataclass(frozen=True)
class Profile:
    """Rows, and by column: the middle amount in fen, and how many percent of rows have a value."""

    rows: int
    amounts: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Limits:
    """How far a place lets a file differ before somebody looks; None where it has set nothing."""

    least_rows_percent: int | None
    most_amount_times: int | None


def limits_of(region: str, on: date) -> Limits:
    """`verification.least_rows_percent` and `verification.most_amount_times` of a county."""
    return Limits(*(figure_or_none(f"verification.{name}", region=region, on=on) for name in ("least_rows_percent", "most_amount_times")))


def profile_of(checked: Checked, feed: Feed) -> Profile:
    """Of the rows that can be read; what went back or into quarantine has its own counts."""
    rows = checked.rows
    if not rows.num_rows:
        return Profile(checked.count)
    amounts = {}
    for code, column in feed.columns.items():
        known = pc.drop_null(rows[code]) if isinstance(column, Yuan) else []
        if len(known) >= ENOUGH_ROWS:
            amounts[code] = _two_digits(int(pc.quantile(known, 0.5)[0].as_py()))
    filled = {code: 100 - 100 * rows[code].null_count // rows.num_rows for code in feed.columns}
    return Profile(checked.count, amounts, filled)


def strange_in(checked: Checked, feed: Feed) -> list[str]:
    """What is wrong with the file by itself: a column that most rows fail for one reason."""
    total, found = checked.count, []
    if total < ENOUGH_VALUES:
        return []
    wrong = checked.quarantined.group_by(["column", "reason"]).aggregate([(ROW, "count")]).sort_by([(f"{ROW}_count", "descending"), ("column", "ascending")])
    for row in wrong.to_pylist():
        percent = 100 * row[f"{ROW}_count"] // total
        if percent < MOST_UNREADABLE:
            continue
        code = row["column"]
        if code in feed.columns and isinstance(feed.columns[code], Day) and _are_serials(checked.texts[code]):
            found.append(f"列 {code}（{feed.columns[code].title}）像是表格软件的日期序号，不是日期。")
        else:
            where = "整行" if code == WHOLE_ROW else f"列 {code}（{feed.columns[code].title}）"
            found.append(f"{percent}% 的行不能读取：{where}，{row['reason']}。可能是列的内容换了。")
    return found


def strange_beside(profile: Profile, before: Sequence[Profile], feed: Feed, limits: Limits) -> list[str]:
    """In what the file differs from those before it. A list's answer is as long as the list: of a `requested` feed rows say nothing."""
    if len(before) < ENOUGH_FILES:
        return []
    found = [] if feed.is_requested else _rows_beside(profile, before, limits)
    for code, amount in profile.amounts.items():
        usual = [one.amounts[code] for one in before if code in one.amounts]
        if limits.most_amount_times is None or len(usual) < ENOUGH_FILES or not (middle := int(median(usual))):
            continue
        named = f"列 {code}（{feed.columns[code].title}）"
        if amount > middle * limits.most_amount_times:
            found.append(f"{named}的金额是往常的 {amount // middle} 倍，可能把分当作元报送。")
        elif amount * limits.most_amount_times < middle:
            found.append(f"{named}的金额只有往常的 {max(middle // max(amount, 1), 1)} 分之一，单位可能变了。")
    for code, column in feed.columns.items():
        usual = [one.filled[code] for one in before if code in one.filled]
        if (
            not column.required
            and profile.rows >= ENOUGH_ROWS
            and profile.filled.get(code) == 0
            and len(usual) >= ENOUGH_FILES
            and median(usual) >= MOST_UNREADABLE
        ):
            found.append(f"列 {code}（{column.title}）全是空的，往常 {int(median(usual))}% 的行有值。")
    return found


def _rows_beside(profile: Profile, before: Sequence[Profile], limits: Limits) -> list[str]:
    usual = int(median(one.rows for one in before))
    if limits.least_rows_percent is None or usual < ENOUGH_ROWS:
        return []
    if not profile.rows:
        return [f"文件没有一行数据，往常约 {usual:,} 行。"]
    if profile.rows * 100 < usual * limits.least_rows_percent:
        return [f"文件只有 {profile.rows:,} 行，往常约 {usual:,} 行。"]
    return []


def _two_digits(fen: int) -> int:
    """Roughly so much: nobody's own amount is kept."""
    unit = 10 ** max(len(str(fen)) - 2, 0)
    return fen // unit * unit


def _are_serials(texts: pa.ChunkedArray) -> bool:
    """Whether most of a column's texts are day numbers."""
    shaped = pc.sum(pc.match_substring_regex(texts, SERIAL_DAY)).as_py() or 0
    return shaped * 2 > len(texts)
