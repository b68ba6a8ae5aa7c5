"""讲给人听: the same decision for the family, in a few short paragraphs, and for the officer, with everything it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from doudi.base.money import yuan_words
from doudi.policy.counter import Decision, Taken
from doudi.policy.explain import explanation, lacking, place_words, said, whose
from doudi.policy.facts import MEASURED, SAID, TAGS
from doudi.policy.gaps import INCOME, Gap, gaps
from doudi.policy.parameters import Stretch
from doudi.policy.pieces import fully, plainly
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER, TEXT
from doudi.policy.scalars import Lack
from doudi.policy.workings import Working, decisive, workings

if TYPE_CHECKING:
    from doudi.policy.book import Book

OUTCOME, AMOUNTS = "tier", ("monthly_total", "dibao_monthly_amount")
"""What a family asks first: which kind, and how much a month (the first of these that has a rule)."""
OPENED = ("without_labour_ability", "without_livelihood", "without_able_supporter", "tekun_eligible", "self_care", "tekun_basic_amount", "tekun_care_amount")
"""What is found of each person and told to the family of whoever is `TAKEN_IN`: why, and how the money arises."""
TAKEN_IN, CLOSED = "tekun_eligible", "has_able_supporter"
"""Who could support whom is told by its outcome, to families and on an officer's card: what each of the kin rests on stands among the steps."""
NAMED = 4
"""So many figures that are not official are named to a family, the others counted; an officer reads them all."""
HONEST = "请如实申报；情况有变化时，请及时告知乡镇（街道）。"


@dataclass(frozen=True)
class Known:
    """What the rules do not know and whoever tells them does: who could say what is missing, where a fact comes from, how to object."""

    who: Callable[[str], str]
    whence: Callable[[str, int], str]
    remedy: str


def for_citizen(book: Book, decision: Decision, known: Known, found: dict[str, tuple[Working, ...]] | None = None) -> str:
    """What a family needs to read: the outcome, the sums in words, what is missing, how far the lines are, what to do against it.

    `found` are the decision's workings, where somebody has them already.
    """
    found = workings(book, decision) if found is None else found
    used = decisive(found, _asked(decision))
    parts = [
        _outcome(book, decision),
        *([_sums(book, decision, found, known), _nearness(book, decision)] if decision.results.get(OUTCOME) else [_missing(book, decision, known)]),
        _marked(book, decision, used),
        known.remedy,
    ]
    return "\n\n".join(part for part in parts if part)


def for_officer(book: Book, decision: Decision, known: Known) -> str:
    """Every step with its sum, inputs and article; then every input with who said it and when, what is missing, how far the lines are, how to object."""
    found = workings(book, decision)

    def beneath(taken: Taken) -> Iterator[str]:
        for place, one in enumerate(found[taken.rule], 1):
            if one.text and taken.value is not None:
                about = "" if taken.level == HOUSEHOLD else f"{whose(decision.case, taken.level)[place - 1]}：" if len(found[taken.rule]) > 1 else ""
                yield f"算式：{about}{plainly(one.text)}"

    parts = [explanation(book, decision, beneath), "\n".join(_inputs(book, decision, known))]
    nearness = "\n".join(f"  {gap_words(book, gap)}" for gap in gaps(book, decision))
    parts += [f"  ── 标准与这家的差距（其他情况不变） ──\n{nearness}" if nearness else "", _missing(book, decision, known), known.remedy]
    return "\n".join(part for part in parts if part)


def summed_up(found: Mapping[str, tuple[Working, ...]], wanted: Iterable[str]) -> set[str]:
    """What decided these results, as far as it belongs in the sums of one family."""
    return decisive({name: each for name, each in found.items() if name != CLOSED}, wanted)


def tags_of(household: Mapping[str, Any]) -> list[str]:
    """The tags a household is known to have, beside whatever its tier is."""
    return [tag for tag in TAGS if household.get(tag)]


def outcome_words(tier: str | None) -> str:
    """Which kind of family it is, in a clause."""
    if tier is None:
        return "还不能判断是否符合条件"
    return "不符合任何一类的条件" if tier == "none" else f"符合“{said(tier, TEXT)}”的条件"


def gap_words(book: Book, gap: Gap) -> str:
    """How far a line is, told as a distance and never as advice."""
    title = "家庭近12个月的收入" if gap.lever == INCOME else book.title_of(gap.lever)
    if not gap.by:
        return f"{title}变化到什么程度会改变结果，还有情况不清楚，不能判断。"
    if gap.kind == MONEY:
        by = yuan_words(abs(gap.by))
        if gap.lever == INCOME:
            by += f"（平均每月{'约' if gap.by % 12 else ''} {yuan_words(abs(gap.by) // 12)}）"
    else:
        by = f"{abs(gap.by)} {MEASURED[gap.lever]}"
    if gap.by < 0:
        return f"离“{said(gap.then, TEXT)}”的条件，{title}高出 {by}。"
    return f"{title}再多 {by}，就{'不再属于任何一类' if gap.then == 'none' else f'属于“{said(gap.then, TEXT)}”'}。"


def lack_words(book: Book, decision: Decision, lack: Lack, known: Known) -> str:
    """What is missing, whose it is, and from whom it can be had."""
    named = lacking(book, decision.case, lack).replace(f"（{lack.entered}）", "").removeprefix("缺少：")
    return f"{named}（由{known.who(lack.name)}说明）" if lack.level in (HOUSEHOLD, PERSON, SUPPORTER) else named


