"""减免: less than was found stands only by another officer's approval; what is given up is neither asked for nor paid again; nor what was written off."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import psycopg
import pytest
from django.db.models import QuerySet

from doudi.base.access import CannotAccess, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions
from doudi.benefits.models import Posting, Recovery, RecoveryPart
from doudi.oversight.check import check_books
from tests.benefits.attacks import all_let_through_without, all_refused, attempt, without
from tests.benefits.builders import Desk, Recipient, a_desk, a_recipient
from tests.benefits.test_returned_money import DECIDED, TOLD, found, heard, paid_month, repaid, to_repay
from tests.databases import Clone
from tests.races import at_once

held = pytest.mark.usefixtures("system")
UPGRADE = import_module("doudi.benefits.migrations.0013_remission")


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def proposed(desk: Desk, fen: int = 25_000, **given: object) -> tuple[Recipient, Recovery]:
    """40,000 fen too much were found; so much of it is to come back."""
    one = a_recipient(**given)  # type: ignore[arg-type]
    paid_month(desk)
    recovery = heard(desk, one, found(one, 20_000))
    said = {"outcome": "repay" if fen else "nothing", "amount_fen": fen, "reason": "属实。", "remitted_because": "家有重病人。"}
    return one, actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **said)  # type: ignore[arg-type]


def answered(recovery: Recovery, officer: Officer, *, is_approved: bool = True, on: date = TOLD) -> Recovery:
    return actions.answer_remission(recovery_id=recovery.pk, is_approved=is_approved, words="情况属实。", officer=officer, on=on)


def claim() -> int:
    return sum(Posting.objects.filter(account="claim").values_list("amount_fen", flat=True))


def wrong() -> list[str]:
    return [finding.name for finding in check_books(on=TOLD) if not finding.holds]


@held
def test_less_than_was_found_stands_only_when_another_has_approved_it(desk: Desk) -> None:
    _, recovery = proposed(desk)
    assert (recovery.state, recovery.outcome, recovery.letter, claim(), recovery.to_return_fen) == ("remitting", "", "", 0, 25_000) and wrong() == []
    with pytest.raises(actions.CannotRecover, match="待审批减免"):
        actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.townships[0], on=TOLD)
    done = answered(recovery, desk.second)
    assert (done.state, done.outcome, done.decided_fen, done.remitted_fen, done.decided_on, claim()) == ("decided", "repay", 25_000, 15_000, TOLD, 25_000)
    assert "其余150.00 元本决定不要求退回" in done.letter and "2026年11月12日" in done.letter and wrong() == []
    verbs = AuditEntry.objects.filter(about_kind="benefits.recovery").order_by("pk").values_list("verb", "officer_id", "because")
    assert list(verbs)[-3:] == [
        ("recovery.remission_proposed", desk.county.pk, "家有重病人。"), ("recovery.remitted", desk.second.pk, "情况属实。"),
        ("recovery.decided", desk.second.pk, "属实。"),
    ]  # fmt: skip


@held
def test_nothing_of_it_is_all_given_up_and_closed_by_telling(desk: Desk) -> None:
    _, recovery = proposed(desk, 0)
    recovery = answered(recovery, desk.second)
    assert (recovery.outcome, recovery.remitted_fen, claim()) == ("nothing", 40_000, 0) and "不予追回告知书" in recovery.letter
    assert actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.townships[0], on=TOLD).state == "closed" and wrong() == []


@held
def test_who_may_approve_and_with_what_words(desk: Desk) -> None:
    _, recovery = proposed(desk)
    with pytest.raises(actions.CannotRecover, match="另一人审批"):
        answered(recovery, desk.county)
    for refused in (desk.townships[0], desk.finance):
        with pytest.raises(CannotAccess):
            answered(recovery, refused)
    with pytest.raises(actions.CannotRecover, match="审批意见"):
        actions.answer_remission(recovery_id=recovery.pk, is_approved=True, words=" ", officer=desk.second, on=TOLD)
    answered(recovery, desk.second)
    with pytest.raises(actions.CannotRecover, match="待退回"):
        answered(recovery, desk.second)


@held
def test_who_heard_the_family_does_not_approve(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    (over,) = found(one, 20_000)
    recovery = actions.open_recovery(adjustment_ids=[over.pk], words="核实。", officer=desk.second, on=DECIDED)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=desk.townships[0], on=DECIDED)
    said = {"outcome": "nothing", "reason": "属实。", "remitted_because": "家庭困难。"}
    actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **said)  # type: ignore[arg-type]
    with pytest.raises(actions.CannotRecover, match="立项"):
        answered(recovery, desk.second)


@held
def test_without_a_reason_nothing_is_proposed(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    recovery = heard(desk, one, found(one, 20_000))
    for outcome, fen in (("repay", 25_000), ("nothing", 0)):
        with pytest.raises(actions.CannotRecover, match="减免的理由"):
            actions.decide_recovery(recovery_id=recovery.pk, outcome=outcome, amount_fen=fen, reason="属实。", officer=desk.county, on=DECIDED)
    recovery.refresh_from_db()
    assert (recovery.state, recovery.remitted_fen, RecoveryPart.objects.count()) == ("heard", 0, 0)


@held
def test_what_is_not_approved_is_decided_anew(desk: Desk) -> None:
    """While it waits, its lines are spoken for, and all of the finding counts; sent back, nothing of it is left."""
    one, recovery = proposed(desk)
    assert found(one, 20_000, decided_by="decision:2") == [] and RecoveryPart.objects.get().amount_fen == 25_000
    back = answered(recovery, desk.second, is_approved=False)
    assert (back.state, back.approval, back.decided_by, back.remitted_fen, RecoveryPart.objects.count(), claim()) == ("heard", "情况属实。", None, 0, 0, 0)
    assert wrong() == [] and found(one, 20_000, decided_by="decision:3") == []
    again = actions.decide_recovery(recovery_id=recovery.pk, outcome="repay", amount_fen=40_000, reason="属实。", officer=desk.second, on=TOLD)
    assert (again.state, again.approval, claim()) == ("decided", "", 40_000) and wrong() == []


# ── 减免和核销以后


@held
@pytest.mark.parametrize("is_written_off", [False, True], ids=["given up in the decision", "written off"])
@pytest.mark.parametrize(
    ("due_fen", "expected"), [(20_000, []), (5_000, [("over", 15_000)]), (60_000, []), (70_000, [("under", 10_000)])],
    ids=["the same", "still less", "all was due", "more was due"],
)  # fmt: skip
def test_what_is_given_up_is_neither_asked_for_nor_paid_again(desk: Desk, due_fen: int, expected: list[tuple[str, int]], is_written_off: bool) -> None:
    """40,000 of 60,000 were found too much and all given up: the family keeps 60,000, and has been asked for 40,000."""
    one = given_up(desk, is_written_off=is_written_off)
    assert [(each.direction, each.amount_fen) for each in found(one, due_fen, decided_by="decision:2")] == expected and wrong() == []


@held
def test_the_control_where_given_up_counts_as_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were what was given up counted as money that came back, a decision that all was due would pay it twice."""
    from doudi.benefits.actions import differences

    one = given_up(desk, is_written_off=True)
    monkeypatch.setattr(differences, "taken_fen", differences.asked_fen)
    assert [(each.direction, each.amount_fen) for each in found(one, 60_000, decided_by="decision:2")] == [("under", 40_000)]


