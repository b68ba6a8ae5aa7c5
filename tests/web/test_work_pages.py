"""办理页面: the queue, alerts, referrals: what they show, what their buttons do, and what they say when they cannot."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base.models import AuditEntry, Officer
from doudi.monitoring.models import Alert
from doudi.oversight.models import DayRecord
from doudi.referral import actions as referring
from doudi.referral.models import Referral
from tests.casework import story
from tests.monitoring.builders import an_alert
from tests.people import a_family
from tests.referral.builders import a_referral
from tests.web.places import TODAY

TOWN, NEXT_TOWN, COUNTY = "370702001", "370702002", "370702"
BUREAU = "medical_insurance"
pytestmark = pytest.mark.usefixtures("the_day")

Sign = Callable[[Officer], Client]
Officers = Callable[..., Officer]


@pytest.fixture
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region=COUNTY, on=TODAY)


@pytest.fixture
def clerk(officer_of: Officers) -> Officer:
    return officer_of("township", TOWN)


@pytest.fixture
def second(officer_of: Officers) -> Officer:
    return officer_of("township", TOWN)


def page(client: Client, name: str, *args: int, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, pk: int, **given: object) -> tuple[int, str]:
    response = client.post(reverse(name, args=[pk]), given)
    return response.status_code, response.content.decode()


def visited(alert: Alert, client: Client, second: Officer) -> None:
    assert post(client, "alert_sign", alert.pk)[0] == 302
    assert post(client, "alert_visit", alert.pk, officers=[second.pk], findings="家中两人，确有困难。")[0] == 302


def test_an_empty_queue_says_so(signed_in: Sign, clerk: Officer) -> None:
    assert "待办已经全部办完" in page(signed_in(clerk), "queue")


def test_the_queue_is_the_first_page(signed_in: Sign, clerk: Officer) -> None:
    assert signed_in(clerk).get(reverse("home")).url == reverse("queue")


def test_the_queue_counts_by_deadline_what_it_shows(signed_in: Sign, clerk: Officer) -> None:
    for days, times in ((-4, 1), (0, 2), (1, 3), (20, 4)):
        for _ in range(times):
            Alert.objects.filter(pk=an_alert().pk).update(due_on=TODAY + timedelta(days=days))
    client = signed_in(clerk)
    response = client.get(reverse("queue"))
    assert [count for _, _, count in response.context["classes"]] == [1, 2, 3, 4] and response.context["all"] == 10
    for code, _, count in response.context["classes"]:
        shown = client.get(reverse("queue"), {"due": code}).context["page"].paginator.count
        assert shown == count
    assert [row.duty.due_on for row in response.context["page"]] == sorted(row.duty.due_on for row in response.context["page"])


def test_the_queue_is_the_officers_own(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    """A township's alert is not the county's to sign, nor its neighbour's."""
    an_alert()
    assert signed_in(clerk).get(reverse("queue")).context["all"] == 1
    for other in (officer_of("county", COUNTY), officer_of("township", NEXT_TOWN), officer_of("finance", COUNTY)):
        assert signed_in(other).get(reverse("queue")).context["all"] == 0


def test_the_queue_gathers_from_every_room(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    people = story.staff(officer_of)
    story.applied(story.a_poor_family(), people)
    an_alert()
    sent = a_referral(people.clerk)
    bureau = officer_of("department", COUNTY, BUREAU)
    referring.return_(referral_id=sent.pk, reason="缺少结算单", officer=bureau, on=TODAY)
    duties = signed_in(clerk).get(reverse("queue")).context["page"].object_list
    assert {row.duty.kind for row in duties} == {"alert", "application", "referral"}
    assert "部门退回：缺少结算单" in page(signed_in(clerk), "queue", kind="referral")


def test_what_strangers_wrote_is_escaped(signed_in: Sign, clerk: Officer) -> None:
    alert = an_alert()
    Alert.objects.filter(pk=alert.pk).update(words="<script>alert(1)</script>", facts=[{"title": "<b>", "value": "<i>", "source": "<u>", "day": "2026-10-12"}])
    client = signed_in(clerk)
    for shown in (page(client, "queue"), page(client, "alerts"), page(client, "alert", alert.pk)):
        assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown
    assert "<b>" not in page(client, "alert", alert.pk)


def test_an_alert_from_sign_to_conclusion(signed_in: Sign, clerk: Officer, second: Officer) -> None:
    alert, client = an_alert(), signed_in(clerk)
    visited(alert, client, second)
    assert post(client, "alert_conclude", alert.pk, outcome="no_hardship", words="收入稳定。")[0] == 302
    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.concluded_by) == ("concluded", "no_hardship", clerk)
    assert "收入稳定。" in page(client, "alert", alert.pk)
    assert AuditEntry.objects.filter(verb="monitoring.alert_read", about_id=alert.pk, officer_id=clerk.pk).exists()


