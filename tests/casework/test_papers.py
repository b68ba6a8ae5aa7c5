"""纸上: what a notice shows and hides, and what a letter says."""

import dataclasses
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.base import idnumber
from doudi.casework import actions, queries
from doudi.casework.models import Application
from doudi.registry import queries as registry
from doudi.registry.actions import Declared
from tests.casework.story import (
    DECIDED,
    LAST_OF_NOTICE,
    ON,
    OPINED,
    POSTED,
    a_poor_family,
    an_account,
    applied,
    granted,
    opined,
    staff,
    submitted,
    surveyed,
    vehicles_answered,
)
from tests.people import CHILD, a_family, a_household, a_name, a_person, join

pytestmark = pytest.mark.usefixtures("system")

# What no notice may say: health, crime, schooling, numbers of any kind that name a person, and the words beside them.
FORBIDDEN = re.compile(r"\d{7,}|病|残|癌|瘫|手术|住院|刑|监狱|毒|身份证|电话|手机|账|卡号|住址|收入|工资|财产|车|房|学|离异|丧偶")


def posted(family, people) -> Application:
    application = opined(surveyed(applied(family, people), people), people)
    return actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)


def shown(content) -> str:
    return " ".join(str(value) for field, value in dataclasses.asdict(content).items() if field not in ("posted_on", "last_on"))


def test_a_notice_shows_its_number_and_four_things_and_its_days(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = posted(family, people)
    content = queries.notice_content(application.pk)
    assert content == queries.NoticeContent(
        number=application.number,
        village=content.village,
        applicant=family.head.name,
        members=3,
        proposal="拟确认为最低生活保障家庭",
        posted_on=POSTED,
        last_on=LAST_OF_NOTICE,
    )
    assert content.village and not content.village.isdigit()
    assert queries.notices_hanging(LAST_OF_NOTICE) == [content] and queries.notices_hanging(date(2026, 10, 23)) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.integers(1, 5),
    illness=st.sampled_from(["none", "limb", "mental", "intellectual"]),
    findings=st.sampled_from(["户主患尿毒症，每周透析。", "配偶肢体二级残疾，电话 13800000000。", "户主曾服刑。", "账号 6217000000000000 已核对。"]),
    rural=st.booleans(),
)
def test_a_notice_says_nothing_of_health_crime_numbers_or_accounts(officer_of, members, illness, findings, rural):
    people = staff(officer_of)
    family = a_family(members, area="rural" if rural else "urban")
    vehicles_answered(family)
    account_id = an_account(family, people.clerk)
    head = family.head.pk
    declared = [Declared(head, "disability_kind", word=illness), Declared(head, "major_illness", amount=1), Declared(head, "in_custody", amount=0)]
    application = actions.accept(
        household_id=family.household.pk, applicant_id=family.head.pk, declared=declared, origin="window", officer=people.clerk, on=ON, account_id=account_id
    )
    actions.investigate(application_id=application.pk, officers=[people.surveyor, people.second], findings=findings, on=ON)
    actions.give_opinion(application_id=application.pk, outcome="grant", reason=findings, officer=people.surveyor, on=OPINED)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    text = shown(queries.notice_content(application.pk)).replace(family.head.name, "")
    assert not FORBIDDEN.search(text), text
    number = registry.open_id_number(family.head, officer=people.clerk, because="测试比对")
    assert number not in text and idnumber.masked(number) not in text and family.household.number not in text
    assert all(person.name not in text for person in family.people[1:])


def test_the_forbidden_words_would_be_found():
    """Negative control: the pattern above does catch what must not stand there."""
    for text in ("370702198001011234", "肢体二级残疾", "户主患病", "13800000000", "曾服刑", "账号尾号 1234"):
        assert FORBIDDEN.search(text)


def test_a_child_who_applies_stands_as_a_number(officer_of):
    people, household = staff(officer_of), a_household()
    child = a_person(name=a_name(), born_on=CHILD)
    join(household, child, "head")
    family = type("Alone", (), {"household": household, "people": (child,), "head": child})
    vehicles_answered(family)
    application = opined(surveyed(applied(family, people), people, facts=(Declared(None, "able_supporter_outside", 1),)), people)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    application.refresh_from_db()
    content = queries.notice_content(application.pk)
    assert content.applicant == f"{content.village} {application.number}"


