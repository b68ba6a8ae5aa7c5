"""预警生成: what is known to hold becomes one alert with words, sources, owner and deadline; what is not known, nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import workdays_after
from doudi.monitoring import actions, queries
from doudi.monitoring.actions import raising
from doudi.monitoring.models import Alert, State
from doudi.monitoring.signal import all_signals
from doudi.policy import NEVER, Assessment
from doudi.registry.models import Coverage
from tests.monitoring.builders import TOWN
from tests.monitoring.populations import ON, assessed, ill
from tests.people import Family, a_family, a_household, join

pytestmark = pytest.mark.usefixtures("system")


def concluded(alert: Alert, officer: Officer, on: date) -> None:
    """As if it had been handled: straight to its end."""
    change = {"state": State.CONCLUDED, "signed_by": officer, "signed_on": on, "outcome": "already_helped", "conclusion_words": "已落实。"}
    Alert.objects.filter(pk=alert.pk).update(**change, concluded_by=officer, concluded_on=on)


def test_heavy_bills_become_an_alert_in_words() -> None:
    family = a_family(3)
    Coverage.objects.create(
        name="medical_self_paid", region="370702", from_on=date(2025, 1, 1), until_on=date(2026, 10, 19), source="hospital_bills", known_on=ON
    )
    (alert,) = actions.raise_alerts(ill(family, 3_842_050), on=ON)
    assert alert.words == "近12个月医疗自付 38,420.50 元，超过当地人均可支配收入×3人的25%（36,000.00 元，示例标准）。"
    assert (alert.signal, alert.household_id, alert.person_id, alert.level) == ("heavy_medical_spending", family.household.pk, None, "red")
    assert (alert.region, alert.owner_region, alert.raised_on, alert.due_on) == (family.household.region, TOWN, ON, workdays_after(ON, 5))
    bills = next(fact for fact in alert.facts if fact["name"] == "medical_self_paid_12m")
    assert bills["title"] == f"个人负担的医疗费（{family.people[1].name}）" and bills["value"] == "38,420.50 元"
    assert (bills["source"], bills["day"]) == ("医疗保障局·医保结算", "2026-10-19")
    assert {fact["name"] for fact in alert.facts} >= {"registered_members", "medical_red_line", "standing"}
    assert all(fact["title"] and fact["source"] and fact["day"] for fact in alert.facts)


def test_the_same_day_again_changes_nothing() -> None:
    found = ill(a_family(3), 9_000_000)
    assert len(actions.raise_alerts(found, on=ON)) == 1
    before = list(Alert.objects.values())
    entries = AuditEntry.objects.count()
    assert actions.raise_alerts(found, on=ON) == []
    assert (list(Alert.objects.values()), AuditEntry.objects.count()) == (before, entries)


def test_while_it_is_open_it_is_not_raised_again_however_bad_it_gets() -> None:
    family = a_family(3)
    actions.raise_alerts(ill(family, 4_000_000), on=ON)
    for days, fen in ((1, 4_100_000), (20, 90_000_000)):
        day = ON + timedelta(days=days)
        assert actions.raise_alerts(ill(family, fen, day), on=day) == []


@pytest.mark.parametrize(
    ("fen", "days", "again"),
    [(4_000_000, 1, False), (7_200_000, 30, False), (7_200_001, 1, True), (4_000_000, 364, False), (4_000_000, 400, True)],
    ids=["same", "not yet twice the line", "more than twice the line", "bills still in the year", "a new year of bills"],
)
def test_after_its_conclusion_only_a_new_cause_raises_it(
    fen: int, days: int, again: bool, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "workdays_after", lambda day, count: day + timedelta(days=count))
    family, officer = a_family(3), officer_of("township", TOWN)
    (alert,) = actions.raise_alerts(ill(family, 4_000_000), on=ON)
    concluded(alert, officer, ON)
    day = ON + timedelta(days=days)
    assert bool(actions.raise_alerts(ill(family, fen, day), on=day)) is again


def test_an_earlier_day_run_late_raises_nothing_twice(officer_of: Callable[..., Officer]) -> None:
    family = a_family(3)
    (alert,) = actions.raise_alerts(ill(family, 4_000_000), on=ON)
    concluded(alert, officer_of("township", TOWN), ON)
    day_before = ON - timedelta(days=1)
    assert actions.raise_alerts(ill(family, 4_000_000, day_before), on=day_before) == []


@pytest.mark.parametrize("unknown", ["medical_self_paid_12m", "died_on", "vehicles_seen", "paid_households", "households_registered"])
def test_what_is_unknown_raises_nothing(unknown: str) -> None:
    family = a_family(3)
    person, bad = family.people[1].pk, {"medical_self_paid_12m": 9_000_000, "died_on": ON, "vehicles_seen": 1, "paid_households": 1, "households_registered": 2}
    of_fact = {
        "medical_self_paid_12m": "heavy_medical_spending",
        "died_on": "death_of_recipient",
        "vehicles_seen": "nonexempt_vehicle",
        "paid_households": "in_two_households",
        "households_registered": "in_two_households",
    }[unknown]
    standing = {} if of_fact == "heavy_medical_spending" else {family.household.pk: "dibao"}
    here = {**bad, "died_on": NEVER} if of_fact == "nonexempt_vehicle" else bad
    with_it = assessed(family, said={person: here}, standing=standing)
    without = assessed(family, said={person: {**here, unknown: None}}, standing=standing)
    assert raising.findings_of(all_signals()[of_fact], with_it) != []
    assert raising.findings_of(all_signals()[of_fact], without) == []


def test_a_death_is_raised_for_each_paid_family_and_once_for_ever(officer_of: Callable[..., Officer]) -> None:
    family = a_family(2)
    dead = family.people[1]
    found = assessed(family, said={dead.pk: {"died_on": ON - timedelta(days=2), "paid_households": 1}}, standing={family.household.pk: "dibao"})
    (alert,) = actions.raise_alerts(found, on=ON)
    assert (alert.signal, alert.person_id) == ("death_of_recipient", dead.pk)
    assert alert.words.startswith(f"{dead.name}已于2026年10月18日死亡")
    concluded(alert, officer_of("township", TOWN), ON)
    later = date(2026, 12, 20)
    again = assessed(family, on=later, said={dead.pk: {"died_on": ON, "paid_households": 1}}, standing={family.household.pk: "dibao"})
    assert actions.raise_alerts(again, on=later) == []


def test_one_more_vehicle_is_a_new_cause(officer_of: Callable[..., Officer]) -> None:
    family = a_family(2)
    standing = {family.household.pk: "dibao"}

    def seen(first: int, second: int) -> Assessment:
        return assessed(family, said={family.people[0].pk: {"vehicles_seen": first}, family.people[1].pk: {"vehicles_seen": second}}, standing=standing)

    (alert,) = actions.raise_alerts(seen(1, 0), on=ON)
    assert "1 辆" in alert.words and alert.level == "orange" and alert.due_on == workdays_after(ON, 10)
    concluded(alert, officer_of("township", TOWN), ON)
    assert actions.raise_alerts(seen(0, 1), on=ON) == []
    assert [one.step for one in actions.raise_alerts(seen(1, 1), on=ON)] == [2]


def in_both(other_region: str) -> tuple[Family, Family, Assessment]:
    """Somebody's spouse who also stands in another household, which receives nothing."""
    paid = a_family(2)
    other_home = a_household(region=other_region)
    twice = paid.people[1]
    join(other_home, twice)
    other = Family(other_home, (twice,))
    found = assessed(other, paid, said={twice.pk: {"households_registered": 2, "paid_households": 1}}, standing={paid.household.pk: "dibao"})
    return paid, other, found