@pytest.mark.parametrize("outcome", ["no_hardship", "already_helped", "conference", "false_alarm"])
def test_outcomes_that_end_the_alert(outcome: str, signed_in: Sign, clerk: Officer, second: Officer) -> None:
    alert, client = an_alert(), signed_in(clerk)
    visited(alert, client, second)
    assert post(client, "alert_conclude", alert.pk, outcome=outcome, words="已核实。")[0] == 302
    alert.refresh_from_db()
    assert alert.outcome == outcome


def test_include_leads_to_the_application_and_then_takes_it(signed_in: Sign, officer_of: Officers) -> None:
    people = story.staff(officer_of)
    family = story.a_poor_family()
    alert, client = an_alert(family), signed_in(people.clerk)
    visited(alert, client, people.second)
    response = client.post(reverse("alert_conclude", args=[alert.pk]), {"outcome": "include", "words": "收入低于标准。"})
    assert response.url == f"{reverse('apply', args=[family.household.pk])}?alert={alert.pk}"
    application = story.applied(family, people, origin=f"alert:{alert.pk}", on=TODAY)
    assert application.number in page(client, "alert", alert.pk)
    assert post(client, "alert_conclude", alert.pk, outcome="include", words="收入低于标准。")[0] == 302
    alert.refresh_from_db()
    assert alert.follow_up == f"application:{application.pk}"


def test_exit_opens_a_change_and_refuses_where_there_is_nothing_to_end(signed_in: Sign, clerk: Officer, second: Officer) -> None:
    alert, client = an_alert(), signed_in(clerk)
    visited(alert, client, second)
    status, said = post(client, "alert_conclude", alert.pk, outcome="exit", kind="end", words="名下有非豁免车辆。")
    assert status == 422 and "名下有非豁免车辆。" in said, "what was typed stays"
    alert.refresh_from_db()
    assert alert.state == "visited"


def test_refer_waits_for_the_answer_and_then_ends(signed_in: Sign, clerk: Officer, second: Officer, officer_of: Officers) -> None:
    family = a_family(2)
    alert, client = an_alert(family), signed_in(clerk)
    visited(alert, client, second)
    status, said = post(client, "alert_conclude", alert.pk, outcome="refer", words="医疗负担重。")
    assert status == 422 and "须先办理相应" in said
    given = {"person": family.people[1].pk, "need_words": "近12个月医疗自付费用较高。"}
    assert [post(client, "alert_refer", alert.pk, **given)[0] for _ in range(2)] == [302, 302]
    [sent] = Referral.objects.filter(origin=f"alert:{alert.pk}")
    status, said = post(client, "alert_conclude", alert.pk, outcome="refer", words="医疗负担重。")
    assert status == 422 and "尚未反馈" in said
    bureau = signed_in(officer_of("department", COUNTY, BUREAU))
    assert post(bureau, "referral_accept", sent.pk)[0] == 302
    assert post(bureau, "referral_complete", sent.pk, outcome="aided", yuan="8,200.00", words="已给予医疗救助。")[0] == 302
    sent.refresh_from_db()
    assert (sent.outcome, sent.outcome_amount_fen) == ("aided", 820000)
    assert post(client, "alert_conclude", alert.pk, outcome="refer", words="医疗负担重。")[0] == 302


def test_pressing_twice_does_nothing_twice(signed_in: Sign, clerk: Officer, second: Officer) -> None:
    alert, client = an_alert(), signed_in(clerk)
    visited(alert, client, second)
    for name, given in (("alert_sign", {}), ("alert_visit", {"officers": [second.pk], "findings": "同一次走访。"})):
        status, said = post(client, name, alert.pk, **given)
        assert status == 422 and "重复" in said
    assert alert.visits.count() == 1
    assert post(client, "alert_conclude", alert.pk, outcome="no_hardship", words="一。")[0] == 302
    assert "已有结论" in post(client, "alert_conclude", alert.pk, outcome="false_alarm", words="二。")[1]
    alert.refresh_from_db()
    assert alert.outcome == "no_hardship"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"officers": [], "findings": "一人到访。"}, "两名以上"),
        ({"officers": ["x", "99999999999999999999999"], "findings": "一人到访。"}, "两名以上"),
        ({"findings": ""}, "两名以上"),
    ],
)
def test_a_visit_of_one_is_refused_and_its_words_are_kept(given: dict[str, object], words: str, signed_in: Sign, clerk: Officer) -> None:
    alert, client = an_alert(), signed_in(clerk)
    post(client, "alert_sign", alert.pk)
    status, said = post(client, "alert_visit", alert.pk, **given)
    assert status == 422 and words in said and str(given["findings"]) in said