def figure_words(book: Book, decision: Decision, name: str) -> str:
    """Whose figure a parameter is: the place, since when, under which article, and whether it is official."""
    case, parameter = decision.case, book.figures.parameters[name]
    if name in case.law:
        return "本案指定"
    found = parameter.at(case.region or "", case.area or "", case.date)
    if not isinstance(found, Stretch):
        return "当地没有规定"
    since = f"{found.from_on} 起" if found.from_on > date.min else "一直"
    place, mark = place_words(found.region) if found.region else "全国", "示例标准" if found.illustrative else ""
    return "，".join(part for part in (place, since, found.source or parameter.source, mark) if part)


def _outcome(book: Book, decision: Decision) -> str:
    tier, on = decision.results.get(OUTCOME), decision.case.date
    name = next((name for name in AMOUNTS if name in decision.results), None)
    amount = decision.results[name] if name else None
    money = f"，{book.title_of(name).removeprefix('每月')}每月 {yuan_words(amount)}" if name and amount else ""
    why = "，因为还有下面的情况不清楚" if tier is None else ""
    tags = "、".join(book.title_of(tag) for tag in tags_of(decision.case.household))
    beside = f"同时，您家是：{tags}。" if tags else ""
    return f"按 {on.year}年{on.month}月{on.day}日 掌握的情况测算，您家{outcome_words(tier)}{money}{why}。这是按规则的测算，以民政部门的书面决定为准。{beside}"


def _asked(decision: Decision) -> list[str]:
    return [OUTCOME, *(name for name in AMOUNTS if name in decision.results)][:2]


def _sums(book: Book, decision: Decision, found: Mapping[str, tuple[Working, ...]], known: Known) -> str:
    """The sums and comparisons that decided it, every number with what it is, each with its article; then who said what, and when."""
    used = summed_up(found, _asked(decision))
    names = [str(member.get("name") or f"第 {place} 人") for place, member in enumerate(decision.case.members, 1)]
    taken_in = [one.answer is True for one in found.get(TAKEN_IN, ())]
    lines = []
    for taken in decision.steps:
        if taken.rule not in used:
            continue
        for place, one in enumerate(found[taken.rule]):
            if taken.level == HOUSEHOLD:
                about = "" if any("元" in piece.said for piece in one.text) else None
            else:
                about = (f"{names[place]}：" if len(names) > 1 else "") if taken.rule in OPENED and taken_in[place] else None
            if about is not None:
                value = "" if taken.kind == MONEY and one.text else f"{said(one.answer, taken.kind)}。"
                why = fully(one.text, names) or _facts_read(book, decision, one, place)
                lines.append(f"{about}{taken.title}：{value}{why}{'。' if why else ''}〔{taken.source}〕")
    return "\n".join(["计算过程：", *lines, *_sources(book, decision, used, known)]) if lines else ""


def _facts_read(book: Book, decision: Decision, one: Working, place: int) -> str:
    """Of an answer that nothing written explains, the person's facts that decided it."""
    facts = [book.facts[name] for name in sorted(one.used) if name in book.facts and book.level_of(name) == PERSON]
    return "；".join(f"{fact.title}：{said(decision.case.members[place].get(fact.name), fact.kind)}" for fact in facts)


def _sources(book: Book, decision: Decision, used: set[str], known: Known) -> Iterator[str]:
    """The facts that decided it, by who said them and when."""
    told: dict[str, dict[str, None]] = {}
    for fact in (fact for fact in book.facts.values() if fact.name in used):
        rows = {HOUSEHOLD: [0], PERSON: range(1, len(decision.case.members) + 1)}.get(fact.level, range(1, len(decision.case.supporters) + 1))
        for source in filter(None, (known.whence(fact.name, place) for place in rows)):
            told.setdefault(source, {})[fact.title] = None
    yield from (f"来源〔{source}〕：{'、'.join(titles)}。" for source, titles in told.items())


def _missing(book: Book, decision: Decision, known: Known) -> str:
    lines = dict.fromkeys(lack_words(book, decision, lack, known) for lack in decision.lacks)
    return "\n".join(["还不清楚的，和谁能说明：", *lines]) if lines else ""


def _nearness(book: Book, decision: Decision) -> str:
    lines = [gap_words(book, gap) for gap in gaps(book, decision)]
    if not lines:
        return "标准与您家的差距：收入、存款、住房、车辆等任何一项单独变化，结果都不变。"
    return "\n".join(["标准与您家的差距（其他情况不变）：", *lines, HONEST])


def _marked(book: Book, decision: Decision, used: set[str]) -> str:
    marked = [book.title_of(name) for name in decision.illustrative if name in used] or [book.title_of(name) for name in decision.illustrative]
    named = "、".join(marked[:NAMED]) + (f"等 {len(marked)} 项" if len(marked) > NAMED else "")
    return f"这里用到的{named}是示例标准，不是当地正式公布的数字。" if marked else ""


def _inputs(book: Book, decision: Decision, known: Known) -> Iterator[str]:
    """Every fact and figure that a step read, once, with where it comes from."""
    yield "  ── 输入与来源 ──"
    read = {one.name: one for taken in decision.steps for one in taken.inputs if one.name not in book.steps}
    for name, one in read.items():
        if name in book.figures.parameters:
            value = SAID["none"] if one.value == "none" else said(one.value, one.kind)
            yield f"  {one.title}：{value}〔{figure_words(book, decision, name)}〕"
        else:
            owners = whose(decision.case, book.level_of(name)) if isinstance(one.value, list) else [""]
            values = one.value if isinstance(one.value, list) else [one.value]
            rows = [(said(value, one.kind), known.whence(name, place)) for place, value in enumerate(values, isinstance(one.value, list))]
            if len(set(rows)) == 1:
                owners, rows = ["每人" if len(rows) > 1 else owners[0]], rows[:1]
            told = [f"{owner} {value}{f'〔{source}〕' if source else ''}".strip() for owner, (value, source) in zip(owners, rows, strict=True)]
            yield f"  {one.title}：{'；'.join(told) or '无'}"
