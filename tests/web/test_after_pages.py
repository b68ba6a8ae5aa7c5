"""确认以后的页面: reviews, reports, moves, corrections and challenges by the buttons of the pages alone."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits.models import Adjustment
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.models import Challenge, Decision, Move, Review
from doudi.oversight.models import DayRecord
from doudi.verification.actions import Paper, consent_of_supporter
from doudi.verification.models import Consent
from tests.casework import story
from tests.casework.test_challenge import tekun
from tests.people import Family, an_id

Sign = Callable[[Officer], Client]
REPORTED = date(2026, 10, 27)


@pytest.fixture
def on_day(system: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Moves the pages' day."""
    monkeypatch.setattr(settings, "DEMO", True)
    return lambda day: DayRecord.objects.get_or_create(region="370702", on=day) and None


@pytest.fixture
def people(system: None, officer_of: Callable[..., Officer]) -> story.Staff:
    return story.staff(officer_of)


@pytest.fixture
def home(people: story.Staff, on_day: Callable[[date], None]) -> Family:
    """A family that receives dibao; today is the day after the decision."""
    family = story.a_poor_family()
    story.granted(family, people)
    on_day(REPORTED)
    return family


def body(client: Client, name: str, *ids: int) -> str:
    answer = client.get(reverse(name, args=ids))
    assert answer.status_code == 200, name
    return answer.content.decode()


def post(client: Client, name: str, *ids: int, **given: object) -> tuple[int, str]:
    answer = client.post(reverse(name, args=ids), given)
    return answer.status_code, answer.content.decode()


def test_a_report_leads_to_a_review_and_the_review_to_a_change(home: Family, people: story.Staff, signed_in: Sign) -> None:
    clerk, head = signed_in(people.clerk), home.head.pk
    assert "每 6 个月核查一次" in body(clerk, "family_after", home.household.pk)
    given = {"cause": "work", "person": head, "event_on": "2026-10-26", "words": "在超市上班。"}
    facts = {"fact0.whose": head, "fact0.name": "wage", "fact0.value": "60000"}
    assert post(clerk, "family_report", home.household.pk, **given, **facts)[0] == 302
    review = Review.objects.get()
    assert "在超市上班" in body(clerk, "review", review.pk)
    assert "核实就业和收入" in clerk.get(reverse("queue")).content.decode()
    status, words = post(clerk, "review_check", review.pk, outcome="end", findings="")
    assert status == 422 and "请写明核查情况" in words
    assert post(clerk, "review_check", review.pk, outcome="end", findings="收入属实。")[0] == 302
    change = cases.change_from(f"review:{review.pk}")
    assert "由核查引起" in body(clerk, "change", change.pk)
    actions.hear(change_id=change.pk, person_id=head, words="没有意见。", officer=people.second, on=REPORTED)
    reviewer = signed_in(people.reviewer)
    assert "渐退：到期后终止" in body(reviewer, "change", change.pk)
    status, words = post(reviewer, "change_decide_change", change.pk, outcome="exit", until="2028-01", reason="就业。")
    assert status == 422 and "停发月份" in words
    assert post(reviewer, "change_decide_change", change.pk, outcome="exit", until="2027-01", reason="就业。")[0] == 302
    assert Decision.objects.get(change=change).effective_month == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "哪一类变化"),
        ({"cause": "work", "words": "上班。"}, "须写明发生日期"),
        ({"cause": "death", "words": "去世。", "event_on": "2026-10-20"}, "哪位成员"),
        ({"cause": "report", "words": "变化。", "event_on": "昨天"}, "这样的日期"),
        ({"cause": "report", "words": "变化。", "person": "999999999"}, "该户的成员"),
        ({"cause": "report", "words": ""}, "请写明"),
        ({"cause": "report", "words": "变化。", "fact0.name": "wage", "fact0.value": "12"}, "请选择是哪位成员的"),
    ],
)
def test_what_cannot_be_read_is_answered_in_words_and_leaves_nothing(
    home: Family, people: story.Staff, signed_in: Sign, given: dict[str, str], words: str
) -> None:
    status, said = post(signed_in(people.clerk), "family_report", home.household.pk, **given)
    assert status == 422 and words in said
    assert not Review.objects.exists()


