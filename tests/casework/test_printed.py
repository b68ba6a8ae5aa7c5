"""打印的文书: every paper of a case and the file of a family, read again from their PDFs."""

import json
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from doudi.base import access
from doudi.base.papers import CannotPrint
from doudi.casework import actions
from doudi.casework.actions import intake
from doudi.casework.models import Application, ApplicationForm, Change, Decision, Investigator
from doudi.casework.papers import Paper
from doudi.casework.queries import papers
from doudi.registry import actions as register
from doudi.registry import queries as registry
from doudi.registry.actions import Declared
from tests.casework import story
from tests.casework.test_papers import FORBIDDEN
from tests.people import Family, a_family
from tests.shaken import shaken_rows

HEARD = '工资不稳定，希望渐退，#eval("1+1") $100$。'


@pytest.fixture
def people(system: None, officer_of: Callable) -> story.Staff:
    return story.staff(officer_of)


def read(paper: Paper) -> str:
    return flat(PdfReader(BytesIO(paper.pdf())))


def flat(pdf: PdfReader) -> str:
    """Its words without the breaks and gaps of lines."""
    return re.sub(r"\s|\u200b", "", "".join(page.extract_text() for page in pdf.pages))


def having(listed: list[Paper]) -> dict[str, Paper]:
    return {paper.slug.partition("-")[0]: paper for paper in listed}


def an_ending(family: Family, people: story.Staff) -> Change:
    change = actions.open_change(
        household_id=family.household.pk, kind="end", cause="family", reason="家庭收入已超过标准。", officer=people.clerk, on=date(2026, 11, 2)
    )
    return actions.hear(change_id=change.pk, person_id=family.head.pk, words=HEARD, officer=people.surveyor, on=date(2026, 11, 3))


def a_whole_case(people: story.Staff) -> tuple[Family, Application, Change]:
    """Applied, surveyed, posted, granted, told; then proposed to end, and heard."""
    family = story.a_poor_family()
    application = story.granted(family, people)
    actions.tell(decision_id=Decision.objects.get(application=application).pk, how="当面送达本人签收", officer=people.clerk, on=story.DECIDED)
    return family, application, an_ending(family, people)


def test_every_paper_says_what_it_must(people: story.Staff) -> None:
    family, application, change = a_whole_case(people)
    number, head = application.number, family.head.name
    of_application = having(papers.papers_of_application(application.pk))
    of_change = having(papers.papers_of_change(change.pk))
    assert list(of_application) == ["application", "consent", "visit", "notice", "review", "decision", "receipt"]
    assert list(of_change) == ["hearing", "review"]
    said = {
        of_application["application"]: (
            "社会救助申请书",
            number,
            head,
            family.people[2].name,
            "工资性收入",
            "12,000.00元",
            "社会救助法第四十条",
            "2026年10月12日",
        ),
        of_application["consent"]: ("家庭经济状况核对授权书", f"SQS-{number}", "潍城区民政局", "第四十一条", "监护人", head),
        of_application["visit"]: ("入户调查记录", f"DC-{number}-1", people.surveyor.name, people.second.name, "家中情况与申报一致。", "在场的家庭成员签名"),
        of_application["notice"]: ("公示", f"GS-{number}", head, "3人", "拟确认为最低生活保障家庭", "2026年10月15日至2026年10月22日"),
        of_application["review"]: (
            "审批表",
            f"SP-{number}",
            "初审意见",
            people.surveyor.name,
            "2,030.00元",
            "按规则核算：低保",
            people.reviewer.name,
            "示例标准",
        ),
        of_application["decision"]: ("最低生活保障确认通知书", f"JD-{number}", "自2026年11月起每月发放最低生活保障金2,030.00元", "行政复议", "第七十六条"),
        of_application["receipt"]: ("送达回证", f"SD-JD-{number}", "当面送达本人签收", people.clerk.name),
        of_change["hearing"]: ("听取意见记录", f"TQ-{change.number}", head, re.sub(r"\s", "", HEARD), "第四十八条"),
        of_change["review"]: ("审批表", f"SP-{change.number}", "家庭收入已超过标准。", re.sub(r"\s", "", HEARD), "（盖章）"),
    }
    for paper, words in said.items():
        text = read(paper)
        assert [one for one in words if one not in text] == [], paper.title
        assert paper.pdf() == paper.pdf(), paper.title


