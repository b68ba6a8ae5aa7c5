"""经办人员: played through the house's own verbs, in each officer's scope; the same day played twice does nothing twice."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from doudi.base import regions
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.flows.daily import run_day
from doudi.monitoring import queries as alerts
from doudi.registry import actions as registry
from doudi.registry import queries as known
from doudi.sandbox.city import make_city
from doudi.sandbox.deliver import deliver
from doudi.sandbox.officers import changes
from doudi.sandbox.officers.cast import PASSWORD, Cast, engage
from doudi.sandbox.officers.day import play_day, work_the_day
from doudi.sandbox.officers.desk import Desk
from doudi.sandbox.officers.family import look
from doudi.sandbox.officers.vouchers import BAGS, PEOPLE
from doudi.sandbox.opening import take_in

MONDAY = date(2026, 10, 12)
SATURDAY = date(2026, 10, 17)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six hundred people."""
    return make_city(people=600, to=tmp_path_factory.mktemp("town") / "city", seed=5).folder


@pytest.fixture
def registered(town: Path, system: None) -> Path:
    """The county's register taken in."""
    registry.load_register(town, on=MONDAY - timedelta(days=1))
    return town


@pytest.fixture
def opened(registered: Path) -> Path:
    """Those who receive taken in as well, and the first day's files read."""
    take_in(registered, on=MONDAY - timedelta(days=1))
    deliver(registered, on=MONDAY)
    run_day(on=MONDAY, region="370702")
    return registered


def a_family(city: Path, kind: str) -> str:
    """The number of a family of which something is true."""
    return str(pq.read_table(city / "truth" / f"{kind}.parquet", filters=_NOT_RECEIVING if kind == "hardship" else None)["household_number"][0])


_NOT_RECEIVING = [("receives", "=", False)]


def test_the_cast_is_made_once_and_can_sign_in(system: None) -> None:
    cast = engage()
    assert engage().officers == cast.officers
    assert {one.name[:3] for one in cast.officers} == {"示例·"}
    assert {one.role_id for one in cast.officers} == {"township", "county", "finance", "department", "inspector", "administrator"}
    assert all(one.check_password(PASSWORD) for one in cast.of_role("finance"))
    for town in regions.children_of("370702"):
        assert len(cast.at(town)) >= 2
    assert len(cast.at("370702")) >= 3


def test_nobody_comes_on_a_day_off(town: Path, system: None) -> None:
    assert play_day(town, on=SATURDAY) == {}


def test_a_day_is_played_without_a_refusal_and_only_once(opened: Path) -> None:
    raised = alerts.open_alerts().count()
    assert raised
    first = work_the_day(opened, on=MONDAY)
    assert first.refusals == []
    assert play_day(opened, on=MONDAY) == {}
    tuesday = work_the_day(opened, on=MONDAY + timedelta(days=1))
    assert tuesday.refusals == []
    signed = first.done["签收预警"] + tuesday.done["签收预警"]
    assert signed == raised
    assert tuesday.done["入户走访"] == first.done["签收预警"]


def test_the_county_gives_by_voucher_once_a_month_and_what_is_kept_is_there(opened: Path) -> None:
    """Most is fetched in some days, and written down by another than who issued it; who has not come by its last day is told."""
    desks = [work_the_day(opened, on=MONDAY + timedelta(days=days)) for days in range(18)]
    done = {what: sum(desk.done[what] for desk in desks) for what in ("签发凭证", "登记凭证兑领", "告知凭证过期", "作废凭证")}
    given = done["签发凭证"]
    assert 0 < given <= PEOPLE and done["登记凭证兑领"] and sum(done.values()) == 2 * given, "none is left"
    assert [refusal for desk in desks for refusal in desk.refusals if "凭证" in refusal] == []
    assert {(one.on_hand, one.reserved) for one in paid.goods()} == {(BAGS * (given - done["登记凭证兑领"]), 0)}
    november = work_the_day(opened, on=date(2026, 11, 12))
    assert november.done["签发凭证"] == given and {one.reserved for one in paid.goods()} == {BAGS * given}


def test_a_visit_sees_one_family_and_no_other(town: Path) -> None:
    assert look(town, a_family(town, "double_registration")).situations["lives_in"]
    assert look(town, a_family(town, "hardship")).situations == {"illness": "hardship"}
    assert not look(town, "nobody").situations
    assert not look(town, "nobody").facts


@pytest.mark.parametrize(("words", "outcome"), [(changes.LENT, "keep"), ("对所提情况没有不同意见。", "end")])
def test_the_county_decides_a_change_by_what_was_heard_and_never_looks(
    town: Path, system: None, words: str, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not at the hearing: opening the family's truth would be knowing what nobody told it."""
    desk, decided = Desk(town, engage(), MONDAY), {}
    monkeypatch.setattr(changes, "look", None)
    monkeypatch.setattr(desk, "ask", lambda *_, **__: [])
    monkeypatch.setattr(desk, "do", lambda *_, **given: decided.update(given) or given)
    change = SimpleNamespace(
        pk=1, state="heard", scheme="dibao", kind="end", heard_on=MONDAY - timedelta(days=3), opened_on=MONDAY, hearing_words=words, reason="名下有车。"
    )
    changes._county(desk, change, desk.cast.at("370702")[0], desk.cast.at("370702")[1])
    assert decided["outcome"] == outcome


def test_what_a_visit_saw_is_a_declaration_of_present_members(registered: Path) -> None:
    number = a_family(registered, "hardship")
    household = known.households_numbered([number])[number].household_id
    declared = look(registered, number).declared(household, on=MONDAY)
    assert {fact.person_id for fact in declared} == {member.person_id for member in known.members_of(household, MONDAY)} | {None}
    assert {fact.name for fact in declared} == set(known.DECLARED_PERSON) | set(known.DECLARED_HOUSEHOLD)


def test_a_refusal_of_the_house_is_written_down_and_the_day_goes_on(town: Path, system: None) -> None:
    class CannotDoThis(Exception):
        pass

    def refuses(*, officer: Officer, on: date) -> None:
        raise CannotDoThis("现在不能办理。")

    desk = Desk(town, engage(), MONDAY)
    assert desk.do(desk.cast.at("370702")[0], "试一试", refuses) is None
    assert desk.refusals == ["试一试：现在不能办理。"]
    assert not desk.done


def test_a_fault_of_ours_is_not_a_refusal(town: Path, system: None) -> None:
    def breaks(*, officer: Officer, on: date) -> None:
        raise KeyError("ours")

    desk = Desk(town, engage(), MONDAY)
    with pytest.raises(KeyError):
        desk.do(desk.cast.at("370702")[0], "试一试", breaks)


def test_officers_act_in_their_own_scope(registered: Path) -> None:
    """A township's officer asks in that township's scope: families elsewhere are not there."""
    cast: Cast = engage()
    desk = Desk(registered, cast, MONDAY)
    (office, elsewhere, *_) = regions.children_of("370702")
    families = desk.ask(cast.at(office)[0], lambda: known.find_people("王", limit=500))
    assert families
    assert {family.region[:9] for family in families} == {office}
    assert elsewhere not in {family.region[:9] for family in families}
