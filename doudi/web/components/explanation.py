"""规则说明: what the rules found about a family, made readable: the sum in a few lines, each step with its article, what is missing.

One shape for the engine's fresh finding and for what was kept with a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi import law
from doudi.base.money import to_fen, yuan_words
from doudi.casework.queries import Assessment
from doudi.policy import Book
from doudi.policy.facts import SAID
from doudi.policy.rule import DATE, MONEY, NEVER, PERSON
from doudi.verification.tellers import who_could_tell

UNKNOWN = "unknown"
MONTHS = 12


@dataclass(frozen=True)
class Read:
    """What a step read: title, value in words, and whether the figure is not an official one."""

    title: str
    value: str
    is_illustrative: bool


@dataclass(frozen=True)
class Line:
    """One step: what was found, from what, under which article; `each` has every member's own value."""

    title: str
    value: str
    article: str
    inputs: Sequence[Read]
    each: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sum:
    """One line of the sum, as somebody would write it on paper."""

    title: str
    working: str
    value: str
    is_illustrative: bool = False
    is_result: bool = False


@dataclass(frozen=True)
class Missing:
    """Something nobody has said yet, and who could tell."""

    title: str
    who: str


@dataclass(frozen=True)
class Explanation:
    """Everything a card shows of one finding."""

    day: date
    tier: str
    amount: str
    sums: Sequence[Sum]
    lines: Sequence[Line]
    missing: Sequence[Missing]
    refused: Sequence[str]
    illustrative: Sequence[str]

    @property
    def is_known(self) -> bool:
        return not self.missing and not self.refused


def of_assessment(assessment: Assessment) -> Explanation:
    """The finding of today, the members by name."""
    kept = assessment.explanation
    return of_kept(kept, names=[member["name"] for member in assessment.finding.case.members])


def of_kept(kept: Mapping[str, Any], names: Sequence[str] = ()) -> Explanation:
    """What was stored with a decision, in the words of the law of its day; members by place where nobody gives their names."""
    day = date.fromisoformat(kept["day"])
    book = law.book(day)
    marked = frozenset(kept["illustrative"])
    steps = {step["rule"]: step for step in kept["steps"]}
    results = kept["results"]
    return Explanation(
        day=day,
        tier=TIERS.get(results["tier"], "不能判断"),
        amount=_said(results["dibao_monthly_amount"], MONEY),
        sums=list(_sums(steps, book, marked)),
        lines=[_line(step, book, marked, names) for step in kept["steps"] if step["value"] != []],
        missing=[Missing(book.title_of(name), who_could_tell(name)) for name in kept["missing"]],
        refused=[book.title_of(words.partition(" for ")[0]) for words in kept["refused"]],
        illustrative=sorted(marked),
    )


TIERS = {
    "tekun": "符合特困人员条件",
    "dibao": "符合低保条件",
    "marginal": "符合低保边缘家庭条件",
    "rigid_expenditure": "符合刚性支出困难家庭条件",
    "none": "不符合条件",
}


def _line(step: Mapping[str, Any], book: Book, marked: frozenset[str], names: Sequence[str]) -> Line:
    kind = book.kind_of(step["rule"])
    called = "人" if book.level_of(step["rule"]) == PERSON else "名义务人"
    each = _each(step["value"], kind, names if called == "人" else (), called) if isinstance(step["value"], list) else []
    inputs = [
        Read(book.title_of(name), _said(value, _kind(book, name)), book.title_of(name) in marked and name in book.figures.parameters)
        for name, value in step["inputs"].items()
        if not isinstance(value, list)
    ]
    return Line(step["title"], "" if each else _said(step["value"], kind), step["source"], inputs, each)


def _each(values: Iterable[Any], kind: str, names: Sequence[str], called: str) -> list[tuple[str, str]]:
    return [(names[place] if place < len(names) else f"第 {place + 1} {called}", _said(value, kind)) for place, value in enumerate(values)]


def _sums(steps: Mapping[str, Mapping[str, Any]], book: Book, marked: frozenset[str]) -> Iterable[Sum]:
    """Income a month beside the standard of all who count, and the gap; said only as far as everything in it is known."""
    if "below_dibao_standard" not in steps:
        return
    read = steps["below_dibao_standard"]["inputs"]
    income, members, standard = (read.get(name, UNKNOWN) for name in ("countable_income_12m", "member_count", "dibao.standard"))
    if income != UNKNOWN:
        year = to_fen(income)
        yield Sum("家庭可支配收入（近12个月）", "", yuan_words(year))
        about = "" if year % MONTHS == 0 else "约 "
        yield Sum("折合每月收入", f"{yuan_words(year)} ÷ {MONTHS}", about + yuan_words(year // MONTHS))
    if UNKNOWN not in (members, standard):
        one = to_fen(standard)
        yield Sum("本户保障标准", f"{yuan_words(one)} × {members} 人", yuan_words(one * members), book.title_of("dibao.standard") in marked)
    if UNKNOWN in (income, members, standard):
        return
    yield Sum("收入是否低于标准", "", _said(steps["below_dibao_standard"]["value"], "yesno"))
    if "property_within_limits" in steps:
        yield Sum("财产是否符合规定", "", _said(steps["property_within_limits"]["value"], "yesno"))
    if steps["dibao_eligible"]["value"] is True:
        rounding = steps["dibao_top_up"]["inputs"].get("dibao.rounding", UNKNOWN)
        yield Sum("每月低保金", f"标准减收入，{SAID.get(rounding, rounding)}", _said(steps["dibao_monthly_amount"]["value"], MONEY), is_result=True)


def _kind(book: Book, name: str) -> str:
    parameter = book.figures.parameters.get(name)
    return parameter.kind if parameter else book.kind_of(name)


def _said(value: Any, kind: str) -> str:
    """A kept value in Chinese: money came as yuan text, dates as ISO text."""
    match value:
        case "unknown":
            return "不能确定"
        case list():
            return "、".join(_said(one, kind) for one in value) or "无"
        case bool():
            return "是" if value else "否"
        case str() if kind == MONEY and value not in SAID:
            return yuan_words(to_fen(value))
        case str() if kind == DATE:
            return "没有" if value == NEVER.isoformat() else value
    return SAID.get(value, str(value))
