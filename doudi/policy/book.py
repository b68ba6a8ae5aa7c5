"""规则书: the rules, facts and parameters of a day, checked together; decides one family or assesses a population."""

from __future__ import annotations

import hashlib
import inspect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doudi.policy import counter
from doudi.policy.cases import Case
from doudi.policy.counter import Decision
from doudi.policy.facts import FACTS, SAID
from doudi.policy.kinds import BadRule, Kind
from doudi.policy.order import Plan, Step, checked, plan
from doudi.policy.parameters import Figures, Parameter
from doudi.policy.rule import NEVER, Fact, Rule

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Assessment:
    """What was found: a row for each household, a row for each person; NULL is *cannot tell*.

    `law_missing`, `law_illustrative` and `facts_missing` name, with commas between, what the place has not set, what is not an official figure,
    and which facts that some result needs are unknown, as the tables call them; they are wider than one result's reasons: decide that family alone for
    the exact ones.
    """

    households: pa.Table
    persons: pa.Table


@dataclass(frozen=True, eq=False)
class Book:
    """Rules in force on a day, with the facts they may ask for and the parameters they may read; raises BadRule when it opens.

    `results` are the names asked for when nothing is asked by name; those without a rule are left out.
    `texts` says from which day a cited text is in force: before it, a rule rests on what it names as `formerly`.
    """

    on: date
    all_rules: tuple[Rule, ...]
    figures: Figures
    declared: tuple[Fact, ...] = FACTS
    results: tuple[str, ...] = ()
    texts: Mapping[str, date] = field(default_factory=dict)
    _plans: dict[tuple[str, ...], Plan] = field(default_factory=dict, init=False, repr=False)
    _extensions: dict[Any, Book] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for (name, since), many in Counter((rule.name, rule.since) for rule in self.all_rules).items():
            if many > 1:
                raise BadRule(f"two rules have the same name: {name}{'' if since == date.min else f' since {since}'}")
            if name in self.facts:
                raise BadRule(f"`{name}` is a fact and cannot be a rule")
            if len({rule.level for rule in self.all_rules if rule.name == name}) > 1:
                raise BadRule(f"rule `{name}` speaks of different levels at different times")
        _ = self.steps

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by name."""
        return {fact.name: fact for fact in self.declared}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules in force, by name: of several with one name, the last that began."""
        begun = sorted((rule for rule in self.all_rules if rule.since <= self.on), key=lambda rule: rule.since)
        return {rule.name: rule for rule in begun}

    @cached_property
    def until(self) -> date:
        """The first day on which other rules, or other texts, are in force."""
        return min((day for day in self._days if day > self.on), default=NEVER)

    @cached_property
    def _days(self) -> set[date]:
        """The days on which the law changed."""
        return {date.min, *(rule.since for rule in self.all_rules), *self.texts.values()}

    @cached_property
    def kinds_of_parameters(self) -> dict[str, Kind]:
        """Every parameter by name, as a rule sees it."""
        return {one.name: Kind(one.kind, f"law.{one.name}", words=one.words, parameter=True) for one in self.figures}

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every rule in force, checked, in an order that can be followed."""
        return checked(self.rules, self.facts, self.kinds_of_parameters)

    @cached_property
    def version(self) -> str:
        """A digest of every rule's text and every figure; stored with what was determined."""
        digest = hashlib.sha256()
        for file in sorted({inspect.getsourcefile(rule.formula) or "" for rule in self.all_rules}):
            digest.update(Path(file).read_bytes())
        for one in sorted(self.figures, key=lambda one: one.name):
            digest.update(repr(one).encode())
        return digest.hexdigest()[:16]

    def extended(self, rules: Iterable[Rule] = (), facts: Iterable[Fact] = (), parameters: Iterable[Parameter] = ()) -> Book:
        """The book with more rules, facts and parameters, checked like the rest; asked again for the same, it is the same book."""
        added = (tuple(rules), tuple(facts), tuple(parameters))
        if added not in self._extensions:
            figures = self.figures.joined(added[2]) if added[2] else self.figures
            more = replace(self, all_rules=(*self.all_rules, *added[0]), declared=(*self.declared, *added[1]), figures=figures)
            self._extensions[added] = more
        return self._extensions[added]

    def overridden(self, law: Mapping[str, Any]) -> Book:
        """The book with these parameter values in every place and on every day."""
        return self.with_figures(self.figures.overridden(law))

    def with_figures(self, figures: Figures) -> Book:
        """The same rules with other figures of the same parameters."""
        book = replace(self, figures=figures)
        vars(book).update(steps=self.steps, _plans=self._plans)
        return book

    def plan(self, want: Sequence[str] | None = None) -> Plan:
        """The steps that these results need; all the book's results when none are named."""
        names = tuple(want) if want is not None else tuple(name for name in self.results if name in self.steps or name in self.facts)
        if names not in self._plans:
            unknown = [name for name in names if name not in self.steps and name not in self.facts]
            if unknown:
                raise KeyError(f"no rule named {', '.join(unknown)}")
            self._plans[names] = plan(self.steps, self.facts, names)
        return self._plans[names]

    def facts_behind(self, want: Sequence[str]) -> tuple[str, ...]:
        """The facts that these results rest on: what a population's tables must bring."""
        return tuple(fact.name for fact in self.plan(want).facts)

    def decide(self, case: Case, want: Sequence[str] | None = None) -> Decision:
        """What the rules find about one family, with every step."""
        self.check_in_force(case.date)
        return counter.decide(self, self.plan(want), case)

    def assess(self, households: Any, members: Any, supporters: Any = None, *, on: date, want: Sequence[str] | None = None) -> Assessment:
        """What the rules find about a population, in one query; tables are PyArrow's, Ibis' or DuckDB's."""
        from doudi.policy import in_memory  # the counter does without Ibis

        self.check_in_force(on)
        return Assessment(*in_memory.assess(self, self.plan(want), households, members, supporters, on))

    def check_in_force(self, on: date) -> None:
        """Raises ValueError for a day on which other rules hold."""
        if not max(day for day in self._days if day <= self.on) <= on < self.until:
            raise ValueError(f"this book holds the rules of {self.on}; ask the book of {on}")

    def kind_of(self, name: str) -> str:
        """The kind of a fact or a rule's answer: money, number, yesno, text or date."""
        return self.facts[name].kind if name in self.facts else self.steps[name].answer.kind

    def title_of(self, name: str) -> str:
        """The Chinese title of a fact, rule or parameter; of a supporter's fact also by the name it was entered by."""
        known = self.facts.get(name) or self.rules.get(name) or self.figures.parameters.get(name) or self.facts.get(f"supporter_{name}")
        return known.title if known else SAID.get(name, name)

    def level_of(self, name: str) -> str:
        """Whom a fact or rule speaks of: household, person or supporter."""
        return self.facts[name].level if name in self.facts else self.steps[name].level

    def source_of(self, rule: Rule) -> str:
        """The article a rule rests on, on the day of this book."""
        cited = rule.source.split(" ")[0]
        return rule.formerly if rule.formerly and self.texts.get(cited, date.min) > self.on else rule.source

    def figure(self, name: str, *, region: str, area: str = "", on: date) -> Any:
        """One parameter's value at a place on a day (money in fen); `none` where it does not apply; raises LookupError where nobody set it."""
        found, _ = self.figures.value(name, region, area, on)
        if found.is_given is None:
            raise LookupError(f"{self.title_of(name)}（{name}）在 {region} {on} 没有规定。")
        return found.plain if found.is_given else "none"