def test_an_opinion_not_to_help_is_never_posted(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people), people), people, outcome="refuse", reason="家庭财产超过规定。")
    assert application.state == "ready"
    with pytest.raises(actions.CannotPostNotice):
        actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    with pytest.raises(Application.DoesNotExist):
        queries.notice_content(application.pk)


def test_a_refusal_says_why_with_the_arithmetic_and_the_remedies(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people, wage=6000), people), people, outcome="refuse", reason="家庭人均收入超过当地标准。")
    actions.submit(application_id=application.pk, officer=people.clerk, on=POSTED)
    with pytest.raises(actions.CannotDecide, match="理由"):
        actions.decide(application_id=application.pk, outcome="refuse", second=people.visitor, officer=people.reviewer, on=DECIDED)
    decision = actions.decide(
        application_id=application.pk, outcome="refuse", reason="家庭人均收入超过当地标准。", second=people.visitor, officer=people.reviewer, on=DECIDED
    )
    text = decision.written_text
    assert text.startswith("不予确认最低生活保障告知书") and f"JD-{application.number}" in text and family.head.name in text
    for words in (
        "每月收入 6,000.00 元；低保标准为每人每月 1,010.00 元（示例标准），3 人合计每月 3,030.00 元",
        "72,000.00 元",
        "理由：家庭人均收入超过当地标准",
        "60日内",
        "行政复议",
        "行政诉讼",
        "《中华人民共和国社会救助法》第四十五条",
        people.reviewer.name,
        "2026年10月26日",
    ):
        assert words in text, words
    assert not decision.against_rules
    assert decision.tell_due_on == date(2026, 10, 29)  # three working days: 57号 21


def test_a_grant_says_how_much_and_from_when(officer_of):
    people, family = staff(officer_of), a_poor_family()
    text = granted(family, people).decision.written_text
    assert text.startswith("最低生活保障确认通知书")
    assert "自2026年11月起每月发放最低生活保障金 2,030.00 元" in text and "公示" in text and "示例标准" in text


@pytest.mark.parametrize(("wage", "outcome", "tier"), [(1000, "refuse", "dibao"), (4000, "refuse", "marginal")])
def test_deciding_against_the_rules_is_said_in_the_letter(officer_of, wage, outcome, tier):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people, wage=wage, kind=tier)
    decision = actions.decide(
        application_id=application.pk, outcome=outcome, reason="家庭隐瞒经营，正在核实。", second=people.visitor, officer=people.reviewer, on=DECIDED
    )
    assert decision.against_rules and "与按规则核算的结果不同" in decision.written_text


def test_no_letter_carries_an_id_number(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = granted(family, people).decision
    number = registry.open_id_number(family.head, officer=people.clerk, because="测试比对")
    assert number not in decision.written_text and number not in str(decision.explanation)
    assert not re.search(r"\d{15}", decision.written_text)


def test_money_is_never_more_than_the_rules_give(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = surveyed(applied(family, people, wage=4000), people)
    with pytest.raises(actions.CannotGiveOpinion, match="先更正事实"):
        opined(application, people, kind="dibao", reason="家庭确有困难。")
    with pytest.raises(actions.CannotGiveOpinion, match="同意"):
        opined(application, people, outcome="maybe", reason="再看看。")
    assert opined(application, people, kind="marginal").opinion_amount_fen == 0


def test_telling_is_owed_once_and_in_three_working_days(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = granted(family, people).decision
    (waiting,) = [work for work in queries.work_queue("township", DECIDED) if work.kind == "decision"]
    assert waiting.due_on == date(2026, 10, 29) and list(queries.awaiting_telling(DECIDED)) == [decision]
    actions.tell(decision_id=decision.pk, how="送达本人签收", officer=people.clerk, on=DECIDED)
    assert not queries.awaiting_telling(DECIDED)
    with pytest.raises(actions.CannotTell, match="已于"):
        actions.tell(decision_id=decision.pk, how="邮寄", officer=people.clerk, on=DECIDED)
