"""撤销减免: what was given up is asked back only for deceit that shows later, by a decision of its own, and counts once whatever comes after."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from doudi.base.access import CannotAccess, acting, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Adjustment, Recovery
from doudi.oversight.check import check_books, prove
from doudi.oversight.invariants import all_invariants
from tests.benefits.attacks import all_let_through_without, all_refused, attempt, without
from tests.benefits.builders import OTHER_TOWN, TOWN, Desk, Recipient, a_desk, a_recipient
from tests.benefits.test_remission import answered, claim, given_up, proposed
from tests.benefits.test_returned_money import DECIDED, NEXT_YEAR, TOLD, balances, found, heard, paid_month, repaid, taken_over, to_repay
from tests.databases import Clone
from tests.races import at_once

held = pytest.mark.usefixtures("system")
LATER, HEARD_ON, AGAIN_ON = (date(2026, 11, day) for day in (16, 17, 18))
DECEIT = "减免以后查明：隐瞒在外地的工资，有社保记录。"


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def withdrawing(desk: Desk, former: Recovery, *, on: date = LATER) -> Recovery:
    """Proposed by the township, and the family heard."""
    made = actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.townships[0], on=on)
    person = queries.people_to_hear(made.household_id, on)[0].pk
    return actions.hear_about_recovery(recovery_id=made.pk, person_id=person, words="工资已经用于看病。", officer=desk.townships[0], on=max(on, HEARD_ON))


def withdrawn(desk: Desk, former: Recovery, *, on: date = AGAIN_ON) -> Recovery:
    made = withdrawing(desk, former, on=max(LATER, on) if on > AGAIN_ON else LATER)
    return actions.decide_recovery(recovery_id=made.pk, outcome="repay", amount_fen=made.found_fen, reason="属实。", officer=desk.county, on=on)


def wrong() -> list[str]:
    """Of the books and of the sentence about withdrawals."""
    [sentence] = [one for one in all_invariants() if one.name == "撤销的都是本户经批准的全部减免，查明骗取，只撤销一次"]
    return [finding.name for finding in (*check_books(on=AGAIN_ON), prove(sentence, on=AGAIN_ON)) if not finding.holds]


# ── 撤销


@held
def test_the_claim_lives_again_when_another_has_decided_and_not_before(desk: Desk) -> None:
    one, former = proposed(desk)
    former = answered(former, desk.second)
    made = actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.townships[0], on=LATER)
    assert (made.state, made.found_fen, made.is_fraud, made.withdraws_id, claim()) == ("found", 15_000, True, former.pk, 25_000) and wrong() == []
    said = {"outcome": "repay", "amount_fen": 15_000, "reason": "属实。"}
    with pytest.raises(actions.CannotRecover, match="待听取意见"):
        actions.decide_recovery(recovery_id=made.pk, officer=desk.county, on=AGAIN_ON, **said)  # type: ignore[arg-type]
    actions.hear_about_recovery(recovery_id=made.pk, person_id=one.family.head.pk, words="承认。", officer=desk.townships[0], on=HEARD_ON)
    made = actions.decide_recovery(recovery_id=made.pk, officer=desk.county, on=AGAIN_ON, **said)  # type: ignore[arg-type]
    assert (made.state, made.decided_fen, made.left_fen, claim()) == ("decided", 15_000, 15_000, 40_000) and wrong() == []
    assert "撤销该号决定中的减免" in made.letter and former.number in made.letter and "2026年11月12日" in made.letter and DECEIT in made.letter
    assert made.letter.startswith("责令退回决定书")
    kept = Recovery.objects.get(pk=former.pk)
    assert (kept.decided_fen, kept.remitted_fen, kept.approval, kept.letter) == (25_000, 15_000, former.approval, former.letter), "as it was written"
    verbs = AuditEntry.objects.filter(about_kind="benefits.recovery", about_id=former.pk).order_by("pk").values_list("verb", "because")
    assert list(verbs)[-2:] == [("recovery.remission_withdrawal_proposed", DECEIT), ("recovery.remission_withdrawn", made.number)]


@held
def test_both_debts_come_back_and_are_closed_each_by_its_own(desk: Desk) -> None:
    _, former = proposed(desk)
    made = withdrawn(desk, answered(former, desk.second))
    for one, paper in ((former, "收据1"), (made, "收据2")):
        actions.tell_recovery(recovery_id=one.pk, how="送达。", officer=desk.townships[0], on=AGAIN_ON)
        one.refresh_from_db()
        repaid(desk, one, one.left_fen, AGAIN_ON, paper)
    assert set(Recovery.objects.values_list("state", "left_fen")) == {("closed", 0)} and claim() == 0 and wrong() == []
    assert balances() == {"expense": 20_000, "fund": -20_000}


@held
def test_all_of_it_given_up_closed_and_withdrawn_the_year_after(desk: Desk) -> None:
    """The books of the year it was spent in are over: what is claimed is an adjustment of earlier years."""
    _, former = proposed(desk, 0)
    former = actions.tell_recovery(recovery_id=answered(former, desk.second).pk, how="送达。", officer=desk.townships[0], on=TOLD)
    assert former.state == "closed"
    made = withdrawn(desk, former, on=NEXT_YEAR)
    assert (made.decided_fen, former.state) == (40_000, "closed") and wrong() == []
    assert balances() == {"expense": 60_000, "prior": -40_000, "claim": 40_000, "fund": -60_000}


@held
def test_of_several_months_each_is_found_again_by_what_was_given_up_of_it(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    taken_over(one)
    october, november = found(one, 20_000, since=date(2026, 10, 1))
    former = to_repay(desk, one, [october, november], {october.pk: 40_000, november.pk: 10_000})
    made = withdrawing(desk, former)
    assert list(made.adjustments.values_list("month", "amount_fen", "decided_by")) == [(november.month, 30_000, f"remission:{november.pk}")]


@held
def test_who_leaves_it_given_up_needs_an_approval_again_and_nothing_is_claimed(desk: Desk) -> None:
    one, former = proposed(desk)
    made = withdrawing(desk, answered(former, desk.second))
    said = {"outcome": "nothing", "reason": "不能认定。", "remitted_because": "证据不足。"}
    assert actions.decide_recovery(recovery_id=made.pk, officer=desk.county, on=AGAIN_ON, **said).state == "remitting"  # type: ignore[arg-type]
    kept = answered(made, desk.second, on=AGAIN_ON)
    assert (kept.outcome, claim()) == ("nothing", 25_000) and "减免不变" in kept.letter and "撤销" not in kept.letter and wrong() == []
    assert found(one, 20_000, decided_by="decision:2") == [] and found(one, 35_000, decided_by="decision:3") == [], "it stays with the family"


# ── 以后的更正只算一次


@held
@pytest.mark.parametrize(
    ("due_fen", "expected"), [(20_000, []), (5_000, [("over", 15_000)]), (60_000, [("under", 40_000)]), (30_000, [("under", 10_000)])],
    ids=["the same", "still less", "all was due", "some was due"],
)  # fmt: skip
@pytest.mark.parametrize("fen", [25_000, 0], ids=["part given up", "all given up"])
def test_what_is_withdrawn_counts_once_in_a_later_correction(desk: Desk, fen: int, due_fen: int, expected: list[tuple[str, int]]) -> None:
    """40,000 of 60,000 were too much, and all of it is asked back in the end, by two decisions."""
    one, former = proposed(desk, fen)
    withdrawn(desk, answered(former, desk.second))
    assert [(each.direction, each.amount_fen) for each in found(one, due_fen, decided_by="decision:2")] == expected and wrong() == []


@held
def test_the_control_without_the_withdrawal(desk: Desk) -> None:
    """What stays given up: nothing is owed to a family of which nothing was taken."""
    one = given_up(desk, is_written_off=False)
    assert found(one, 60_000, decided_by="decision:2") == []


@held
def test_the_control_where_both_decisions_count_what_was_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it counted with the former finding too, a decision that still less was due would find nothing."""
    one, former = proposed(desk, 0)
    withdrawn(desk, answered(former, desk.second))
    from doudi.benefits.actions import differences

    monkeypatch.setattr(differences, "asked_fen", lambda each: each.amount_fen)
    assert found(one, 5_000, decided_by="decision:2") == []


