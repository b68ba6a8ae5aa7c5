"""参数: the figures of the law that a procedure needs, asked by place and day."""

from datetime import date

from doudi import law
from doudi.base import workdays
from doudi.casework.procedures.table import Procedure, Term, Terms, months_after
from doudi.law.figures import figure_or_none


def decided_by(region: str, on: date) -> str:
    """Which office decides in a place: `county`, or `township` where the power has been handed down (法 44; 57号 2; 43号 28; 刚性办法 3)."""
    return str(law.book(on).figure("casework.decided_by", region=region, on=on))


def decider_of(scheme: str, region: str, on: date) -> str:
    """The same for one scheme: help at once is the township's everywhere (法 50)."""
    return "township" if scheme == "urgent_relief" else decided_by(region, on)


def total_of(procedure: Procedure, region: str, on: date) -> Term | Terms:
    """The whole term of a procedure in a place: its table's, of help at once the place's own."""
    if procedure.scheme != "urgent_relief":
        return procedure.total
    return Term(int(law.book(on).figure("relief.urgent_days", region=region, on=on)), "days")


def explained_by(region: str, on: date) -> date:
    """Until when the papers of help given at once on `on` are to be supplied (法 50; how long is the place's)."""
    return workdays.workdays_after(on, int(law.book(on).figure("relief.explain_days", region=region, on=on)))


def times_a_year(region: str, on: date) -> int:
    """How often in twelve months a family is usually given temporary relief; beyond it a reason is asked."""
    return int(law.book(on).figure("relief.times_a_year", region=region, on=on))


def rigid_until(region: str, on: date) -> date:
    """The first day on which a standing of rigid expenditure confirmed on `on` is in force no more (刚性办法 10: at most twelve months in general)."""
    months = law.book(on).figure("rigid.valid_months", region=region, on=on)
    return months_after(on, int(months))


def gives_supplements(region: str, area: str, on: date) -> bool:
    """Whether a place has set any 分类施保 of dibao (法 20); where it has set none, the rules are not asked about it."""
    names = (name for name in law.book(on).figures.parameters if name.startswith("dibao.supplement."))
    return any(figure_or_none(name, region=region, area=area, on=on) is not None for name in names)