def test_a_shorter_interval_is_set_on_the_page(home: Family, people: story.Staff, signed_in: Sign) -> None:
    clerk = signed_in(people.clerk)
    status, said = post(clerk, "family_pace", home.household.pk, months="9", reason="慢些。")
    assert status == 422 and "只能缩短" in said
    assert post(clerk, "family_pace", home.household.pk, months="三", reason="x")[0] == 422
    assert post(clerk, "family_pace", home.household.pk, months="3", reason="收入变化快。")[0] == 302
    assert "经办人员设定，法定为 6 个月" in body(clerk, "family_after", home.household.pk)


def test_a_wrong_decision_is_corrected_on_the_page(
    home: Family, people: story.Staff, signed_in: Sign, on_day: Callable[[date], None], officer_of: Callable[..., Officer]
) -> None:
    decision = Decision.objects.get()
    clerk, reviewer = signed_in(people.clerk), signed_in(people.reviewer)
    assert clerk.get(reverse("correct", args=[decision.pk])).status_code == 403
    assert "更正决定" in body(reviewer, "decision", decision.pk)
    head = home.head.pk
    facts = {"fact0.whose": head, "fact0.name": "wage", "fact0.value": "0"}
    post(clerk, "family_report", home.household.pk, cause="report", words="工资看错了。", **facts)
    on_day(date(2026, 12, 1))
    given = {"kind": "increase", "since": "2026-11", "words": "工资看错一行。"}
    status, said = post(reviewer, "correct", decision.pk, **{**given, "since": "2026-13"})
    assert status == 422 and "日期" in said
    status, said = post(reviewer, "correct", decision.pk, **{**given, "since": "2026-09"})
    assert status == 422 and "起始月份" in said
    assert post(reviewer, "correct", decision.pk, **given)[0] == 302
    change = cases.change_from(f"decision:{decision.pk}")
    given = {"outcome": "increase", "reason": "更正。"}
    visitor = signed_in(people.visitor)
    status, said = post(reviewer, "change_decide_change", change.pk, **given)
    assert status == 422 and "提出变更" in said
    assert post(visitor, "change_decide_change", change.pk, **given)[0] == 302
    assert "少发 4,030.00 元" in body(visitor, "family_after", home.household.pk)
    assert "少发 3,030.00 元" in visitor.get(reverse("payday")).content.decode()
    assert Adjustment.objects.count() == 2
    assert "已提出更正" in body(clerk, "decision", decision.pk)


def test_an_objection_is_registered_answered_and_followed(home: Family, people: story.Staff, signed_in: Sign) -> None:
    decision, clerk, visitor = Decision.objects.get(), signed_in(people.clerk), signed_in(people.visitor)
    given = {"channel": "reconsideration", "body": "潍城区人民政府", "person": home.head.pk, "filed_on": "2026-10-27", "words": "金额少了。"}
    status, said = post(clerk, "challenge_register", decision.pk, **given)
    assert status == 422 and "要求答复的日期" in said and "金额少了" in said  # what was typed is given back
    assert post(clerk, "challenge_register", decision.pk, **given, answer_due_on="2026-11-06")[0] == 302
    challenge = Challenge.objects.get()
    page = body(visitor, "challenge", challenge.pk)
    assert "案卷目录" in page and "入户调查记录" in page and "规则核算过程" in page
    assert "答复并提交案卷" in visitor.get(reverse("queue")).content.decode()
    assert post(visitor, "challenge_answer", challenge.pk, answer="金额按规则核算。")[0] == 302
    assert post(visitor, "challenge_close", challenge.pk, result="", words="x")[0] == 422
    assert post(visitor, "challenge_close", challenge.pk, result="redo", words="重新核算。")[0] == 302
    assert reverse("correct", args=[decision.pk]) in body(visitor, "challenge", challenge.pk)
    assert "行政复议" in clerk.get(reverse("family", args=[home.household.pk])).content.decode()