@held
def test_a_death_learned_later_finds_all_but_what_is_asked_back_by_both(desk: Desk) -> None:
    one, former = proposed(desk, 25_000, members=1)
    withdrawing(desk, answered(former, desk.second))
    one.family.head.died_on, one.family.head.death_known_on = date(2026, 10, 20), LATER
    one.family.head.save()
    (late,) = actions.open_adjustments(on=LATER)
    assert late.amount_fen == 20_000


# ── 谁可以，凭什么


@held
def test_only_for_deceit_put_into_words_by_who_may_and_once(desk: Desk) -> None:
    _, former = proposed(desk)
    with pytest.raises(actions.CannotRecover, match="没有经批准的减免"):
        actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.townships[0], on=LATER)
    former = answered(former, desk.second)
    with pytest.raises(actions.CannotRecover, match="怎样查明"):
        actions.propose_withdrawal(recovery_id=former.pk, words="  ", officer=desk.townships[0], on=LATER)
    with pytest.raises(CannotAccess):
        actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.finance, on=LATER)
    with acting(desk.townships[1]), pytest.raises(actions.CannotRecover, match="不在您负责的区域"):
        actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.townships[1], on=LATER)
    assert former.region.startswith(TOWN) and not TOWN.startswith(OTHER_TOWN) and Recovery.objects.count() == 1
    made = actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.townships[0], on=LATER)
    with pytest.raises(actions.CannotRecover, match=made.number):
        actions.propose_withdrawal(recovery_id=former.pk, words=DECEIT, officer=desk.townships[0], on=LATER)
    assert Adjustment.objects.filter(recovery=made).count() == 1


