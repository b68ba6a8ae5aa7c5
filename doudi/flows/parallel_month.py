"""平行月: our month beside the one that was really paid, each difference explained to the fen; pays nothing, writes nothing of the month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from doudi.base.money import yuan_words
from doudi.benefits.queries.parallel import Differing, awards_ever, beside, hold_title
from doudi.casework import queries as cases
from doudi.flows.paid_list import read_paid_list

if TYPE_CHECKING:
    from doudi.benefits.models import Award

CAUSES = {
    "unknown_person": "登记库中没有此人",
    "listed_twice": "名册重复列出",
    "held": "我们暂缓",
    "partly_held": "我们暂缓其中一部分",
    "no_standing": "没有确认过身份或待遇",
    "ended": "待遇已停发",
    "not_yet": "待遇还没有起发",
    "not_listed": "名册没有列出",
    "amount": "金额不同",
}
GROUPS = {"dibao": "低保", "tekun": "特困供养", "all": "全部待遇"}


@dataclass(frozen=True)
class Difference:
    """One family whose sums differ: why, in words with its figures and grounds; `rows` are lines of the file."""

    cause: str
    words: str
    household: str
    group: str
    rows: tuple[int, ...]
    theirs_fen: int
    ours_fen: int

    @property
    def fen(self) -> int:
        """Ours less theirs."""
        return self.ours_fen - self.theirs_fen


@dataclass(frozen=True)
class Parallel:
    """A month compared: `theirs_fen` plus all differences is `ours_fen`, to the fen."""

    month: date
    theirs_lines: int
    theirs_fen: int
    ours_lines: int
    ours_fen: int
    held_fen: int
    differences: list[Difference]

    @property
    def by_cause(self) -> list[tuple[str, int, int]]:
        """Cause, how many families, how many fen; in the order of `CAUSES`."""
        counted = Counter(one.cause for one in self.differences)
        return [(cause, counted[cause], sum(one.fen for one in self.differences if one.cause == cause)) for cause in CAUSES if counted[cause]]

    @property
    def is_whole(self) -> bool:
        """Whether every fen between the two sums is explained."""
        return self.theirs_fen + sum(one.fen for one in self.differences) == self.ours_fen


def compare_month(*, region: str, month: date, path: Path, on: date, mapped: Mapping[str, str]) -> Parallel:
    """Compare within the scope of whoever asks; raises CannotTakeList where the file cannot be taken."""
    listed = read_paid_list(path, region=region, on=on, mapped=mapped)
    found = beside(listed, region=region, month=month, on=on)
    ever = awards_ever([one.home for one in found.differing if one.home > 0])
    numbers = _decisions(found.differing, ever)
    differences = [_explained(one, ever.get(one.home, []), numbers, month) for one in found.differing]
    return Parallel(month, len(listed.rows), sum(listed.fens), found.ours_lines, found.ours_fen, found.held_fen, differences)


def _explained(one: Differing, awards: list[Award], numbers: dict[str, str], month: date) -> Difference:
    cause, words = _cause(one, awards, numbers, month)
    return Difference(cause, words, one.number, GROUPS.get(one.group, one.group), one.rows, one.theirs_fen, one.ours_fen)


def _cause(one: Differing, awards: list[Award], numbers: dict[str, str], month: date) -> tuple[str, str]:
    theirs, ours = yuan_words(one.theirs_fen), yuan_words(one.ours_fen)
    holds = "、".join(hold_title(code) for code in one.holds)
    if one.home < 0:
        return "unknown_person", f"按身份证号在登记库中找不到此人，名册 {theirs}。请核对号码，或者补登记。"
    if one.again and one.once_fen == one.ours_fen:
        return "listed_twice", f"名册第 {'、'.join(map(str, one.rows))} 行重复列出同一人同一金额，合计 {theirs}；我们发一次 {ours}。"
    if one.ours_fen == 0 and one.holds:
        return "held", f"我们暂缓 {yuan_words(one.held_fen)}：{holds}；名册已发 {theirs}。"
    if one.ours_fen and one.theirs_fen and one.holds:
        return "partly_held", f"我们发 {ours}，暂缓 {yuan_words(one.held_fen)}（{holds}）；名册 {theirs}。"
    grounds = "、".join(numbers.get(by, "导入的原系统待遇") for by in one.decided_by)
    if one.ours_fen == 0:
        return _not_ours(awards, numbers, month, theirs)
    if one.theirs_fen == 0:
        return "not_listed", f"名册没有列出；我们依据 {grounds}，自 {one.since:%Y年%m月}起每月 {ours}。"
    return "amount", f"我们依据 {grounds}，自 {one.since:%Y年%m月}起每月 {ours}；名册 {theirs}，相差 {yuan_words(abs(one.ours_fen - one.theirs_fen))}。"


def _not_ours(awards: list[Award], numbers: dict[str, str], month: date, theirs: str) -> tuple[str, str]:
    later = [award for award in awards if award.from_month > month]
    ended = [award for award in awards if award.until_month and award.until_month <= month]
    if ended:
        last = max(ended, key=lambda award: award.until_month)
        by = numbers.get(last.ended_by, last.ended_by or "到期")
        return "ended", f"待遇已自 {last.until_month:%Y年%m月}停发（{by}）；名册仍列 {theirs}。"
    if later:
        return "not_yet", f"待遇自 {min(award.from_month for award in later):%Y年%m月}起发；名册已列 {theirs}。"
    return "no_standing", f"没有确认过身份，或者身份不带来这项待遇；名册 {theirs}。"


def _decisions(differing: list[Differing], ever: Mapping[int, list[Award]]) -> dict[str, str]:
    """`decision:12` → the number on the letter."""
    named = {by for one in differing for by in one.decided_by} | {award.ended_by for awards in ever.values() for award in awards}
    decisions = [int(by.partition(":")[2]) for by in named if by.startswith("decision:")]
    return {f"decision:{pk}": number for pk, number in cases.decision_numbers(decisions).items()}
