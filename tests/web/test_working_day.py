"""一天的办理: two windows on one case, a form left half filled in, work given to colleagues, words about a case."""

import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from doudi.base import access, drafts
from doudi.base.models import Draft, Officer
from doudi.casework import actions
from doudi.casework.models import Application, Assignment, Comment, Decision, Filing, HandOver, Passage
from doudi.flows import clock
from doudi.monitoring import actions as monitoring
from doudi.monitoring.models import Alert
from tests.casework import story
from tests.databases import Clone
from tests.monitoring.builders import an_alert

Sign = Callable[[Officer], Client]


@pytest.fixture
def people(system: None, officer_of: Callable[..., Officer]) -> story.Staff:
    return story.staff(officer_of)


def seen_on(client: Client, case: Application) -> str:
    page = client.get(reverse("application", args=[case.pk])).content.decode()
    return re.findall(r'name="seen" value="([\d-]+)"', page)[0]


def test_the_second_window_sees_what_the_first_did_and_keeps_its_own_words(people: story.Staff, signed_in: Sign) -> None:
    case = story.surveyed(story.applied(story.a_poor_family(), people), people)
    one, two = signed_in(people.surveyor), signed_in(people.second)
    seen = seen_on(one, case)
    assert seen == seen_on(two, case)
    address = reverse("application_give_opinion", args=[case.pk])
    assert one.post(address, {"opinion": "dibao", "reason": "第一个窗口的理由。", "seen": seen}).status_code == 302
    late = two.post(address, {"opinion": "dibao", "reason": "第二个窗口的理由。", "seen": seen})
    said = late.content.decode()
    assert late.status_code == 409 and people.surveyor.name in said and "提出初审意见" in said
    assert "第一个窗口的理由。" in said and "第二个窗口的理由。" in said, "both values"
    assert Application.objects.get(pk=case.pk).opinion_reason == "第一个窗口的理由。"


def test_without_the_mark_the_second_would_go_through(people: story.Staff, signed_in: Sign) -> None:
    """Negative control: what only adds to a case is taken from a window that says nothing of what it saw, and is not from one that does."""
    case, clerk = story.surveyed(story.applied(story.a_poor_family(), people), people), signed_in(people.second)
    seen = seen_on(clerk, case)
    given = {"manner": "survey", "officers": [str(people.clerk.pk)], "findings": "再看一次。"}
    assert clerk.post(reverse("application_investigate", args=[case.pk]), {**given, "seen": seen}).status_code == 302
    assert clerk.post(reverse("application_investigate", args=[case.pk]), {**given, "seen": seen}).status_code == 409
    assert clerk.post(reverse("application_investigate", args=[case.pk]), given).status_code == 302


