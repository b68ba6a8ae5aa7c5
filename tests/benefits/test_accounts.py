"""收款账户: whose name it is in, who has looked at it, where the next list goes, and who keeps the card."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.base.access import CannotAccess
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Account, Award, Custody, PayLine, Standing
from tests.benefits.builders import ANSWERED, COUNTY, PREPARED, RELEASED, TOWN, Desk, Recipient, a_desk, a_recipient, an_account, an_award, answer, prepare
from tests.benefits.builders import sign_and_release as released
from tests.people import a_family

pytestmark = pytest.mark.usefixtures("system")
FILED = date(2026, 10, 30)
NUMBER = "9900123456789012"


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


@pytest.fixture
def clerk(desk: Desk) -> Officer:
    return desk.townships[0]


@pytest.fixture
def colleague(officer_of: Callable[..., Officer]) -> Officer:
    """Another of the same township."""
    return officer_of("township", TOWN)


def opened(one: Recipient, clerk: Officer, **given: object) -> Account:
    head = one.family.head
    usual = {"person_id": head.pk, "bank": "示例银行", "number": NUMBER, "holder_name": head.name, "opened_on": PREPARED, "on": PREPARED}
    return actions.open_account(**{**usual, "officer": clerk, **given})


def redirected(one: Recipient, account: Account, clerk: Officer, **given: object) -> Award:
    usual = {"award_id": one.award.pk, "account_id": account.pk, "because": "换卡", "officer": clerk, "on": PREPARED}
    return actions.redirect_award(**{**usual, **given})


def a_tekun(members: int = 1) -> Recipient:
    """One tekun person, paid since long ago."""
    family = a_family(members=members, region=f"{TOWN}001")
    given = {"household": family.household, "person": family.head, "kind": "tekun", "from_on": date(2025, 1, 1), "decided_by": "import:test"}
    standing = Standing.objects.create(**given, region=family.household.region)
    account = an_account(family)
    award = an_award(standing, account)
    Award.objects.filter(pk=award.pk).update(kind="tekun_basic")
    return Recipient(family, standing, account, award)


def test_an_agreement_given_later_for_the_same_number_is_filed(clerk: Officer, colleague: Officer) -> None:
    one = a_recipient()
    first = opened(one, clerk, holder_name="某邻居")
    assert first.filed_on is None
    again = opened(one, clerk, holder_name="某邻居", filed_on=FILED, paper="代领 1", second=colleague)
    assert again.pk == first.pk and (again.filed_on, again.paper, again.checked_by) == (FILED, "代领 1", colleague)
    assert opened(one, clerk, holder_name="某邻居") == again and Account.objects.get(pk=first.pk).filed_on == FILED, "said again without it, it stays"
    said = AuditEntry.objects.get(verb="account.agreement_filed").detail
    assert said["second"] == colleague.pk and "某邻居" not in str(said) and NUMBER not in str(said)


def test_anothers_name_needs_a_paper_and_a_second_person(desk: Desk, clerk: Officer, colleague: Officer) -> None:
    one = a_recipient()
    given = {"holder_name": "某邻居", "filed_on": FILED, "paper": "代领 1", "second": colleague}
    for wrong, words in (
        ({"second": None}, "第二人"),
        ({"second": clerk}, "第二人"),
        ({"second": desk.townships[1]}, "同一单位"),
        ({"second": desk.county}, "同一单位"),
        ({"second": desk.finance}, "同一单位"),
        ({"paper": " "}, "协议编号"),
        ({"filed_on": date(2027, 1, 1)}, "不能晚于今天"),
        ({"holder_name": one.family.head.name}, "不需要代领协议"),
    ):
        with pytest.raises(actions.CannotOpenAccount, match=words):
            opened(one, clerk, **{**given, **wrong})
    assert Account.objects.count() == 1
    assert opened(one, clerk, **given).checked_by == colleague
    with pytest.raises(IntegrityError, match="account_agreement_is_checked"), transaction.atomic():
        Account.objects.filter(paper="代领 1").update(checked_by=None)


def test_money_goes_into_anothers_name_only_before_two_people(desk: Desk, clerk: Officer, colleague: Officer) -> None:
    one = a_recipient()
    anothers = opened(one, clerk, holder_name="某邻居", filed_on=FILED, paper="代领 1", second=colleague)
    own = opened(one, clerk, number=NUMBER + "1")
    with pytest.raises(actions.CannotRedirectAward, match="他人户名.*第二人"):
        redirected(one, anothers, clerk)
    assert redirected(one, own, clerk).account_id == own.pk, "into one's own name alone"
    assert redirected(one, anothers, clerk, second=colleague).account_id == anothers.pk
    prepare()
    line = PayLine.objects.get()
    assert (line.state, line.account_id) == ("due", anothers.pk) and {one.code for one in line.flags.all()} == {"custody"}


def test_another_member_collects_only_before_two_people(clerk: Officer, colleague: Officer) -> None:
    one = a_recipient(members=2)
    spouse = one.family.people[1]
    theirs = opened(one, clerk, person_id=spouse.pk, holder_name=spouse.name)
    with pytest.raises(actions.CannotRedirectAward, match="更换领款人.*第二人"):
        redirected(one, theirs, clerk, payee_id=spouse.pk)
    assert redirected(one, theirs, clerk, payee_id=spouse.pk, second=colleague).payee_id == spouse.pk


def test_moved_again_before_it_was_once_sent_needs_two_people(desk: Desk, clerk: Officer, colleague: Officer) -> None:
    one = a_recipient()
    sent = released(prepare(), desk)
    line = PayLine.objects.get()
    actions.read_return(path=answer(sent, {line.pk: "closed"}), officer=None, on=ANSWERED)
    first, then = opened(one, clerk), opened(one, clerk, number=NUMBER + "1")
    assert redirected(one, first, clerk).account_id == first.pk, "the bank has refused where it was sent"
    with pytest.raises(actions.CannotRedirectAward, match="还没有发放过.*第二人"):
        redirected(one, then, clerk)
    assert redirected(one, then, clerk, second=colleague).account_id == then.pk


def test_a_list_that_is_made_stays_and_the_next_one_goes_to_the_new_account(desk: Desk, clerk: Officer) -> None:
    one, fresh = a_recipient(), None
    prepare()
    fresh = opened(one, clerk)
    redirected(one, fresh, clerk)
    actions.prepare_run(region=COUNTY, month=date(2026, 12, 1), on=date(2026, 12, 2), officer=None)
    assert {line.month.month: line.account_id for line in PayLine.objects.all()} == {11: one.account.pk, 12: fresh.pk}


def test_who_has_no_account_registers_one_here_and_is_paid(desk: Desk, clerk: Officer) -> None:
    one = a_recipient()
    Award.objects.update(account=None)
    others = a_recipient()
    run = prepare()
    line = PayLine.objects.get(award=one.award)
    assert line.hold_reason == "nowhere_to_pay" and "登记后补发" in line.hold.word
    assert [award.account for award in queries.awards_still_paid(one.family.household.pk, PREPARED)] == [None]
    redirected(one, opened(one, clerk), clerk)
    assert [held.pk for held in queries.waiting_lines(one.family.household.pk)] == [line.pk], "time and an account release nothing by themselves"
    released(run, desk)
    actions.settle_line(line_id=line.pk, outcome="pay", because="账户已登记，照发。", officer=desk.county, on=RELEASED)
    again = PayLine.objects.get(replaces=line)
    assert again.state == "due" and again.account.number_tail == NUMBER[-4:] and queries.waiting_lines(one.family.household.pk) == []
    assert PayLine.objects.get(award=others.award).state == "sent"


def test_an_account_closed_at_the_bank_holds_what_goes_there(desk: Desk, clerk: Officer) -> None:
    one = a_recipient()
    for closed_on in (date(2019, 12, 31), date(2026, 11, 30)):
        with pytest.raises(actions.CannotCloseAccount, match="销户日期"):
            actions.close_account(account_id=one.account.pk, closed_on=closed_on, officer=clerk, on=PREPARED)
    with pytest.raises(CannotAccess):
        actions.close_account(account_id=one.account.pk, closed_on=PREPARED, officer=desk.townships[1], on=PREPARED)
    actions.close_account(account_id=one.account.pk, closed_on=PREPARED, officer=clerk, on=PREPARED)
    prepare()
    assert PayLine.objects.get().hold_reason == "nowhere_to_pay"


def test_tekun_money_goes_to_the_institution_by_agreement_and_no_other_money(desk: Desk, clerk: Officer, colleague: Officer) -> None:
    people, family = [a_tekun(), a_tekun()], a_recipient()
    given = {"holder_name": "示例敬老院", "is_institution": True, "filed_on": FILED, "paper": "供养 1", "second": colleague}
    with pytest.raises(actions.CannotOpenAccount, match="只有特困人员"):
        opened(family, clerk, **given)
    for wrong, words in (({"filed_on": None}, "协议日期"), ({"holder_name": people[0].family.head.name}, "机构名称"), ({"second": None}, "第二人")):
        with pytest.raises(actions.CannotOpenAccount, match=words):
            opened(people[0], clerk, **{**given, **wrong})
    for one in people:
        home = opened(one, clerk, **given)
        with pytest.raises(actions.CannotOpenAccount, match="另一种户名"):
            opened(one, clerk, holder_name="示例敬老院")
        with pytest.raises(actions.CannotRedirectAward, match="第二人"):
            redirected(one, home, clerk)
        redirected(one, home, clerk, second=colleague)
    dibao = an_award(Standing.objects.create(
        household=people[0].family.household, kind="dibao", from_on=FILED, decided_by="import:test", region=TOWN + "001"), people[0].account)  # fmt: skip
    home = Account.objects.get(person=people[0].family.head, is_institution=True)
    with pytest.raises(actions.CannotRedirectAward, match="只有特困人员"):
        actions.redirect_award(award_id=dibao.pk, account_id=home.pk, because="入住", officer=clerk, second=colleague, on=PREPARED)
    prepare()
    lines = [PayLine.objects.get(award=one.award) for one in people]
    assert [line.state for line in lines] == ["due", "due"]
    assert [[flag.code for flag in line.flags.all()] for line in lines] == [["custody"], ["custody"]], "its account is shared by what it is"
    assert "供养服务机构 示例敬老院" in lines[0].flags.get().words
    with pytest.raises(IntegrityError, match="account_institution_by_agreement"), transaction.atomic():
        Account.objects.filter(is_institution=True).update(filed_on=None)


def test_a_held_dibao_line_is_not_sent_to_an_institution(desk: Desk, clerk: Officer, colleague: Officer) -> None:
    one = a_tekun()
    home = opened(one, clerk, holder_name="示例敬老院", is_institution=True, filed_on=FILED, paper="供养 1", second=colleague)
    other = an_account(one.family)
    region = one.family.household.region
    standing = Standing.objects.create(household=one.family.household, kind="dibao", from_on=FILED, decided_by="import:test", region=region)
    award = an_award(standing, other)
    Award.objects.filter(pk=award.pk).update(account=None)
    prepare()
    line = PayLine.objects.get(award=award)
    move = {"line_id": line.pk, "outcome": "move", "because": "转发", "officer": desk.county, "on": PREPARED, "payee_id": one.family.head.pk}
    with pytest.raises(actions.CannotSettleLine, match="只有特困人员"):
        actions.settle_line(**move, account_id=home.pk)
    actions.settle_line(**move, account_id=other.pk)


def kept(one: Recipient, clerk: Officer, **given: object) -> Custody:
    usual = {"account_id": one.account.pk, "household_id": one.family.household.pk, "signed_by": one.family.head.pk, "custodian": "某专员", "office": "village"}
    return actions.agree_on_custody(**{**usual, "paper": "代管 1", "agreed_on": FILED, "officer": clerk, "on": PREPARED, **given})


def test_a_card_is_kept_by_agreement_filed_by_the_county_and_given_back(desk: Desk, clerk: Officer) -> None:
    one, free = a_recipient(), a_recipient()
    custody = kept(one, clerk)
    run = prepare()
    assert [flag.words for flag in PayLine.objects.get(award=one.award).flags.all()] == ["存折（卡）由 某专员 代管，协议 代管 1，还没有报县级备案。"]
    assert PayLine.objects.get(award=one.award).state == "due" and not PayLine.objects.get(award=free.award).flags.exists()
    with pytest.raises(CannotAccess):
        actions.file_custody(custody_id=custody.pk, officer=clerk, on=PREPARED)
    actions.file_custody(custody_id=custody.pk, officer=desk.county, on=PREPARED)
    with pytest.raises(actions.CannotKeepCard, match="已经备案"):
        actions.file_custody(custody_id=custody.pk, officer=desk.county, on=PREPARED)
    with pytest.raises(actions.CannotKeepCard, match="已有代管协议"):
        kept(one, clerk)
    for given, words in (({"words": " "}, "交还给谁"), ({"ended_on": date(2026, 10, 1)}, "交还日期"), ({"ended_on": date(2026, 12, 1)}, "交还日期")):
        with pytest.raises(actions.CannotKeepCard, match=words):
            actions.end_custody(**{"custody_id": custody.pk, "ended_on": PREPARED, "words": "交本人签收", "officer": clerk, "on": PREPARED, **given})
    back = actions.end_custody(custody_id=custody.pk, ended_on=PREPARED, words="交本人签收", officer=clerk, on=PREPARED)
    assert back.ended_on == PREPARED and kept(one, clerk).pk != back.pk
    with pytest.raises(actions.CannotKeepCard, match="已登记交还"):
        actions.end_custody(custody_id=custody.pk, ended_on=PREPARED, words="又", officer=clerk, on=PREPARED)
    assert run.lines.count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"custodian": " "}, "代管人"),
        ({"paper": ""}, "协议编号"),
        ({"office": "bank"}, "村（居）民委员会"),
        ({"agreed_on": date(2026, 12, 1)}, "不能晚于今天"),
        ({"signed_by": 0}, "在世的成员"),
    ],
)
def test_an_agreement_that_says_too_little_is_refused(desk: Desk, clerk: Officer, given: dict[str, object], words: str) -> None:
    with pytest.raises(actions.CannotKeepCard, match=words):
        kept(a_recipient(), clerk, **given)
    assert not Custody.objects.exists()


def test_no_card_is_kept_of_a_closed_account_or_of_anothers(clerk: Officer) -> None:
    family = a_family(members=2, region=f"{TOWN}001")
    for account, words in ((an_account(family, holder="某邻居"), "本人户名"), (an_account(family, closed_on=PREPARED), "已销户")):
        with pytest.raises(actions.CannotKeepCard, match=words):
            kept(a_recipient(family=a_family(region=f"{TOWN}001")), clerk, account_id=account.pk, household_id=family.household.pk, signed_by=family.head.pk)


def test_who_wrote_it_down_does_not_file_it_and_nobody_rewrites_it(desk: Desk, clerk: Officer) -> None:
    one = a_recipient()
    custody = kept(one, desk.county)
    with pytest.raises(actions.CannotKeepCard, match="不能给它备案"):
        actions.file_custody(custody_id=custody.pk, officer=desk.county, on=PREPARED)
    with pytest.raises(IntegrityError, match="custody_filed_by_another"), transaction.atomic():
        Custody.objects.update(filed_on=PREPARED, filed_by=desk.county)
    for change in ({"custodian": "别人"}, {"paper": "另一份"}, {"agreed_on": PREPARED}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Custody.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Custody.objects.all().delete()
    Custody.objects.update(filed_on=PREPARED, filed_by=clerk)  # what it leaves open may be written once
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Custody.objects.update(filed_on=FILED)
