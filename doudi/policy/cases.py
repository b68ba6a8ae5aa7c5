"""案例: one family on one day, and the reader of case files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doudi.base.regions import UnknownRegion, trimmed
from doudi.policy.facts import TIERS
from doudi.policy.parameter_file import overrides
from doudi.policy.reading import Node, read_yaml
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER, Fact

if TYPE_CHECKING:
    from doudi.policy.book import Book

AGE_LEFT_OUT = 40
"""The age of a member about whom nobody wrote one."""
_KEYS = ("name", "date", "region", "area", "law", "household", "members", "supporters", "already", "expect")
_OWED = {"can_support": "supporter_ability_found"}


@dataclass(frozen=True)
class Case:
    """A family as the rules see it: money in fen, None (or nothing written) is unknown; `law` overrides parameters for this case alone."""

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
    if not root.is_sequence:
        raise root.refusal("案例文件应当是列表，每个案例以“- name: …”开头。")
    cases = [_case(node, place, book_of) for place, node in enumerate(root.items(), 1)]
    if not cases:
        raise root.refusal("没有案例。请至少写一个。")
    return cases


def _case(node: Node, place: int, book_of: Callable[[date], Book]) -> Case:
    keys = node.mapping(_KEYS, required=("date", "region", "area", "members"))
    on = keys["date"].day()
    if not 1900 <= on.year <= 2999:
        raise keys["date"].refusal("请写判断的那一天，例如 2026-08-01。")
    return _Reader(book_of(on)).read(keys, on, place)


class _Reader:
    def __init__(self, book: Book) -> None:
        self._book = book

    def read(self, keys: Mapping[str, Node], on: date, place: int) -> Case:
        region, area = _region(keys["region"]), keys["area"].value("text", words=("urban", "rural"))
        household = self._facts(keys.get("household"), HOUSEHOLD, extra=("tags",))
        members = [self._member(member, on, number, region, area) for number, member in enumerate(keys["members"].items(), 1)]
        supporters = [self._supporter(one, len(members)) for one in keys["supporters"].items()] if "supporters" in keys else []
        if "already" in keys:
            self._already(keys["already"], household, members)
        law = overrides(self._book.figures.parameters, keys["law"]) if "law" in keys else {}
        expect = self._expected(keys["expect"], len(members)) if "expect" in keys else {}
        name = keys["name"].text if "name" in keys else f"案例 {place}"
        return Case(on, region, area, household, members, supporters, law, expect, name)

    def _facts(self, node: Node | None, level: str, *, extra: tuple[str, ...] = (), prefix: str = "") -> dict[str, Any]:
        """The facts of one mapping; what is left out has its known value."""
        facts = {fact.name.removeprefix(prefix): fact for fact in self._book.facts.values() if fact.level == level and not fact.name.startswith("already_")}
        found = {fact.name: fact.left_out for fact in facts.values()}
        written = node.mapping([*facts, *extra]) if node else {}
        found |= {facts[key].name: _fact(entry, facts[key]) for key, entry in written.items() if key in facts}
        for tag in written["tags"].items() if "tags" in written else ():
            found[tag.word(("relapse_watch", "orphan_support", "other_hardship"))] = True
        return found

    def _member(self, node: Node, on: date, number: int, region: str | None, area: str | None) -> dict[str, Any]:
        found = self._facts(node, PERSON, extra=("age",))
        written = node.mapping()
        age = written["age"].value("number", most=150) if "age" in written else AGE_LEFT_OUT
        if "born_on" not in written:
            found["born_on"] = None if age is None else _years_before(on, age)
        elif found["born_on"] and found["born_on"] > on:
            raise written["born_on"].refusal(f"出生日期 {found['born_on']} 晚于判断日 {on}。")
        elif "age" in written and found["born_on"] and age is not None and age != _age(found["born_on"], on):
            raise written["age"].refusal(f"age 写 {age}，按 born_on 应为 {_age(found['born_on'], on)}。请只留一个。")
        if found["born_on"] and found["died_on"] and found["died_on"] < found["born_on"]:
            raise (written.get("died_on") or node).refusal(f"死亡日期 {found['died_on']} 早于出生日期 {found['born_on']}。")
        left_out = {"relation": "head" if number == 1 else "other", "hukou_region": region, "hukou_area": area}
        return {**found, "already_person_tier": "none", **{name: value for name, value in left_out.items() if name not in written}}

    def _supporter(self, node: Node, members: int) -> dict[str, Any]:
        found = self._facts(node, SUPPORTER, extra=("supports",), prefix="supporter_")
        written = node.mapping()
        places = [place.number(1, members) for place in written["supports"].items()] if "supports" in written else range(1, members + 1)
        stated = {fact: key in written for key, fact in _OWED.items()}
        return {**found, **stated, "supports": tuple(places)}

    def _already(self, node: Node, household: dict[str, Any], members: list[dict[str, Any]]) -> None:
        keys = node.mapping(("tier", "dibao_monthly_amount", "since", "person_tiers"))
        for key in ("tier", "dibao_monthly_amount", "since"):
            if key in keys:
                household[f"already_{key}"] = _fact(keys[key], self._book.facts[f"already_{key}"])
        if "person_tiers" in keys:
            tiers = [tier.value("text", words=TIERS) for tier in keys["person_tiers"].items()]
            if len(tiers) != len(members):
                raise keys["person_tiers"].refusal(f"写了 {len(tiers)} 个，members 有 {len(members)} 人。请按 members 的次序逐人写。")
            for member, tier in zip(members, tiers, strict=True):
                member["already_person_tier"] = tier

    def _expected(self, node: Node, members: int) -> dict[str, Any]:
        known = [*self._book.results, *self._book.steps]
        return {name: self._expected_value(name, entry, members) for name, entry in node.mapping(known).items()}

    def _expected_value(self, name: str, node: Node, members: int) -> Any:
        if name not in self._book.steps:
            return node.text if node.is_scalar else [one.text for one in node.items()]
        step = self._book.steps[name]
        kind = step.answer.kind
        if step.level == HOUSEHOLD:
            return node.value(kind, signed=True, least=None)
        values = [one.value(kind, signed=True, least=None) for one in node.items()]
        if step.level == PERSON and len(values) != members:
            raise node.refusal(f"写了 {len(values)} 个，members 有 {members} 人。请按 members 的次序逐人写。")
        return values


def _fact(node: Node, fact: Fact) -> Any:
    if fact.name == "id_number" or not fact.words and fact.kind == "text":
        return None if node.is_unknown else node.text
    return node.value(fact.kind, signed=fact.kind == MONEY and fact.least is None, least=fact.least, most=fact.most, words=fact.words)


def _region(node: Node) -> str | None:
    if node.is_unknown:
        return None
    try:
        return trimmed(node.text)
    except UnknownRegion:
        raise node.refusal(f'“{node.text}”不是区划代码。请写加引号的 6、9 或 12 位代码，例如 "370702"。') from None


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)
