"""发薪日: a month's money from the list to the last answer, as far as the house itself may take it; officers sign in between."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from doudi.benefits import actions as paying
from doudi.benefits import queries as paid
from doudi.casework import queries as cases
from doudi.flows.steps import steps_over

if TYPE_CHECKING:
    from doudi.benefits.models import PayRun


@dataclass(frozen=True)
class PaydayReport:
    """Where the month stands after today's part; `run` is none where nobody is owed anything by the month yet, `once` are those for what is given once.

    `refused` says which answers of the bank were not taken in, and why.
    """

    run: "PayRun | None"
    once: "tuple[PayRun, ...]"
    returns_read: int
    refused: tuple[str, ...]
    reissues: "tuple[PayRun, ...]"


def run_payday(*, region: str, month: date, on: date) -> PaydayReport:
    """What is due of the month by this day. Each line commits by itself and may run again, or after a crash, without harm."""
    step = steps_over(region)
    step(paying.open_supplements, region=region, month=month, officer=None, on=on)  # 特困增发: of a month that no day has begun yet
    once = step(paying.prepare_once, region=region, on=on, officer=None)  # 一次性发放: what was decided since and cannot wait for the month
    run = _of_the_month(step, region, month, on)  # 生成名册, once whatever is retried
    # 乡镇核对 → 县级审核 → 财务放款: officers, on their pages
    for file in step(paid.files_to_send, region):
        step(paying.send_bank_file, run_id=file.run_id, on=on)  # 送银行: what a crash kept back
    answers = step(paid.returns_to_read, region)
    refused = tuple(words for path in answers if (words := _read(step, path, on)))  # 读回盘: each whole or not at all
    came_back = step(paid.months_that_came_back, region)  # 补发: what was put right since, of this month or an earlier one
    again = [step(paying.reissue, region=region, month=one, on=on, officer=None) for one in came_back]
    step(paying.count_set_offs, region=region, on=on)  # 抵扣: what months paid less by agreement have brought
    return PaydayReport(run, tuple(once), len(answers) - len(refused), refused, tuple(one for one in again if one))


def _of_the_month(step: Callable[..., Any], region: str, month: date, on: date) -> "PayRun | None":
    """The month's run; a county that owes nobody anything by the month yet has none, and its day goes on."""
    try:
        return cast("PayRun", step(paying.prepare_run, region=region, month=month, on=on, officer=None, filed=step(cases.filed_families)))
    except paying.CannotPrepareRun:
        return None


def _read(step: Callable[..., Any], path: Path, on: date) -> str:
    """Why an answer of the bank was not taken in; nothing when it was."""
    try:
        step(paying.read_return, path=path, on=on, officer=None)
    except paying.CannotReadReturn as refusal:
        return f"{path.name}：{refusal}"
    return ""