def given_up(desk: Desk, *, is_written_off: bool) -> Recipient:
    if not is_written_off:
        one, recovery = proposed(desk, 0)
        answered(recovery, desk.second)
        return one
    one, recovery = proposed(desk, 40_000)
    actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.townships[0], on=TOLD)
    actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=TOLD)
    actions.answer_write_off(recovery_id=recovery.pk, is_approved=True, paper="批文", officer=desk.second, on=TOLD)
    return one


@held
def test_half_repaid_and_half_written_off(desk: Desk) -> None:
    one, recovery = proposed(desk, 40_000)
    actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.townships[0], on=TOLD)
    repaid(desk, recovery, 15_000, TOLD)
    actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=TOLD)
    actions.answer_write_off(recovery_id=recovery.pk, is_approved=True, paper="批文", officer=desk.second, on=TOLD)
    part = RecoveryPart.objects.get()
    assert (part.cleared_fen, part.written_off_fen) == (40_000, 25_000)
    assert [(each.direction, each.amount_fen) for each in found(one, 60_000, decided_by="decision:2")] == [("under", 15_000)], "what it has returned"


# ── 库里的规矩


APPROVED = "UPDATE benefits_recovery SET {} WHERE state = 'decided' AND approved_on IS NOT NULL"
WAITING = "UPDATE benefits_recovery SET {} WHERE state = 'remitting'"
STANDS = f"state = 'decided', outcome = 'nothing', letter = 'x', approved_on = date '{TOLD}', approval = 'x', approved_by_id = "
OF_NOBODY_ELSE = "(SELECT max(id) FROM base_officer)"
REMISSION = without("constraint", "recovery_remission_approved", "benefits_recovery")
STAYS = without("trigger", "benefits_recovery_approved", "benefits_recovery")
ANOTHER = without("constraint", "recovery_approved_by_another", "benefits_recovery")
ATTACKS = {
    "approved by nobody": (WAITING.format("state = 'decided', outcome = 'nothing', letter = 'x'"), REMISSION),
    "without a reason": (WAITING.format(f"remitted_because = '', {STANDS}{OF_NOBODY_ELSE}"), REMISSION),
    "less given up than is left": (WAITING.format(f"remitted_fen = remitted_fen - 1, {STANDS}{OF_NOBODY_ELSE}"), REMISSION),
    "by who decided": (WAITING.format(f"{STANDS}decided_by_id"), ANOTHER),
    "by who heard": (WAITING.format(f"{STANDS}heard_by_id"), ANOTHER),
    "by who opened it": (WAITING.format(f"{STANDS}opened_by_id"), ANOTHER),
    "without words": (WAITING.format(f"{STANDS}{OF_NOBODY_ELSE}, approval = ''".replace(", approval = 'x'", "")),
                      without("constraint", "recovery_approval", "benefits_recovery")),
    "as if it were of before": (WAITING.format("is_unapproved = true, state = 'decided', outcome = 'nothing', letter = 'x'"), STAYS),
    "other words afterwards": (APPROVED.format("approval = 'y'"), STAYS),
    "another's afterwards": (APPROVED.format(f"approved_by_id = {OF_NOBODY_ELSE}"), STAYS),
    "more written off than cleared": ("UPDATE benefits_recoverypart SET written_off_fen = cleared_fen + 1",
                                      without("constraint", "recovery_part_written_off", "benefits_recoverypart")),
}  # fmt: skip


