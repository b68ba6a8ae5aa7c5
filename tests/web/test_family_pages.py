"""家庭页面: finding a family, reading it, seeing a number with a reason, and taking its application."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base import access, crypto
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import queries as benefits
from doudi.casework.models import Application, Change
from doudi.oversight.models import DayRecord
from doudi.registry.actions import record_department_names
from doudi.registry.models import FormerName
from doudi.web.console import intake
from tests.casework import story
from tests.people import Family, a_family, a_person, join

TODAY = date(2026, 10, 26)
NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")
Officers = Callable[..., Officer]
Sign = Callable[[Officer], Client]


@pytest.fixture
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' day is the played county's."""
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region="370702", on=TODAY)


@pytest.fixture
def people(the_day: None, officer_of: Officers) -> story.Staff:
    return story.staff(officer_of)


@pytest.fixture
def home(the_day: None) -> Family:
    return story.a_poor_family()


@pytest.fixture
def clerk(people: story.Staff, signed_in: Sign) -> Client:
    return signed_in(people.clerk)


def number_of(family: Family) -> str:
    return crypto.open_text(bytes(family.head.id_sealed), purpose="id_number")


def audited(verb: str) -> int:
    with access.acting_as_system():
        return AuditEntry.objects.filter(verb=verb).count()


def typed(home: Family, **more: str) -> dict[str, str]:
    return {"applicant": str(home.head.pk), f"p{home.head.pk}.wage": "12000", "promise": "on", "step": "confirm", **more}


# reading


def test_reading_is_written_down_masked_and_not_kept(clerk: Client, home: Family) -> None:
    before = audited("registry.family_read")
    response = clerk.get(reverse("family", args=[home.household.pk]))
    body = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store" and audited("registry.family_read") == before + 1
    assert all(one.name in body for one in home.people) and "**********" in body and not NUMBER.search(body)


@pytest.mark.parametrize("role", ["county", "finance", "inspector"])
def test_every_reading_role_sees_the_page(role: str, home: Family, officer_of: Officers, signed_in: Sign) -> None:
    assert signed_in(officer_of(role)).get(reverse("family", args=[home.household.pk])).status_code == 200


def test_a_family_of_another_town_is_not_there(clerk: Client, the_day: None) -> None:
    other = a_family(region="370702002001")
    for name in ("family", "apply", "change_open"):
        assert clerk.get(reverse(name, args=[other.household.pk])).status_code == 404, name
    assert other.household.number not in clerk.get(reverse("families"), {"q": other.head.name}).content.decode()


def test_a_family_that_never_asked_is_a_lead_without_a_tier(clerk: Client, home: Family) -> None:
    body = clerk.get(reverse("family", args=[home.household.pk])).content.decode()
    assert "线索，不作认定" in body and "规则测算" not in body and "符合低保条件" not in body and "计入保障人数" not in body
    assert "公安局交通管理" in body or "已知没有" in body


def test_a_family_with_a_case_shows_the_sum_marked_as_illustrative(clerk: Client, home: Family, people: story.Staff) -> None:
    story.applied(home, people)
    body = clerk.get(reverse("family", args=[home.household.pk])).content.decode()
    assert "规则测算，不是决定" in body and "示例标准" in body
    assert "12,000.00 元 ÷ 12" in body and "1,010.00 元 × 3 人" in body and "2,030.00 元" in body


def test_what_nobody_said_is_unknown_and_who_could_tell(clerk: Client, the_day: None) -> None:
    silent = a_family()
    body = clerk.get(reverse("family", args=[silent.household.pk])).content.decode()
    assert "未知" in body and "家庭申报或入户调查" in body and "医疗保障局核对" in body


def test_names_are_escaped(clerk: Client, home: Family) -> None:
    join(home.household, a_person(name="<script>x</script>"), "other")
    body = clerk.get(reverse("family", args=[home.household.pk])).content.decode()
    assert "<script>x" not in body and "&lt;script&gt;x" in body


def test_a_granted_family_shows_its_help_and_its_story(clerk: Client, home: Family, people: story.Staff) -> None:
    story.granted(home, people)
    body = clerk.get(reverse("family", args=[home.household.pk])).content.decode()
    assert "最低生活保障家庭" in body and "未登记账户" in body and "确认身份" in body and "受理申请" in body and "书面告知" in body


# a number with a reason


def test_a_number_is_shown_once_for_a_reason(clerk: Client, home: Family) -> None:
    address = reverse("family_number", args=[home.household.pk, home.head.pk])
    without = clerk.post(address, {"because": " "})
    assert without.status_code == 422 and "理由" in without.content.decode() and not NUMBER.search(without.content.decode())
    shown = clerk.post(address, {"because": "核对银行户名"})
    assert NUMBER.findall(shown.content.decode()) == [number_of(home)] and shown.headers["Cache-Control"] == "no-store"
    assert audited("registry.id_number_opened") == 1
    assert not NUMBER.search(clerk.get(reverse("family", args=[home.household.pk])).content.decode())
    assert clerk.get(address).status_code == 405


