"""发放明细: a family's money of a year in plain words: what it was for, how much, when it arrived and where; what did not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from doudi.base.money import yuan_words
from doudi.benefits.models import Award, PayLine
from doudi.benefits.queries import adjustments_of, payments_of, recoveries_of


@dataclass(frozen=True)
class Item:
    """One sum: what it is for, how much (fen), and what became of it in words."""

    title: str
    fen: int
    words: str
    is_paid: bool


@dataclass(frozen=True)
class Month:
    """A month's sums, in the order of their kinds."""

    month: date
    items: Sequence[Item]

    @property
    def paid_fen(self) -> int:
        return sum(item.fen for item in self.items if item.is_paid)


@dataclass(frozen=True)
class Statement:
    """One year of one family, the latest month first; `words` say what it comes to, what is paid now, what is still open."""

    year: int
    months: Sequence[Month]
    words: Sequence[str]

    @property
    def paid_fen(self) -> int:
        """All that arrived."""
        return sum(month.paid_fen for month in self.months)


def statement_of(household_id: int, *, year: int, on: date) -> Statement:
    """What the family may read of its money, within the reader's region; accounts by their last four digits."""
    lines = [line for line in payments_of(household_id).exclude(state="reissued") if line.month.year == year]
    months = [Month(month, [_item(line) for line in of_month]) for month, of_month in groupby(lines, key=lambda line: line.month)]
    count, fen = sum(item.is_paid for month in months for item in month.items), sum(month.paid_fen for month in months)
    words = [f"{year}年到账 {count} 笔，合计 {yuan_words(fen)}。" if count else f"{year}年还没有到账的救助金。"]
    for award in Award.objects.filter(household_id=household_id, until_month=None, from_month__lte=on).order_by("kind", "pk"):
        words.append(f"现在每月的{award.get_kind_display()}是 {yuan_words(award.amount_fen)}，自 {_month(award.from_month)}起。")
    for one in adjustments_of(household_id).filter(state="open", month__year=year):
        amount = f" {yuan_words(one.amount_fen)}" if one.amount_fen else ""
        words.append(f"{_month(one.month)}{one.get_direction_display()}{amount}，正在核实，核实前不从您家的救助金里扣。")
    owed = [one for one in recoveries_of(household_id) if one.left_fen]
    words += [f"按 {one.number} 决定应退回的款项，还有 {yuan_words(one.left_fen)}；{one.repays_by or '退回方式可以与民政部门约定'}。" for one in owed]
    return Statement(year, months, words)


def _item(line: PayLine) -> Item:
    where = f"账户尾号 {line.account.number_tail}" if line.account else "没有登记账户"
    title = line.get_kind_display() + (f"（第 {line.attempt} 次发放）" if line.attempt > 1 else "")
    words = {
        "paid": f"{_day(line.answered_on or line.run.settled_on)}到账，{where}",
        "sent": f"{_day(line.sent_on)}已送银行，等待银行答复，{where}",
        "due": "已列入名册，等待签审付款",
        "held": f"暂缓发放：{line.get_hold_reason_display()}；请与乡镇（街道）联系",
        "failed": f"银行退回，正在核实账户后补发，{where}",
        "cancelled": f"没有发放：{line.words or '已取消'}",
    }[line.state]
    return Item(title, line.amount_fen, words, line.state == "paid")


def _month(month: date) -> str:
    return f"{month.year}年{month.month}月"


def _day(on: date | None) -> str:
    return f"{on.month}月{on.day}日" if on else ""
