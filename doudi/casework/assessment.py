"""规则结果: what the law's rules say of one family on one day; a finding beside the officer, never a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from doudi import law
from doudi.base.money import yuan_words
from doudi.policy import Decision as Finding
from doudi.policy.kept import inputs_of
from doudi.registry import queries as registry

WANTED = ("tier", "dibao_monthly_amount")
TIERS = {
    "tekun": "符合特困人员条件",
    "dibao": "符合低保条件",
    "marginal": "符合低保边缘家庭条件",
    "rigid_expenditure": "符合刚性支出困难家庭条件",
    "none": "不符合条件",
}


@dataclass(frozen=True)
class Assessment:
    """The rules' result: the engine's finding with every step, and the words an officer needs of it."""

    finding: Finding
    titles: Mapping[str, str]
    sources: Mapping[str, Any]

    @property
    def tier(self) -> str | None:
        """The tier by the rules; None is "cannot tell"."""
        return self.finding.results["tier"] if self.finding.results["tier"] in TIERS else None

    @cached_property
    def tier_here(self) -> str | None:
        """The tier among those an application for dibao can end in: a family that at most fits rigid expenditure (its own procedure) fits none of them."""
        found = {step.rule: step.value for step in self.finding.steps}
        if all(found[claim] is False for claim in ("wholly_tekun", "dibao_eligible", "graduated_exit", "marginal_eligible")):
            return "none"
        return self.tier

    @property
    def amount_fen(self) -> int | None:
        """Dibao a month by the rules, in fen; None is "cannot tell"."""
        amount: int | None = self.finding.results["dibao_monthly_amount"]
        return amount

    def amount_for(self, kind: str) -> int | None:
        """What a standing of this kind brings a month: dibao the rules' amount, marginal nothing."""
        return self.amount_fen if kind == "dibao" else 0

    @cached_property
    def members(self) -> int | None:
        """How many people count, by the rules."""
        return next((step.value for step in self.finding.steps if step.rule == "member_count"), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of the facts and parameters without which it cannot be told; empty when both results are known."""
        return tuple(self.titles[name] for name in sorted({lack.name for lack in self.finding.lacks}))

    @property
    def missing_words(self) -> str:
        return "、".join(self.missing)

    @property
    def illustrative(self) -> tuple[str, ...]:
        """Titles of the parameters used that are not official figures; whatever shows the result says 示例标准."""
        return tuple(self.titles[name] for name in self.finding.illustrative)

    @property
    def tier_words(self) -> str:
        return TIERS[self.tier] if self.tier else "不能判断"

    @property
    def amount_words(self) -> str:
        return "不能核算" if self.amount_fen is None else yuan_words(self.amount_fen)

    @property
    def rule_version(self) -> str:
        return self.finding.version

    @property
    def explanation(self) -> dict[str, Any]:
        """What is kept with a decision: results, missing facts, every step, the sources, and what was illustrative."""
        case = self.finding.case
        people = list(case.person_ids) if isinstance(case, registry.FamilyCase) else []
        kept = {"day": case.date.isoformat(), "illustrative": list(self.illustrative), "people": people, "sources": dict(self.sources)}
        return {**self.finding.as_json(), **kept}

    @property
    def inputs(self) -> dict[str, Any]:
        """What is kept with a decision so that it can be recomputed: every fact the rules may have read, and what they were asked."""
        return inputs_of(law.book(self.finding.case.date), self.finding.case, tuple(self.finding.results))


def assess(household_id: int, *, on: date, beside: tuple[str, ...] = ()) -> Assessment:
    """What the rules say about a family from everything known of it on that day; `beside` names further results that are wanted."""
    case = registry.case_of(household_id, on=on)
    book = law.book(on)
    finding = book.decide(case, (*WANTED, *beside))
    names = {*(lack.name for lack in finding.lacks), *finding.illustrative}
    sources = {f"{person or ''}:{fact}": {"source": seen.source, "day": str(seen.day)} for (person, fact), seen in case.sources.items()}
    return Assessment(finding=finding, titles={name: book.title_of(name) for name in names}, sources=sources)