@held
def test_who_proposed_does_not_decide(desk: Desk) -> None:
    one, former = proposed(desk)
    made = actions.propose_withdrawal(recovery_id=answered(former, desk.second).pk, words=DECEIT, officer=desk.county, on=LATER)
    actions.hear_about_recovery(recovery_id=made.pk, person_id=one.family.head.pk, words="承认。", officer=desk.townships[0], on=HEARD_ON)
    with pytest.raises(actions.CannotRecover, match="另一人决定"):
        actions.decide_recovery(recovery_id=made.pk, outcome="repay", amount_fen=15_000, reason="属实。", officer=desk.county, on=AGAIN_ON)
    decided = actions.decide_recovery(recovery_id=made.pk, outcome="repay", amount_fen=15_000, reason="属实。", officer=desk.second, on=AGAIN_ON)
    assert decided.state == "decided"


@held
def test_what_was_decided_in_full_or_written_off_has_nothing_to_withdraw(desk: Desk) -> None:
    one, recovery = proposed(desk, 40_000)
    actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.townships[0], on=TOLD)
    actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=TOLD)
    actions.answer_write_off(recovery_id=recovery.pk, is_approved=True, paper="批文", officer=desk.second, on=TOLD)
    with pytest.raises(actions.CannotRecover, match="没有经批准的减免"):
        actions.propose_withdrawal(recovery_id=recovery.pk, words=DECEIT, officer=desk.townships[0], on=LATER)
    assert one.family.people and Recovery.objects.count() == 1


@held
def test_one_deceit_is_fined_once(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    recovery = heard(desk, one, found(one, 20_000))
    Recovery.objects.filter(pk=recovery.pk).update(is_fraud=True)
    said = {"outcome": "repay", "amount_fen": 25_000, "reason": "属实。", "remitted_because": "家有重病人。"}
    actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **said)  # type: ignore[arg-type]
    former = answered(recovery, desk.second)
    fine: dict[str, Any] = {"amount_fen": 10_000, "ground": "隐瞒工资。", "officer": desk.county, "on": AGAIN_ON}
    made = withdrawn(desk, former)
    actions.propose_penalty(recovery_id=former.pk, **fine)
    with pytest.raises(actions.CannotPenalise, match="只处一次罚款"):
        actions.propose_penalty(recovery_id=made.pk, **fine)


@held
def test_the_control_where_nothing_was_fined_before(desk: Desk) -> None:
    _, former = proposed(desk)
    made = withdrawn(desk, answered(former, desk.second))
    fine: dict[str, Any] = {"ground": "隐瞒工资。", "officer": desk.county, "on": AGAIN_ON}
    with pytest.raises(actions.CannotPenalise, match="二倍"):
        actions.propose_penalty(recovery_id=made.pk, amount_fen=30_001, **fine)
    assert actions.propose_penalty(recovery_id=made.pk, amount_fen=30_000, **fine).gain_fen == 15_000


