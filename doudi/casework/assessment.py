"""规则结果: what the law's rules say of one family on one day; a finding beside the officer, never a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from doudi import law
from doudi.base.money import yuan_words
from doudi.casework.kinds import ONCE, PERSONAL
from doudi.casework.models import Application
from doudi.casework.rules import gives_supplements
from doudi.policy import Decision as Finding
from doudi.policy.kept import inputs_of
from doudi.registry import queries as registry

WANTED = ("tier", "dibao_monthly_amount")
SUPPLEMENT, OF_EACH = "category_supplement", "supplement_of_member"
"""分类施保 of the family and of each of it (法 20): asked only where the place gives it, and nothing waits for it."""
OF_KIND = {
    "tekun": ("tekun_eligible", "tekun_basic_amount", "tekun_care_amount"),
    "single_person_dibao": ("single_person_dibao", "single_person_amount"),
    "dibao": WANTED,
    "marginal": WANTED,
    "rigid_expenditure": ("tier",),
    "temporary_relief": ("temporary_relief_eligible", "temporary_relief_amount"),
    "urgent_relief": ("emergency_relief_eligible", "urgent_relief_amount"),
}
"""What must be known before each kind is confirmed, who gives most first; of a person's kind first whether it is his, then what it brings."""
CLAIMS = {"dibao": ("dibao_eligible", "graduated_exit"), "marginal": ("marginal_eligible",), "rigid_expenditure": ("rigid_expenditure_eligible",)}
AWARDS = {"tekun_basic_amount": "tekun_basic", "tekun_care_amount": "tekun_care", "single_person_amount": "dibao_monthly"}
"""Which award pays each of the rules' sums for one person."""
TIERS = {
    "tekun": "符合特困人员条件",
    "dibao": "符合低保条件",
    "marginal": "符合低保边缘家庭条件",
    "rigid_expenditure": "符合刚性支出困难家庭条件",
    "none": "不符合条件",
}


@dataclass(frozen=True)
class Share:
    """What one person would be confirmed as: the sums by kind of award, in fen a month."""

    person_id: int
    sums: Mapping[str, int]
    supplement_fen: int = 0

    @property
    def amount_fen(self) -> int:
        return sum(self.sums.values())


