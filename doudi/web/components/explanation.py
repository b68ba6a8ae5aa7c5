"""规则说明: what the rules found about a family, made readable: the sum with every number openable, each step with its article, what is missing, how far.

One shape for the engine's fresh finding and for what was kept with a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi import law
from doudi.base.money import to_fen, yuan_words
from doudi.casework.queries import SUPPLEMENT, Assessment
from doudi.law.remedies import is_dibao, remedies
from doudi.policy import Book, Decision
from doudi.policy.facts import SAID
from doudi.policy.gaps import gaps
from doudi.policy.kept import case_from
from doudi.policy.rule import DATE, MONEY, NEVER, PERSON
from doudi.policy.telling import Known, for_citizen, gap_words, tags_of
from doudi.policy.workings import Working, workings
from doudi.verification.tellers import who_could_tell
from doudi.web.components.sums import RESULTS, Sheet, Sum, asked_of


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
    tags: Sequence[str]
    sums: Sequence[Sum]
    lines: Sequence[Line]
    missing: Sequence[Missing]
    refused: Sequence[str]
    illustrative: Sequence[str]
    nearness: Sequence[str]
    to_the_family: Sequence[str]
    often: str = "每月"
    beside: str = ""


def of_assessment(assessment: Assessment) -> Explanation:
    """The finding of today, the members by name."""
    finding = assessment.finding
    return _explained(law.book(finding.case.date), finding, assessment.explanation, [member["name"] for member in finding.case.members])


def of_kept(kept: Mapping[str, Any], inputs: Mapping[str, Any] | None, names: Sequence[str] = ()) -> Explanation:
    """What was stored with a decision, in the words of the law of its day; members by place where nobody gives their names.

    The sums are written anew from what was kept of the inputs, where the rules still find what they found; else only the kept steps are shown.
    """
    book = law.book(date.fromisoformat(kept["day"]))
    again = book.decide(case_from(book, inputs), inputs["wanted"]) if inputs else None
    return _explained(book, again if again and again.as_json()["results"] == kept["results"] else None, kept, names)


def _explained(book: Book, finding: Decision | None, kept: Mapping[str, Any], names: Sequence[str]) -> Explanation:
    marked, results = frozenset(kept["illustrative"]), kept["results"]
    claim, money = asked = asked_of(results)
    is_once = asked != RESULTS
    found = workings(book, finding) if finding else {}
    near = gaps(book, finding) if finding and not is_once else ()
    is_beside = SUPPLEMENT in results and not is_once
    missing = sorted({lack.name for name in asked for lack in finding.told.values[name].why}) if finding and (is_once or is_beside) else kept["missing"]
    return Explanation(
        day=date.fromisoformat(kept["day"]),
        tier=RELIEF[results[claim]] if is_once else TIERS.get(results["tier"], "不能判断"),
        amount=_tekun_amount(results) if results.get("tier") == "tekun" and not is_once else _said(results[money], MONEY),
        often="一次性" if is_once else "每月",
        beside=_beside(results[SUPPLEMENT]) if is_beside else "",
        tags=[book.title_of(tag) for tag in tags_of(finding.case.household)] if finding else [],
        sums=list(Sheet(book, finding, found, kept, names).sums()) if finding else [],
        lines=[_line(step, book, marked, names) for step in kept["steps"] if step["value"] != []],
        missing=[Missing(book.title_of(name), who_could_tell(name)) for name in missing],
        refused=[book.title_of(words.partition(" for ")[0]) for words in kept["refused"]],
        illustrative=sorted(marked),
        nearness=[gap_words(book, gap) for gap in near],
        to_the_family=_to_the_family(book, finding, found) if finding and not is_once else [],
    )


def _beside(amount: Any) -> str:
    """分类施保 beside dibao (法 20), where the place gives it; help itself does not wait for what is not known of it."""
    if amount == "unknown":
        return "分类施保还不能核算"
    return f"分类施保 每月 {yuan_words(to_fen(amount))}" if to_fen(amount) else ""


def _tekun_amount(results: Mapping[str, Any]) -> str:
    """What those of the family who are tekun receive together; nothing is said where it was not asked, for it is not dibao money."""
    sums = [one for name in ("tekun_basic_amount", "tekun_care_amount") for one in results.get(name, ["unknown"])]
    return "不能确定" if "unknown" in sums else yuan_words(sum(to_fen(one) for one in sums))


def _to_the_family(book: Book, finding: Decision, found: dict[str, tuple[Working, ...]]) -> list[str]:
    remedy = remedies(finding.case.region, finding.case.date, is_dibao=is_dibao(finding))
    known = Known(who_could_tell, lambda name, place: "", f"如不服书面决定，{remedy}")
    return for_citizen(book, finding, known, found).split("\n\n")


TIERS = {
    "tekun": "符合特困人员条件",
    "dibao": "符合低保条件",
    "marginal": "符合低保边缘家庭条件",
    "rigid_expenditure": "符合刚性支出困难家庭条件",
    "none": "不符合条件",
}


RELIEF = {True: "符合临时救助条件", False: "不符合临时救助条件", None: "不能判断"}


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
