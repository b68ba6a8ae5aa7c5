"""清退: found, heard, decided by another, told, repaid to the last fen; the books say the same at every step; nothing is ever taken by a machine."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Adjustment, Award, PayLine, Penalty, Posting, Recovery, RecoveryMove
from doudi.oversight.check import check_books
from doudi.registry.models import Person
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, RELEASED, Desk, Recipient, a_desk, a_recipient, answer, prepare, sign_and_release

pytestmark = pytest.mark.usefixtures("system")
FOUND, HEARD, DECIDED, TOLD = (date(2026, 11, day) for day in (9, 10, 11, 12))


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


@pytest.fixture
def second(officer_of: Callable[..., Officer]) -> Officer:
    """Another of the county."""
    return officer_of("county", COUNTY)


def paid_month(desk: Desk) -> None:
    actions.read_return(path=answer(sign_and_release(prepare(), desk)), officer=None, on=ANSWERED)


def too_much(desk: Desk, members: int = 2, **given: object) -> tuple[Recipient, Adjustment]:
    """A family of which half was not due in November."""
    one = a_recipient(members=members, **given)  # type: ignore[arg-type]
    paid_month(desk)
    found = differences(one, due_fen=30_000)
    return one, found[0]


def differences(one: Recipient, *, due_fen: int, decided_by: str = "decision:1", on: date = FOUND) -> list[Adjustment]:
    return actions.open_differences(
        household_id=one.family.household.pk, kind="dibao_monthly", due_fen=due_fen, from_month=MONTH, until_month=date(2026, 12, 1),
        reason="更正", decided_by=decided_by, officer=None, on=on,
    )  # fmt: skip


def opened(desk: Desk, adjustment: Adjustment, **given: object) -> Recovery:
    return actions.open_recovery(adjustment_ids=[adjustment.pk], words="漏报工资。", officer=desk.townships[0], on=FOUND, **given)  # type: ignore[arg-type]


def heard(desk: Desk, one: Recipient, recovery: Recovery) -> Recovery:
    given = {"person_id": one.family.head.pk, "words": "承认漏报，愿分期退回。"}
    return actions.hear_about_recovery(recovery_id=recovery.pk, officer=desk.townships[0], on=HEARD, **given)


def decided(desk: Desk, recovery: Recovery, fen: int = 30_000, outcome: str = "repay") -> Recovery:
    return actions.decide_recovery(recovery_id=recovery.pk, outcome=outcome, amount_fen=fen, reason="工资属实。", officer=desk.county, on=DECIDED)


def told(desk: Desk, recovery: Recovery) -> Recovery:
    return actions.tell_recovery(recovery_id=recovery.pk, how="当面送达。", officer=desk.townships[0], on=TOLD)


def to_repay(desk: Desk, **given: object) -> tuple[Recipient, Recovery]:
    one, adjustment = too_much(desk)
    return one, told(desk, decided(desk, heard(desk, one, opened(desk, adjustment, **given))))


def claim() -> int:
    return sum(Posting.objects.filter(account="claim").values_list("amount_fen", flat=True))


def test_from_finding_to_the_last_fen(desk: Desk) -> None:
    one, recovery = to_repay(desk)
    assert (recovery.state, recovery.left_fen, claim()) == ("decided", 30_000, 30_000)
    assert "责令退回决定书" in recovery.letter and "第七十四条" in recovery.letter and "承认漏报" in recovery.letter and "行政复议" in recovery.letter
    town = desk.townships[0]
    actions.agree_on_repayment(recovery_id=recovery.pk, words="自十二月起每月退回 150 元。", officer=town, on=TOLD)
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=15_000, paper="收据1", officer=desk.finance, on=date(2026, 12, 8))
    with pytest.raises(actions.CannotRecover, match="已经登记过"):
        actions.record_repayment(recovery_id=recovery.pk, amount_fen=15_000, paper="收据1", officer=desk.finance, on=date(2026, 12, 8))
    with pytest.raises(actions.CannotRecover, match=r"未退的 150\.00 元"):
        actions.record_repayment(recovery_id=recovery.pk, amount_fen=15_001, paper="收据2", officer=desk.finance, on=date(2027, 1, 8))
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=15_000, paper="收据2", officer=desk.finance, on=date(2027, 1, 8))
    recovery.refresh_from_db()
    assert (recovery.state, recovery.left_fen, claim(), recovery.closed_on) == ("closed", 0, 0, date(2027, 1, 8))
    assert Adjustment.objects.get().result == "recovery" and not queries.open_adjustments_on(TOLD).exists()
    assert [finding for finding in check_books(on=TOLD) if not finding.holds] == []
    books = queries.books_of()
    assert (books.committed_fen, books.paid_fen, books.returned_fen) == (60_000, 60_000, 0), "what families return is not what the bank returned"
    assert Award.objects.get(pk=one.award.pk).until_month is None, "what is paid goes on untouched"


def test_whoever_found_or_heard_does_not_decide_and_a_town_decides_nothing(desk: Desk, second: Officer) -> None:
    one, adjustment = too_much(desk)
    recovery = actions.open_recovery(adjustment_ids=[adjustment.pk], words="核实。", officer=desk.county, on=FOUND)
    given = {"outcome": "repay", "amount_fen": 30_000, "reason": "属实。", "on": DECIDED, "recovery_id": recovery.pk}
    with pytest.raises(actions.CannotRecover, match="待听取意见"):
        actions.decide_recovery(officer=second, **given)
    heard(desk, one, recovery)
    with pytest.raises(actions.CannotRecover, match="另一人"):
        actions.decide_recovery(officer=desk.county, **given)
    with pytest.raises(CannotAccess):
        actions.decide_recovery(officer=desk.townships[0], **given)
    with pytest.raises(actions.CannotRecover, match="不超过发现"):
        actions.decide_recovery(officer=second, **{**given, "amount_fen": 30_001})
    assert actions.decide_recovery(officer=second, **given).state == "decided"
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.update(decided_by=desk.county)


def test_only_the_living_are_heard_and_nobody_only_where_nobody_is_left(desk: Desk) -> None:
    one, adjustment = too_much(desk)
    recovery, town = opened(desk, adjustment), desk.townships[0]
    for person, words in ((None, "无人。"), (10**9, "不是本户。"), (one.family.head.pk, " ")):
        with pytest.raises(actions.CannotRecover):
            actions.hear_about_recovery(recovery_id=recovery.pk, person_id=person, words=words, officer=town, on=HEARD)
    Person.objects.update(died_on=date(2026, 11, 2), death_known_on=FOUND)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=None, words="到村核实无在世成员。", officer=town, on=HEARD)
    assert "到村核实" in decided(desk, Recovery.objects.get()).letter


def test_writing_off_takes_two_of_the_county(desk: Desk, second: Officer) -> None:
    _, recovery = to_repay(desk)
    given = {"recovery_id": recovery.pk, "on": date(2027, 3, 1)}
    with pytest.raises(actions.CannotRecover, match="还没有人提出"):
        actions.answer_write_off(is_approved=True, paper="批文", officer=second, **given)
    actions.propose_write_off(reason="已无财产可供退回。", officer=desk.county, **given)
    with pytest.raises(actions.CannotRecover, match="不能自己审批"):
        actions.answer_write_off(is_approved=True, paper="批文", officer=desk.county, **given)
    actions.answer_write_off(is_approved=False, paper="再核实一次", officer=second, **given)
    actions.propose_write_off(reason="再次核实，仍无财产。", officer=desk.county, **given)
    actions.answer_write_off(is_approved=True, paper="潍城民批〔2027〕3号", officer=second, **given)
    recovery.refresh_from_db()
    assert (recovery.state, recovery.left_fen, claim(), recovery.moves.get().kind) == ("closed", 0, 0, "written_off")
    assert [finding for finding in check_books(on=TOLD) if not finding.holds] == []


def test_amounts_that_were_still_to_be_worked_out(desk: Desk) -> None:
    a_recipient(members=3)
    sign_and_release(prepare(), desk)
    Person.objects.filter(pk=Person.objects.order_by("-pk").first().pk).update(died_on=date(2026, 10, 1), death_known_on=RELEASED)
    (found,) = actions.open_adjustments(on=RELEASED)
    assert found.amount_fen is None
    for amounts in ({}, {found.pk: 0}, {found.pk: 60_001}):
        with pytest.raises(actions.CannotRecover, match="待核定"):
            opened(desk, found, amounts=amounts)
    assert opened(desk, found, amounts={found.pk: 20_000}).found_fen == 20_000


def test_two_families_do_not_share_a_recovery_and_a_neighbour_touches_nothing(desk: Desk) -> None:
    two = [a_recipient(), a_recipient()]
    paid_month(desk)
    found = [differences(one, due_fen=30_000)[0].pk for one in two]
    with pytest.raises(actions.CannotRecover, match="同一户"):
        actions.open_recovery(adjustment_ids=found, words="核实。", officer=desk.townships[0], on=FOUND)
    with pytest.raises(CannotAccess):
        actions.open_recovery(adjustment_ids=found[:1], words="核实。", officer=desk.townships[1], on=FOUND)


def test_the_database_keeps_its_own_word(desk: Desk) -> None:
    _, recovery = to_repay(desk)
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=100, paper="收据", officer=desk.finance, on=TOLD)
    for statement in (
        "UPDATE benefits_recovery SET left_fen = -1",
        "UPDATE benefits_recovery SET decided_fen = found_fen + 1",
        "UPDATE benefits_recovery SET heard_on = NULL, heard_by_id = NULL",
        "UPDATE benefits_recovery SET state = 'closed', closed_on = '2026-12-01'",
        "UPDATE benefits_recoverymove SET amount_fen = 1",
        "DELETE FROM benefits_recoverymove",
    ):
        with pytest.raises(Exception, match="violates|permission denied|keeps what"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# ── 补发


def test_what_was_too_little_is_paid_once_by_a_run_of_its_own(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    (found,) = differences(one, due_fen=70_000)
    given = {"adjustment_id": found.pk, "officer": desk.townships[0], "on": FOUND}
    with pytest.raises(actions.CannotSettleAdjustment, match="理由"):
        actions.settle_adjustment(result="paid", because=" ", **given)
    with pytest.raises(actions.CannotSettleAdjustment, match="转入清退"):
        actions.settle_adjustment(result="recovery", because="核实。", **given)
    actions.settle_adjustment(result="paid", because="核实。", **given)
    with pytest.raises(actions.CannotSettleAdjustment, match="已经办结"):
        actions.settle_adjustment(result="paid", because="核实。", **given)
    (run,) = actions.prepare_once(region=COUNTY, on=FOUND, officer=None)
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=date(2026, 11, 12))
    line = PayLine.objects.get(kind="arrears")
    assert (line.amount_fen, line.month, line.state, line.award.decided_by) == (10_000, MONTH, "paid", f"adjustment:{found.pk}")
    assert differences(one, due_fen=70_000, decided_by="decision:2") == [], "arrears count as paid"
    with pytest.raises(IntegrityError), transaction.atomic():
        again = Award.objects.get(pk=line.award_id)
        again.pk = None
        again.save()


def test_too_much_is_not_paid_and_what_was_not_due_after_all_owes_nobody(desk: Desk) -> None:
    one, found = too_much(desk)
    given = {"adjustment_id": found.pk, "officer": desk.townships[0], "on": FOUND}
    with pytest.raises(actions.CannotSettleAdjustment, match="只有少发"):
        actions.settle_adjustment(result="paid", because="核实。", **given)
    actions.settle_adjustment(result="not_due", because="更正本身有误。", **given)
    assert not Award.objects.filter(kind="arrears").exists() and not Recovery.objects.exists()
    assert [again.amount_fen for again in differences(one, due_fen=30_000, decided_by="decision:2")] == [30_000]


# ── 罚款


@pytest.fixture
def fraud(desk: Desk) -> Recovery:
    return to_repay(desk, is_fraud=True)[1]


def test_a_fine_is_told_heard_and_decided_by_another(desk: Desk, second: Officer, fraud: Recovery) -> None:
    assert "第七十三条" in fraud.letter
    with pytest.raises(actions.CannotPenalise, match="二倍"):
        actions.propose_penalty(recovery_id=fraud.pk, amount_fen=60_001, ground="隐瞒工资。", officer=desk.county, on=TOLD)
    penalty = actions.propose_penalty(recovery_id=fraud.pk, amount_fen=60_000, ground="隐瞒工资。", officer=desk.county, on=TOLD)
    with pytest.raises(actions.CannotPenalise, match="期限到"):
        actions.hear_defence(penalty_id=penalty.pk, words="", officer=desk.county, on=penalty.speak_until)
    actions.hear_defence(penalty_id=penalty.pk, words="家中有病人，请求从轻。", officer=desk.county, on=TOLD)
    given = {"penalty_id": penalty.pk, "reason": "从轻。", "on": date(2026, 11, 20)}
    with pytest.raises(actions.CannotPenalise, match="另一人"):
        actions.decide_penalty(fine_fen=10_000, officer=desk.county, **given)
    with pytest.raises(actions.CannotPenalise, match="不得高于告知"):
        actions.decide_penalty(fine_fen=60_001, officer=second, **given)
    actions.decide_penalty(fine_fen=10_000, officer=second, **given)
    actions.record_fine(penalty_id=penalty.pk, paper="缴款书1", officer=second, on=date(2026, 12, 1))
    penalty.refresh_from_db()
    assert (penalty.state, penalty.paid_paper) == ("decided", "缴款书1") and "罚款决定书" in penalty.letter and "请求从轻" in penalty.letter
    assert claim() == 30_000, "a fine is no assistance: the books do not know it"


def test_no_fine_without_deceit_nor_twice_and_silence_is_written_after_its_term(desk: Desk, second: Officer, fraud: Recovery) -> None:
    given = {"recovery_id": fraud.pk, "amount_fen": 100, "ground": "隐瞒。", "officer": desk.county, "on": TOLD}
    penalty = actions.propose_penalty(**given)
    with pytest.raises(actions.CannotPenalise, match="已经告知"):
        actions.propose_penalty(**given)
    after = penalty.speak_until + timedelta(days=1)
    actions.hear_defence(penalty_id=penalty.pk, words="", officer=desk.county, on=after)
    decided = actions.decide_penalty(penalty_id=penalty.pk, fine_fen=0, reason="初次，已退回。", officer=second, on=after)
    assert "不予罚款" in decided.letter and "期满未作" in decided.letter
    with pytest.raises(actions.CannotPenalise, match="没有要登记"):
        actions.record_fine(penalty_id=penalty.pk, paper="x", officer=second, on=after)
    with pytest.raises(IntegrityError), transaction.atomic():
        Penalty.objects.update(proposed_fen=60_001)


def test_an_error_without_deceit_is_never_fined(desk: Desk) -> None:
    _, recovery = to_repay(desk)
    with pytest.raises(actions.CannotPenalise, match="虚报"):
        actions.propose_penalty(recovery_id=recovery.pk, amount_fen=1, ground="x", officer=desk.county, on=TOLD)


# ── 抵扣


@pytest.fixture
def above(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Recipient, Recovery]:
    """A family that is given 100 yuan beyond the standard, in a place that allows to set off."""
    one, recovery = to_repay(desk)
    Award.objects.create(
        standing=one.standing, household=one.standing.household, kind="dibao_supplement", amount_fen=10_000, from_month=date(2026, 12, 1),
        payee=one.award.payee, account=one.account, decided_by="import:test", region=one.standing.region,
    )  # fmt: skip
    monkeypatch.setattr("doudi.benefits.actions.setting_off.may_set_off", lambda region, on: True)
    return one, recovery


def set_off(desk: Desk, recovery: Recovery, fen: int) -> Recovery:
    return actions.set_off(recovery_id=recovery.pk, monthly_fen=fen, paper="家庭书面同意1", officer=desk.townships[0], on=TOLD)


def supplements() -> list[tuple[int, date, date | None]]:
    rows = Award.objects.filter(kind="dibao_supplement").exclude(until_month=None, from_month=None).order_by("from_month", "pk")
    return [(row.amount_fen, row.from_month, row.until_month) for row in rows if row.until_month is None or row.until_month > row.from_month]


def test_nothing_is_set_off_where_the_place_has_not_allowed_it(desk: Desk) -> None:
    _, recovery = to_repay(desk)
    with pytest.raises(actions.CannotRecover, match="没有开通"):
        set_off(desk, recovery, 1_000)


def test_only_what_is_given_beyond_the_standard_is_set_off(desk: Desk, above: tuple[Recipient, Recovery]) -> None:
    one, recovery = above
    for fen in (10_000, 0, -1):
        with pytest.raises(actions.CannotRecover, match="高于保障标准"):
            set_off(desk, recovery, fen)
    set_off(desk, recovery, 8_000)
    assert supplements() == [(2_000, date(2026, 12, 1), date(2027, 3, 1)), (10_000, date(2027, 3, 1), None)]
    assert Award.objects.get(pk=one.award.pk).until_month is None, "the standard itself is never touched"
    december = actions.prepare_run(region=COUNTY, month=date(2026, 12, 1), on=date(2026, 12, 1), officer=None)
    assert actions.count_set_offs(region=COUNTY, on=date(2026, 12, 2)) == [], "not before it is paid"
    PayLine.objects.filter(run=december).update(state="sent", sent_on=date(2026, 12, 2))
    PayLine.objects.filter(run=december).update(state="paid", answered_on=date(2026, 12, 3))
    (moved,) = actions.count_set_offs(region=COUNTY, on=date(2026, 12, 4))
    assert (moved.amount_fen, moved.kind, claim()) == (8_000, "set_off", 22_000) and actions.count_set_offs(region=COUNTY, on=date(2026, 12, 5)) == []


def test_the_family_takes_its_consent_back(desk: Desk, above: tuple[Recipient, Recovery]) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    actions.stop_set_off(recovery_id=recovery.pk, words="家庭提出停止。", officer=desk.townships[0], on=date(2026, 12, 10))
    assert supplements() == [(2_000, date(2026, 12, 1), date(2027, 1, 1)), (10_000, date(2027, 1, 1), date(2027, 3, 1)), (10_000, date(2027, 3, 1), None)]
    assert RecoveryMove.objects.count() == 0
