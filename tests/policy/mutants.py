"""变异: breaks one rule at a time, in one place, and looks whether some case of the law notices. `python -m tests.policy.mutants [scheme or rule …]`

A mutant that the kinds refuse when the book opens is not counted: no case is needed for it.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import NamedTuple

from doudi import law
from doudi.policy import Book, Case, Rule
from doudi.policy.kinds import BadRule

from .mutations import alternatives

WANTED_PERCENT = 95
EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS_AT_HAND = "from doudi.policy import any_of, every, greatest, least"
EQUIVALENT: dict[str, str] = {
    "common.tier_since_2025_01: …kun, 'tekun'), (dibao_eligible | graduated_exit, 'dibao'), ([marginal_eligible, 'marginal'), (rigid": (
        "rigid expenditure is for those who are not marginal"
    ),
    "common.person_tier: …return first_of(([~counts": "who does not count is not tekun",
    "common.person_tier: …return first_of((~counts, 'none'), ([tekun_eligible": "single-person dibao is for those who are not tekun",
    "dibao.dibao_monthly_amount: …return first_of(([dibao_eligible": "income is not below the standard and above it",
    "dibao.category_supplement: …return total([supplement_of_member, where=counts": "who does not count has no tier, hence no supplement",
    "income.support_spared_12m: supporter_support_paid_12m ⇒ supporter_paid_each_12m": "of one person alone what is paid for each is what is paid",
    "tekun._care: …return first_of((self_care == '[full'": "self-care is not full and partial at once",
}
"""How changes begin that no case can tell, and why."""


@dataclass(frozen=True)
class Mutant:
    """A function of a rules.py with one thing changed, and the rules that are changed with it."""

    scheme: str
    function: str
    change: str
    text: str
    instead_of: tuple[Rule, ...]

    def __str__(self) -> str:
        return f"{self.scheme}.{self.function}: {self.change}"

    @property
    def is_equivalent(self) -> bool:
        return str(self).startswith(tuple(EQUIVALENT))

    def rules(self) -> dict[Rule, Rule]:
        """Each rule that it changes, with the changed one."""
        spec = spec_from_loader(f"mutant_of_{self.scheme}", _Text(self.text))
        assert spec and spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        changed = {(rule.name, rule.since): rule for rule in vars(module).values() if isinstance(rule, Rule)}
        return {rule: changed[rule.name, rule.since] for rule in self.instead_of}


class _Text(InspectLoader):
    """A module that is a text, not a file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, fullname: str) -> str:
        return self.text

    def is_package(self, fullname: str) -> bool:
        return False


def mutants(only: Sequence[str] = ()) -> Iterator[Mutant]:
    """Every mutant of every rule and of what rules share, scheme by scheme; `only` names schemes or functions."""
    for file in sorted(law.FOLDER.glob("*/rules.py")):
        tree, scheme = ast.parse(file.read_text(encoding="utf-8")), file.parent.name
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        shared = [node for node in tree.body if not isinstance(node, ast.FunctionDef) or not node.decorator_list]
        for function in functions:
            if only and scheme not in only and function.name not in only:
                continue
            changed = [one for one in functions if one is function or function.name in _names(one)] if function in shared else [function]
            names = {one.name for one in changed}
            rules = tuple(rule for rule in law.rules() if rule.formula.__module__ == f"doudi.law.{scheme}.rules" and rule.formula.__name__ in names)
            module = ast.Module([*shared, *(one for one in changed if one not in shared)], [])
            told = {ast.unparse(function)}
            for change in alternatives(function):
                text = ast.unparse(function)
                if text not in told:
                    told.add(text)
                    yield Mutant(scheme, function.name, change, f"{WORDS_AT_HAND}\n{ast.unparse(module)}", rules)


def _names(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}


class Told(NamedTuple):
    """A case with the book of its place and day."""

    case: Case
    book: Book


@cache
def every_case() -> tuple[Told, ...]:
    """Those of every scheme, and of every example of a place."""
    here = [(file, None) for file in sorted(law.FOLDER.glob("*/cases.yaml"))]
    there = [(file, file.parent) for file in sorted(EXAMPLES.glob("*/cases.yaml"))]
    return tuple(Told(case, law.book(case.date, places=places)) for file, places in here + there for case in law.read_cases(file, places=places))


@cache
def behind(book: Book, name: str) -> frozenset[str]:
    """The rules a result rests on, itself among them."""
    return frozenset(step.name for step in book.plan((name,)).steps)


def asked(told: Told, names: set[str]) -> tuple[str, ...]:
    """What a case expects that rests on one of these rules."""
    return tuple(name for name in told.case.expect if name in told.book.steps and not names.isdisjoint(behind(told.book, name)))


def broken_books(mutant: Mutant) -> dict[Book, Book]:
    """For each book that has one of the rules, the book with the broken one; raises BadRule when the kinds refuse it."""
    rules = mutant.rules()
    return {book: _broken(book, rules) for book in {told.book for told in every_case()} if not rules.keys().isdisjoint(book.rules.values())}


def catches(mutant: Mutant, cases: Iterable[Told]) -> bool | None:
    """Whether some case notices the mutant; None when the kinds refuse it."""
    try:
        books = broken_books(mutant)
    except BadRule:
        return None
    names = {rule.name for rule in mutant.instead_of}
    wanted = [(told, want) for told in cases if told.book in books and (want := asked(told, names))]
    wanted.sort(key=lambda one: names.isdisjoint(one[1]))  # those that speak of the rule itself first
    return any(_differs(books[told.book], told.case, want) for told, want in wanted)


def _broken(book: Book, rules: dict[Rule, Rule]) -> Book:
    broken = replace(book, all_rules=tuple(rules.get(rule, rule) for rule in book.all_rules))
    vars(broken)["version"] = ""  # nobody reads it, and it is dear
    return broken


def _differs(book: Book, case: Case, want: tuple[str, ...]) -> bool:
    try:
        return any(case.expect[name] != value for name, value in book.decide(case, want).results.items())
    except (TypeError, ValueError, AttributeError, KeyError):
        return True


def main(only: Sequence[str]) -> int:
    cases = every_case()
    wrong = [told.case.name for told in cases if told.book.decide(told.case).differences]
    if wrong:
        print("这些案例不变异也不通过，请先改正：", *wrong, sep="\n  ")
        return 2
    judged: dict[tuple[str, str], list[tuple[Mutant, bool]]] = defaultdict(list)
    refused = equivalent = 0
    for mutant in mutants(only):
        caught = catches(mutant, cases)
        if caught is None:
            refused += 1
        elif not caught and mutant.is_equivalent:
            equivalent += 1
        else:
            judged[mutant.scheme, mutant.function].append((mutant, caught))
    for (scheme, function), several in judged.items():
        print(f"{sum(caught for _, caught in several):4}/{len(several):<4} {scheme}.{function}")
    survivors = [mutant for several in judged.values() for mutant, caught in several if not caught]
    total = sum(map(len, judged.values()))
    percent = 100 * (total - len(survivors)) / (total or 1)
    print(f"\n变异 {total} 个，案例发现 {total - len(survivors)} 个（{percent:.1f}%），规则检查拒绝 {refused} 个，等价 {equivalent} 个，没有发现的：")
    print(*survivors, sep="\n")
    return int(percent < WANTED_PERCENT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
