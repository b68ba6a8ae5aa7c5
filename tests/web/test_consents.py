"""核对授权 page: who signed and who did not, a paper written down, a supporter's own, and one taken back."""

from collections.abc import Callable
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from doudi.base.access import acting_as_system
from doudi.base.models import AuditEntry
from doudi.registry import queries as registry
from doudi.verification.actions import register_sender
from doudi.verification.crossing import people_of
from doudi.verification.models import Consent, CrossRequest, Request
from tests.casework import story
from tests.people import Family, a_family, a_person, an_id, join
from tests.verification.test_envelope import pem
from tests.verification.test_requests import number_of

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def family(officer_of: Callable[..., object]) -> Family:
    """A family whose application is on its way and of whom nobody has signed."""
    made = story.a_poor_family()
    story.applied(made, story.staff(officer_of))
    return made


@pytest.fixture
def clerk(client: Client, officer_of: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> Client:
    for page in ("consents", "checks"):
        monkeypatch.setattr(f"doudi.web.console.{page}.today", lambda: story.ON)
    monkeypatch.setattr("doudi.web.acting.today", lambda: story.ON)
    client.force_login(officer_of("township", region=story.TOWN), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(family: Family) -> str:
    return reverse("family_consents", args=[family.household.pk])


def test_it_tells_who_has_not_signed_and_reading_is_written_down(clerk: Client, family: Family) -> None:
    shown = clerk.get(page_of(family)).content.decode()
    assert "3 人没有有效授权" in shown and shown.count("没有授权") >= 3
    assert number_of(family.head) not in shown and registry.masked_id_number(family.head) in shown
    assert AuditEntry.objects.filter(verb="verification.consents_read").count() == 1


def test_a_signed_paper_asks_the_departments_at_once(clerk: Client, family: Family) -> None:
    typed = {"person": family.head.pk, "reference": "SQS-1", "given_on": "2026-10-12"}
    answer = clerk.post(reverse("consent_sign", args=[family.household.pk]), typed, follow=True)
    assert "已登记授权" in answer.content.decode() and "授权有效" in answer.content.decode()
    assert {one.people.get().person_id for one in Request.objects.all()} == {family.head.pk}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reference": "SQS-1"}, "授权人"),
        ({"reference": "", "person": "head"}, "编号"),
        ({"reference": "SQS-1", "person": "head", "given_on": "2026-13-01"}, "2026-11-05"),
        ({"reference": "SQS-1", "person": "child"}, "不满十四周岁"),
    ],
)
def test_a_form_that_says_too_little_is_refused_with_what_was_typed(clerk: Client, family: Family, typed: dict[str, str], words: str) -> None:
    people = {"head": family.head.pk, "child": family.people[2].pk}
    given = {name: people.get(value, value) for name, value in typed.items()}
    answer = clerk.post(reverse("consent_sign", args=[family.household.pk]), given)
    assert answer.status_code == 422 and words in answer.content.decode() and not Consent.objects.exists()


def test_a_supporter_signs_and_their_number_is_not_given_back(clerk: Client, family: Family) -> None:
    address, number = reverse("consent_support", args=[family.household.pk]), an_id()
    typed = {"name": "某外甲", "id_number": number, "relation": "", "reference": "YWR-1"}
    refused = clerk.post(address, typed)
    assert refused.status_code == 422 and number not in refused.content.decode() and "某外甲" in refused.content.decode()
    shown = clerk.post(address, typed | {"relation": "申请人的女儿"}, follow=True).content.decode()
    assert "家庭以外的义务人" in shown and number not in shown
    assert Consent.objects.get().role == "supporter" and Request.objects.exists()