def test_visitors_come_from_the_office_itself(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    stranger = officer_of("township", NEXT_TOWN)
    alert, client = an_alert(), signed_in(clerk)
    post(client, "alert_sign", alert.pk)
    assert stranger.name not in page(client, "alert", alert.pk)
    assert post(client, "alert_visit", alert.pk, officers=[stranger.pk], findings="两人到访。")[0] == 422


def test_the_county_reads_a_townships_alert_and_has_no_buttons(signed_in: Sign, officer_of: Officers) -> None:
    alert = an_alert()
    for role in ("county", "inspector"):
        shown = page(signed_in(officer_of(role, COUNTY)), "alert", alert.pk)
        assert reverse("alert_sign", args=[alert.pk]) not in shown and "负责" not in shown.split("<main")[0]
    status, said = post(signed_in(officer_of("county", COUNTY)), "alert_sign", alert.pk)
    assert status == 422 and "负责办理" in said


def test_alerts_are_narrowed_and_counted(signed_in: Sign, clerk: Officer) -> None:
    an_alert(signal="death_of_recipient")
    for _ in range(2):
        an_alert()
    client = signed_in(clerk)
    assert client.get(reverse("alerts"), {"signal": "death_of_recipient"}).context["page"].paginator.count == 1
    assert client.get(reverse("alerts"), {"state": "concluded"}).context["page"].paginator.count == 0
    assert "没有符合条件的预警" in page(client, "alerts", state="concluded")
    assert client.get(reverse("alerts"), {"signal": "' OR 1=1", "level": "x", "page": "many"}).context["page"].paginator.count == 3


def test_a_referral_is_returned_corrected_and_answered(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    sent = a_referral(clerk, on=TODAY)
    here, there = signed_in(clerk), signed_in(officer_of("department", COUNTY, BUREAU))
    assert sent.name in page(there, "inbox")
    assert post(there, "referral_return", sent.pk, reason="")[0] == 422
    assert post(there, "referral_return", sent.pk, reason="缺少结算单")[0] == 302
    assert "缺少结算单" in page(here, "referral", sent.pk)
    assert post(here, "referral_send_again", sent.pk, need_words="已补充结算单。")[0] == 302
    assert post(there, "referral_accept", sent.pk)[0] == 302
    assert "请填写救助金额" in post(there, "referral_complete", sent.pk, outcome="aided")[1]
    assert "不是金额" in post(there, "referral_complete", sent.pk, outcome="aided", yuan="八千")[1]
    assert "请从列表中选择" in post(there, "referral_complete", sent.pk, outcome="not_eligible")[1]
    assert post(there, "referral_complete", sent.pk, outcome="not_eligible", reason="not_covered", yuan="12")[0] == 302
    shown = page(here, "referral", sent.pk)
    assert "当事人不属于医疗救助对象" in shown and "不符合条件" in shown


def test_a_returned_referral_is_withdrawn(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    sent = a_referral(clerk, on=TODAY)
    here = signed_in(clerk)
    assert post(here, "referral_withdraw", sent.pk, reason="不再需要")[0] == 422
    referring.return_(referral_id=sent.pk, reason="不属于本部门", officer=officer_of("department", COUNTY, BUREAU), on=TODAY)
    assert post(here, "referral_withdraw", sent.pk, reason="同意退回")[0] == 302
    assert "推送单位撤回" in page(here, "referral", sent.pk)


def test_the_id_number_is_shown_once_for_a_reason(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    from doudi.base import crypto

    sent = a_referral(clerk, on=TODAY)
    number = crypto.open_text(bytes(sent.id_sealed), purpose="id_number")
    there = signed_in(officer_of("department", COUNTY, BUREAU))
    assert number not in page(there, "referral", sent.pk)
    status, said = post(there, "referral_number", sent.pk, reason=" ")
    assert status == 422 and number not in said
    response = there.post(reverse("referral_number", args=[sent.pk]), {"reason": "核对参保"})
    assert number in response.content.decode() and response.headers["Cache-Control"] == "no-store"
    assert number not in page(there, "referral", sent.pk)
    [entry] = AuditEntry.objects.filter(verb="referral.id_number_revealed")
    assert entry.because == "核对参保" and number not in str(entry.detail)


def test_another_department_sees_nothing(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    sent = a_referral(clerk, on=TODAY)
    there = signed_in(officer_of("department", COUNTY, "education"))
    assert sent.name not in page(there, "inbox")
    assert there.get(reverse("referral", args=[sent.pk])).status_code == 404


def test_silence_is_shown_to_both_sides(signed_in: Sign, clerk: Officer, officer_of: Officers) -> None:
    sent = a_referral(clerk, on=TODAY - timedelta(days=40))
    referring.escalate_unanswered(on=TODAY)
    for officer in (clerk, officer_of("department", COUNTY, BUREAU)):
        assert "期限内没有反馈" in page(signed_in(officer), "referral", sent.pk)
    assert "已督办" in page(signed_in(clerk), "queue")