def test_a_refusal_is_printed_with_reason_and_remedies_and_never_posted(people: story.Staff) -> None:
    family = story.a_poor_family()
    application = story.opined(story.surveyed(story.applied(family, people, wage=6000), people), people, outcome="refuse", reason="家庭人均收入超过当地标准。")
    actions.submit(application_id=application.pk, officer=people.clerk, on=story.POSTED)
    actions.decide(
        application_id=application.pk, outcome="refuse", reason="家庭人均收入超过当地标准。", second=people.visitor, officer=people.reviewer, on=story.DECIDED
    )
    listed = having(papers.papers_of_application(application.pk))
    assert "notice" not in listed
    text = read(listed["decision"])
    assert all(words in text for words in ("不予确认最低生活保障告知书", "家庭人均收入超过当地标准", "每月收入6,000.00元", "60日内", "行政诉讼"))
    assert "未公示" in read(listed["review"])


def test_a_letter_is_printed_word_for_word(people: story.Staff) -> None:
    """What was kept is what is on paper: every line of it, in order."""
    application = story.granted(story.a_poor_family(), people)
    decision = Decision.objects.get(application=application)
    text, place = read(having(papers.papers_of_application(application.pk))["decision"]), 0
    for line in re.split(r"\n+", decision.written_text):
        words = re.sub(r"\s", "", line)
        place = text.find(words, place)
        assert place >= 0, line


def test_papers_do_not_change_with_what_happens_later(people: story.Staff) -> None:
    """A raise, a move and a death later, the papers of the case are the same bytes."""
    family, application, _ = a_whole_case(people)
    before = {paper.slug: paper.pdf() for paper in papers.papers_of_application(application.pk)}
    register.record_fact(person_id=family.head.pk, name="wage", amount=9_000_000, source="investigation", ref="99", on=date(2026, 12, 1))
    register.end_membership(
        household_id=family.household.pk, person_id=family.people[2].pk, until_on=date(2026, 12, 1), because="迁出", officer=people.clerk, on=date(2026, 12, 1)
    )
    assert {paper.slug: paper.pdf() for paper in papers.papers_of_application(application.pk)} == before


def test_papers_do_not_hang_on_the_order_in_which_rows_come(people: story.Staff) -> None:
    """With the order shaken at every question; the people of one visit, asked for without an order, come in both (the negative control)."""
    family, application, change = a_whole_case(people)

    def bound() -> str:
        listed = [*papers.papers_of_application(application.pk), *papers.papers_of_change(change.pk), papers.dossier_of(family.household.pk)]
        return json.dumps([[paper.slug, paper.contents] for paper in listed], ensure_ascii=False)

    before = bound()
    with shaken_rows():
        assert [bound() for _ in range(10)] == [before] * 10
        assert len({tuple(Investigator.objects.order_by().values_list("pk", flat=True)) for _ in range(60)}) > 1


def test_the_form_says_what_was_declared_though_a_visit_the_same_day_found_more(people: story.Staff) -> None:
    family = story.a_poor_family()
    application = story.applied(family, people, wage=1000)
    found = (Declared(family.head.pk, "wage", amount=2_400_000), Declared(None, "living_costs"))
    story.surveyed(application, people, on=story.ON, facts=found)
    listed = having(papers.papers_of_application(application.pk))
    assert "12,000.00元" in read(listed["application"]) and "24,000.00元" not in read(listed["application"])
    visit = read(listed["visit"])
    assert "24,000.00元" in visit and "说不清" in visit and "查明与申报不一致的" in visit


