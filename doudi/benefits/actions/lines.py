"""处理暂缓和退回: only a person, with a reason, lets a held line go, sends it elsewhere or cancels it; time alone does nothing."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import books
from doudi.benefits.models import PayLine, PayRun
from doudi.registry import queries as registered

from .awards import wrong_account
from .funds import give_back
from .parts import first_run
from .reissue import attempt_one_again, hold_month

State = PayLine.State


class CannotSettleLine(Exception):
    """Worded for the officer."""


@transaction.atomic
def settle_line(*, line_id: int, outcome: str, because: str, officer: Officer, on: date, payee_id: int | None = None, account_id: int | None = None) -> PayLine:
    """`pay` as the award now says, `move` to the payee and account named, or `cancel`; returns the line that now stands for the money.

    Nothing of a held line is in the books until it is paid in a new attempt. A line that came back was owed: cancelling it is written back.
    """
    run_id = PayLine.objects.get(pk=line_id).run_id
    run = PayRun.objects.get(pk=run_id)
    regular = hold_month(run.region, run.month)
    line = PayLine.objects.select_for_update().get(pk=line_id)
    access.require(officer, "benefits.settle_line", line.region)
    if line.state not in (State.HELD, State.FAILED):
        raise CannotSettleLine("只有暂缓或退回的明细可以处理。")
    if not because.strip():
        raise CannotSettleLine("请写明处理理由。")
    if outcome == "cancel":
        _cancel(line, run, because=because, on=on)
    elif outcome in ("pay", "move"):
        line = _pay(line, regular, payee_id=payee_id, account_id=account_id, moves=outcome == "move", officer=officer, on=on)
    else:
        raise CannotSettleLine("处理方式只有：照发、转发、取消。")
    went = {"payee": line.payee_id, "account": line.account_id} if outcome != "cancel" else {}
    audit.record("line.settled", about=line, by=officer, because=because, detail={"outcome": outcome, "line": line_id, **went})
    return line


def _cancel(line: PayLine, run: PayRun, *, because: str, on: date) -> None:
    owed_by, is_over = first_run(line), books.year_of(first_run(line)) != on.year
    if line.is_owed:  # where its year is over, what was drawn of it is turned in
        for event in (books.LAPSED, books.LAPSED_TURNED_IN) if is_over else (books.CANCELLED,):
            books.post(event, key=f"line:{line.pk}", run=run, sums=books.sums_of(PayLine.objects.filter(pk=line.pk)), on=on)
    if line.is_owed and not is_over:
        give_back(PayRun.objects.select_for_update().get(pk=owed_by.pk), line.amount_fen, key=f"line:{line.pk}", on=on)
    line.state, line.words = State.CANCELLED, because[:200]
    line.save(update_fields=["state", "words"])


def _pay(line: PayLine, regular: PayRun, *, payee_id: int | None, account_id: int | None, moves: bool, officer: Officer, on: date) -> PayLine:
    if moves != (account_id is not None):
        raise CannotSettleLine("转发请选定账户；照发则按待遇登记的账户。")
    payee, account = payee_id or line.award.payee_id, account_id or line.award.account_id
    if account is None:
        raise CannotSettleLine("该待遇还没有账户，请先登记账户或选择转发。")
    if why := wrong_account(payee, account, line.award.standing.kind):
        raise CannotSettleLine(why)
    family = {member.person_id for member in registered.members_of(line.household_id, on) if member.person.died_on is None}
    if moves and family and payee not in family | {line.award.payee_id}:  # with nobody left it is an heir's, whom the officer names
        raise CannotSettleLine("家庭还有在世成员的，只能转发给他们，或者该待遇登记的领取人。")
    attempt_one_again(regular, line_id=line.pk, payee_id=payee, account_id=account, officer=officer, on=on)
    return PayLine.objects.get(replaces=line)
