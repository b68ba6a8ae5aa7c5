"""受理的页面: what is missing is told and settled on the page, and the second person types a password of their own."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from doudi.base.models import AuditEntry, Officer
from doudi.casework.models import Application, Asked
from doudi.verification.models import Consent
from tests.casework import story
from tests.web.conftest import PASSWORD

Sign = Callable[[Officer], Client]

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def people(officer_of: Callable[..., Officer]) -> story.Staff:
    return story.staff(officer_of)


def test_what_is_missing_is_told_and_promised_on_the_page(people: story.Staff, signed_in: Sign) -> None:
    case, clerk = story.applied(story.a_poor_family(), people), signed_in(people.clerk)
    page = reverse("application", args=[case.pk])
    told = reverse("application_ask_for", args=[case.pk])
    assert clerk.post(told, {"codes": ["earnings", "school"]}).status_code == 302
    again = clerk.post(told, {"codes": ["house"]})
    assert again.status_code == 422 and "一次性告知" in again.content.decode()
    (first, _) = Asked.objects.order_by("pk")
    assert clerk.post(reverse("application_settle", args=[case.pk, first.pk]), {"how": "promised"}).status_code == 302
    shown = clerk.get(page).content.decode()
    assert "以承诺代替" in shown and "一次性告知书" in shown and "户籍（公安部门核对）" in shown
    other = story.applied(story.a_poor_family(), people)
    assert clerk.post(reverse("application_settle", args=[other.pk, first.pk]), {"how": "brought"}).status_code == 422, "of another case"
    paper = clerk.get(reverse("application_paper", args=[case.pk, "asked-1"]))
    assert paper.status_code == 200 and b"%PDF" in b"".join(paper)


def test_the_second_person_types_a_password_of_their_own(people: story.Staff, signed_in: Sign, with_password: Callable[[Officer], Officer]) -> None:
    case, surveyor = story.surveyed(story.applied(story.a_poor_family(), people), people), signed_in(people.surveyor)
    second = with_password(people.second)
    address = reverse("application_give_opinion", args=[case.pk])
    against = {"opinion": "refuse", "reason": "另有收入。"}
    assert "第二人" in surveyor.post(address, against).content.decode()
    wrong = surveyor.post(address, {**against, "second": str(second.pk), "second_word": "not it"})
    assert wrong.status_code == 422 and "口令不正确" in wrong.content.decode() and "not it" not in wrong.content.decode()
    stranger = with_password(Officer.objects.create(username="elsewhere", name="外镇经办", role_id="township", region="370702002"))
    assert surveyor.post(address, {**against, "second": str(stranger.pk), "second_word": PASSWORD}).status_code == 422
    assert surveyor.post(address, {**against, "second": str(second.pk), "second_word": PASSWORD}).status_code == 302
    assert Application.objects.get(pk=case.pk).opinion_second == second
    assert PASSWORD not in str(list(AuditEntry.objects.values_list("detail", "because")))
    assert f"{second.name}（第二人）" in surveyor.get(reverse("application", args=[case.pk])).content.decode()


def test_who_has_not_signed_is_marked_shown_once_more_and_not_asked_about(people: story.Staff, signed_in: Sign) -> None:
    family, clerk = story.a_poor_family(), signed_in(people.clerk)
    head, spouse, _ = family.people
    address = reverse("apply", args=[family.household.pk])
    said = {"applicant": str(head.pk), "promise": "on", f"unsigned-{spouse.pk}": "on"}
    review = clerk.post(address, {**said, "step": "review"}).content.decode()
    assert f"<dt>没有签授权书</dt><dd>{spouse.name}</dd>" in review and f'name="unsigned-{spouse.pk}"' in review
    assert f'name="unsigned-{spouse.pk}" checked' in clerk.post(address, {**said, "step": "edit"}).content.decode()
    assert clerk.post(address, {**said, "step": "confirm"}).status_code == 302
    assert set(Consent.objects.values_list("person", flat=True)) == {one.pk for one in family.people if one != spouse}
    case = Application.objects.get(household=family.household)
    assert f"没有有效授权，未向部门查询：{spouse.name}。" in clerk.get(reverse("application", args=[case.pk])).content.decode()


def test_a_second_application_leads_to_the_first(people: story.Staff, signed_in: Sign) -> None:
    family = story.a_poor_family()
    first = story.applied(family, people)
    said = {"step": "confirm", "applicant": str(family.head.pk), "promise": "on"}
    refused = signed_in(people.second).post(reverse("apply", args=[family.household.pk]), said)
    assert refused.status_code == 422 and reverse("application", args=[first.pk]) in refused.content.decode()


def test_on_behalf_needs_its_mandate(people: story.Staff, signed_in: Sign) -> None:
    family, clerk = story.a_poor_family(), signed_in(people.clerk)
    said = {"step": "confirm", "applicant": str(family.head.pk), "promise": "on", "manner": "on_behalf", "brought_by": "某村委会"}
    refused = clerk.post(reverse("apply", args=[family.household.pk]), said)
    assert refused.status_code == 422 and "委托" in refused.content.decode()
    day = clerk.post(reverse("apply", args=[family.household.pk]), {**said, "first_on": "昨天"})
    assert day.status_code == 422 and "日期" in day.content.decode()
    assert clerk.post(reverse("apply", args=[family.household.pk]), {**said, "mandate": "已签委托书"}).status_code == 302
    case = Application.objects.get(household=family.household)
    assert "某村委会" in clerk.get(reverse("application", args=[case.pk])).content.decode()
