"""检查: what holds a line, what is only pointed out, and what becomes known between the list and the signature."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.checks import FLAGS, HOLDS
from doudi.benefits.models import Account, Award, PayLine, PayRun, Standing
from doudi.registry.models import Membership, Person, StaffMember
from tests.benefits.builders import (
    BEFORE,
    COUNTY,
    MONTH,
    PREPARED,
    RELEASED,
    REVIEWED,
    TOWNS,
    Desk,
    Recipient,
    a_desk,
    a_recipient,
    an_account,
    an_award,
    prepare,
    sign_and_release,
)
from tests.people import a_family, join

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def holds() -> dict[int, str]:
    return dict(PayLine.objects.values_list("award_id", "hold_reason"))


def flags(recipient: Recipient) -> list[str]:
    return list(PayLine.objects.get(award=recipient.award, month=MONTH).flags.order_by("code").values_list("code", flat=True))


def dies(person: Person, *, on: date, known: date) -> None:
    Person.objects.filter(pk=person.pk).update(died_on=on, death_known_on=known)


def paid_last_month(recipient: Recipient, *, amount_fen: int, account: Account | None = None) -> None:
    run, _ = PayRun.objects.get_or_create(region=COUNTY, month=BEFORE, kind="imported", state="settled", defaults={"prepared_on": BEFORE, "settled_on": BEFORE})
    award, day = recipient.award, date(2026, 10, 9)
    PayLine.objects.create(
        run=run, award=award, household=award.household, kind=award.kind, month=BEFORE, payee=award.payee, account=account or recipient.account,
        amount_fen=amount_fen, state="paid", sent_on=day, answered_on=day, region=award.region,
    )  # fmt: skip


def test_a_dead_sole_payee_is_held_one_with_others_is_paid_and_flagged(desk: Desk) -> None:
    alone, among_others, unknown_yet = a_recipient(members=1), a_recipient(members=2), a_recipient(members=1)
    for one, known in ((alone, PREPARED), (among_others, PREPARED), (unknown_yet, TOWNS)):
        dies(one.family.head, on=date(2026, 9, 5), known=known)
    prepare()
    assert holds() == {alone.award.pk: "nobody_to_pay", among_others.award.pk: "", unknown_yet.award.pk: ""}
    assert flags(among_others) == ["payee_died"]
    assert flags(alone) == []


def test_all_dead_is_nobody_left(desk: Desk) -> None:
    family = a_recipient(members=2)
    for person in family.family.people:
        dies(person, on=date(2026, 9, 5), known=PREPARED)
    prepare()
    assert holds() == {family.award.pk: "nobody_to_pay"}


def test_a_family_that_is_no_more_is_not_paid_through_whoever_collects_for_it(desk: Desk) -> None:
    family, moved_away, collector = a_recipient(members=2), a_recipient(members=1), a_family(members=1)
    for one in (family, moved_away):
        Award.objects.filter(pk=one.award.pk).update(payee=collector.head, account=an_account(collector))
    for person in family.family.people:
        dies(person, on=date(2026, 9, 5), known=PREPARED)
    Membership.objects.filter(household=moved_away.family.household).update(until_on=date(2026, 10, 1))
    prepare()
    assert holds() == {family.award.pk: "nobody_to_pay", moved_away.award.pk: ""}, "nobody registered is not nobody alive"


def test_a_last_month_goes_to_whom_an_officer_named(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    a_recipient()
    family, heir = a_recipient(members=1), a_family(members=1)
    dies(family.family.head, on=MONTH, known=PREPARED)
    sign_and_release(prepare(), desk)
    held = PayLine.objects.get(award=family.award)
    moved = actions.settle_line(
        line_id=held.pk, outcome="move", because="死亡当月照发，由继承人领取", payee_id=heir.head.pk, account_id=an_account(heir).pk,
        officer=officer_of("county", COUNTY), on=RELEASED,
    )  # fmt: skip
    sign_and_release(moved.run, desk)
    moved.refresh_from_db()
    assert moved.state == "sent"


def test_one_persons_standing_rests_on_that_persons_life(desk: Desk) -> None:
    family = a_family(members=2)
    standing = Standing.objects.create(
        household=family.household, person=family.people[1], kind="tekun", from_on=date(2025, 1, 1), decided_by="import:test", region=family.household.region
    )
    award = an_award(standing, an_account(family))
    Award.objects.filter(pk=award.pk).update(kind="tekun_basic")
    dies(family.people[1], on=date(2026, 9, 5), known=PREPARED)
    prepare()
    assert holds() == {award.pk: "nobody_to_pay"}


def test_nowhere_to_pay(desk: Desk) -> None:
    none, closed, anothers, filed = (a_recipient() for _ in range(4))
    none.award.account = None
    none.award.save()
    Account.objects.filter(pk=closed.account.pk).update(closed_on=PREPARED)
    Account.objects.filter(pk=anothers.account.pk).update(holder_name="某邻居")
    Account.objects.filter(pk=filed.account.pk).update(holder_name="某邻居", filed_on=date(2026, 1, 5))
    prepare()
    assert holds() == {none.award.pk: "nowhere_to_pay", closed.award.pk: "nowhere_to_pay", anothers.award.pk: "nowhere_to_pay", filed.award.pk: ""}


def test_what_stands_twice_holds_the_later_alone(desk: Desk) -> None:
    one = a_recipient()
    later = an_award(one.standing, one.account, from_month=date(2026, 8, 1))
    elsewhere = a_family(members=1)
    join(elsewhere.household, one.family.head)
    second_home = Standing.objects.create(
        household=elsewhere.household, kind="dibao", from_on=date(2026, 1, 1), decided_by="import:test", region=elsewhere.household.region
    )
    again = an_award(second_home, one.account, from_month=date(2026, 9, 1))
    prepare()
    assert holds() == {one.award.pk: "", later.pk: "twice", again.pk: "twice"}


def test_who_collects_for_a_neighbour_is_not_paid_twice(desk: Desk) -> None:
    one, neighbour = a_recipient(), a_recipient()
    Award.objects.filter(pk=neighbour.award.pk).update(payee=one.family.head, account=one.account)
    prepare()
    assert set(holds().values()) == {""}


def test_what_is_paid_and_pointed_out(desk: Desk) -> None:
    plain, moved, tenfold, much = a_recipient(), a_recipient(), a_recipient(amount_fen=60_000), a_recipient(members=1, amount_fen=101_001)
    just, shared, sharing = a_recipient(members=1, amount_fen=101_000), a_recipient(), a_recipient()
    Account.objects.filter(pk=sharing.account.pk).update(number_index=shared.account.number_index)
    paid_last_month(plain, amount_fen=6_001)
    paid_last_month(moved, amount_fen=60_000, account=an_account(moved.family))
    paid_last_month(tenfold, amount_fen=6_000)
    prepare()
    assert set(holds().values()) == {""}
    found = {
        name: flags(one)
        for name, one in {"plain": plain, "moved": moved, "tenfold": tenfold, "much": much, "just": just, "shared": shared, "sharing": sharing}.items()
    }
    assert found == {
        "plain": [],
        "moved": ["account_changed"],
        "tenfold": ["tenfold"],
        "much": ["over_rule"],
        "just": [],
        "shared": ["shared_account"],
        "sharing": ["shared_account"],
    }


def test_a_death_learned_before_the_county_signs_is_not_paid(desk: Desk) -> None:
    other, one = a_recipient(), a_recipient(members=1)
    run = prepare()
    dies(one.family.head, on=date(2026, 10, 30), known=REVIEWED)
    sign_and_release(run, desk)
    assert PayLine.objects.get(award=one.award).state == "held"
    assert queries.books_of().sent_fen == other.award.amount_fen
    assert actions.open_adjustments(on=RELEASED) == []


def test_a_death_learned_after_the_signature_opens_an_adjustment(desk: Desk) -> None:
    one, among_others = a_recipient(members=1), a_recipient(members=3)
    sign_and_release(prepare(), desk)
    dies(one.family.head, on=date(2026, 10, 31), known=RELEASED)
    dies(among_others.family.people[2], on=date(2026, 7, 1), known=RELEASED)
    first, second = actions.open_adjustments(on=RELEASED)
    assert (first.award_id, first.amount_fen, first.due_on, first.owner_region) == (one.award.pk, 60_000, date(2027, 1, 31), "370702001")
    assert (second.award_id, second.amount_fen, second.due_on) == (among_others.award.pk, None, date(2026, 11, 19)), "three months are over: ten working days"
    assert actions.open_adjustments(on=RELEASED) == [], "opened once"
    assert PayLine.objects.get(award=one.award).state == "sent", "what left the house is not called back by a machine"


def test_the_month_of_death_is_paid(desk: Desk) -> None:
    in_month, before = a_recipient(members=1), a_recipient(members=1)
    sign_and_release(prepare(), desk)
    dies(in_month.family.head, on=MONTH, known=RELEASED)
    dies(before.family.head, on=date(2026, 10, 31), known=RELEASED)
    assert [found.award_id for found in actions.open_adjustments(on=RELEASED)] == [before.award.pk]


def test_where_the_month_of_death_is_not_paid(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.benefits.actions.adjustments.is_death_month_paid", lambda region, on: False)
    one = a_recipient(members=1)
    sign_and_release(prepare(), desk)
    dies(one.family.head, on=MONTH, known=RELEASED)
    assert len(actions.open_adjustments(on=RELEASED)) == 1


def test_a_death_not_known_yet_opens_nothing(desk: Desk) -> None:
    one = a_recipient(members=1)
    sign_and_release(prepare(), desk)
    dies(one.family.head, on=date(2026, 9, 1), known=date(2026, 11, 20))
    assert actions.open_adjustments(on=RELEASED) == []
    assert len(actions.open_adjustments(on=date(2026, 11, 20))) == 1


def test_a_held_line_is_somebody_s_until_a_day_and_its_family_is_told_once(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    alone = a_recipient(members=1)
    dies(alone.family.head, on=date(2026, 9, 5), known=PREPARED)
    prepare()
    hold = PayLine.objects.get().hold
    assert (hold.since_on, hold.county_on) == (PREPARED, date(2026, 11, 4)) and "联系乡镇" in hold.word
    assert [line.pk for line in queries.untold_holds()] == [hold.line_id]
    tell = {"line_id": hold.line_id, "officer": desk.townships[0], "on": TOWNS}
    with pytest.raises(actions.CannotTellHold, match="写明"):
        actions.tell_hold(**tell, how=" ")
    with pytest.raises(CannotAccess):
        actions.tell_hold(**{**tell, "officer": desk.finance}, how="电话")
    with pytest.raises(CannotAccess):
        actions.tell_hold(**{**tell, "officer": desk.townships[1]}, how="电话")
    actions.tell_hold(**tell, how="电话告知其女儿")
    assert not queries.untold_holds().exists() and PayLine.objects.get().state == "held", "telling releases nothing"
    with pytest.raises(actions.CannotTellHold, match="已于"):
        actions.tell_hold(**tell, how="再次")


def test_what_a_decision_ended_after_the_list_was_made_is_held_at_the_signature(desk: Desk) -> None:
    ended, runs_on, ends_later = a_recipient(), a_recipient(), a_recipient()
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    Award.objects.filter(pk=ended.award.pk).update(until_month=MONTH, ended_by="decision:1")
    Award.objects.filter(pk=ends_later.award.pk).update(until_month=date(2026, 12, 1), ended_by="decision:2")
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    assert holds() == {ended.award.pk: "no_award", runs_on.award.pk: "", ends_later.award.pk: ""}
    assert PayLine.objects.get(award=ended.award).hold.since_on == REVIEWED


def test_a_filed_agreement_is_paid_and_pointed_out(desk: Desk) -> None:
    family = a_family(members=2)
    held_by_another = a_recipient(family=family, account=an_account(family, holder="代领人乙", filed_on=date(2026, 3, 2)))
    own = a_recipient()
    prepare()
    assert flags(held_by_another) == ["custody"] and flags(own) == []
    assert PayLine.objects.get(award=held_by_another.award).flags.get().words == "账户由 代领人乙 代领，代领协议备案日 2026-03-02。"


def test_a_relative_among_the_staff_is_pointed_out_unless_filed(desk: Desk) -> None:
    unfiled, filed, ordinary = a_recipient(), a_recipient(), a_recipient()
    for one in (unfiled, filed):
        relative = one.family.people[1]
        StaffMember.objects.create(name=relative.name, id_index=relative.id_index, unit="示例街道", post="经办", region=COUNTY, from_on=BEFORE)
    actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None, filed=[filed.family.household.pk])
    assert flags(unfiled) == ["relative_unfiled"] and flags(filed) == [] and flags(ordinary) == []


def test_every_check_is_a_file_of_its_own_with_words() -> None:
    assert [one.code for one in HOLDS] == ["nobody_to_pay", "twice", "nowhere_to_pay", "no_award"] and len(FLAGS) == 8
    assert all(one.title and one.word for one in HOLDS) and all(one.title and one.words for one in FLAGS)
