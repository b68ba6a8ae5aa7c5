"""全体判定: what tables may look like, and what is refused."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from doudi import law
from doudi.policy.facts import FACTS

ON = date(2026, 8, 1)
WANT = ["member_count", "countable_income_12m", "tier", "dibao_monthly_amount", "counts"]
NEEDLESS = ("honour_benefit_12m", "scholarship_12m", "elder_allowance_12m", "other_disregarded_12m")
"""Facts that rest on a choice of the place which it has not made."""
KNOWN = {fact.name: fact.left_out for fact in FACTS if fact.level == "person" and fact.left_out is not None and fact.name not in NEEDLESS}
KNOWN |= {"born_on": date(1980, 1, 1), "relation": "head"}
OF_HOUSEHOLD = {fact.name: fact.left_out for fact in FACTS if fact.level == "household"}
HOUSEHOLDS = [{"household_id": 1, "region": "370702001001", "area": "urban", **OF_HOUSEHOLD, "homes": 1}]
MEMBERS = [{"household_id": 1, "person_id": 11, **KNOWN, "wage_12m": 600000}]


def assess(households=HOUSEHOLDS, members=MEMBERS, supporters=None, **more):
    return law.book(ON).assess(_table(households), _table(members), None if supporters is None else _table(supporters), on=ON, want=WANT, **more)


def _table(rows):
    return pa.Table.from_pylist(rows) if isinstance(rows, list) else rows


def test_a_family_is_decided_where_only_what_matters_is_known():
    found = assess().households.to_pylist()[0]
    assert found["tier"] == "dibao"
    assert found["dibao_monthly_amount"] == 51000
    assert found["facts_missing"] == ",".join(sorted(NEEDLESS))
    assert "dibao.standard" in found["law_illustrative"].split(",")
    assert found["law_missing"] == ""


def test_answers_have_the_declared_types():
    found = assess()
    types = {name: str(found.households.schema.field(name).type) for name in found.households.column_names}
    assert types["dibao_monthly_amount"] == types["countable_income_12m"] == types["member_count"] == types["household_id"] == "int64"
    assert types["tier"] == "string"
    assert str(found.persons.schema.field("counts").type) == "bool"


def test_a_column_that_is_absent_is_unknown_for_everyone():
    member = {name: value for name, value in MEMBERS[0].items() if name != "pension_12m"}
    found = assess(members=[member]).households.to_pylist()[0]
    assert found["tier"] is None
    assert "pension_12m" in found["facts_missing"].split(",")


def test_a_household_without_members_adds_up_to_nothing_not_to_unknown():
    found = assess(members=pa.table({"household_id": pa.array([], pa.int64()), "person_id": pa.array([], pa.int64())}))
    assert found.households.to_pylist()[0] | {"facts_missing": ""} == {
        **found.households.to_pylist()[0],
        "member_count": 0,
        "countable_income_12m": 0,
        "tier": "none",
        "dibao_monthly_amount": 0,
        "facts_missing": "",
    }


def test_members_of_no_household_are_left_out():
    found = assess(members=[*MEMBERS, {**MEMBERS[0], "household_id": 2, "person_id": 21}])
    assert found.persons["person_id"].to_pylist() == [11]
    assert found.households["household_id"].to_pylist() == [1]


def test_supporters_are_counted_when_there_are_any():
    assert assess(supporters=[{"household_id": 1, "supporter_support_paid_12m": 120000}]).households["countable_income_12m"].to_pylist() == [720000]
    assert assess(supporters=[{"household_id": 1, "supporter_support_paid_12m": None}]).households["countable_income_12m"].to_pylist() == [None]


def test_what_is_paid_for_those_who_do_not_count_is_left_out():
    members = [*MEMBERS, {**MEMBERS[0], "person_id": 12, "wage_12m": 5, "lives_apart": True}]
    paid = {"household_id": 1, "supporter_support_paid_12m": 120000}
    for supports, found in ([12], 600000), ([11, 12], 720000), ([], 600000), (None, 720000):
        assert assess(members=members, supporters=[{**paid, "supports": supports}]).households["countable_income_12m"].to_pylist() == [found]


def test_money_as_float_is_refused():
    with pytest.raises(TypeError, match="wage_12m must hold whole numbers"):
        assess(members=[{**MEMBERS[0], "wage_12m": 6000.0}])


def test_ibis_and_duckdb_tables_are_taken():
    engine = ibis.duckdb.connect()
    engine.con.register("members", _table(MEMBERS))
    for members in (engine.table("members"), engine.con.sql("select * from members")):
        assert assess(members=members).households["tier"].to_pylist() == ["dibao"]


def test_an_unknown_region_is_unknown_not_refused():
    found = assess(households=[{**HOUSEHOLDS[0], "region": None}]).households.to_pylist()[0]
    assert found["tier"] is None
    assert found["law_missing"] == ""
    assert "region" in found["facts_missing"].split(",")


def test_a_place_without_figures_names_what_is_missing():
    found = assess(households=[{**HOUSEHOLDS[0], "region": "370102"}]).households.to_pylist()[0]
    assert found["tier"] is None
    assert "dibao.standard" in found["law_missing"].split(",")


def test_a_parameter_has_its_column_by_its_kind_even_when_nobody_set_it():
    found = law.book(ON).assess(_table(HOUSEHOLDS), _table(MEMBERS), on=ON, want=["dibao_band_amount"])
    assert found.households["dibao_band_amount"].to_pylist() == [0]


def test_asking_twice_gives_the_same():
    assert assess().households.equals(assess().households)
