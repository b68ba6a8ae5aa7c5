"""案件页面: an application from acceptance to the letter, a change with its hearing, by the buttons of the pages alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi import law
from doudi.base.models import Officer
from doudi.benefits import queries as benefits
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.models import Application, Decision
from doudi.oversight.models import DayRecord
from doudi.policy import Case
from doudi.registry import actions as registered
from doudi.registry import queries as registry
from doudi.web.components import explanation
from tests.casework import story
from tests.casework.test_one_case import an_old_man
from tests.people import Family
from tests.web.test_family_pages import NUMBER

Officers = Callable[..., Officer]
Sign = Callable[[Officer], Client]


@pytest.fixture
def on_day(system: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Moves the pages' day."""
    monkeypatch.setattr(settings, "DEMO", True)
    return lambda day: DayRecord.objects.get_or_create(region="370702", on=day) and None


@pytest.fixture
def people(system: None, officer_of: Officers) -> story.Staff:
    return story.staff(officer_of)


@pytest.fixture
def home(system: None) -> Family:
    return story.a_poor_family()


def step(client: Client, application: Application, verb: str, **given: object) -> int:
    return client.post(reverse(f"application_{verb}", args=[application.pk]), given).status_code


def test_an_application_by_the_pages_alone(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    """Surveyed with a correction, opined, posted, submitted, decided by another, told."""
    surveyor, reviewer = signed_in(people.surveyor), signed_in(people.reviewer)
    application = story.applied(home, people)
    on_day(story.SURVEYED)
    unsigned = {"officer_name": people.surveyor.name, "officer_drawn": "", "family_drawn": ""}
    corrected = {**unsigned, "fact0.whose": str(home.head.pk), "fact0.name": "wage", "fact0.value": "9600"}
    assert step(surveyor, application, "investigate", officers=[str(people.second.pk)], findings="与申报大体一致。", **corrected) == 302
    case = registry.case_of(home.household.pk, on=story.SURVEYED)
    assert case.members[0]["wage_12m"] == 960_000
    assert step(surveyor, application, "name_account", holder=str(home.head.pk), bank="示例银行", number="6222000011112222") == 302
    on_day(story.OPINED)
    assert step(surveyor, application, "give_opinion", opinion="dibao", reason="") == 302
    on_day(story.POSTED)
    assert step(surveyor, application, "post_notice") == 302
    assert "示例" not in reverse("notice", args=[application.pk])
    notice = surveyor.get(reverse("notice", args=[application.pk])).content.decode()
    assert home.head.name in notice and home.people[1].name not in notice and not NUMBER.search(notice)
    early = surveyor.post(reverse("application_submit", args=[application.pk]))
    assert early.status_code == 422 and "次日起方可报送" in early.content.decode()
    on_day(story.SUBMITTED)
    assert step(surveyor, application, "submit") == 302
    on_day(story.DECIDED)
    assert step(reviewer, application, "decide", opinion="dibao", reason="") == 302
    assert step(reviewer, application, "decide", opinion="dibao", reason="") == 422, "sent twice, decided once"
    decision = Decision.objects.get(application=application)
    award = benefits.find_award(home.household.pk, date(2026, 11, 1))
    assert award.amount_fen == decision.amount_fen == 223_000 and award.account.number_tail == "2222"
    letter = surveyor.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "最低生活保障确认通知书" in letter and "行政复议" in letter and "决定时的核算" in letter
    assert surveyor.post(reverse("decision_tell", args=[decision.pk]), {"how": ""}).status_code == 422
    assert surveyor.post(reverse("decision_tell", args=[decision.pk]), {"how": "当面送达"}).status_code == 302
    assert "当面送达" in surveyor.get(reverse("decision", args=[decision.pk])).content.decode()


def test_a_refused_step_keeps_the_words_and_says_why(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    on_day(story.SURVEYED)
    application = story.applied(home, people)
    response = signed_in(people.surveyor).post(reverse("application_investigate", args=[application.pk]), {"findings": "一个人去的 <i>"})
    body = response.content.decode()
    assert response.status_code == 422 and "两名以上" in body and "一个人去的 &lt;i&gt;" in body and "<i>" not in body.replace("<i class", "")
    assert story.fresh(application).state == "accepted"


def test_an_account_number_is_never_given_back(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    on_day(story.SURVEYED)
    application = story.applied(home, people)
    given = {"holder": str(home.head.pk), "bank": "", "number": "622200001111222233"}
    body = signed_in(people.clerk).post(reverse("application_name_account", args=[application.pk]), given).content.decode()
    assert "请填写开户银行" in body and "622200001111222233" not in body
    assert not benefits.accounts_of(home.head.pk)


def test_a_correction_that_cannot_be_read_records_nothing(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    on_day(story.SURVEYED)
    application = story.applied(home, people)
    given = {"officers": [str(people.second.pk)], "findings": "有出入。", "fact0.whose": "", "fact0.name": "wage", "fact0.value": "100"}
    assert step(signed_in(people.surveyor), application, "investigate", **given) == 422
    assert not application.investigations.exists()


def test_who_accepted_cannot_decide_and_other_roles_cannot_press(
    on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign, officer_of: Officers
) -> None:
    on_day(story.DECIDED)
    application = story.submitted(home, people)
    assert step(signed_in(people.clerk), application, "decide", opinion="dibao") == 403
    assert step(signed_in(officer_of("finance")), application, "decide", opinion="dibao") == 403
    assert step(signed_in(people.reviewer), application, "decide") == 422
    assert step(signed_in(officer_of("county", "370783")), application, "decide", opinion="dibao") == 404
    assert "审核确认" not in signed_in(people.clerk).get(reverse("application", args=[application.pk])).content.decode().partition("card-action")[2][:200]


def test_a_near_relative_is_seen_and_the_county_visits_first(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    on_day(story.DECIDED)
    application = story.submitted(home, people, relatives="申请人之弟是村委会委员")
    reviewer = signed_in(people.reviewer)
    assert "近亲属备案" in reviewer.get(reverse("application", args=[application.pk])).content.decode()
    refused = reviewer.post(reverse("application_decide", args=[application.pk]), {"opinion": "dibao"})
    assert refused.status_code == 422 and "县级须先入户调查" in refused.content.decode()
    assert step(reviewer, application, "visit_by_county", officers=[str(people.visitor.pk)], findings="情况属实。") == 302
    assert step(reviewer, application, "decide", opinion="dibao") == 302


def test_objection_complaint_extension_and_withdrawal(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    on_day(story.POSTED)
    clerk = signed_in(people.clerk)
    application = story.opined(story.surveyed(story.applied(home, people), people), people)
    assert step(clerk, application, "post_notice") == 302
    assert step(clerk, application, "object_to", objector="某邻居", words="家里有车") == 302
    assert clerk.get(reverse("notice", args=[application.pk])).status_code == 404, "a notice objected to comes down"
    assert step(clerk, application, "review_community", officers=[str(people.second.pk)], findings="评议无异议。") == 302
    assert step(clerk, application, "record_complaint", words="来电反映") == 302
    assert step(clerk, application, "extend", reason="须再次核对") == 302 and step(clerk, application, "extend", reason="再一次") == 422
    body = clerk.get(reverse("application", args=[application.pk])).content.decode()
    assert "某邻居" in body and "来电反映" in body and "已延长" in body
    assert step(clerk, application, "withdraw", reason="家庭撤回") == 302 and step(clerk, application, "end", reason="拒不配合") == 422


def test_a_change_is_heard_and_decided_by_another(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    story.granted(home, people)
    month = story.DECIDED + timedelta(days=10)
    on_day(month)
    given = {"household_id": home.household.pk, "cause": "review", "reason": "收入增加。"}
    change = actions.open_change(kind="end", officer=people.clerk, on=month, **given)
    clerk, reviewer = signed_in(people.clerk), signed_in(people.reviewer)
    nobody = clerk.post(reverse("change_hear", args=[change.pk]), {"person": "nobody", "words": "没人"})
    assert nobody.status_code == 422 and "还有在世成员" in nobody.content.decode()
    assert clerk.post(reverse("change_hear", args=[change.pk]), {"person": str(home.head.pk), "words": "没有意见"}).status_code == 302
    assert clerk.post(reverse("change_decide_change", args=[change.pk]), {"outcome": "keep", "reason": "x"}).status_code == 403
    empty = reviewer.post(reverse("change_decide_change", args=[change.pk]), {"outcome": "keep", "reason": ""})
    assert empty.status_code == 422 and "请写明" in empty.content.decode()
    assert reviewer.post(reverse("change_decide_change", args=[change.pk]), {"outcome": "keep", "reason": "收入未超标准。"}).status_code == 302
    body = reviewer.get(reverse("change", args=[change.pk])).content.decode()
    assert "维持不变" in body and "没有意见" in body and not NUMBER.search(body)


def test_the_list_by_tab_state_and_deadline(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    on_day(story.DECIDED)
    accepted, decided = story.applied(home, people), story.granted(story.a_poor_family(), people)
    clerk, address = signed_in(people.clerk), reverse("applications")

    def shown(**asked: str) -> str:
        return clerk.get(address, asked).content.decode()

    assert accepted.number in shown() and decided.number in shown()
    assert accepted.number in shown(state="accepted") and decided.number not in shown(state="accepted")
    assert accepted.number in shown(when="overdue") and decided.number not in shown(when="overdue")
    assert accepted.number not in shown(when="later") and "没有符合条件" in shown(when="today")
    assert decided.decision.number in shown(tab="tellings") and "没有符合条件" in shown(tab="changes")
    assert clerk.get(address, {"tab": "x", "state": "'; --", "when": "?", "page": "x"}).status_code == 200


def test_a_kept_explanation_reads_like_the_fresh_one(on_day: Callable[[date], None], people: story.Staff, home: Family) -> None:
    decision = story.granted(home, people).decision
    kept = explanation.of_kept(decision.explanation, decision.inputs)
    assert not kept.missing and not kept.refused and kept.tier == "符合低保条件" and kept.amount == "2,030.00 元" and kept.illustrative
    sums = {one.title: ("".join(part.said + part.after for part in one.parts), one.value) for one in kept.sums}
    assert sums["补差金额"] == ("1,010.00 元 × 3 人 − 12,000.00 元 ÷ 12 个月 = 2,030.00 元", "2,030.00 元")
    assert sums["家庭可支配收入（近12个月）"] == ("第 1 人 12,000.00 元", "12,000.00 元")
    assert all(line.article for line in kept.lines) and any(("第 2 人", "是") in line.each for line in kept.lines)


def test_supporters_are_not_called_by_the_members_names() -> None:
    on = date(2026, 8, 1)
    for supporters, each in ([], None), ([{"supporter_support_paid_12m": 0}], [("第 1 名义务人", "是")]):
        blank = {fact.name: fact.left_out for fact in law.book(on).facts.values() if fact.level == "person"}
        finding = law.book(on).decide(Case(on, "370702", "urban", {}, [blank], supporters))
        kept = explanation.of_kept({**finding.as_json(), "day": on.isoformat(), "illustrative": []}, None, names=["甲"])
        lines = {line.title: line.each for line in kept.lines}
        assert lines.get("所赡养抚养扶养的人有计入的") == each and lines["计入共同生活的家庭成员"] == [("甲", "是")]


def test_an_unknown_leaves_the_sum_unsaid(people: story.Staff, home: Family) -> None:
    shown = explanation.of_assessment(cases.assess_household(home.household.pk, on=story.ON))
    assert (shown.missing or shown.refused) and shown.tier == "不能判断" and not any(one.is_result for one in shown.sums)
    assert {"家庭申报或入户调查"} <= {one.who for one in shown.missing}


def test_every_number_of_a_sum_opens(on_day: Callable[[date], None], people: story.Staff, home: Family, signed_in: Sign) -> None:
    """A figure opens to its place, day and article with its text, a fact to who said it and when, a step to how it came about."""
    decision = story.granted(home, people).decision
    opened = {part.title: part for one in explanation.of_kept(decision.explanation, decision.inputs).sums for part in one.parts if part.title}
    standard = opened["最低生活保障标准"]
    assert standard.said == "1,010.00 元" and standard.is_illustrative
    assert "潍坊市（3707），2026-01-01 起" in standard.origin and "最低生活保障标准" in standard.passage
    assert opened["金融资产"].origin == f"家庭申报，{story.ON}"
    assert opened["第 1 人的个人收入"].origin == "12,000.00 元" and opened["第 1 人的个人收入"].passage
    parts = [part for one in explanation.of_kept(decision.explanation, decision.inputs).sums for part in one.parts]
    assert all(part.title for part in parts if part.said.strip().endswith("元") and "= " not in part.said and "≈ " not in part.said)
    body = signed_in(people.reviewer).get(reverse("decision", args=[decision.pk])).content.decode()
    assert '<details class="opens"><summary>1,010.00 元</summary>' in body
    assert "怎样向家庭说明" in body and "标准与这家的差距" in body and "60日内向潍城区人民政府申请行政复议" in body


def test_where_the_rules_find_something_else_today_the_kept_steps_alone_are_shown(on_day: Callable[[date], None], people: story.Staff, home: Family) -> None:
    decision = story.granted(home, people).decision
    inputs = {**decision.inputs, "members": [{**decision.inputs["members"][0], "wage_12m": 99}, *decision.inputs["members"][1:]]}
    shown = explanation.of_kept(decision.explanation, inputs)
    assert shown.amount == "2,030.00 元" and shown.lines and not shown.sums and not shown.nearness
    assert explanation.of_kept(decision.explanation, None).lines == shown.lines


def test_what_was_declared_stands_beside_what_was_found(people: story.Staff, home: Family, signed_in: Sign) -> None:
    """What a visit found otherwise comes first and is marked; what nobody doubted is not."""
    case = story.applied(home, people)
    found = (registered.Declared(home.head.pk, "wage", amount=2_400_000), registered.Declared(None, "financial_assets", amount=500_000))
    story.surveyed(case, people, facts=found)
    shown = signed_in(people.clerk).get(reverse("application", args=[case.pk])).context["compared"]
    assert [(one.title, one.declared, one.now, one.differs) for one in shown[:2]] == [
        ("工资性收入", "12,000.00 元", "24,000.00 元", True),
        ("金融资产", "没有", "5,000.00 元", True),
    ]
    assert all(one.source and one.day for one in shown[:2])


def test_who_is_tekun_is_told_what_he_receives_and_no_dibao_of_nothing(people: story.Staff) -> None:
    family = an_old_man()
    case = story.applied(family, people, wage=0)
    before = explanation.of_assessment(cases.assess_application(case.pk, story.ON))
    assert (before.tier, before.amount) == ("符合特困人员条件", "不能确定"), "as dibao it is not asked"
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=story.ON)
    assert explanation.of_assessment(cases.assess_application(case.pk, story.ON)).amount == "1,513.00 元"
