"""部门答复: what a department answers, list by list, about people who apply or receive; one file each in `feeds/` says what is counted."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir

from doudi.verification.columns import Code, Column, IdNumber, Name, Word
from doudi.verification.feed import REQUESTED, Feed

# Illustrative: how long an answer is taken for true. Later nobody knows, and nothing is granted on it.
HOLDS = ibis.interval(months=6)
HIT = "命中"
AUTHORITY = "社会救助法 第四十条、第四十一条、第四十六条；最低生活保障审核确认办法 第十七条；个人信息保护法 第三十四条、第三十五条"


def answering(columns: dict[str, Column], *, person: str = "所有人") -> dict[str, Column]:
    """A department's columns between the question (list and person) and what came of it."""
    who = {"QQH": Code("请求号"), "SFZH": IdNumber("身份证号", also=("证件号码",)), "XM": Name("姓名", also=(person,))}
    return {**who, **columns, "CX": Word("查询结果", among=(HIT, "未命中"))}


class Asked(Feed):
    """One fact a person: the sum over the rows of what counts; nothing found is a known zero.

    `needed` are the columns without which a found row says nothing; `given` and `amounts_to` the example: found rows of one person, and their fact.
    """

    authority, about, arrives, late_after_workdays, suffix = AUTHORITY, REQUESTED, "收到请求后", 5, "csv"
    request_column, together, answer_column = "QQH", ("QQH", "SFZH"), "CX"
    fact: ClassVar[str]
    needed: ClassVar[tuple[str, ...]] = ()
    given: ClassVar[tuple[Mapping[str, str], ...]]
    amounts_to: ClassVar[int]

    @property
    def tells(self) -> tuple[str, ...]:  # type: ignore[override]
        """The one fact."""
        return (self.fact,)

    @abstractmethod
    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """What one row adds, money in fen; asked of rows that were found, null counts nothing."""

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """One fact for each answer, for as long as an answer holds."""
        amount = ibis.ifelse(self.found(raw), self.counts(raw).fill_null(0), 0).cast("int64").sum()
        return (
            raw.group_by("QQH", "SFZH")
            .aggregate(row_number=raw.row_number.min(), amount=amount, on=raw.on.min())
            .select(
                "row_number",
                id_number=ibis._.SFZH,
                household=ibis.null(str),
                name=ibis.literal(self.fact),
                amount=ibis._.amount,
                word=ibis.null(str),
                from_on=ibis._.on,
                until_on=(ibis._.on + HOLDS).cast("date"),
                ref=ibis._.QQH,
            )
        )

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """Something was found, and what counts of it is not said."""
        return [(code, f"命中的记录须有{self.columns[code].title}", self.found(raw) & raw[code].isnull()) for code in self.needed]

    @property
    def example(self) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:  # type: ignore[override]
        """The example's rows on a list of their own, and the one fact they come to."""
        number, day = f"{self.name}-370702-20261012-001", date(2026, 10, 12)
        rows = [{"QQH": number, "SFZH": "11010519491231002x", "XM": "某甲", **row, "CX": HIT} for row in self.given]
        fact = {"row_number": 2, "id_number": "11010519491231002X", "name": self.fact, "amount": self.amounts_to, "from_on": day}
        return rows, [{**fact, "until_on": date(2027, 4, 12), "ref": number}]

    def found(self, raw: ir.Table) -> ir.BooleanValue:
        """命中."""
        return raw.CX == HIT