def test_a_family_moves_and_the_county_lets_the_help_follow(home: Family, people: story.Staff, signed_in: Sign) -> None:
    clerk = signed_in(people.clerk)
    answer = clerk.get(reverse("family_move", args=[home.household.pk]), {"town": "370702002"})
    villages = answer.context["main_form"].fields[1].options
    assert villages and all(code.startswith("370702002") for code, _ in villages)
    given = {"people": [one.pk for one in home.people], "village": villages[0][0], "area": "urban", "words": "租房到期搬走。"}
    status, said = post(clerk, "family_move", home.household.pk, **{**given, "village": "x"})
    assert status == 422 and "迁入的村" in said
    assert post(clerk, "family_move", home.household.pk, **given)[0] == 302
    move = Move.objects.get()
    assert clerk.get(reverse("family", args=[move.to_household_id])).status_code == 404  # the old place sees nothing new
    reviewer = signed_in(people.reviewer)
    assert "待遇随户转移" in body(reviewer, "change", move.change_id)
    assert post(reviewer, "change_decide_change", move.change_id, outcome="move", reason="县内迁移。")[0] == 302
    assert "最低生活保障金" in body(reviewer, "family", move.to_household_id)


@pytest.mark.parametrize(
    ("town", "who", "words"),
    [
        ("370702002", slice(None), "1 人为本户签的授权已随户迁移"),
        ("370783001", slice(None), "只用于原户，没有带走"),
        ("370702002", slice(1, 2), "只用于原户，没有带走"),
    ],
)
def test_what_becomes_of_a_supporters_paper_is_said_at_once(town: str, who: slice, words: str, home: Family, people: story.Staff, signed_in: Sign) -> None:
    clerk, signed = signed_in(people.clerk), Paper("YWR-1", REPORTED)
    given = {"name": "某女儿", "id_number": an_id(address="370783"), "relation": "申请人的女儿", "paper": signed, "officer": people.clerk}
    consent_of_supporter(household_id=home.household.pk, **given, on=REPORTED)
    moving = {"people": [one.pk for one in home.people[who]], "village": f"{town}001", "area": "urban", "words": "租房到期搬走。"}
    shown = clerk.post(reverse("family_move", args=[home.household.pk]), moving, follow=True).content.decode()
    assert words in shown
    with acting_as_system():
        carried = list(Consent.objects.filter(role="supporter").exclude(household=home.household).values_list("household_id", flat=True))
    assert bool(carried) is ("已随户迁移" in words)
    for new in carried:
        there = body(signed_in(people.reviewer), "family_consents", new)
        assert "（随户迁来）" in there and "授权有效" in there


def test_two_families_merge_on_the_page(home: Family, people: story.Staff, signed_in: Sign) -> None:
    clerk, other = signed_in(people.clerk), story.a_poor_family(1)
    status, said = post(clerk, "family_merge", home.household.pk, number="没有这户", words="并户。")
    assert status == 422 and "没有这个户号" in said
    answer = clerk.post(reverse("family_merge", args=[home.household.pk]), {"number": other.household.number, "words": "并户。"}, follow=True)
    assert "已登记并户" in answer.content.decode() and "义务人" not in answer.content.decode().partition("已登记并户")[2][:80]
    assert Review.objects.get().cause == "family"


def test_care_is_assessed_on_the_page(people: story.Staff, on_day: Callable[[date], None], signed_in: Sign) -> None:
    family = story.a_poor_family(1)
    tekun(family, people)
    on_day(REPORTED)
    clerk, visitor = signed_in(people.clerk), signed_in(people.visitor)
    given = {"cause": "self_care", "person": family.head.pk, "words": "卧床不起。"}
    assert post(clerk, "family_report", family.household.pk, **given)[0] == 302
    review = Review.objects.get()
    assert clerk.post(reverse("review_assess", args=[review.pk])).status_code == 403
    assert post(visitor, "review_assess", review.pk, able=["eats_unaided"], findings="")[0] == 422
    assert post(visitor, "review_assess", review.pk, able=["eats_unaided"], findings="上门评估。")[0] == 302
    change = cases.change_from(f"review:{review.pk}")
    assert (change.kind, change.proposed_amount_fen) == ("increase", 68_000)
    reviewer = signed_in(people.reviewer)
    assert post(reviewer, "change_decide_change", change.pk, outcome="increase", reason="属实。")[0] == 302
    assert "照料护理费" in body(reviewer, "decision", Decision.objects.get(change=change).pk)