def one_waiting_and_one_approved(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    one, other = a_recipient(), a_recipient()
    paid_month(desk)
    to_repay(desk, other, half := found(other, 20_000), {half[0].pk: 10_000})
    recovery = heard(desk, one, found(one, 20_000))
    said = {"outcome": "nothing", "reason": "属实。", "remitted_because": "家有重病人。"}
    actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **said)  # type: ignore[arg-type]
    officer_of("county", "370702")


@held
def test_the_database_refuses(officer_of: Callable[..., Officer]) -> None:
    one_waiting_and_one_approved(officer_of)
    attempt(WAITING.format(f"{STANDS}{OF_NOBODY_ELSE}"))  # what is whole is taken
    all_refused(ATTACKS)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        one_waiting_and_one_approved(officer_of)
    all_let_through_without(ATTACKS, owner_of)


def race(officer_of: Callable[..., Officer]) -> list[str]:
    """What two hear who answer at once, the second against it."""
    with acting_as_system():
        desk = a_desk(officer_of)
        third = officer_of("county", "370702")
        _, recovery = proposed(desk)
    return at_once((desk.second, lambda: answered(recovery, desk.second)), (third, lambda: answered(recovery, third, is_approved=False)))


def test_two_who_answer_at_once_are_answered_once(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    assert race(officer_of) == ["done", "这件清退现在是“待退回”，不能办理这一步。"]
    with acting_as_system():
        assert wrong() == [] and claim() == 25_000


def test_the_control_without_lock_and_rule(
    fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second sends back what the first has approved, and the books claim what nobody decided."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    with owner_of() as owner:
        owner.execute(STAYS)
    assert race(officer_of) == ["done", "done"]
    with acting_as_system():
        assert wrong() != [] and claim() == 25_000


# ── 此前决定的


def test_what_was_left_before_that_took_an_approval_may_be_found_again(
    fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]
) -> None:
    """Decided on less and partly written off by the house of before: the upgrade says so, and what was left to the family is found again."""
    with acting_as_system():
        desk = a_desk(officer_of)
        one, dead = a_recipient(), a_recipient(members=1)
        paid_month(desk)
        for each in (one, dead):
            (half,) = found(each, 20_000)
            recovery = to_repay(desk, each, [half], {half.pk: 25_000})
            repaid(desk, recovery, 10_000, TOLD)
            actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=TOLD)
            actions.answer_write_off(recovery_id=recovery.pk, is_approved=True, paper="批文", officer=desk.second, on=TOLD)
    with owner_of() as owner:
        owner.execute(f"{REMISSION}; {STAYS}; {UPGRADE.SEEN}")
        owner.execute("UPDATE benefits_recovery SET remitted_fen = 0, remitted_because = '', approval = '', approved_by_id = NULL, approved_on = NULL")
        owner.execute("UPDATE benefits_recoverypart SET written_off_fen = 0")
        owner.execute(UPGRADE.DECIDED_BEFORE + UPGRADE.WRITTEN_OFF_BEFORE + UPGRADE.UNSEEN)
    with acting_as_system():
        assert set(Recovery.objects.values_list("remitted_fen", "is_unapproved")) == {(15_000, True)}
        assert set(RecoveryPart.objects.values_list("cleared_fen", "written_off_fen")) == {(25_000, 15_000)} and wrong() == []
        assert [(each.amount_fen, each.direction) for each in found(one, 20_000, decided_by="decision:2")] == [(15_000, "over")], "what was left to the family"
        assert found(one, 20_000, decided_by="decision:3") == [], "found twice over: nothing more"
        dead.family.head.died_on, dead.family.head.death_known_on = date(2026, 10, 20), TOLD
        dead.family.head.save()
        (late,) = actions.open_adjustments(on=TOLD)
        assert late.amount_fen == 35_000, "all of November less what was decided to come back"
