"""核对往来页面: sources that rest, lists that wait, and for a case each source's state in words."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.flows.exchanging import send_due
from doudi.oversight.models import DayRecord
from doudi.verification.actions import receive, request_checks
from doudi.verification.exchange import circuit, queries, states
from doudi.verification.feed import all_feeds
from doudi.verification.models import Circuit
from doudi.web.components.exchanges import exchanges_of
from tests.casework import story
from tests.people import Family, a_family, consents_of
from tests.verification.a_source import reached_at, refusing, serving
from tests.verification.files import COUNTY, DAY, a_file, a_vehicle
from tests.verification.test_requests import number_of

NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=2)
pytestmark = pytest.mark.usefixtures("the_day")
Sign = Callable[[Officer], Client]
Officers = Callable[..., Officer]


@pytest.fixture
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region=COUNTY, on=DAY)


def page_of(client: Client) -> str:
    return client.get(reverse("exchanges")).content.decode()


def a_list_of(family: Family) -> str:
    consents_of(family.household.pk)
    lists = request_checks(household_ids=[family.household.pk], reason="申请（社会救助法 第四十条）", officer=None, on=DAY)
    return next(one for one in lists if one.feed == "vehicles").number


def answered(folder: Path, number: str, family: Family, found: list[str], *, on: object = DAY, correction: int = 0, kind: str = "小型轿车") -> None:
    rows = [a_vehicle(number, number_of(one), one.name, found=word, kind=kind) for one, word in zip(family.people, found, strict=False)]
    receive(path=a_file(folder, "vehicles", rows, on=on, correction=correction), on=on, officer=None)


def states_of(family: Family, on: date = NEXT) -> dict[str, str]:
    return {one.name: one.state for one in queries.progress_of(family.household.pk, on=on) if one.feed.name == "vehicles"}


def test_sources_that_were_never_asked_are_there_and_nothing_was_sent(signed_in: Sign, officer_of: Officers) -> None:
    page = page_of(signed_in(officer_of("county", COUNTY)))
    assert "车辆登记" in page and "还没有发出过名单" in page and "尚未送达" not in page


def test_a_resting_source_is_shown_with_its_lists_and_woken_with_a_reason(signed_in: Sign, officer_of: Officers) -> None:
    county = signed_in(officer_of("county", COUNTY))
    with serving(refusing(503)) as service:
        reached_at(service, most_failures=1, rest_minutes=90)
        number = a_list_of(a_family())
        send_due(on=DAY, now=circuit.opening(DAY), region=COUNTY)
    page = page_of(county)
    assert page.count("10月12日 10:30") == 2, "the source, and the list that waits for it"
    assert "1 个暂停" in page and "10月12日 10:30 后再试一次" in page and number in page and "对方没有收下（503）。" in page and "已启动" in page
    given = {"feed": "vehicles", "region": COUNTY}
    refused = county.post(reverse("exchanges_wake"), given | {"because": " "})
    assert refused.status_code == 422 and "请写明与对方核实的情况" in refused.content.decode()
    assert county.post(reverse("exchanges_wake"), given | {"because": "对方来电"}).status_code == 302
    assert Circuit.objects.get(feed="vehicles").rests_until_at is None and "暂停至" not in page_of(county)
    assert AuditEntry.objects.filter(verb="verification.source_woken", because="对方来电").exists()


def test_nobody_else_is_shown_exchanges_or_wakes_a_source(signed_in: Sign, officer_of: Officers) -> None:
    for role in ("township", "finance"):
        assert signed_in(officer_of(role, "370702001" if role == "township" else COUNTY)).get(reverse("exchanges")).status_code == 403
    assert signed_in(officer_of("inspector", COUNTY)).post(reverse("exchanges_wake"), {"feed": "vehicles", "because": "x"}).status_code == 403
    a_list_of(a_family())
    assert "370702-20261012" not in page_of(signed_in(officer_of("county", "370703")))


def test_an_inspector_of_the_city_sees_each_county(signed_in: Sign, officer_of: Officers) -> None:
    a_list_of(a_family())
    send_due(on=DAY, now=circuit.opening(DAY), region=COUNTY)
    assert "潍城区" in page_of(signed_in(officer_of("inspector", "3707")))


def test_partial_answers_show_at_once(tmp_path: Path) -> None:
    family = a_family(members=3)
    number = a_list_of(family)
    assert set(states_of(family).values()) == {"未反馈"}
    answered(tmp_path, number, family, ["命中", "未命中"])
    assert list(states_of(family).values()) == ["命中", "未命中", "未反馈"]
    [row] = [one for one in exchanges_of(family.household.pk, NEXT) if one.title == "车辆登记"]
    assert row.states == [("未反馈 1 人", "wait"), ("命中 1 人", "plain"), ("未命中 1 人", "quiet")] and row.due_on and not row.is_overdue


def test_two_deliveries_that_differ_are_a_conflict_until_the_source_corrects_one(tmp_path: Path) -> None:
    family = a_family(members=1)
    number = a_list_of(family)
    answered(tmp_path, number, family, ["未命中"])
    answered(tmp_path, number, family, ["命中"], on=NEXT)
    assert set(states_of(family).values()) == {"冲突"}
    [row] = [one for one in exchanges_of(family.household.pk, NEXT) if one.words]
    assert "先后的答复不一致" in row.words[0]
    answered(tmp_path, number, family, ["命中"], on=NEXT, correction=1)
    assert set(states_of(family).values()) == {"命中"}


def test_found_both_times_but_not_the_same_is_a_conflict_too(tmp_path: Path) -> None:
    """One vehicle that counts, and none that does: both are hits."""
    family = a_family(members=1)
    number = a_list_of(family)
    answered(tmp_path, number, family, ["命中"])
    answered(tmp_path, number, family, ["命中"], on=NEXT)
    assert set(states_of(family).values()) == {"命中"}, "the same answer twice is one answer"
    answered(tmp_path, number, family, ["命中"], on=LATER, kind="普通二轮摩托车")
    assert set(states_of(family, LATER).values()) == {"冲突"}


def test_an_answer_under_another_name_is_a_conflict_for_the_county_and_its_townships(tmp_path: Path, officer_of: Officers) -> None:
    family = a_family(members=1)
    row = a_vehicle(a_list_of(family), number_of(family.head), "某某某", found="未命中")
    receive(path=a_file(tmp_path, "vehicles", [row]), on=DAY, officer=None)
    for role, region in (("county", COUNTY), ("township", f"{COUNTY}001")):
        with access.acting(officer_of(role, region)):
            assert set(states_of(family).values()) == {"冲突"}


def test_two_sources_that_see_the_same_thing_and_differ() -> None:
    known = {"tax_returns": ("命中", DAY), "social_insurance": ("未命中", DAY)}
    assert states.at_odds(known, NEXT) == {"tax_returns": "social_insurance", "social_insurance": "tax_returns"}
    assert states.at_odds(known | {"social_insurance": ("命中", DAY)}, NEXT) == {}
    assert states.at_odds(known, DAY + timedelta(days=40)) == {}, "an answer that is no longer fresh contradicts nothing"
    assert states.at_odds(known | {"social_insurance": ("冲突", DAY)}, NEXT) == {}


def test_a_case_shows_every_source_and_why_one_is_silent(tmp_path: Path, signed_in: Sign, officer_of: Officers) -> None:
    """To the township too, which sees no file of its county."""
    people, family = story.staff(officer_of), story.a_poor_family()
    with serving(refusing(503)) as service:
        reached_at(service, on=story.ON, most_failures=1, rest_minutes=90)
        application = story.applied(family, people)
        consents_of(family.household.pk)
        lists = request_checks(household_ids=[family.household.pk], reason="申请（社会救助法 第四十条）", officer=people.clerk, on=story.ON)
        send_due(on=story.ON, now=circuit.opening(story.ON), region=COUNTY)
    number = next(one.number for one in lists if one.feed == "bank_deposits")
    who = {"QQH": number, "SFZH": number_of(family.head), "XM": family.head.name}
    rows = [dict.fromkeys(all_feeds()["bank_deposits"].columns, "") | who | {"CX": "未命中"}]
    receive(path=a_file(tmp_path, "bank_deposits", rows, on=story.ON), on=story.ON, officer=None)
    page = signed_in(people.clerk).get(reverse("application", args=[application.pk])).content.decode()
    assert "未命中 1 人" in page and "未反馈 2 人" in page
    assert "核对进度" in page and "尚未送达" in page and "10:30 再试" in page and "对方没有收下（503）。" in page and "未反馈 3 人" in page