# ── 库里的规矩

COPY = """INSERT INTO benefits_recovery (household_id, person_id, kind, is_fraud, found_fen, words, opened_by_id, opened_on, due_on, heard_words, outcome,
    decided_fen, reason, letter, told_how, repays_by, sets_off_fen, waive_reason, left_fen, state, region, withdraws_id)
    SELECT household_id, person_id, kind, {fraud}, {fen}, words, opened_by_id, opened_on, due_on, '', '', 0, '', '', '', '', 0, '', 0, 'found', region, id
    FROM benefits_recovery WHERE {former}"""
APPROVED, IN_FULL = "approved_on IS NOT NULL AND id NOT IN (SELECT withdraws_id FROM benefits_recovery WHERE withdraws_id IS NOT NULL)", "remitted_fen = 0"
AS_IT_SHOULD_BE = {"fraud": "true", "fen": "remitted_fen", "former": APPROVED}
RULE = without("trigger", "benefits_recovery_withdraws", "benefits_recovery")
ONCE = "ALTER TABLE benefits_recovery DROP CONSTRAINT benefits_recovery_withdraws_id_key"
ATTACKS = {
    "without deceit": (COPY.format(**(AS_IT_SHOULD_BE | {"fraud": "false"})), without("constraint", "recovery_withdraws_for_deceit", "benefits_recovery")),
    "less than was given up": (COPY.format(**(AS_IT_SHOULD_BE | {"fen": "remitted_fen - 1"})), RULE),
    "more than was given up": (COPY.format(**(AS_IT_SHOULD_BE | {"fen": "remitted_fen + 1"})), RULE),
    "nothing was given up": (COPY.format(**(AS_IT_SHOULD_BE | {"fen": "1", "former": f"{IN_FULL} AND withdraws_id IS NULL"})), RULE),
    "twice": (COPY.format(**(AS_IT_SHOULD_BE | {"former": "id IN (SELECT withdraws_id FROM benefits_recovery)"})), ONCE),
    "cut off from what it withdraws": ("UPDATE benefits_recovery SET withdraws_id = NULL WHERE withdraws_id IS NOT NULL", RULE),
    "another sum afterwards": ("UPDATE benefits_recovery SET found_fen = found_fen + 1 WHERE withdraws_id IS NOT NULL", RULE),
}  # fmt: skip


def one_withdrawn_and_one_not(officer_of: Callable[..., Officer]) -> tuple[Desk, Recipient]:
    desk = a_desk(officer_of)
    one, other, third = a_recipient(), a_recipient(), a_recipient()
    paid_month(desk)
    for each, fen in ((one, 25_000), (other, 10_000), (third, 40_000)):
        (over,) = found(each, 20_000)
        to_repay(desk, each, [over], {over.pk: fen})
    actions.propose_withdrawal(recovery_id=Recovery.objects.order_by("pk")[0].pk, words=DECEIT, officer=desk.townships[0], on=LATER)
    return desk, one


@held
def test_the_database_refuses(officer_of: Callable[..., Officer]) -> None:
    one_withdrawn_and_one_not(officer_of)
    attempt(COPY.format(**AS_IT_SHOULD_BE))  # what is whole is taken
    all_refused(ATTACKS)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        one_withdrawn_and_one_not(officer_of)
    all_let_through_without(ATTACKS, owner_of)


def race(officer_of: Callable[..., Officer]) -> list[str]:
    """What two hear who propose it at once."""
    with acting_as_system():
        desk = a_desk(officer_of)
        _, former = proposed(desk)
        former = answered(former, desk.second)
    given: dict[str, Any] = {"recovery_id": former.pk, "words": DECEIT, "on": LATER}
    first, second = ((one, lambda one=one: actions.propose_withdrawal(officer=one, **given)) for one in (desk.county, desk.second))
    return at_once(first, second)


def test_two_who_propose_at_once_propose_one(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    first, second = race(officer_of)
    assert first == "done" and "已经提请撤销" in second
    with acting_as_system():
        assert Recovery.objects.filter(withdraws__isnull=False).count() == 1


def test_the_control_without_the_lock(fresh_database: Clone, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told nothing it could understand; the database alone lets it make no second claim."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    with pytest.raises(IntegrityError, match="withdraws_id"):
        race(officer_of)
