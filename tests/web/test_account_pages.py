"""收款账户 page: opened, changed before two people, kept by agreement, closed; another family's is not there."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from doudi.base.access import acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import workdays_after
from doudi.benefits import queries
from doudi.benefits.models import Account, Award, Custody, PayLine
from doudi.web.console.duties import due_class, duties_of
from tests.benefits.builders import COUNTY, PREPARED, TOWN, Recipient, a_recipient, an_account, prepare
from tests.saying import the_place_says
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("system")
NUMBER = "9900123456789012"


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("accounts", "payday_accounts", "pay_line", "family"):
        monkeypatch.setattr(f"doudi.web.console.{page}.today", lambda: PREPARED)
    monkeypatch.setattr("doudi.web.acting.today", lambda: PREPARED)


@pytest.fixture
def clerk(officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]) -> Client:
    return signed_in(officer_of("township", TOWN))


@pytest.fixture
def colleague(officer_of: Callable[..., Officer], with_password: Callable[[Officer], Officer]) -> Officer:
    return with_password(officer_of("township", TOWN))


def address(name: str, one: Recipient, *ids: int) -> str:
    return reverse(name, args=[one.family.household.pk, *ids])


def typed(one: Recipient, **more: object) -> dict[str, object]:
    return {"person": one.family.head.pk, "whose": "own", "bank": "示例银行", "number": NUMBER, **more}


def test_what_waits_for_an_account_is_told_and_paid_after_it_is_registered_here(
    clerk: Client, officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]
) -> None:
    one = a_recipient()
    Award.objects.update(account=None)
    a_recipient()
    prepare()
    line = PayLine.objects.get(award=one.award)
    assert address("family_accounts", one) in clerk.get(reverse("pay_line", args=[line.pk])).content.decode()
    assert address("family_accounts", one) in clerk.get(address("family", one)).content.decode()
    shown = clerk.get(address("family_accounts", one)).content.decode()
    assert "1 项待遇没有可发的账户" in shown and "没有可发的账户" in shown and reverse("pay_line", args=[line.pk]) in shown
    said = clerk.post(address("account_open", one), typed(one, awards=[one.award.pk], because="本人登记"), follow=True).content.decode()
    assert "已登记账户" in said and "项待遇没有可发的账户" not in said and NUMBER not in said and "尾号 9012" in said
    assert Award.objects.get(pk=one.award.pk).account.number_tail == "9012" and PayLine.objects.get(pk=line.pk).state == "held"
    county = signed_in(officer_of("county", COUNTY))
    county.post(reverse("pay_line_settle", args=[line.pk]), {"outcome": "pay", "because": "账户已登记，照发。"})
    assert PayLine.objects.get(replaces=line).state == "due"
    assert AuditEntry.objects.filter(verb="accounts.read").exists()


def test_an_account_is_registered_alone_and_a_short_number_is_not_given_back(clerk: Client) -> None:
    one = a_recipient()
    refused = clerk.post(address("account_open", one), typed(one, number="1234567"))
    assert refused.status_code == 422 and "8 到 30 位" in refused.content.decode() and "1234567" not in refused.content.decode()
    assert clerk.post(address("account_open", one), typed(one)).status_code == 302
    assert Award.objects.get().account_id == one.account.pk and Account.objects.count() == 2


def test_anothers_name_takes_a_paper_and_a_colleague_at_the_window(clerk: Client, colleague: Officer) -> None:
    one = a_recipient()
    given = typed(one, whose="other", holder_name="某邻居", awards=[one.award.pk], because="行动不便")
    dated = given | {"filed_on": "2026-10-30", "paper": "代领 1"}
    for wrong, words in (
        (given, "协议日期"),
        (dated, "第二人"),
        (dated | {"second": colleague.pk, "second_word": "不是口令"}, "口令不正确"),
        (dated | {"second": colleague.pk, "second_word": PASSWORD, "because": " "}, "理由"),
    ):
        answer = clerk.post(address("account_open", one), wrong)
        assert answer.status_code == 422 and words in answer.content.decode() and PASSWORD not in answer.content.decode()
    assert Account.objects.count() == 1, "nothing half done"
    shown = clerk.post(address("account_open", one), dated | {"second": colleague.pk, "second_word": PASSWORD}, follow=True).content.decode()
    assert "他人户名" in shown and "代领 1" in shown and f"第二人{colleague.name}核对" in shown
    assert Award.objects.get().account.holder_name == "某邻居"


def test_a_change_takes_one_of_the_familys_accounts_alone(clerk: Client, colleague: Officer) -> None:
    one, other = a_recipient(), a_recipient()
    fresh = an_account(one.family)
    given = {"awards": [one.award.pk], "account": fresh.pk, "because": "换卡"}
    for wrong, words in (
        ({"awards": []}, "请选择要改发的待遇"),
        ({"account": other.account.pk}, "本户的账户"),
        ({"awards": [other.award.pk]}, "本户的待遇"),
        ({"because": ""}, "理由"),
    ):
        answer = clerk.post(address("account_redirect", one), {**given, **wrong})
        assert answer.status_code == 422 and words in answer.content.decode()
    assert clerk.post(address("account_redirect", one), given).status_code == 302
    assert Award.objects.get(pk=one.award.pk).account_id == fresh.pk and Award.objects.get(pk=other.award.pk).account_id == other.account.pk


def test_a_closed_account_shows_what_has_nowhere_to_go(clerk: Client) -> None:
    one, other = a_recipient(), a_recipient()
    assert clerk.post(address("account_close", one, other.account.pk)).status_code == 404
    assert clerk.post(address("account_close", one, one.account.pk), {"closed_on": "2027-01-01"}).status_code == 422
    shown = clerk.post(address("account_close", one, one.account.pk), {"closed_on": "2026-10-30"}, follow=True).content.decode()
    assert "已登记销户" in shown and "1 项待遇没有可发的账户" in shown
    assert Account.objects.get(pk=one.account.pk).closed_on == date(2026, 10, 30) and Account.objects.get(pk=other.account.pk).closed_on is None


def test_a_card_is_kept_filed_by_the_county_and_given_back(clerk: Client, officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]) -> None:
    one, other = a_recipient(), a_recipient()
    head = one.family.head.pk
    given = {"account": one.account.pk, "custodian": "某专员", "office": "village", "signed_by": head, "paper": "代管 1", "agreed_on": "2026-10-30"}
    assert clerk.post(address("custody_agree", one), given | {"signed_by": other.family.head.pk}).status_code == 422
    assert "待报县级备案" in clerk.post(address("custody_agree", one), given, follow=True).content.decode()
    custody = Custody.objects.get()
    county = signed_in(officer_of("county", COUNTY))
    assert clerk.post(address("custody_file", one, custody.pk)).status_code == 403
    assert county.post(address("custody_file", other, custody.pk)).status_code == 404
    assert "县级已备案" in county.post(address("custody_file", one, custody.pk), follow=True).content.decode()
    assert clerk.post(address("custody_end", one, custody.pk), {"words": ""}).status_code == 422
    assert "交本人签收" in clerk.post(address("custody_end", one, custody.pk), {"words": "交本人签收"}, follow=True).content.decode()
    assert queries.get_custody(custody.pk).ended_on == PREPARED


def test_others_do_not_change_accounts(officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]) -> None:
    one = a_recipient()
    for role in ("finance", "inspector"):
        client = signed_in(officer_of(role, COUNTY))
        assert client.get(address("family_accounts", one)).status_code == 403
        assert client.post(address("account_open", one), typed(one)).status_code == 403
    assert signed_in(officer_of("township", "370702002")).get(address("family_accounts", one)).status_code == 404
    assert Account.objects.count() == 1


def kept_card(one: Recipient) -> dict[str, object]:
    who = {"custodian": "某专员", "office": "village", "signed_by": one.family.head.pk}
    return {"account": one.account.pk, "paper": "代管 1", "agreed_on": "2026-10-30", **who}


def test_the_list_of_the_county_shows_what_is_not_on_file(clerk: Client, officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]) -> None:
    """A card that somebody keeps, and an account in a neighbour's name: what is to be done first; no number, no name of the neighbour."""
    one, other, third = a_recipient(), a_recipient(), a_recipient(town="370702002")
    Account.objects.filter(pk__in=(other.account.pk, third.account.pk)).update(holder_name="某邻居")
    page = reverse("payday_accounts")
    assert "没有待备案的代管协议" in clerk.get(page).content.decode(), "the control: nothing is kept, nothing is to be filed"
    clerk.post(address("custody_agree", one), kept_card(one))
    county_officer = officer_of("county", COUNTY)
    county = signed_in(county_officer)
    cards = county.get(page).content.decode()
    assert one.family.head.name in cards and "代管 1" in cards and address("family_accounts", one) in cards and other.family.head.name not in cards
    others = county.get(page + "?tab=others").content.decode()
    assert other.family.head.name in others and third.family.head.name in others and "某邻居" not in others
    assert others.count("不能发放，待补协议或更换") == 2
    assert f"尾号 {other.account.number_tail}" in others
    town = clerk.get(page + "?tab=others").content.decode()
    assert other.family.head.name in town and third.family.head.name not in town, "a township sees its own"
    assert ("核对协议并备案", reverse("payday_accounts")) in {(duty.step, duty.address) for duty in duties_of(county_officer, PREPARED)}
    with acting_as_system():
        assert AuditEntry.objects.filter(verb="accounts.listed", officer_id=county_officer.pk).count() == 2
    county.post(address("custody_file", one, Custody.objects.get().pk))
    assert "没有待备案" in county.get(page).content.decode() and "县级已备案" in county.get(page + "?tab=cards-filed").content.decode()
    assert "核对协议并备案" not in {duty.step for duty in duties_of(county_officer, PREPARED)}
    assert "账户与代管" in county.get(reverse("payday")).content.decode()
    finance = signed_in(officer_of("finance", COUNTY))
    assert finance.get(page).status_code == 403 and "账户与代管" not in finance.get(reverse("payday")).content.decode()
    assert signed_in(officer_of("county", "370703")).get(page + "?tab=others").content.decode().count("尾号") == 0