def test_registered_twice_is_one_alert_with_the_family_that_is_paid() -> None:
    paid, other, found = in_both("370702001005")
    (alert,) = actions.raise_alerts(found, on=ON)
    assert (alert.household_id, alert.person_id, alert.region) == (paid.household.pk, paid.people[1].pk, paid.household.region)
    assert paid.household.number in alert.words and other.household.number in alert.words
    assert actions.raise_alerts(found, on=ON) == []


def test_across_towns_it_is_the_countys_and_neither_town_reads_it(officer_of: Callable[..., Officer]) -> None:
    _, _, found = in_both("370702002005")
    (alert,) = actions.raise_alerts(found, on=ON)
    assert (alert.region, alert.owner_region) == ("370702", "370702")
    for region, seen in (("370702001", 0), ("370702002", 0), ("370702", 1)):
        with access.acting(officer_of("township" if len(region) == 9 else "county", region)):
            assert queries.queue().count() == seen


@pytest.mark.parametrize(
    ("regions", "shared"),
    [
        (["370702001001", "370702001002"], "370702001001"),
        (["370702001001", "370702002001"], "370702"),
        (["370702001001", "370703001001"], "3707"),
        (["370702001001", "370102001001"], "37"),
    ],
)
def test_a_finding_belongs_to_the_smallest_place_that_holds_it(regions: list[str], shared: str) -> None:
    assert raising.common_region(regions) == shared


def test_what_lies_outside_the_scope_is_left_to_whoever_runs_over_it() -> None:
    here, elsewhere = a_family(1), a_family(1, region="370703001001")
    found = assessed(here, elsewhere, said={one.head.pk: {"medical_self_paid_12m": 9_000_000} for one in (here, elsewhere)})
    _, _, across = in_both("370703001001")
    with access.acting_as_system("370702"):
        assert [alert.household_id for alert in actions.raise_alerts(found, on=ON)] == [here.household.pk]
        assert actions.raise_alerts(across, on=ON) == []
    assert {alert.region for alert in [*actions.raise_alerts(found, on=ON), *actions.raise_alerts(across, on=ON)]} == {"370703001001", "3707"}


def test_what_alerts_need_is_enough_to_raise_them() -> None:
    family = a_family(3)
    whole = ill(family, 9_000_000)
    narrow = Assessment(
        whole.households.select([name for name in whole.households.column_names if name in {*queries.signal_columns(), "household_id", "law_illustrative"}]),
        whole.persons.select([name for name in whole.persons.column_names if name in {*queries.signal_columns(), "household_id", "person_id"}]),
    )
    (alert,) = actions.raise_alerts(narrow, on=ON)
    assert "示例标准" in alert.words


def test_raising_is_written_down_once_for_the_day() -> None:
    alerts = actions.raise_alerts(ill(a_family(3), 9_000_000), on=ON)
    entry = AuditEntry.objects.get(verb="monitoring.alerts_raised")
    assert entry.detail == {"on": "2026-10-20", "alerts": [alert.pk for alert in alerts]}


def test_a_thousand_families_cost_a_few_questions(django_assert_max_num_queries: Callable[..., Any]) -> None:
    families = [a_family(1) for _ in range(30)]
    found = assessed(*families, said={one.head.pk: {"medical_self_paid_12m": 9_000_000} for one in families})
    with django_assert_max_num_queries(16):
        assert len(actions.raise_alerts(found, on=ON)) == 30
    with django_assert_max_num_queries(4):
        assert actions.raise_alerts(found, on=ON) == []
