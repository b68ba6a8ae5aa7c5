"""身份与待遇: confirming, paying from the month after, changing, ending; and where it is paid."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.access import CannotAccess, acting
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Account, Award, Standing
from doudi.registry.models import Person
from tests.benefits.builders import COUNTY, TOWN, a_recipient, an_account
from tests.people import Family, a_family

pytestmark = pytest.mark.usefixtures("system")
ON, NEXT = date(2026, 10, 20), date(2026, 11, 1)


@pytest.fixture
def county(system: None, officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county", COUNTY)


def confirmed(family: Family, county: Officer, *, kind: str = "dibao", person_id: int | None = None) -> Standing:
    return actions.confirm_standing(
        household_id=family.household.pk, person_id=person_id, kind=kind, from_on=ON, decided_by="decision:1", officer=county, on=ON
    )


def opened(standing: Standing, account: Account, county: Officer, *, amount_fen: int = 60_000, from_month: date = NEXT, kind: str = "dibao_monthly") -> Award:
    return actions.open_award(
        standing_id=standing.pk,
        kind=kind,
        amount_fen=amount_fen,
        from_month=from_month,
        payee_id=account.person_id,
        account_id=account.pk,
        decided_by="decision:1",
        officer=county,
        on=ON,
    )


def test_a_decision_becomes_a_standing_and_an_award(county: Officer) -> None:
    family = a_family()
    standing = confirmed(family, county)
    award = opened(standing, an_account(family), county)
    assert queries.standing_of(family.household.pk, ON) == standing
    assert queries.standing_of(family.household.pk, date(2026, 10, 19)) is None
    assert queries.find_award(family.household.pk, ON) == award
    assert queries.recipients(ON) == [family.household.pk]
    assert {entry.verb for entry in AuditEntry.objects.filter(officer_id=county.pk)} == {"standing.confirmed", "award.opened"}


def test_money_starts_in_the_month_after_the_decision(county: Officer) -> None:
    family = a_family()
    standing, account = confirmed(family, county), an_account(family)
    for month, words in ((date(2026, 10, 1), "下月起"), (date(2026, 11, 2), "当月一日")):
        with pytest.raises(actions.CannotOpenAward, match=words):
            opened(standing, account, county, from_month=month)


@pytest.mark.parametrize("fen", [0, -1, 10_000_001, 2**63])
def test_an_amount_is_positive_and_believable(county: Officer, fen: int) -> None:
    family = a_family()
    with pytest.raises(actions.CannotOpenAward, match="金额"):
        opened(confirmed(family, county), an_account(family), county, amount_fen=fen)


def test_the_same_twice_is_refused(county: Officer) -> None:
    family = a_family()
    standing, account = confirmed(family, county), an_account(family)
    opened(standing, account, county)
    with pytest.raises(actions.CannotConfirmStanding, match="已有这一身份"):
        confirmed(family, county)
    with pytest.raises(actions.CannotOpenAward, match="已有同一种待遇"):
        opened(standing, account, county)


def test_a_standing_without_money_gives_way_one_with_money_needs_a_decision(county: Officer) -> None:
    poor, paid = a_family(), a_family()
    former = confirmed(poor, county, kind="marginal")
    confirmed(poor, county)
    former.refresh_from_db()
    assert (former.until_on, former.ended_by) == (ON, "decision:1")
    opened(confirmed(paid, county), an_account(paid), county)
    with pytest.raises(actions.CannotConfirmStanding, match="正在发放"):
        confirmed(paid, county, kind="marginal")


def test_tekun_is_confirmed_for_a_person(county: Officer) -> None:
    family = a_family()
    with pytest.raises(actions.CannotConfirmStanding, match="确认到人"):
        confirmed(family, county, kind="tekun")
    confirmed(family, county, kind="tekun", person_id=family.head.pk)
    confirmed(family, county)
    assert [standing.kind for standing in queries.standings_of(family.household.pk, ON)] == ["dibao", "tekun"]
    with pytest.raises(actions.CannotConfirmStanding, match="没有"):
        confirmed(family, county, kind="rich")


def test_another_amount_is_another_award(county: Officer) -> None:
    one = a_recipient()
    fresh = actions.change_award(award_id=one.award.pk, amount_fen=70_000, from_month=NEXT, decided_by="decision:2", officer=county, on=ON)
    one.award.refresh_from_db()
    assert (one.award.amount_fen, one.award.until_month, fresh.amount_fen, fresh.from_month) == (60_000, NEXT, 70_000, NEXT)
    with pytest.raises(actions.CannotChangeAward, match="已经停发"):
        actions.change_award(award_id=one.award.pk, amount_fen=80_000, from_month=NEXT, decided_by="decision:3", officer=county, on=ON)
    again = actions.change_award(award_id=fresh.pk, amount_fen=80_000, from_month=NEXT, decided_by="decision:3", officer=county, on=ON)
    assert [award.amount_fen for award in queries.awards_of(one.family.household.pk)] == [80_000, 70_000, 60_000]
    assert queries.find_award(one.family.household.pk, ON) == one.award
    assert queries.find_award(one.family.household.pk, NEXT) == again


def test_ending_an_award_and_a_standing(county: Officer) -> None:
    one, other = a_recipient(), a_recipient()
    actions.end_award(award_id=one.award.pk, until_month=NEXT, decided_by="decision:2", officer=county, on=ON)
    with pytest.raises(actions.CannotEndAward, match="已经停发"):
        actions.end_award(award_id=one.award.pk, until_month=NEXT, decided_by="decision:2", officer=county, on=ON)
    with pytest.raises(actions.CannotEndAward, match="当月一日"):
        actions.end_award(award_id=other.award.pk, until_month=date(2026, 11, 5), decided_by="decision:2", officer=county, on=ON)
    actions.end_standing(standing_id=other.standing.pk, until_on=ON, decided_by="decision:2", officer=county, on=ON)
    other.award.refresh_from_db()
    assert other.award.until_month == NEXT
    with pytest.raises(actions.CannotEndStanding, match="已经终止"):
        actions.end_standing(standing_id=other.standing.pk, until_on=ON, decided_by="decision:2", officer=county, on=ON)


def test_a_standing_ended_on_the_first_pays_nothing_of_that_month(county: Officer) -> None:
    one = a_recipient()
    actions.end_standing(standing_id=one.standing.pk, until_on=NEXT, decided_by="decision:2", officer=county, on=ON)
    one.award.refresh_from_db()
    assert one.award.until_month == NEXT


def test_an_account_keeps_its_number_to_itself(county: Officer, officer_of: Callable[..., Officer]) -> None:
    family, town = a_family(region=f"{TOWN}001"), officer_of("township", TOWN)
    given = {"person_id": family.head.pk, "bank": "示例银行", "holder_name": family.head.name, "opened_on": ON, "officer": town, "on": ON}
    account = actions.open_account(number="9900 1234 5678 9012 345", **given)
    assert (account.number_tail, str(account)) == ("2345", "示例银行 尾号2345")
    assert b"12345678" not in bytes(account.number_sealed)
    assert actions.open_account(number="9900123456789012345", **given) == account
    for number in ("1234567", "9900=1234", "", "9" * 31):
        with pytest.raises(actions.CannotOpenAccount, match="8 到 30 位") as refusal:
            actions.open_account(number=number, **given)
        assert not number or number not in str(refusal.value)
    actions.close_account(account_id=account.pk, closed_on=ON, officer=town, on=ON)
    with pytest.raises(actions.CannotCloseAccount):
        actions.close_account(account_id=account.pk, closed_on=ON, officer=town, on=ON)
    assert not queries.accounts_of(family.head.pk).exists()


def test_an_award_goes_to_its_payees_account_alone(county: Officer) -> None:
    one, neighbour = a_recipient(), a_family()
    for account, words in ((an_account(neighbour), "不是为该领取人"), (an_account(one.family, closed_on=ON), "已销户")):
        with pytest.raises(actions.CannotRedirectAward, match=words):
            actions.redirect_award(award_id=one.award.pk, account_id=account.pk, because="换卡", officer=county, on=ON)
    with pytest.raises(actions.CannotRedirectAward, match="理由"):
        actions.redirect_award(award_id=one.award.pk, account_id=one.account.pk, because="", officer=county, on=ON)


def test_an_award_is_collected_by_somebody_living_of_the_family_alone(county: Officer, officer_of: Callable[..., Officer]) -> None:
    one, neighbour, colleague = a_recipient(members=3), a_family(), officer_of("county", COUNTY)
    dead, heir = one.family.people[1:]
    Person.objects.filter(pk=dead.pk).update(died_on=ON, death_known_on=ON)

    def redirected_to(person: Person) -> Award:
        owner = {"person_id": person.pk, "holder_name": person.name, "bank": "示例银行", "number": f"99{person.pk:016d}", "opened_on": ON}
        account = actions.open_account(**owner, officer=county, on=ON)
        given = {"award_id": one.award.pk, "account_id": account.pk, "payee_id": person.pk, "because": "户主行动不便"}
        return actions.redirect_award(**given, officer=county, second=colleague, on=ON)

    for stranger in (neighbour.head, dead):
        with pytest.raises(actions.CannotRedirectAward, match="家庭在世的成员"):
            redirected_to(stranger)
    assert redirected_to(heir).payee_id == heir.pk


def test_who_may_confirm_and_where(officer_of: Callable[..., Officer]) -> None:
    family = a_family()
    for role, region in (("township", "370703001"), ("finance", COUNTY), ("inspector", COUNTY), ("county", "370703")):
        with pytest.raises(CannotAccess):
            confirmed(family, officer_of(role, region))
    neighbour = officer_of("county", "370703")
    a_recipient()
    with acting(neighbour):
        assert queries.recipients(ON) == []
        assert (Standing.objects.count(), Award.objects.count(), Account.objects.count()) == (0, 0, 0)