def test_two_at_once_come_one_after_the_other(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    """Two connections with the same mark: one goes through, one is told."""
    with access.acting_as_system():
        people = story.staff(officer_of)
        case = story.surveyed(story.applied(story.a_poor_family(), people), people)
        before = Passage.objects.count()
        seen = f"{Passage.objects.filter(application=case).latest('id').pk}-1"
    start, told = threading.Barrier(2), []

    def opine() -> None:
        from django.db import connection

        start.wait()
        try:
            with access.acting_as_system():
                actions.refuse_stale(application_id=case.pk, seen=seen, typed="")
                actions.investigate(application_id=case.pk, officers=[people.surveyor, people.second], findings="补充。", on=story.SURVEYED)
            told.append("done")
        except actions.Stale:
            told.append("stale")
        finally:
            connection.close()

    both = [threading.Thread(target=opine) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with access.acting_as_system():
        assert sorted(told) == ["done", "stale"] and Passage.objects.count() == before + 1


def test_a_draft_is_its_officer_s_alone_sealed_and_goes_when_it_is_sent(people: story.Staff, signed_in: Sign) -> None:
    case = story.surveyed(story.applied(story.a_poor_family(), people), people)
    surveyor, second = signed_in(people.surveyor), signed_in(people.second)
    form = f"application:{case.pk}:give_opinion"
    address = reverse("draft", args=[form])
    typed = {"reason": "还没有写完的理由", "opinion": "dibao", "second_word": "secret", "once": "x", "number": "6222"}
    assert surveyor.post(address, typed).status_code == 200
    left = json.loads(surveyor.get(address).content)
    assert left["fields"] == {"reason": ["还没有写完的理由"], "opinion": ["dibao"]} and "草稿" in left["words"]
    assert json.loads(second.get(address).content) == {}
    with access.acting_as_system():
        assert "还没有写完".encode() not in bytes(Draft.objects.get().sealed)
    assert surveyor.post(reverse("application_give_opinion", args=[case.pk]), {"opinion": "dibao", "reason": "", "draft": form}).status_code == 302
    assert json.loads(surveyor.get(address).content) == {}
    assert surveyor.get(reverse("draft", args=["anything"])).status_code == 404


def test_a_draft_that_is_refused_stays_and_one_that_nobody_comes_back_to_goes(people: story.Staff, signed_in: Sign) -> None:
    case, surveyor = story.surveyed(story.applied(story.a_poor_family(), people), people), signed_in(people.surveyor)
    form = f"application:{case.pk}:give_opinion"
    with access.acting(people.surveyor):
        drafts.keep(form, {"reason": ["写了一半"]}, officer=people.surveyor)
    assert surveyor.post(reverse("application_give_opinion", args=[case.pk]), {"opinion": "refuse", "draft": form}).status_code == 422
    with access.acting(people.surveyor):
        assert drafts.kept(form, officer=people.surveyor)
    with access.acting_as_system():
        assert drafts.forget() == 0
        Draft.objects.update(at=Draft.objects.get().at - timedelta(days=8))
        assert drafts.forget() == 1
    with pytest.raises(drafts.CannotKeep):
        drafts.keep(form, {"reason": ["长" * 70_000]}, officer=people.surveyor)


def test_the_queue_is_mine_nobody_s_or_the_office_s(people: story.Staff, signed_in: Sign) -> None:
    found = [story.applied(story.a_poor_family(), people) for _ in range(3)]
    clerk, second = signed_in(people.clerk), signed_in(people.second)
    items = [f"application:{case.pk}:{case.region}" for case in found[:2]]
    given = {"items": items, "to": str(people.second.pk)}
    shown = clerk.post(reverse("queue_batch"), given)
    assert shown.status_code == 200 and people.second.name in shown.content.decode() and not Assignment.objects.exists(), "first it is shown"
    assert clerk.post(reverse("queue_batch"), {**given, "step": "confirm"}).status_code == 302
    assert [count for _, _, count in second.get(reverse("queue")).context["whose"]] == [3, 2, 1]
    assert second.get(reverse("queue"), {"whose": "mine"}).context["page"].paginator.count == 2
    assert clerk.get(reverse("queue"), {"whose": "nobody"}).context["page"].paginator.count == 1
    forged = {"items": [f"application:{found[2].pk}:370702001999", "review:999999:370702001001"], "step": "confirm"}
    assert clerk.post(reverse("queue_batch"), forged).status_code == 422, "what is no duty of this office is nobody's to give"
    wrong = clerk.post(reverse("queue_batch"), {"items": ["payment:1:370702001"]})
    assert wrong.status_code == 422 and "重新选择" in wrong.content.decode()
    assert Assignment.objects.count() == 2
    assert "撤销刚才的批量办理" in clerk.get(reverse("queue")).content.decode()
    assert clerk.post(reverse("queue_undo")).status_code == 302 and not Assignment.objects.exists()
    assert clerk.post(reverse("queue_undo")).status_code == 422, "once"


def test_a_deputy_finds_the_work_in_mine(people: story.Staff, signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    case, clerk = story.applied(story.a_poor_family(), people), signed_in(people.clerk)
    clerk.post(reverse("queue_batch"), {"items": [f"application:{case.pk}:{case.region}"], "to": str(people.clerk.pk), "step": "confirm"})
    on = clock.today().isoformat()
    half = clerk.post(reverse("desk_delegate"), {"deputy": str(people.second.pk), "from_on": on, "because": "请假"})
    assert half.status_code == 422 and "起止日期" in half.content.decode()
    given = {"deputy": str(people.second.pk), "from_on": on, "until_on": on, "because": "请假"}
    assert clerk.post(reverse("desk_delegate"), given).status_code == 302
    assert signed_in(people.second).get(reverse("queue"), {"whose": "mine"}).context["page"].paginator.count == 1
    assert "请假" in clerk.get(reverse("desk")).content.decode()
    assert clerk.post(reverse("desk_hand_over"), {"to": str(people.surveyor.pk), "because": "调离"}).status_code == 302
    taker = signed_in(people.surveyor)
    assert "确认接收" in taker.get(reverse("desk")).content.decode()
    assert taker.post(reverse("desk_answer", args=[HandOver.objects.get().pk]), {"answer": "taken"}).status_code == 302
    assert signed_in(people.second).get(reverse("queue"), {"whose": "mine"}).context["page"].paginator.count == 0


def test_words_about_a_case_are_on_its_page_and_on_no_paper(people: story.Staff, signed_in: Sign) -> None:
    case, clerk = story.surveyed(story.applied(story.a_poor_family(), people), people), signed_in(people.clerk)
    address = reverse("application_comment", args=[case.pk])
    assert clerk.post(address, {"words": "周三再去一次"}).status_code == 302
    assert "周三再去一次" in clerk.get(reverse("application", args=[case.pk])).content.decode()
    refused = clerk.post(address, {"words": " "})
    assert refused.status_code == 422 and "备注内容" in refused.content.decode()
    assert clerk.post(address, {"struck": str(Comment.objects.get().pk), "because": "改期"}).status_code == 302
    assert "<s>周三再去一次</s>" in clerk.get(reverse("application", args=[case.pk])).content.decode()


def test_alerts_are_signed_for_together_and_taken_back(people: story.Staff, signed_in: Sign) -> None:
    town = people.clerk.region
    alerts = [an_alert(story.a_poor_family()) for _ in range(2)]
    case, clerk = story.applied(story.a_poor_family(), people), signed_in(people.clerk)
    items = [*(f"alert:{one.pk}:{one.region}" for one in alerts), f"application:{case.pk}:{case.region}"]
    shown = clerk.post(reverse("queue_batch"), {"do": "sign", "items": items}).content.decode()
    assert "另有 1 件不能签收" in shown and all(one.region.startswith(town) for one in alerts)
    assert clerk.post(reverse("queue_batch"), {"do": "sign", "items": items, "step": "confirm"}).status_code == 302
    assert {one.state for one in Alert.objects.all()} == {"signed"}
    with access.acting(people.clerk):
        monitoring.record_visit(alert_id=alerts[0].pk, officers=[people.clerk, people.second], findings="在家。", on=clock.today())
    assert clerk.post(reverse("queue_undo")).status_code == 302
    assert [Alert.objects.get(pk=one.pk).state for one in alerts] == ["visited", "raised"], "what has gone on since stays"
    nothing = clerk.post(reverse("queue_batch"), {"do": "sign", "items": [items[2]]})
    assert nothing.status_code == 422 and "可以签收" in nothing.content.decode()
    assert clerk.post(reverse("queue_batch"), {"do": "pay", "items": items}).status_code == 422


def test_a_way_of_looking_at_the_queue_is_kept_under_a_name(people: story.Staff, signed_in: Sign) -> None:
    clerk = signed_in(people.clerk)
    story.applied(story.a_poor_family(), people)
    assert "起个名称" in clerk.get(reverse("queue"), {"kind": "application"}).content.decode()
    kept = clerk.post(reverse("queue_filter"), {"name": "申请", "kind": "application"})
    assert kept.status_code == 302 and kept["Location"].endswith("?kind=application")
    assert clerk.get(kept["Location"]).context["terms"] == "kind=application"
    assert "申请</a>" in clerk.get(reverse("queue")).content.decode()
    refused = clerk.post(reverse("queue_filter"), {"name": "", "kind": "application"})
    assert refused.status_code == 422 and "名称" in refused.content.decode()
    assert [one.name for one in signed_in(people.second).get(reverse("queue")).context["filters"]] == []
    clerk.post(reverse("queue_filter"), {"dropped": "申请"})
    assert clerk.get(reverse("queue")).context["filters"] == []


def test_a_decision_is_seen_whole_before_it_is_made(people: story.Staff, signed_in: Sign) -> None:
    case, reviewer = story.submitted(story.a_poor_family(), people), signed_in(people.reviewer)
    address, typed = reverse("application_decide", args=[case.pk]), {"opinion": "dibao", "reason": "属实。"}
    before = (Passage.objects.count(), Decision.objects.count())
    shown = reviewer.post(address, {**typed, "step": "check"})
    said = shown.content.decode()
    assert shown.status_code == 200 and "同意：最低生活保障" in said and "属实。" in said and "决定书" in said and "还没有提交" in said
    assert (Passage.objects.count(), Decision.objects.count()) == before, "nothing of the rehearsal stays"
    back = reviewer.post(address, {**typed, "step": "edit"})
    assert back.status_code == 200 and ">属实。</textarea>" in back.content.decode()
    refused = reviewer.post(address, {"opinion": "refuse", "reason": "", "step": "check"})
    assert refused.status_code == 422 and "理由" in refused.content.decode()
    assert reviewer.post(address, {**typed, "step": "confirm"}).status_code == 302
    made = Decision.objects.get()
    assert made.written_text.partition("\n")[0] in said


def test_against_the_rules_the_second_person_reads_it_before_typing_a_password(people: story.Staff, signed_in: Sign) -> None:
    case, reviewer = story.submitted(story.a_poor_family(), people), signed_in(people.reviewer)
    address, typed = reverse("application_decide", args=[case.pk]), {"opinion": "refuse", "reason": "实际不居住。", "second": str(people.visitor.pk)}
    said = reviewer.post(address, {**typed, "step": "check"}).content.decode()
    assert "与规则结果不同" in said and "由第二人看过本页后本人输入" in said
    wrong = reviewer.post(address, {**typed, "step": "confirm", "second_word": "不是口令"})
    assert wrong.status_code == 422 and "口令不正确" in wrong.content.decode() and not Decision.objects.exists()
    alone = reviewer.post(address, {**typed, "second": "", "step": "check"})
    assert alone.status_code == 422 and "第二人" in alone.content.decode()


def test_the_case_says_what_it_still_needs(people: story.Staff, signed_in: Sign) -> None:
    case, clerk = story.applied(story.a_poor_family(), people, relatives="村会计是申请人的舅舅"), signed_in(people.clerk)
    actions.ask_for(application_id=case.pk, codes=["house"], officer=people.clerk, on=story.ON)
    tasks = {one.title: one for one in clerk.get(reverse("application", args=[case.pk])).context["tasks"]}
    assert (tasks["补充材料"].state, tasks["入户调查"].is_done, tasks["近亲属备案：县级入户"].is_done) == ("1 项等待", False, False)
    done = story.granted(story.a_poor_family(), people)
    page = clerk.get(reverse("application", args=[done.pk])).context
    assert [one.title for one in page["tasks"] if not one.is_done] == ["部门核对", "收款账户", "决定和告知"]
    assert "村会计" in clerk.get(reverse("filings")).content.decode()


def test_a_relative_found_later_is_filed_on_the_page_and_lifted_by_the_county(people: story.Staff, signed_in: Sign) -> None:
    case, clerk, reviewer = story.applied(story.a_poor_family(), people), signed_in(people.clerk), signed_in(people.reviewer)
    empty = clerk.post(reverse("application_file", args=[case.pk]), {"words": ""})
    assert empty.status_code == 422 and "近亲属关系" in empty.content.decode()
    assert clerk.post(reverse("application_file", args=[case.pk]), {"words": "申请人之兄是村主任"}).status_code == 302
    filing = Filing.objects.get()
    assert "撤销备案" not in clerk.get(reverse("application", args=[case.pk])).content.decode()
    assert clerk.post(reverse("filing_lift", args=[filing.pk]), {"because": "同名"}).status_code == 403
    assert reviewer.post(reverse("filing_lift", args=[filing.pk]), {"because": "同名，不是一人"}).status_code == 302
    assert "同名，不是一人" in reviewer.get(reverse("filings"), {"state": "lifted"}).content.decode()
