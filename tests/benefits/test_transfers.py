"""随迁: the help that a family takes along is the same help: its later months, its agreements and its history go with it, and nobody reckons half of it."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.access import acting
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.chains import carried
from doudi.benefits.models import Adjustment, Award, PayLine, Recovery, Standing
from doudi.oversight.check import check_books
from doudi.registry.models import Household, Membership
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, OTHER_TOWN, Desk, Recipient, a_desk, a_recipient, an_account, answer, prepare, sign_and_release
from tests.people import a_family, a_household, join

pytestmark = pytest.mark.usefixtures("system")
MOVED, DECEMBER, JANUARY = date(2026, 11, 12), date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def moved(one: Recipient, *, on: date = MOVED, from_on: date = DECEMBER, to: Household | None = None, town: str = OTHER_TOWN) -> Standing:
    """Everybody lives in another household since a day, which carries the help from a month on."""
    home = to or a_household(region=f"{town}001")
    Membership.objects.filter(household=one.standing.household, until_on=None).update(until_on=on)
    for person in one.family.people:
        join(home, person, from_on=on)
    return actions.transfer_standing(
        standing_id=one.standing.pk, to_household_id=home.pk, from_on=from_on, decided_by="decision:move", officer=None, on=on
    )


def awards(standing: Standing) -> list[tuple[str, int, date, date | None]]:
    rows = standing.awards.order_by("kind", "from_month", "pk")
    return [(one.kind, one.amount_fen, one.from_month, one.until_month) for one in rows if one.until_month is None or one.until_month > one.from_month]


def paid_month(desk: Desk) -> None:
    actions.read_return(path=answer(sign_and_release(prepare(), desk)), officer=None, on=ANSWERED)


def differences(one: Recipient, household_id: int, due_fen: int, **given: object) -> list[Adjustment]:
    said = {"kind": "dibao_monthly", "from_month": MONTH, "until_month": JANUARY, "reason": "更正", "decided_by": "decision:1", "officer": None, "on": MOVED}
    return actions.open_differences(household_id=household_id, due_fen=due_fen, **{**said, **given})  # type: ignore[arg-type]


# ── 带走的


def test_a_change_that_is_still_to_come_goes_along(desk: Desk) -> None:
    """A decision on less from January, an end in March: month by month as decided, and neither forgotten nor paid for ever."""
    one = a_recipient()
    actions.change_award(award_id=one.award.pk, amount_fen=50_000, from_month=JANUARY, decided_by="decision:1", officer=None, on=MOVED)
    later = Award.objects.get(standing=one.standing, from_month=JANUARY)
    actions.end_award(award_id=later.pk, until_month=date(2027, 3, 1), decided_by="decision:2", officer=None, on=MOVED)
    fresh = moved(one)
    assert awards(fresh) == [("dibao_monthly", 60_000, DECEMBER, JANUARY), ("dibao_monthly", 50_000, JANUARY, date(2027, 3, 1))]
    assert [line[3] for line in awards(one.standing)] == [DECEMBER]
    assert list(fresh.awards.order_by("from_month").values_list("decided_by", flat=True)) == ["decision:move", "decision:1"]


def test_months_paid_less_by_agreement_go_along_and_count(desk: Desk, monkeypatch: pytest.MonkeyPatch, officer_of: Callable[..., Officer]) -> None:
    one = a_recipient()
    paid_month(desk)
    (found,) = differences(one, one.family.household.pk, 30_000, until_month=DECEMBER)
    recovery = actions.open_recovery(adjustment_ids=[found.pk], words="核实。", officer=desk.county, on=MOVED)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=desk.county, on=MOVED)
    given = {"outcome": "repay", "amount_fen": 30_000, "reason": "属实。", "officer": officer_of("county", COUNTY), "on": MOVED}
    actions.decide_recovery(recovery_id=recovery.pk, **given)
    actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.county, on=MOVED)
    Award.objects.create(
        standing=one.standing, household=one.standing.household, kind="dibao_supplement", amount_fen=10_000, from_month=DECEMBER, payee=one.award.payee,
        account=one.account, decided_by="import:test", region=one.standing.region,
    )  # fmt: skip
    monkeypatch.setattr("doudi.benefits.actions.setting_off.may_set_off", lambda region, on: True)
    actions.set_off(recovery_id=recovery.pk, monthly_fen=8_000, paper="同意书", officer=desk.county, on=MOVED)
    fresh = moved(one)
    assert [line[1:] for line in awards(fresh) if line[0] == "dibao_supplement"] == [(2_000, DECEMBER, date(2027, 3, 1)), (10_000, date(2027, 3, 1), None)]
    run = actions.prepare_run(region=COUNTY, month=DECEMBER, on=DECEMBER, officer=None)
    PayLine.objects.filter(run=run).update(state="sent", sent_on=DECEMBER)
    PayLine.objects.filter(run=run).update(state="paid", answered_on=DECEMBER)
    (counted,) = actions.count_set_offs(region=COUNTY, on=date(2026, 12, 4))
    assert counted.amount_fen == 8_000 and Recovery.objects.get().left_fen == 22_000


def test_a_transfer_is_from_next_month_on(desk: Desk) -> None:
    one = a_recipient()
    for from_on in (MONTH, date(2026, 12, 2), date(2026, 10, 1)):
        with pytest.raises(actions.CannotEndStanding, match="下月"):
            moved(one, from_on=from_on)


# ── 算在一起的


def test_a_correction_reckons_both_sides_of_a_move_from_either(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    fresh = moved(one)
    homes = [one.family.household.pk, fresh.household_id]
    assert [standing.pk for home in homes for standing in carried(home, "dibao_monthly")] == [one.standing.pk, fresh.pk] * 2
    assert [queries.household_now(home) for home in homes] == [fresh.household_id] * 2
    november, december = differences(one, fresh.household_id, 70_000)
    assert [(each.month, each.direction, each.amount_fen, each.household_id) for each in (november, december)] == [
        (MONTH, "under", 10_000, homes[0]), (DECEMBER, "under", 10_000, homes[1]),
    ]  # fmt: skip
    assert november.owner_region == COUNTY, "neither township sees all of it"
    assert differences(one, homes[0], 70_000, decided_by="decision:2") == [], "asked from the other side it is the same money"


def test_arrears_go_to_where_the_help_is_paid_now(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    fresh = moved(one)
    account = an_account(one.family)
    Award.objects.filter(standing=fresh).update(account=account)
    november = differences(one, fresh.household_id, 70_000, until_month=DECEMBER)[0]
    actions.settle_adjustment(adjustment_id=november.pk, result="paid", because="核实。", officer=desk.county, on=date(2026, 12, 2))
    (run,) = actions.prepare_once(region=COUNTY, on=date(2026, 12, 2), officer=None)
    line = run.lines.get()
    assert (line.household_id, line.account_id, line.month, line.region, line.state) == (fresh.household_id, account.pk, MONTH, fresh.region, "due")
    assert [finding.name for finding in check_books(on=date(2026, 12, 2)) if not finding.holds] == []


def test_the_living_are_heard_where_they_are_now(desk: Desk) -> None:
    """Money of before the move: the household on the paper is empty, the family is not."""
    one = a_recipient()
    paid_month(desk)
    fresh = moved(one)
    found = differences(one, fresh.household_id, 30_000, until_month=DECEMBER)
    recovery = actions.open_recovery(adjustment_ids=[found[0].pk], words="核实。", officer=desk.county, on=MOVED)
    assert {person.pk for person in queries.people_to_hear(recovery.household_id, DECEMBER)} == {person.pk for person in one.family.people}
    with pytest.raises(actions.CannotRecover, match="在世的家庭成员"):
        actions.hear_about_recovery(recovery_id=recovery.pk, person_id=None, words="无人。", officer=desk.county, on=DECEMBER)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=desk.county, on=DECEMBER)


def test_who_does_not_see_all_of_it_reckons_none_of_it(desk: Desk) -> None:
    """From either side: what is hidden is not nothing."""
    one = a_recipient()
    paid_month(desk)
    fresh = moved(one)
    for officer, home in ((desk.townships[0], one.family.household.pk), (desk.townships[1], fresh.household_id)):
        with acting(officer), pytest.raises(actions.CannotReckon, match="由县级核算"):
            differences(one, home, 70_000, officer=officer)
    assert not Adjustment.objects.exists()
    with acting(desk.county):
        assert len(differences(one, fresh.household_id, 70_000, officer=desk.county)) == 2


def test_who_settles_it_must_see_where_it_is_paid(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    fresh = moved(one)
    november = differences(one, fresh.household_id, 70_000, until_month=DECEMBER)[0]
    with acting(desk.townships[0]), pytest.raises(actions.CannotSettleAdjustment, match="由县级核算"):
        actions.settle_adjustment(adjustment_id=november.pk, result="paid", because="核实。", officer=desk.townships[0], on=MOVED)


def test_another_family_that_comes_to_the_old_place_is_another_family(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    fresh = moved(one)
    others = Standing.objects.create(household=one.standing.household, kind="dibao", from_on=DECEMBER, decided_by="decision:9", region=one.standing.region)
    Award.objects.create(
        standing=others, household=others.household, kind="dibao_monthly", amount_fen=40_000, from_month=DECEMBER, payee=one.family.head, account=one.account,
        decided_by="decision:9", region=others.region,
    )  # fmt: skip
    assert [standing.pk for standing in carried(fresh.household_id, "dibao_monthly")] == [one.standing.pk, fresh.pk]


def test_moved_twice_is_one_help(desk: Desk) -> None:
    one = a_recipient()
    first = moved(one)
    second = actions.transfer_standing(
        standing_id=first.pk, to_household_id=a_household(region="370702001001").pk, from_on=JANUARY, decided_by="decision:again", officer=None, on=DECEMBER
    )
    for home in (one.family.household.pk, first.household_id, second.household_id):
        assert [standing.pk for standing in carried(home, "dibao_monthly")] == [one.standing.pk, first.pk, second.pk]
        assert queries.household_now(home) == second.household_id


# ── 同户两人


def test_two_who_receive_alike_in_one_household_are_kept_apart(desk: Desk) -> None:
    family = a_family(members=2)
    account = an_account(family)
    said = {"household": family.household, "decided_by": "import:test", "region": family.household.region}
    cared = []
    for person, fen in zip(family.people, (20_000, 34_000), strict=True):
        standing = Standing.objects.create(person=person, kind="tekun", from_on=date(2025, 1, 1), **said)
        Award.objects.create(standing=standing, kind="tekun_care", amount_fen=fen, from_month=date(2025, 2, 1), payee=family.head, account=account, **said)
        cared.append(standing)
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=date(2026, 11, 2), officer=None)
    assert run.lines.count() == 2
    one = Recipient(family, cared[0], account, cared[0].awards.get())
    (found,) = differences(one, family.household.pk, 34_000, kind="tekun_care", until_month=DECEMBER, standing_id=cared[0].pk)
    assert (found.direction, found.amount_fen) == ("under", 14_000), "the other's 340 yuan are the other's"
    assert differences(one, family.household.pk, 34_000, kind="tekun_care", until_month=DECEMBER, standing_id=cared[1].pk, decided_by="decision:2") == []
    together = differences(one, family.household.pk, 34_000, kind="tekun_care", until_month=DECEMBER, decided_by="decision:3")
    assert [(each.direction, each.amount_fen) for each in together] == [("over", 34_000)], "the control: not told apart, one's money counts as the other's"
