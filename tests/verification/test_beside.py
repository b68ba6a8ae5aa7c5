"""Declared beside found: only what goes beyond a known declaration differs, and what would follow is told in one line."""

from pathlib import Path

import pytest

from doudi.registry import actions as registry
from doudi.registry import queries as registered
from doudi.verification import beside
from doudi.verification.beside import beside_of, effect_of, rules_touched
from doudi.verification.feed import all_feeds
from tests.people import Family, a_family
from tests.verification.files import DAY

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def family(monkeypatch: pytest.MonkeyPatch) -> Family:
    """Three people; the head says he earns 600 a month in all, the tax office is connected."""
    monkeypatch.setattr(beside, "connected", lambda region, on: [all_feeds()["tax_returns"], all_feeds()["social_insurance"]])
    found = a_family(3)
    declared = [registry.Declared(found.head.pk, "wage", amount=1_800_00 * 12)]
    registry.declare(household_id=found.household.pk, facts=declared, source="application", ref="1", officer=None, on=DAY)
    for number in ("real_estate", "vehicles"):
        for person in found.people:
            registry.record_fact(person_id=person.pk, name=all_feeds()[number].fact, amount=0, source=number, ref=f"{number}/{person.pk}", on=DAY)
    return found


def told(family: Family, name: str, yuan: int) -> None:
    registry.record_fact(person_id=family.head.pk, name=name, amount=yuan * 100, source="tax_returns", ref=f"{name}/{family.head.pk}", on=DAY)


def test_more_than_declared_is_one_line_across_the_standard(family: Family) -> None:
    told(family, "taxed_income_seen", 3_300 * 12)
    case = registered.case_of(family.household.pk, on=DAY)
    effect = effect_of(case)
    assert effect and effect.change.startswith("人均月收入 600.00 元 → 1,100.00 元，超出低保标准")
    assert "→ 最低生活保障边缘家庭" in effect.change
    [row] = [one for one in beside_of(case) if one.differs]
    assert (row.person_id, row.declared, row.found, row.still) == (family.head.pk, 1_800_00 * 12, 3_300_00 * 12, 1)


def test_of_two_words_for_the_same_money_the_larger_counts_and_less_changes_nothing(family: Family) -> None:
    told(family, "taxed_income_seen", 1_000 * 12)
    told(family, "insured_wage_seen", 1_500 * 12)
    case = registered.case_of(family.household.pk, on=DAY)
    row = next(one for one in beside_of(case) if one.person_id == family.head.pk and one.name == "wage_12m")
    assert (row.found, row.differs) == (1_500_00 * 12, False) and effect_of(case) is None


def test_an_unknown_declaration_is_held_against_nobody(family: Family, tmp_path: Path) -> None:
    declared = [registry.Declared(family.head.pk, "wage")]
    registry.declare(household_id=family.household.pk, facts=declared, source="application", ref="2", officer=None, on=DAY)
    told(family, "taxed_income_seen", 9_000 * 12)
    case = registered.case_of(family.household.pk, on=DAY)
    assert not any(one.differs for one in beside_of(case)) and effect_of(case) is None


def test_the_rules_that_read_a_fact_are_named_with_their_article() -> None:
    rules = rules_touched("wage_12m", DAY)
    assert rules and all(title and article for title, article in rules)
    assert rules_touched("no_such_fact", DAY) == []
