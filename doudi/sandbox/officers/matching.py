"""核对: rows whose person is not certain: settled by what stands beside them, never by the truth."""

from typing import Any

from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.officers.desk import Desk
from doudi.verification import actions as verification
from doudi.verification import queries as verified

LIKELY = 5_000
"""Of ten thousand so alike at least so many were the same person."""


def work_on_matching(desk: Desk) -> None:
    """One candidate of the same name who is rather right than wrong is that person; the newly born and those who move in are admitted; anybody else is
    nobody here."""
    officer = desk.cast.at(COUNTY)[1]
    for row in desk.ask(officer, lambda: list(verified.waiting())):
        _settle(desk, officer, row)


def _settle(desk: Desk, officer: Any, row: Any) -> None:
    same = [one for one in row.candidates.all() if one.person.name == row.name and (one.certainty or 0) >= LIKELY]
    person = same[0].person_id if len(same) == 1 else None
    if person is None and row.fact == "moved_in" and row.household_id:
        desk.do(officer, "登记新人员", verification.admit, waiting_id=row.pk, reason="出生或由外地迁入，户籍部门已登记。")
        return
    reason = "姓名一致，身份证号仅一位之差，经向报送单位核实为同一人。" if person else "经核实不是本地在册人员。"
    desk.do(officer, "核对待认人员", verification.settle, waiting_id=row.pk, person_id=person, reason=reason)