def test_a_number_of_somebody_else_is_not_there(clerk: Client, home: Family) -> None:
    stranger = a_family()
    address = reverse("family_number", args=[home.household.pk, stranger.head.pk])
    assert clerk.post(address, {"because": "好奇"}).status_code == 404


def former(client: Client, home: Family, **typed: str) -> tuple[int, str]:
    """What the page shows after a former name of the head was entered."""
    address = reverse("family_former", args=[home.household.pk, home.head.pk])
    answer = client.post(address, {"name": "", "because": "", "until_on": "", **typed}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_former_name_is_entered_with_its_evidence_shown_and_taken_out_with_a_reason(clerk: Client, home: Family, people: story.Staff) -> None:
    status, shown = former(clerk, home, name="某旧名", because="户口簿“曾用名”栏", until_on="2009-03-01")
    assert status == 200 and "已登记曾用名" in shown and "曾用名 某旧名" in shown and "2009年3月更名" in shown
    [name] = FormerName.objects.all()
    assert (name.person_id, name.because, name.recorded_by_id, name.source) == (home.head.pk, "户口簿“曾用名”栏", people.clerk.pk, "officer")
    assert audited("registry.former_name_recorded") == 1 and home.head.name in shown
    for reader in ("finance", "inspector"):
        assert "registry.former_name" not in Officer(role_id=reader).permissions
    address = reverse("family_former_withdraw", args=[home.household.pk, name.pk])
    assert clerk.post(address, {"because": " "}).status_code == 422 and FormerName.objects.get().withdrawn_on is None
    gone = clerk.post(address, {"because": "写错了人"}, follow=True).content.decode()
    assert "已撤销" in gone and "曾用名 某旧名" not in gone and FormerName.objects.get().withdrawn_because == "写错了人"
    assert clerk.post(address, {"because": "再撤"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "某旧名"}, "请写明曾用名的依据"),
        ({"because": "户口簿"}, "2 至 40 个字"),
        ({"name": "<b>1", "because": "户口簿"}, "2 至 40 个字"),
        ({"name": "某旧名", "because": "户口簿", "until_on": "昨天"}, "更名日期请写成"),
        ({"name": "某旧名", "because": "户口簿", "until_on": "2031-01-01"}, "更名日期应在出生之后"),
    ],
)
def test_what_is_no_former_name_is_refused_and_what_was_typed_stays(typed: dict[str, str], words: str, clerk: Client, home: Family) -> None:
    status, shown = former(clerk, home, **typed)
    assert status == 422 and words in shown and not FormerName.objects.exists() and "<b>1" not in shown
    assert ('value="某旧名"' in shown) is (typed.get("name") == "某旧名")


def test_what_a_department_has_told_is_shown_as_its_word_and_an_officer_may_take_it_out(clerk: Client, home: Family) -> None:
    said = {"HJ1": (home.head.pk, ("某报名",))}
    record_department_names(source="hukou", department="公安局", said=said, on=TODAY, region="370702")
    shown = clerk.get(reverse("family", args=[home.household.pk])).content.decode()
    assert "曾用名 某报名" in shown and "公安局报送" in shown and "部门报送，2026年10月26日登记" in shown
    address = reverse("family_former_withdraw", args=[home.household.pk, FormerName.objects.get().pk])
    assert "已撤销" in clerk.post(address, {"because": "是同户另一人的"}, follow=True).content.decode()


def test_sent_twice_it_stands_once(clerk: Client, home: Family) -> None:
    once = {"name": "某旧名", "because": "户口簿", "once": str(uuid.uuid4())}
    for _ in range(2):
        assert former(clerk, home, **once)[0] == 200
    assert FormerName.objects.count() == 1 and audited("registry.former_name_recorded") == 1


def test_of_somebody_else_and_by_somebody_else_there_is_nothing_to_enter(clerk: Client, home: Family, officer_of: Officers, signed_in: Sign) -> None:
    other = story.a_poor_family()
    given = {"name": "某旧名", "because": "户口簿"}
    assert clerk.post(reverse("family_former", args=[home.household.pk, other.head.pk]), given).status_code == 404
    former(clerk, other, **given)
    theirs = FormerName.objects.get()
    assert clerk.post(reverse("family_former_withdraw", args=[home.household.pk, theirs.pk]), {"because": "x"}).status_code == 404
    for role in ("finance", "inspector"):
        reader = signed_in(officer_of(role))
        page = reader.get(reverse("family", args=[other.household.pk])).content.decode()
        assert "曾用名 某旧名" in page and "登记曾用名" not in page
        assert reader.post(reverse("family_former", args=[other.household.pk, other.head.pk]), given | {"name": "另一名"}).status_code == 403
    elsewhere = signed_in(officer_of("township", region="370702002"))
    assert elsewhere.post(reverse("family_former", args=[home.household.pk, home.head.pk]), given).status_code == 404
    assert FormerName.objects.count() == 1


