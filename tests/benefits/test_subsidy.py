"""价格临时补贴: so much for each who lives in the family, once a month by its paper, paid by a run of its own."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Award, PayLine, PriceSubsidy, Standing
from doudi.registry.models import Person
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, PREPARED, Desk, a_desk, a_recipient, an_account, an_award, answer, prepare, sign_and_release
from tests.people import Family, a_family

pytestmark = pytest.mark.usefixtures("system")
PAPER = "示例发改价格〔2026〕7号"


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def declared(desk: Desk, fen: int = 5_000, month: date = MONTH, paper: str = PAPER) -> PriceSubsidy:
    return actions.declare_subsidy(region=COUNTY, month=month, amount_fen=fen, paper=paper, officer=desk.county, on=PREPARED)


def subsidies() -> dict[int, int]:
    return dict(Award.objects.filter(kind="price_subsidy").values_list("household_id", "amount_fen"))


def test_each_who_lives_there_counts_and_the_supported_person_alone(desk: Desk) -> None:
    four, bereaved, tekun = a_recipient(members=4), a_recipient(members=3), a_family(members=2)
    Person.objects.filter(pk=bereaved.family.people[2].pk).update(died_on=date(2026, 10, 1), death_known_on=date(2026, 10, 9))
    standing = Standing.objects.create(
        household=tekun.household, person=tekun.head, kind="tekun", from_on=date(2025, 1, 1), decided_by="import:test", region=tekun.household.region
    )
    Award.objects.filter(pk=an_award(standing, an_account(tekun)).pk).update(kind="tekun_basic")
    later = a_recipient()
    Award.objects.filter(pk=later.award.pk).update(from_month=date(2026, 12, 1))
    made = declared(desk)
    expected = {four.family.household.pk: 20_000, bereaved.family.household.pk: 10_000, tekun.household.pk: 5_000}
    assert subsidies() == expected and made.families == 3


def own_award(family: Family, person: Person, kind: str, award: str, *, until_month: date | None = None) -> None:
    """A standing of one's own, with money of its own."""
    standing = Standing.objects.create(
        household=family.household, person=person, kind=kind, from_on=date(2025, 1, 1), decided_by="import:test", region=family.household.region
    )
    account = an_account(family)
    type(account).objects.filter(pk=account.pk).update(person=person, holder_name=person.name)
    made = an_award(standing, account, payee_id=person.pk)
    Award.objects.filter(pk=made.pk).update(kind=award, until_month=until_month, ended_by="decision:1" if until_month else "")


@pytest.mark.parametrize(("kind", "award"), [("tekun", "tekun_basic"), ("single_person_dibao", "dibao_monthly")])
def test_who_gets_it_by_a_standing_of_their_own_is_not_counted_with_the_family(desk: Desk, kind: str, award: str) -> None:
    three, neighbour = a_family(members=3), a_recipient(members=3)
    a_recipient(family=three)
    own_award(three, three.people[1], kind, award)
    declared(desk)
    rows = Award.objects.filter(kind="price_subsidy").order_by("standing__kind").values_list("household_id", "standing__person_id", "amount_fen")
    assert set(rows) == {(three.household.pk, None, 10_000), (three.household.pk, three.people[1].pk, 5_000), (neighbour.family.household.pk, None, 15_000)}
    actions.prepare_once(region=COUNTY, on=PREPARED, officer=None)
    lines = PayLine.objects.filter(kind="price_subsidy", household_id=three.household.pk)
    assert sorted(lines.values_list("amount_fen", "state")) == [(5_000, "due"), (10_000, "due")]


@pytest.mark.parametrize("until_month", [MONTH, date(2025, 2, 1)])
def test_whose_own_money_does_not_run_in_the_month_is_counted_with_the_family(desk: Desk, until_month: date) -> None:
    """The control: nobody falls between the two."""
    three = a_family(members=3)
    a_recipient(family=three)
    own_award(three, three.people[1], "tekun", "tekun_basic", until_month=until_month)
    declared(desk)
    assert subsidies() == {three.household.pk: 15_000}


def test_a_family_in_which_everybody_has_a_standing_of_their_own_gets_none_as_a_family(desk: Desk) -> None:
    one = a_family(members=1)
    a_recipient(family=one)
    own_award(one, one.head, "tekun", "tekun_basic")
    declared(desk)
    assert list(Award.objects.filter(kind="price_subsidy").values_list("standing__kind", "amount_fen")) == [("tekun", 5_000)]


def test_it_is_paid_once_beside_the_month(desk: Desk) -> None:
    one = a_recipient()
    declared(desk)
    month = prepare()
    assert list(PayLine.objects.values_list("kind", flat=True)) == ["dibao_monthly"], "the month's run leaves it"
    (run,) = actions.prepare_once(region=COUNTY, on=PREPARED, officer=None)
    assert actions.prepare_once(region=COUNTY, on=PREPARED, officer=None) == []
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=ANSWERED)
    line = PayLine.objects.get(run=run)
    assert (line.state, line.amount_fen, line.household_id) == ("paid", 10_000, one.family.household.pk) and run.pk != month.pk
    assert [(row.total_fen, row.paid_fen) for row in queries.subsidies()] == [(10_000, 10_000)]


def test_a_second_paper_for_the_month_and_an_empty_county_are_refused(desk: Desk) -> None:
    with pytest.raises(actions.CannotSubsidise, match="没有在享"):
        declared(desk)
    assert not PriceSubsidy.objects.exists()
    a_recipient()
    declared(desk)
    before = subsidies()
    with pytest.raises(actions.CannotSubsidise, match="已经登记过"):
        declared(desk, 9_000, paper="另一份文件")
    assert subsidies() == before


@pytest.mark.parametrize("given", [{"fen": 0}, {"fen": 100_001}, {"month": date(2026, 8, 1)}, {"month": date(2027, 1, 1)}, {"paper": " "}])
def test_what_cannot_be_meant_is_refused(desk: Desk, given: dict[str, object]) -> None:
    a_recipient()
    with pytest.raises(actions.CannotSubsidise):
        declared(desk, **given)  # type: ignore[arg-type]
    assert not Award.objects.filter(kind="price_subsidy").exists()


def test_a_township_declares_none(officer_of: Callable[..., Officer], desk: Desk) -> None:
    with pytest.raises(CannotAccess):
        actions.declare_subsidy(region=COUNTY, month=MONTH, amount_fen=5_000, paper=PAPER, officer=desk.townships[0], on=PREPARED)


def test_what_is_given_once_is_neither_ended_nor_taken_along_with_a_standing(desk: Desk) -> None:
    """A move, an end and a change are about the monthly money alone; the subsidy that was declared is paid."""
    one, mover = a_recipient(), a_recipient()
    declared(desk)
    home = one.family.household.pk
    assert [award.kind for award in queries.monthly_awards_of(home)] == ["dibao_monthly"] and queries.awards_of(home).count() == 2
    given = {"officer": None, "on": PREPARED}
    actions.end_standing(standing_id=one.standing.pk, until_on=MONTH, decided_by="decision:1", **given)
    fresh = actions.transfer_standing(
        standing_id=mover.standing.pk, to_household_id=a_family(members=2).household.pk, from_on=date(2026, 12, 1), decided_by="decision:2", **given
    )
    assert list(fresh.awards.values_list("kind", flat=True)) == ["dibao_monthly"]
    once = set(Award.objects.filter(kind="price_subsidy").values_list("until_month", "ended_by"))
    assert once == {(date(2026, 12, 1), f"subsidy:{PriceSubsidy.objects.get().pk}")}
