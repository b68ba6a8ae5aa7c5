"""两面: for random rows, everybody's table and one family's case say the same values and the same unknowns."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from doudi.base import lake
from doudi.benefits.models import Award, Standing
from doudi.policy.rule import NEVER, TEXT
from doudi.registry import actions, queries
from doudi.registry.queries import case as one_family
from doudi.registry.reducers import OF_HOUSEHOLD, OF_PERSON, Reducer
from tests.people import a_family, join
from tests.registry.rows import ON, a_delivery, a_row

pytestmark = pytest.mark.usefixtures("system")
EARLIER = ON - timedelta(days=40)


def some_day(chance: Random, before: date = ON) -> date:
    return before - timedelta(days=chance.choice([0, 1, 7, 30, 364, 365, 366, 367, chance.randrange(800)]))


def some_value(chance: Random, reducer: Reducer) -> dict[str, object]:
    if chance.random() < 0.1:
        return {"amount": None, "word": None}
    if reducer.fact.kind == TEXT:
        return {"amount": None, "word": chance.choice(reducer.fact.words)}
    return {"amount": chance.randrange(2) if reducer.fact.kind in ("yesno", "date") else chance.randrange(10**9), "word": None}


def some_rows(chance: Random, reducer: Reducer, whose: dict[str, int]) -> list[dict[str, object]]:
    """Up to three rows of one fact, some with revisions, some of these withdrawn."""
    rows = []
    for turn in range(chance.choice([0, 0, 1, 1, 2, 3])):
        ref, known_on = f"{reducer.row}/{whose}/{turn}", some_day(chance)
        for _ in range(chance.choice([1, 1, 2, 3])):
            from_on = some_day(chance)
            until_on = from_on + timedelta(days=chance.choice([0, 1, 30, 365, 366])) if chance.random() < 0.6 else None
            known_on += timedelta(days=chance.randrange(3))
            period = {"from_on": from_on, "until_on": until_on, "known_on": known_on}
            rows.append(a_row(reducer.row, **whose, **period, ref=ref, source=f"feed{turn % 2}") | some_value(chance, reducer))
    return rows


def a_county(chance: Random) -> list[int]:
    """Families, some watched, with random rows in the lake and the register, deaths, double registration, standings and coverage."""
    places = [(chance.choice(["370702001001", "370703001001"]), chance.choice(["urban", "rural"])) for _ in range(6)]
    families = [a_family(chance.randrange(1, 5), region=region, area=area) for region, area in places]
    join(families[0].household, families[1].head, from_on=some_day(chance))
    rows = []
    for family in families:
        if chance.random() < 0.4:
            actions.watch_household(household_id=family.household.pk, on=some_day(chance))
        for reducer in OF_HOUSEHOLD:
            rows += some_rows(chance, reducer, {"household": family.household.pk})
        for person in family.people:
            for reducer in OF_PERSON:
                rows += some_rows(chance, reducer, {"person": person.pk})
            if chance.random() < 0.2:
                rows.append(a_row("died_on", person=person.pk, from_on=some_day(chance), known_on=some_day(chance)))
        if chance.random() < 0.5:
            whose = chance.choice([None, family.head])
            told = {"household": family.household, "decided_by": "test", "region": family.household.region}
            standing = Standing.objects.create(kind="dibao", person=whose, from_on=some_day(chance), **told)
            month = some_day(chance).replace(day=1)
            Award.objects.create(standing=standing, kind="dibao_monthly", amount_fen=50_000, from_month=month, payee=family.head, **told)
    households = [row for row in rows if row["person_id"] is None]
    persons = [row for row in rows if row["person_id"] is not None]
    chance.shuffle(persons)
    for part in (persons[::2], persons[1::2]):
        lake.publish("feed", max((row["known_on"] for row in part), default=EARLIER), a_delivery(part).facts)
    if chance.random() < 0.5:
        covered = [actions.Covered("medical_self_paid", chance.choice(["3707", "370702"]), date(2023, 1, 1), some_day(chance) + timedelta(days=1))]
        actions.record([a_delivery([], covered)], on=EARLIER)
    actions.record([a_delivery(persons), a_delivery(households)], on=ON)
    return [family.household.pk for family in families]


def differences(household_ids: list[int], on: date) -> list[tuple[object, ...]]:
    """Every value that the two faces do not agree on."""
    actions.publish(on=on)
    frames = queries.frames(on)
    households = {row.pop("household_id"): row for row in frames.households.to_pylist()}
    members: dict[int, list[dict[str, object]]] = {}
    for row in frames.members.to_pylist():
        members.setdefault(row["household_id"], []).append(row)
    found = []
    for household_id in household_ids:
        case, home, people = queries.case_of(household_id, on=on), households[household_id], members.get(household_id, [])
        pairs = [(home, {**case.household, "region": case.region, "area": case.area})]
        for person, row, member in zip(case.person_ids, people, case.members, strict=True):
            pairs.append((row, {**member, "household_id": household_id, "person_id": person}))
        for everybody, family in pairs:
            family.pop("name", None)
            assert everybody.keys() == family.keys()
            typed = {name: ((value, type(value)), (family[name], type(family[name]))) for name, value in everybody.items()}
            found += [(household_id, name, *both) for name, both in typed.items() if both[0] != both[1]]
    return found


@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_both_faces_say_the_same(seed: int) -> None:
    with transaction.atomic():
        household_ids = a_county(Random(seed))
        assert differences(household_ids, ON) == []
        assert differences(household_ids, EARLIER) == []
        transaction.set_rollback(True)


def test_the_comparison_sees_a_face_that_takes_the_unknown_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = one_family.reduce
    household_ids = a_county(Random(1))
    assert differences(household_ids, ON) == []
    monkeypatch.setattr(one_family, "reduce", lambda reducer, *rest, **on: (honest(reducer, *rest, **on)[0] or 0, None))
    assert differences(household_ids, ON) != []


def test_what_nobody_said_is_unknown_and_what_the_register_says_is_known() -> None:
    family = a_family(2)
    case = queries.case_of(family.household.pk, on=ON)
    assert {case.members[0][reducer.fact.name] for reducer in OF_PERSON} == {None}
    assert {case.household[reducer.fact.name] for reducer in OF_HOUSEHOLD} == {None}
    assert (case.members[0]["died_on"], case.household["standing"], case.household["registered_members"]) == (NEVER, "none", 2)


def test_the_year_ends_the_day_before_and_begins_the_same_day_a_year_ago() -> None:
    family = a_family(1)
    actions.record([a_delivery([], [actions.Covered("medical_self_paid", "370702", date(2020, 1, 1), date(2027, 1, 1))])], on=date(2020, 1, 1))
    days = [date(2025, 10, 11), date(2025, 10, 12), date(2026, 10, 11), date(2026, 10, 12)]
    bill = {"person": family.head.pk, "source": "hospital_bills"}
    rows = [a_row("medical_self_paid", **bill, amount=10**place, from_on=day, ref=str(day)) for place, day in enumerate(days)]
    lake.publish("hospital_bills", ON, a_delivery(rows).facts)
    case = queries.case_of(family.household.pk, on=ON)
    assert case.members[0]["medical_self_paid_12m"] == 110
    assert case.sources[family.head.pk, "medical_self_paid_12m"] == queries.Source("hospital_bills", ON)


def test_no_bill_is_a_zero_where_the_feed_covered_the_year_and_unknown_where_it_is_late() -> None:
    family = a_family(1)
    actions.record([a_delivery([], [actions.Covered("medical_self_paid", "370702", date(2025, 1, 1), ON)], source="hospital_bills")], on=ON)
    later = ON + timedelta(days=8)
    assert queries.case_of(family.household.pk, on=ON).members[0]["medical_self_paid_12m"] == 0
    assert queries.case_of(family.household.pk, on=later).members[0]["medical_self_paid_12m"] is None
    assert differences([family.household.pk], ON) == differences([family.household.pk], later) == []


@pytest.mark.usefixtures("system")
def test_who_asks_for_few_facts_gets_the_same_of_them() -> None:
    a_county(Random(7))
    actions.publish(on=ON)
    everything, few = queries.frames(ON), queries.frames(ON, wanted=("medical_self_paid_12m", "vehicles_seen", "standing", "died_on"))
    assert "wage_12m" in everything.members.column_names and "wage_12m" not in few.members.column_names
    assert everything.members.select(few.members.column_names).equals(few.members)
    assert everything.households.select(few.households.column_names).equals(few.households)