def test_somebody_who_lives_here_no_more_is_moved_out_with_a_reason(clerk: Client, home: Family) -> None:
    other = home.people[-1]
    address = reverse("family_leave", args=[home.household.pk, other.pk])
    without = clerk.post(address, {"because": " "})
    assert without.status_code == 422 and "理由" in without.content.decode()
    page = reverse("family", args=[home.household.pk])
    assert clerk.post(address, {"because": "核实重复登记，实际居住在另一家庭"}).url == page
    assert other.name not in [one.row.person.name for one in clerk.get(page).context["members"]]
    again = clerk.post(address, {"because": "再点一次"})
    assert again.status_code == 422 and "不是该家庭成员" in again.content.decode()
    assert audited("registry.membership_ended") == 1


# applying


def test_blank_is_nothing_and_unsaid_is_unknown(home: Family) -> None:
    people = {one.pk: one.name for one in home.people}
    head = home.head.pk
    declared, stated, troubles = intake.read({f"p{head}.wage": "1,234.5", f"p{head}.pension.unknown": "on", "h.homes": "1", "h.companies": "0"}, people)
    assert not troubles and {(one.person_id, one.name, one.amount) for one in declared} == {
        (head, "wage", 123_450),
        (head, "pension", None),
        (None, "homes", 1),
    }
    assert [one.value for one in stated] == ["1,234.50 元", "说不清", "1 套"]


@pytest.mark.parametrize("text", ["abc", "-1", "1.234", "１２", "1e3", "999999999999999999999"])
def test_what_cannot_be_read_is_said_at_its_field(text: str, home: Family) -> None:
    _, _, troubles = intake.read({f"p{home.head.pk}.wage": text}, {home.head.pk: home.head.name})
    assert list(troubles) == [f"p{home.head.pk}.wage"]
    with pytest.raises(intake.Mistake):
        intake.value_of(intake.BY_ROW["schooling"], "somewhere")


def test_every_declared_thing_is_asked_but_the_day_work_began() -> None:
    asked = {row for _, rows in (*intake.PERSON_SECTIONS, *intake.HOUSEHOLD_SECTIONS) for row in rows.split()}
    assert set(intake.BY_ROW) - asked == {"job_started_on"} and asked <= set(intake.BY_ROW)


def test_mistakes_are_listed_and_what_was_typed_stays(clerk: Client, home: Family) -> None:
    address = reverse("apply", args=[home.household.pk])
    response = clerk.post(address, {f"p{home.head.pk}.wage": "一千", "relatives": "有一人", "step": "review"})
    body = response.content.decode()
    assert response.status_code == 422 and "请先更正" in body and 'value="一千"' in body and "有一人" in body and "承诺" in body
    assert not Application.objects.exists()


def test_checked_then_accepted_once(clerk: Client, home: Family) -> None:
    address = reverse("apply", args=[home.household.pk])
    review = clerk.post(address, typed(home, step="review")).content.decode()
    assert "核对申报内容" in review and "12,000.00 元" in review and not Application.objects.exists()
    assert 'value="12000"' in clerk.post(address, typed(home, step="edit")).content.decode()
    first, second = clerk.post(address, typed(home)), clerk.post(address, typed(home))
    application = Application.objects.get()
    assert first.status_code == second.status_code == 302 and first.url == second.url == reverse("application", args=[application.pk])


def test_a_second_officer_is_told_of_the_first_application(clerk: Client, home: Family, people: story.Staff) -> None:
    first = story.applied(home, people)
    response = clerk.post(reverse("apply", args=[home.household.pk]), typed(home))
    assert response.status_code == 422 and first.number in response.content.decode() and Application.objects.count() == 1


def test_an_alert_of_another_family_does_not_lead_here(clerk: Client, home: Family) -> None:
    for alert in ("99999999", "x", "9" * 40):
        assert clerk.get(reverse("apply", args=[home.household.pk]), {"alert": alert}).status_code == 404


def test_the_department_sees_no_family(home: Family, officer_of: Officers, signed_in: Sign) -> None:
    client = signed_in(officer_of("department", department="medical_insurance"))
    assert client.get(reverse("family", args=[home.household.pk])).status_code == 403


# changing


def test_a_change_is_opened_once_and_words_stay(clerk: Client, home: Family, people: story.Staff) -> None:
    story.granted(home, people)
    address = reverse("change_open", args=[home.household.pk])
    kept = clerk.post(address, {"reason": "收入增加了", "cause": "family"})
    assert kept.status_code == 422 and "收入增加了" in kept.content.decode()
    given = {"kind": "reduce", "cause": "family", "reason": "收入增加了"}
    assert clerk.post(address, given).status_code == clerk.post(address, given).status_code == 302
    assert Change.objects.count() == 1 and benefits.find_award(home.household.pk, TODAY)


def test_without_a_standing_there_is_nothing_to_change(clerk: Client, home: Family) -> None:
    response = clerk.post(reverse("change_open", args=[home.household.pk]), {"kind": "end", "cause": "review", "reason": "核查"})
    assert response.status_code == 422 and "没有可变更的待遇" in response.content.decode()
