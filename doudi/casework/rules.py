"""参数: the figures of the law that a procedure needs, asked by place and day."""

from datetime import date

from doudi import law
from doudi.casework.procedures.table import months_after


def decided_by(region: str, on: date) -> str:
    """Which office decides in a place: `county`, or `township` where the power has been handed down (法 44; 57号 2; 43号 28; 刚性办法 3)."""
    return str(law.book(on).figure("casework.decided_by", region=region, on=on))


def rigid_until(region: str, on: date) -> date:
    """The first day on which a standing of rigid expenditure confirmed on `on` is in force no more (刚性办法 10: at most twelve months in general)."""
    months = law.book(on).figure("rigid.valid_months", region=region, on=on)
    return months_after(on, int(months))
