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
from doudi.casework.models import Application, Assignment, Comment, Passage
from tests.casework import story
from tests.databases import Clone

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
    shown = clerk.post(reverse("queue_assign"), given)
    assert shown.status_code == 200 and people.second.name in shown.content.decode() and not Assignment.objects.exists(), "first it is shown"
    assert clerk.post(reverse("queue_assign"), {**given, "step": "confirm"}).status_code == 302
    assert [count for _, _, count in second.get(reverse("queue")).context["whose"]] == [3, 2, 1]
    assert second.get(reverse("queue"), {"whose": "mine"}).context["page"].paginator.count == 2
    assert clerk.get(reverse("queue"), {"whose": "nobody"}).context["page"].paginator.count == 1
    forged = {"items": [f"application:{found[2].pk}:370702001999", "review:999999:370702001001"], "step": "confirm"}
    assert clerk.post(reverse("queue_assign"), forged).status_code == 422, "what is no duty of this office is nobody's to give"
    wrong = clerk.post(reverse("queue_assign"), {"items": ["payment:1:370702001"]})
    assert wrong.status_code == 422 and "重新选择" in wrong.content.decode()
    assert Assignment.objects.count() == 2
    assert "撤销刚才的分派" in clerk.get(reverse("queue")).content.decode()
    assert clerk.post(reverse("queue_undo")).status_code == 302 and not Assignment.objects.exists()
    assert clerk.post(reverse("queue_undo")).status_code == 422, "once"


def test_a_deputy_finds_the_work_in_mine(people: story.Staff, signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    from doudi.flows import clock

    case, clerk = story.applied(story.a_poor_family(), people), signed_in(people.clerk)
    clerk.post(reverse("queue_assign"), {"items": [f"application:{case.pk}:{case.region}"], "to": str(people.clerk.pk), "step": "confirm"})
    on = clock.today().isoformat()
    half = clerk.post(reverse("desk_delegate"), {"deputy": str(people.second.pk), "from_on": on, "because": "请假"})
    assert half.status_code == 422 and "起止日期" in half.content.decode()
    given = {"deputy": str(people.second.pk), "from_on": on, "until_on": on, "because": "请假"}
    assert clerk.post(reverse("desk_delegate"), given).status_code == 302
    assert signed_in(people.second).get(reverse("queue"), {"whose": "mine"}).context["page"].paginator.count == 1
    assert "请假" in clerk.get(reverse("desk")).content.decode()
    assert clerk.post(reverse("desk_hand_over"), {"to": str(people.surveyor.pk), "because": "调离"}).status_code == 302
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
