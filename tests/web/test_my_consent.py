"""我的核对授权: open to whoever holds a slip and to nobody else; the township is told; no cookie, nothing kept, no help touched."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base.models import AuditEntry, Officer
from doudi.oversight.models import DayRecord
from doudi.verification import consent_slips
from doudi.verification.models import Consent, Withdrawal
from tests.casework import story
from tests.leaks import texts_of_pdf
from tests.people import Family, consents_of
from tests.verification.test_requests import number_of

pytestmark = pytest.mark.usefixtures("system")
MINE = "/consents/mine"


@pytest.fixture
def family(officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> Family:
    """A family with an application on its way, everybody signed."""
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region="370702", on=story.ON)
    made = story.a_poor_family()
    story.applied(made, story.staff(officer_of))
    consents_of(made.household.pk)
    return made


@pytest.fixture
def clerk(officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]) -> Client:
    return signed_in(officer_of("township", region=story.TOWN))


@pytest.fixture
def slip(family: Family) -> dict[str, str]:
    number = Consent.objects.get(person=family.head).number
    return {"number": number, "code": consent_slips.code_of(number)}


def test_the_slip_is_printed_for_the_person_and_carries_the_proof(family: Family, clerk: Client, slip: dict[str, str]) -> None:
    consent = Consent.objects.get(person=family.head)
    assert reverse("consent_slip", args=[consent.pk]) in clerk.get(reverse("family_consents", args=[family.household.pk])).content.decode()
    answer = clerk.get(reverse("consent_slip", args=[consent.pk]))
    text = re.sub(r"\s", "", "".join(texts_of_pdf(answer.content)))
    assert answer.headers["Content-Type"] == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
    assert slip["number"] in text and slip["code"] in text and family.head.name in text and number_of(family.head) not in text
    assert family.people[1].name not in text and AuditEntry.objects.filter(verb="paper.printed", about_id=consent.pk).count() == 1
    assert Client().get(reverse("consent_slip", args=[consent.pk])).status_code == 302


def test_of_what_is_over_no_slip_is_printed(family: Family, clerk: Client, slip: dict[str, str]) -> None:
    Client().post(MINE, slip | {"confirm": "yes"})
    answer = clerk.get(reverse("consent_slip", args=[Consent.objects.get(person=family.head).pk]))
    assert answer.status_code == 422 and "没有这份有效的授权" in answer.content.decode()
    with pytest.raises(consent_slips.CannotPrintSlip):
        consent_slips.slip_pdf(0, officer=None, on=story.ON)


def test_what_was_agreed_to_is_shown_and_taken_back_with_one_confirmation(family: Family, clerk: Client, slip: dict[str, str]) -> None:
    anybody = Client()
    assert "凭条编号" in anybody.get(MINE).content.decode()
    shown = anybody.post(MINE, slip)
    said = shown.content.decode()
    assert shown.status_code == 200 and "授权有效" in said and "不动产" in said and "确认撤回" in said and "不会因为撤回自动停发" in said
    assert family.head.name not in said and family.household.number not in said and not Withdrawal.objects.exists(), "looking takes nothing back"
    done = anybody.post(MINE, slip | {"confirm": "yes"})
    receipt = Withdrawal.objects.get()
    assert done.status_code == 200 and receipt.number in done.content.decode() and "城关" in done.content.decode()
    assert receipt.number in anybody.post(MINE, slip | {"confirm": "yes"}).content.decode(), "sent twice, the same receipt"
    later = anybody.post(MINE, slip).content.decode()
    assert "已撤回" in later and receipt.number in later and "确认撤回" not in later
    for answer in (shown, done):
        assert not answer.cookies and answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.headers["X-Robots-Tag"]


def test_who_does_not_hold_it_learns_nothing(family: Family, slip: dict[str, str]) -> None:
    other = Consent.objects.get(person=family.people[1]).number
    wrong = [slip | {"code": "2222-2222-2222"}, slip | {"number": other}, {"number": "HS370702-99999999", "code": slip["code"]}, {"number": "", "code": ""}]
    for confirm in ({}, {"confirm": "yes"}):
        answers = [Client().post(MINE, typed | confirm) for typed in wrong]
        assert {answer.status_code for answer in answers} == {422}
        assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1
    assert not Withdrawal.objects.exists() and not AuditEntry.objects.filter(verb="verification.consent_shown").exists()
    assert Client().post(MINE, slip, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_the_township_finds_it_in_its_queue_and_hears(family: Family, clerk: Client, slip: dict[str, str]) -> None:
    page = reverse("family_consents", args=[family.household.pk])
    assert "网上撤回核对授权" not in clerk.get("/queue").content.decode()
    Client().post(MINE, slip | {"confirm": "yes"})
    receipt = Withdrawal.objects.get()
    queue = clerk.get("/queue?kind=consent").content.decode()
    assert "网上撤回核对授权" in queue and receipt.number in queue and family.head.name in queue and page in queue
    hear = reverse("withdrawal_hear", args=[receipt.pk])
    assert hear in clerk.get(page).content.decode()
    refused = clerk.post(hear, {"words": ""})
    assert refused.status_code == 422 and "请写明听取的意见" in refused.content.decode()
    done = clerk.post(hear, {"words": "本人不愿被查账户，同意入户查看。"}, follow=True).content.decode()
    assert "已登记听取的意见" in done and "本人不愿被查账户" in done and hear not in done
    assert receipt.number not in clerk.get("/queue?kind=consent").content.decode()


@pytest.mark.parametrize(
    ("days", "holder", "page"), [(5, "工作人员在2026年", "以前听取意见（含当日）"), (None, "工作人员将尽快联系", "本地没有规定听取的期限")]
)
def test_both_sides_read_by_when_they_are_heard(
    days: int | None, holder: str, page: str, family: Family, clerk: Client, slip: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doudi.law.figures.figure_or_none", lambda name, **_: days)
    receipt = Client().post(MINE, slip | {"confirm": "yes"}).content.decode()
    assert holder in receipt
    assert page in clerk.get(reverse("family_consents", args=[family.household.pk])).content.decode()
    queue = clerk.get(reverse("queue") + "?kind=consent").content.decode()
    assert ("没有规定听取期限" in queue) is (days is None)
