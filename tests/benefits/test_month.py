"""一个月: prepared, signed, released, answered, paid again; and what each step refuses."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.benefits import actions, bank, files, queries
from doudi.benefits.models import PayLine, PayRun
from tests.benefits.builders import (
    ANSWERED,
    COUNTY,
    MONTH,
    OTHER_TOWN,
    PREPARED,
    RELEASED,
    REVIEWED,
    TOWN,
    TOWNS,
    Desk,
    a_desk,
    a_recipient,
    an_account,
    answer,
    prepare,
    sign_and_release,
)

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def states(run: PayRun) -> list[str]:
    return list(PayLine.objects.filter(run=run).order_by("pk").values_list("state", flat=True))


def test_a_month_from_the_list_to_the_last_answer(desk: Desk) -> None:
    first, second = a_recipient(amount_fen=60_000), a_recipient(town=OTHER_TOWN, amount_fen=45_001)
    run = prepare()
    sent = sign_and_release(run, desk)
    payment = bank.parse_payment_file(sent.read_bytes())
    assert [(row.holder, row.amount_fen) for row in payment.rows] == [(one.family.head.name, one.award.amount_fen) for one in (first, second)]
    books = queries.books_of(month=MONTH)
    assert (books.committed_fen, books.sent_fen, books.pending_fen) == (105_001, 105_001, 105_001)

    refused = PayLine.objects.get(award=second.award)
    read = actions.read_return(path=answer(sent, {refused.pk: "closed"}), on=ANSWERED, officer=desk.finance)
    assert (read.paid_lines, read.failed_lines, read.failed_fen) == (1, 1, 45_001)
    assert states(run) == ["paid", "failed"]
    assert queries.get_run(run.pk).state == PayRun.State.SETTLED
    assert actions.reissue(region=COUNTY, month=MONTH, on=ANSWERED, officer=None) is None, "nothing has been put right yet"

    fresh = actions.open_account(
        person_id=second.family.head.pk,
        bank="示例银行",
        number="99001234567890123",
        holder_name=second.family.head.name,
        opened_on=ANSWERED,
        officer=desk.townships[1],
        on=ANSWERED,
    )
    actions.redirect_award(award_id=second.award.pk, account_id=fresh.pk, because="原账户已销户", officer=desk.townships[1], on=ANSWERED)
    again = actions.reissue(region=COUNTY, month=MONTH, on=ANSWERED, officer=None)
    assert again is not None and states(run) == ["paid", "reissued"]
    actions.sign_run(run_id=again.pk, step="township", officer=desk.townships[1], on=ANSWERED)
    actions.sign_run(run_id=again.pk, step="county", officer=desk.county, on=ANSWERED)
    file = actions.release_run(run_id=again.pk, officer=desk.finance, on=ANSWERED)
    assert files.publish(file.name, file.digest)
    actions.read_return(path=answer(files.folder("out") / file.name), on=ANSWERED, officer=None)
    assert states(again) == ["paid"]
    books = queries.books_of(month=MONTH)
    assert (books.committed_fen, books.sent_fen, books.paid_fen, books.returned_fen, books.pending_fen, books.owed_fen) == (
        105_001,
        150_002,
        105_001,
        45_001,
        0,
        0,
    )


def test_the_same_step_again_changes_nothing(desk: Desk) -> None:
    a_recipient()
    run = prepare()
    assert prepare() == run
    sent = sign_and_release(run, desk)
    before = sent.read_bytes()
    assert sign_and_release(run, desk) == sent
    assert sent.read_bytes() == before
    returned = answer(sent)
    assert not actions.read_return(path=returned, on=ANSWERED, officer=None).exists
    assert actions.read_return(path=returned, on=ANSWERED, officer=None).exists
    assert queries.books_of().paid_fen == 60_000


def test_nobody_signs_twice_nor_out_of_turn(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    a_recipient()
    a_recipient(town=OTHER_TOWN)
    maker = officer_of("county", COUNTY)
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=maker)
    with pytest.raises(actions.CannotSignRun, match="乡镇"):
        actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    with pytest.raises(actions.CannotSignRun, match="1/2"):
        actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    with pytest.raises(actions.CannotSignRun, match="已有人签字"):
        actions.sign_run(run_id=run.pk, step="township", officer=officer_of("township", TOWN), on=TOWNS)
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[1], on=TOWNS)
    with pytest.raises(actions.CannotSignRun, match="生成批次"):
        actions.sign_run(run_id=run.pk, step="county", officer=maker, on=REVIEWED)
    with pytest.raises(CannotAccess):
        actions.sign_run(run_id=run.pk, step="county", officer=desk.townships[0], on=REVIEWED)
    with pytest.raises(actions.CannotReleaseRun, match="还没有完成"):
        actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    with pytest.raises(CannotAccess):
        actions.release_run(run_id=run.pk, officer=desk.county, on=RELEASED)


def test_a_county_of_another_region_prepares_nothing(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    with pytest.raises(CannotAccess):
        actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=officer_of("county", "370703"))
    with pytest.raises(actions.CannotPrepareRun, match="没有应发"):
        prepare()
    assert not PayRun.objects.exists()


def test_the_award_must_be_in_force_in_the_month(desk: Desk) -> None:
    ended, begins, runs = a_recipient(), a_recipient(), a_recipient()
    ended.award.until_month = MONTH
    ended.award.save()
    begins.award.from_month = date(2026, 12, 1)
    begins.award.save()
    assert [line.award_id for line in queries.lines_of(prepare().pk)] == [runs.award.pk]


def test_a_held_line_is_paid_by_a_person_alone(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    clerk = officer_of("county", COUNTY)
    a_recipient()
    bad = a_recipient()
    bad.award.account = None
    bad.award.save()
    run = prepare()
    sent = sign_and_release(run, desk)
    assert states(run) == ["sent", "held"]
    assert queries.books_of().committed_fen == 60_000, "nothing of a held line is in the books"
    held = PayLine.objects.get(award=bad.award)
    with pytest.raises(actions.CannotSettleLine, match="还没有账户"):
        actions.settle_line(line_id=held.pk, outcome="pay", because="家里等钱用", officer=clerk, on=RELEASED)
    with pytest.raises(actions.CannotSettleLine, match="理由"):
        actions.settle_line(line_id=held.pk, outcome="cancel", because=" ", officer=clerk, on=RELEASED)
    with pytest.raises(CannotAccess):
        actions.settle_line(line_id=held.pk, outcome="cancel", because="不该发", officer=desk.townships[0], on=RELEASED)
    stranger = an_account(a_recipient(town=OTHER_TOWN).family)
    with pytest.raises(actions.CannotSettleLine, match="在世成员"):
        given = {"account_id": stranger.pk, "payee_id": stranger.person_id}
        actions.settle_line(line_id=held.pk, outcome="move", because="另有人代领", officer=clerk, on=RELEASED, **given)
    moved = actions.settle_line(line_id=held.pk, outcome="move", because="已登记账户", officer=clerk, on=RELEASED, account_id=an_account(bad.family).pk)
    assert (moved.state, moved.attempt, moved.run.kind, moved.replaces_id) == ("due", 2, "reissue", held.pk)
    actions.sign_run(run_id=moved.run_id, step="township", officer=desk.townships[0], on=RELEASED)
    with pytest.raises(actions.CannotSignRun, match="决定其中明细"):
        actions.sign_run(run_id=moved.run_id, step="county", officer=clerk, on=RELEASED)
    sent_again = sign_and_release(moved.run, desk)
    actions.read_return(path=answer(sent), on=ANSWERED, officer=None)
    actions.read_return(path=answer(sent_again), on=ANSWERED, officer=None)
    books = queries.books_of()
    assert (books.committed_fen, books.paid_fen, books.owed_fen) == (120_000, 120_000, 0)


def test_cancelling_what_came_back_is_written_back(desk: Desk) -> None:
    one = a_recipient()
    run = prepare()
    sent = sign_and_release(run, desk)
    line = PayLine.objects.get(award=one.award)
    actions.read_return(path=answer(sent, {line.pk: "frozen"}), on=ANSWERED, officer=None)
    actions.settle_line(line_id=line.pk, outcome="cancel", because="待遇已另行停发", officer=desk.county, on=ANSWERED)
    books = queries.books_of()
    assert (books.committed_fen, books.cancelled_fen, books.owed_fen, books.pending_fen) == (60_000, 60_000, 0, 0)
    with pytest.raises(actions.CannotSettleLine, match="只有暂缓或退回"):
        actions.settle_line(line_id=line.pk, outcome="cancel", because="再取消一次", officer=desk.county, on=ANSWERED)


def test_a_temporary_reason_is_paid_again_to_the_same_account(desk: Desk) -> None:
    one = a_recipient()
    sent = sign_and_release(prepare(), desk)
    line = PayLine.objects.get(award=one.award)
    actions.read_return(path=answer(sent, {line.pk: "bank_error"}), on=ANSWERED, officer=None)
    again = actions.reissue(region=COUNTY, month=MONTH, on=ANSWERED, officer=None)
    assert again is not None
    assert PayLine.objects.get(run=again).account_id == one.account.pk
    assert actions.reissue(region=COUNTY, month=MONTH, on=ANSWERED, officer=None) is None


def test_a_signed_run_takes_no_more_lines(desk: Desk) -> None:
    one, two = a_recipient(), a_recipient()
    sent = sign_and_release(prepare(), desk)
    lines = [PayLine.objects.get(award=each.award) for each in (one, two)]
    actions.read_return(path=answer(sent, {lines[0].pk: "bank_error", lines[1].pk: "closed"}), on=ANSWERED, officer=None)
    first = actions.reissue(region=COUNTY, month=MONTH, on=ANSWERED, officer=None)
    actions.sign_run(run_id=first.pk, step="township", officer=desk.townships[0], on=ANSWERED)
    actions.redirect_award(award_id=two.award.pk, account_id=an_account(two.family).pk, because="新账户", officer=desk.county, on=ANSWERED)
    second = actions.reissue(region=COUNTY, month=MONTH, on=ANSWERED, officer=None)
    assert (first.seq, second.seq) == (1, 2)
    assert PayLine.objects.filter(run=first).count() == PayLine.objects.filter(run=second).count() == 1