@dataclass(frozen=True)
class Proposal:
    """One kind of help by the rules: whether the family, or some of it, may have it (None: cannot tell), for whom, and what it brings: a month, or once.

    Beside it stands what 分类施保 brings a month; 0 also where that cannot be told yet.
    """

    kind: str
    is_met: bool | None
    amount_fen: int | None
    shares: tuple[Share, ...] = ()
    supplement_fen: int = 0

    @property
    def people(self) -> list[int]:
        return [one.person_id for one in self.shares]


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

    @property
    def amount_fen(self) -> int | None:
        """Dibao a month by the rules, in fen; None is "cannot tell"."""
        amount: int | None = self.finding.results["dibao_monthly_amount"]
        return amount

    @property
    def supplement_fen(self) -> int | None:
        """分类施保 a month by the rules, in fen; None is "cannot tell", or a place that sets none."""
        amount: int | None = self.finding.results.get(SUPPLEMENT)
        return amount

    @property
    def supplement_missing(self) -> str:
        """Titles of what is not known for 分类施保 alone; empty where it can be told or is not given."""
        if SUPPLEMENT not in self.finding.results:
            return ""
        book = law.book(self.finding.case.date)
        return "、".join(sorted({book.title_of(lack.name) for lack in self.finding.told.values[SUPPLEMENT].why}))

    def month_fen(self, supplement_now_fen: int) -> int | None:
        """Both a month; where the rules do not tell the supplement, the one that is paid now goes on: unknown is not no."""
        if self.amount_fen is None:
            return None
        return self.amount_fen + (supplement_now_fen if self.supplement_fen is None else self.supplement_fen)

    def amount_for(self, kind: str) -> int | None:
        """What this kind brings a month by the rules: to the family, or to those of its people who have it."""
        return self.proposal(kind).amount_fen

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every kind of help that a case can end in, the one that gives most first."""
        return tuple(self.proposal(kind) for kind in OF_KIND)

    def proposal(self, kind: str) -> Proposal:
        """What the rules find about one kind of help."""
        known = self._everything.told.values
        if kind in PERSONAL:
            return self._personal(kind)
        if kind in ONCE:
            claim, amount = OF_KIND[kind]
            return Proposal(kind, known[claim].plain, known[amount].plain)
        values = [known[claim].plain for claim in CLAIMS[kind] if claim in known]
        is_met = True if True in values else None if None in values else False
        if kind == "dibao":
            return Proposal(kind, is_met, self.amount_fen, supplement_fen=self.supplement_fen or 0)
        return Proposal(kind, is_met, 0)

    def _personal(self, kind: str) -> Proposal:
        """Person by person; whoever cannot be told keeps nobody else waiting."""
        known, case = self._everything.told.values, self.finding.case
        claim, *sums = OF_KIND[kind]
        people = case.person_ids if isinstance(case, registry.FamilyCase) else tuple(range(len(case.members)))
        plain = {person: [known[name][place].plain for name in sums] for place, person in enumerate(people) if known[claim][place].plain}
        told = {person: dict(zip(map(AWARDS.get, sums), amounts, strict=True)) for person, amounts in plain.items() if None not in amounts}
        plus = known[OF_EACH] if kind == "single_person_dibao" and OF_EACH in known else None
        also = {person: plus[place].plain or 0 for place, person in enumerate(people)} if plus else {}
        shares = tuple(Share(person, {award: fen for award, fen in amounts.items() if fen}, also.get(person, 0)) for person, amounts in told.items())
        if shares:
            return Proposal(kind, True, sum(one.amount_fen for one in shares), shares, sum(one.supplement_fen for one in shares))
        is_unsure = bool(plain) or any(one.plain is None for one in known[claim])
        return Proposal(kind, None if is_unsure else False, None if is_unsure else 0)

    @cached_property
    def _everything(self) -> Finding:
        """The finding about every kind of help; the family's own finding lacks only what its own kind needs."""
        plus = (SUPPLEMENT, OF_EACH) if SUPPLEMENT in self.finding.results else ()
        wanted = dict.fromkeys((*(name for names in OF_KIND.values() for name in names), *plus))
        return law.book(self.finding.case.date).decide(self.finding.case, tuple(wanted))

    def missing_for(self, kind: str) -> str:
        """Titles of what is not known for this kind of help, as one text; of a person's kind nothing where somebody has it."""
        if kind in PERSONAL and self.proposal(kind).is_met:
            return ""
        book, known = law.book(self.finding.case.date), self._everything.told.values
        return "、".join(sorted({book.title_of(lack.name) for name in OF_KIND[kind] for lack in known[name].why}))

    @cached_property
    def members(self) -> int | None:
        """How many people count, by the rules."""
        return next((step.value for step in self.finding.steps if step.rule == "member_count"), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of the facts and parameters without which it cannot be told; empty when all that help waits for is known."""
        waited = [name for name in self.finding.results if name != SUPPLEMENT]
        lacking = {lack.name for name in waited for lack in self.finding.told.values[name].why}
        return tuple(self.titles[name] for name in sorted(lacking if SUPPLEMENT in self.finding.results else {lack.name for lack in self.finding.lacks}))

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


def assess_for(application: Application, *, on: date, kind: str = "") -> Assessment:
    """The same for an application, with what the kind of help in question, or its scheme's, brings."""
    asked = kind or application.scheme
    return assess(application.household_id, on=on, beside=OF_KIND[asked] if asked in (*PERSONAL, *ONCE) else ())


def assess(household_id: int, *, on: date, beside: tuple[str, ...] = ()) -> Assessment:
    """What the rules say about a family from everything known of it on that day; `beside` names further results that are wanted."""
    case = registry.case_of(household_id, on=on)
    book = law.book(on)
    plus = (SUPPLEMENT,) if gives_supplements(case.region, case.area, on) else ()
    finding = book.decide(case, tuple(dict.fromkeys((*WANTED, *beside, *plus))))
    names = {*(lack.name for lack in finding.lacks), *finding.illustrative}
    sources = {f"{person or ''}:{fact}": {"source": seen.source, "day": str(seen.day)} for (person, fact), seen in case.sources.items()}
    return Assessment(finding=finding, titles={name: book.title_of(name) for name in names}, sources=sources)
