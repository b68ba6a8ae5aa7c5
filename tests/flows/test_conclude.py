"""预警办结: what follows is opened by name, in one transaction, and nothing closes over an answer that is still owed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.casework import queries as casework
from doudi.casework.models import Application, Change
from doudi.flows import conclude
from doudi.flows.conclude import conclude_alert, refer_alert
from doudi.monitoring import actions as monitoring
from doudi.monitoring.models import Alert
from doudi.referral import actions as referral
from doudi.referral import queries as referrals
from doudi.referral.models import Referral
from tests.monitoring.builders import MONDAY, TOWN, a_visited_alert, an_alert
from tests.people import Family, a_family

pytestmark = pytest.mark.usefixtures("system")
TUESDAY = MONDAY + timedelta(days=1)
NEED = "近12个月医疗自付费用较高，请核实是否符合医疗救助条件。"


@pytest.fixture
def two(officer_of: Callable[..., Officer]) -> tuple[Officer, Officer]:
    return officer_of("township", TOWN), officer_of("township", TOWN)


@pytest.fixture
def bureau(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("department", "370702", "medical_insurance")


def referred(two: tuple[Officer, Officer], family: Family) -> tuple[Alert, Referral]:
    alert = a_visited_alert(*two, family)
    return alert, refer_alert(alert_id=alert.pk, person_id=family.head.pk, need_words=NEED, officer=two[0], on=MONDAY)


def answered(sent: Referral, bureau: Officer, on: object = TUESDAY) -> None:
    referral.accept(referral_id=sent.pk, officer=bureau, on=on)
    referral.complete(referral_id=sent.pk, outcome="aided", amount_fen=500_000, officer=bureau, on=on)


def test_a_referred_alert_waits_for_the_answer(two: tuple[Officer, Officer]) -> None:
    alert, sent = referred(two, a_family(2))
    waiting = Alert.objects.get(pk=alert.pk)
    assert (waiting.state, waiting.follow_up, waiting.due_on) == ("visited", f"referral:{sent.pk}", sent.due_on)
    assert sent.origin == f"alert:{alert.pk}"


@pytest.mark.parametrize("outcome", ["refer", "no_hardship", "already_helped", "include", "exit", "conference", "false_alarm"])
def test_no_alert_closes_over_an_unanswered_referral(outcome: str, two: tuple[Officer, Officer]) -> None:
    family = a_family(2)
    alert, _ = referred(two, family)
    with pytest.raises(monitoring.CannotConclude, match="尚未反馈"):
        conclude_alert(alert_id=alert.pk, outcome=outcome, words="已核实。", officer=two[0], on=TUESDAY, applicant_id=family.head.pk)
    assert Alert.objects.get(pk=alert.pk).state == "visited"
    assert not Application.objects.exists() and not Change.objects.exists()


def test_without_the_guard_it_would(two: tuple[Officer, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    alert, sent = referred(two, a_family(2))
    monkeypatch.setattr(conclude.referrals, "unanswered_for", lambda origin: Referral.objects.none())
    conclude_alert(alert_id=alert.pk, outcome="refer", words="已转医保部门。", officer=two[0], on=TUESDAY)
    assert referrals.unanswered_for(sent.origin) is not None and Alert.objects.get(pk=alert.pk).state == "concluded"


def test_a_returned_referral_is_not_an_answer_a_withdrawn_one_is(two: tuple[Officer, Officer], bureau: Officer) -> None:
    alert, sent = referred(two, a_family(2))
    referral.return_(referral_id=sent.pk, reason="缺少住院清单。", officer=bureau, on=MONDAY)
    with pytest.raises(monitoring.CannotConclude):
        conclude_alert(alert_id=alert.pk, outcome="no_hardship", words="已核实。", officer=two[0], on=TUESDAY)
    referral.withdraw(referral_id=sent.pk, reason="商业保险已理赔。", officer=two[0], on=TUESDAY)
    assert conclude_alert(alert_id=alert.pk, outcome="no_hardship", words="已核实。", officer=two[0], on=TUESDAY).state == "concluded"


def test_answered_it_closes_as_referred(two: tuple[Officer, Officer], bureau: Officer) -> None:
    alert, sent = referred(two, a_family(2))
    answered(sent, bureau)
    done = conclude_alert(alert_id=alert.pk, outcome="refer", words="医保部门已救助。", officer=two[0], on=TUESDAY)
    assert (done.outcome, done.follow_up) == ("refer", f"referral:{sent.pk}")


def test_referred_twice_it_is_the_same_referral(two: tuple[Officer, Officer]) -> None:
    family = a_family(2)
    alert, sent = referred(two, family)
    assert refer_alert(alert_id=alert.pk, person_id=family.head.pk, need_words=NEED, officer=two[0], on=MONDAY) == sent


def test_before_a_visit_nothing_is_opened(two: tuple[Officer, Officer]) -> None:
    family = a_family(2)
    alert = an_alert(family)
    with pytest.raises(monitoring.CannotHandOver):
        refer_alert(alert_id=alert.pk, person_id=family.head.pk, need_words=NEED, officer=two[0], on=MONDAY)
    with pytest.raises(monitoring.CannotConclude):
        conclude_alert(alert_id=alert.pk, outcome="include", words="纳入。", officer=two[0], on=MONDAY, applicant_id=family.head.pk)
    assert not Referral.objects.exists() and not Application.objects.exists()


def test_include_opens_an_application_that_names_the_alert(two: tuple[Officer, Officer]) -> None:
    family = a_family(2)
    alert = a_visited_alert(*two, family)
    done = conclude_alert(alert_id=alert.pk, outcome="include", words="收入低，引导申请。", officer=two[0], on=TUESDAY, applicant_id=family.head.pk)
    application = Application.objects.get()
    assert (done.state, done.follow_up, application.origin) == ("concluded", f"application:{application.pk}", f"alert:{alert.pk}")
    assert casework.application_from(f"alert:{alert.pk}") == application


def test_include_takes_the_application_already_open(two: tuple[Officer, Officer]) -> None:
    family = a_family(2)
    first, second = a_visited_alert(*two, family), a_visited_alert(*two, family)
    for alert in (first, second):
        conclude_alert(alert_id=alert.pk, outcome="include", words="引导申请。", officer=two[0], on=TUESDAY, applicant_id=family.head.pk)
    assert Application.objects.count() == 1
    assert set(Alert.objects.values_list("follow_up", flat=True)) == {f"application:{Application.objects.get().pk}"}


def test_include_needs_somebody_who_applies(two: tuple[Officer, Officer]) -> None:
    with pytest.raises(monitoring.CannotConclude, match="由哪位家庭成员"):
        conclude_alert(alert_id=a_visited_alert(*two).pk, outcome="include", words="引导申请。", officer=two[0], on=TUESDAY)


def test_exit_opens_a_change_and_stops_nothing(two: tuple[Officer, Officer]) -> None:
    """法 48: what is paid today is paid tomorrow, until the family has been heard and a county officer has decided."""
    family = a_family(2)
    september = MONDAY.replace(month=9, day=1)
    standing = benefits.confirm_standing(household_id=family.household.pk, kind="dibao", from_on=september, decided_by="import:1", officer=None, on=september)
    benefits.open_award(
        standing_id=standing.pk,
        kind="dibao_monthly",
        amount_fen=80_000,
        from_month=MONDAY.replace(day=1),
        payee_id=family.head.pk,
        account_id=None,
        decided_by="import:1",
        officer=None,
        on=september,
    )
    alert = a_visited_alert(*two, family)
    done = conclude_alert(alert_id=alert.pk, outcome="exit", words="名下有机动车，不再符合条件。", officer=two[0], on=TUESDAY, kind="end")
    change = Change.objects.get()
    assert (done.follow_up, change.state, change.cause) == (f"change:{change.pk}", "opened", f"alert:{alert.pk}")
    award = paid.find_award(family.household.pk, TUESDAY)
    assert award is not None and (award.amount_fen, award.until_month) == (80_000, None)


def test_what_cannot_be_concluded_opens_nothing(two: tuple[Officer, Officer]) -> None:
    family = a_family(2)
    with pytest.raises(monitoring.CannotConclude, match="理由"):
        conclude_alert(alert_id=a_visited_alert(*two, family).pk, outcome="include", words=" ", officer=two[0], on=TUESDAY, applicant_id=family.head.pk)
    assert not Application.objects.exists()
