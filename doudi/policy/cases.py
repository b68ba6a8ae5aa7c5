"""案例: one family on one day, and the reader of case files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doudi.base.idnumber import check, normalise
from doudi.base.regions import trimmed
from doudi.policy.facts import TAGS, TIERS
from doudi.policy.parameter_file import overrides
from doudi.policy.reading import Node, read_yaml
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER, TEXT, Fact

if TYPE_CHECKING:
    from doudi.policy.book import Book

AGE, BORN_ON = "age", "born_on"
"""A member's row that holds an age had one entered instead of a day of birth."""
AGE_LEFT_OUT = 40
"""The age of a member about whom nobody wrote one."""
_KEYS = ("name", "date", "region", "area", "law", "household", "members", "supporters", "already", "expect")


@dataclass(frozen=True)
class Case:
    """A family as the rules see it: money in fen, None (or nothing written) is unknown; `law` overrides parameters for this case alone.

    A supporter's `supports` are the places of the members he supports, from 1; without it, all of them.
    """

    date: date
    region: str | None
    area: str | None
    household: Mapping[str, Any] = field(default_factory=dict)
    members: Sequence[Mapping[str, Any]] = ()
    supporters: Sequence[Mapping[str, Any]] = ()
    law: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


def read_cases(path: Path, book_of: Callable[[date], Book]) -> list[Case]:
    """The cases of a file, read with the book of each case's day; raises CannotRead at the first mistake."""
    root = read_yaml(path)
    cases = [_case(node, place, book_of) for place, node in enumerate(root.items(), 1)]
    if not cases:
        raise root.refusal("没有案例。请至少写一个，以“- name: …”开头。")
    return cases


def _case(node: Node, place: int, book_of: Callable[[date], Book]) -> Case:
    keys = node.mapping(_KEYS, required=("date", "region", "area", "members"))
    if any(keys["date"].says(word) for word in ("unknown", "never", "none")):
        raise keys["date"].refusal(f"判断日不能是 {keys['date'].text}。请写判断的那一天，例如 2026-08-01。")
    on = keys["date"].day()
    if not 1900 <= on.year <= 2999:
        raise keys["date"].refusal(f"判断日 {on} 不在 1900 至 2999 年之间。请写判断的那一天，例如 2026-08-01。")
    if keys["members"].is_list and not list(keys["members"].items()):
        raise keys["members"].refusal("没有成员。请至少写一人，什么都不用写的成员写作 {}。")
    book = book_of(on)
    region, area = _region(keys["region"]), keys["area"].value(TEXT, words=("urban", "rural"))
    household = _facts(book, keys.get("household"), HOUSEHOLD, extra=("tags",))
    members = [_member(book, member, on) for member in keys["members"].items()]
    told = [one.mapping() for one in keys["members"].items()]
    heads = [one["relation"] for one in told if "relation" in one and one["relation"].says("head")]
    if len(heads) > 1:
        raise heads[1].refusal("户主只能有一人，前面已经写了一位。")
    for number, (member, written) in enumerate(zip(members, told, strict=True)):
        left_out = {"relation": "other" if number or heads else "head", "hukou_region": region, "hukou_area": area}
        member |= {name: value for name, value in left_out.items() if name not in written}
    supporters = [_supporter(book, one, len(members)) for one in keys["supporters"].items()] if "supporters" in keys else []
    if "already" in keys:
        _already(book, keys["already"], household, members)
    law = overrides(book.figures.parameters, keys["law"]) if "law" in keys else {}
    expect = _expected(book, keys["expect"], len(members)) if "expect" in keys else {}
    return Case(on, region, area, household, members, supporters, law, expect, keys["name"].text if "name" in keys else f"案例 {place}")


def _facts(book: Book, node: Node | None, level: str, *, extra: tuple[str, ...] = (), prefix: str = "") -> dict[str, Any]:
    """The facts of one mapping; what is left out has its known value."""
    facts = {fact.name.removeprefix(prefix): fact for fact in book.facts.values() if fact.level == level}
    written = node.mapping([*(name for name in facts if not name.startswith("already_")), *extra]) if node else {}
    found = {fact.name: _fact(written[key], fact) if key in written else fact.left_out for key, fact in facts.items()}
    return found | {tag.word(list(TAGS)): True for tag in (written["tags"].items() if "tags" in written else ())}


def _fact(node: Node, fact: Fact) -> Any:
    signed = fact.kind == MONEY and fact.least is None
    return node.value(fact.kind, signed=signed, words=fact.words) if fact.most is None else node.value(fact.kind, most=fact.most)