def test_the_form_is_never_rewritten(people: story.Staff) -> None:
    story.applied(story.a_poor_family(), people)
    for change in (lambda: ApplicationForm.objects.update(contents={}), lambda: ApplicationForm.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_another_town_does_not_see_the_form(people: story.Staff, officer_of: Callable) -> None:
    application = story.applied(story.a_poor_family(), people)
    with access.acting(officer_of("township", "370702002")):
        assert not ApplicationForm.objects.exists()
        with pytest.raises(Application.DoesNotExist):
            papers.papers_of_application(application.pk)


def test_an_application_without_a_kept_form_has_its_other_papers(people: story.Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those accepted before the form was kept."""
    monkeypatch.setattr(intake, "keep_form", lambda *_: None)
    listed = having(papers.papers_of_application(story.granted(story.a_poor_family(), people).pk))
    assert list(listed) == ["visit", "notice", "review", "decision"] and "共同生活的家庭成员" not in read(listed["review"])


def test_a_dossier_binds_them_all_with_an_index_that_leads(people: story.Staff) -> None:
    family, application, change = a_whole_case(people)
    bound = papers.dossier_of(family.household.pk)
    assert bound.pdf() == bound.pdf()
    pdf = PdfReader(BytesIO(bound.pdf()))
    listed = [*papers.papers_of_application(application.pk), *papers.papers_of_change(change.pk)]
    marks = [(mark.title, pdf.get_destination_page_number(mark) + 1) for mark in pdf.outline]
    assert [title for title, _ in marks] == ["社会救助家庭档案", "目　录", *(paper.title for paper in listed), "待遇与发放记录"]
    index = re.sub(r"\s", "", pdf.pages[1].extract_text())
    for place, (paper, (title, page)) in enumerate(zip(listed, marks[2:], strict=False), 1):
        there = re.sub(r"\s", "", pdf.pages[page - 1].extract_text())
        assert title in there and paper.number in there
        assert re.search(rf"{place}{paper.title}{paper.number}{paper.on.year}年{paper.on.month}月{paper.on.day}日{page}(?!\d年)", index), paper.title
        assert f"—{page}—" in there
    assert flat(pdf).count("2,030.00元") > 4 and "DA-" + family.household.number in index


def test_an_objection_is_bound_and_its_notice_is_not(people: story.Staff) -> None:
    family = story.a_poor_family()
    application = story.opined(story.surveyed(story.applied(family, people), people), people)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=story.POSTED)
    actions.object_to(application_id=application.pk, objector="邻居某某", words="他家有车。", officer=people.clerk, on=story.POSTED)
    text = read(papers.dossier_of(family.household.pk))
    assert "公示异议登记表" in text and "邻居某某" in text and "他家有车。" in text and f"GS-{application.number}" not in text


def test_no_number_of_a_person_is_on_any_paper(people: story.Staff) -> None:
    family, _, _ = a_whole_case(people)
    text = read(papers.dossier_of(family.household.pk))
    for person in family.people:
        number = registry.open_id_number(person, officer=people.clerk, because="测试比对")
        assert number not in text and number[4:14] not in text
        assert registry.masked_id_number(person) in text
    assert not re.search(r"(?<!H)\d{15}", text.replace(family.household.number, ""))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.integers(1, 5),
    findings=st.sampled_from(["户主患尿毒症，每周透析。", "配偶肢体二级残疾，电话 13800000000。", "户主曾服刑。", "账号 6217000000000000 已核对。"]),
    illness=st.sampled_from(["none", "limb", "mental", "intellectual"]),
)
def test_a_notice_on_paper_shows_nothing_it_must_not(people: story.Staff, members: int, findings: str, illness: str) -> None:
    """Its pages, its metadata and all that is packed in the file."""
    family = a_family(members)
    story.vehicles_answered(family)
    declared = [Declared(family.head.pk, "disability_kind", word=illness), Declared(family.head.pk, "major_illness", amount=1)]
    application = actions.accept(
        household_id=family.household.pk, applicant_id=family.head.pk, declared=declared, origin="window", officer=people.clerk, on=story.ON
    )
    actions.investigate(application_id=application.pk, officers=[people.surveyor, people.second], findings=findings, on=story.ON)
    actions.give_opinion(application_id=application.pk, outcome="grant", reason=findings, officer=people.surveyor, on=story.OPINED)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=story.POSTED)
    pdf = PdfReader(BytesIO(having(papers.papers_of_application(application.pk))["notice"].pdf()))
    assert family.head.name in flat(pdf)
    packed = "".join(str(value) for value in pdf.metadata.values()) + pdf.xmp_metadata.stream.get_data().decode() + "".join(str(mark) for mark in pdf.outline)
    text = flat(pdf).replace(family.head.name, "")
    assert not FORBIDDEN.search(text), text
    assert family.head.name not in packed and findings[:6] not in packed + text
    assert all(person.name not in text + packed for person in family.people[1:])
    assert registry.masked_id_number(family.head) not in text and family.household.number not in text + packed


def test_a_broken_template_of_the_city_is_said(people: story.Staff, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    application = story.applied(story.a_poor_family(), people)
    (tmp_path / "consent.typ").write_text("#let consent(paper) = form({\n  title(papr)\n})\n", encoding="utf-8")
    monkeypatch.setenv("DOUDI_PAPERS", str(tmp_path))
    listed = having(papers.papers_of_application(application.pk))
    assert "社会救助申请书" in read(listed["application"])
    with pytest.raises(CannotPrint, match=r"consent\.typ 第 2 行"):
        listed["consent"].pdf()
