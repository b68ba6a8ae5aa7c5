"""次序: from the results wanted to the steps, in phases; both faces follow the same plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from doudi.policy.kinds import BadRule, Gathering, Kind, Members, misspelt
from doudi.policy.rule import DATE, HOUSEHOLD, PERSON, SUPPORTER, Fact, Rule
from doudi.policy.vocabulary import Law

RANK = {PERSON: 0, SUPPORTER: 1, HOUSEHOLD: 2}
"""Who is looked at first within a phase: what needs an answer of a later one waits for the next phase."""


@dataclass(frozen=True)
class Step:
    """A rule with its place in the order, what kind of answer it gives, and what it reads of the law."""

    rule: Rule
    answer: Kind
    phase: int
    depth: int
    parameters: tuple[str, ...]
    gatherings: tuple[Gathering, ...]

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def level(self) -> str:
        return self.rule.level


@dataclass(frozen=True, eq=False)
class Plan:
    """What to compute, in order, for some results."""

    wanted: tuple[str, ...]
    steps: tuple[Step, ...]
    levels: Mapping[str, str]
    facts: tuple[Fact, ...]
    compiled: dict[Any, Any] = field(default_factory=dict)
    """What a face keeps of its own work on this plan."""
    grounds: dict[Any, Any] = field(default_factory=dict)
    """The law of the places where families were decided lately."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter a step reads."""
        return tuple(sorted({name for step in self.steps for name in step.parameters}))

    def facts_of(self, level: str) -> list[Fact]:
        """The facts needed about a household, its members or its supporters."""
        return [fact for fact in self.facts if fact.level == level]

    def steps_of(self, level: str, phase: int) -> list[Step]:
        return [step for step in self.steps if (step.level, step.phase) == (level, phase)]

    @property
    def phases(self) -> range:
        return range(max((step.phase for step in self.steps), default=0) + 1)


def checked(rules: Mapping[str, Rule], facts: Mapping[str, Fact], parameters: Mapping[str, Kind]) -> dict[str, Step]:
    """Every rule with its place, in an order that can be followed; raises BadRule for one that cannot be right."""
    steps: dict[str, Step] = {}

    def visit(name: str, path: list[str]) -> None:
        if name in steps or name in facts:
            return
        if name in path:
            raise BadRule(f"rules need each other in a circle: {' → '.join([*path[path.index(name) :], name])}")
        for need in rules[name].arguments:
            if need not in rules and need not in facts:
                raise BadRule(f"rule `{name}`: no fact or rule named `{need}`{misspelt(need, [*facts, *rules])}")
            visit(need, [*path, name])
        try:
            steps[name] = _step(rules[name], facts, steps, parameters)
        except (BadRule, TypeError, AttributeError) as error:
            raise BadRule(f"rule `{name}`: {error}") from None

    for name in rules:
        visit(name, [])
    return steps


def _step(rule: Rule, facts: Mapping[str, Fact], steps: Mapping[str, Step], parameters: Mapping[str, Kind]) -> Step:
    """Run the rule on kinds, and note what it reads of the law and gathers of its members."""
    if not rule.meaning or not rule.source or not rule.title:
        raise BadRule("a rule has a title, a source and a sentence that says what it means")
    read: dict[str, None] = {}
    gatherings: list[Gathering] = []

    def read_parameter(path: str) -> Kind:
        if path not in parameters:
            raise BadRule(f"no parameter named `{path}`{misspelt(path, parameters)}")
        read[path] = None
        return parameters[path]

    def given(need: str) -> Any:
        if need == "law":
            return Law(parameters, read_parameter)
        if need == "on":
            return Kind(DATE, "on")
        level, kind, words = (
            (one.level, one.kind, one.words) if (one := facts.get(need)) else (steps[need].level, steps[need].answer.kind, steps[need].answer.words)
        )
        value = Kind(kind, need, words=words)
        if level == rule.level or (level == HOUSEHOLD and (rule.level == PERSON or need in facts)):
            return value
        if rule.level == HOUSEHOLD or HOUSEHOLD not in (rule.level, level):
            return Members(need, value, gatherings)
        raise BadRule(f"a rule about a {rule.level} cannot use `{need}` of a {level}: go through a rule about the household")

    answer = rule(*(given(need) for need in rule.needs))
    if not isinstance(answer, Kind) or answer.plain is not None:
        raise BadRule(f"it answers {answer!r}, whatever the facts are")
    if answer.fraction:
        raise BadRule(f"its answer {answer.called} is a fraction: round it once with rounded(…, law.….rounding)")
    before = [steps[need] for need in rule.arguments if need in steps]
    phase = max((step.phase + (RANK[step.level] > RANK[rule.level]) for step in before), default=0)
    depth = max((step.depth + 1 for step in before if (step.level, step.phase) == (rule.level, phase)), default=0)
    return Step(rule, answer, phase, depth, tuple(read), tuple(dict.fromkeys(gatherings)))


def plan(steps: Mapping[str, Step], facts: Mapping[str, Fact], wanted: Iterable[str]) -> Plan:
    """The steps that the wanted results need, each after what it needs, as one would tell it."""
    names = tuple(wanted)
    told: dict[str, None] = {}

    def tell(name: str) -> None:
        if name not in told:
            for need in steps[name].rule.arguments if name in steps else ():
                tell(need)
            told[name] = None

    for name in names:
        tell(name)
    chosen = tuple(steps[name] for name in told if name in steps)
    used = tuple(facts[name] for name in sorted(told) if name in facts)
    return Plan(names, chosen, {**{fact.name: fact.level for fact in used}, **{step.name: step.level for step in chosen}}, used)
