"""账户: an account that a family newly opens, plainly invented."""

from typing import Any

from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.desk import Desk


def open_account_for(desk: Desk, officer: Officer, person: Any, *, again: int = 0) -> Any:
    """Register an account in the person's own name; `again` for a second one of the same person."""
    number = f"9901{again}{luck('account', person.born_on, person.name, again) % 10**9:09d}{person.pk % 10**5:05d}"
    return desk.do(
        officer, "登记账户", benefits.open_account, person_id=person.pk, bank="示例农商银行", number=number, holder_name=person.name, opened_on=desk.on
    )