def test_who_wrote_an_agreement_down_is_not_asked_to_file_it(officer_of: Callable[..., Officer], signed_in: Callable[[Officer], Client]) -> None:
    one, writer = a_recipient(), officer_of("county", COUNTY)
    signed_in(writer).post(address("custody_agree", one), kept_card(one))
    assert "核对协议并备案" not in {duty.step for duty in duties_of(writer, PREPARED)}
    assert "核对协议并备案" in {duty.step for duty in duties_of(officer_of("county", COUNTY), PREPARED)}


@pytest.mark.parametrize("set_to", [10, 4, None, "none"])
def test_by_when_a_kept_card_is_on_file_is_the_places_to_say(
    clerk: Client, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, set_to: int | str | None
) -> None:
    """As its file says; another term where it says another; where it has set none it waits all the same and is never late."""
    one, later = a_recipient(), workdays_after(PREPARED, 60)
    clerk.post(address("custody_agree", one), kept_card(one))
    if set_to != 10:
        the_place_says(monkeypatch, "benefits.custody_filing_workdays", set_to)
    (duty,) = (each for each in duties_of(officer_of("county", COUNTY), later) if each.what == "代管备案")
    has_term = isinstance(set_to, int)
    assert duty.due_on == (workdays_after(PREPARED, set_to) if isinstance(set_to, int) else later)
    assert (due_class(duty, later, later) == "overdue") is has_term and ("本地没有规定备案期限" in duty.why) is not has_term