def _member(book: Book, node: Node, on: date) -> dict[str, Any]:
    found, written = _facts(book, node, PERSON, extra=("age",)), node.mapping()
    _grade_fits(found, written)
    age = written["age"].value("number", most=150) if "age" in written else AGE_LEFT_OUT
    if found["id_number"] and (problem := check(normalise(found["id_number"]))):
        raise written["id_number"].refusal(f"{problem}。请核对后改正。")
    if "hukou_region" in written:
        found["hukou_region"] = _region(written["hukou_region"])
    born_on, died_on = found["born_on"], found["died_on"]
    if "born_on" not in written:
        found[BORN_ON] = born_on = None if age is None else _years_before(on, age)
        found |= {AGE: age} if AGE in written else {}
    elif born_on and born_on > on:
        raise written["born_on"].refusal(f"出生日期 {born_on} 晚于判断日 {on}。")
    elif "age" in written and born_on and age not in (None, years := on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))):
        raise written["age"].refusal(f"age 写 {age}，按 born_on 应为 {years}。请只留一个。")
    if born_on and died_on and died_on < born_on:
        raise written["died_on"].refusal(f"死亡日期 {died_on} 早于出生日期 {born_on}。")
    return found


def _grade_fits(found: Mapping[str, Any], written: Mapping[str, Node]) -> None:
    """Refuses a grade of no disability; its kind may be unknown, and the grade of none may be."""
    if found["disability_kind"] == "none" and found["disability_grade"]:
        raise written["disability_grade"].refusal("没有残疾类别却写了残疾等级。请写 disability_kind（查不到写 unknown），没有残疾的删去这一项。")


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def _supporter(book: Book, node: Node, members: int) -> dict[str, Any]:
    """`supports` are places of members; whether somebody has already found that he can or cannot support is a fact of its own."""
    found, written = _facts(book, node, SUPPORTER, extra=("supports",), prefix="supporter_"), node.mapping()
    places = [place.number(1, members) for place in written["supports"].items()] if "supports" in written else list(range(1, members + 1))
    if "supports" in written and (not places or len(set(places)) < len(places)):
        raise written["supports"].refusal("请写出所赡养（抚养、扶养）的是第几名成员，每人一次；全部都是的，删去这一项。")
    _grade_fits({key.removeprefix("supporter_"): value for key, value in found.items()}, written)
    return {**found, "supporter_ability_found": "can_support" in written, "supports": tuple(places)}


def _already(book: Book, node: Node, household: dict[str, Any], members: list[dict[str, Any]]) -> None:
    keys = node.mapping(("tier", "dibao_monthly_amount", "since", "person_tiers"))
    household |= {f"already_{key}": _fact(entry, book.facts[f"already_{key}"]) for key, entry in keys.items() if key != "person_tiers"}
    if "person_tiers" in keys:
        for member, tier in zip(members, _listed(keys["person_tiers"], len(members)), strict=True):
            member["already_person_tier"] = tier.value(TEXT, words=TIERS)


def _expected(book: Book, node: Node, members: int) -> dict[str, Any]:
    """Results by name, of the kind and among the words the rule may answer; a tag is told as it is; of a rule not built yet only that something is expected."""
    found: dict[str, Any] = {}
    for name, entry in node.mapping([*book.results, *book.steps]).items():
        if name in book.facts:
            found[name] = _fact(entry, book.facts[name])
            continue
        step = book.steps.get(name)
        entries = [entry] if not entry.is_list else _listed(entry, members) if step and step.level == PERSON else list(entry.items())
        if any(not one.text for one in entries):
            raise entry.refusal("没有写值。请写出预期的结果，不能确定写 unknown。")
        if step is None:
            found[name] = "（无此规则）"
            continue
        if entry.is_list is (step.level == HOUSEHOLD):
            raise entry.refusal("这是一户的结果，请写一个值。" if entry.is_list else "这是逐人的结果，请按 members 的次序写在方括号里。")
        words = TIERS if "none" in step.answer.words and set(step.answer.words) <= set(TIERS) else step.answer.words
        values = [one.value(step.answer.kind, signed=True, words=words) for one in entries]
        found[name] = values if entry.is_list else values[0]
    return found


def _listed(node: Node, members: int) -> list[Node]:
    entries = list(node.items())
    if len(entries) != members:
        raise node.refusal(f"写了 {len(entries)} 个，members 有 {members} 人。请按 members 的次序逐人写。")
    return entries


def _region(node: Node) -> str | None:
    if node.says("unknown"):
        return None
    if not (getattr(node.node, "style", None) in ("'", '"') and re.fullmatch("[0-9]{6}|[0-9]{9}|[0-9]{12}", node.text)):
        raise node.refusal(f'“{node.shown}”不是加引号的区划代码。请写 6、9 或 12 位代码并加引号，例如 "370702"；不清楚写 unknown。')
    return trimmed(node.text)