def test_a_supporter_from_elsewhere_is_left_to_the_office_there(
    clerk: Client, family: Family, signed_in: Callable[..., Client], officer_of: Callable[..., object]
) -> None:
    typed = {"name": "某外乡", "id_number": an_id(address="110105"), "relation": "申请人的儿子", "reference": "YWR-2", "asked_at": "elsewhere"}
    shown = clerk.post(reverse("consent_support", args=[family.household.pk]), typed, follow=True).content.decode()
    assert "请求异地协查" in shown and "异地协查" in shown and not Request.objects.exists()
    with acting_as_system("370702"):
        key = pem(Ed25519PrivateKey.generate())
        peer = register_sender(name="示例外省核对中心", region="370702", feeds=["cross_province"], public_key=key, officer=None, on=story.ON)
    county, son = signed_in(officer_of("county")), Consent.objects.get().person_id
    assert "某外乡" in county.get(reverse("checks", args=[family.household.pk])).content.decode()
    asking = {"peer": peer.pk, "reason": "义务人核对（社会救助法 第四十一条）", "whom": "1"}
    address = reverse("cross_ask", args=[family.household.pk])
    assert county.post(address, asking).status_code == 422, "nobody chosen is nobody"
    assert county.post(address, asking | {"people": [son]}).status_code == 302
    assert [len(people_of(one)) for one in CrossRequest.objects.all()] == [1]


def test_a_supporter_of_another_county_of_the_city_is_asked_about_there(clerk: Client, family: Family) -> None:
    address = reverse("consent_support", args=[family.household.pk])
    typed = {"name": "某外县", "id_number": an_id(address="370783"), "relation": "申请人的女儿", "reference": "YWR-3", "asked_at": "city"}
    assert '<option value="370783">寿光市</option>' in clerk.get(page_of(family)).content.decode()
    for wrong in ({}, {"asked_in": "370702"}, {"asked_in": "999999"}, {"asked_in": "<script>"}):
        refused = clerk.post(address, typed | wrong)
        assert refused.status_code == 422 and "请选择是哪个县区" in refused.content.decode() and not Consent.objects.exists()
    shown = clerk.post(address, typed | {"asked_in": "370783"}, follow=True).content.decode()
    assert "由寿光市的部门核对" in shown and Consent.objects.get().asked_in == "370783"
    assert {(one.region, one.asked_in) for one in Request.objects.all()} == {("370702", "370783")}


@pytest.mark.parametrize("asked_at", ["here", "elsewhere"])
def test_a_county_chosen_beside_another_way_of_asking_is_refused(asked_at: str, clerk: Client, family: Family) -> None:
    typed = {"name": "某外县", "id_number": an_id(), "relation": "申请人的女儿", "reference": "YWR-4", "asked_at": asked_at, "asked_in": "370783"}
    assert "其他情形不选" in clerk.post(reverse("consent_support", args=[family.household.pk]), typed).content.decode()
    assert not Consent.objects.exists()


def test_a_supporter_who_has_come_to_live_in_the_family_is_to_sign_as_a_member(clerk: Client, family: Family) -> None:
    number = an_id()
    own = a_person(id_number=number)
    typed = {"name": own.name, "id_number": number, "relation": "申请人的女儿", "reference": "YWR-1"}
    assert "已是家庭成员" not in clerk.post(reverse("consent_support", args=[family.household.pk]), typed, follow=True).content.decode()
    join(family.household, own, "child")
    shown = clerk.get(page_of(family)).content.decode()
    assert "已是家庭成员" in shown and "请在成员名下登记授权" in shown
    assert "登记撤回" in shown, "what was signed can still be taken back"


def test_taken_back_it_holds_no_more(clerk: Client, family: Family) -> None:
    clerk.post(reverse("consent_sign", args=[family.household.pk]), {"person": family.head.pk, "reference": "SQS-1"})
    address = reverse("consent_withdraw", args=[Consent.objects.get().pk])
    assert clerk.post(address, {"because": ""}).status_code == 422 and Consent.objects.get().withdrawn_on is None
    shown = clerk.post(address, {"because": "10月12日本人来窗口提出"}, follow=True).content.decode()
    assert "不再向部门查询此人" in shown and "10月12日本人来窗口提出" in shown
    assert Consent.objects.get().withdrawn_on == date(2026, 10, 12)


def test_a_family_with_nothing_in_hand_has_nothing_to_sign_for(clerk: Client) -> None:
    idle = a_family(members=1)
    assert "不需要登记授权" in clerk.get(page_of(idle)).content.decode()
    answer = clerk.post(reverse("consent_sign", args=[idle.household.pk]), {"person": idle.head.pk, "reference": "SQS-1"})
    assert answer.status_code == 422 and not Consent.objects.exists()
